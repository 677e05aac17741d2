"""Milestones: added, dropped, taken up again, put in order."""

from datetime import date
from uuid import UUID

import pytest

from actions import reporting
from actions.models import Entry, Milestone
from actions.services.milestones import move_milestone
from tests.factories import add_milestone, drop, log, take_up
from tests.services.refusals import refused

KEY = UUID("6f1c8a52-7d0e-4c55-9a40-0d7b6d6f3c11")


def test_a_milestone_is_added_with_its_entry_and_its_standing(action, coordinator, staff, today):
    milestone = add_milestone(
        action, coordinator, "Draft published", organisation=staff.organisation, focal_point=staff, key=KEY
    )
    entry = Entry.objects.get(milestone=milestone)
    assert (entry.kind, entry.happened_on, entry.author) == ("milestone_added", today, coordinator)
    assert entry.wording == {"title": "Draft published"}
    assert entry.changes == {
        "organisation": staff.organisation.pk,
        "focal_point": staff.pk,
        "due_on": "2027-01-31",
    }
    span = milestone.standings.get()
    assert (span.state, span.due_on, span.from_day) == ("planned", date(2027, 1, 31), today)


def test_milestones_are_numbered_and_ordered_as_they_come(action, coordinator, belgium):
    made = [add_milestone(action, coordinator, title) for title in ("One", "Two")]
    elsewhere = add_milestone(belgium.actions.get(number=2), coordinator, "Elsewhere")
    assert [(m.number, m.position) for m in [*made, elsewhere]] == [(1, 1), (2, 2), (1, 1)]


def test_the_same_form_adds_one_milestone_and_with_other_words_is_refused(action, coordinator):
    first = add_milestone(action, coordinator, key=KEY)
    assert add_milestone(action, coordinator, key=KEY) == first
    for other in ({"title": "Other words"}, {"due_on": date(2027, 2, 1)}, {"focal_point": coordinator}):
        assert refused(add_milestone, action, coordinator, key=KEY, **other)[1].startswith("This form was sent before")
    assert Milestone.objects.count() == 1


def test_a_milestone_agreed_earlier_stands_from_then(action, coordinator, belgium):
    add_milestone(action, coordinator, happened_on=date(2024, 3, 1))
    planned = [reporting.standing(belgium, as_of=date(2024, *d)).actions[0].planned for d in ((2, 29), (3, 1))]
    assert planned == [0, 1]


@pytest.mark.parametrize("day", [date(2026, 11, 25), date(2013, 11, 12)])
def test_a_milestone_is_agreed_between_the_report_and_today(action, coordinator, day):
    assert refused(add_milestone, action, coordinator, happened_on=day)[0] == "happened_on"
    assert not Milestone.objects.exists()


def test_a_dropped_milestone_counts_no_more_until_it_is_taken_up(action, coordinator, belgium, today):
    milestone = add_milestone(action, coordinator, due_on=date(2026, 1, 1))

    def counts():
        figures = reporting.current(belgium, today).actions[0]
        return figures.planned, figures.dropped, figures.overdue, figures.pursued

    assert counts() == (1, 0, 1, 1)
    entry = drop(milestone, coordinator, "Another way was chosen.", key=KEY)
    assert (entry.reason, entry.state) == ("Another way was chosen.", "dropped")
    assert counts() == (0, 1, 0, 0)
    assert drop(milestone, coordinator, "Another way was chosen.", key=KEY) == entry
    take_up(milestone, coordinator)
    assert counts() == (1, 0, 1, 1)


def test_a_milestone_is_not_dropped_twice_nor_taken_up_when_it_was_not_dropped(action, coordinator):
    milestone = add_milestone(action, coordinator)
    assert refused(take_up, milestone, coordinator) == (None, "This milestone has been taken up again already.")
    drop(milestone, coordinator)
    assert refused(drop, milestone, coordinator) == (None, "This milestone has been dropped already.")


def test_the_order_of_milestones_is_changed_one_place_at_a_time(action, coordinator):
    one, two, three = (add_milestone(action, coordinator, title) for title in ("One", "Two", "Three"))
    entries = Entry.objects.count()

    def order():
        return [m.title for m in action.milestones.all()]

    move_milestone(milestone=three, step=-1)
    assert order() == ["One", "Three", "Two"]
    move_milestone(milestone=one, step=1)
    assert order() == ["Three", "One", "Two"]
    move_milestone(milestone=three, step=-1)
    move_milestone(milestone=two, step=1)
    assert order() == ["Three", "One", "Two"], "the first goes no earlier, the last no later"
    assert Entry.objects.count() == entries, "an order is no fact about the world"


def test_a_done_milestone_may_be_dropped_and_begins_anew(action, staff, coordinator):
    milestone = add_milestone(action, coordinator, happened_on=date(2026, 11, 1))
    log(action, staff, milestone=milestone, state="done", happened_on=date(2026, 11, 2))
    drop(milestone, coordinator)
    assert [s.state for s in milestone.standings.order_by("from_day")] == ["planned", "done", "dropped"]


def test_only_who_may_log_updates_can_be_asked_about_a_milestone(action, coordinator, observer, stranger):
    before = Entry.objects.count()
    for someone in (observer, stranger):
        assert refused(add_milestone, action, coordinator, focal_point=someone) == (
            "focal_point",
            f"{someone} may not log updates on this report. Choose one of its staff or coordinators.",
        )
    assert (Milestone.objects.count(), Entry.objects.count()) == (0, before)
