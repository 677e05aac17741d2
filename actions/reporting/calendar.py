"""Due days that are a person's own, for their calendar."""

from django.db.models import Q

from actions.lifecycle import OPEN_STATES
from actions.models import MilestoneStanding, Role
from actions.standing import FOREVER


def due_days_of(person):
    """The spans of open milestones a person has to do with, by due day.

    Theirs to answer for, or their organisation's; of a report they coordinate all. One query.
    """
    focal = Q(milestone__focal_point=person) | Q(milestone__focal_point=None, action__focal_point=person)
    own = Q(milestone__organisation=person.organisation_id) if person.organisation_id else Q()
    on = Q(action__report__memberships__user=person)
    coordinating = on & Q(action__report__memberships__role=Role.COORDINATOR)
    mine = (focal | own) if own else focal
    spans = MilestoneStanding.objects.filter(on & mine | coordinating, until_day=FOREVER, state__in=OPEN_STATES)
    spans = spans.select_related("milestone", "action__report").distinct()
    return spans.order_by("due_on", "milestone_id")
