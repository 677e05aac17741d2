"""The list of reports: each one's standing in a line."""

from dataclasses import dataclass

from django.db.models import Count

from actions import lifecycle
from actions.lifecycle import RANK, Level
from actions.models import ActionStanding, MilestoneStanding
from actions.reporting.today import heard_on, last_heard
from actions.reporting.todays import Todays


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
    todays = Todays(reports, now)
    rows = (
        ActionStanding.objects.filter(todays.holding())
        .select_related("action")
        .annotate(**last_heard("action"))
        .order_by("action__number")
    )
    for row in rows:
        line = found[row.action.report_id]
        report = line.report
        line.levels += (row.level,)
        line.silent += bool(
            lifecycle.silent_days(
                heard_on(report, row), report.followed_since, report.rhythm_days, todays.of(report.pk)
            )
        )
    counts = (
        MilestoneStanding.objects.filter(todays.holding(), todays.overdue())
        .values_list("action__report")
        .annotate(Count("pk"))
        .order_by()
    )
    for pk, count in counts if reports else ():
        found[pk].overdue = count
    return list(found.values())
