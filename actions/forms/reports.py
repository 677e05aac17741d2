"""The forms of a report's settings: the report, its actions, its members."""

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.forms.careful import CarefulForm
from actions.forms.fields import FocalPointField, OrganisationField, SeenField, TextField, WhyField
from actions.lifecycle import Refused
from actions.models import Report, Role, User
from actions.models.people import time_zones
from actions.rhythm import Rhythm, check_rhythm, tidy_dates, tidy_steps

ONE_OF_THESE = {
    "required": _("Choose one of those listed."),
    "invalid_choice": _("Choose one of those listed."),
}
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


class TidyField(TextField):
    """Text that a rule puts in order, or refuses in its own words."""

    tidy = None

    def clean(self, value):
        try:
            return type(self).tidy(super().clean(value))
        except Refused as refused:
            raise forms.ValidationError(refused.message) from None


class StepsField(TidyField):
    """On which days around a due day people are reminded."""

    tidy = staticmethod(tidy_steps)

    def __init__(self, **kwargs):
        super().__init__(max_length=60, required=False, **kwargs)


class DatesField(TidyField):
    """Days of the year by which reports are due."""

    tidy = staticmethod(tidy_dates)

    def __init__(self):
        super().__init__(
            label=_("Days of the year (optional)"),
            max_length=100,
            required=False,
            help_text=_("Month and day with a comma between, like 03-31, 09-30."),
        )


def with_its_dates(form):
    """Days of the year and the choice that makes them count go together."""
    if {"rhythm", "rhythm_dates"} <= form.cleaned_data.keys():
        try:
            check_rhythm(form.cleaned_data["rhythm"], form.cleaned_data["rhythm_dates"])
        except Refused as refused:
            form.add_error(refused.field, refused.message)
    return form.cleaned_data


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
    rhythm = forms.ChoiceField(
        label=_("Reports are due"),
        choices=Rhythm,
        error_messages=ONE_OF_THESE,
        help_text=Report._meta.get_field("rhythm").help_text,
    )
    rhythm_dates = DatesField()
    reminder_days = StepsField(
        label=_("Reminders (optional)"),
        help_text=Report._meta.get_field("reminder_days").help_text,
    )
    escalate_after = forms.IntegerField(
        label=_("Tell coordinators after"),
        min_value=0,
        max_value=10,
        help_text=Report._meta.get_field("escalate_after").help_text,
        error_messages={
            name: _("Give a number of reminders from 0 to 10.")
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

    def clean(self):
        super().clean()
        return with_its_dates(self)


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
    rhythm = forms.ChoiceField(
        label=_("Reports are due (optional)"),
        choices=[("", _("As on the whole report")), *Rhythm.choices],
        required=False,
        error_messages=ONE_OF_THESE,
    )
    rhythm_dates = DatesField()
    reason = WhyField()
    seen = SeenField()

    def clean(self):
        super().clean()
        return with_its_dates(self)

    def __init__(self, *args, organisations, people, unable=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lead_organisation"].queryset = organisations
        self.fields["focal_point"].offer(people, unable)


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
