"""Start everything on this computer: `make run` calls it."""

import hashlib
import os
import secrets
import socket
import subprocess
import sys
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, connections

from actions.models import User
from actions.services.accounts import LOCAL_ACCOUNTS, make_local_accounts

FIRST_REPORT = settings.BASE_DIR / "actions" / "data" / "belgium-2013.yaml"
ACCOUNTS_FILE = "local-accounts.txt"


class Command(BaseCommand):
    help = "Prepare database, static files, the first report and two accounts, then serve on this computer only."

    def add_arguments(self, parser):
        parser.add_argument("--prepare-only", action="store_true", help="do everything but serve")

    def handle(self, *, prepare_only, **options):
        if not settings.LOCAL:
            raise CommandError(
                "run_local makes accounts with known names, for PROFILE=local only. "
                "On a server, start gunicorn as docs/deploy.md says."
            )
        if not prepare_only:
            refuse_a_taken_port()
        self.stdout.write(f"Priority Action Tracker, in {shown(settings.DATA_DIR)}")
        self.prepare_database()
        self.prepare_static_files()
        self.load()
        accounts = keep_accounts(settings.DATA_DIR / ACCOUNTS_FILE)
        make_local_accounts(accounts)
        if prepare_only:
            return
        self.say_where(accounts)
        connections.close_all()
        start_worker()
        serve()

    def prepare_database(self):
        vendor = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
        try:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("rebuild_search", stdout=StringIO())  # what was written before there was a search
        except DatabaseError as error:
            raise CommandError(f"The database cannot be prepared: {str(error).strip()}") from error
        self.stdout.write(f"  database      {vendor}, ready")

    def prepare_static_files(self):
        """Collect again only after a file came, went or changed."""
        mark = settings.STATIC_ROOT.parent / "static-collected"
        now = fingerprint_of_static_files()
        if not mark.exists() or mark.read_text() != now:
            call_command("collectstatic", interactive=False, verbosity=0)
            mark.write_text(now)
        self.stdout.write("  static files  ready")

    def load(self):
        if settings.SAMPLE:
            call_command("load_sample", stdout=StringIO())
            self.stdout.write("  sample data   loaded: made-up progress by made-up organisations")
        else:
            call_command("load_report", FIRST_REPORT, stdout=StringIO())
            self.stdout.write("  report        Belgium 2013, loaded")

    def say_where(self, accounts):
        self.stdout.write(f"\nOpen http://127.0.0.1:{settings.ENV.PORT} and sign in as")
        for email, password in accounts.items():
            still = User.objects.get(email=email).check_password(password)
            self.stdout.write(f"  {email:<25} {password if still else 'with the password that was set since'}")
        self.stdout.write(f"  (kept in {shown(settings.DATA_DIR / ACCOUNTS_FILE)})")
        self.stdout.write("Ctrl-C stops it; your data stays.")
        self.stdout.flush()


def shown(path):
    """The path as a person in this folder would write it."""
    try:
        return str(Path(path).relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def refuse_a_taken_port():
    """Say so before anything is prepared, rather than let the server fail at the end."""
    port = settings.ENV.PORT
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise CommandError(
                f"Port {port} is reserved for the administrator. Choose one from 1024: make run PORT=8000"
            ) from None
        except OSError:
            other = port + 1 if port < 65_535 else 8000
            raise CommandError(
                f"Port {port} is taken; perhaps the program runs already. Choose another: make run PORT={other}"
            ) from None


def fingerprint_of_static_files():
    """A digest of which files there are, how long and how old, and of how they are stored."""
    digest = hashlib.sha256(repr((settings.STORAGES, settings.STATIC_URL)).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def keep_accounts(path):
    """The local accounts, {e-mail: password}: from the file, which the first run makes for its owner's eyes only."""
    if not path.exists():
        lines = [f"{email} {secrets.token_urlsafe(12)}\n" for email in LOCAL_ACCOUNTS]
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.writelines(lines)
    return dict(line.split(maxsplit=1) for line in path.read_text().splitlines() if line.strip())


def start_worker():
    """Begin background work in a process of its own, which ends with this one, however that ends."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work", "--parent", str(os.getpid())]
    subprocess.Popen(command, env=os.environ | {"PROFILE": "local"})  # noqa: S603


def serve():
    """Become the production server; it hears Ctrl-C itself."""
    os.chdir(settings.BASE_DIR)
    os.environ["PROFILE"] = "local"
    config = str(settings.BASE_DIR / "tracker" / "server.py")
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "--config", config, "tracker.wsgi"])  # noqa: S606
