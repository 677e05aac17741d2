"""The network's view: every report a line with the levels of its actions, what is silent and what is overdue."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from django.core.cache import caches
from django.db.models import Case, Count, DateField, DateTimeField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from actions import lifecycle
from actions.alphabet import folded
from actions.lifecycle import DESCRIBING_KINDS, OPEN_STATES, RANK, Kind, Level
from actions.models import STILL, ActionStanding, Entry, MilestoneStanding, Report
from actions.regions import country_name
from actions.reporting.today import heard_by, last_heard

LEVELS = tuple(level.value for level in sorted(Level, key=lambda level: -RANK.get(level, -1)))
"""The levels, the furthest first."""


@dataclass(frozen=True)
class Mark:
    """A priority action on a report's line; ``heard_on``, ``silent_days`` and ``overdue`` are as in ActionFigures."""

    number: int
    title: str
    theme: str
    level: str
    heard_on: date | None
    silent_days: int
    overdue: int


@dataclass(frozen=True)
class Line:
    """A report at the end of ``day``, a day in its own time zone; ``marks`` are its actions by number.

    What a line says is known by ``kept_under``: the head of the report's chain, what is shown beside the record,
    the day, and the day that was asked for. ``is_part`` when only the actions with one theme are looked at.
    """

    report: object
    day: date
    marks: tuple[Mark, ...] = ()
    is_part: bool = False
    kept_under: str = ""

    @cached_property
    def country(self):
        """The name of the country, in the reader's language."""
        return country_name(self.report.country.code)

    @cached_property
    def counts(self):
        """{level: how many actions are at it}."""
        return Counter(mark.level for mark in self.marks)

    @property
    def levels_counted(self):
        """[(level, how many actions are at it)], the levels that occur, the furthest first."""
        return [(level, self.counts[level]) for level in LEVELS if self.counts[level]]

    @cached_property
    def overdue(self):
        """Milestones overdue, over these actions."""
        return sum(mark.overdue for mark in self.marks)

    @cached_property
    def silent(self):
        """How many of these actions are silent."""
        return sum(mark.silent_days > 0 for mark in self.marks)

    @cached_property
    def heard_on(self):
        """The last day one of these actions was heard of, or None."""
        return max((mark.heard_on for mark in self.marks if mark.heard_on), default=None)

    @property
    def age(self):
        """Whole years since the report was published."""
        published = self.report.published_on
        return self.day.year - published.year - ((self.day.month, self.day.day) < (published.month, published.day))

    @property
    def part(self):
        """The numbers of the actions that are looked at, of a part; None of a whole report."""
        return [mark.number for mark in self.marks] if self.is_part else None

    @property
    def themes(self):
        """The themes of its actions, as ``folded`` has them, in order."""
        return sorted({folded(mark.theme) for mark in self.marks})

    def about(self, theme):
        """The part of this line with the actions of a theme, named as ``folded`` has it."""
        return replace(self, marks=tuple(m for m in self.marks if folded(m.theme) == theme), is_part=True)


@dataclass(frozen=True)
class Totals:
    """What lines add up to."""

    reports: int
    countries: int
    actions: int
    counts: dict[str, int]
    silent: int
    overdue: int

    @property
    def levels_counted(self):
        """[(level, how many actions are at it)], the levels that occur, the furthest first."""
        return [(level, self.counts[level]) for level in LEVELS if self.counts[level]]


def totals(lines):
    """The Totals of some lines."""
    counts = Counter()
    for line in lines:
        counts.update(line.counts)
    return Totals(
        reports=len({line.report.pk for line in lines}),
        countries=len({line.report.country.code for line in lines}),
        actions=counts.total(),
        counts=counts,
        silent=sum(line.silent for line in lines),
        overdue=sum(line.overdue for line in lines),
    )


def lines(reports, as_of=None, now=None):
    """A Line for each report of a queryset at the end of ``as_of``, as known now: three queries at most.

    Without ``as_of`` the day is each report's own today at ``now``; a day that has not come yet where a
    report is followed is its own today, too. Reports published later are left out. Each line says what
    ``past`` says of its report. Reports and actions go by their present names and themes.

    All lines are made, not those of one page: the totals, and the order by any figure, need every one.
    What was made is kept, and made anew for the reports on which something was recorded since. The database
    counts milestones and finds the last report of each action by an index, so that a line costs the same
    however long the record is.
    """
    days = [(report, _day(report, as_of, now)) for report in reports]
    found = [
        Line(report, day, kept_under=f"{report.pk}:{report.head_hash}:{report.asides}:{day}:{as_of}")
        for report, day in days
        if as_of is None or report.published_on <= day
    ]
    marks = caches["lines"].get_many([line.kept_under for line in found])
    unknown = [line for line in found if line.kept_under not in marks]
    if unknown:
        which = reports.order_by()
        if marks:
            which = which.filter(pk__in=[line.report.pk for line in unknown])
        made = _marks(unknown, which, as_of)
        caches["lines"].set_many(made)
        marks |= made
    return [replace(line, marks=marks[line.kept_under]) for line in found]


