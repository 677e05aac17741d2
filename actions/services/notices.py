"""Telling people what concerns them: in the program always, by mail as they wish."""

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation

from actions.models import Notice, NoticeKind, User, When
from actions.notifications import absolute, text
from actions.reporting.notices import sentence
from actions.services.outbox import give_up, post
from actions.services.wishes import wishes_for

TOLD_BY_THEMSELVES = (NoticeKind.NUDGED,)
"""Kinds whose mail says more than the notice; whoever tells of them writes it."""


@transaction.atomic
def tell(*, people, kind, report, address, key, action=None, milestone=None, by=None, words="", at=None):
    """Tell each of ``people`` once of what ``key`` names, in a mail with ``words``; the notices that are new.

    Nobody is told of what they did themselves, nor who has left or is not on the report. Whether they
    may read the thing itself is for the caller to see to.
    """
    moment = at or timezone.now()
    wanted = [person for person in people if person.is_active and person != by]
    wishes = {} if kind in TOLD_BY_THEMSELVES else wishes_for(kind, wanted, moment)
    # Two at once tell a person one after the other, and the same thing once.
    locked = User.objects.select_for_update(no_key=True, of=("self",)).filter(memberships__report=report)
    on_report = {person.pk: person for person in locked.filter(pk__in=[p.pk for p in wanted]).order_by("pk")}
    told = Notice.objects.filter(person__in=on_report, key=key).values_list("person_id", flat=True)
    new = sorted(on_report.keys() - set(told))
    notices = Notice.objects.bulk_create(
        Notice(
            person=on_report[pk],
            kind=kind,
            report=report,
            action=action,
            milestone=milestone,
            by=by,
            address=address,
            key=key,
            told_at=moment,
        )
        for pk in new
    )
    User.objects.filter(pk__in=new).update(unread=F("unread") + 1)
    _mail([notice for notice in notices if wishes.get(notice.person_id) == When.AT_ONCE], words, at)
    return notices


def lock(people):
    """Lock those who are told of several things in one breath: people are locked in one order."""
    return list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))


@transaction.atomic
def read(*, person, notice=None, report=None):
    """Mark as read one notice of a person, those of one report, or all."""
    notices = Notice.objects.filter(person=person).unread()
    if notice:
        notices = notices.filter(pk=notice.pk)
    if report:
        notices = notices.filter(report=report)
    lock([person.pk])  # before their notices, as everyone does
    if notices.update(read_at=timezone.now()):
        recount(person=person)


@transaction.atomic
def settle(*, kind, address, next_told=()):
    """Mark as read, for all who were told of it, what nobody has to see to any more.

    ``next_told`` are those who are told of something in the same breath.
    """
    notices = Notice.objects.filter(kind=kind, address=address).unread()
    told = set(notices.values_list("person", flat=True))
    wanted = told | {person.pk for person in next_told}
    people = lock(wanted)
    notices.filter(person__in=told).update(read_at=timezone.now())
    for person in people:
        if person.pk in told:
            recount(person=person)


@transaction.atomic
def untell(*, address):
    """Take the notices away that lead to something which is gone, and the mails of them that have not gone out."""
    notices = Notice.objects.filter(address=address)
    people = lock(set(notices.values_list("person", flat=True)))
    give_up([mail_key(key, person) for key, person in notices.values_list("key", "person")])
    notices.delete()
    for person in people:
        recount(person=person)


@transaction.atomic
def recount(*, person):
    """Count again what of that which a person may see is unread, whatever the number had come to be."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)  # nobody tells them of more meanwhile
    person.unread = Notice.objects.visible_to(person).unread().count()
    User.objects.filter(pk=person.pk).update(unread=person.unread)


def mail_key(key, person):
    """The key of the mail that tells the person of this id at once of what ``key`` names."""
    return f"{key} {person}"


def _mail(notices, words, at):
    for notice in notices:
        with translation.override(notice.person.language):
            said = sentence(notice)
        # By the notice, which is read then, and which knows where what was sent back is to be changed.
        address = absolute(reverse("notice", args=[notice.pk]))
        context = {"notice": notice, "sentence": said, "words": words, "address": address}
        subject, body = text("notice", notice.person, notice.kind, context)
        post(
            person=notice.person,
            kind=notice.kind,
            report=notice.report,
            subject=subject,
            body=body,
            key=mail_key(notice.key, notice.person_id),
            at=at,
        )
