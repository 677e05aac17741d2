"""The milestones of many reports counted, and kept until something is recorded on a report or another day begins."""

from dataclasses import dataclass

from django.core.cache import caches
from django.db.models import Count

from actions.lifecycle import State
from actions.models import STILL, MilestoneStanding


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
    under = {pk: f"{pk}:{todays.reports[pk].head_hash}:{todays.of(pk)}:milestones" for pk in reports}
    kept = caches["lines"].get_many(under.values())
    counted = {pk: kept[key] for pk, key in under.items() if key in kept}
    if missing := under.keys() - counted:
        made = _counted(missing, todays)
        caches["lines"].set_many({under[pk]: by_state for pk, by_state in made.items()})
        counted |= made
    found = Milestones()
    for by_state in counted.values():
        for state in states:
            count, late = by_state.get(state, (0, 0))
            setattr(found, state, getattr(found, state) + (late if overdue else count))
            found.overdue += late
    return found


def _counted(reports, todays):
    """{report id: {state: (how many milestones are in it, how many of them are overdue)}}."""
    rows = MilestoneStanding.objects.filter(until_day=STILL, action__report__in=reports).order_by()
    counts = {"count": Count("*"), "late": Count("due_on", filter=todays.overdue())}
    found = {pk: {} for pk in reports}
    for pk, state, count, late in rows.values_list("action__report", "state").annotate(**counts):
        found[pk][state] = count, late
    return found
