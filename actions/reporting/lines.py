"""The list of reports: each one's standing in a line."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from actions import lifecycle
from actions.lifecycle import OPEN_STATES, RANK, Level
from actions.models import ActionStanding, MilestoneStanding
from actions.reporting.today import heard_on, last_heard


@dataclass
class Line:
    """One report today: how many actions at each level, milestones overdue, actions silent."""

    report: object
    levels: tuple[str, ...] = ()
    overdue: int = 0
    silent: int = 0

    @property
    def levels_counted(self):
        """[(level, how many actions are at it)], the levels that occur, the furthest first."""
        order = sorted(Level, key=lambda level: -RANK.get(level, -1))
        return [(level.value, self.levels.count(level)) for level in order if level in self.levels]


def lines(reports, now=None):
    """A Line for each of the reports, two queries in all; "today" is each report's own."""
    found = {report.pk: Line(report) for report in reports}
    by_today = defaultdict(list)
    for report in reports:
        by_today[report.today(now)].append(report.pk)
    rows = (
        ActionStanding.objects.filter(_on(by_today))
        .select_related("action")
        .annotate(**last_heard("action"))
        .order_by("action__number")
    )
    for row in rows:
        line = found[row.action.report_id]
        report = line.report
        line.levels += (row.level,)
        line.silent += bool(
            lifecycle.silent_days(heard_on(report, row), report.followed_since, report.rhythm_days, report.today(now))
        )
    late = Q()
    for today, pks in by_today.items():
        late |= Q(action__report__in=pks, due_on__lt=today)
    counts = (
        MilestoneStanding.objects.filter(_on(by_today), late, state__in=OPEN_STATES)
        .values_list("action__report")
        .annotate(Count("pk"))
        .order_by()
    )
    for pk, count in counts if reports else ():
        found[pk].overdue = count
    return list(found.values())


def _on(by_today):
    """A filter on spans: those that hold today, where each report has its own today."""
    holds = Q(pk__in=[])
    for today, pks in by_today.items():
        holds |= Q(action__report__in=pks, from_day__lte=today, until_day__gt=today)
    return holds
