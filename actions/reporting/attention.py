"""What needs attention on a report, the most urgent first."""

from dataclasses import dataclass

from actions.models import MilestoneStanding


@dataclass(frozen=True)
class Concern:
    """One thing someone must see to.

    ``kind`` is late, silent or off_course; ``days`` how long it has been so. ``milestone`` is
    given for a late one, ``figures`` are the ActionFigures of the action it belongs to.
    """

    kind: str
    days: int
    figures: object
    milestone: object = None


def concerns(report, standing, most=10):
    """(the first ``most`` Concerns, how many there are in all); one query."""
    today = standing.as_of
    by_id = {figures.id: figures for figures in standing.actions}
    late = (
        MilestoneStanding.objects.overdue(today)
        .filter(action__report=report)
        .select_related("milestone__organisation", "milestone__focal_point")
        .order_by("due_on", "milestone")[:most]
    )
    found = [Concern("late", (today - span.due_on).days, by_id[span.action_id], span.milestone) for span in late]
    silent = standing.silent
    off_course = sorted((a for a in standing.actions if a.is_off_course), key=lambda a: a.course_since)
    found += [Concern("silent", action.silent_days, action) for action in silent]
    found += [Concern("off_course", (today - a.course_since).days, a) for a in off_course]
    return found[:most], standing.overdue + len(silent) + len(off_course)
