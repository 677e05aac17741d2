"""The form of a meeting: a note for each item of the agenda, all of them sent together."""

import re

from django import forms
from django.forms.utils import flatatt
from django.utils.translation import gettext_lazy as _

from actions.forms.careful import CarefulForm
from actions.forms.fields import KeyField, LongTextField
from actions.forms.notes import offered
from actions.models.note import Audience

NOTE = "note"
PREFIX = f"{NOTE}-"
NAME = re.compile(PREFIX + r"(\d{1,5}(?:-\d{1,9})?)")


def names_with_notes(typed):
    """The names of the items that have a note among these fields, in a form or kept."""
    return [found[1] for name, text in typed.items() if (found := NAME.fullmatch(name)) and text.strip()]


class MeetingForm(CarefulForm):
    """One note for each of the ``items`` of the agenda, and for all of them who may read them.

    The names that are ``offered`` stand once in the page, with the form.
    """

    audience = forms.ChoiceField(
        label=_("Who may read these notes?"),
        choices=Audience,
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": _("Choose who may read the notes."),
            "required": _("Choose who may read the notes."),
        },
    )
    key = KeyField()

    CAN_BE_DOUBTED = True

    @classmethod
    def texts(cls):
        return {NOTE}

    def __init__(self, *args, items, people, organisation_id, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = {PREFIX + item.name: item for item in items}
        notes = {
            name: LongTextField(
                label=_("Note on %(number)s") % {"number": item.number}, max_length=10_000, required=False, rows=2
            )
            for name, item in self.items.items()
        }
        for field in notes.values():
            field.widget.attrs["aria-autocomplete"] = "list"
        self.fields = notes | self.fields
        self.offered = flatatt(offered(people, organisation_id))

    def clean(self):
        """What the service takes: ``notes`` as [(item, text)], those alone that say something."""
        given = super().clean()
        notes = [(item, given[name]) for name, item in self.items.items() if given.get(name)]
        if not notes and not self.errors:
            raise forms.ValidationError(_("Write a note on at least one item."))
        return {"notes": notes, "audience": given.get("audience"), "key": given.get("key")}

    def refuse(self, refused, **known):
        if PREFIX + (refused.field or "") in self.fields:
            refused.field = PREFIX + refused.field
        super().refuse(refused, **known)

    def note_on(self, item):
        """The field for the note on this item."""
        return self[PREFIX + item.name]
