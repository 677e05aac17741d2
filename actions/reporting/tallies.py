"""The milestones of many reports counted, and kept until something is recorded on a report or another day begins."""

from dataclasses import dataclass

from django.core.cache import caches
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from actions.lifecycle import OPEN_STATES, State
from actions.models import STILL, MilestoneStanding, PriorityAction


@dataclass
class Milestones:
    """How many milestones are in each state; ``overdue`` ones are among the planned and those under way."""

    planned: int = 0
    under_way: int = 0
    done: int = 0
    dropped: int = 0
    overdue: int = 0

    @property
    def all(self):
        return self.planned + self.under_way + self.done + self.dropped

    @property
    def pursued(self):
        """All but the dropped."""
        return self.planned + self.under_way + self.done


def tallied(todays, reports, states=State.values, overdue=False):
    """The milestones of whole reports of ``todays``, given by their ids, as Milestones; one query at most.

    Counted are those in ``states``, and of these the ``overdue`` alone if that is asked for. What was counted is
    kept under the head of each report's chain and its day.
    """
    under = {}
    for pk in reports:
        head = f"{pk}:{todays.reports[pk].head_hash}:{todays.of(pk)}"
        under |= {(pk, state): f"{head}:{state}" for state in states}
    known = caches["lines"].get_many(under.values())
    unknown = {pair for pair, key in under.items() if key not in known}
    if unknown:
        made = {under[pair]: tally for pair, tally in _counted(unknown, todays).items()}
        caches["lines"].set_many(made)
        known |= made
    found = Milestones()
    for (_pk, state), key in under.items():
        count, late = known[key]
        setattr(found, state, getattr(found, state) + (late if overdue else count))
        found.overdue += late
    return found


def _counted(pairs, todays):
    """{(report id, state): (how many milestones are in it, how many of them are overdue)}."""
    states = [state for state in State.values if any(state == asked for _pk, asked in pairs)]
    standing = MilestoneStanding.objects.filter(until_day=STILL, action=OuterRef("pk")).order_by()
    parts = {}
    for state in states:
        # One by one and action by action: so an index has each side by side, and no row itself is read.
        rows = standing.filter(state=state)
        parts[state] = _count_of(rows)
        if state in OPEN_STATES:
            parts[f"late_{state}"] = _count_of(rows.filter(todays.overdue()))
    found = dict.fromkeys(pairs, (0, 0))
    actions = PriorityAction.objects.filter(report__in={pk for pk, _state in pairs}).order_by()
    for row in actions.values("report", **parts):
        for state in states:
            if (pair := (row["report"], state)) in found:
                count, late = found[pair]
                found[pair] = count + row[state], late + row.get(f"late_{state}", 0)
    return found


def _count_of(rows):
    """An expression for how many rows there are of an action."""
    return Coalesce(Subquery(rows.values("action").annotate(count=Count("*")).values("count")), 0)
