"""The forms of a day that a page shows, and of the moment whose knowledge it shows."""

from datetime import MAXYEAR, MINYEAR, UTC, datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.days import DayField, show_as_typed
from actions.lifecycle import Refused, check_day, spoken

THEN = "then"
"""Stands in an address for the moment at which the day shown ended, whichever day that is."""


class MomentField(forms.Field):
    """A moment as an address carries it: 2026-09-30T22:00:00Z, or THEN. Without a time zone it is none."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False)

    def to_python(self, value):
        if not value or value == THEN:
            return value or None
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                raise ValueError("a moment without a time zone")
            if not MINYEAR < moment.year < MAXYEAR:
                raise ValueError("a moment that is in another year somewhere, of which there is none")
            return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            raise forms.ValidationError(
                _("The address names a moment that does not exist, so this shows what is known now."),
                code="invalid",
            ) from None


class DayForm(forms.Form):
    """Any day from the publication of ``report`` to ``today``, and a moment until ``now``."""

    as_of = DayField(required=False, label=_("Day"))
    known = MomentField()

    use_required_attribute = False

    def __init__(self, data, *, report, today, now):
        super().__init__(data)
        self.report, self.today, self.now = report, today, now
        show_as_typed(self)

    @property
    def day(self):
        """The day asked for, also when the moment makes no sense; None for today."""
        return self.cleaned_data.get("as_of") if not self.errors.get("as_of") else None

    @property
    def moment(self):
        """The moment asked for; None for what is known now, and where anything makes no sense."""
        return self.cleaned_data["known"] if self.is_valid() else None

    def clean_as_of(self):
        return self._checked("as_of")

    def _checked(self, name):
        day = self.cleaned_data[name]
        if day:
            try:
                check_day(day, self.report.published_on, self.today)
            except Refused as refused:
                raise forms.ValidationError(refused.message) from refused
        return day

    def clean_known(self):
        known = self.cleaned_data["known"]
        if known and known != THEN and known > self.now:
            raise forms.ValidationError(
                _("The address names a moment that has not come yet, so this shows what is known now.")
            )
        return known


class ComparisonForm(DayForm):
    """Two days, the earlier first, and a moment."""

    as_of = None
    first = DayField(label=_("From"))
    last = DayField(label=_("To"))

    def clean_first(self):
        return self._checked("first")

    def clean_last(self):
        last, first = self._checked("last"), self.cleaned_data.get("first")
        if first and last and last < first:
            raise forms.ValidationError(_("Choose a day that is not before the first one."))
        return last


class NetworkDayForm(forms.Form):
    """``as_of`` in the address of pages about many reports: a day that has come. ``day`` is None for today."""

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
