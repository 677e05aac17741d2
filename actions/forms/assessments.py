"""The form in which an organisation says how it sees an action."""

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.days import DayField
from actions.forms.careful import CarefulForm
from actions.forms.fields import KeyField, LongTextField
from actions.lifecycle import Level


class AssessmentForm(CarefulForm):
    """The level at which the organisation sees an action, why, and on what day."""

    CAN_BE_DOUBTED = True

    level = forms.ChoiceField(
        label=_("How far is it implemented, as your organisation sees it?"),
        choices=Level,
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": _("Choose one of the levels listed."),
            "required": _("Choose a level."),
        },
    )
    reason = LongTextField(
        label=_("Why do you see it so?"),
        max_length=2_000,
        rows=4,
        help_text=_("Everyone on the report can read it. Never name or describe a child."),
        error_messages={"required": _("Say why you see it so.")},
    )
    happened_on = DayField(label=_("As of which day?"), help_text=_("Today, or the day you looked into it."))
    key = KeyField()
