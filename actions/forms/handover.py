"""The form by which a person's work goes to another."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.forms.careful import CarefulForm
from actions.forms.fields import KeyField, LongTextField
from actions.models import User

THING = re.compile(r"(action|milestone)-([0-9]{1,9})")


class ThingsField(forms.MultipleChoiceField):
    """What goes. What is no longer held is taken, too: the service says what happened to it."""

    def valid_value(self, value):
        return bool(THING.fullmatch(value))


class HandoverForm(CarefulForm):
    """To whom all that a person holds goes, and why.

    ``things`` are [(token, words)] of what is held; ``people`` those it can go to; ``others`` how many
    things are held on other reports that the coordinator coordinates.
    """

    to = forms.ModelChoiceField(
        User.objects.none(),
        label=_("To whom?"),
        empty_label=_("Choose a person"),
        error_messages={
            "required": _("Choose to whom it goes."),
            "invalid_choice": _("Choose one of the staff or coordinators of this report."),
        },
    )
    things = ThingsField(
        label=_("What goes"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Choose from the list.")},
    )
    everywhere = forms.BooleanField(required=False)
    reason = LongTextField(
        label=_("Why?"),
        max_length=2_000,
        rows=2,
        help_text=_("Shown in the history beside each change."),
        error_messages={"required": _("Say why.")},
    )
    key = KeyField()

    def __init__(self, *args, things, people, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people
        self.fields["things"].choices = things
        if not things:
            del self.fields["things"]
        if others:
            self.fields["everywhere"].label = _("Hand over everything on the other reports you coordinate, too")
        else:
            del self.fields["everywhere"]

    def clean(self):
        """Give ``actions`` and ``milestones``, the ids of what goes, in place of ``things``."""
        cleaned = super().clean()
        found = [THING.fullmatch(token).groups() for token in cleaned.pop("things", [])]
        cleaned["actions"] = [int(pk) for kind, pk in found if kind == "action"]
        cleaned["milestones"] = [int(pk) for kind, pk in found if kind == "milestone"]
        return cleaned
