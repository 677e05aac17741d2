"""The forms of a report's settings: the report, its actions, its members."""

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.forms.careful import CarefulForm
from actions.forms.fields import FocalPointField, OrganisationField, SeenField, TextField, WhyField
from actions.models import Report, Role, User
from actions.models.people import time_zones

NO_EMAIL = {
    "required": _("Give the e-mail address."),
    "invalid": _("This is not an e-mail address. Write it like name@example.org."),
}


class AddressField(forms.EmailField):
    """An e-mail address; whatever is wrong with it, one sentence says so."""

    def run_validators(self, value):
        try:
            super().run_validators(value)
        except forms.ValidationError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class TimeZoneField(forms.ChoiceField):
    """A time zone, listed by continent and city."""

    def __init__(self, **kwargs):
        super().__init__(
            choices=lambda: [(name, name.replace("_", " ")) for name in time_zones()],
            error_messages={"invalid_choice": _("Choose one of the time zones listed.")},
            **kwargs,
        )


class ReportForm(CarefulForm):
    """What a report is called here, how often it wants to be heard of, in which time zone."""

    title = TextField(label=_("Title"), max_length=300, error_messages={"required": _("Give the report a title.")})
    rhythm_days = forms.IntegerField(
        label=_("Rhythm in days"),
        min_value=1,
        max_value=1000,
        help_text=Report._meta.get_field("rhythm_days").help_text,
        error_messages={
            name: _("Give a number of days from 1 to 1000.")
            for name in ("required", "invalid", "min_value", "max_value")
        },
    )
    time_zone = TimeZoneField(label=_("Time zone"), help_text=Report._meta.get_field("time_zone").help_text)
    review_asked = forms.BooleanField(
        label=_("Updates are reviewed before they count"),
        required=False,
        help_text=Report._meta.get_field("review_asked").help_text,
    )
    evidence_asked = forms.BooleanField(
        label=_("Closing asks for evidence"),
        required=False,
        help_text=Report._meta.get_field("evidence_asked").help_text,
    )
    seen = SeenField()


class ActionForm(CarefulForm):
    """What an action is called here, whom it addresses, who leads. Its recommendation stays as published."""

    title = TextField(
        label=_("Short title"), max_length=200, error_messages={"required": _("Give the action a title.")}
    )
    theme = TextField(label=_("Theme"), max_length=100, error_messages={"required": _("Give the action a theme.")})
    addressee = TextField(
        label=_("Addressee"),
        max_length=200,
        help_text=_("Who has to act: the duty bearer."),
        error_messages={"required": _("Say who has to act.")},
    )
    lead_organisation = OrganisationField(
        label=_("Lead organisation (optional)"), help_text=_("The organisation that keeps this action alive.")
    )
    focal_point = FocalPointField(help_text=_("The person to ask about this action."))
    reason = WhyField()
    seen = SeenField()

    def __init__(self, *args, organisations, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lead_organisation"].queryset = organisations
        self.fields["focal_point"].queryset = people


class MemberForm(CarefulForm):
    """A person to put on the report."""

    email = AddressField(label=_("E-mail address"), max_length=254, error_messages=NO_EMAIL)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role,
        initial=Role.STAFF,
        error_messages={"invalid_choice": _("Choose one of the roles listed.")},
    )
    name = TextField(
        label=_("Name"),
        max_length=150,
        required=False,
        help_text=_("Needed when the person has no account yet."),
    )
    organisation = TextField(
        label=_("Organisation"),
        max_length=200,
        required=False,
        help_text=_("Needed when the person has no account yet. An organisation that is new is added."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The page lists the organisations there are, to choose from while typing.
        self.fields["organisation"].widget.attrs["list"] = "organisations"


class RoleForm(CarefulForm):
    """A member's role."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role,
        error_messages={
            "required": _("Choose one of the roles listed."),
            "invalid_choice": _("Choose one of the roles listed."),
        },
    )


class AccountForm(CarefulForm):
    """What a person decides about their own account."""

    name = TextField(label=_("Name"), max_length=150, error_messages={"required": _("Give your name.")})
    language = forms.ChoiceField(
        label=_("Language"),
        choices=User._meta.get_field("language").choices,
        error_messages={"invalid_choice": _("Choose one of the languages listed.")},
    )
    time_zone = TimeZoneField(label=_("Time zone"), help_text=_("Moments are shown in this zone."))
    single_keys = forms.BooleanField(
        label=_("Single keys"),
        required=False,
        help_text=User._meta.get_field("single_keys").help_text,
    )
