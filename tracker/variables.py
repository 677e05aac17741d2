"""Every environment variable the program knows: its type, its default and what it is for.

docs/deploy.md shows the same table, and a test compares the two; ``environment`` reads them.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """One variable. `default` is a value, or a sentence where it depends on the profile; None means none."""

    name: str
    kind: str
    about: str
    default: object = None
    default_in_words: str = ""
    required_in_production: bool = False

    @property
    def default_shown(self):
        """The default as the deployment page shows it."""
        if self.default_in_words:
            return self.default_in_words
        if isinstance(self.default, bool):
            return str(int(self.default))
        return "none" if self.default in (None, []) else str(self.default)


VARIABLES = [
    Variable(
        "PROFILE",
        "local or production",
        "local runs on this computer only and makes what it lacks; production refuses to start without it.",
        default_in_words="local for manage.py, production for the server",
    ),
    Variable(
        "DATA_DIR",
        "folder",
        "Where the program keeps what it writes: database, files people send, static files, mail of the local profile.",
        default_in_words="var/ beside manage.py",
    ),
    Variable(
        "SAMPLE",
        "0 or 1",
        "Local profile only: runs on a second database in DATA_DIR/sample, filled with made-up progress.",
        default=False,
    ),
    Variable(
        "SECRET_KEY",
        "text",
        "Signs sessions and password-reset links. At least 50 random characters.",
        default_in_words="made once and kept in DATA_DIR/secret-key (local); none (production)",
        required_in_production=True,
    ),
    Variable(
        "SECRET_KEY_FALLBACKS",
        "list, comma between",
        "Earlier secret keys that are still honoured while a new one takes over.",
        default=[],
    ),
    Variable(
        "ALLOWED_HOSTS",
        "list, comma between",
        "Host names under which people reach the program.",
        default_in_words="this computer (local); none (production)",
        required_in_production=True,
    ),
    Variable(
        "DATABASE_URL",
        "address",
        "The database: postgres://USER:PASSWORD@HOST:PORT/NAME, or sqlite:////FOLDER/FILE.",
        default_in_words="SQLite, DATA_DIR/tracker.sqlite3 (local); none (production)",
        required_in_production=True,
    ),
    Variable(
        "DATABASE_REPLICA_URL",
        "address",
        "A PostgreSQL replica of that database. Dashboards then read from it; who has just written reads the database.",
    ),
    Variable(
        "FILES_URL",
        "address",
        "A bucket of an S3-compatible server for the files people send: s3://KEY:SECRET@HOST/BUCKET?region=REGION.",
        default_in_words="the folder DATA_DIR/media",
    ),
    Variable(
        "CLAMD_URL",
        "address",
        "The virus scanner clamd, which looks at the files people send: unix:///FOLDER/SOCKET, or tcp://HOST:3310.",
    ),
    Variable(
        "EMAIL_URL",
        "address",
        "The mail server: smtp+tls://USER:PASSWORD@HOST:587, smtp+ssl://…:465, or smtp://HOST:25.",
        default_in_words="files in DATA_DIR/mail (local); none (production)",
        required_in_production=True,
    ),
    Variable(
        "DEFAULT_FROM_EMAIL",
        "e-mail address",
        "Sender of the program's mail.",
        default_in_words="tracker@example.org (local); none (production)",
        required_in_production=True,
    ),
    Variable(
        "SITE_URL",
        "address",
        "Where people reach the program; links in mails begin with it.",
        default_in_words="http://127.0.0.1:PORT (local); https:// and the first of ALLOWED_HOSTS (production)",
    ),
    Variable(
        "PROXIES",
        "whole number",
        "How many reverse proxies stand in front and set X-Forwarded-For and X-Forwarded-Proto.",
        default_in_words="0 (local); 1 (production)",
    ),
    Variable(
        "HSTS_SECONDS",
        "whole number",
        "How long browsers remember to come by HTTPS only. Start small if unsure.",
        default=31_536_000,
    ),
    Variable("BIND", "host", "Address the server listens on; loopback only in the local profile.", default="127.0.0.1"),
    Variable("PORT", "whole number", "Port the server listens on.", default=8000),
    Variable("WORKERS", "whole number", "Server processes.", default=2),
    Variable("THREADS", "whole number", "Threads in each server process.", default=4),
    Variable("LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR", "Least grave message that is logged.", default="INFO"),
]
BY_NAME = {variable.name: variable for variable in VARIABLES}
