"""The milestones that stand beside an action, and that an update on it may be about."""

from operator import attrgetter

from actions.lifecycle import OPEN_STATES, State
from actions.models.standing import original_due_on

OFFERED = 30
"""Open milestones to choose from in the form; any other is reached from its own page."""

DONE_SHOWN = 3
"""Milestones listed that were done last."""


def beside(action, standing, rows=None):
    """(open milestones of an action, the first due first; those done last): pairs of a Milestone and its span.

    Each Milestone has its ``original_due_on``. ``standing`` is the Standing of this action, whose spans say which;
    one query. With ``rows``, the MilestoneStandings of a whole report as known at a moment, which say also how
    milestones were called, none.
    """
    if rows is None:
        spans = [span for span in standing.spans if span.until_day > standing.as_of]
    else:
        spans = [row for row in rows if row.action_id == action.pk]
    still_open = sorted((s for s in spans if s.state in OPEN_STATES), key=attrgetter("due_on", "milestone_id"))
    still_open = still_open[:OFFERED]
    done = sorted((s for s in spans if s.state == State.DONE), key=attrgetter("state_since", "milestone_id"))
    done = done[: -DONE_SHOWN - 1 : -1]
    if rows is None:
        milestones = action.milestones.select_related("organisation").annotate(original_due_on=original_due_on("pk"))
        called = milestones.order_by().in_bulk([span.milestone_id for span in (*still_open, *done)])
    else:
        called = {row.milestone_id: row.milestone for row in spans}
        for row in spans:
            row.milestone.original_due_on = row.original_due_on
    return tuple([(called[span.milestone_id], span) for span in found] for found in (still_open, done))


def in_their_order(found):
    """Pairs that ``beside`` found, in the order that coordinators gave to the milestones of the action."""
    return sorted(found, key=lambda pair: (pair[0].position, pair[0].number))
