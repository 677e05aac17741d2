"""The record has one door: whoever opens another one is found here."""

import ast
from pathlib import Path

import pytest

ACTIONS = Path(__file__).parent.parent.parent / "actions"
DOOR = {"services/record.py": {"append_each", "_link", "seal"}, "services/erasure.py": {"erase_words"}}
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete", "raw"}


def names(node):
    """Every name in an expression: Entry.objects.filter(…) has Entry, objects, filter."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} | {
        n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)
    }


def writes(tree):
    """(function, line) of each place that makes an Entry or writes entries."""
    for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
        for call in (n for n in ast.walk(function) if isinstance(n, ast.Call)):
            made = isinstance(call.func, ast.Name) and call.func.id in ("Entry", "Update")
            changed = isinstance(call.func, ast.Attribute) and call.func.attr in WRITES
            about_entries = changed and names(call.func.value) & {"Entry", "Update", "entries"}
            saved = isinstance(call.func, ast.Attribute) and call.func.attr == "save"
            if made or about_entries or (saved and names(call.func.value) & {"entry", "update"}):
                yield function.name, call.lineno


FILES = [path for path in ACTIONS.rglob("*.py") if "migrations" not in path.parts]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ACTIONS)))
def test_only_the_services_add_to_the_record(path):
    name = str(path.relative_to(ACTIONS))
    found = {function for function, _line in writes(ast.parse(path.read_text()))}
    assert found <= DOOR.get(name, set())


def test_the_door_itself_is_seen():
    for name in ("services/record.py", "services/erasure.py"):
        assert list(writes(ast.parse((ACTIONS / name).read_text())))


@pytest.mark.parametrize(
    "line",
    [
        "Entry(report=report)",
        "Entry.objects.create(x=1)",
        "Entry.objects.filter(pk=1).update(level='')",
        "report.entries.all().delete()",
        "Update.objects.bulk_create([])",
        "entry.save()",
    ],
)
def test_another_door_would_be_seen(line):
    assert list(writes(ast.parse(f"def f():\n    {line}")))


def test_sql_is_written_in_the_guards_and_the_index_alone():
    found = {
        str(path.relative_to(ACTIONS))
        for path in FILES
        if {".execute(", "RawSQL", ".raw("} & set(_sql_words(path.read_text()))
    }
    assert found <= {"guards.py", "word_index.py"}


def _sql_words(text):
    return [word for word in (".execute(", "RawSQL", ".raw(") if word in text]
