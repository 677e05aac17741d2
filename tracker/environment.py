"""What the environment says: the values of the ``variables``, checked, for the settings.

All that is wrong is said at once, each in a sentence that says the cure.
"""

import os
import secrets
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from environs import Env, EnvError

from tracker.variables import BY_NAME, VARIABLES

BASE_DIR = Path(__file__).resolve().parent.parent

#: Shortest secret key that Django's own deployment check calls long enough.
SHORTEST_SECRET_KEY = 50
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
NEW_KEY = "python -c 'import secrets; print(secrets.token_urlsafe(50))'"


class EnvironmentIncomplete(Exception):
    """Something the program needs is missing or unusable. Its text lists every problem and its cure."""

    def __init__(self, problems):
        self.problems = problems
        super().__init__("The program cannot start:\n" + "\n".join(f"- {problem}" for problem in problems))


class _Reader:
    """Reads single variables and collects what is wrong with them."""

    def __init__(self):
        self.env = Env(expand_vars=False)
        self.problems = []

    def given(self, name):
        """An empty variable counts as one that is not there, so that `PORT= make run` works."""
        return bool(os.environ.get(name, "").strip())

    def get(self, name, parser="str", default=None, **options):
        if not self.given(name):
            return BY_NAME[name].default if default is None else default
        try:
            return getattr(self.env, parser)(name, **options)
        except EnvError:
            self.problems.append(f"{name} is “{os.environ[name]}”. It takes: {BY_NAME[name].kind}.")
            return BY_NAME[name].default if default is None else default

    def choice(self, name, choices, default):
        value = self.get(name, default=default)
        if value in choices:
            return value
        self.problems.append(f"{name} is “{value}”. It takes: {BY_NAME[name].kind}.")
        return default

    def number(self, name, least, most, default=None):
        value = self.get(name, "int", default)
        if least <= value <= most:
            return value
        self.problems.append(f"{name} is {value}; it must be from {least} to {most}.")
        return BY_NAME[name].default if default is None else default

    def names(self, name):
        return [part.strip() for part in self.get(name, "list", [], subcast=str) if part.strip()]


