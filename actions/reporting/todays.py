"""Reports in several time zones: what holds today, is overdue or silent by each one's own today and rhythm."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Case, DateField, DateTimeField, F, Q, Value, When
from django.utils import timezone
from django.utils.functional import cached_property

from actions.lifecycle import OPEN_STATES
from actions.models import STILL, written
from actions.reporting.today import last_heard


class Todays:
    """The day it is on each of some reports, at ``now`` or this moment.

    ``reports`` is {id: report}. Filters of spans are for rows that lead to their report by ``action__report``.
    """

    def __init__(self, reports, now=None):
        self.now = now or timezone.now()
        self.reports = {report.pk: report for report in reports}
        zones = {report.time_zone: report for report in self.reports.values()}
        days = {zone: report.today(self.now) for zone, report in zones.items()}
        self.days = {pk: days[report.time_zone] for pk, report in self.reports.items()}
        self.by_day = defaultdict(list)
        for pk, day in self.days.items():
            self.by_day[day].append(pk)

    @cached_property
    def ids(self):
        """The ids of the reports, to look for them."""
        return written(self.reports)

    def only(self, report_ids):
        """The same of some of the reports alone."""
        return Todays([self.reports[pk] for pk in report_ids], self.now)

    def of(self, report_id):
        """The day it is on a report."""
        return self.days[report_id]

    def holding(self):
        """A filter on spans of these reports: those that hold today, the last ones, for no day to come is recorded."""
        return Q(action__report__in=self.ids, until_day=STILL)

    def overdue(self, state="state"):
        """A filter on spans of milestones: open after their due day. ``state`` is what their state is called there."""
        if not self.by_day:
            return Q(pk__in=[])
        # Of most it is known without asking of which report they are: at most three days are today somewhere.
        first, last = min(self.by_day), max(self.by_day)
        late = Q((f"{state}__in", OPEN_STATES), due_on__lt=last)
        if first == last:
            return late
        return late & (Q(due_on__lt=first) | self._by_day(lambda today: {"due_on__lt": today}))

    def due_within(self, days):
        """A filter on spans of milestones: open, and due today or in the next ``days`` days."""
        return self.due(lambda today: {"due_on__gte": today, "due_on__lte": today + timedelta(days=days)})

    def due(self, on):
        """A filter on spans of open milestones; ``on`` says for a today what holds of the due day."""
        return Q(state__in=OPEN_STATES) & self._by_day(on)

    def silent(self, rows):
        """The standings of actions among ``rows`` that are silent: ``lifecycle.silent_days``, said in SQL.

        Heard on the day d is silent when more days than the rhythm have passed since d, that is when
        d is before ``today - rhythm``; so is a moment before that day began in the report's zone.
        """
        rows, is_silent = self.silence(rows)
        return rows.filter(is_silent)

    def silence(self, rows):
        """(the standings of actions ``rows``, a filter on them that is true of the silent ones)."""
        rows = rows.alias(**last_heard())
        if not self.reports:
            return rows, Q(pk__in=[])
        firsts = defaultdict(list)
        for report in self.reports.values():
            firsts[self._first_heard(report)].append(report.pk)
        day = [When(action__report__in=pks, then=Value(day)) for (day, _moment), pks in firsts.items()]
        moment = [When(action__report__in=pks, then=Value(moment)) for (_day, moment), pks in firsts.items()]
        rows = rows.alias(
            heard_from_day=Case(*day, output_field=DateField()),
            heard_from=Case(*moment, output_field=DateTimeField()),
        )
        never = Q(last_recorded_at=None, action__report__followed_since__lt=F("heard_from_day"))
        long_ago = Q(last_recorded_at__lt=F("heard_from"), last_happened_on__lt=F("heard_from_day"))
        return rows, never | long_ago

    def _first_heard(self, report):
        """(the first day on which an action that is not silent today was heard of, the moment it began)."""
        first = self.days[report.pk] - timedelta(days=report.rhythm_days)
        return first, report.end_of(first - timedelta(days=1))

    def _by_day(self, condition):
        """The condition of each day on the reports on which it is today."""
        holds = Q(pk__in=[])
        for today, pks in self.by_day.items():
            holds |= Q(action__report__in=pks, **condition(today))
        return holds
