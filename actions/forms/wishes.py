"""What mail a person wants."""

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.days import DayField
from actions.forms.careful import CarefulForm
from actions.forms.reports import ONE_OF_THESE
from actions.lifecycle import Refused, check_until
from actions.models import NoticeKind, Often, When


class WishesForm(CarefulForm):
    """The digest: how often, and a pause; of each kind of notice, whether it is mailed."""

    often = forms.ChoiceField(
        label=_("Digest"),
        choices=Often,
        error_messages=ONE_OF_THESE,
        help_text=_("One mail in the morning that says what is due, late or silent, and what is new to you."),
    )
    paused_until = DayField(
        label=_("No mail before (optional)"),
        required=False,
        help_text=_(
            "While you are away, no mail at all, not even what is mailed at once. What comes up meanwhile stands under "
            "the bell, and in the first digest after, if you get one. Only mails about your password, signing in or "
            "an invitation still come."
        ),
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        for kind in NoticeKind:
            self.fields[kind.value] = forms.ChoiceField(label=kind.label, choices=When, error_messages=ONE_OF_THESE)

    def clean_paused_until(self):
        day = self.cleaned_data["paused_until"]
        if day:
            try:
                check_until(day, self.today)
            except Refused as refused:
                raise forms.ValidationError(refused.message) from None
        return day

    @property
    def wishes(self):
        """What was chosen, as ``services.wishes.change_wishes`` takes it."""
        chosen = dict(self.cleaned_data)
        return {"often": chosen.pop("often"), "paused_until": chosen.pop("paused_until"), "kinds": chosen}
