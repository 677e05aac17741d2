"""How organisations see an action: whose assessment counts, the index over them, and whether they disagree."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product

import pytest
from django.utils import timezone

from actions import reporting
from actions.lifecycle import Level
from actions.models import Report
from actions.reporting.assessments import assessments
from actions.reporting.attention import Attention
from tests.factories import assess, join, log, person, set_aside, take_up_concern, withdraw
from tests.services.refusals import refused

TODAY = date(2026, 11, 24)
OCTOBER = datetime(2026, 10, 5, 9, tzinfo=UTC)


def seen(action, day=TODAY, known=None):
    """How others saw an action on a day."""
    standing = reporting.standing(action.report, as_of=day, known=known)
    return assessments(action, next(a for a in standing.actions if a.id == action.pk), day, known)


def told(action, day=TODAY, known=None):
    """{organisation: level}"""
    return {a.organisation: a.level for a in seen(action, day, known).counting}


def disputed(report, day=TODAY, known=None):
    """[(action, since, {organisation: level} of those who differ)] however the figures are made."""
    report = Report.objects.get(pk=report.pk)
    standings = [reporting.standing(report, as_of=day, known=known)]
    if known is None:
        standings.append(reporting.past(report, day))
    if day == TODAY and known is None:
        standings.append(reporting.current(report, day))
    found = []
    for standing in standings:
        attention = Attention(report, standing)
        rows = attention.rows("disputed")
        assert attention.counts["disputed"] == len(rows)
        found.append([(c.figures.number, c.since, {a.organisation: a.level for a in c.differing}) for c in rows])
    assert all(one == found[0] for one in found)
    return found[0]


# --- Which counts ---


def test_of_each_organisation_the_newest_counts_by_the_day_it_is_about(belgium, action, staff, observer):
    assess(action, staff, "partly_implemented", happened_on=date(2026, 11, 10))
    assess(action, staff, "not_implemented", happened_on=date(2026, 11, 2))
    assess(action, observer, "fully_implemented", happened_on=date(2026, 11, 10))
    assert told(action) == {"Example Ministry": "fully_implemented", "North Shelter": "partly_implemented"}
    colleague = join(person("Nina", "North Shelter"), belgium, "observer")
    assess(action, colleague, "no_evidence", happened_on=date(2026, 11, 10))
    assert told(action)["North Shelter"] == "no_evidence", "of one day the last recorded, whoever recorded it"
    assert told(action, date(2026, 11, 9)) == {"North Shelter": "not_implemented"}
    assert told(action, date(2026, 11, 1)) == {}
    assert told(belgium.actions.get(number=2)) == {}


def test_when_the_newest_is_withdrawn_the_one_before_counts_again(action, observer):
    assess(action, observer, "not_implemented", happened_on=date(2026, 11, 2))
    newest = assess(action, observer, "fully_implemented")
    assert told(action) == {"Example Ministry": "fully_implemented"}
    withdrawal = withdraw(newest, observer)
    assert told(action) == {"Example Ministry": "not_implemented"}
    assert disputed(action.report) == [(1, date(2026, 11, 2), {"Example Ministry": "not_implemented"})]
    before = told(action, known=newest.recorded_at)
    assert before == {"Example Ministry": "fully_implemented"}, "as known then, it counts"
    assert told(action, known=withdrawal.recorded_at) == {"Example Ministry": "not_implemented"}


def test_what_was_known_then_never_changes(belgium, action, staff, observer):
    log(action, staff, level="partly_implemented", happened_on=date(2026, 11, 2))
    entry = assess(action, observer, "fully_implemented", happened_on=date(2026, 11, 3))
    moment = timezone.now()
    day = date(2026, 11, 10)
    then = seen(action, day, moment), disputed(belgium, day, moment)
    assert then[1] == [(1, date(2026, 11, 3), {"Example Ministry": "fully_implemented"})]
    assess(action, observer, "partly_implemented", happened_on=date(2026, 11, 4))
    assess(action, staff, "not_implemented", happened_on=date(2026, 11, 4))
    withdraw(entry, observer)
    log(action, staff, level="fully_implemented", happened_on=date(2026, 11, 5))
    assert (seen(action, day, moment), disputed(belgium, day, moment)) == then
    assert seen(action, day) != then[0]


# --- The index ---


def test_over_those_who_name_a_level(action, staff, colleague, observer):
    assess(action, staff, "no_evidence")
    assert (seen(action).index, seen(action).level, seen(action).judging) == (None, "", 0)
    assess(action, colleague, "fully_implemented")
    assess(action, observer, "not_implemented")
    assert (seen(action).index, seen(action).level, seen(action).judging) == (Decimal("0.5"), "partly_implemented", 2)


# --- Disputed ---


@pytest.mark.parametrize(("stands", "level"), list(product(Level.values, repeat=2)))
def test_it_is_disputed_when_one_names_another_level_than_the_recorded_one(
    belgium, action, staff, observer, stands, level
):
    if stands != "no_evidence":
        log(action, staff, level=stands, happened_on=date(2026, 11, 2))
    assess(action, staff, stands)
    assess(action, observer, level, happened_on=date(2026, 11, 3))
    differs = stands != level
    assert bool(seen(action).differing) == differs
    assert disputed(belgium) == [(1, date(2026, 11, 3), {"Example Ministry": level})] * differs


def test_it_is_so_since_both_stood_beside_each_other(belgium, action, staff, colleague, observer):
    assess(action, observer, "not_implemented", happened_on=date(2026, 11, 1))
    assert disputed(belgium)[0][1] == date(2026, 11, 1), "the action is without evidence since ever"
    log(action, staff, level="partly_implemented", happened_on=date(2026, 11, 8))
    assert disputed(belgium)[0][1] == date(2026, 11, 8)
    assess(action, colleague, "fully_implemented", happened_on=date(2026, 11, 9))
    assert disputed(belgium)[0][1] == date(2026, 11, 8), "since the first who differs"
    assert disputed(belgium, date(2026, 11, 5)) == [(1, date(2026, 11, 1), {"Example Ministry": "not_implemented"})]
    log(action, staff, level="not_implemented", reason="It ended.", happened_on=date(2026, 11, 12))
    assert disputed(belgium) == [(1, date(2026, 11, 12), {"South Shelter": "fully_implemented"})]


def test_the_longest_disputed_comes_first_before_those_without_a_lead(belgium, staff, observer):
    for number, day in ((1, 20), (2, 10), (3, 15)):
        assess(belgium.actions.get(number=number), observer, happened_on=date(2026, 11, day))
    assert [number for number, _since, _who in disputed(belgium)] == [2, 3, 1]
    belgium.refresh_from_db()
    kinds = [c.kind for c in Attention(belgium, reporting.current(belgium, TODAY)).rows()]
    assert kinds == ["disputed"] * 3 + ["unled"] * 4


def test_set_aside_it_is_left_out_until_it_is_taken_up(belgium, action, coordinator, observer):
    assess(action, observer)
    aside = set_aside(action, coordinator, "disputed")
    assert disputed(belgium) == []
    take_up_concern(aside, coordinator)
    assert len(disputed(belgium)) == 1


def test_another_organisation_brings_back_what_was_set_aside(belgium, action, coordinator, colleague, observer):
    assess(action, observer, "not_implemented")
    set_aside(action, coordinator, "disputed")
    assess(action, colleague, "no_evidence")
    assert disputed(belgium) == [], "who sees it as it stands disputes nothing"
    assess(action, colleague, "partly_implemented")
    assert disputed(belgium)[0][2] == {"Example Ministry": "not_implemented", "South Shelter": "partly_implemented"}
    set_aside(action, coordinator, "disputed")
    assert disputed(belgium) == []


def test_another_level_brings_back_what_was_set_aside(belgium, action, coordinator, staff, observer):
    assess(action, observer, "not_implemented")
    aside = set_aside(action, coordinator, "disputed")
    log(action, staff, course="at_risk", course_reason="design")
    assert disputed(belgium) == []
    log(action, staff, level="partly_implemented")
    assert len(disputed(belgium)) == 1
    assert refused(take_up_concern, aside, coordinator) == (None, "This is not set aside any more.")
    known = belgium.entries.get(sequence=aside.sequence).recorded_at
    assert disputed(belgium, known=known) == []


def test_what_nobody_disputes_is_not_set_aside(action, coordinator, staff, observer):
    said = (None, "This does not need attention because of that any more: there is nothing to set aside.")
    assert refused(set_aside, action, coordinator, "disputed") == said
    assess(action, observer, "partly_implemented")
    log(action, staff, level="partly_implemented")
    assert refused(set_aside, action, coordinator, "disputed") == said


def test_a_report_that_was_looked_at_before_it_was_assessed_shows_nothing(belgium, action, observer):
    assess(action, observer, at=OCTOBER)
    assert disputed(belgium, date(2026, 10, 4)) == []
    assert len(disputed(belgium, date(2026, 10, 5))) == 1
