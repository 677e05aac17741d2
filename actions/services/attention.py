"""Seeing to what needs attention: nudging whoever is asked for, setting a thing aside, taking it up again."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from actions.lifecycle import ASIDE_KINDS, UNRECORDED_CONCERNS, ConcernKind, Kind, Refused, check_until, spoken
from actions.models import Entry, Milestone, NoticeKind, PriorityAction, User, When
from actions.notifications import nudge_text
from actions.permissions import reporter_ids, reporters
from actions.reporting import current
from actions.reporting.assessments import assessments
from actions.reporting.attention import Attention
from actions.services.notices import mail_key, tell
from actions.services.outbox import post
from actions.services.record import append, held, sent_before
from actions.services.wishes import wishes_for

YOURSELF = _("You are the focal point yourself. Log an update instead, or name someone else.")


@transaction.atomic
def nudge(*, action, by, message, key, milestone=None, mailed=False, at=None):
    """Ask the focal point of an action, or of one of its milestones, to report on it.

    A milestone without a focal point is its action's focal point's. With ``mailed`` a mail that leads to the form
    is put in the outbox, if the person wants such mail at once. Refused a second time on one day of the report's zone.
    """
    report, moment = held(action.report, at)
    content = {"action": action, "milestone": milestone, "what_changed": message}
    if entry := sent_before(by=by, key=key, kind=Kind.NUDGE, **content):
        return entry
    person, today = focal_point_of(action, milestone), report.today(moment)
    _refuse_person(report, person, by)
    refuse_twice(action=action, milestone=milestone, person=person, day=today)
    entry = append(
        report=report,
        kind=Kind.NUDGE,
        moment=moment,
        happened_on=today,
        author=by,
        organisation=by.organisation,
        changes={"nudged": person.pk},
        key=key,
        **content,
    )
    told = f"entry-{entry.pk}"
    notices = tell(
        people=[person],
        kind=NoticeKind.NUDGED,
        report=report,
        action=action,
        milestone=milestone,
        by=by,
        address=entry.get_absolute_url(),
        key=told,
        at=moment,
    )
    if mailed and notices and wishes_for(NoticeKind.NUDGED, [person], moment)[person.pk] == When.AT_ONCE:
        subject, body = nudge_text(entry, notices[0])
        post(
            person=person,
            kind=NoticeKind.NUDGED,
            report=report,
            entry=entry,
            reply_to=by.email,
            subject=subject,
            body=body,
            key=mail_key(told, person.pk),
            at=moment,
        )
    return entry


def focal_point_of(action, milestone=None):
    """The person to ask about an action, or about a milestone of it, as it is now; None when nobody is named."""
    subject = [Milestone.objects.filter(pk=milestone.pk)] if milestone else []
    for rows in [*subject, PriorityAction.objects.filter(pk=action.pk)]:
        if pk := rows.values_list("focal_point", flat=True).get():
            return User.objects.select_related("organisation").get(pk=pk)
    return None


def refuse_twice(*, action, milestone, person, day):
    """Refuse to nudge a person about one thing twice on one day."""
    earlier = Entry.objects.filter(report=action.report, kind=Kind.NUDGE, action=action, milestone=milestone)
    for before in earlier.filter(happened_on=day).select_related("author"):
        if before.changes["nudged"] == person.pk:
            raise Refused(
                _("%(by)s nudged %(who)s about this today already. Once a day is enough: try again tomorrow.")
                % {"by": before.author, "who": person}
            )


def _refuse_person(report, person, by):
    if person is None:
        raise Refused(_("Nobody is named to be asked about this. Name a focal point first."))
    if person == by:
        raise Refused(YOURSELF)
    if not person.is_active:
        raise Refused(
            _("The account of %(who)s is no longer active. Name another focal point first.") % {"who": person}
        )
    if not report.memberships.filter(user=person).exists():
        raise Refused(_("%(who)s is no longer on the report. Name another focal point first.") % {"who": person})
    if not reporters(report).contains(person):
        raise Refused(
            _("%(who)s is an observer and cannot log updates. Name another focal point first.") % {"who": person}
        )


@transaction.atomic
def set_aside(*, action, concern, until, by, reason, key, milestone=None, at=None):
    """Leave a concern, one of ConcernKind, out of what needs attention until the day ``until`` begins."""
    if concern in UNRECORDED_CONCERNS:
        raise Refused(_("What waits for review is not set aside: accept it, or send it back."))
    report, moment = held(action.report, at)
    changes = {"concern": ConcernKind(concern).value, "until": until.isoformat()}
    content = {"action": action, "milestone": milestone, "changes": changes, "reason": reason}
    if entry := sent_before(by=by, key=key, kind=Kind.SET_ASIDE, **content):
        return entry
    today = report.today(moment)
    check_until(until, today)
    refuse_aside(report=report, action=action, milestone=milestone, concern=concern, day=today)
    return append(
        report=report,
        kind=Kind.SET_ASIDE,
        moment=moment,
        happened_on=today,
        author=by,
        organisation=by.organisation,
        key=key,
        **content,
    )


def refuse_aside(*, report, action, milestone, concern, day):
    """Refuse to set aside what is so already, or what does not need attention for that."""
    can_be_asked = frozenset(reporter_ids(report))
    if not Attention(report, current(report, day), can_be_asked=can_be_asked).has_cause(concern, action, milestone):
        raise Refused(_("This does not need attention because of that any more: there is nothing to set aside."))
    if before := set_aside_now(report, action, milestone, concern, day):
        raise Refused(
            _("%(by)s has set this aside already, until %(day)s. Take it up again first to choose another day.")
            % {"by": before.author, "day": spoken(until_of(before))}
        )


@transaction.atomic
def take_up_concern(*, entry, by, key, reason="", at=None):
    """Show again, from today, what ``entry`` set aside."""
    report, moment = held(entry.report, at)
    changes = {"concern": entry.changes["concern"], "set_aside": entry.sequence}
    content = {"action": entry.action, "milestone": entry.milestone, "changes": changes, "reason": reason}
    if sent := sent_before(by=by, key=key, kind=Kind.TAKEN_UP, **content):
        return sent
    today = report.today(moment)
    if set_aside_now(report, entry.action, entry.milestone, changes["concern"], today) != entry:
        raise Refused(_("This is not set aside any more."))
    return append(
        report=report,
        kind=Kind.TAKEN_UP,
        moment=moment,
        happened_on=today,
        author=by,
        organisation=by.organisation,
        key=key,
        **content,
    )


def set_aside_now(report, action, milestone, concern, today):
    """The entry by which a concern is set aside on the day ``today``, or None."""
    entries = Entry.objects.filter(report=report, kind__in=ASIDE_KINDS)
    entries = entries.filter(action=action, milestone=milestone).select_related("author").order_by("sequence")
    last = next((entry for entry in reversed(entries) if entry.changes["concern"] == concern), None)
    if last is None or last.kind != Kind.SET_ASIDE or today >= until_of(last):
        return None
    if concern == ConcernKind.DISPUTED and _seen(report, action, today).is_disputed_anew(last.sequence):
        return None
    return last


def _seen(report, action, today):
    figures = next(figures for figures in current(report, today).actions if figures.id == action.pk)
    return assessments(action, figures, today)


def until_of(entry):
    """The day on which what ``entry`` set aside comes back."""
    return date.fromisoformat(entry.changes["until"])
