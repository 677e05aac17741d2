"""The forms of review: accepting one or many, and sending back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.forms.careful import CarefulForm
from actions.forms.fields import LongTextField, SeenField


class SendBackForm(CarefulForm):
    """Back to its author, saying what is missing."""

    reason = LongTextField(
        label=_("What is missing?"),
        max_length=2_000,
        rows=3,
        help_text=_("The author reads this, and it stays with the update."),
        error_messages={"required": _("Say what is missing.")},
    )
    version = SeenField()


class ChosenField(forms.Field):
    """The updates that were ticked, each as its number and its version: [(number, version)]."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value):
        pairs = [part.partition("-") for part in value or []]
        return [
            (int(number), int(version))
            for number, _dash, version in pairs
            if number.isdecimal() and version.isdecimal() and len(number) < 18 and len(version) < 9
        ]


class AcceptManyForm(CarefulForm):
    """Those that were ticked, all at once."""

    chosen = ChosenField(error_messages={"required": _("Tick the updates to accept.")})
    seen = SeenField()
