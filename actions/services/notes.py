"""Notes: adding a remark, and taking one's own away."""

from uuid import uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from actions.lifecycle import Refused
from actions.mentions import mentioned
from actions.models import Note, NoticeKind, PriorityAction, User
from actions.models.note import Audience
from actions.services.notices import lock, tell, untell
from actions.services.record import AGAIN
from actions.services.search import make_new_findable, make_unfindable
from actions.services.updates import organisation_of


@transaction.atomic
def add_note(*, action, by, text, audience, key, milestone=None, entry=None, answers=None, meant=True, at=None):
    """Add a note on an action, on one of its milestones or on an entry; the same form sent twice adds one.

    ``answers`` is the note that is answered: its author is told, and who began the thread. People named after an @
    are told of that alone; refused when one of them may not read it. Unless it is ``meant``, what was just written is
    refused.
    """
    PriorityAction.objects.select_for_update(no_key=True).get(pk=action.pk)
    note = Note.objects.filter(author=by, key=key).first()
    if note and (note.text, note.audience) == (text, audience):
        return note
    moment, organisation = at or timezone.now(), organisation_of(by)
    if not meant:
        _refuse_written_again(by, moment, text=text, action=action, milestone=milestone, entry=entry)
    people = who_is_named(action.report, by=by, text=text, audience=audience)
    note = Note.objects.create(
        action=action,
        milestone=milestone,
        entry=entry,
        answers=(answers.answers or answers) if answers else None,
        author=by,
        organisation=organisation,
        text=text,
        audience=audience,
        created_on=action.report.today(moment),
        created_at=moment,
        # Other words under a key already used are a note of their own: nothing is lost.
        **({} if note else {"key": key}),
    )
    note.mentioned.set(people)
    make_new_findable([note])
    answered = _who_is_answered(note, answers)
    lock([person.pk for person in [*people, *answered]])
    for told, kind in ((people, NoticeKind.MENTIONED), (answered, NoticeKind.ANSWERED)):
        tell(
            people=told,
            kind=kind,
            report=action.report,
            action=action,
            milestone=milestone,
            by=by,
            address=note.get_absolute_url(),
            key=f"note-{note.pk}",
            at=moment,
        )
    return note


def _refuse_written_again(by, moment, **written):
    if Note.objects.filter(author=by, created_at__gt=moment - AGAIN, **written).exists():
        raise Refused(
            _("You wrote exactly this here before. Send it again only if it is to stand here twice."),
            "text",
            doubted=True,
        )


def _who_is_answered(note, answers):
    """The author of what ``note`` answers and who began the thread, unless they may not read it any more."""
    authors = {answers.author, (answers.answers or answers).author} if answers else ()
    return [author for author in authors if Note.objects.visible_to(author).filter(pk=note.pk).exists()]


def answer(*, note, by, text, key, meant=True, at=None):
    """Add to the thread that ``note`` is in; those who may read the thread may read the answer."""
    first = note.answers or note
    about = {"action": first.action, "milestone": first.milestone, "entry": first.entry}
    return add_note(**about, answers=note, audience=first.audience, by=by, text=text, key=key, meant=meant, at=at)


def who_is_named(report, *, by, text, audience):
    """The people on the report who are named after an @; refused when one of them may not read what ``by`` writes."""
    only = organisation_of(by) if audience == Audience.INTERNAL else None
    people = list(User.objects.on_report(report).select_related("organisation")) if "@" in text else []
    found = mentioned(text, {person.name for person in people})
    people = [person for person in people if person.name in found]
    outside = [person for person in people if only and person.organisation != only]
    if outside:
        raise Refused(
            _(
                "%(who)s may not read this note: it is only for %(organisation)s. "
                "Let everyone on the report read it, or take the @ away."
            )
            % {"who": get_text_list(outside, _("and")), "organisation": only},
            "audience",
        )
    return people


@transaction.atomic
def add_notes(*, notes, by, audience, key, meant=True):
    """Add a note on each of several items, (item with action and milestone, text) pairs: all of them or none.

    The same form sent twice adds each note once; a note that was written in between is added to them. Unless it is
    ``meant``, what was just written is refused, as in ``add_note``, at the name of its item.
    """
    written, moment = [], timezone.now()
    for item, text in notes:
        about = {"action": item.action, "milestone": item.milestone, "key": uuid5(key, item.name)}
        try:
            written.append(add_note(**about, by=by, text=text, audience=audience, meant=meant, at=moment))
        except Refused as refused:
            refused.field = item.name if refused.field == "text" else refused.field
            raise
    return written


def refuse_answered(note):
    """Refuse to take a note away that someone answered."""
    if later := note.answered_by.select_related("author").first():
        raise Refused(_("%(who)s answered this note. It can no longer be removed.") % {"who": later.author})


@transaction.atomic
def remove_note(*, note):
    """Take a note away. A note is a remark, not part of the record; but what someone answered stays."""
    PriorityAction.objects.select_for_update(no_key=True).get(pk=note.action_id)  # nobody answers meanwhile
    refuse_answered(note)
    make_unfindable(note)
    untell(address=note.get_absolute_url())
    note.delete()
