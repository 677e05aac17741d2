"""Texts as people look for them in a list: capitals and accents make no other letters, on any database."""

import re
import unicodedata
from functools import cache, lru_cache

from django.db.backends.signals import connection_created
from django.db.models import Func

from actions import words


@lru_cache(maxsize=10_000)
def folded(text):
    """A text without capitals and accents, by which texts are compared and put in order."""
    return " ".join(words.folded(text).split())


class Alphabetical(Func):
    """A text to sort by, as ``folded`` has it, asked of the database.

    PostgreSQL knows the capitals that the locale of the database has: in the locale C, of Latin letters alone. The
    small iota below old Greek vowels, and Cherokee, it has in another way.
    """

    arity = 1

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="folded", **context)

    def as_postgresql(self, compiler, connection, **context):
        text, params = compiler.compile(self.source_expressions[0])
        plain = f"regexp_replace(lower(normalize({text}, NFKD)), '[{_marks()}]', '', 'g')"
        plain = f"translate({plain}, '{''.join(SINGLE)}', '{''.join(SINGLE.values())}')"
        for letter, written in DOUBLE.items():
            plain = f"replace({plain}, '{letter}', '{written}')"
        plain = rf"btrim(regexp_replace({plain}, '\s+', ' ', 'g'))"
        # Of most texts it is told far sooner that they have none of all this.
        is_plain = f"octet_length({text}) = char_length({text}) AND strpos({text}, '  ') = 0"
        return f"""(CASE WHEN {is_plain} THEN lower({text}) ELSE {plain} END) COLLATE "C\"""", (*params,) * 5


BY_NAME = (Alphabetical("name"), "pk")
"""The order of organisations and people to choose from."""

LETTERS = {chr(code): written for code, written in words.WITHOUT_ACCENT.items()} | {"ς": "σ", "ß": "ss"}
SINGLE = {letter: written for letter, written in LETTERS.items() if len(written) == 1}
DOUBLE = {letter: written for letter, written in LETTERS.items() if len(written) > 1}
"""{letter: how it is sorted}, of letters that the database neither takes apart nor makes small: as one, or as two."""


@cache
def _marks():
    """The accents and other marks of all letters, as what stands between the brackets of a regular expression."""
    marks = "".join(chr(code) if unicodedata.category(chr(code))[0] == "M" else " " for code in range(0x10000))
    return "".join(rf"\u{ord(run[0]):04x}-\u{ord(run[-1]):04x}" for run in re.findall(r"\S+", marks))


def connect():
    """Let every connection to SQLite know ``folded``."""
    connection_created.connect(_teach, dispatch_uid="teach the alphabet")


def _teach(connection, **_signal):
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "folded", 1, lambda text: None if text is None else folded(text), deterministic=True
        )