@dataclass(frozen=True)
class _Clock:
    """How days are counted on a report: ``time_zone`` and ``rhythm_days`` as they were described by ``day``."""

    day: date
    time_zone: str
    rhythm_days: int

    @cached_property
    def zone(self):
        return ZoneInfo(self.time_zone)


def _day(report, as_of, now):
    today = report.today(now)
    return today if as_of is None else min(as_of, today)


def _marks(lines, which, as_of):
    """{what a line is kept under: its Marks by number}; ``which`` is the queryset of the lines' reports."""
    clocks = {line.report.pk: _Clock(line.day, line.report.time_zone, line.report.rhythm_days) for line in lines}
    if as_of is not None:
        _tell_as_described(which, as_of, clocks)
    reports = {line.report.pk: line.report for line in lines}
    found = defaultdict(list)
    for pk, number, title, theme, level, recorded_at, happened_on, overdue in _rows(reports, which, clocks, as_of):
        if pk not in clocks:
            continue
        clock = clocks[pk]
        heard = _heard_on(happened_on, recorded_at, clock)
        silent = lifecycle.silent_days(heard, reports[pk].followed_since, clock.rhythm_days, clock.day)
        found[pk].append(Mark(number, title, theme, level, heard, silent, overdue))
    return {line.kept_under: tuple(found[line.report.pk]) for line in lines}


def _tell_as_described(which, as_of, clocks):
    """Set back the clocks of reports whose zone or rhythm was changed after ``as_of``; there are few."""
    later = Entry.objects.filter(action=None, kind=Kind.CHANGE, happened_on__gt=as_of)
    telling = Entry.objects.filter(
        Q(happened_on__lte=as_of) | ~Q(kind=Kind.CHANGE),
        action=None,
        kind__in=DESCRIBING_KINDS,
        report__in=which.values("pk"),
    ).filter(report__in=later.values("report"))
    for pk, changes in telling.order_by("sequence").values_list("report_id", "changes"):
        if pk in clocks:
            told = {name: changes[name] for name in ("time_zone", "rhythm_days") if name in changes}
            clocks[pk] = replace(clocks[pk], **told)


def _rows(reports, which, clocks, as_of):
    """What the database says of each action; one query."""
    rows = ActionStanding.objects.filter(action__report__in=which.values("pk"))
    rows = rows.annotate(day=_day_of(clocks, reports)).on(F("day")).annotate(late=_late())
    if as_of is None:
        rows = rows.annotate(**last_heard())
    else:
        rows = rows.annotate(day_ends=_end_of(as_of, clocks, reports))
        rows = rows.annotate(**heard_by(as_of, OuterRef("day_ends")))
    fields = "action__report action__number action__title action__theme level last_recorded_at last_happened_on late"
    return rows.order_by("action__report", "action__number").values_list(*fields.split())


def _heard_on(happened_on, recorded_at, clock):
    days = [happened_on, recorded_at and timezone.localdate(recorded_at, clock.zone)]
    return max((day for day in days if day), default=None)


def _late():
    """An expression for how many milestones of an action were overdue on ``day``.

    What holds still is counted by itself: of that, the index has what was due before a day side by side. That it had
    begun by then is asked in a way that an index cannot serve, for else PostgreSQL 18 thinks that the index is dear.
    """
    day = OuterRef("day")
    late = MilestoneStanding.objects.filter(action=OuterRef("action"))
    late = late.order_by().values("action").values(count=Count("*"))
    still = late.filter(until_day=STILL, state__in=OPEN_STATES, due_on__lt=day)
    still = still.alias(begun_or_day=Greatest("from_day", day, output_field=DateField())).filter(begun_or_day=day)
    no_more = late.overdue(day).filter(until_day__lt=STILL)
    return Coalesce(Subquery(still), 0) + Coalesce(Subquery(no_more), 0)


def _day_of(clocks, reports):
    """An expression for the day of the report of an action.

    It is one day for all, or, at any moment, one of the two or three days it is somewhere on Earth.
    """
    zones = defaultdict(set)
    for pk, clock in clocks.items():
        zones[clock.day].add(reports[pk].time_zone)
    *others, last = zones
    whens = [When(action__report__time_zone__in=zones[day], then=_value(day)) for day in others]
    return Case(*whens, default=_value(last)) if whens else _value(last)


def _value(day):
    return Value(day, output_field=DateField())


def _end_of(as_of, clocks, reports):
    """An expression for the moment at which ``as_of`` ends where the report of an action is followed."""
    moved = defaultdict(list)
    for pk, clock in clocks.items():
        if clock.time_zone != reports[pk].time_zone:
            moved[clock.time_zone].append(pk)
    whens = [When(action__report__in=pks, then=_end_in(zone, as_of)) for zone, pks in moved.items()]
    zones = {report.time_zone for report in reports.values()}
    whens += [When(action__report__time_zone=zone, then=_end_in(zone, as_of)) for zone in sorted(zones)]
    return Case(*whens, output_field=DateTimeField())


def _end_in(zone, day):
    return Value(Report(time_zone=zone).end_of(day), output_field=DateTimeField())
