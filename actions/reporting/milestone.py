"""One milestone: how it stood, what it was called and whose it was, on any day."""

from copy import copy

from django.db.models import Q

from actions.lifecycle import DESCRIBING_KINDS, Kind
from actions.models import Organisation, User
from actions.standing import ERASED, described


def called_then(milestone, standing):
    """The milestone as it was described on the day of ``standing``, the Standing of its action; None before it was.

    Its action's focal point is the one of that day, too. Three queries at most.
    """
    day, known = standing.as_of, standing.known
    telling = milestone.entries.filter(kind__in=DESCRIBING_KINDS).known(known)
    # What a thing was called at the beginning holds for the days before, too.
    telling = telling.filter(Q(happened_on__lte=day) | ~Q(kind=Kind.CHANGE))
    told = described(telling.order_by("sequence"))
    action = next((figures for figures in standing.actions if figures.id == milestone.action_id), None)
    if not told or action is None:
        return None
    then, then_action = copy(milestone), copy(milestone.action)
    then.title, then_action.title = told.get("title", ERASED), action.title
    then.organisation = Organisation.objects.filter(pk=told["organisation"]).first()
    people = User.objects.in_bulk({told["focal_point"], action.focal_point_id} - {None})
    then.focal_point = people.get(told["focal_point"])
    then_action.focal_point = people.get(action.focal_point_id)
    then.action = then_action
    return then
