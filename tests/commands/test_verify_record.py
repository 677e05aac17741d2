"""verify_record: whatever someone does to the rows, it says where."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from actions.models import Entry, Report
from actions.services.erasure import erase_words
from actions.services.record import seal
from tests.factories import confirm, correct, log
from tests.guarded import unguarded


@pytest.fixture
def record(action, staff):
    """The report and its four actions make entries 1 to 5; 6 to 11 are what staff said."""
    log(action, staff, "Six.", happened_on=action.report.published_on)
    log(action, staff, "Seven.", level="partly_implemented")
    confirm(action, staff)
    nine = log(action, staff, "Nine.")
    correct(nine, staff)
    confirm(action, staff)
    assert list(Entry.objects.values_list("sequence", flat=True)) == list(range(1, 12))
    return action.report.entries


def verify(*reports):
    """(exit status, what was said) of the command."""
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_record", *reports, stdout=out, stderr=err)
    except CommandError as error:
        return error.returncode, err.getvalue() + str(error)
    return 0, out.getvalue()


BROKEN = "\nBroken records: 1 of 1."


def test_a_whole_record_is_said_to_be_whole_with_its_last_hash_to_keep(record):
    report = Report.objects.get()
    assert verify() == (0, f"belgium-2013: 11 entries, whole. Last hash {report.head_hash}\n")


def test_every_report_is_checked_or_those_named(record, other_report):
    _status, said = verify()
    assert [line.split(":")[0] for line in said.splitlines()] == ["belgium-2013", "children-2020"]
    assert verify("children-2020")[1].startswith("children-2020: 3 entries, whole.")
    assert verify("children-2020", "nowhere") == (1, "There is no report nowhere.")


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("happened_on", "2020-01-01", "has been changed"),
        ("level", "fully_implemented", "has been changed"),
        ("recorded_at", "2020-01-01T00:00Z", "has been changed"),
        ("action_id", None, "has been changed"),
        ("kind", "change", "has been changed"),
        ("changes", {"due_on": "2020-01-01"}, "has been changed"),
        ("hash", "f" * 64, "has been changed"),
        ("key", "00000000-0000-0000-0000-000000000000", "has been changed"),
        ("words_digest", "f" * 64, "its words have been changed"),
        ("what_changed", "Other words.", "its words have been changed"),
        ("next_steps", "More words.", "its words have been changed"),
        ("wording", {"title": "Other"}, "its words have been changed"),
        ("salt", "0" * 32, "its words have been changed"),
        ("previous_hash", "f" * 64, "does not follow the entry before it"),
    ],
)
def test_a_changed_entry_is_named(record, column, value, fault):
    with unguarded():
        record.filter(sequence=2).update(**{column: value})
    between = ": " if fault.startswith("its") else " "
    assert verify() == (1, f"belgium-2013: entry 2{between}{fault}{BROKEN}")


def test_a_dropped_entry_is_named(record):
    with unguarded():
        record.filter(sequence=8).delete()
    assert verify() == (1, f"belgium-2013: entry 8 is missing{BROKEN}")


def test_the_gap_closed_by_counting_anew_is_named_too(record):
    with unguarded():
        record.filter(sequence=6).delete()
        for number in range(7, 12):
            record.filter(sequence=number).update(sequence=number - 1, place=1)
    assert verify() == (1, f"belgium-2013: entry 6 does not follow the entry before it{BROKEN}")


def test_two_entries_that_changed_places_are_named(record):
    with unguarded():
        for before, after in ((6, 99), (7, 6), (99, 7)):
            record.filter(sequence=before).update(sequence=after, place=1)
    assert verify() == (1, f"belgium-2013: entry 6 does not follow the entry before it{BROKEN}")


def test_a_record_cut_off_at_the_end_is_named(record):
    with unguarded():
        record.filter(sequence=11).delete()
    assert verify() == (1, f"belgium-2013: entry 11 is missing: the report counts 11 entries{BROKEN}")


def test_a_record_cut_off_together_with_its_count_is_named(record):
    with unguarded():
        record.filter(sequence=11).delete()
        Report.objects.update(head_sequence=10)
    assert verify() == (1, f"belgium-2013: entry 10 is not the one the report ends with{BROKEN}")


def test_a_well_made_entry_slipped_in_at_the_end_is_named(record, staff):
    last = record.get(sequence=11)
    last.pk, last.sequence, last.previous_hash, last.key = None, 12, last.hash, "00000000-0000-0000-0000-000000000000"
    seal(last)
    last.save(force_insert=True)
    assert verify() == (1, f"belgium-2013: entry 12 was added: the report counts 11 entries{BROKEN}")


def test_an_entry_rewritten_with_a_fitting_hash_breaks_the_next(record):
    with unguarded():
        entry = record.get(sequence=7)
        entry.what_changed = "Other words."
        seal(entry)
        entry.save()
    assert verify() == (1, f"belgium-2013: entry 8 does not follow the entry before it{BROKEN}")


def test_erased_words_break_nothing(record, coordinator):
    erase_words(entry=record.get(sequence=7), by=coordinator, reason="By law.")
    assert verify()[0] == 0


def test_words_emptied_behind_the_programs_back_are_named(record):
    emptied = {"what_changed": "", "challenges": "", "next_steps": "", "reason": "", "wording": {}, "salt": ""}
    record.filter(sequence=7).update(**emptied, erased_at=timezone.now())
    said = "entry 7: its words are gone, and no entry says who erased them"
    assert verify() == (1, f"belgium-2013: {said}{BROKEN}")


def test_words_put_where_words_were_erased_are_named(record, coordinator):
    erase_words(entry=record.get(sequence=7), by=coordinator, reason="By law.")
    with unguarded():
        record.filter(sequence=7).update(what_changed="Invented.")
    assert verify() == (1, f"belgium-2013: entry 7: its words were erased, yet there are words{BROKEN}")


def test_the_first_broken_entry_is_named_and_no_other_report_suffers(record, other_report):
    with unguarded():
        record.filter(sequence__in=[7, 9]).update(what_changed="Other words.")
    status, said = verify()
    assert (status, said.splitlines()) == (
        1,
        ["belgium-2013: entry 7: its words have been changed", "Broken records: 1 of 2."],
    )
