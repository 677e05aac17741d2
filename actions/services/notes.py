"""Notes: adding a remark, and taking one's own away."""

from django.db import transaction
from django.utils import timezone

from actions.models import Note, PriorityAction
from actions.services.search import make_findable, make_unfindable
from actions.services.updates import organisation_of


@transaction.atomic
def add_note(*, action, by, text, audience, key, at=None):
    """Add a note on an action; the same form sent twice adds one."""
    PriorityAction.objects.select_for_update(no_key=True).get(pk=action.pk)
    note = Note.objects.filter(author=by, key=key).first()
    if note and (note.text, note.audience) == (text, audience):
        return note
    moment = at or timezone.now()
    note = Note.objects.create(
        action=action,
        author=by,
        organisation=organisation_of(by),
        text=text,
        audience=audience,
        created_on=action.report.today(moment),
        created_at=moment,
        # Other words under a key already used are a note of their own: nothing is lost.
        **({} if note else {"key": key}),
    )
    make_findable(note, new=True)
    return note


@transaction.atomic
def remove_note(*, note):
    """Take a note away. A note is a remark, not part of the record."""
    make_unfindable(note)
    note.delete()
