"""Thousands of random histories: whatever people do, and in whatever order, the record holds.

An ordinary run tries fifteen; pytest tests/test_histories.py --hypothesis-profile=thousands more.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import example, given
from hypothesis import strategies as st

from actions import reporting
from actions.lifecycle import (
    DATED_CONCERNS,
    OPEN_STATES,
    ConcernKind,
    Course,
    CourseReason,
    Kind,
    Level,
    Refused,
    State,
)
from actions.models import ActionStanding, Entry, MilestoneStanding, Report, Role
from actions.reporting.attention import Attention, concerns
from actions.reporting.behind import COUNTED, milestones_behind
from actions.reporting.comparison import compare
from actions.reporting.series import series
from actions.services import search
from actions.services.erasure import erase_words
from actions.services.reports import add_action, change, open_report
from actions.services.standing import differences, rebuild
from actions.verification import first_fault
from tests.factories import (
    add_milestone,
    confirm,
    correct,
    drop,
    join,
    log,
    nudge,
    person,
    set_aside,
    take_up,
    take_up_concern,
    withdraw,
)
from tests.naive import Naive, Told

PUBLISHED = date(2026, 1, 1)
BEGUN = datetime(2026, 2, 10, 12, tzinfo=UTC)
DATED, UNDATED = DATED_CONCERNS, [kind for kind in ConcernKind if kind not in DATED_CONCERNS]
ZONES = ["Europe/Brussels", "Pacific/Auckland", "Pacific/Honolulu"]
WORDS = {"theme": "A theme", "recommendation": "do it", "addressee": "Authorities"}


def pick(things, index):
    return things[index % len(things)]


class History:
    """A report, its clock, everything told so far, and the answers quoted on the way.

    Each step is something a person does; what the rules refuse did not happen.
    """

    def __init__(self, people):
        self.people, self.now, self.told, self.quoted, self.milestones = people, BEGUN, [], [], []
        settings = {"title": "A report", "rhythm_days": 30, "time_zone": "Europe/Brussels"}
        about = {"publisher": "A publisher", "country": "BE", "published_on": PUBLISHED, "words_from": "A release"}
        self.report = open_report(slug="history", at=self.now, **about, **settings)
        self.note(**settings)
        for someone in people:
            join(someone, self.report, Role.COORDINATOR)
        self.actions = []
        for number in (1, 2):
            title = f"Action {number}"
            self.actions.append(add_action(report=self.report, number=number, title=title, at=self.now, **WORDS))
            self.note(action=self.actions[-1].pk, title=title)
        self.step_milestone(0, 0, 0, 20)

    @property
    def today(self):
        return Report.objects.get(pk=self.report.pk).today(self.now)

    def note(self, entry=None, action=None, milestone=None, **content):
        """Remember the last entry, with the content that the step gave it."""
        entry = Entry.objects.filter(report=self.report).latest("sequence")
        names = ("level", "course", "course_reason", "state", "supersedes")
        said = {name: content.pop(name) for name in names if name in content}
        self.told.append(
            Told(
                number=entry.sequence,
                moment=entry.recorded_at,
                happened_on=content.pop("happened_on", None) or entry.happened_on,
                kind=entry.kind,
                action=action,
                milestone=milestone,
                values=content,
                **said,
            )
        )

    def do(self, step, *numbers):
        """Do a step; a refusal must leave no entry."""
        try:
            with transaction.atomic():
                getattr(self, f"step_{step}")(*numbers)
        except Refused:
            pass
        assert Entry.objects.filter(report=self.report).count() == len(self.told)

    # --- The steps. Numbers pick one of what there is. ---

    def step_wait(self, hours):
        self.now += timedelta(hours=hours)

    def step_update(self, who, which, days_ago, level, course, reason, which_milestone, state):
        action = pick(self.actions, which)
        mine = [m for m in self.milestones if m.action_id == action.pk]
        milestone = pick(mine, which_milestone) if mine and state else None
        said = {
            "happened_on": self.today - timedelta(days_ago),
            "level": level,
            "course": course,
            "course_reason": reason if course not in ("", "on_track") else "",
            "state": state if milestone else "",
        }
        log(action, pick(self.people, who), milestone=milestone, at=self.now, **said)
        self.note(action=action.pk, milestone=milestone and milestone.pk, **said)

    def step_confirm(self, who, which):
        action = pick(self.actions, which)
        confirm(action, pick(self.people, who), at=self.now)
        self.note(action=action.pk)

    def step_correct(self, who, which, days_ago, level, course, reason):
        entry = pick(self.entries(Kind.UPDATE, Kind.CORRECTION), which)
        said = {
            "happened_on": entry.happened_on if days_ago is None else self.today - timedelta(days_ago),
            "level": level,
            "course": course,
            "course_reason": reason if course not in ("", "on_track") else "",
        }
        correct(entry, pick(self.people, who), what_changed="Better words.", at=self.now, **said)
        self.note(
            action=entry.action_id, milestone=entry.milestone_id, state=entry.state, supersedes=entry.sequence, **said
        )

    def step_withdraw(self, who, which):
        entry = pick(self.entries(Kind.UPDATE, Kind.CORRECTION, Kind.CONFIRMATION), which)
        withdraw(entry, pick(self.people, who), at=self.now)
        self.note(action=entry.action_id, milestone=entry.milestone_id, supersedes=entry.sequence)

    def step_milestone(self, who, which, days_ago, due_in):
        action = pick(self.actions, which)
        said = {"happened_on": self.today - timedelta(days_ago), "due_on": self.today + timedelta(due_in)}
        milestone = add_milestone(action, pick(self.people, who), at=self.now, **said)
        self.milestones.append(milestone)
        self.note(action=action.pk, milestone=milestone.pk, title=milestone.title, **said)

    def step_drop(self, who, which):
        milestone = pick(self.milestones, which)
        drop(milestone, pick(self.people, who), at=self.now)
        self.note(action=milestone.action_id, milestone=milestone.pk, state="dropped")

    def step_take_up(self, who, which):
        milestone = pick(self.milestones, which)
        take_up(milestone, pick(self.people, who), at=self.now)
        self.note(action=milestone.action_id, milestone=milestone.pk, state="planned")

    def step_due(self, who, which, due_in):
        milestone = pick(self.milestones, which)
        self.change(who, milestone, {"due_on": self.today + timedelta(due_in)}, milestone.action_id, milestone.pk)

    def step_title(self, who, which, number):
        subject = pick([*self.actions, *self.milestones], which)
        milestone = subject.pk if subject in self.milestones else None
        about = (subject.action_id if milestone else subject.pk, milestone)
        self.change(who, subject, {"title": f"Title {number}"}, *about)

    def step_rhythm(self, who, days):
        self.change(who, self.report, {"rhythm_days": days})

    def step_zone(self, who, zone):
        self.change(who, self.report, {"time_zone": zone})

    def step_erase(self, who, which):
        entry = pick(self.entries(), which)
        erase_words(entry=entry, by=pick(self.people, who), reason="By law.", at=self.now)
        self.told[entry.sequence - 1].erased = True
        self.note(action=entry.action_id, milestone=entry.milestone_id)

    def step_ask(self, who, which):
        """Name someone to be asked about an action, or nobody again."""
        action = pick(self.actions, which)
        self.change(who, action, {"focal_point": pick([None, *self.people], who + which)}, action.pk)

    def step_nudge(self, who, which):
        action = pick(self.actions, which)
        mine = [None, *(m for m in self.milestones if m.action_id == action.pk)]
        milestone = pick(mine, which)
        nudge(action, pick(self.people, who), milestone=milestone, at=self.now)
        self.note(action=action.pk, milestone=milestone and milestone.pk)

    def step_set_aside(self, who, which, days):
        milestone = pick([None, *self.milestones], which)
        action = milestone.action if milestone else pick(self.actions, who)
        concern = pick(DATED if milestone else UNDATED, which)
        until = self.today + timedelta(days)
        set_aside(action, pick(self.people, who), concern, milestone=milestone, until=until, at=self.now)
        self.note(action=action.pk, milestone=milestone and milestone.pk)

    def step_take_up_concern(self, who, which):
        entry = pick(self.entries(Kind.SET_ASIDE), which)
        take_up_concern(entry, pick(self.people, who), at=self.now)
        self.note(action=entry.action_id, milestone=entry.milestone_id)

    def step_quote(self, days_ago):
        """Someone quotes where things stood on a day, with what is known now."""
        day = max(PUBLISHED, self.today - timedelta(days_ago))
        self.quoted.append(reporting.standing(self.report, as_of=day, known=self.told[-1].moment))

    def change(self, who, subject, values, action=None, milestone=None):
        if change(subject=subject, by=pick(self.people, who), values=values, at=self.now):
            self.note(action=action, milestone=milestone, **values)

    def entries(self, *kinds):
        found = Entry.objects.filter(report=self.report).order_by("sequence")
        found = list(found.filter(kind__in=kinds) if kinds else found)
        if not found:
            raise Refused("There is nothing to pick from.")
        return found


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
    st.tuples(st.just("milestone"), who, index, days_ago, due_in),
    st.tuples(st.just("ask"), who, index),
    st.tuples(st.just("nudge"), who, index),
    st.tuples(st.just("set_aside"), who, index, st.sampled_from([0, 1, 9, 40, 400])),
    st.tuples(st.just("take_up_concern"), who, index),
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
        found = [concerns(report, standing, 1000) for standing in stood]
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
        last = reporting.standing(report, as_of=as_of, known=known).milestones
        for point in (found.points[len(found.points) // 2], found.points[-1]):
            stood = reporting.standing(report, as_of=point.day, known=known)
            assert point.overdue == stood.overdue
            assert (point.done, point.pursued) == (total(stood, "done"), total(stood, "pursued"))
            still = [m for m in stood.milestones if m.state in OPEN_STATES and m.due_on >= point.day]
            assert point.planned == sum(m.state == State.PLANNED for m in still)
            assert point.under_way == sum(m.state == State.UNDER_WAY for m in still)
            assert point.due == sum(m.state != State.DROPPED and m.due_on <= point.day for m in last)
            levels = {action.number: action.level for action in stood.actions}
            assert {action.number: action.on(point.day) for action in found.levels} == levels
            for name in COUNTED if known is None else ("overdue", "due"):
                behind = milestones_behind(report, name, point.day, as_of=as_of, known=known)
                assert len(behind) == getattr(point, name), name


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
