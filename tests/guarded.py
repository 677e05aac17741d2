"""The guards on the record, as tests look at them and, where they must, past them."""

from contextlib import contextmanager

from django.db import connection

from actions import guards

ENDINGS = {
    "sqlite": ("is_not_changed", "is_not_deleted", "is_not_replaced"),
    "postgresql": ("is_kept", "is_not_truncated"),
}
STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'O'",
}


def triggers(guard):
    """The names of the triggers by which a table is guarded."""
    return {f"{guard.name}_{ending}" for ending in ENDINGS[connection.vendor]}


def missing_guards():
    """The triggers that should be on the guarded tables and are not."""
    missing = set()
    with connection.cursor() as cursor:
        for guard in guards.GUARDS:
            cursor.execute(STANDING[connection.vendor], [guard.table])
            missing |= triggers(guard) - {name for (name,) in cursor.fetchall()}
    return missing


def remove_guards():
    """Take the triggers off, as someone with the database in hand could."""
    assert not missing_guards()
    connection.check_constraints()  # PostgreSQL alters no table with foreign keys still to check
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for guard in guards.GUARDS:
            on_table = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
            for name in triggers(guard):
                cursor.execute(f"DROP TRIGGER {name}{on_table}")


@contextmanager
def unguarded():
    """The record without its guards, which stand again afterwards."""
    remove_guards()
    yield
    guards.install(connection)
    assert not missing_guards()
