"""How the program is set up. What differs between installations comes from the environment (tracker/environment.py)."""

import bootstrap_wrapper
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from tracker import environment, postgresql, sqlite

# Before anything imports sqlite3: Django does so when it first opens the database.
sqlite.use_the_newer_sqlite()

ENV = environment.read()

# --- Where and who ---------------------------------------------------------------------------------------------------

BASE_DIR = environment.BASE_DIR
DATA_DIR = ENV.DATA_DIR
LOCAL = ENV.LOCAL
SAMPLE = ENV.SAMPLE  # the banner on every page reads this
DEBUG = False
SECRET_KEY = ENV.SECRET_KEY
SECRET_KEY_FALLBACKS = ENV.SECRET_KEY_FALLBACKS
ALLOWED_HOSTS = ENV.ALLOWED_HOSTS

INSTALLED_APPS = [
    "actions",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "tracker.apps.StaticFiles",
    "django.forms",  # so that FORM_RENDERER finds its own templates beside ours
    "allauth",
    "allauth.account",
    "crispy_bootstrap5",
    "crispy_forms",
    "csp",
    "django_countries",
    "django_filters",
    "django_htmx",
    "django_q",
    "tracker.apps.TrackerConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tracker.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tracker.compression.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "actions.middleware.ReaderMiddleware",
    "actions.middleware.VisitMiddleware",
    # Before the login is asked for: it keeps what was typed in a form that was sent after sign-out.
    "actions.middleware.KeptWordsMiddleware",
    "actions.middleware.SwitchedOffMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
CSRF_FAILURE_VIEW = "actions.views.errors.csrf_failure"

# --- Templates and forms ---------------------------------------------------------------------------------------------

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "actions.context.site",
            ],
            "builtins": ["actions.templatetags.addresses"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # bytes, 2.5 MB; a longer form gets the page that says so

# --- Files that people send ------------------------------------------------------------------------------------------

FILE_UPLOAD_HANDLERS = ["actions.uploads.handler.CappedUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 20  # of one form; more get the page that says so
SCANNER = ENV.SCANNER  # where clamd listens, or None

# --- Database --------------------------------------------------------------------------------------------------------

DATABASES = {"default": ENV.DATABASE}
if ENV.DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    # Kept open between requests: to open it takes a millisecond.
    ENV.DATABASE |= {"CONN_MAX_AGE": 60, "OPTIONS": dict(sqlite.OPTIONS)}
else:
    ENV.DATABASE |= postgresql.connection(ENV.DATABASE)
if ENV.REPLICA:
    DATABASES["replica"] = ENV.REPLICA | postgresql.connection(
        ENV.REPLICA, options="-c default_transaction_read_only=on", connect_timeout=3
    )
    DATABASE_ROUTERS = ["tracker.replica.Router"]
    MIDDLEWARE.append("tracker.replica.ReplicaMiddleware")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In the database, so that all workers count the same wrong passwords and a restart forgets none.
CACHES = {
    "default": {
        "BACKEND": "tracker.cache.CountingCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Parts of pages, kept by each process under all that they show, like the head of the record: at worst unused.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 400},
    },
    # The same of the list of all reports, line by line, and the milestones of each report, counted state by state.
    "lines": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "lines",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

# --- Accounts --------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "actions.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "actions.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Accounts are made by invitation to an address, which is the proof that the address is theirs.
ACCOUNT_EMAIL_VERIFICATION = "none"
# No mail to strangers, and the same answer to everyone: nobody learns whether an address has an account.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = True  # until SESSION_COOKIE_AGE, without a question at sign-in
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if LOCAL else "https"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.PROXIES

# --- Sessions, cookies, headers --------------------------------------------------------------------------------------

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 24 * 60 * 60  # seconds: a day after signing in one signs in again
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if not LOCAL:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    # The prefix makes browsers refuse these cookies from any other host, and over plain HTTP.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = ENV.HSTS_SECONDS
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if ENV.PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        # data: for the ticks, arrows and crosses that Bootstrap's stylesheet carries in itself; pictures run no script.
        "img-src": [SELF, "data:"],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}

# --- Language and time -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("nl", _("Dutch")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "tracker.formats"
TIME_ZONE = "UTC"
USE_TZ = True

# --- Static files ----------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = ENV.STATIC_ROOT
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns when it is not there
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", bootstrap_wrapper.get_bootstrap_dir())]
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
    *("br", "gif", "gz", "jpg", "map", "png", "webp", "woff2", "zip"),
]
STORAGES = {
    # Files of evidence. They have no address of their own: a view hands them to who may read them.
    "default": ENV.FILES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Mail ------------------------------------------------------------------------------------------------------------

globals().update(ENV.EMAIL)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.DEFAULT_FROM_EMAIL

# Where links in mails lead; no request tells it to background work.
SITE_URL = ENV.SITE_URL

# --- Background work -------------------------------------------------------------------------------------------------

# A task has `timeout` seconds; one whose worker died is taken up again `retry` seconds after it was begun.
Q_CLUSTER = {
    "name": "tracker",
    "orm": "default",
    "timeout": 60,
    "retry": 120,
    "max_attempts": 5,
    "poll": 0.5,
    "catch_up": False,
    "save_limit": -1,  # what went well is not kept
    "log_level": "WARNING",
}

# --- Log -------------------------------------------------------------------------------------------------------------

# Lines on standard error, which systemd and containers keep and rotate; nothing is mailed.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "null": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "actions": {"level": ENV.LOG_LEVEL},
        "django": {"handlers": ["console"], "level": ENV.LOG_LEVEL, "propagate": False},
        # Addresses that do not exist, and hosts we are not, are asked for all day; that is no news.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"handlers": ["null"], "propagate": False},
    },
}