def read():
    """The settings' values from the environment, or EnvironmentIncomplete with all that is wrong with it."""
    reader = _Reader()
    profile = reader.choice("PROFILE", ["local", "production"], "production")
    local = profile == "local"
    sample = reader.get("SAMPLE", "bool")
    data_dir = Path(reader.get("DATA_DIR", default=BASE_DIR / "var")).expanduser().absolute()
    static_root = data_dir / "static"  # the same files with and without SAMPLE
    if sample:
        data_dir = data_dir / "sample"
        if not local:
            reader.problems.append("SAMPLE is set; made-up progress is for PROFILE=local only. Unset one of them.")
        if reader.given("DATABASE_URL"):
            reader.problems.append(
                "SAMPLE and DATABASE_URL are both set; sample progress has a database of its own. Unset one of them."
            )
    port = reader.number("PORT", 1, 65_535)
    values = SimpleNamespace(
        PROFILE=profile,
        LOCAL=local,
        SAMPLE=sample,
        DATA_DIR=data_dir,
        STATIC_ROOT=static_root,
        SECRET_KEY=os.environ.get("SECRET_KEY", "").strip(),
        SECRET_KEY_FALLBACKS=reader.names("SECRET_KEY_FALLBACKS"),
        ALLOWED_HOSTS=reader.names("ALLOWED_HOSTS"),
        DATABASE=_database(reader, data_dir),
        REPLICA=_replica(reader),
        FILES=_files(reader, data_dir),
        SCANNER=_scanner(reader),
        EMAIL=_email(reader, data_dir),
        DEFAULT_FROM_EMAIL=reader.get("DEFAULT_FROM_EMAIL", default="tracker@example.org"),
        PROXIES=reader.number("PROXIES", 0, 9, default=0 if local else 1),
        HSTS_SECONDS=reader.number("HSTS_SECONDS", 0, 63_072_000),
        BIND=reader.get("BIND"),
        PORT=port,
        WORKERS=reader.number("WORKERS", 1, 64),
        THREADS=reader.number("THREADS", 1, 64),
        SITE_URL=_site(reader, local, port),
        LOG_LEVEL=reader.choice("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], "INFO"),
    )
    _complete_local(reader, values) if local else _check_production(reader, values)
    if reader.problems:
        raise EnvironmentIncomplete(reader.problems)
    return values


def _database(reader, data_dir):
    """Django's description of the database; SQLite in DATA_DIR where none is named."""
    url = os.environ.get("DATABASE_URL", "").strip() or f"sqlite:///{data_dir / 'tracker.sqlite3'}"
    if urlsplit(url).scheme not in ("sqlite", "postgres", "postgresql"):
        reader.problems.append("DATABASE_URL names no database we know; it must start with postgres:// or sqlite:///.")
        return {}
    try:
        database = dj_database_url.parse(url)
    except ValueError as error:
        reader.problems.append(f"DATABASE_URL cannot be read ({error}); see docs/deploy.md for its form.")
        return {}
    if not database["NAME"]:
        reader.problems.append("DATABASE_URL names no database; put its name or file at the end of the address.")
    return database


def _replica(reader):
    """Django's description of the replica; None where none is named."""
    url = os.environ.get("DATABASE_REPLICA_URL", "").strip()
    if not url:
        return None
    for name in ("DATABASE_REPLICA_URL", "DATABASE_URL"):
        if urlsplit(os.environ.get(name, "").strip()).scheme not in ("postgres", "postgresql"):
            reader.problems.append(f"DATABASE_REPLICA_URL needs {name} to name a PostgreSQL: postgres://…")
            return None
    try:
        return dj_database_url.parse(url)
    except ValueError as error:
        reader.problems.append(f"DATABASE_REPLICA_URL cannot be read ({error}); see docs/deploy.md for its form.")


def _s3_client():
    """How a bucket is spoken to; one that does not answer fails before a page or a task is taken for dead."""
    from botocore.config import Config  # takes a while, and most have no bucket

    return Config(
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        connect_timeout=5,
        read_timeout=15,
        retries={"total_max_attempts": 2},
    )


def _files(reader, data_dir):
    """Django's description of where the files people send are kept; a folder in DATA_DIR where no bucket is named."""
    url = os.environ.get("FILES_URL", "").strip()
    if not url:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {
                "location": str(data_dir / "media"),
                "file_permissions_mode": 0o600,
                "directory_permissions_mode": 0o700,
            },
        }
    parts = urlsplit(url)
    bucket = parts.path.strip("/")
    if parts.scheme not in ("s3", "s3+http") or not parts.hostname or not bucket or "/" in bucket:
        reader.problems.append("FILES_URL names no bucket; write s3://KEY:SECRET@HOST/BUCKET, s3+http:// without TLS.")
        return {}
    port = _port(reader, parts, "FILES_URL")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "endpoint_url": f"http{'s' * (parts.scheme == 's3')}://{host}{f':{port}' if port else ''}",
            "bucket_name": bucket,
            # Without them the machine's own credentials are looked for, as its provider has it.
            "access_key": unquote(parts.username) if parts.username else None,
            "secret_key": unquote(parts.password) if parts.password else None,
            "region_name": parse_qs(parts.query).get("region", [None])[0],
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,
            "client_config": _s3_client(),
        },
    }


def _scanner(reader):
    """Where clamd listens: a path, or (host, port); None where no virus scanner is named."""
    url = os.environ.get("CLAMD_URL", "").strip()
    if not url:
        return None
    try:
        parts = urlsplit(url)
        path, host, more = unquote(parts.path), parts.hostname, parts.username or parts.query or parts.fragment
    except ValueError:
        parts = path = host = more = None
    if parts and parts.scheme == "unix" and path.strip("/") and not (parts.netloc or more):
        return path
    if parts and parts.scheme == "tcp" and host and not (path.strip("/") or more):
        return host, _port(reader, parts, "CLAMD_URL") or 3310
    reader.problems.append("CLAMD_URL names no virus scanner; write unix:///run/clamav/clamd.ctl or tcp://HOST:3310.")
    return None


