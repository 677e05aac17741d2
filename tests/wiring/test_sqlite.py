"""The embedded database is opened as it must be."""

import sqlite3
from importlib.util import find_spec
from types import SimpleNamespace

import pytest
from django.db import connection

from tracker import checks, sqlite


@pytest.mark.parametrize(
    ("version", "has_race"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((4, 0, 0), False),
    ],
)
def test_the_versions_with_the_race_are_known(version, has_race):
    assert sqlite.has_wal_reset_race(version) is has_race


def on(engine):
    return SimpleNamespace(DATABASES={"default": {"ENGINE": f"django.db.backends.{engine}"}})


def test_a_sqlite_with_the_race_is_warned_of(monkeypatch):
    monkeypatch.setattr(checks, "settings", on("sqlite3"))
    assert [warning.id for warning in checks.sqlite_is_safe(version=(3, 40, 1))] == ["tracker.W001"]
    assert checks.sqlite_is_safe(version=(3, 53, 4)) == []


def test_postgresql_needs_no_such_warning(monkeypatch):
    monkeypatch.setattr(checks, "settings", on("postgresql"))
    assert checks.sqlite_is_safe(version=(3, 40, 1)) == []


def test_where_the_newer_sqlite_is_installed_it_is_the_one_in_use():
    """Where it is not, as on other processors, the check above speaks instead."""
    if find_spec("pysqlite3"):
        assert sqlite3.__name__ == "pysqlite3"
    assert connection.vendor != "sqlite" or connection.Database.sqlite_version_info == sqlite3.sqlite_version_info


@pytest.mark.django_db
def test_every_connection_is_set_up_for_many_writers(settings):
    if connection.vendor != "sqlite":
        assert settings.DATABASES["default"]["CONN_HEALTH_CHECKS"]
        return
    with connection.cursor() as cursor:
        answers = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert answers == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 20_000}
    assert connection.transaction_mode == "IMMEDIATE"


def test_a_cache_that_workers_do_not_share_is_refused(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    assert [error.id for error in checks.counters_are_shared()] == ["tracker.E001"]
