"""The command that erases words: one door, and what it refuses."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from actions.verification import first_fault
from tests.factories import log


def erase(number, by="cora@example.org", **options):
    out = StringIO()
    call_command("erase_words", "belgium-2013", number, because="A name was in them.", by=by, stdout=out, **options)
    return out.getvalue()


def test_words_erased_from_the_command_line_leave_a_tombstone(action, staff, coordinator):
    entry = log(action, staff, "A name.")
    assert "what_changed: A name." in erase(entry.sequence, dry_run=True)
    assert f"entry {entry.sequence + 1} says so" in erase(entry.sequence)
    entry.refresh_from_db()
    entry.report.refresh_from_db()
    assert (entry.what_changed, first_fault(entry.report)) == ("", None)


def test_words_are_erased_once_by_someone_from_an_entry_that_is_there(action, staff, coordinator):
    entry = log(action, staff, "A name.")
    with pytest.raises(CommandError, match="no entry 99"):
        erase(99)
    with pytest.raises(CommandError, match="nobody with the address"):
        erase(entry.sequence, by="nobody@example.org")
    erase(entry.sequence)
    with pytest.raises(CommandError, match="erased before"):
        erase(entry.sequence)
