"""The form of a note."""

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.forms.careful import CarefulForm
from actions.forms.fields import KeyField, LongTextField
from actions.models.note import Audience


class NoteForm(CarefulForm):
    """A remark among the people on a report."""

    text = LongTextField(
        label=_("Note"),
        max_length=10_000,
        help_text=_("Never name or describe a child. Notes are never published."),
        error_messages={"required": _("Write the note.")},
    )
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
    key = KeyField()
