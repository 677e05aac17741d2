"""The milestones behind a figure of a series: as many as the figure says."""

from actions.lifecycle import OPEN_STATES, State, is_overdue
from actions.models import MilestoneStanding
from actions.reporting.record import milestone_rows, standing

COUNTED = {
    "done": lambda state, due_on, day: state == State.DONE,
    "under_way": lambda state, due_on, day: state == State.UNDER_WAY and due_on >= day,
    "planned": lambda state, due_on, day: state == State.PLANNED and due_on >= day,
    "overdue": lambda state, due_on, day: is_overdue(due_on, state, day),
    "pursued": lambda state, due_on, day: state != State.DROPPED,
    "due": lambda state, due_on, day: state != State.DROPPED and due_on <= day,
}
"""{figure: whether it counts a milestone with this state and due day on ``day``}, as ``series.Point`` has them."""


def milestones_behind(report, count, day, known=None):
    """The milestones that make up a figure of a Point on ``day``, due first, as MilestoneStandings.

    Each with ``proof`` and ``original_due_on``. A QuerySet when it is known now, otherwise a list, from the record
    itself. Raises KeyError for a figure that is not in COUNTED.
    """
    if known is None:
        return _stored(report, count, day)
    counts = COUNTED[count]
    rows = milestone_rows(report, standing(report, as_of=day, known=known))
    found = [row for row in rows if counts(row.state, row.due_on, day)]
    return sorted(found, key=lambda row: (row.due_on, row.action.number, row.milestone.number))


def _stored(report, count, day):
    spans = MilestoneStanding.objects.on(day).filter(action__report=report)
    narrowed = {
        "done": {"state": State.DONE},
        "under_way": {"state": State.UNDER_WAY, "due_on__gte": day},
        "planned": {"state": State.PLANNED, "due_on__gte": day},
        "overdue": {"state__in": OPEN_STATES, "due_on__lt": day},
        "pursued": {},
        "due": {"due_on__lte": day},
    }[count]
    return (
        spans.filter(**narrowed)
        .exclude(state=State.DROPPED)
        .order_by("due_on", "action__number", "milestone__number")
        .select_related("milestone__organisation", "action")
        .with_proof()
        .with_original_due()
    )
