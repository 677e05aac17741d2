"""Database triggers that keep the record and the decisions of review: rows are added, never changed, never deleted.

One change passes: an erasure, which empties words for good. The triggers are made from the model's own columns, so a
column that joins later is guarded too, and made anew after every migration, because SQLite drops them when it remakes
a table.
"""

from dataclasses import dataclass

from django.db import connections

from actions import chain
from actions.models import Decision, Entry
from actions.standing import ERASED

EMPTY = {"wording": "{}"}


@dataclass(frozen=True)
class Guard:
    """The guard on the rows of ``model``; its triggers begin with ``name``.

    An UPDATE passes when ``erasure``, which gets what a JSON value is cast to, is true of it, and nothing but the
    fields ``erased`` differs.
    """

    model: type
    name: str
    refusal: str
    erased: frozenset
    erasure: callable

    @property
    def table(self):
        return self.model._meta.db_table

    def is_erasure(self, same, cast=""):
        """SQL that is true when an UPDATE only erases words."""
        kept = [field.column for field in self.model._meta.concrete_fields if field.name not in self.erased]
        return " AND ".join([*self.erasure(cast), *(f"NEW.{column} {same} OLD.{column}" for column in kept)])

    def unique_columns(self):
        """The columns, alone or together, that no two rows share."""
        meta = self.model._meta
        yield from ([field.column] for field in meta.concrete_fields if field.unique)
        yield from ([meta.get_field(name).column for name in rule.fields] for rule in meta.total_unique_constraints)


def _entry_erased(cast):
    emptied = [f"NEW.{name} = '{EMPTY.get(name, '')}'{cast if name in EMPTY else ''}" for name in chain.WORDS]
    return ["OLD.erased_at IS NULL", "NEW.erased_at IS NOT NULL", "NEW.salt = ''", *emptied]


def _reason_erased(cast):
    return ["OLD.reason <> ''", f"NEW.reason = '{ERASED}'"]


RECORD = Guard(
    model=Entry,
    name="record",
    refusal="The record is only ever added to: entries are not changed or deleted.",
    erased=frozenset({*chain.WORDS, "salt", "erased_at"}),
    erasure=_entry_erased,
)
DECISIONS = Guard(
    model=Decision,
    name="decision",
    refusal="Decisions are only ever added to: what was decided is not changed or deleted.",
    erased=frozenset({"reason"}),
    erasure=_reason_erased,
)
GUARDS = (RECORD, DECISIONS)


def after_migrate(sender, using, **kwargs):
    """Put the guards on the database that has just been migrated."""
    install(connections[using])


def install(connection):
    """Put the triggers on the tables there are, in place of any earlier ones."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for guard in GUARDS:
            if guard.table in tables:
                for statement in STATEMENTS[connection.vendor](guard):
                    cursor.execute(statement)


def _sqlite(guard):
    name, table = guard.name, guard.table
    refuse = f"BEGIN SELECT RAISE(ABORT, '{guard.refusal}'); END"
    yield f"DROP TRIGGER IF EXISTS {name}_is_not_changed"
    yield f"CREATE TRIGGER {name}_is_not_changed BEFORE UPDATE ON {table} WHEN NOT ({guard.is_erasure('IS')}) {refuse}"
    yield f"DROP TRIGGER IF EXISTS {name}_is_not_deleted"
    yield f"CREATE TRIGGER {name}_is_not_deleted BEFORE DELETE ON {table} {refuse}"
    yield f"DROP TRIGGER IF EXISTS {name}_is_not_replaced"
    # INSERT OR REPLACE would delete, without a DELETE trigger, whatever has the same unique values.
    taken = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(f'{c} = NEW.{c}' for c in columns)})"  # noqa: S608
        for columns in guard.unique_columns()
    )
    yield f"CREATE TRIGGER {name}_is_not_replaced BEFORE INSERT ON {table} WHEN {taken} {refuse}"


def _postgresql(guard):
    name, table = guard.name, guard.table
    yield (
        f"CREATE OR REPLACE FUNCTION keep_the_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' THEN IF {guard.is_erasure('IS NOT DISTINCT FROM', '::jsonb')} "
        "THEN RETURN NEW; END IF; END IF; "
        f"RAISE EXCEPTION '{guard.refusal}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER {name}_is_kept BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION keep_the_{name}()"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER {name}_is_not_truncated BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION keep_the_{name}()"
    )


STATEMENTS = {"sqlite": _sqlite, "postgresql": _postgresql}
