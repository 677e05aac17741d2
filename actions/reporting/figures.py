"""The figures of a report as of a day: what each one means, whoever computed it."""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate

from actions import lifecycle
from actions.lifecycle import OFF_COURSES, Level

MONTHS = 12
"""How far back a sparkline goes: it has the ends of so many months, and the day itself."""


@dataclass(frozen=True)
class MilestoneFigures:
    """A milestone at the end of a day. ``state_entry`` is the number of the entry that is the proof;
    None when it was only planned. ``original_due_on`` is the due day agreed at first, where it was read.
    """

    id: int
    action_id: int
    number: int
    title: str
    organisation_id: int | None
    focal_point_id: int | None
    due_on: date
    state: str
    state_since: date
    state_entry: int | None
    original_due_on: date | None = None


@dataclass(frozen=True)
class ActionFigures:
    """A priority action at the end of a day.

    ``level_entry`` and ``course_entry`` are the numbers of the entries that set them: the proof.
    ``done`` … ``dropped`` count its milestones by state; ``overdue`` those of them planned or under way after their due
    day, ``overdue_under_way`` of these the ones under way; ``done_lately`` those done since ``lately`` of that day.
    ``next_due_on`` is the earliest due day of an open milestone, past or to come. ``heard_on`` is the last day someone
    reported, or that something reported happened; None when nobody ever did. ``silent_days`` is 0 unless that is longer
    ago than the rhythm allows. ``done_by_month`` counts milestones done at the days of ``month_ends``. ``lead`` is what
    the lead organisation is called now; empty when nobody leads.
    """

    id: int
    number: int
    title: str
    addressee: str
    lead_organisation_id: int | None
    lead: str
    focal_point_id: int | None
    level: str
    previous_level: str
    level_since: date | None
    level_entry: int | None
    course: str
    course_reason: str
    course_since: date | None
    course_entry: int | None
    planned: int
    under_way: int
    done: int
    dropped: int
    overdue: int
    overdue_under_way: int
    done_lately: int
    next_due_on: date | None
    heard_on: date | None
    silent_days: int
    done_by_month: tuple[int, ...]

    @property
    def pursued(self):
        """Milestones that count towards the action: all but the dropped."""
        return self.planned + self.under_way + self.done

    @property
    def milestones(self):
        """All its milestones, the dropped included."""
        return self.pursued + self.dropped

    @property
    def still_open(self):
        """Milestones planned or under way, the overdue among them."""
        return self.planned + self.under_way

    @property
    def on_time(self):
        """Milestones planned or under way whose due day has not passed."""
        return self.still_open - self.overdue

    @property
    def moved_back(self):
        """True if the level is lower than the one before it."""
        return lifecycle.moved_back(self.previous_level, self.level)

    @property
    def is_off_course(self):
        """True if the course is off track or stalled."""
        return self.course in OFF_COURSES


@dataclass(frozen=True)
class Standing:
    """Where a report's actions stood at the end of ``as_of``, as known at ``known``.

    Quote it with both: entries recorded later than ``known`` never change it. ``spans`` are what
    ``series.milestone_points`` draws from: what milestones were, with ``state``, ``from_day``, ``until_day``
    and ``due_on``, over the last twelve months at least; of an action alone, on that day. ``may_be_disputed`` is
    false when none of the actions was ever assessed, so that nobody need ask. ``told`` is how things were described
    by then, {(action id, milestone id): {name: value}}, the report under (None, None); empty for today, and for a
    moment at which nothing was in the record yet.
    """

    as_of: date
    known: datetime | None
    rhythm_days: int
    actions: tuple[ActionFigures, ...]
    milestones: tuple[MilestoneFigures, ...] = ()
    spans: tuple = field(default=(), compare=False, repr=False)
    may_be_disputed: bool = field(default=True, compare=False, repr=False)
    told: dict = field(default_factory=dict, compare=False, repr=False)

    def at_level(self, level):
        """How many actions are at this level."""
        return sum(action.level == level for action in self.actions)

    @property
    def fully(self):
        return self.at_level(Level.FULLY_IMPLEMENTED)

    @property
    def partly(self):
        return self.at_level(Level.PARTLY_IMPLEMENTED)

    @property
    def overdue(self):
        """Milestones overdue, over all actions."""
        return sum(action.overdue for action in self.actions)

    @property
    def done_lately(self):
        """Milestones done since ``lately(as_of)``, over all actions."""
        return sum(action.done_lately for action in self.actions)

    @property
    def moved_back_lately(self):
        """Actions whose level fell since ``lately(as_of)``."""
        since = lately(self.as_of)
        return [a for a in self.actions if a.moved_back and a.level_since >= since]

    @property
    def silent(self):
        """Silent actions, the longest silent first."""
        return sorted((a for a in self.actions if a.silent_days), key=lambda a: -a.silent_days)


def lately(day):
    """The first day of what a page calls lately: the month two months before, a quarter or so."""
    month = day.year * 12 + day.month - 1 - 2
    return date(month // 12, month % 12 + 1, 1)


def end_of_last_quarter(day):
    """The last day of the quarter before that of ``day``."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)


def month_ends(day, months=MONTHS):
    """The last days of the twelve, or so many, months before that of ``day``; and ``day`` itself."""
    ends = [day]
    first = day.replace(day=1)
    while len(ends) <= months:
        end = first - timedelta(days=1)
        ends.append(end)
        first = end.replace(day=1)
    return ends[::-1]


def count_by_month(spans, day):
    """How many of the spans, (from_day, until_day) pairs, held at each of the ``month_ends``."""
    ends = month_ends(day)
    changes = [0] * (len(ends) + 1)
    for start, until in spans:
        changes[bisect_left(ends, start)] += 1
        changes[bisect_left(ends, until)] -= 1
    return tuple(accumulate(changes[:-1]))
