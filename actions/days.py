"""Days that are picked or typed, in forms and in what narrows a list, and the moments at which they begin and end."""

import re
from datetime import date, datetime, time, timedelta

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.lifecycle import Refused, check_has_come
from actions.services.visits import LAST_VISIT

DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y"]

FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)
"""Nothing is recorded outside these days, so days beyond them mean the same; their moments need not exist."""


class DayField(forms.DateField):
    """A day, picked or typed."""

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "error_messages",
            {
                "invalid": _("There is no such day. Write it like 2026-11-24 or 24/11/2026."),
                "required": _("Give the day, like 2026-11-24."),
            },
        )
        super().__init__(
            input_formats=DATE_FORMATS,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            **kwargs,
        )


class PastDayField(DayField):
    """A day that has come; ``today``, a function, says which is the last one: where the reader is, if not given."""

    def __init__(self, *, today=timezone.localdate, **kwargs):
        self.today = today
        super().__init__(**kwargs)

    def to_python(self, value):
        day = super().to_python(value)
        if day:
            try:
                check_has_come(day, self.today(), None)
            except Refused as refused:
                raise forms.ValidationError(refused.message) from refused
        return day


class SinceField(PastDayField):
    """A day, or the reader's last visit."""

    def to_python(self, value):
        return value if value == LAST_VISIT else super().to_python(value)


class DayFilter(django_filters.Filter):
    """By a day, whether it has come or not."""

    field_class = DayField


class PastDayFilter(django_filters.Filter):
    """By a day that has come."""

    field_class = PastDayField


class SinceFilter(django_filters.Filter):
    """From a day on, or since the reader's last visit."""

    field_class = SinceField


def show_as_typed(form):
    """Show a day as it was typed where a date picker would show nothing: one that does not exist or is written out."""
    for name, field in form.fields.items():
        if isinstance(field, DayField) and not field.widget.is_hidden:
            if not _can_be_picked(form[name].data):
                field.widget.input_type = "text"


def _can_be_picked(typed):
    """True if a date picker shows what was typed, also when it is nothing, or a day that is refused."""
    if not typed:
        return True
    try:
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(typed)) and date.fromisoformat(str(typed)))
    except ValueError:
        return False


def start_of(day, zone):
    """The moment a day begins."""
    return datetime.combine(min(max(day, FIRST), LAST), time(), zone)


def end_of(day, zone):
    """The moment a day has ended."""
    return start_of(min(day, LAST) + timedelta(days=1), zone)
