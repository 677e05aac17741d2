"""`make run`, as a person starts it: the real server, in a folder of its own."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.check_deploy import PRODUCTION
from tracker.environment import BASE_DIR
from tracker.variables import VARIABLES

SECONDS_TO_START = 180


@pytest.fixture
def start(tmp_path):
    """Start run_local with these variables and arguments; SQLite, whatever the tests run on."""

    started = []

    def popen(*arguments, **variables):
        clean = {name: value for name, value in os.environ.items() if name not in {v.name for v in VARIABLES}}
        clean.pop("DJANGO_SETTINGS_MODULE", None)
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run_local", *arguments],
            env=clean | {"DATA_DIR": str(tmp_path / "data")} | variables,
            cwd=BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield popen
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def taken_port():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield str(holder.getsockname()[1])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@contextmanager
def running(start):
    """The address of a started server, which Ctrl-C stops in the end."""
    port = free_port()
    server = start(PORT=port)
    try:
        yield f"http://127.0.0.1:{port}", server
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            raise


def answer(address, server):
    """The first answer's status and text, once the server is up."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The server does not answer. It says:\n{server.stdout.read()}")


def test_it_starts_says_where_and_for_whom_and_stops_on_ctrl_c(start, tmp_path):
    with running(start) as (address, server):
        status, page = answer(f"{address}/accounts/login/", server)
        assert answer(f"{address}/accounts/login/?q={'x' * 8000}", server)[0] == 200, "no form sends more"
    said, _ = server.communicate()
    assert (status, server.returncode) == (200, 0), said
    assert "<form" in page
    assert f"Open {address} and sign in as" in said
    kept = tmp_path / "data" / "local-accounts.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    for email, password in (line.split() for line in kept.read_text().splitlines()):
        assert f"{email:<25} {password}" in said
    assert len(said.splitlines()) <= 12


def children(pid, command=b""):
    """The numbers of the processes that this one began, and of these those whose command has ``command`` in it."""
    begun = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in begun if command in Path(f"/proc/{child}/cmdline").read_bytes()]


def wait_for(come):
    """What has come, once there is any of it."""
    deadline = time.monotonic() + SECONDS_TO_START
    while not (found := come()):
        assert time.monotonic() < deadline, "it does not come"
        time.sleep(0.05)
    return found


def test_a_worker_that_is_killed_begins_again(start):
    with running(start) as (address, server):
        answer(f"{address}/livez", server)
        (keeper,) = wait_for(lambda: children(server.pid, b"\0work\0"))
        (worker,) = wait_for(lambda: children(keeper))
        os.kill(worker, signal.SIGKILL)
        (other,) = wait_for(lambda: [pid for pid in children(keeper) if pid != worker])
    assert wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in (keeper, other))), (
        "it ends with the server"
    )


def test_a_second_start_keeps_the_data_and_makes_nothing_anew(start, tmp_path):
    assert start("--prepare-only").wait(SECONDS_TO_START) == 0
    accounts = (tmp_path / "data" / "local-accounts.txt").read_text()
    manifest = tmp_path / "data" / "static" / "staticfiles.json"
    collected = manifest.stat().st_mtime_ns
    second = start("--prepare-only")
    said, _ = second.communicate(timeout=SECONDS_TO_START)
    assert second.returncode == 0, said
    assert (tmp_path / "data" / "local-accounts.txt").read_text() == accounts
    assert manifest.stat().st_mtime_ns == collected


def test_a_taken_port_is_said_before_anything_is_made(start, taken_port, tmp_path):
    said, _ = start(PORT=taken_port).communicate(timeout=SECONDS_TO_START)
    assert f"Port {taken_port} is taken" in said
    assert f"make run PORT={int(taken_port) + 1}" in said
    assert not (tmp_path / "data" / "tracker.sqlite3").exists()


def test_local_accounts_are_never_made_on_a_server(start, tmp_path):
    server = start(**PRODUCTION | {"DATABASE_URL": f"sqlite:///{tmp_path}/server.sqlite3"})
    said, _ = server.communicate(timeout=SECONDS_TO_START)
    assert server.returncode != 0
    assert "for PROFILE=local only" in said
    assert not (tmp_path / "server.sqlite3").exists()
    assert not (tmp_path / "data" / "local-accounts.txt").exists()
