"""What the list of reports shows: the strip of levels, and the ways to the rows behind its figures."""

from django import template
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.lifecycle import Level
from actions.reporting.lines import LEVELS
from actions.templatetags.status import label, shape

register = template.Library()

MOST_SQUARES = 40
"""More actions than this are counted by level: their squares would say nothing any more."""


@register.simple_tag
def levels():
    """The levels, the furthest first."""
    return [Level(level) for level in LEVELS]


@register.filter
def level_word(value):
    """The words for a level."""
    return label(value)


@register.simple_tag
def level_shape(value):
    """The shape of a level on the colour of the level; its word stands beside it."""
    return format_html('<span class="square square-{}">{}</span>', value, shape(value))


@register.filter
def chosen(form, names):
    """Fields of a form by their names, between blanks."""
    return [form[name] for name in names.split()]


@register.simple_tag
def theme_address(url, theme, region="", level=""):
    """The list of reports, as ``url`` has it, of one theme; in a region, with an action at a level."""
    asked = {name: value for name, value in (("theme", theme), ("region", region), ("level", level)) if value}
    return f"{url}{'&' if '?' in url else '?'}{urlencode(asked)}"


@register.simple_tag
def strip(line, as_of=None):
    """A report's actions by number, each a square with the shape and colour of its level."""
    if len(line.marks) > MOST_SQUARES:
        squares = (
            (_overview(line, as_of, level), level, shape(level), localize(count), f"× {label(level)}", "", "")
            for level, count in line.levels_counted
        )
        template_of_one = '<li><a class="square square-{1}" href="{0}">{2} {3} {4}{5}{6}</a></li>'
    else:
        squares = (
            (
                _action(line, mark, as_of),
                mark.level,
                f"{mark.number}. {mark.title}: {label(mark.level)}",
                shape(mark.level),
                mark.number,
                label(mark.level),
            )
            for mark in line.marks
        )
        template_of_one = (
            '<li><a class="square square-{1}" href="{0}" title="{2}">{3} {4}'
            '<span class="visually-hidden"> {5}</span></a></li>'
        )
    if not line.marks:
        return format_html('<span class="meta">{}</span>', _("No priority actions yet"))
    return format_html('<ol class="strip">{}</ol>', format_html_join("", template_of_one, squares))


@register.simple_tag
def silent_rows(line, as_of=None):
    """How many actions of a line are silent, with the way to them; of a part of a report, to each of them."""
    if not line.silent:
        return _none()
    if not line.is_part:
        words = ngettext("%(count)s silent", "%(count)s silent", line.silent) % {"count": localize(line.silent)}
        return _late(_overview(line, as_of, "silent"), words)
    return format_html_join(
        " ",
        "{}",
        (
            (_late(_action(line, mark, as_of) + "#history", _("action %(number)s") % {"number": mark.number}),)
            for mark in line.marks
            if mark.silent_days
        ),
    )


@register.simple_tag
def overdue_rows(line, as_of=None):
    """How many milestones of a line are overdue, with the way to them; of a part of a report, action by action."""
    if not line.overdue:
        return _none()
    if not line.is_part:
        words = ngettext("%(count)s overdue", "%(count)s overdue", line.overdue) % {"count": localize(line.overdue)}
        return _late(_milestones(line, as_of, state="overdue"), words)
    return format_html_join(
        " ",
        "{}",
        (
            (
                _late(
                    _milestones(line, as_of, state="overdue", action=mark.number),
                    ngettext("%(count)s overdue", "%(count)s overdue", mark.overdue)
                    % {"count": localize(mark.overdue)},
                ),
            )
            for mark in line.marks
            if mark.overdue
        ),
    )


@register.simple_tag
def overview_address(line, as_of=None):
    """The overview of a line's report, on the day asked for."""
    return _address("overview", [line.report.slug], _then(line, as_of))


def _action(line, mark, as_of):
    return _address("action", [line.report.slug, mark.number], _then(line, as_of))


def _overview(line, as_of, show):
    return _address("overview", [line.report.slug], {"show": show} | _then(line, as_of)) + "#actions"


def _milestones(line, as_of, **asked):
    return _address("milestones", [line.report.slug], asked | _then(line, as_of))


def _then(line, as_of):
    """The day asked for as an address has it; nothing for today, or where that day has not come yet."""
    return {"as_of": as_of.isoformat()} if as_of == line.day else {}


def _address(name, args, asked):
    return f"{reverse(name, args=args)}{'?' if asked else ''}{urlencode(asked)}"


def _late(url, words):
    return format_html('<a class="late nowrap" href="{}">{}</a>', url, words)


def _none():
    return format_html('<span class="meta">–<span class="visually-hidden">{}</span></span>', _("none"))
