"""Which day a page shows, and what was known: both stand in its address."""

from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode

from actions import reporting
from actions.forms.days import THEN, DayForm
from actions.models import Report
from actions.reporting.figures import end_of_last_quarter
from actions.services.standing import TEXTS
from actions.standing import ERASED

CALLED = (*TEXTS, "source_url", "position", "time_zone")
"""What a page needs of how a report or an action was described."""


@dataclass(frozen=True)
class Clock:
    """The two clocks of a page about ``report``.

    ``as_of`` is the day it shows, ``today`` unless the address names another. ``known`` is the
    moment whose knowledge it shows; None for what is known now. ``form`` says what was wrong with
    the address, if anything: instead of a wrong day the page shows today, instead of a wrong moment what is known now.
    """

    report: object
    today: date
    as_of: date
    known: datetime | None
    form: DayForm

    @property
    def is_elsewhere(self):
        """True if the page shows another day than today, or less than is known now."""
        return self.as_of != self.today or self.known is not None

    @property
    def tells_later(self):
        """True if the page tells of an earlier day what was recorded after it, too."""
        return self.as_of != self.today and self.known is None

    @property
    def counted_from(self):
        """The day from which the page counts distances; None on another day's page, which says dates for good."""
        return None if self.is_elsewhere else self.today

    @property
    def query(self):
        """The two clocks as an address carries them, from its question mark on; empty for today."""
        return f"?{self._params}" if self.is_elsewhere else ""

    @property
    def more(self):
        """The same, behind other parameters of an address."""
        return f"&{self._params}" if self.is_elsewhere else ""

    @property
    def _params(self):
        return urlencode(params(self.as_of, self.known))

    @property
    def to_compare(self):
        """What compares this day with today, known as it is here, as an address carries it; empty for today."""
        days = {"first": self.as_of.isoformat()} if self.as_of != self.today else {}
        if self.known:
            days["last"] = self.today.isoformat()  # what never changes has both its days in its address
        found = days | params(None, self.on_other_days)
        return f"?{urlencode(found)}" if found else ""

    @cached_property
    def is_as_known_then(self):
        """True if the page says what it said when its day ended, in the time zone that the report had by then."""
        return self.known == (self.called(self.report) or self.report).end_of(self.as_of)

    @property
    def is_of_that_day(self):
        """True if the moment of knowing is one of the day shown, which had not ended by then."""
        return bool(self.known) and (self.called(self.report) or self.report).today(self.known) == self.as_of

    @property
    def on_other_days(self):
        """What of another day was known, as an address carries it, so that the page goes on as it is; empty for now."""
        return THEN if self.known and self.is_as_known_then else self.known_in_address

    @property
    def quarter_end(self):
        """The last day of the quarter before today's; None if the report was not published by then."""
        day = end_of_last_quarter(self.today)
        return day if day >= self.report.published_on else None

    @property
    def as_known_then(self):
        """The parameters of this day, with what was known when it ended."""
        return urlencode(params(self.as_of, THEN))

    @property
    def quoted(self):
        """The moment under which this page never changes, as an address carries it."""
        return _in_address(self.known or self.report.head_at)

    @property
    def as_quoted(self):
        """The parameters under which this page never changes."""
        return urlencode(params(self.as_of, self.quoted))

    @property
    def is_before_the_record(self):
        """True if nothing was in the record yet at the moment whose knowledge the page shows."""
        return self.known is not None and not self.standing.told

    @cached_property
    def recorded_since(self):
        """The day on which the first entry was recorded."""
        return self.report.recorded_since

    @property
    def since_recorded(self):
        """What leads to the first day with a record, as it was known then; empty when that day is today."""
        day = self.recorded_since
        return f"?{urlencode(params(day, THEN))}" if day < self.today else ""

    @cached_property
    def zone(self):
        """The time zone in which the page says its moment of knowing: that of the report by then, whoever reads."""
        return reporting.zone_known(self.report, self.known)

    @property
    def known_in_address(self):
        """The moment as an address carries it; empty for now."""
        return _in_address(self.known) if self.known else ""

    @property
    def typed(self):
        """The day and the moment in the address as they are written there, also when they make no sense."""
        return tuple(self.form.data.items())

    @property
    def shown(self):
        """What stands in the field of the day: what was typed, or the day shown."""
        return self.form.data.get("as_of") or self.as_of.isoformat()

    @cached_property
    def standing(self):
        """The Standing of the report on this day. Without milestones, when it is as known now."""
        if self.known is not None:
            return reporting.standing(self.report, as_of=self.as_of, known=self.known)
        if self.as_of < self.today:
            return reporting.past(self.report, self.as_of)
        return reporting.current(self.report, self.today)

    def called(self, subject, standing=None):
        """The report, or an action, as it was described by the day shown; None if it was not in the record by then.

        ``standing`` is the Standing to ask, where it is not that of the whole page.
        """
        if not self.is_elsewhere:
            return subject
        told = (standing or self.standing).told.get((None if isinstance(subject, Report) else subject.pk, None))
        if told is None:
            return None
        then, told = copy(subject), dict.fromkeys(TEXTS, ERASED) | told
        for name in told.keys() & CALLED & vars(subject).keys():
            setattr(then, name, told[name])
        return then

    def standing_of(self, action):
        """The same of one action; without ``actions`` when it was not on the report by then."""
        if self.known is not None:
            return replace(self.standing, actions=tuple(a for a in self.standing.actions if a.id == action.pk))
        if self.as_of < self.today:
            return reporting.past(self.report, self.as_of, action)
        return reporting.current(self.report, self.today, action)

    @cached_property
    def milestones(self):
        """The milestones as MilestoneStandings stored nowhere; None for what is known now, which is stored."""
        return None if self.known is None else reporting.milestone_rows(self.report, self.standing)


def read_clock(request, report):
    """The Clock that the address of a page about ``report`` asks for."""
    now = timezone.now()
    today = report.today(now)
    asked = {name: request.GET[name] for name in ("as_of", "known") if name in request.GET}
    form = DayForm(asked, report=report, today=today, now=now)
    # The day counts though the moment is wrong; a moment does not where its day is wrong.
    as_of, known = form.day or today, form.moment
    if known == THEN:
        known = known_then(report, as_of, now)
    return Clock(report=report, today=today, as_of=as_of, known=known, form=form)


def other_clock(request, report):
    """The Clock of a page that shows today alone, where its address names another day, or none there is; else None."""
    clock = read_clock(request, report)
    return clock if clock.as_of != clock.today or clock.form.errors.get("as_of") else None


def known_then(report, day, now):
    """The moment at which a day ended; None, for what is known now, when it has not."""
    moment = reporting.ended(report, day)
    return moment if moment <= now else None


def params(day, known):
    """{name: value} of a day and a moment as an address carries them; those that are None are left out."""
    found = {"as_of": day and day.isoformat(), "known": known and _in_address(known)}
    return {name: value for name, value in found.items() if value}


def _in_address(moment):
    return moment if isinstance(moment, str) else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
