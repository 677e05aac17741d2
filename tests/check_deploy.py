"""Run Django's deployment check as a server would, with every required variable given."""

import os
import subprocess
import sys
import tempfile

PRODUCTION = {
    "PROFILE": "production",
    "SECRET_KEY": "only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "tracker.example.org",
    "DATABASE_URL": "postgres://tracker@127.0.0.1/tracker",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org",
    "DEFAULT_FROM_EMAIL": "tracker@example.org",
}


def check_deploy():
    """The exit status of the check: 0 only when it has not even a warning."""
    with tempfile.TemporaryDirectory() as folder:
        keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return subprocess.run(
            [sys.executable, "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            env=keep | PRODUCTION | {"DATA_DIR": folder},
            check=False,
        ).returncode


if __name__ == "__main__":
    sys.exit(check_deploy())
