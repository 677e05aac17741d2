"""The forms by which a coordinator sees to what needs attention."""

from django.utils.translation import gettext_lazy as _

from actions.days import DayField
from actions.forms.careful import CarefulForm
from actions.forms.fields import (
    FocalPointField,
    KeyField,
    LongTextField,
    OrganisationField,
    SeenField,
)


class NudgeForm(CarefulForm):
    """A message to the focal point."""

    message = LongTextField(
        label=_("Message"),
        max_length=2_000,
        rows=4,
        help_text=_(
            "It stands in the record, where everyone on the report reads it. Whoever is asked finds it under the "
            "bell, and by mail if they chose so."
        ),
        error_messages={"required": _("Write the message.")},
    )
    key = KeyField()


class SetAsideForm(CarefulForm):
    """Until when a thing need not be seen to, and why."""

    reason = LongTextField(
        label=_("Why can it wait?"),
        max_length=2_000,
        help_text=_("Everyone on the report can read it."),
        error_messages={"required": _("Say why it can wait.")},
    )
    until = DayField(label=_("Until"), help_text=_("It comes back when this day begins; a year from now at most."))
    key = KeyField()


class TakeUpForm(CarefulForm):
    """Taking up again what was set aside: one tap."""

    key = KeyField()


class ReassignActionForm(CarefulForm):
    """Who leads an action, and whom to ask.

    ``organisations`` and ``people`` are those on the report; ``unable`` is the focal point who may not log updates.
    """

    lead_organisation = OrganisationField(
        label=_("Lead organisation (optional)"), help_text=_("The organisation that keeps this action alive.")
    )
    focal_point = FocalPointField(help_text=_("The person to ask about this action."))
    reason = LongTextField(
        label=_("Why?"),
        max_length=2_000,
        rows=2,
        help_text=_("Shown in the history beside the change."),
        error_messages={"required": _("Say why.")},
    )
    seen = SeenField()

    def __init__(self, *args, organisations, people, unable=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[self.OWNER].queryset = organisations
        self.fields["focal_point"].offer(people, unable)

    OWNER = "lead_organisation"


class ReassignMilestoneForm(ReassignActionForm):
    """Who sees to a milestone, and whom to ask."""

    lead_organisation = None
    organisation = OrganisationField(label=_("Owner (optional)"), help_text=_("The organisation that sees to it."))
    focal_point = FocalPointField(help_text=_("The person to ask about it."))
    field_order = ["organisation", "focal_point", "reason", "seen"]

    OWNER = "organisation"
