"""Erasing words that must go by law, leaving a tombstone; the chain still holds."""

from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from actions.lifecycle import DESCRIBING_KINDS, Kind, Refused
from actions.models import Decision, Draft, Entry, Evidence, Mail
from actions.services.evidence import erase
from actions.services.record import append, held
from actions.services.search import make_unfindable
from actions.services.standing import stand_description
from actions.standing import ERASED


@transaction.atomic
def erase_words(*, entry, by, reason, at=None):
    """Empty the words of an entry for good; who did so, when and why becomes an entry itself.

    Of an entry that says evidence was added, the evidence goes too, its file included.
    """
    report, moment = held(entry.report, at)
    entry = Entry.objects.get(pk=entry.pk)
    if entry.erased_at:
        raise Refused(_("The words of this entry were erased before."))
    Entry.objects.filter(pk=entry.pk).update(
        what_changed="",
        challenges="",
        next_steps="",
        reason="",
        wording={},
        salt="",
        erased_at=moment,
    )
    # Why it was once sent back may quote the words, and so may a mail that said so and waits.
    Decision.objects.filter(draft__entry=entry).exclude(reason="").update(reason=ERASED)
    for draft in Draft.objects.filter(entry=entry):
        Mail.objects.filter(key__startswith=f"draft {draft.pk}, ").exclude(body="").update(subject=ERASED, body="")
    erasure = append(
        report=report,
        kind=Kind.ERASURE,
        moment=moment,
        happened_on=report.today(moment),
        action=entry.action,
        milestone=entry.milestone,
        author=by,
        organisation=by.organisation if by else None,
        reason=reason,
        changes={"erased": entry.sequence},
        key=uuid4(),
    )
    if entry.kind in DESCRIBING_KINDS:
        stand_description(entry.milestone or entry.action or report)
    make_unfindable(entry)
    if evidence := Evidence.objects.filter(added=entry).first():
        erase(evidence=evidence, moment=moment)
    entry.mails.update(subject=ERASED, body="")
    return erasure
