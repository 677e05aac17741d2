"""The forms of a milestone: adding, changing, dropping, taking up again."""

from django.utils.translation import gettext_lazy as _

from actions.days import DayField
from actions.forms.careful import CarefulForm
from actions.forms.fields import (
    FocalPointField,
    KeyField,
    LongTextField,
    OrganisationField,
    SeenField,
    TextField,
    WhyField,
)


class MilestoneForm(CarefulForm):
    """A dated step: what, by when, whose.

    ``organisations`` and ``people`` are those on the report; ``unable`` is the focal point who may not log updates.
    """

    title = TextField(
        label=_("What will have happened?"),
        max_length=200,
        help_text=_("One result, such as “The working group adopts the draft”."),
        error_messages={"required": _("Say what will have happened when the milestone is done.")},
    )
    due_on = DayField(label=_("Due on"))
    organisation = OrganisationField(label=_("Owner (optional)"), help_text=_("The organisation that sees to it."))
    focal_point = FocalPointField(help_text=_("The person to ask about it."))

    def __init__(self, *args, organisations, people, unable=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        self.fields["focal_point"].offer(people, unable)


class NewMilestoneForm(MilestoneForm):
    """A milestone that is not there yet."""

    CAN_BE_DOUBTED = True

    happened_on = DayField(
        label=_("Agreed on"),
        help_text=_("The day the step was agreed. Earlier days are welcome: fill in the past as it was."),
    )
    key = KeyField()


class ChangedMilestoneForm(MilestoneForm):
    """A milestone as it is, to be changed; a new due day says why."""

    reason = WhyField(
        label=_("Why?"),
        help_text=_("Needed when the due day changes. Shown in the history beside the change."),
    )
    seen = SeenField()


class DecisionForm(CarefulForm):
    """Dropping a milestone or taking it up again, with the reason."""

    reason = LongTextField(
        label=_("Why?"),
        max_length=2_000,
        help_text=_("The milestone and its history stay readable, with this reason."),
        error_messages={"required": _("Say why.")},
    )
    key = KeyField()
