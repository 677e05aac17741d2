"""Texts as people look for them in a list: capitals and accents make no other letters, on any database."""

import unicodedata
from functools import lru_cache

from django.db.backends.signals import connection_created
from django.db.models import Func


@lru_cache(maxsize=10_000)
def folded(text):
    """A text without capitals and accents, by which texts are compared and put in order."""
    plain = " ".join(text.split()).casefold()
    if plain.isascii():
        return plain
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


class Alphabetical(Func):
    """A text to sort by, as ``folded`` has it, asked of the database."""

    arity = 1

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="folded", **context)

    def as_postgresql(self, compiler, connection, **context):
        text, params = compiler.compile(self.source_expressions[0])
        marks = r"[\u0300-\u036f]"  # what is left of an accent that was taken off its letter
        plain = f"regexp_replace(lower(normalize({text}, NFKD)), '{marks}', '', 'g')"
        # Most texts have none, which is told far sooner than what they would be without.
        folded = f"CASE WHEN octet_length({text}) = char_length({text}) THEN lower({text}) ELSE {plain} END"
        return f'({folded}) COLLATE "C"', (*params,) * 4


def connect():
    """Let every connection to SQLite know ``folded``."""
    connection_created.connect(_teach, dispatch_uid="teach the alphabet")


def _teach(connection, **_signal):
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "folded", 1, lambda text: None if text is None else folded(text), deterministic=True
        )
