"""An installation of its own for one measurement: database, static files, production server; all thrown away."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg

from tests.with_postgresql import postgresql

ROOT = Path(__file__).parent.parent.parent
WORKERS = 2
SECONDS_TO_START = 30


@contextmanager
def sqlite_databases(folder):
    """Give a function that makes the address of a new, empty SQLite database."""
    yield lambda: f"sqlite:///{folder}/{uuid4().hex}.sqlite3"


@contextmanager
def postgresql_databases(folder):
    """The same on PostgreSQL: the server DATABASE_URL names, or a private one that waits for the disk.

    On a server that is somebody's the databases are new ones, and are dropped.
    """
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith(("postgres://", "postgresql://")):
        with postgresql(durable=True) as url:
            yield lambda: _new_database(url)
        return
    made = []
    try:
        yield lambda: made.append(_new_database(given)) or made[-1]
    finally:
        for url in made:
            _ask(given, f'DROP DATABASE IF EXISTS "{urlsplit(url).path[1:]}" WITH (FORCE)')


def _new_database(server):
    name = f"tracker_bench_{uuid4().hex}"
    _ask(server, f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def _ask(server, statement):
    with psycopg.connect(server.replace("postgres://", "postgresql://", 1), autocommit=True) as connection:
        connection.execute(statement)


def environment(folder, database, port):
    """The variables of a production installation, and nothing that is set in the shell by chance."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "PROFILE": "production",
        "SECRET_KEY": "only-for-the-bench-0123456789-abcdefghijklmnopqrstuvwxyz",
        "ALLOWED_HOSTS": "tracker.example.org",
        "DATABASE_URL": database,
        "DATA_DIR": str(folder),
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "DEFAULT_FROM_EMAIL": "tracker@example.org",
        "WORKERS": str(WORKERS),
        "PORT": str(port),
    }


def collect_static(env):
    """Put the static files where the server finds them."""
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"], env=env, cwd=ROOT, check=True
    )


def seed(env, size):
    """Fill the database, showing how far it is; gives the visitors."""
    return told(env, "tests.bench.seed", size.name)


def told(env, module, *arguments):
    """What a module tells, as JSON, that is run beside the server."""
    command = [sys.executable, "-m", module, *arguments]
    return json.loads(subprocess.run(command, env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def server(env, folder):
    """Run gunicorn as tracker/server.py sets it up; gives its process. Ends the bench if it complains of anything."""
    log = folder / "server.log"
    with log.open("wb") as file:
        command = [sys.executable, "-m", "gunicorn", "--config", "tracker/server.py", "tracker.wsgi"]
        process = subprocess.Popen(command, env=env, cwd=ROOT, stdout=file, stderr=file)
    try:
        _wait_for(process, int(env["PORT"]), log)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
        said = log.read_text()
        if "Traceback" in said or " ERROR " in said:
            sys.exit(f"The server complains:\n{said}")


def _wait_for(process, port, log):
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"The server does not start. It says:\n{log.read_text()}")


def memory_of_workers(process):
    """Megabytes that each worker holds in memory now, as Linux counts them; empty elsewhere."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not children.exists():
        return []
    states = [Path(f"/proc/{pid}/status").read_text() for pid in children.read_text().split()]
    return [int(line.split()[1]) / 1024 for state in states for line in state.splitlines() if line.startswith("VmRSS:")]
