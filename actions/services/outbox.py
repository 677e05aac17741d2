"""The outbox: mails are written with what they tell of, and go out from the queue."""

from datetime import timedelta
from email.utils import make_msgid
from smtplib import SMTPException

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_q.tasks import async_task

from actions.asides import count_aside
from actions.models import Mail
from actions.notifications import message

HELD = timedelta(seconds=settings.Q_CLUSTER["timeout"])
"""Who tries to send a mail has it for so long: as long as a task may take."""

LOST = timedelta(minutes=10)
"""A mail that was put in the queue and is still here after so long is put there again."""

WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240, 480, 720, 1440, 1440)]
"""How long after each failed try the next one comes. After the last, three days on, it is given up."""

AWAY = timedelta(hours=1)
"""A mail to someone who is away waits, and it is looked so often whether the pause is over."""

WORDS_GONE = {"subject": "", "body": ""}
"""The words are kept until the mail has gone, and no longer: what must be erased one day is not also here."""


@transaction.atomic
def post(*, person, kind, subject, body, key, report=None, entry=None, reply_to="", at=None):
    """Write a mail into the outbox and ask the queue to send it; nothing if ``key`` was written before.

    Call it in the transaction of what the mail tells of: both are there, or neither.
    """
    moment = at or timezone.now()
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >")
    mail, new = Mail.objects.get_or_create(
        key=key,
        defaults={
            "person": person,
            "kind": kind,
            "report": report,
            "entry": entry,
            "reply_to": reply_to,
            "subject": subject,
            "body": body,
            "message_id": make_msgid(domain=domain),
            "made_at": moment,
            "next_at": moment + LOST,
        },
    )
    if new:
        async_task("actions.tasks.send_mail", mail.pk)
    return mail


def send(pk):
    """Send a mail once, unless it has gone or another process has it in hand; what fails is tried again later.

    What was written before a pause and has not gone waits until it is over.
    """
    now = timezone.now()
    free = Q(held_until__isnull=True) | Q(held_until__lte=now)
    if not Mail.objects.open().filter(free, pk=pk).update(held_until=now + HELD, next_at=now + HELD):
        return
    mail = Mail.objects.select_related("person__digest").get(pk=pk)
    if why := _not_wanted(mail):
        _update(mail, given_up_at=now, last_error=why, **WORDS_GONE)
        return
    if hasattr(mail.person, "digest") and mail.person.digest.is_paused(now):
        Mail.objects.filter(pk=pk).update(held_until=None, next_at=now + AWAY)
        return
    try:
        message(mail).send()
    except (OSError, SMTPException, ValueError) as fault:
        _try_later(mail, fault)
    else:
        # Also where it was to be given up at the very moment: it has gone.
        _update(mail, sent_at=timezone.now(), given_up_at=None, last_error="", **WORDS_GONE)


def give_up(keys):
    """Send none of the mails with these keys that have not gone: what they tell of is there no more."""
    why = {"given_up_at": timezone.now(), "last_error": "What it told of was removed."}
    Mail.objects.open().filter(key__in=keys).update(**why, **WORDS_GONE)


def send_waiting():
    """Put in the queue what is to be tried now: what failed before, and what got lost."""
    now = timezone.now()
    for pk in Mail.objects.waiting(now).values_list("pk", flat=True)[:1000]:
        with transaction.atomic():
            if Mail.objects.waiting(now).filter(pk=pk).update(next_at=now + LOST):
                async_task("actions.tasks.send_mail", pk)


def _not_wanted(mail):
    """Why the mail must not go out any more, asked again at the last moment; empty if it may."""
    if not mail.person.is_active:
        return "The account is no longer active."
    if mail.report_id and not mail.person.memberships.filter(report=mail.report_id).exists():
        return "The person is no longer on the report."
    if not mail.body:
        return "The words were erased."
    return ""


def _try_later(mail, fault):
    now = timezone.now()
    why = " ".join(f"{type(fault).__name__}: {fault}".split())[:300]
    if mail.tries < len(WAITS):
        _update(mail, held_until=None, next_at=now + WAITS[mail.tries], last_error=why)
    else:
        _update(mail, given_up_at=now, last_error=why, **WORDS_GONE)


def _update(mail, last_error, **values):
    """Keep what became of a try. The report's pages are made anew where they say that a mail has not gone."""
    Mail.objects.filter(pk=mail.pk).update(last_error=last_error, tries=F("tries") + 1, **values)
    if mail.entry_id and bool(last_error) != bool(mail.last_error):
        count_aside(mail.report_id)
