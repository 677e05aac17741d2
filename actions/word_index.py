"""The index the search looks into: FTS5 on SQLite, a GIN index on PostgreSQL.

Both are made from one column, ``SearchText.words``, by the database itself, whoever writes it. They cut it at
blanks and do nothing else: folding was done before, by ``actions.words``. Put on after every migration, because
SQLite drops triggers when it remakes a table.
"""

import sqlite3

from django.db import connections, transaction

from actions.models import SearchText
from actions.words import LONGEST_LISTED, SHORTEST_BEGINNING, scoped

TABLE = SearchText._meta.db_table
INDEX = "actions_wordindex"
SIZES = range(len(scoped(0, "")) + SHORTEST_BEGINNING, len(scoped(0, "")) + LONGEST_LISTED + 1)
"""The beginnings FTS5 keeps a list for, in characters. Without it all things with all the words that begin so are
put in order before the first can be shown."""

MAKE = (
    # Only which thing has which word: phrases are looked for in the words themselves.
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(words, content='{TABLE}', content_rowid='id', detail='none', "
    f"columnsize=0, prefix='{' '.join(map(str, SIZES))}', tokenize=\"ascii tokenchars ':'\")"
)
SECURE_DELETE = (3, 42, 0)
"""The SQLite from which on FTS5 can take words out at once; before, they stay until it is tidied up."""


def after_migrate(sender, using, **kwargs):
    """Put the index on the database that has just been migrated."""
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        install(connection)


def install(connection):
    """Make the index if it is not there as it should be, from what the table holds; keep it in step from now on."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in STATEMENTS[connection.vendor](connection, cursor):
            cursor.execute(statement)


def wipe_traces(connection):
    """Take words that were removed out of the index's own store, where that does not happen by itself.

    On PostgreSQL nothing but VACUUM FULL does, and not within a transaction: docs/deploy.md says when.
    """
    if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < SECURE_DELETE:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('optimize')")  # noqa: S608


def _sqlite(connection, cursor):
    cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [INDEX])
    made = cursor.fetchone()
    if made != (MAKE,):
        if made:
            yield f"DROP TABLE {INDEX}"
        yield MAKE
        yield f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')"  # noqa: S608
        if sqlite3.sqlite_version_info >= SECURE_DELETE:
            yield f"INSERT INTO {INDEX}({INDEX}, rank) VALUES ('secure-delete', 1)"  # noqa: S608
    add = f"INSERT INTO {INDEX}(rowid, words) VALUES (NEW.id, NEW.words);"  # noqa: S608
    remove = f"INSERT INTO {INDEX}({INDEX}, rowid, words) VALUES ('delete', OLD.id, OLD.words);"  # noqa: S608
    for name, event, does in (
        ("words_come", "INSERT", add),
        ("words_change", "UPDATE OF id, words", remove + add),
        ("words_go", "DELETE", remove),
    ):
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield f"CREATE TRIGGER {name} AFTER {event} ON {TABLE} BEGIN {does} END"


def _postgresql(connection, cursor):
    columns = {column.name for column in connection.introspection.get_table_description(cursor, TABLE)}
    if "lexemes" not in columns:
        # Not by PostgreSQL's own parser, which takes numbers, hyphens and addresses apart in ways of its own.
        words = "array_remove(string_to_array(words, ' '), '')"
        yield f"ALTER TABLE {TABLE} ADD COLUMN lexemes tsvector GENERATED ALWAYS AS (array_to_tsvector({words})) STORED"
        yield f"CREATE INDEX {INDEX} ON {TABLE} USING gin (lexemes)"


STATEMENTS = {"sqlite": _sqlite, "postgresql": _postgresql}
