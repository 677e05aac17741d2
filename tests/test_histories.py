"""Thousands of random histories: whatever people do, and in whatever order, the record holds.

An ordinary run tries fifteen; pytest tests/test_histories.py --hypothesis-profile=thousands more.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import example, given
from hypothesis import strategies as st

from actions import reporting
from actions.lifecycle import (
    OPEN_STATES,
    ConcernKind,
    Course,
    CourseReason,
    Level,
    State,
    moved_back,
)
from actions.models import ActionStanding, MilestoneStanding, Report
from actions.reporting.assessments import assessments
from actions.reporting.attention import Attention
from actions.reporting.behind import COUNTED, milestones_behind
from actions.reporting.comparison import BACK, FORWARD, compare
from actions.reporting.series import series
from actions.services import search
from actions.services.standing import differences, rebuild
from actions.verification import first_fault
from tests.factories import (
    person,
)
from tests.history import BEGUN, PUBLISHED, ZONES, History
from tests.naive import Naive

who = index = st.integers(0, 5)
days_ago = st.sampled_from([0, 0, 0, 0, 0, 1, 5, 31, 60, 400])
due_in = st.sampled_from([-40, -1, 0, 1, 10, 90])
levels, courses = st.sampled_from(["", *Level.values]), st.sampled_from(["", *Course.values])
reasons = st.sampled_from(CourseReason.values)
states = st.sampled_from(["", *State.values])
steps = st.one_of(
    st.tuples(st.just("update"), who, index, days_ago, levels, courses, reasons, index, states),
    st.tuples(st.just("update"), who, index, days_ago, levels, st.just(""), reasons, index, states),
    st.tuples(st.just("wait"), st.sampled_from([0, 1, 7, 24, 24 * 9, 24 * 31, 24 * 45])),
    st.tuples(st.just("correct"), who, index, st.sampled_from([None, None, None, 0, 5, 400]), levels, courses, reasons),
    st.tuples(st.just("withdraw"), who, index),
    st.tuples(st.just("quote"), days_ago),
    st.tuples(st.just("confirm"), who, index),
    st.tuples(st.just("assess"), who, index, days_ago, st.sampled_from(Level.values)),
    st.tuples(st.just("milestone"), who, index, days_ago, due_in),
    st.tuples(st.just("ask"), who, index),
    st.tuples(st.just("nudge"), who, index),
    st.tuples(st.just("set_aside"), who, index, st.sampled_from([0, 1, 9, 40, 400])),
    st.tuples(st.just("take_up_concern"), who, index),
    st.tuples(st.just("evidence"), who, index, index),
    st.tuples(st.just("drop"), who, index),
    st.tuples(st.just("take_up"), who, index),
    st.tuples(st.just("due"), who, index, due_in),
    st.tuples(st.just("title"), who, index, index),
    st.tuples(st.just("rhythm"), who, st.sampled_from([1, 7, 30, 90])),
    st.tuples(st.just("zone"), who, st.sampled_from(ZONES)),
    st.tuples(st.just("erase"), who, st.integers(0, 30)),
)


@pytest.fixture
def people(db):
    return [person("Stella", "North Shelter"), person("Colin", "South Shelter")]


CORRECTED_BEFORE_A_LATER_WORD = [
    ("update", 0, 0, 0, "partly_implemented", "", "design", 0, ""),
    ("update", 0, 0, 0, "fully_implemented", "", "design", 0, ""),
    ("correct", 0, 0, None, "not_implemented", "", "design"),
]


@example(CORRECTED_BEFORE_A_LATER_WORD)
@given(st.lists(steps, min_size=12, max_size=40))
def test_whatever_people_do_the_record_is_whole_and_every_answer_follows_from_it(people, program):
    with transaction.atomic():
        history = History(people)
        for step in program:
            history.do(*step)
        report = Report.objects.get(pk=history.report.pk)
        assert first_fault(report) is None
        assert list(differences(report)) == []
        assert list(search.differences(report)) == []
        assert_today_is_the_same_from_both_sides(report, history.today)
        assert_a_past_day_is_the_same_from_both_sides(report, past_days(history))
        assert_what_needs_attention_is_the_same_from_both_sides(report, {*past_days(history), history.today})
        assert_comparing_days_finds_what_differs(report, {*past_days(history), history.today})
        assert_over_time_is_what_each_day_was(report, history)
        assert_quotes_hold(report, history)
        assert_the_naive_model_agrees(report, history)
        assert_rebuilding_changes_nothing(report)
        transaction.set_rollback(True)


def assert_today_is_the_same_from_both_sides(report, today):
    stored = reporting.current(report, today)
    computed = reporting.standing(report, as_of=today)
    assert stored.actions == computed.actions
    assert (stored.rhythm_days, stored.known) == (computed.rhythm_days, computed.known)


def assert_a_past_day_is_the_same_from_both_sides(report, days):
    for day in days:
        stored, computed = reporting.past(report, day), reporting.standing(report, as_of=day)
        assert stored == replace(computed, milestones=())


def assert_what_needs_attention_is_the_same_from_both_sides(report, days):
    """On any day as on today, page by page as in one piece, and as many as are counted."""
    for day in days:
        stood = [reporting.past(report, day), reporting.standing(report, as_of=day)]
        found = [Attention(report, standing).first(1000) for standing in stood]
        rows, count = found[0]
        assert (seen(rows), count) == (seen(found[1][0]), found[1][1])
        assert len(rows) == count
        assert [row.kind for row in rows] == sorted((row.kind for row in rows), key=ConcernKind.values.index)
        listed = Attention(report, stood[0]).of_kind()
        assert seen(row for start in range(0, count, 2) for row in listed[start : start + 2]) == seen(rows)


def seen(rows):
    """Concerns as one sees them, whether their milestones are stored or worked out."""
    return [
        replace(row, milestone=row.milestone and (row.milestone.id, row.milestone.number, row.milestone.title))
        for row in rows
    ]


def assert_comparing_days_finds_what_differs(report, days):
    """From the standing and from the record alike; a day differs from itself in nothing."""
    report.refresh_from_db()
    days = sorted(days)
    for first, last in zip(days, days[1:] + days[-1:], strict=True):
        stored, computed = (compare(report, first, last, known) for known in (None, report.head_at))
        assert told_apart(stored) == told_apart(computed)
        assert all(change.entries for change in stored.changes)
        assert first != last or not stored.changes
        moved = {c.action.id for c in stored.changes if c.what == "level"}
        before, after = ({a.id: a.level for a in stood.actions} for stood in (stored.first, stored.last))
        assert moved == {pk for pk in after if after[pk] != before[pk]}


def told_apart(comparison):
    """What a comparison says, in a form that can be held against another's."""
    return sorted(
        (c.kind, c.what, str(c.before), str(c.after), c.action.id, c.milestone.id if c.milestone else 0, entries(c))
        for c in comparison.changes
    )


