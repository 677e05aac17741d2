"""What the figures mean."""

from dataclasses import replace
from datetime import date

import pytest

from actions import reporting
from actions.reporting.figures import count_by_month, lately, month_ends
from actions.standing import FOREVER
from tests.factories import add_milestone, drop, log

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 24), date(2026, 9, 1)),
        (date(2026, 2, 28), date(2025, 12, 1)),
        (date(2026, 1, 1), date(2025, 11, 1)),
        (date(2026, 3, 31), date(2026, 1, 1)),
    ],
)
def test_lately_is_since_the_month_two_months_before(day, expected):
    assert lately(day) == expected


def test_a_sparkline_has_the_ends_of_twelve_months_and_the_day():
    ends = month_ends(date(2024, 3, 15))
    assert ends[0] == date(2023, 3, 31)
    assert ends[-3:] == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 15)]
    assert len(ends) == 13


def test_done_is_counted_at_the_end_of_each_month():
    spans = [(date(2026, 8, 31), FOREVER), (date(2026, 9, 1), date(2026, 10, 31)), (date(2020, 1, 1), date(2021, 1, 1))]
    assert count_by_month(spans, TODAY)[-4:] == (1, 2, 1, 1)


def test_every_milestone_is_in_one_state_and_every_count_adds_up(belgium, action, staff, coordinator, today):
    made = [
        add_milestone(action, coordinator, f"Step {n}", due_on=date(2026, 11, 20 + n), happened_on=date(2026, 10, 1))
        for n in range(6)
    ]
    log(action, staff, milestone=made[0], state="under_way")
    log(action, staff, milestone=made[1], state="done")
    log(action, staff, milestone=made[5], state="done", happened_on=date(2026, 10, 2))
    drop(made[2], coordinator)
    figures = reporting.current(belgium, today).actions[0]
    assert (figures.planned, figures.under_way, figures.done, figures.dropped) == (2, 1, 2, 1)
    assert (figures.pursued, figures.overdue, figures.on_time, figures.done_lately) == (5, 2, 1, 2)
    assert figures.next_due_on == date(2026, 11, 20)
    assert figures.done_by_month[-2:] == (1, 2)


def test_one_action_alone_is_the_same_as_among_all(belgium, staff, today):
    log(belgium.actions.get(number=3), staff, level="partly_implemented")
    whole = reporting.current(belgium, today)
    assert reporting.current(belgium, today, belgium.actions.get(number=3)).actions == (
        replace(whole.actions[2], done_by_month=()),
    )


def test_a_level_that_fell_is_said_to_have_moved_back(belgium, action, staff, today):
    log(action, staff, level="fully_implemented", happened_on=date(2026, 11, 1))
    log(action, staff, level="partly_implemented", reason="It ended.", happened_on=date(2026, 11, 2))
    standing = reporting.current(belgium, today)
    assert [a.number for a in standing.moved_back_lately] == [1]
    assert (standing.partly, standing.fully, standing.at_level("no_evidence")) == (1, 0, 3)


def test_the_longest_silent_comes_first(belgium, action, staff):
    log(action, staff)
    later = date(2027, 6, 1)
    standing = reporting.standing(belgium, as_of=later)
    assert [a.number for a in standing.silent] == [2, 3, 4, 1]
    assert [a.silent_days for a in standing.silent] == [243, 243, 243, 189]


@pytest.mark.parametrize(
    ("course", "off"), [("on_track", False), ("at_risk", False), ("off_track", True), ("stalled", True)]
)
def test_off_track_and_stalled_need_attention(belgium, action, staff, today, course, off):
    log(action, staff, course=course, course_reason="" if course == "on_track" else "design")
    assert reporting.current(belgium, today).actions[0].is_off_course == off
