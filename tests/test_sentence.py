"""The sentence at the top of a report, for every branch it has: nothing, one, several; silence; moving back."""

from datetime import date, timedelta

import pytest

from actions.lifecycle import Level
from actions.reporting import ActionFigures, Standing
from actions.reporting.sentence import number_word, sentence

TODAY = date(2026, 11, 24)
NONE, NOT, PARTLY, FULLY = (
    Level.NO_EVIDENCE,
    Level.NOT_IMPLEMENTED,
    Level.PARTLY_IMPLEMENTED,
    Level.FULLY_IMPLEMENTED,
)


def action(number=1, level=NONE, **figures):
    """An action on which nothing is planned and nobody is silent, unless ``figures`` say otherwise."""
    plain = {
        "id": number,
        "number": number,
        "title": f"Action {number}",
        "addressee": "Authorities",
        "lead_organisation_id": None,
        "lead": "",
        "focal_point_id": None,
        "level": level,
        "previous_level": "",
        "level_since": TODAY,
        "level_entry": None,
        "course": "",
        "course_reason": "",
        "course_since": None,
        "course_entry": None,
        "planned": 0,
        "under_way": 0,
        "done": 0,
        "dropped": 0,
        "overdue": 0,
        "overdue_under_way": 0,
        "done_lately": 0,
        "next_due_on": None,
        "heard_on": TODAY,
        "silent_days": 0,
        "done_by_month": (),
    }
    return ActionFigures(**plain | figures)


def said(*actions, figure=None):
    standing = Standing(as_of=TODAY, known=None, rhythm_days=90, actions=actions)
    return str(sentence(standing, figure) if figure else sentence(standing))


def levels(*levels):
    """The first sentence, for actions at these levels."""
    return said(*(action(number, level) for number, level in enumerate(levels, start=1))).partition(".")[0] + "."


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], "This report has no priority actions yet."),
        ([NONE], "No evidence has been reported yet on the one priority action."),
        ([NONE] * 4, "No evidence has been reported yet on any of the four priority actions."),
        ([FULLY], "The one priority action is fully implemented."),
        ([FULLY] * 4, "All four priority actions are fully implemented."),
        ([NOT], "The one priority action is not implemented."),
        ([NOT, NOT, NOT], "None of the three priority actions is implemented, not even partly."),
        # No evidence is not "not implemented".
        (
            [NOT, NONE, NONE],
            "One of three priority actions is not implemented; on the others there is no evidence yet.",
        ),
        (
            [NOT, NOT, NONE],
            "Two of three priority actions are not implemented; on the others there is no evidence yet.",
        ),
        ([FULLY, NOT, NONE], "One of three priority actions is fully implemented."),
        ([FULLY, FULLY, NONE], "Two of three priority actions are fully implemented."),
        ([PARTLY], "The one priority action is partly implemented."),
        ([PARTLY, NONE, NOT], "One of three priority actions is partly implemented, none fully."),
        ([PARTLY, PARTLY], "All two priority actions are partly implemented, none fully."),
        ([FULLY, PARTLY], "One of two priority actions is fully implemented and one is partly implemented."),
        (
            [FULLY, FULLY, PARTLY, PARTLY, NONE],
            "Two of five priority actions are fully implemented and two are partly implemented.",
        ),
        ([FULLY, FULLY, PARTLY], "Two of three priority actions are fully implemented and one is partly implemented."),
        ([PARTLY] * 12, "All 12 priority actions are partly implemented, none fully."),
    ],
)
def test_it_begins_with_how_many_actions_are_implemented(given, words):
    assert levels(*given) == words


def test_a_report_without_actions_says_no_more_than_that():
    assert said() == "This report has no priority actions yet."


def test_a_report_without_milestones_says_so_and_counts_none_as_overdue():
    assert said(action(), action(2)) == (
        "No evidence has been reported yet on any of the two priority actions. No milestones are planned yet."
    )


