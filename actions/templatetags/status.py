"""Statuses in words and shapes, and the geometry of small charts."""

from functools import cache, lru_cache

from django import template
from django.forms.utils import flatatt
from django.templatetags.static import static
from django.utils.formats import date_format, localize, number_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from actions import charts
from actions.addresses import address
from actions.lifecycle import (
    ConcernKind,
    Course,
    CourseReason,
    Kind,
    Level,
    Stage,
    State,
)
from actions.models import Role
from actions.templatetags.days import overdue_days, since

register = template.Library()

LABELS = {
    choice.value: choice.label
    for choices in (Level, Course, CourseReason, State, Kind, ConcernKind, Stage)
    for choice in choices
}


@register.filter
def label(value):
    """The words for a level, a course, its reason, a milestone's state, a kind of entry or concern, or a stage."""
    return LABELS[value]


@register.filter
def chosen(value):
    """The words for what stands in a field one chooses in; as it stands where it is none of the choices."""
    return LABELS.get(value, value)


@register.filter
def attributes(values):
    """The attributes of an element as HTML has them, from a dict."""
    return flatatt(values)


@register.filter
def grouped(number):
    """A great number as people write it, its thousands apart."""
    return number_format(number, force_grouping=True)


COUNTED = {
    "under_way": _lazy("Under way, in time"),
    "planned": _lazy("Planned, in time"),
    "overdue": _lazy("Overdue"),
    "due": _lazy("Due by then"),
    "pursued": _lazy("All"),
}


@register.filter
def counted(name):
    """The words for what a figure over time counts."""
    return COUNTED.get(name) or LABELS[name]


@register.filter
def role(value):
    """The word for what a person is on a report."""
    return Role(value).label


@register.simple_tag
@cache
def shape(value):
    """The small picture of a status, of a kind of entry, or of another name in charts.SHAPES."""
    return format_html(
        '<svg class="shape" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">'
        '<path fill="currentColor" fill-rule="evenodd" d="{}"/></svg>',
        charts.SHAPES[value],
    )


def _pill(kind, picture, words):
    return _drawn_pill(kind, picture, str(words))


@lru_cache(maxsize=1_000)
def _drawn_pill(kind, picture, words):
    return format_html('<span class="pill pill-{}">{} {}</span>', kind, shape(picture), words)


@register.simple_tag
def level(value):
    """How far an action is implemented: word, shape and colour."""
    return _pill(value, value, label(value))


@register.simple_tag
def course(value, reason=""):
    """Where an action is heading, with the reason if it is given; either may be empty."""
    if not value:
        return format_html('<span class="meta">{}</span>', _("Not stated"))
    pill = _pill(value, value, label(value))
    return format_html('{} <span class="meta">{}</span>', pill, label(reason)) if reason else pill


@register.simple_tag
def stage(value):
    """Where an update is on its way into the record: word and shape."""
    return _pill(value, value, label(value))


@register.simple_tag
def state(value, days_overdue=0):
    """Where a milestone is; when it is overdue, also by how many days."""
    pill = _pill(value, value, label(value))
    return format_html("{} {}", pill, late(days_overdue)) if days_overdue else pill


@register.simple_tag
def state_since(span, today, report, alone=False):
    """Where a milestone is and since when, by the entry that proves it; then for how many days it has been late.

    On its page ``alone`` the day is written out, and told also where it was only planned.
    """
    said = [state(span.state)]
    words = since(span.state_since)
    if alone:
        words = _("since %(day)s") % {"day": date_format(span.state_since, "DATE_FORMAT")}
    if span.proof:
        proof = address("entry", report.slug, span.proof)
        said.append(format_html('<a class="meta nowrap" href="{}">{}</a>', proof, words))
    elif alone:
        said.append(format_html('<span class="meta nowrap">{}</span>', words))
    if days := overdue_days(span, today):
        said.append(late(days))
    return mark_safe(" ".join(said))  # noqa: S308 - each of them is escaped


@register.simple_tag
def late(days):
    """For how many days something has been late."""
    return _late(days, get_language())


@lru_cache(maxsize=5_000)
def _late(days, _language):
    words = ngettext("%(days)s day late", "%(days)s days late", days)
    return _pill("attention", "attention", words % {"days": localize(days)})


@register.simple_tag
def silent(days):
    """For how many days nobody has reported on an action."""
    words = ngettext("%(days)s day silent", "%(days)s days silent", days)
    return _pill("attention", "attention", words % {"days": localize(days)})


@register.simple_tag
def concern(found):
    """Why something needs attention, and for how long it has: word, shape and colour."""
    match found.kind:
        case ConcernKind.LATE:
            return late(found.days)
        case ConcernKind.DUE_SOON:
            words = ngettext("Due in %(days)s day", "Due in %(days)s days", found.days) % {"days": localize(found.days)}
            return _pill(found.kind, found.kind, words if found.days else _("Due today"))
        case ConcernKind.SILENT:
            return silent(found.days)
        case ConcernKind.WAITING:
            words = ngettext("Waiting for %(days)s day", "Waiting for %(days)s days", found.days)
            words = words % {"days": localize(found.days)} if found.days else _("Waiting since today")
            return _pill(found.kind, found.kind, words)
        case ConcernKind.OFF_COURSE:
            return course(found.figures.course)
        case ConcernKind.UNLED:
            missing = _("Cannot report") if found.person_id else _("No focal point")
            return _pill(found.kind, found.kind, missing if found.figures.lead_organisation_id else _("No lead"))
    return mark(found.kind)


@register.simple_tag
def mark(kind):
    """A kind of concern that something is of: word, shape and colour."""
    return _pill(kind, kind, label(kind))


@register.filter
def step(reminder):
    """How far a reminder is from the due day, in words."""
    days, words = abs(reminder.step), {"day": date_format(reminder.due_on, "DATE_FORMAT")}
    if not reminder.step:
        return _("due that day, %(day)s") % words
    words["days"] = days
    if reminder.step < 0:
        said = ngettext("%(days)s day before it was due, %(day)s", "%(days)s days before it was due, %(day)s", days)
    else:
        said = ngettext("%(days)s day after it was due, %(day)s", "%(days)s days after it was due, %(day)s", days)
    return said % words


@register.filter
def elided(page):
    """The numbers of a pager, with gaps where there are many."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.simple_tag
def sparkline(points, most=None):
    """The line through some points; None when there are none."""
    return charts.sparkline(points, most=most) if points else None


@register.simple_tag
def error_links(form):
    """What is wrong with a form, in its own order: [(id of the field or empty, sentence)]."""
    links = [("", sentence) for sentence in form.non_field_errors()]
    for field in form:
        links += [("" if field.is_hidden else _field_id(field), sentence) for sentence in field.errors]
    return links


def _field_id(field):
    if field.field.widget.use_fieldset and field.auto_id:
        return f"{field.auto_id}_0"  # the first of several buttons
    return field.id_for_label


@register.simple_tag
def static_if_there(path):
    """The address of a static file, or nothing when the files have not been collected."""
    try:
        return static(path)
    except ValueError:
        return ""
