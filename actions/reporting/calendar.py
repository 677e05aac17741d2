"""Due days that are a person's own, for their calendar."""

from django.db.models import Q

from actions.lifecycle import OPEN_STATES
from actions.models import STILL, MilestoneStanding, PriorityAction, Role
from actions.models.standing import asked_about
from actions.reporting.reminders import report_days


def due_days_of(person):
    """The spans of open milestones a person has to do with, by due day.

    Theirs to answer for, or their organisation's; of a report they coordinate all. One query.
    """
    mine = asked_about(person) | _of_organisation(person, "milestone__organisation")
    spans = MilestoneStanding.objects.filter(_own(person, mine, "action__"), until_day=STILL, state__in=OPEN_STATES)
    spans = spans.select_related("milestone", "action__report").distinct()
    return spans.order_by("due_on", "milestone_id")


def report_days_of(person):
    """[(an action a person has to do with, a day by which it should be reported on)], as above. One query."""
    mine = Q(focal_point=person) | _of_organisation(person, "lead_organisation")
    actions = PriorityAction.objects.filter(_own(person, mine)).select_related("report").distinct()
    actions = actions.order_by("report", "number")
    return [(action, day) for action in actions for day in report_days(action, action.report.today())]


def _own(person, mine, action=""):
    on = Q(**{f"{action}report__memberships__user": person})
    coordinating = on & Q(**{f"{action}report__memberships__role": Role.COORDINATOR})
    return on & mine | coordinating


def _of_organisation(person, field):
    """Whose it is, where the person belongs to one."""
    return Q(**{field: person.organisation_id}) if person.organisation_id else Q(pk__in=[])
