"""The guards on the record, as tests look at them and, where they must, past them."""

from contextlib import contextmanager

from django.db import connection

from actions import guards

TRIGGERS = {
    "sqlite": {"record_is_not_changed", "record_is_not_deleted", "record_is_not_replaced"},
    "postgresql": {"record_is_kept", "record_is_not_truncated"},
}
STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'O'",
}


def missing_guards():
    """The triggers that should be on the record's table and are not."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor], [guards.TABLE])
        return TRIGGERS[connection.vendor] - {name for (name,) in cursor.fetchall()}


def remove_guards():
    """Take the triggers off, as someone with the database in hand could."""
    assert not missing_guards()
    connection.check_constraints()  # PostgreSQL alters no table with foreign keys still to check
    on_table = f" ON {guards.TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in TRIGGERS[connection.vendor]:
            cursor.execute(f"DROP TRIGGER {name}{on_table}")


@contextmanager
def unguarded():
    """The record without its guards, which stand again afterwards."""
    remove_guards()
    yield
    guards.install(connection)
    assert not missing_guards()
