"""The day a page is asked for."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.forms.fields import DayField
from actions.lifecycle import spoken


def end_of_last_quarter(today):
    """The last day of the quarter before that of ``today``."""
    return date(today.year, today.month - (today.month - 1) % 3, 1) - timedelta(days=1)


class DayForm(forms.Form):
    """``as_of`` in the address: a day that has come; without it, today. ``day`` is the day, or None."""

    as_of = DayField(label=_("As it stood at the end of"), required=False)

    def __init__(self, data, *, today):
        super().__init__(data if data.get("as_of") else None, initial={"as_of": today})
        self.today = today
        self.fields["as_of"].widget.attrs["max"] = today.isoformat()

    def clean_as_of(self):
        day = self.cleaned_data["as_of"]
        if day and day > self.today:
            raise forms.ValidationError(
                _("%(day)s has not come yet. Choose today, %(today)s, or an earlier day."),
                params={"day": spoken(day), "today": spoken(self.today)},
            )
        return day

    @property
    def day(self):
        return self.cleaned_data.get("as_of") if self.is_valid() else None
