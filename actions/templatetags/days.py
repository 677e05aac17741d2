"""Days as people say them."""

from functools import lru_cache

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from actions.lifecycle import is_overdue

register = template.Library()


@register.simple_tag
def short_day(value):
    """A day as a short date."""
    return _short_day(value, get_language())


@lru_cache(maxsize=5_000)
def _short_day(value, _language):
    date = date_format(value, "SHORT_DATE_FORMAT")
    return format_html('<time class="nowrap" datetime="{}">{}</time>', value.isoformat(), date)


def since(day):
    """Since when something is as it is."""
    return _since(day, get_language())


@lru_cache(maxsize=5_000)
def _since(day, _language):
    return _("since %(day)s") % {"day": date_format(day, "SHORT_DATE_FORMAT")}


@register.simple_tag
def day(value, today):
    """A day as people say it, "3 days ago", with the date in the tooltip and in print; without ``today``, the date."""
    return _day(value, today, get_language())


@lru_cache(maxsize=5_000)
def _day(value, today, _language):
    date = date_format(value, "DATE_FORMAT")
    if today is None:
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), date)
    return format_html(
        '<time datetime="{}" title="{}">{}</time><span class="in-print"> ({})</span>',
        value.isoformat(),
        date,
        ago(value, today),
        date,
    )


@register.filter
def ago(day, today):
    """How long before or after ``today`` a day is, in words: in days up to two years, as lateness and silence are."""
    days = (today - day).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days == -1:
        return _("tomorrow")
    if days < 0:
        return _distance(-days, "in")
    return _distance(days, "ago")


def _distance(days, direction):
    past = direction == "ago"
    if days < 730:
        words = ngettext("%(count)d day ago", "%(count)d days ago", days)
        words = words if past else ngettext("in %(count)d day", "in %(count)d days", days)
        return words % {"count": days}
    years = round(days / 365.25)
    words = ngettext("%(count)d year ago", "%(count)d years ago", years)
    words = words if past else ngettext("in %(count)d year", "in %(count)d years", years)
    return words % {"count": years}


@register.filter
def days_late(due_on, today):
    """Days since a due day ended; 0 when it has not."""
    return max(0, (today - due_on).days)


@register.filter
def overdue_days(span, today):
    """Days an open milestone is overdue; 0 when it is not."""
    return days_late(span.due_on, today) if is_overdue(span.due_on, span.state, today) else 0
