"""What mail a person wants: chosen on the account's page, or ended from a mail."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from actions.models import Digest, MailWish, NoticeKind, Often, User, When
from actions.models.mail import DIGEST
from actions.models.wishes import UNLESS_SAID

BEFORE = timedelta(days=1)
"""So long before someone comes onto a report, or pauses before a first digest, looking for what is due begins."""


def wishes_for(kind, people, moment):
    """{person's id: one of When} for a kind of notice at ``moment``; two queries.

    Who is away is mailed nothing at once: it is in the digest after.
    """
    said = MailWish.objects.filter(kind=kind, person__in=people).values_list("person", "when")
    wishes = {person.pk: UNLESS_SAID[kind] for person in people} | dict(said)
    pauses = Digest.objects.filter(person__in=people, paused_until__isnull=False).select_related("person")
    away = {digest.person_id for digest in pauses if digest.is_paused(moment)}
    return {pk: When.DIGEST if when == When.AT_ONCE and pk in away else when for pk, when in wishes.items()}


def wishes_of(person):
    """{kind: one of When} of one person; one query."""
    return UNLESS_SAID | dict(person.mail_wishes.values_list("kind", "when"))


def digest_of(person):
    """How a person wants the digest, also when nothing was said yet."""
    return Digest.objects.select_related("person").filter(person=person).first() or Digest(person=person)


@transaction.atomic
def change_wishes(*, user, often, paused_until, kinds):
    """Change what a person wants: how often the digest, paused until when, and {kind: one of When}."""
    Digest.objects.update_or_create(person=user, defaults={"often": often, "paused_until": paused_until})
    Digest.objects.filter(person=user, looked_at=None).update(looked_at=timezone.now() - BEFORE)
    for kind, when in kinds.items():
        MailWish.objects.update_or_create(person=user, kind=kind, defaults={"when": when})


def begin_digest(*, person):
    """Look from now on for what is due to who comes onto a report: however late the first look is, nothing is lost."""
    Digest.objects.update_or_create(person=person, defaults={"looked_at": timezone.now() - BEFORE})


def stop(*, person_id, kind):
    """End the digest, or mails about one kind of notice, for a person. The notices in the program stay."""
    user = User.objects.get(pk=person_id)
    if kind == DIGEST:
        Digest.objects.update_or_create(person=user, defaults={"often": Often.NEVER})
    else:
        MailWish.objects.update_or_create(person=user, kind=NoticeKind(kind), defaults={"when": When.NEVER})


def is_stopped(*, person, kind):
    """True if a person is sent no digest, or no mails about one kind of notice."""
    return digest_of(person).often == Often.NEVER if kind == DIGEST else wishes_of(person)[kind] == When.NEVER
