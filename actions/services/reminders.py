"""Reminding people of what is due: one digest a person, and coordinators told where nobody answers."""

import logging
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation

from actions.models import Digest, Mail, Membership, Notice, NoticeKind, Often, Reminder, Role, User, When
from actions.models.mail import DIGEST
from actions.notifications import absolute, text
from actions.permissions import WRITERS
from actions.reporting.digest import all_in_one, lines_of, lines_of_notices
from actions.reporting.reminders import Holdings, key_of, to_remind, unanswered
from actions.services.notices import mail_key, tell
from actions.services.outbox import post
from actions.services.wishes import BEFORE, wishes_of

logger = logging.getLogger(__name__)

HOUR = 7
"""At this hour, in the zone of whom it is for, a digest goes out; later where nobody looked then."""

MONDAY = 0

LATELY = timedelta(days=31)
"""A notice older than this is no news: who comes back to the digest is not flooded."""


def run_reminders(at=None):
    """Remind everyone whose hour has come since it was last looked. Safe to run as often as one likes, and by many.

    What fell due on days on which nobody looked is in the next digest: each look covers all since the last one.
    """
    now = at or timezone.now()
    people = User.objects.filter(is_active=True, memberships__isnull=False).distinct().order_by("pk")
    for person in people.select_related("digest"):
        digest = getattr(person, "digest", None) or Digest(person=person)
        if its_hour_has_come(digest, now):
            try:
                remind(person=person, now=now)
            except Exception:  # one person's fault must not keep the others from their mail
                logger.exception("No digest for person %s", person.pk)


def its_hour_has_come(digest, now):
    """True if the last morning on which this digest is due lies after the last look, and is not in a pause."""
    zone = ZoneInfo(digest.person.time_zone)
    local = now.astimezone(zone)
    day = local.date()
    if local.hour < HOUR or digest.is_paused(now):
        return False
    if digest.often == Often.WEEKLY:
        day -= timedelta(days=(day.weekday() - MONDAY) % 7)
    return digest.looked_at is None or digest.looked_at < datetime.combine(day, time(HOUR), zone)


@transaction.atomic
def remind(*, person, now):
    """Write the digest of a person into the outbox, with what it reminds of; nothing when there is nothing to say.

    Who wants no digest has the same days to answer, before the coordinators are told.
    """
    Digest.objects.get_or_create(person=person)
    digest = Digest.objects.select_for_update(no_key=True).get(person=person)
    digest.person = person
    if not its_hour_has_come(digest, now):
        return  # someone else was quicker
    day = timezone.localdate(now, ZoneInfo(person.time_zone))
    if Mail.objects.filter(key=_key(person, day)).exists():
        return  # the morning came a second time, to who went west; what is new is for the next
    since = digest.looked_at or now - BEFORE
    Digest.objects.filter(pk=digest.pk).update(looked_at=now)
    memberships = person.memberships.filter(role__in=WRITERS).select_related("report")
    holdings = Holdings(person, [membership.report for membership in memberships], now)
    due, mail = to_remind(holdings, since), None
    if digest.often != Often.NEVER:
        mail = _write(person, day, due, _new_notices(person, now), now)
    _note(person, day, due, mail, now)
    for waiting, reminders in unanswered(holdings, day):
        _escalate(waiting, reminders, now)


def _write(person, day, due, notices, now):
    """The mail, or None when there is nothing to say."""
    if not (due or notices):
        return None
    with translation.override(person.language):
        context = {
            "summary": all_in_one(due, notices),
            "parts": [(name, _whole(lines)) for name, lines in lines_of(due)],
            "news": _whole(lines_of_notices(notices, ZoneInfo(person.time_zone))),
        }
    subject, body = text("digest", person, DIGEST, context)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(digested_at=now)
    return post(person=person, kind=DIGEST, subject=subject, body=body, key=_key(person, day), at=now)


def _key(person, day):
    """By which the digest of a day is written once."""
    return f"digest {person.pk} {day}"


def _note(person, day, due, mail, now):
    Reminder.objects.bulk_create(
        Reminder(
            person=person,
            report=d.report,
            action=d.action,
            milestone=d.milestone,
            due_on=d.due_on,
            step=d.step,
            day=day,
            told_at=now,
            mail=mail,
            key=key_of(person, d),
        )
        for d in due
    )


def _whole(lines):
    """[(words, address)] of Lines, the addresses as they are written in a mail."""
    return [(line.words, absolute(line.path)) for line in lines]


def _new_notices(person, now):
    """What the person was told in the program lately, has not read, and wants by mail, but no mail has said yet.

    That is what they want in the digest, and what would have been mailed at once but for a pause.
    """
    wanted = [kind for kind, when in wishes_of(person).items() if when != When.NEVER]
    new = Notice.objects.visible_to(person).unread().filter(kind__in=wanted, digested_at=None)
    new = new.filter(told_at__gt=now - LATELY).select_related("report", "action", "milestone", "by")
    notices = {mail_key(notice.key, person.pk): notice for notice in new.order_by("told_at", "id")}
    mailed = Mail.objects.filter(key__in=notices, given_up_at=None).values_list("key", flat=True) if notices else ()
    return [notice for key, notice in notices.items() if key not in set(mailed)]


def _escalate(due, reminders, now):
    """Tell the coordinators once that nobody answers."""
    coordinators = Membership.objects.filter(report=due.report, role=Role.COORDINATOR).select_related("user")
    tell(
        people=[membership.user for membership in coordinators],
        kind=NoticeKind.ESCALATED,
        report=due.report,
        action=due.action,
        milestone=due.milestone,
        address=(due.milestone or due.action).get_absolute_url(),
        key=f"unanswered {due.about}",
        at=now,
    )
    Reminder.objects.filter(pk__in=[reminder.pk for reminder in reminders]).update(escalated_at=now)
