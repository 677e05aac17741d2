"""Entries: what the database itself refuses, and that it agrees with the rules in Python."""

from datetime import date
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from actions import lifecycle
from actions.lifecycle import Course, CourseReason, Kind, Refused
from actions.models import Entry, Update
from tests.factories import add_milestone, confirm, correct, log, withdraw
from tests.models.refusals import assert_database_refuses, sentences

NEEDS_AUTHOR = {Kind.UPDATE, Kind.CORRECTION, Kind.CONFIRMATION, Kind.WITHDRAWAL, Kind.ASSESSMENT}
SEES_TO = {Kind.NUDGE, Kind.SET_ASIDE, Kind.TAKEN_UP, Kind.EVIDENCE}
SUPERSEDE = {Kind.CORRECTION, Kind.WITHDRAWAL}


@pytest.fixture
def entry(action, staff):
    """An entry that may be added as the next one, had it not been made here."""
    last = log(action, staff)
    number = last.sequence + 1
    return Entry(
        report=action.report,
        sequence=number,
        place=number,
        kind=Kind.UPDATE,
        action=action,
        author=staff,
        organisation=staff.organisation,
        happened_on=date(2026, 11, 24),
        recorded_at=last.recorded_at,
        what_changed="A word.",
        words_digest="0",
        previous_hash=last.hash,
        hash="0",
        salt="0",
    )


def accepted(entry):
    """True if the database takes the entry."""
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
            raise Refused("taken back, so that the next can be tried")
    except IntegrityError:
        return False
    except Refused:
        return True


def test_the_entry_of_these_tests_is_taken_as_it_is(entry):
    assert accepted(entry)


@pytest.mark.parametrize("name", ["kind", "level", "course", "state"])
def test_a_word_no_list_knows_is_refused(entry, action, coordinator, name):
    entry.milestone = add_milestone(action, coordinator)
    entry.sequence += 1
    assert accepted(entry)
    setattr(entry, name, "unheard_of")
    assert not accepted(entry)


def test_a_course_and_its_reason_go_together_in_python_as_in_the_database(entry):
    for entry.course, entry.course_reason in product(["", *Course.values], ["", *CourseReason.values, "weather"]):
        if entry.course_reason == "weather":
            assert not accepted(entry)
            continue
        try:
            lifecycle.check_course(entry.course, entry.course_reason)
        except Refused:
            assert not accepted(entry), (entry.course, entry.course_reason)
            assert "Say why the action is not on track: choose a reason." in sentences(entry)
        else:
            assert accepted(entry), (entry.course, entry.course_reason)
            assert "Say why the action is not on track: choose a reason." not in sentences(entry)


def test_a_state_needs_a_milestone(entry):
    entry.state = "done"
    assert "Choose the milestone whose state this is." in sentences(entry)
    assert not accepted(entry)


def test_an_update_says_what_changed(entry):
    entry.what_changed = ""
    assert "Say what changed." in sentences(entry)
    assert not accepted(entry)


@pytest.mark.parametrize("kind", SUPERSEDE)
def test_a_correction_and_a_withdrawal_say_why(entry, action, staff, kind):
    entry.kind, entry.supersedes = kind, Entry.objects.get(kind=Kind.UPDATE)
    entry.place = entry.supersedes.place
    assert "Say why." in sentences(entry)
    assert not accepted(entry)
    entry.reason = "A mistake."
    assert accepted(entry)


@pytest.mark.parametrize("kind", Kind.values)
def test_only_corrections_and_withdrawals_stand_in_for_another_entry_and_they_must(entry, kind):
    entry.kind, entry.reason = kind, "A reason."
    assert accepted(entry) == (kind not in SUPERSEDE)
    entry.supersedes = Entry.objects.get(kind=Kind.UPDATE)
    assert accepted(entry) == (kind in SUPERSEDE)


@pytest.mark.parametrize("kind", Kind.values)
@pytest.mark.parametrize("missing", ["author", "organisation", "action"])
def test_progress_is_reported_by_someone_for_someone_on_something(entry, kind, missing):
    entry.kind, entry.reason = kind, "A reason."
    if kind in SUPERSEDE:
        entry.supersedes = Entry.objects.get(kind=Kind.UPDATE)
    setattr(entry, missing, None)
    # A coordinator may belong to no organisation.
    needed = NEEDS_AUTHOR if missing == "organisation" else NEEDS_AUTHOR | SEES_TO
    assert accepted(entry) == (kind not in needed)


@pytest.mark.parametrize(
    ("kind", "field", "sentence"),
    [
        ("nudge", "what_changed", "Write the message."),
        ("set_aside", "reason", "Say why."),
        ("assessment", "reason", "Say why."),
    ],
)
def test_a_nudge_has_a_message_and_setting_aside_and_assessing_a_reason(entry, kind, field, sentence):
    entry.kind, entry.reason = kind, "A reason."
    assert accepted(entry)
    setattr(entry, field, "")
    assert sentence in sentences(entry)
    assert not accepted(entry)


@pytest.mark.parametrize("moved", [{"level": "partly_implemented"}, {"course": "on_track"}, {"state": "done"}])
def test_an_assessment_moves_nothing(entry, action, coordinator, moved):
    entry.reason, entry.milestone = "A reason.", add_milestone(action, coordinator)
    entry.sequence = entry.place = entry.sequence + 1
    for name, value in moved.items():
        setattr(entry, name, value)
    assert accepted(entry)
    entry.kind = Kind.ASSESSMENT
    assert not accepted(entry)


def test_an_entry_takes_no_later_place_than_its_own(entry):
    entry.place = entry.sequence + 1
    assert not accepted(entry)


def test_no_two_entries_of_a_report_have_one_number(entry):
    entry.sequence = entry.place = entry.sequence - 1
    assert_database_refuses(entry.save)


def test_no_form_makes_two_entries(entry):
    entry.key = Entry.objects.get(kind=Kind.UPDATE).key
    assert_database_refuses(entry.save)


def test_an_entry_is_superseded_once(entry, action, staff):
    first = Entry.objects.get(kind=Kind.UPDATE)
    withdraw(first, staff)
    entry.sequence += 1
    entry.kind, entry.reason, entry.supersedes = Kind.WITHDRAWAL, "Again.", first
    assert not accepted(entry)


def test_what_counts_is_neither_corrected_nor_withdrawn_nor_a_withdrawal(action, staff):
    kept, wrong, gone = log(action, staff), log(action, staff), log(action, staff)
    right = correct(wrong, staff)
    withdraw(gone, staff)
    heard = confirm(action, staff)
    counting = Entry.objects.filter(action=action).effective().exclude(kind=Kind.ACTION_ADDED)
    assert set(counting) == {kept, right, heard}
    assert set(Entry.objects.filter(action=action).heard()) == {kept, right, heard}
    assert set(Update.objects.filter(action=action)) == {kept, wrong, gone, right}


def test_before_it_was_corrected_an_entry_counted(action, staff):
    first = log(action, staff)
    second = correct(first, staff)
    about = Entry.objects.filter(kind__in=["update", "correction"])
    assert list(about.effective(first.recorded_at)) == [first]
    assert list(about.effective(second.recorded_at)) == [second]
    assert list(about.effective()) == [second]
    assert second.supersedes == first
    assert Entry.objects.get(pk=first.pk).superseder == second
    assert second.superseder is None
