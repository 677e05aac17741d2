"""Database triggers that keep the record: entries are added, never changed, never deleted.

One change passes: an erasure, which empties an entry's words and salt for good and marks when.
The triggers are made from the model's own columns, so a column that joins later is guarded too,
and made anew after every migration, because SQLite drops them when it remakes a table.
"""

from django.db import connections

from actions import chain
from actions.models import Entry

REFUSAL = "The record is only ever added to: entries are not changed or deleted."
TABLE = Entry._meta.db_table
EMPTY = {"wording": "{}"}
ERASED = {*chain.WORDS, "salt", "erased_at"}


def after_migrate(sender, using, **kwargs):
    """Put the guards on the database that has just been migrated."""
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        install(connection)


def install(connection):
    """Put the triggers on, in place of any earlier ones."""
    with connection.cursor() as cursor:
        for statement in STATEMENTS[connection.vendor]():
            cursor.execute(statement)


def _is_erasure(same, cast=""):
    """SQL that is true when an UPDATE only erases an entry's words."""
    kept = [field.column for field in Entry._meta.concrete_fields if field.name not in ERASED]
    emptied = [f"NEW.{name} = '{EMPTY.get(name, '')}'{cast if name in EMPTY else ''}" for name in chain.WORDS]
    return " AND ".join(
        ["OLD.erased_at IS NULL", "NEW.erased_at IS NOT NULL", "NEW.salt = ''", *emptied]
        + [f"NEW.{column} {same} OLD.{column}" for column in kept]
    )


def _sqlite():
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    yield "DROP TRIGGER IF EXISTS record_is_not_changed"
    yield (f"CREATE TRIGGER record_is_not_changed BEFORE UPDATE ON {TABLE} WHEN NOT ({_is_erasure('IS')}) {refuse}")
    yield "DROP TRIGGER IF EXISTS record_is_not_deleted"
    yield f"CREATE TRIGGER record_is_not_deleted BEFORE DELETE ON {TABLE} {refuse}"
    yield "DROP TRIGGER IF EXISTS record_is_not_replaced"
    # INSERT OR REPLACE would delete, without a DELETE trigger, whatever has the same unique values.
    taken = " OR ".join(
        f"EXISTS (SELECT 1 FROM {TABLE} WHERE {' AND '.join(f'{name} = NEW.{name}' for name in columns)})"  # noqa: S608
        for columns in _unique_columns()
    )
    yield f"CREATE TRIGGER record_is_not_replaced BEFORE INSERT ON {TABLE} WHEN {taken} {refuse}"


def _unique_columns():
    """The columns, alone or together, that no two entries share."""
    meta = Entry._meta
    yield from ([field.column] for field in meta.concrete_fields if field.unique)
    yield from ([meta.get_field(name).column for name in rule.fields] for rule in meta.total_unique_constraints)


def _postgresql():
    yield (
        "CREATE OR REPLACE FUNCTION keep_the_record() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' THEN IF {_is_erasure('IS NOT DISTINCT FROM', '::jsonb')} "
        "THEN RETURN NEW; END IF; END IF; "
        f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER record_is_kept BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION keep_the_record()"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER record_is_not_truncated BEFORE TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION keep_the_record()"
    )


STATEMENTS = {"sqlite": _sqlite, "postgresql": _postgresql}
