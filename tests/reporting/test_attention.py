"""What needs attention: in which order, today and on any day, and what is set aside."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions import reporting
from actions.lifecycle import ConcernKind
from actions.models import Organisation, Report
from actions.reporting.attention import Attention
from actions.services.erasure import erase_words
from actions.services.reports import change
from tests.factories import add_milestone, drop, log, nudge, set_aside, take_up_concern

TODAY = date(2026, 11, 24)
OCTOBER = datetime(2026, 10, 5, 9, tzinfo=UTC)


def told(found):
    """[(kind, what it is about, days)]"""
    return [(c.kind, c.milestone.title if c.milestone else c.figures.number, c.days) for c in found]


def concerns(report, standing, most=6):
    """(the first of all that needs attention, how many there are)."""
    return Attention(report, standing).first(most)


def today(report, most=100):
    report.refresh_from_db()
    return concerns(report, reporting.current(report, report.today()), most)


@pytest.fixture
def led(belgium, coordinator, staff):
    """Belgium, each of whose actions has a lead and a focal point since 5 October."""
    for action in belgium.actions.all():
        values = {"lead_organisation": staff.organisation, "focal_point": staff}
        change(subject=action, by=coordinator, values=values, at=OCTOBER)
    return belgium


@pytest.fixture
def troubled(led, coordinator, staff):
    """Something of every kind."""
    first, second, third, fourth = led.actions.order_by("number")
    at = {"happened_on": date(2026, 10, 5), "at": OCTOBER}
    add_milestone(first, coordinator, "Due today", due_on=TODAY, **at)
    add_milestone(first, coordinator, "Due in two weeks", due_on=TODAY + timedelta(14), **at)
    add_milestone(first, coordinator, "Due in fifteen days", due_on=TODAY + timedelta(15), **at)
    add_milestone(second, coordinator, "Late since yesterday", due_on=TODAY - timedelta(1), **at)
    add_milestone(first, coordinator, "Late for long", due_on=date(2026, 10, 20), focal_point=staff, **at)
    done = add_milestone(first, coordinator, "Done", due_on=date(2026, 10, 21), **at)
    log(first, staff, milestone=done, state="done")
    drop(add_milestone(first, coordinator, "Dropped", due_on=date(2026, 10, 21), **at), coordinator)
    log(second, staff, level="fully_implemented", happened_on=date(2026, 11, 1))
    log(second, staff, level="not_implemented", reason="It ended.", happened_on=date(2026, 11, 9))
    log(third, staff, course="stalled", course_reason="capacity", happened_on=date(2026, 11, 14))
    log(fourth, staff, course="at_risk", course_reason="capacity")
    change(subject=fourth, by=coordinator, values={"focal_point": None})
    led.refresh_from_db()
    return led


ALL = [
    ("late", "Late for long", 35),
    ("late", "Late since yesterday", 1),
    ("due_soon", "Due today", 0),
    ("due_soon", "Due in two weeks", 14),
    ("moved_back", 2, 15),
    ("off_course", 3, 10),
    ("unled", 4, 0),
]


def test_the_most_urgent_comes_first_and_of_a_kind_the_longest(troubled):
    found, count = today(troubled)
    assert (told(found), count) == (ALL, 7)
    assert [kind for kind, _what, _days in ALL] == sorted(
        (kind for kind, _what, _days in ALL), key=ConcernKind.values.index
    )


def test_the_silent_come_between_due_soon_and_moved_back_the_longest_first(troubled):
    day = date(2027, 2, 24)
    found, _count = concerns(troubled, reporting.standing(troubled, as_of=day), 8)
    assert [c.kind for c in found][:8] == ["late"] * 5 + ["silent"] * 3
    assert {c.since for c in found[5:8]} == {TODAY}


def test_each_says_whose_it_is_since_when_and_when_it_was_due_at_first(troubled, coordinator, staff):
    milestone = troubled.actions.get(number=2).milestones.get()
    other = Organisation.objects.create(name="South Shelter")
    change(
        subject=milestone,
        by=coordinator,
        values={"due_on": date(2026, 10, 30), "organisation": other},
        reason="Elections.",
    )
    late = next(c for c in today(troubled)[0] if c.milestone and c.milestone.title == "Late since yesterday")
    assert (late.since, late.original_due_on) == (date(2026, 10, 30), TODAY - timedelta(1))
    assert (late.organisation, late.person, late.person_id) == ("South Shelter", "Stella", staff.pk)
    off = next(c for c in today(troubled)[0] if c.kind == "off_course")
    assert (off.since, off.organisation, off.person) == (date(2026, 11, 14), "North Shelter", "Stella")
    unled = next(c for c in today(troubled)[0] if c.kind == "unled")
    assert (unled.since, unled.organisation, unled.person) == (TODAY, "North Shelter", "")


def test_an_action_nobody_ever_led_is_without_a_lead_since_the_follow_up_began(belgium):
    found, count = today(belgium)
    assert [(c.kind, c.since) for c in found] == [("unled", date(2026, 10, 1))] * 4
    assert count == 4


def test_a_lead_without_a_focal_point_counts_since_the_beginning(belgium, action, coordinator):
    change(subject=action, by=coordinator, values={"lead_organisation": coordinator.organisation})
    assert next(c for c in today(belgium)[0] if c.figures.number == 1).since == date(2026, 10, 1)


@pytest.mark.parametrize("most", [1, 2, 3, 5, 100])
def test_the_first_few_are_the_first_of_all_and_the_count_is_of_all(troubled, most):
    found, count = today(troubled, most)
    assert (told(found), count) == (ALL[:most], 7)


@pytest.mark.parametrize("kind", ["", *ConcernKind.values])
@pytest.mark.parametrize("size", [1, 2, 3, 50])
@pytest.mark.parametrize("of", ["current", "past", "standing"])
def test_pages_show_each_once_in_order_wherever_the_figures_come_from(troubled, kind, size, of):
    standing = {
        "current": lambda: reporting.current(troubled, TODAY),
        "past": lambda: reporting.past(troubled, TODAY),
        "standing": lambda: reporting.standing(troubled, as_of=TODAY),
    }[of]()
    wanted = [row for row in ALL if kind in ("", row[0])]
    listed = Attention(troubled, standing).of_kind(kind)
    assert len(listed) == len(wanted)
    pages = [listed[start : start + size] for start in range(0, len(wanted) + size, size)]
    assert told([row for page in pages for row in page]) == wanted
    counts = Attention(troubled, standing).counts
    assert list(counts) == ConcernKind.values
    assert {name: n for name, n in counts.items() if n} == {row[0]: [r[0] for r in ALL].count(row[0]) for row in ALL}


def test_today_is_the_same_from_the_standing_and_from_the_record(troubled, coordinator):
    nudge(troubled.actions.get(number=1), coordinator)
    set_aside(troubled.actions.get(number=3), coordinator, "off_course")
    troubled.refresh_from_db()
    stored = concerns(troubled, reporting.current(troubled, TODAY))
    computed = concerns(troubled, reporting.standing(troubled))
    assert told(stored[0]) == told(computed[0])
    names = [
        [(c.organisation, c.person, c.person_id, c.since, c.original_due_on, c.nudge) for c in found]
        for found, _count in (stored, computed)
    ]
    assert names[0] == names[1]
    assert stored[1] == computed[1] == 6


# --- Set aside ---


def aside(report, standing=None):
    report.refresh_from_db()
    attention = Attention(report, standing or reporting.current(report, report.today()))
    return [(entry.changes["concern"], entry.sequence) for entry in attention.set_aside]


def test_what_is_set_aside_comes_back_when_its_day_begins(troubled, coordinator, time_machine):
    third = troubled.actions.get(number=3)
    entry = set_aside(third, coordinator, "off_course", until=date(2026, 12, 1))
    found, count = today(troubled)
    assert (told(found), count) == ([row for row in ALL if row[0] != "off_course"], 6)
    assert aside(troubled) == [("off_course", entry.sequence)]
    time_machine.move_to("2026-11-30T22:59Z")
    assert "off_course" not in {c.kind for c in today(troubled)[0]}
    time_machine.move_to("2026-11-30T23:01Z")  # midnight in Brussels has passed
    assert "off_course" in {c.kind for c in today(troubled)[0]}
    assert aside(troubled) == []


def test_only_what_was_named_is_set_aside(troubled, coordinator):
    second = troubled.actions.get(number=2)
    late = troubled.actions.get(number=1).milestones.get(title="Late for long")
    set_aside(second, coordinator, "moved_back")
    set_aside(late.action, coordinator, "late", milestone=late)
    found, count = today(troubled)
    assert told(found) == [row for row in ALL if row[1] != "Late for long" and row[0] != "moved_back"]
    assert count == 5
    computed = concerns(troubled, reporting.standing(troubled))
    assert (told(computed[0]), computed[1]) == (told(found), count)


def test_what_is_due_soon_and_set_aside_is_late_all_the_same_when_it_is(troubled, coordinator, time_machine):
    soon = troubled.actions.get(number=1).milestones.get(title="Due today")
    set_aside(soon.action, coordinator, "due_soon", milestone=soon)
    assert "Due today" not in [what for _kind, what, _days in told(today(troubled)[0])]
    time_machine.move_to("2026-11-25T11:00Z")
    assert ("late", "Due today", 1) in told(today(troubled)[0])


def test_what_is_taken_up_again_stands_in_the_list_at_once(troubled, coordinator):
    third = troubled.actions.get(number=3)
    entry = set_aside(third, coordinator, "off_course")
    take_up_concern(entry, coordinator)
    assert (told(today(troubled)[0]), aside(troubled)) == (ALL, [])


def test_what_is_set_aside_leaves_its_list_with_its_cause(troubled, coordinator, staff):
    first, second, third, fourth = troubled.actions.order_by("number")
    late, soon = (first.milestones.get(title=title) for title in ("Late for long", "Due in two weeks"))
    causes = [("late", first, late), ("due_soon", first, soon), ("moved_back", second, None)]
    causes += [("off_course", third, None), ("unled", fourth, None)]
    aside_now = [(kind, set_aside(on, coordinator, kind, milestone=what).sequence) for kind, on, what in causes]
    assert aside(troubled) == aside_now
    assert aside(troubled, reporting.standing(troubled)) == aside_now
    gone = [
        lambda: log(first, staff, milestone=late, state="done"),
        lambda: change(subject=soon, by=coordinator, values={"due_on": date(2027, 5, 1)}, reason="Elections."),
        lambda: log(second, staff, level="fully_implemented"),
        lambda: log(third, staff, course="on_track"),
        lambda: change(subject=fourth, by=coordinator, values={"focal_point": staff}),
    ]
    for undo in gone:
        undo()
        aside_now.pop(0)
        assert aside(troubled) == aside_now
        assert aside(troubled, reporting.standing(troubled)) == aside_now


def test_what_is_silent_and_set_aside_leaves_its_list_when_it_is_heard_of(led, coordinator, staff, time_machine):
    time_machine.move_to("2027-10-01T11:00Z")
    first = led.actions.get(number=1)
    entry = set_aside(first, coordinator, "silent", until=date(2027, 12, 1))
    assert aside(led) == [("silent", entry.sequence)]
    log(first, staff)
    assert aside(led) == []


def test_erasing_the_reason_does_not_bring_a_thing_back(troubled, coordinator):
    entry = set_aside(troubled.actions.get(number=3), coordinator, "off_course")
    erase_words(entry=entry, by=coordinator, reason="A name was in it.")
    assert aside(troubled) == [("off_course", entry.sequence)]


# --- Any day ---


def test_a_past_day_is_judged_by_what_was_set_aside_then(troubled, coordinator, time_machine):
    third = troubled.actions.get(number=3)
    entry = set_aside(third, coordinator, "off_course", until=date(2026, 12, 10))
    time_machine.move_to("2026-12-01T11:00Z")
    take_up_concern(entry, coordinator)
    nudge(third, coordinator)
    time_machine.move_to("2027-01-15T11:00Z")
    troubled.refresh_from_db()
    for of in (reporting.past, lambda report, day: reporting.standing(report, as_of=day)):
        seen = {}
        for day in (date(2026, 11, 23), TODAY, date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 20)):
            found = [c for c in concerns(troubled, of(troubled, day), 100)[0] if c.kind == "off_course"]
            seen[day.isoformat()] = [(c.days, c.nudge and c.nudge.happened_on.isoformat()) for c in found]
        assert seen == {
            "2026-11-23": [(9, None)],
            "2026-11-24": [],
            "2026-11-30": [],
            "2026-12-01": [(17, "2026-12-01")],
            "2026-12-20": [(36, "2026-12-01")],
        }


def test_as_known_then_what_was_set_aside_later_is_not(troubled, coordinator):
    troubled.refresh_from_db()
    before = troubled.head_at
    set_aside(troubled.actions.get(number=3), coordinator, "off_course")
    nudge(troubled.actions.get(number=1), coordinator)
    troubled.refresh_from_db()
    then = reporting.standing(troubled, as_of=TODAY, known=before)
    found, count = concerns(troubled, then, 7)
    assert (told(found), count) == (ALL, 7)
    assert not any(c.nudge for c in found)
    assert concerns(troubled, reporting.standing(troubled, as_of=TODAY))[1] == 6


def test_a_past_day_names_those_whose_it_was(troubled, coordinator, colleague, time_machine):
    late = troubled.actions.get(number=1).milestones.get(title="Late for long")
    time_machine.move_to("2026-12-01T11:00Z")
    change(
        subject=late,
        by=coordinator,
        values={"focal_point": colleague, "title": "Renamed", "due_on": TODAY},
        reason="Elections.",
    )
    change(subject=late.action, by=coordinator, values={"focal_point": colleague})
    troubled.refresh_from_db()
    for standing in (reporting.past(troubled, TODAY), reporting.standing(troubled, as_of=TODAY)):
        first = concerns(troubled, standing)[0][0]
        assert (first.milestone.title, first.person, first.since) == ("Late for long", "Stella", date(2026, 10, 20))
    first = concerns(troubled, reporting.current(troubled, troubled.today()))[0][0]
    assert (first.kind, first.milestone.title, first.person) == ("late", "Late since yesterday", "Stella")


def test_a_day_before_the_follow_up_began_has_an_answer(troubled):
    for day in (troubled.published_on, date(2026, 9, 30)):
        standing = reporting.standing(troubled, as_of=day)
        found, count = concerns(troubled, standing)
        assert {c.kind for c in found} == {"unled"}
        assert {c.days for c in found} == {0}
        assert count == 4


# --- The price ---


def asked(do):
    with CaptureQueriesContext(connection) as queries:
        do()
    return len(queries)


def test_today_costs_three_queries_however_much_there_is(troubled, coordinator, staff):
    standing = reporting.current(troubled, TODAY)
    assert asked(lambda: concerns(troubled, standing)) == 3
    first = troubled.actions.get(number=1)
    for n in range(12):
        milestone = add_milestone(first, coordinator, f"Step {n}", due_on=date(2026, 11, 1), focal_point=staff)
        nudge(first, coordinator, milestone=milestone)
        set_aside(first, coordinator, "late", milestone=add_milestone(first, coordinator, due_on=date(2026, 11, 2)))
    report = Report.objects.get(pk=troubled.pk)
    standing = reporting.current(report, TODAY)
    assert asked(lambda: concerns(report, standing)) == 3
    assert concerns(report, standing)[1] == 19


def test_a_quiet_report_costs_less(led, staff):
    for action in led.actions.all():
        log(action, staff)
    standing = reporting.current(led, TODAY)
    assert asked(lambda: concerns(led, standing)) == 1
    assert concerns(led, standing) == ([], 0)
