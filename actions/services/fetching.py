"""Fetching a page elsewhere, from the server: from public addresses only, not much and not for long."""

import http.client
import ipaddress
import socket
import ssl
import time
from dataclasses import dataclass
from threading import Timer
from urllib.parse import urljoin, urlsplit

MOST_BYTES = 2 * 1024 * 1024
SECONDS = 20
REDIRECTS = 5
ASKS = {"User-Agent": "PriorityActionTracker link check", "Accept": "*/*", "Accept-Encoding": "identity"}


class Unreachable(Exception):
    """Nothing answered: no such host, no connection, too slow, too many redirects, or an address that is not public."""


@dataclass(frozen=True)
class Answer:
    """What was answered: at most the first MOST_BYTES of the content."""

    status: int
    content_type: str
    content: bytes


def fetch(url, *, loopback=False):
    """The Answer at an address, after redirects. ``loopback`` lets this computer itself be asked, in tests.

    A name is looked up once and the connection goes to just that address, so that a name that means
    another address a moment later leads nowhere else.
    """
    ends = time.monotonic() + SECONDS
    for _turn in range(REDIRECTS + 1):
        try:
            answer, location = _ask(url, ends, loopback)
        except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
            raise Unreachable(str(error)) from error
        if not location:
            return answer
        url = urljoin(url, location)
    raise Unreachable("too many redirects")


def _ask(url, ends, loopback):
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise Unreachable("not an address that is fetched")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = _connect(parts.scheme, parts.hostname, port, ends, loopback)
    # A server that answers a letter a minute is hung up on, wherever it is in its answer.
    hang_up = Timer(max(0.1, ends - time.monotonic()), connection.sock.shutdown, [socket.SHUT_RDWR])
    hang_up.daemon = True
    hang_up.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers=ASKS)
        response = connection.getresponse()
        location = response.getheader("Location") if response.status in (301, 302, 303, 307, 308) else None
        content = b"" if location else _read(response, ends)
        return Answer(response.status, response.getheader("Content-Type", ""), content), location
    finally:
        hang_up.cancel()
        connection.close()


def _connect(scheme, host, port, ends, loopback):
    """A connection to the host at an address that was looked at before."""
    address = _public_address(host, port, loopback)
    left = max(0.1, ends - time.monotonic())
    connection = http.client.HTTPConnection(host, port, timeout=left)
    connection.sock = socket.create_connection((address, port), timeout=left)
    if scheme == "https":
        connection.default_port = 443  # for the Host header
        connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=host)
    return connection


def _public_address(host, port, loopback):
    found = [info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        ip = ipaddress.ip_address(address.partition("%")[0])
        ip = getattr(ip, "ipv4_mapped", None) or ip
        if not _is_public(ip) and not (loopback and ip.is_loopback):
            raise Unreachable("not a public address")
    if not found:
        raise Unreachable("no such host")
    return found[0]


def leads_inside(host):
    """True if a host, as it is written, is this computer or one that only its own network knows."""
    host = host.rstrip(".").lower()
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return host.rpartition(".")[2] == "localhost"
    return not _is_public(getattr(ip, "ipv4_mapped", None) or ip)


def _is_public(ip):
    return ip.is_global and not ip.is_multicast


def _read(response, ends):
    content = b""
    while len(content) < MOST_BYTES:
        if time.monotonic() > ends:
            raise Unreachable("too slow")
        chunk = response.read1(min(1 << 16, MOST_BYTES - len(content)))
        if not chunk:
            break
        content += chunk
    return content