def entries(change):
    return [entry.sequence for entry in change.entries]


def assert_over_time_is_what_each_day_was(report, history):
    """The series of any range, known now or at a moment, has the figures of the slow answer for each of its days."""
    earlier = history.told[len(history.told) // 2].moment
    days = sorted(past_days(history))
    for as_of, months, known in ((history.today, "12", None), (days[1], "all", None), (history.today, "24", earlier)):
        found = series(report, as_of, months=months, known=known)
        assert found.points[-1].day == as_of
        for point in (found.points[len(found.points) // 2], found.points[-1]):
            stood = reporting.standing(report, as_of=point.day, known=known)
            assert point.overdue == stood.overdue
            assert (point.done, point.pursued) == (total(stood, "done"), total(stood, "pursued"))
            still = [m for m in stood.milestones if m.state in OPEN_STATES and m.due_on >= point.day]
            assert point.planned == sum(m.state == State.PLANNED for m in still)
            assert point.under_way == sum(m.state == State.UNDER_WAY for m in still)
            assert point.due == sum(m.state != State.DROPPED and m.due_on <= point.day for m in stood.milestones)
            levels = {action.number: action.level for action in stood.actions}
            assert {action.number: action.on(point.day) for action in found.levels} == levels
            for name in COUNTED if known is None else ("overdue", "due"):
                behind = milestones_behind(report, name, point.day, known)
                assert len(behind) == getattr(point, name), name
        compared = [c.kind for c in compare(report, found.start, as_of, known).changes if c.what == "level"]
        moves = [(action.on(found.start), action.on(as_of)) for action in found.levels]
        assert compared.count(FORWARD) == sum(moved_back(after, before) for before, after in moves)
        assert compared.count(BACK) == sum(moved_back(before, after) for before, after in moves)


def total(standing, name):
    return sum(getattr(action, name) for action in standing.actions)


def assert_quotes_hold(report, history):
    """What was quoted is answered again, whatever was recorded since; but erased words are gone."""
    erased = any(told.erased for told in history.told)
    for quoted in history.quoted:
        again = reporting.standing(report, as_of=quoted.as_of, known=quoted.known)
        assert without_titles(again, erased) == without_titles(quoted, erased)


def without_titles(standing, erased):
    if not erased:
        return standing
    return replace(
        standing,
        actions=tuple(replace(action, title="", addressee="") for action in standing.actions),
        milestones=tuple(replace(milestone, title="") for milestone in standing.milestones),
    )


def past_days(history):
    return {max(PUBLISHED, history.today - timedelta(days)) for days in (1, 16, 47, 200)}


def assert_the_naive_model_agrees(report, history):
    today, now = history.today, history.told[-1].moment
    earlier = history.told[len(history.told) // 2].moment
    asked = {(today, now), (PUBLISHED, now), (today - timedelta(15), now), (today - timedelta(45), now)}
    asked |= {(today, earlier), (BEGUN.date(), earlier)}
    for day, known in ((max(day, PUBLISHED), known) for day, known in asked):
        naive = Naive(history.told, day, known)
        standing = reporting.standing(report, as_of=day, known=known)
        assert (standing.as_of, standing.known) == (day, known)
        assert standing.rhythm_days == naive.called("rhythm_days")
        for figures in standing.actions:
            expected = naive.figures(figures.id, report.followed_since)
            assert {name: getattr(figures, name) for name in expected} == expected, (day, known)
            seen = assessments(report.actions.get(pk=figures.id), figures, day, known)
            assert {a.organisation: a.level for a in seen.counting} == naive.assessed(figures.id)
            listed = {m.id: m.state for m in standing.milestones if m.action_id == figures.id}
            assert listed == naive.milestones(figures.id)
        for milestone in standing.milestones:
            assert milestone.due_on == naive.due(milestone.id)
            assert milestone.title == naive.called("title", milestone.action_id, milestone.id)


def assert_rebuilding_changes_nothing(report):
    before = everything_standing(report)
    rebuild(report)
    assert everything_standing(report) == before


def everything_standing(report):
    found = [Report.objects.filter(pk=report.pk).values().get(), list(report.actions.order_by("pk").values())]
    for model in (ActionStanding, MilestoneStanding):
        rows = model.objects.filter(action__report=report).order_by("action", "from_day", "until_day")
        found.append(sorted(({**row, "id": None} for row in rows.values()), key=str))
    return found
