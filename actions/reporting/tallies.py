"""The milestones of many reports counted, and kept until something is recorded on a report or another day begins."""

from dataclasses import dataclass

from django.core.cache import caches
from django.db.models import Count, Q

from actions.lifecycle import OPEN_STATES, State
from actions.models import STILL, MilestoneStanding, PriorityAction, written


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
    """The milestones of whole reports of ``todays``, given by their ids, as Milestones; two queries at most.

    Counted are those in ``states``, and of these the ``overdue`` alone if that is asked for. What was counted is
    kept under the head of each report's chain and its day, state by state: to count all takes far longer than one.
    """
    under = {}
    for pk in reports:
        head = f"{pk}:{todays.reports[pk].head_hash}:{todays.of(pk)}"
        under |= {(pk, state): f"{head}:{state}" for state in states}
    known = caches["lines"].get_many(under.values())
    unknown = {pair for pair, key in under.items() if key not in known}
    if unknown:
        made = {under[pair]: tally for pair, tally in _counted(unknown, todays).items() if pair in unknown}
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
    reports, states = ({pair[n] for pair in pairs} for n in (0, 1))
    of = dict(PriorityAction.objects.filter(report__in=written(reports)).order_by().values_list("pk", "report"))
    # Action by action: so an index has them in order, and no row is joined to its action.
    rows = MilestoneStanding.objects.filter(until_day=STILL, action__in=written(of)).order_by()
    if len(states) < len(State):
        rows = rows.filter(state__in=states)
    # Overdue by each day on which it is today somewhere, three at most; each report's own is taken of them.
    late = {f"late_{day:%j}": Q(state__in=OPEN_STATES, due_on__lt=day) for day in todays.by_day}
    rows = rows.values("action", "state").annotate(
        count=Count("*"), **{name: Count("due_on", filter=overdue) for name, overdue in late.items()}
    )
    found = dict.fromkeys(pairs, (0, 0))
    for row in rows:
        report, state = of[row["action"]], row["state"]
        count, overdue = found.get((report, state), (0, 0))
        found[report, state] = (count + row["count"], overdue + row[f"late_{todays.of(report):%j}"])
    return found
