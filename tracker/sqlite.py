"""Which SQLite the program runs on, and how it is opened.

SQLite 3.7.0 to 3.51.2 can corrupt a database in WAL mode: a rare race between a checkpoint and a writer that
resets the log. It is fixed in 3.51.3, and in the older lines 3.50.7 and 3.44.6. Debian 12 brings 3.40, so
where the pysqlite3 wheel exists its own, newer SQLite takes the place of Python's.
"""

import sys
from datetime import date
from functools import lru_cache

FIXED_IN_OLDER_LINES = {(3, 44): (3, 44, 6), (3, 50): (3, 50, 7)}
FIXED_FOR_GOOD = (3, 51, 3)

OPTIONS = {
    # A writer waits for its turn at the start of its transaction, where waiting is safe, instead of failing
    # in the middle of it.
    "transaction_mode": "IMMEDIATE",
    # Seconds to wait for that turn; in Django's terms the busy_timeout.
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}


def use_the_newer_sqlite():
    """Let every later `import sqlite3`, Django's included, get pysqlite3 where it is installed."""
    try:
        import pysqlite3
        import pysqlite3.dbapi2
    except ImportError:
        return  # tracker.checks warns when Python's own is one with the race
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def has_wal_reset_race(version):
    """Whether the SQLite of this version, a tuple of three numbers, has the race described above."""
    if version < (3, 7, 0) or version >= FIXED_FOR_GOOD:
        return False
    return version < FIXED_IN_OLDER_LINES.get(version[:2], FIXED_FOR_GOOD)


def know_dates_again():
    """Make each day from its text once: a page reads thousands of dates, most of them of the same few hundred days."""
    from django.db.backends.sqlite3.base import Database  # its own way to read them is registered by now

    Database.register_converter("date", lru_cache(maxsize=20_000)(_date))


def _date(text):
    return date.fromisoformat(text.decode())