def _email(reader, data_dir):
    """Django's EMAIL_… settings; files in DATA_DIR where no mail server is named."""
    url = os.environ.get("EMAIL_URL", "").strip()
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(data_dir / "mail"),
        }
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtp+tls", "smtp+ssl") or not parts.hostname:
        reader.problems.append(
            "EMAIL_URL names no mail server; write smtp+tls://, smtp+ssl:// or smtp:// and the host."
        )
        return {}
    tls, ssl = parts.scheme == "smtp+tls", parts.scheme == "smtp+ssl"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": _port(reader, parts) or (587 if tls else 465 if ssl else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": tls,
        "EMAIL_USE_SSL": ssl,
        "EMAIL_TIMEOUT": 20,
    }


def _site(reader, local, port):
    """The address of the program, without a slash at its end."""
    hosts = reader.names("ALLOWED_HOSTS")
    own = f"http://127.0.0.1:{port}" if local else f"https://{hosts[0] if hosts else ''}"
    url = reader.get("SITE_URL", default=own).strip().rstrip("/")
    parts = urlsplit(url)
    if reader.given("SITE_URL") and (parts.scheme not in ("http", "https") or not parts.hostname):
        reader.problems.append("SITE_URL is no address; write it like https://tracker.example.org.")
    return url


def _port(reader, parts, name="EMAIL_URL"):
    try:
        return parts.port
    except ValueError:
        reader.problems.append(f"{name} has a port that is no number from 1 to 65535.")


def _complete_local(reader, values):
    """What a person's own computer need not be told."""
    if values.BIND not in ("127.0.0.1", "localhost", "::1"):
        reader.problems.append(f"BIND is “{values.BIND}”; PROFILE=local listens on this computer only (127.0.0.1).")
    strangers = [host for host in values.ALLOWED_HOSTS if host not in LOOPBACK]
    if strangers:
        reader.problems.append(
            f"ALLOWED_HOSTS has “{strangers[0]}”; PROFILE=local answers to this computer only. Use PROFILE=production."
        )
    values.ALLOWED_HOSTS = LOOPBACK
    if not values.SECRET_KEY:
        try:
            values.SECRET_KEY = _kept_secret_key(values.DATA_DIR)
        except OSError as error:
            reader.problems.append(
                f"DATA_DIR cannot be written ({error.strerror}: {error.filename}); name a folder that can."
            )


def _check_production(reader, values):
    """No secret and no address has a default outside the local profile."""
    for variable in VARIABLES:
        if variable.required_in_production and not reader.given(variable.name):
            cure = f" Make one with: {NEW_KEY}" if variable.name == "SECRET_KEY" else ""
            reader.problems.append(f"{variable.name} is missing. {variable.about}{cure}")
    for key in filter(None, [values.SECRET_KEY, *values.SECRET_KEY_FALLBACKS]):
        if len(key) < SHORTEST_SECRET_KEY or len(set(key)) < 5:
            reader.problems.append(
                f"SECRET_KEY or one of its fallbacks is too easily guessed; it needs {SHORTEST_SECRET_KEY} "
                f"random characters. Make one with: {NEW_KEY}"
            )
            break
    if "*" in values.ALLOWED_HOSTS:
        reader.problems.append("ALLOWED_HOSTS has “*”, which lets anyone name the host; list the names people use.")


def _kept_secret_key(data_dir):
    """The key in DATA_DIR/secret-key, made by whichever process comes first; the others read that one."""
    path = data_dir / "secret-key"
    if not path.exists():
        if not data_dir.exists():
            data_dir.mkdir(parents=True, mode=0o700)
        draft = data_dir / f"secret-key.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50) + "\n")
        try:
            os.link(draft, path)  # fails where another process was first, and never shows half a key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
