"""How a report went over time: its milestones at the end of each month, and the levels of its actions.

Known now, it follows from the standing; known at an earlier moment, from the record itself. The same spans
either way, so the same figures as ``standing`` gives for each of the days.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from itertools import accumulate, chain
from operator import attrgetter

from actions.lifecycle import OPEN_STATES, State
from actions.models import ActionStanding, MilestoneStanding
from actions.reporting import record
from actions.reporting.figures import month_ends
from actions.reporting.today import told_by
from actions.standing import ERASED

RANGES = {"12": 12, "24": 24, "all": None}
"""How far back a series goes: so many months, or to the month before the first thing there is."""


@dataclass(frozen=True)
class Point:
    """The milestones of a report at the end of a day; each that is not dropped is in one of the first four.

    ``under_way`` and ``planned`` are those whose due day had not passed, ``overdue`` those open after it.
    ``due`` counts those due by this day, as their due days stood on it: a milestone that was postponed later was due.
    """

    day: date
    done: int
    under_way: int
    planned: int
    overdue: int
    due: int

    @property
    def pursued(self):
        """Milestones that counted on this day: all but the dropped."""
        return self.done + self.under_way + self.planned + self.overdue


@dataclass(frozen=True)
class Step:
    """A level, held from ``from_day`` until the day before ``until_day``; None when it still was on the last day.

    ``entry`` is the number of the entry that set it, None for the beginning.
    """

    from_day: date
    until_day: date | None
    level: str
    entry: int | None


@dataclass(frozen=True)
class ActionLevels:
    """The levels an action had during a series, the first of which may have begun before it."""

    number: int
    title: str
    steps: tuple[Step, ...]

    def on(self, day):
        """The level held on ``day``; on a day before the first step, that of the first."""
        return next((step.level for step in reversed(self.steps) if step.from_day <= day), self.steps[0].level)


@dataclass(frozen=True)
class Series:
    """From ``start``, the end of the first month or the day it begins with, to the end of ``as_of``.

    ``known`` is the moment of knowing; None for what is known now. ``nothing_before`` is the first day of the month
    of the first thing there is, where months before it were left out.
    """

    as_of: date
    known: datetime | None
    points: tuple[Point, ...]
    levels: tuple[ActionLevels, ...]
    nothing_before: date | None = None

    @property
    def start(self):
        return self.points[0].day

    @property
    def has_milestones(self):
        """True if there was a milestone to pursue at any of the points."""
        return any(point.pursued for point in self.points)


def series(report, as_of, *, months="12", known=None):
    """The Series of a report up to ``as_of``; three queries, or, as known at a moment, as many as the record asks.

    Raises KeyError for a range that is not in RANGES, ValueError for a day before the report was published.
    """
    ends = days(report, as_of, months)
    if known is None:
        titles = {pk: told.get("title", ERASED) for pk, told in told_by(report, as_of).items()}
        levels = _stored_levels(report, ends, titles)
        spans = list(_stored_milestones(report, ends))
    else:
        actions, milestones = record.spans(report, as_of=as_of, known=known)
        levels = _told_levels(report, ends, actions)
        spans = list(chain.from_iterable(milestones))
    nothing_before = None
    if RANGES[months] is None:
        first = _first_thing(spans, levels, as_of)
        empty = max(0, bisect_left(ends, first) - 1)
        ends, nothing_before = ends[empty:], first.replace(day=1) if empty else None
    return Series(as_of, known, _points(spans, ends), levels, nothing_before)


def _first_thing(spans, levels, as_of):
    """The day of the first milestone or level there is; the last day when there is none."""
    reported = [step.from_day for action in levels for step in action.steps if step.entry]
    return min([as_of, *reported, *(span.from_day for span in spans)])


def milestone_points(report, standing):
    """The Points of the last twelve months up to a Standing, from what it holds; no query."""
    return _points(standing.spans, days(report, standing.as_of, "12"))


def days(report, as_of, months):
    """The month ends of a range that are not before the report was published, and ``as_of``. Raises as ``series``."""
    first = report.published_on
    if as_of < first:
        raise ValueError(f"{as_of} is before {first}, when the report was published")
    since = (as_of.year - first.year) * 12 + as_of.month - first.month
    return month_ends(as_of, since if RANGES[months] is None else min(since, RANGES[months]))


def _stored_milestones(report, ends):
    rows = MilestoneStanding.objects.filter(action__report=report, from_day__lte=ends[-1], until_day__gt=ends[0])
    return rows.values_list("state", "from_day", "until_day", "due_on", named=True)


def _points(spans, ends):
    """A span adds one where it begins and takes it off where it ends: the work does not grow with the months."""
    last, months = ends[-1], len(ends)
    ended = cache(partial(bisect_left, ends))  # spans have few different days
    changes = {name: [0] * (months + 1) for name in ("done", "under_way", "planned", "overdue", "due")}
    overdue, due = changes["overdue"], changes["due"]
    for state, from_day, until_day, due_on in map(attrgetter("state", "from_day", "until_day", "due_on"), spans):
        if from_day > last or state == State.DROPPED:
            continue
        begins, ceases = ended(from_day), ended(until_day)
        if begins == ceases:
            continue
        held, late = changes[state], ceases
        if state in OPEN_STATES:
            late = min(max(bisect_right(ends, due_on), begins), ceases)
            overdue[late] += 1
            overdue[ceases] -= 1
        held[begins] += 1
        held[late] -= 1
        due[min(max(ended(due_on), begins), ceases)] += 1
        due[ceases] -= 1
    counts = {name: list(accumulate(each)) for name, each in changes.items()}
    return tuple(Point(day, **{name: each[n] for name, each in counts.items()}) for n, day in enumerate(ends))


def _stored_levels(report, ends, titles):
    rows = ActionStanding.objects.filter(action__report=report, from_day__lte=ends[-1], until_day__gt=ends[0])
    spans = {}
    names = ("action_id", "action__number", "level", "level_since", "level_entry__sequence")
    for pk, number, *held in rows.order_by("action__number", "from_day").values_list(*names):
        spans.setdefault((number, pk), []).append(held)
    return tuple(ActionLevels(number, titles[pk], _steps(report, held)) for (number, pk), held in spans.items())


def _told_levels(report, ends, actions):
    numbers = dict(report.actions.values_list("pk", "number"))
    found = []
    for pk, title, spans, number_of in actions:
        held = [
            (span.level, span.level_since, number_of.get(span.level_entry_id))
            for span in spans
            if span.from_day <= ends[-1] and span.until_day > ends[0]
        ]
        found.append(ActionLevels(numbers[pk], title, _steps(report, held)))
    return tuple(sorted(found, key=lambda action: action.number))


def _steps(report, held):
    """Spans with one level, however often the course changed, are one step."""
    begun = []
    for level, since, entry in held:
        step = (since or report.published_on, level, entry)
        if not begun or begun[-1] != step:
            begun.append(step)
    untils = [day for day, _level, _entry in begun[1:]] + [None]
    return tuple(Step(day, until, level, entry) for (day, level, entry), until in zip(begun, untils, strict=True))
