"""Assessments: recorded by an organisation for itself, moving nothing, renewed and withdrawn."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from actions import permissions, reporting
from actions.lifecycle import Level
from actions.models import Entry, SearchText
from actions.services import search
from actions.services.erasure import erase_words
from actions.services.reports import change
from actions.services.standing import differences
from actions.verification import first_fault
from tests.factories import add_evidence, assess, confirm, correct, join, log, person, withdraw
from tests.services.refusals import refused

TODAY = date(2026, 11, 24)
KEY = UUID("6f9619ff-8b86-4d01-b42d-00cf4fc964ff")


def test_an_assessment_is_an_entry_that_names_a_level_and_why(belgium, action, observer):
    entry = assess(action, observer, "partly_implemented", "Half of it works.", happened_on=date(2026, 11, 20))
    assert (entry.kind, entry.author, entry.organisation) == ("assessment", observer, observer.organisation)
    assert (entry.changes, entry.reason) == ({"assessed": "partly_implemented"}, "Half of it works.")
    assert (entry.happened_on, entry.level, entry.what_changed) == (date(2026, 11, 20), "", "")
    assert first_fault(belgium) is None


def test_it_moves_nothing_and_nobody_is_heard_by_it(belgium, action, staff, observer):
    log(action, staff, level="partly_implemented", happened_on=date(2026, 11, 2))
    before = reporting.current(belgium, TODAY).actions
    for level in Level.values:
        assess(action, observer, level)
    assert reporting.current(belgium, TODAY).actions == before
    assert reporting.standing(belgium).actions == before
    assert list(differences(belgium)) == []


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (TODAY + timedelta(1), "25 November 2026 has not come yet. Choose today, 24 November 2026, or an earlier day."),
        (
            date(2013, 11, 12),
            "12 November 2013 is before the report was published. Choose 13 November 2013 or a later day.",
        ),
    ],
)
def test_it_is_about_a_day_from_the_report_to_today(action, observer, day, sentence):
    assert refused(assess, action, observer, happened_on=day) == ("happened_on", sentence)


def test_it_says_why_and_for_whom(belgium, action, observer):
    assert refused(assess, action, observer, reason="") == ("reason", "Say why you see it so.")
    alone = join(person("Alma"), belgium, "observer")
    assert refused(assess, action, alone)[0] == "organisation"
    assert not Entry.objects.filter(kind="assessment").exists()


def test_sent_twice_it_is_one_entry_and_sent_with_another_level_it_is_asked_about(action, observer):
    first = assess(action, observer, "partly_implemented", key=KEY)
    assert assess(action, observer, "partly_implemented", key=KEY) == first
    assert "This form was sent before" in refused(assess, action, observer, "not_implemented", key=KEY)[1]
    assert Entry.objects.filter(kind="assessment").count() == 1


def test_it_is_withdrawn_and_neither_corrected_nor_proven(action, staff, observer):
    entry = assess(action, observer)
    assert refused(correct, entry, observer) == (None, "Only an update can be corrected.")
    assert refused(add_evidence, entry, staff, url="https://example.org/")[1]
    assert withdraw(entry, observer, "We were mistaken.").supersedes == entry
    assert "Olive withdrew this entry on" in refused(withdraw, entry, observer)[1]


# Who may withdraw whose: own organisation, whatever the role, and nobody else.
@pytest.mark.parametrize("role", ["coordinator", "staff", "observer"])
@pytest.mark.parametrize("reviewed", [False, True])
@pytest.mark.parametrize("own", [False, True])
def test_an_assessment_is_withdrawn_by_its_own_organisation_alone(
    belgium, action, observer, coordinator, role, reviewed, own
):
    if reviewed:
        change(subject=belgium, by=coordinator, values={"review_asked": True})
    entry = Entry.objects.get(pk=assess(action, observer).pk)
    someone = join(person("Wanda", "Example Ministry" if own else "Another House"), belgium, role)
    assert permissions.can_assess(someone, action.report)
    assert permissions.can_withdraw(someone, entry) == own


def test_who_speaks_for_no_organisation_or_is_not_on_the_report_does_not_assess(belgium, action, stranger, observer):
    entry = assess(action, observer)
    for someone in (join(person("Alma"), belgium, "coordinator"), stranger, person("Ada", is_superuser=True)):
        assert not permissions.can_assess(someone, action.report)
        assert not permissions.can_withdraw(someone, entry)


def test_an_organisation_of_nobody_withdraws_nothing_of_nobody(belgium, action, staff):
    alone = join(person("Alma"), belgium, "observer")
    assert not permissions.can_withdraw(alone, confirm(action, staff))


def test_its_words_are_found_and_erased_and_what_it_names_stays(belgium, action, observer, coordinator):
    entry = assess(action, observer, reason="The magistrates know nothing of it.")
    assert SearchText.objects.filter(thing=entry.pk, kind="decision", words__contains="magistrate").exists()
    erase_words(entry=entry, by=coordinator, reason="By law.")
    assert not SearchText.objects.filter(thing=entry.pk, kind="decision").exists()
    entry = Entry.objects.get(pk=entry.pk)
    assert (entry.reason, entry.salt, entry.changes) == ("", "", {"assessed": "fully_implemented"})
    assert first_fault(belgium) is None
    assert list(search.differences(belgium)) == []


def test_it_may_be_written_down_at_another_time(action, observer):
    at = datetime(2026, 10, 5, 9, tzinfo=UTC)
    entry = assess(action, observer, at=at)
    assert (entry.recorded_at, entry.happened_on) == (at, date(2026, 10, 5))
