"""Organisations and people: who leads, who holds, who was heard, who answers nudges after how long."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import MilestoneStanding
from actions.reporting.people import holdings, nudges, who_is_who
from actions.services.reports import change
from tests.factories import add_milestone, confirm, drop, join, log, nudge, person, withdraw

TODAY = date(2026, 11, 24)


@pytest.fixture
def held(belgium, action, coordinator, staff):
    """Stella is asked about action 1 and three milestones; her organisation leads and owns them."""
    change(subject=action, by=coordinator, values={"lead_organisation": staff.organisation, "focal_point": staff})
    mine = {"organisation": staff.organisation, "focal_point": staff}
    late = add_milestone(action, coordinator, "Late", due_on=date(2026, 11, 1), **mine)
    done = add_milestone(action, coordinator, "Done", due_on=date(2026, 11, 2), **mine)
    add_milestone(action, coordinator, "To come", **mine)
    drop(add_milestone(action, coordinator, "Dropped", due_on=date(2026, 11, 3), **mine), coordinator)
    log(action, staff, milestone=done, state="done")
    return late


def of(report, name, today=TODAY):
    found = who_is_who(report, today)
    return next(line for line in [*found.organisations, *found.people] if line.name == name)


def test_an_organisation_is_shown_with_what_it_leads_owns_and_said(belgium, held, staff):
    line = of(belgium, "North Shelter")
    assert [action.number for action in line.leads] == [1]
    assert (line.open, line.overdue, line.done) == (2, 1, 1)
    assert [p.name for p in line.people] == ["Stella"]
    assert (line.heard, line.heard_on) == (belgium.entries.get(kind="update").sequence, TODAY)
    assert of(belgium, "Example Network").heard is None


def test_a_person_is_shown_with_what_they_hold(belgium, held):
    line = of(belgium, "Stella")
    assert (line.role, line.actions, line.milestones, line.overdue, line.ended) == ("staff", 1, 2, 1, 2)
    assert line.holds == 5
    assert (line.nudges, line.answered, line.median_days) == (0, 0, None)


def test_an_organisation_is_heard_by_its_own_reports_that_count(belgium, held, action, staff, colleague, coordinator):
    withdraw(log(action, colleague), coordinator)
    assert of(belgium, "South Shelter").heard is None
    entry = log(action, coordinator, organisation=colleague.organisation)
    assert of(belgium, "South Shelter").heard == entry.sequence
    assert of(belgium, "Example Network").heard is None, "it spoke for another"


def test_an_answer_is_the_first_report_of_the_organisation_after_the_nudge(
    belgium, held, action, staff, colleague, coordinator, time_machine
):
    mate = join(person("Sven", "North Shelter"), belgium, "staff")
    nudge(action, coordinator)
    log(action, colleague)  # another organisation
    log(belgium.actions.get(number=2), staff)  # another action
    (asked,) = nudges(belgium, TODAY, staff)
    assert (asked.answer, asked.days) == (None, None)
    time_machine.move_to("2026-11-27T11:00Z")
    answer = confirm(action, mate)
    log(action, staff)
    (asked,) = nudges(belgium, belgium.today(), staff)
    assert (asked.answer, asked.days) == (answer, 3)
    line = of(belgium, "Stella", belgium.today())
    assert (line.nudges, line.answered, line.median_days) == (1, 1, 3)
    withdraw(answer, mate)
    (asked,) = nudges(belgium, belgium.today(), staff)
    assert asked.answer.author == staff


def test_the_median_is_of_the_answers(belgium, held, action, staff, coordinator, time_machine):
    days = ["2026-11-24", "2026-11-25", "2026-11-30", "2026-12-07", "2026-12-20"]
    for number, day in enumerate(days):
        time_machine.move_to(f"{day}T11:00Z")
        if number in (1, 3):
            log(action, staff)
        nudge(action, coordinator)
    line = of(belgium, "Stella", belgium.today())
    assert (line.nudges, line.answered, line.median_days) == (5, 3, 7)


def test_nudges_to_others_and_of_long_ago_do_not_count(
    belgium, held, action, coordinator, colleague, staff, time_machine
):
    nudge(action, coordinator)
    change(subject=action, by=coordinator, values={"focal_point": colleague})
    nudge(action, coordinator)
    assert [n.entry.changes["nudged"] for n in nudges(belgium, TODAY, staff)] == [staff.pk]
    assert len(nudges(belgium, TODAY)) == 2
    time_machine.move_to("2027-11-30T11:00Z")
    assert nudges(belgium, belgium.today()) == []


def test_holdings_are_the_open_ones_first_and_the_done_and_dropped_too(belgium, held, staff):
    actions, spans = holdings(belgium, staff, TODAY)
    assert [a.number for a in actions] == [1]
    assert [span.milestone.title for span in spans] == ["Late", "To come", "Done", "Dropped"]


def test_people_without_an_organisation_have_a_line_of_their_own(belgium):
    join(person("Ada"), belgium, "observer")
    organisations = who_is_who(belgium, TODAY).organisations
    assert [(line.organisation, [p.name for p in line.people]) for line in organisations] == [(None, ["Ada"])]


def test_with_what_nobody_holds_the_lines_add_up_to_the_report(belgium, held, action, coordinator, staff, colleague):
    add_milestone(belgium.actions.get(number=2), coordinator, "Nobody's", due_on=date(2026, 11, 5))
    theirs = {"organisation": colleague.organisation, "focal_point": colleague}
    add_milestone(action, coordinator, "Colin's", due_on=date(2026, 11, 6), **theirs)
    belgium.memberships.filter(user=colleague).delete()
    found, whole = who_is_who(belgium, TODAY), MilestoneStanding.objects.on(TODAY)
    owners, people = [*found.organisations, found.unowned], [*found.people, found.unasked]
    assert (len(found.unowned.leads), found.unowned.open, found.unowned.overdue) == (3, 1, 1)
    assert (found.unasked.actions, found.unasked.milestones, found.unasked.overdue) == (3, 1, 1)
    assert sum(len(line.leads) for line in owners) == sum(line.actions for line in people) == 4
    assert sum(line.open for line in owners) == sum(line.milestones for line in people) == 4
    assert sum(line.overdue for line in owners) == sum(line.overdue for line in people) == 3
    assert sum(line.done for line in owners) == sum(line.done for line in people) == 1
    assert sum(line.holds for line in people) == whole.count() + 4
    assert [(line.name, line.role) for line in found.people if not line.role] == [("Colin", "")]


def test_where_everything_is_held_nobody_has_no_line(belgium, coordinator, staff):
    for action in belgium.actions.all():
        assert who_is_who(belgium, TODAY).unasked
        change(subject=action, by=coordinator, values={"lead_organisation": staff.organisation, "focal_point": staff})
    found = who_is_who(belgium, TODAY)
    assert (found.unowned, found.unasked) == (None, None)


def test_it_costs_as_many_queries_for_ten_as_for_one(belgium, held, action, coordinator, staff):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            who_is_who(belgium, TODAY)
        return len(queries)

    nudge(action, coordinator)
    log(action, staff)
    one = asked()
    for n in range(9):
        someone = join(person(f"Person{n}", f"Organisation {n}"), belgium, "staff")
        change(subject=action, by=coordinator, values={"focal_point": someone})
        add_milestone(action, coordinator, organisation=someone.organisation, focal_point=someone)
        nudge(action, coordinator)
        log(action, someone)
    assert asked() == one
    assert one == 9
