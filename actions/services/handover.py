"""Handing over all that a leaving person holds, in one step."""

from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from actions.lifecycle import Kind, Refused
from actions.models import Milestone, PriorityAction, Report, User
from actions.permissions import reporters
from actions.services.record import sent_before
from actions.services.reports import change


@transaction.atomic
def hand_over(*, report, person, to, actions, milestones, by, reason, key, other_reports=(), at=None):
    """Make ``to`` the focal point where ``person`` is: all of it or nothing.

    ``actions`` and ``milestones`` are the ids of what goes, on ``report``; of ``other_reports`` all
    goes. Each thing gets an entry of its own, whose reason says by whom it went, from whom and to whom.
    Refused when one of them is no longer the person's. Returns how many things were handed over; 0 when
    the same form had done it before.
    """
    # In one order, whoever hands over what: two people who do so at once wait for each other.
    for pk in sorted({report.pk, *(other.pk for other in other_reports)}):
        Report.objects.locked(pk)
    reason = _("Handed over by %(by)s from %(who)s to %(to)s. %(reason)s") % {
        "by": by,
        "who": person,
        "to": to,
        "reason": reason,
    }
    if sent_before(by=by, key=key, kind=Kind.CHANGE, reason=reason):
        return 0
    to = User.objects.get(pk=to.pk)
    subjects = [
        *_still_held(PriorityAction.objects.filter(report=report, pk__in=actions), len(set(actions)), person),
        *_still_held(Milestone.objects.filter(action__report=report, pk__in=milestones), len(set(milestones)), person),
    ]
    for other in sorted(other_reports, key=lambda other: other.pk):
        subjects += PriorityAction.objects.filter(report=other, focal_point=person).order_by("number")
        subjects += Milestone.objects.filter(action__report=other, focal_point=person).order_by("pk")
    if not subjects:
        raise Refused(_("Choose what is handed over."), "things")
    for place in (report, *other_reports):
        _refuse_outsider(place, to)
    if to == person:
        raise Refused(_("Choose someone else: this is the person who hands over."), "to")
    for number, subject in enumerate(subjects):
        change(
            subject=subject,
            by=by,
            values={"focal_point": to},
            reason=reason,
            key=uuid4() if number else key,
            at=at,
        )
    return len(subjects)


def _still_held(rows, asked, person):
    found = list(rows.select_related("focal_point").order_by("pk"))
    gone = [row for row in found if row.focal_point_id != person.pk]
    if gone:
        raise Refused(
            _(
                "“%(title)s” is no longer with %(who)s: someone changed it meanwhile. Nothing was handed over. "
                "The list is up to date now: look it over and send again."
            )
            % {"title": gone[0].title, "who": person}
        )
    if len(found) != asked:
        raise Refused(_("Something of the list is not on this report. Nothing was handed over."), "things")
    return found


def _refuse_outsider(report, to):
    if not reporters(report).contains(to):
        raise Refused(
            _("%(who)s may not log updates on the report “%(title)s”. Choose one of its staff or coordinators.")
            % {"who": to, "title": report.title},
            "to",
        )
