"""The tables and rules of lifecycle.py, over every combination."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest

from actions.lifecycle import (
    Course,
    CourseReason,
    Level,
    Refused,
    State,
    check_course,
    check_day,
    check_level,
    check_state,
    check_way_back,
    implementation_index,
    index_level,
    is_overdue,
    moved_back,
    silent_days,
)

DAY = date(2026, 11, 24)

# From the row to the column: y may, = is the same already, x is refused.
LEVELS = """
                   no_evidence  not_implemented  partly_implemented  fully_implemented
no_evidence        =            y                y                   y
not_implemented    x            =                y                   y
partly_implemented x            y                =                   y
fully_implemented  x            y                y                   =
"""
STATES = """
           planned  under_way  done  dropped
planned    =        y          y     decided
under_way  y        =          y     decided
done       x        y          =     decided
dropped    gone     gone       gone  decided
"""


def cells(table):
    """(row, column, answer) of every cell of a table drawn as text."""
    head, *rows = table.strip().splitlines()
    columns = head.split()
    return [
        (row.split()[0], column, answer)
        for row in rows
        for column, answer in zip(columns, row.split()[1:], strict=True)
    ]


def refusal(check, *arguments):
    """(field, sentence) of the refusal, or None when there is none."""
    try:
        check(*arguments)
    except Refused as refused:
        return refused.field, str(refused.message)


def test_the_tables_here_name_every_level_and_state():
    assert {cell[:2] for cell in cells(LEVELS)} == set(product(Level.values, repeat=2))
    assert {cell[:2] for cell in cells(STATES)} == set(product(State.values, repeat=2))


@pytest.mark.parametrize(("before", "after", "answer"), cells(LEVELS))
def test_a_level_follows_another_as_the_table_says(before, after, answer):
    labels = {"before": Level(before).label, "after": Level(after).label}
    expected = {
        "y": None,
        "=": (
            "level",
            f"On 24 November 2026 the level already was “{labels['after']}”. Leave it unchanged, or choose another.",
        ),
        "x": (
            "level",
            (
                f"“{labels['after']}” cannot follow “{labels['before']}”: something was reported. "
                "If that was wrong, correct or withdraw the earlier update."
            ),
        ),
    }
    assert refusal(check_level, before, after, DAY) == expected[answer]


@pytest.mark.parametrize(("before", "after", "answer"), cells(STATES))
def test_a_milestone_goes_from_state_to_state_as_the_table_says(before, after, answer):
    labels = {"before": State(before).label, "after": State(after).label}
    expected = {
        "y": None,
        "=": (
            "state",
            f"On 24 November 2026 the milestone already was “{labels['after']}”. Choose another state, or none.",
        ),
        "x": ("state", f"A milestone cannot go from “{labels['before']}” to “{labels['after']}”."),
        "decided": ("state", "A milestone is dropped by a coordinator, on the milestone's own page."),
        "gone": ("milestone", "This milestone was dropped. A coordinator can take it up again."),
    }
    assert refusal(check_state, before, after, DAY) == expected[answer]


@pytest.mark.parametrize(("course", "reason"), list(product(["", *Course.values], ["", *CourseReason.values])))
def test_a_course_has_a_reason_just_when_it_is_not_on_track(course, reason):
    needs_reason = course in ("at_risk", "off_track", "stalled")
    if needs_reason and not reason:
        expected = ("course_reason", f"Say why the action is “{Course(course).label}”: choose a reason.")
    elif reason and not needs_reason:
        expected = (
            "course_reason",
            "A reason belongs to a course that is not on track. Choose that course, or no reason.",
        )
    else:
        expected = None
    assert refusal(check_course, course, reason) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (
            date(2013, 11, 12),
            "12 November 2013 is before the report was published. Choose 13 November 2013 or a later day.",
        ),
        (date(2013, 11, 13), None),
        (DAY, None),
        (DAY + timedelta(1), "25 November 2026 has not come yet. Choose today, 24 November 2026, or an earlier day."),
    ],
)
def test_a_day_is_from_the_report_to_today(day, expected):
    assert refusal(check_day, day, date(2013, 11, 13), DAY) == (expected and ("happened_on", expected))


@pytest.mark.parametrize(("state", "days_late"), list(product(State.values, [-1, 0, 1, 400])))
def test_only_an_open_milestone_is_overdue_and_only_once_its_due_day_has_ended(state, days_late):
    due = DAY - timedelta(days_late)
    assert is_overdue(due, state, DAY) == (state in ("planned", "under_way") and days_late > 0)


@pytest.mark.parametrize(("days_ago", "expected"), [(0, 0), (1, 0), (89, 0), (90, 0), (91, 91), (500, 500)])
def test_an_action_is_silent_once_nobody_reported_for_longer_than_the_rhythm(days_ago, expected):
    then = DAY - timedelta(days_ago)
    assert silent_days(then, date(2013, 11, 13), 90, DAY) == expected
    assert silent_days(None, then, 90, DAY) == expected, "never heard of: the days count from the beginning"


@pytest.mark.parametrize(("before", "after"), list(product(["", *Level.values], repeat=2)))
def test_a_level_moved_back_when_it_is_lower_than_one_before_that_had_evidence(before, after):
    fallen = {
        ("fully_implemented", "partly_implemented"),
        ("fully_implemented", "not_implemented"),
        ("partly_implemented", "not_implemented"),
    }
    assert moved_back(before, after) == ((before, after) in fallen)
    assert bool(refusal(check_way_back, before, after, "", DAY)) == ((before, after) in fallen)
    assert refusal(check_way_back, before, after, "It ended.", DAY) is None


@pytest.mark.parametrize(
    ("levels", "index", "level"),
    [
        ("n", "0", "not_implemented"),
        ("p", "0.5", "partly_implemented"),
        ("f", "1", "fully_implemented"),
        ("nnp", "0.17", "not_implemented"),
        ("nnf", "0.33", "partly_implemented"),
        ("nff", "0.67", "fully_implemented"),
        ("pppf", "0.63", "partly_implemented"),
        ("ppf", "0.67", "fully_implemented"),
        ("n" * 27 + "f" * 13, "0.33", "partly_implemented"),  # 0.325: half is rounded up
        ("n" * 17 + "f" * 8, "0.32", "not_implemented"),
        ("n" * 7 + "f" * 13, "0.65", "partly_implemented"),
        ("n" * 17 + "f" * 33, "0.66", "fully_implemented"),
        ("?nf??", "0.5", "partly_implemented"),
        ("?", None, None),
        ("", None, None),
    ],
)
def test_the_index_is_the_mean_and_falls_in_a_level_by_the_limits_of_upr_info(levels, index, level):
    names = {"n": "not_implemented", "p": "partly_implemented", "f": "fully_implemented", "?": "no_evidence"}
    found = implementation_index([names[letter] for letter in levels])
    assert found == (None if index is None else Decimal(index))
    assert level is None or index_level(found) == level


def test_every_hundredth_falls_in_one_level():
    falls = [index_level(Decimal(n) / 100) for n in range(101)]
    assert [falls.count(level) for level in ("not_implemented", "partly_implemented", "fully_implemented")] == [
        33,
        33,
        35,
    ]
    assert falls == sorted(falls, key=[*Level.values].index)