def test_a_dropped_milestone_counts_as_none():
    assert said(action(dropped=3)).endswith("No milestones are planned yet.")


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"planned": 1}, "Since 1 September 2026, no milestones were completed. No milestones are overdue."),
        (
            {"planned": 1, "overdue": 1},
            "Since 1 September 2026, no milestones were completed. One milestone is overdue.",
        ),
        (
            {"planned": 4, "overdue": 2, "done": 1, "done_lately": 1},
            "Since 1 September 2026, one milestone was completed. Two milestones are overdue.",
        ),
        (
            {"planned": 40, "overdue": 30, "done": 11, "done_lately": 11},
            "Since 1 September 2026, 11 milestones were completed. 30 milestones are overdue.",
        ),
    ],
)
def test_then_come_the_milestones_done_lately_and_overdue(figures, words):
    assert said(action(**figures)).partition(". ")[2] == words


BACK = {"level": PARTLY, "previous_level": FULLY, "planned": 1}


def test_an_action_that_moved_back_lately_is_told():
    since = "Since 1 September 2026, no milestones were completed"
    assert f"{since} and one action moved back." in said(action(**BACK))
    assert f"{since} and two actions moved back." in said(action(**BACK), action(2, **BACK))


def test_an_action_that_moved_back_before_that_is_no_news():
    assert "moved back" not in said(action(**BACK | {"level_since": date(2026, 8, 31)}))
    assert "moved back" in said(action(**BACK | {"level_since": date(2026, 9, 1)}))


@pytest.mark.parametrize(
    ("silent", "words"),
    [
        ((91,), "No milestones are overdue, and no one has reported on “Action 1” for 91 days."),
        ((1,), "No milestones are overdue, and no one has reported on “Action 1” for 1 day."),
        (
            (91, 95),
            "No milestones are overdue, and no one has reported on “Action 2” for 95 days, nor on one other action.",
        ),
        (
            (99, 95, 92, 91),
            "No milestones are overdue, and no one has reported on “Action 1” for 99 days, nor on three other actions.",
        ),
    ],
)
def test_the_longest_silence_is_told_and_how_many_others_are_silent(silent, words):
    actions = (action(number, planned=1, silent_days=days) for number, days in enumerate(silent, start=1))
    assert said(*actions).endswith(words)


def test_silence_is_told_even_where_nothing_is_planned():
    assert said(action(silent_days=100)).endswith(
        "No milestones are planned yet. No milestones are overdue, and no one has reported on “Action 1” for 100 days."
    )


def test_everything_at_once_reads_as_in_the_picture():
    actions = [
        action(1, PARTLY, planned=3, overdue=2, done=4, done_lately=3),
        action(2, PARTLY, previous_level=FULLY, planned=1),
        action(3, FULLY, done=2, done_lately=1),
        action(4, NOT, planned=2, overdue=1, silent_days=214),
    ]
    assert said(*actions) == (
        "One of four priority actions is fully implemented and two are partly implemented. "
        "Since 1 September 2026, four milestones were completed and one action moved back. "
        "Three milestones are overdue, and no one has reported on “Action 4” for 214 days."
    )


def test_every_figure_names_the_rows_behind_it():
    rows = []
    actions = [
        action(1, FULLY, planned=2, overdue=1, done=1, done_lately=1),
        action(2, silent_days=95, **BACK),
        action(3, silent_days=99),
    ]
    said(*actions, figure=lambda text, which: rows.append((text, which)) or text)
    assert rows == [
        ("One", ("actions", FULLY)),
        ("one", ("actions", PARTLY)),
        ("one", ("done", date(2026, 9, 1))),
        ("one", ("moved_back", date(2026, 9, 1))),
        ("One", ("overdue",)),
        ("99", ("action", 3)),
        ("one", ("others_silent",)),
    ]


def test_a_title_is_shown_as_it_was_written_and_never_as_markup():
    assert "“&lt;b&gt;A &amp; B&lt;/b&gt;”" in said(action(title="<b>A & B</b>", silent_days=100))


@pytest.mark.parametrize(("number", "word"), [(0, "none"), (1, "one"), (10, "ten"), (11, "11"), (214, "214")])
def test_a_small_number_is_a_word(number, word):
    assert number_word(number) == word


@pytest.mark.parametrize(("month", "since"), [(1, (2025, 11)), (2, (2025, 12)), (3, (2026, 1)), (12, (2026, 10))])
def test_lately_is_this_month_and_the_two_before(month, since):
    day = date(2026, month, 28)
    standing = Standing(as_of=day, known=None, rhythm_days=90, actions=(action(planned=1),))
    first = date(*since, 1)
    assert f"Since 1 {first:%B %Y}, " in str(sentence(standing))
    assert day - first < timedelta(days=93)
