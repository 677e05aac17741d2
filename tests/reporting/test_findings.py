"""What the pictures over time say in a sentence."""

from datetime import date, timedelta

import pytest

from actions.reporting.findings import burn_up_finding, levels_finding, milestones_finding
from actions.reporting.series import ActionLevels, Point, Step


def point(done=0, under_way=0, planned=0, overdue=0, due=0, day=date(2026, 11, 24)):
    return Point(day, done, under_way, planned, overdue, due)


BEFORE = date(2025, 12, 31)


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ({}, {}, "No milestones are planned yet."),
        ({}, {"planned": 1}, "The one milestone is not done; none is overdue."),
        ({}, {"done": 1}, "The one milestone is done; none is overdue."),
        (
            {"done": 1},
            {"planned": 3, "overdue": 1},
            "None of the four milestones is done, one fewer than on 31 December 2025; one is overdue.",
        ),
        (
            {"done": 1},
            {"done": 1, "overdue": 2},
            "One of three milestones is done, as many as on 31 December 2025; two are overdue.",
        ),
        ({}, {"done": 12}, "12 of 12 milestones are done, 12 more than on 31 December 2025; none is overdue."),
    ],
)
def test_the_sentence_on_milestones(first, last, sentence):
    assert milestones_finding([point(day=BEFORE, **first), point(**last)]) == sentence


@pytest.mark.parametrize(
    ("last", "sentence"),
    [
        ({}, "No milestones are planned yet, so none is due."),
        ({"planned": 2}, "No milestones are done; none was due by 24 November 2026."),
        ({"done": 1, "due": 1}, "One milestone is done; one was due by 24 November 2026."),
        ({"done": 3, "overdue": 2, "due": 5}, "Three milestones are done; five were due by 24 November 2026."),
    ],
)
def test_the_sentence_on_what_was_due(last, sentence):
    assert burn_up_finding([point(**last)]) == sentence


def moved(*levels):
    """An action with these levels one after the other, the first from before the series on."""
    days = [date(2013, 11, 13), *(BEFORE + timedelta(9 * n) for n in range(1, len(levels)))]
    steps = [Step(day, until, level, 5) for day, until, level in zip(days, [*days[1:], None], levels, strict=True)]
    return ActionLevels(1, "Adopt a plan", tuple(steps))


NO, NOT, PARTLY, FULLY = "no_evidence", "not_implemented", "partly_implemented", "fully_implemented"


@pytest.mark.parametrize(
    ("moves", "sentence"),
    [
        ([], "This report has no priority actions yet."),
        ([(NO, NO)], "No evidence has been reported yet on the one priority action."),
        ([(NOT, NOT)], "The one priority action is at the level it had on 31 December 2025."),
        ([(NOT, NOT), (NO, NO)], "Each of the two priority actions is at the level it had on 31 December 2025."),
        (
            [(NOT, PARTLY), (NOT, FULLY), (FULLY, PARTLY), (NO, NOT)],
            (
                "Since 31 December 2025, two actions moved forward, one action moved back "
                "and one action has its first evidence."
            ),
        ),
        ([(PARTLY, NO)], "Since 31 December 2025, one action is without evidence again."),
        (
            [(NO, NOT, NO)],
            "The one priority action is at the level it had on 31 December 2025; it moved and came back.",
        ),
        (
            [(NOT, PARTLY, NOT), (PARTLY, NOT, PARTLY), (NOT, FULLY, PARTLY)],
            "Since 31 December 2025, one action moved forward; two moved and came back.",
        ),
        (
            [(NOT, PARTLY, NOT), (NO, NO)],
            "Each of the two priority actions is at the level it had on 31 December 2025; one moved and came back.",
        ),
    ],
)
def test_the_sentence_on_levels(moves, sentence):
    found = levels_finding([moved(*each) for each in moves], BEFORE, date(2026, 11, 24))
    assert found == sentence
