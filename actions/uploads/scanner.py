"""The virus scanner: clamd, where one is set, is sent a file and says what it finds in it.

A file is sent piece by piece, each after its length, and a piece of no length ends it (INSTREAM in clamd's manual).
Whoever asks says how long it may take.
"""

import socket
import struct
import time

from django.conf import settings

CHUNK = 64 * 1024
LONGEST_ANSWER = 4096

PATIENCE = 10
"""Seconds that a form waits for the scanner, all its files together."""


class Silent(Exception):
    """The scanner did not say whether there is something in a file. Carries what is known of why."""


def is_set():
    """True if files are to be scanned."""
    return settings.SCANNER is not None


def answers(seconds=2):
    """True if the scanner is there."""
    try:
        return _ask(b"PING", (), time.monotonic() + seconds) == "PONG"
    except Silent:
        return False


def find(file, until):
    """What the scanner finds in an open file, "" if nothing. Raises Silent where it does not say by ``until``.

    ``until`` is a moment of time.monotonic().
    """
    said = _ask(b"INSTREAM", _pieces(file), until)
    if said == "stream: OK":
        return ""
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")
    raise Silent(said)


def _pieces(file):
    while piece := file.read(CHUNK):
        yield struct.pack("!L", len(piece)) + piece
    yield struct.pack("!L", 0)


def _ask(command, pieces, until):
    try:
        with _connected(until) as channel:
            for piece in (b"z%b\0" % command, *pieces):
                channel.settimeout(_left(until))
                channel.sendall(piece)
            return _answer(channel, until)
    except OSError as error:
        raise Silent(str(error) or type(error).__name__) from error


def _connected(until):
    place = settings.SCANNER
    if isinstance(place, tuple):
        return socket.create_connection(place, timeout=_left(until))
    channel = socket.socket(socket.AF_UNIX)
    try:
        channel.settimeout(_left(until))
        channel.connect(place)
    except OSError:
        channel.close()
        raise
    return channel


def _answer(channel, until):
    said = b""
    while not said.endswith(b"\0"):
        channel.settimeout(_left(until))
        more = channel.recv(LONGEST_ANSWER)
        if not more or len(said) > LONGEST_ANSWER:
            raise Silent(f"an answer cut off: {said!r}")
        said += more
    return said.rstrip(b"\0").decode(errors="replace").strip()


def _left(until):
    """Seconds until then; raises TimeoutError when there are none left."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("no answer in time")
    return left
