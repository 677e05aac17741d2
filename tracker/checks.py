"""System checks on how the program is wired."""

import sqlite3

from django.conf import settings
from django.core import checks

from tracker.sqlite import has_wal_reset_race


@checks.register("sqlite")
def sqlite_is_safe(app_configs=None, *, version=None, **kwargs):
    """Warn when the SQLite in use can, rarely, corrupt the database it writes."""
    version = version or sqlite3.sqlite_version_info
    used = any(database["ENGINE"].endswith("sqlite3") for database in settings.DATABASES.values())
    if not used or not has_wal_reset_race(version):
        return []
    return [
        checks.Warning(
            f"SQLite {'.'.join(map(str, version))} has a rare race that can corrupt the database (fixed in 3.51.3).",
            hint="Install pysqlite3 (requirements.txt brings it on Linux x86_64), or use PostgreSQL by DATABASE_URL.",
            id="tracker.W001",
        )
    ]


@checks.register(checks.Tags.caches)
def counters_are_shared(app_configs=None, **kwargs):
    """Refuse a cache that each worker keeps to itself: wrong passwords would be counted per worker."""
    backend = settings.CACHES["default"]["BACKEND"]
    if "locmem" not in backend and "dummy" not in backend:
        return []
    return [
        checks.Error(
            "The cache is not shared by the workers, so guessing passwords would not be slowed down.",
            hint="Use a cache all workers share, such as the database cache in tracker/settings.py.",
            id="tracker.E001",
        )
    ]
