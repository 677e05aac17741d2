"""What the list of reports shows: the strip of levels, and the ways to the rows behind its figures."""

from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.formats import date_format, localize
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.lifecycle import Level
from actions.reporting.lines import LEVELS
from actions.templatetags.status import day, label, shape

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
def told_levels():
    """{level: (its words, its shape)}, made once for all the squares of a page."""
    return {level: (str(label(level)), shape(level)) for level in LEVELS}


@register.simple_tag
def strip(line, told, as_of=None):
    """A report's actions by number, each a square with the shape and colour of its level, as ``told_levels`` has it."""
    if not line.marks:
        return format_html('<span class="meta">{}</span>', _("No priority actions yet"))
    if len(line.marks) > MOST_SQUARES:
        squares = (
            (_overview(line, as_of, level), level, told[level][1], localize(count), told[level][0])
            for level, count in line.levels_counted
        )
        template_of_one = '<li><a class="square square-{1}" href="{0}">{2} {3} × {4}</a></li>'
    else:
        squares = (
            (_action(line, mark, as_of), mark.level, mark.number, mark.title, *told[mark.level]) for mark in line.marks
        )
        template_of_one = (
            '<li><a class="square square-{1}" href="{0}" title="{2}. {3}: {4}">{5} {2}'
            '<span class="visually-hidden"> {4}</span></a></li>'
        )
    return format_html('<ol class="strip">{}</ol>', format_html_join("", template_of_one, squares))


@register.simple_tag
def age(line):
    """How old a line's report is, with the day it was published in the tooltip."""
    published = line.report.published_on
    words = ngettext("%(count)s year", "%(count)s years", line.age) if line.age else _("under a year")
    return format_html(
        '<time class="nowrap" datetime="{}" title="{}">{}</time>',
        published.isoformat(),
        _("published on %(day)s") % {"day": date_format(published, "DATE_FORMAT")},
        words % {"count": localize(line.age)},
    )


@register.simple_tag
def last_heard(line, as_of=None):
    """When an action of a line was last heard of, with the way to what was said."""
    if not line.heard_on:
        return format_html('<span class="meta">{}</span>', _("Not yet"))
    if as_of:
        url = _address("overview", [line.report.slug], _then(line, as_of)) + "#activity-title"
        words = format_html(
            '<time datetime="{}">{}</time>', line.heard_on.isoformat(), date_format(line.heard_on, "SHORT_DATE_FORMAT")
        )
    else:
        url, words = _address("entries", [line.report.slug], {}), day(line.heard_on, line.day)
    return format_html('<a class="plain nowrap" href="{}">{}</a>', url, words)


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
def overview_link(line, as_of=None):
    """The country of a line, which leads to the overview of its report on the day asked for."""
    return format_html(
        '<a href="{}">{}</a>', _address("overview", [line.report.slug], _then(line, as_of)), line.country
    )


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
    return f"{_path(name, *args)}?{urlencode(asked)}" if asked else _path(name, *args)


@lru_cache(maxsize=10_000)
def _path(name, *args):
    """The address of a page, of which a list of reports has hundreds."""
    return reverse(name, args=args)


def _late(url, words):
    return format_html('<a class="late nowrap" href="{}">{}</a>', url, words)


def _none():
    return format_html('<span class="meta">–<span class="visually-hidden">{}</span></span>', _("none"))
