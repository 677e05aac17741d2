"""The forms of a note and of an answer to one."""

import json

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.forms.careful import CarefulForm
from actions.forms.fields import KeyField, LongTextField
from actions.models.note import Audience


def offered(people, organisation_id=None):
    """The attributes by which a field, or all fields of a form, offer names after an @.

    ``people`` are those who can be named; of them, those of the organisation read what is for it alone.
    """
    names = [
        {
            "name": person.name,
            "of": str(person.organisation or ""),
            "inside": person.organisation_id is not None and person.organisation_id == organisation_id,
        }
        for person in people
    ]
    return {
        "data-people": json.dumps(names),
        "data-people-label": _("People on the report"),
        "data-people-outside": _("Nobody by that name may read this note: it is for your organisation only."),
    }


class AnswerForm(CarefulForm):
    """A remark among the people on a report."""

    CAN_BE_DOUBTED = True

    text = LongTextField(
        label=_("Note"),
        max_length=10_000,
        rows=4,
        help_text=_(
            "Never name or describe a child. Notes are never published. Write @ and a name to tell that person; "
            "**bold**, *italic* and lists with - are understood."
        ),
        error_messages={"required": _("Write the note.")},
    )
    key = KeyField()

    def __init__(self, *args, people=(), organisation_id=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= offered(people, organisation_id) | {"aria-autocomplete": "list"}


class NoteForm(AnswerForm):
    """A note that begins a thread, and who may read it."""

    audience = forms.ChoiceField(
        label=_("Who may read it?"),
        choices=Audience,
        initial=Audience.INTERNAL,
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": _("Choose who may read the note."),
            "required": _("Choose who may read the note."),
        },
    )
