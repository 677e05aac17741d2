"""What the list of reports shows: the strip of levels, and the ways to the rows behind its figures."""

from functools import cache, lru_cache
from itertools import chain

from django import template
from django.core.cache import caches
from django.utils.formats import date_format, localize
from django.utils.html import escape, format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from actions.addresses import address
from actions.lifecycle import Level
from actions.reporting.lines import LEVELS
from actions.templatetags.days import day
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


@register.simple_tag
def total_of(level, count, behind):
    """How many actions are at a level, with the way to them."""
    told = level_shape(level), localize(count), label(level)
    return format_html(
        '<a class="level-count nowrap plain" href="{}">{} {}<span class="visually-hidden"> {}</span></a>',
        behind[level],
        *told,
    )


@register.simple_tag
def theme_address(url, theme, region, level):
    """The list of reports, as ``url`` has it, of one theme in a region, with an action at a level."""
    asked = {"theme": theme, "region": region, "level": level}
    return f"{url}{'&' if '?' in url else '?'}{urlencode(asked)}"


@register.simple_tag
def report_lines(lines, as_of=None):
    """The rows of reports, each made anew when its line says something new; a part under a theme each time."""
    language = get_language()
    head = [_("Publisher"), _("Age"), _("Actions"), _("Silent"), _("Overdue"), _("Last heard")]
    rows = []
    for line in lines:
        key = f"{line.kept_under}:{language}"
        row = None if line.is_part else caches["lines"].get(key)
        if row is None:
            row = _row(line, as_of, head, language)
            if not line.is_part:
                caches["lines"].set(key, row)
        rows.append(row)
    return SafeString("".join(rows))


ROW = """
<tr>
  <th scope="row"><p class="row-title"><a href="{}">{}</a></p> <p class="meta">{}</p></th>
  <td data-label="{}">{}</td>
  <td data-label="{}">{}</td>
  <td data-label="{}">{}</td>
  <td class="numbers" data-label="{}">{}</td>
  <td class="numbers" data-label="{}">{}</td>
  <td data-label="{}">{}</td>
</tr>"""


def _row(line, as_of, head, language):
    """A page has a hundred rows, which take a third of the time a template would."""
    report = line.report
    cells = (
        format_html('<span class="meta">{}</span>', report.publisher),
        _age(report.published_on, line.age, language),
        _strip(line, as_of, language),
        _silent(line, as_of),
        _overdue(line, as_of),
        _heard(line, as_of),
    )
    url = _address("overview", [report.slug], _then(line, as_of))
    return format_html(ROW, url, line.country, report.title, *chain.from_iterable(zip(head, cells, strict=True)))


def _strip(line, as_of, language):
    """A report's actions by number, each a square with the shape and colour of its level."""
    if not line.marks:
        return format_html('<span class="meta">{}</span>', _("No priority actions yet"))
    if len(line.marks) > MOST_SQUARES:
        squares = [
            _squares(_overview(line, as_of, level), level, count, language) for level, count in line.levels_counted
        ]
    else:
        squares = [_square(_action(line, mark, as_of), mark, language) for mark in line.marks]
    return SafeString(f'<ol class="strip">{"".join(squares)}</ol>')


def _square(url, mark, language):
    words, sign = _level(mark.level, language)
    title = escape(mark.title)
    return (
        f'<li><a class="square square-{mark.level}" href="{escape(url)}" title="{mark.number}. {title}: {words}">'
        f'{sign} {mark.number}<span class="visually-hidden"> {words}</span></a></li>'
    )


def _squares(url, level, count, language):
    words, sign = _level(level, language)
    return f'<li><a class="square square-{level}" href="{escape(url)}">{sign} {localize(count)} × {words}</a></li>'


@cache
def _level(level, language):
    """The words of a level, ready for a page, and its shape: a page has hundreds of squares."""
    return escape(str(label(level))), shape(level)


@lru_cache(maxsize=1_000)
def _age(published, years, language):
    """How old a report is, with the day it was published in the tooltip."""
    words = ngettext("%(count)s year", "%(count)s years", years) if years else _("under a year")
    return format_html(
        '<time class="nowrap" datetime="{}" title="{}">{}</time>',
        published.isoformat(),
        _("published on %(day)s") % {"day": date_format(published, "DATE_FORMAT")},
        words % {"count": localize(years)},
    )


def _heard(line, as_of):
    """When an action of a line was last heard of, with the way to what was said; of a part, to its history."""
    if not line.heard_on:
        return format_html('<span class="meta">{}</span>', _("Not yet"))
    if line.is_part:
        url = _action(line, next(mark for mark in line.marks if mark.heard_on == line.heard_on), as_of) + "#history"
    elif as_of:
        url = _address("overview", [line.report.slug], _then(line, as_of)) + "#activity-title"
    else:
        url = _address("entries", [line.report.slug], {})
    if as_of:
        words = format_html(
            '<time datetime="{}">{}</time>', line.heard_on.isoformat(), date_format(line.heard_on, "SHORT_DATE_FORMAT")
        )
    else:
        words = day(line.heard_on, line.day)
    return format_html('<a class="plain nowrap" href="{}">{}</a>', url, words)


def _silent(line, as_of):
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


def _overdue(line, as_of):
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
    return f"{address(name, *args)}?{urlencode(asked)}" if asked else address(name, *args)


def _late(url, words):
    return format_html('<a class="late nowrap" href="{}">{}</a>', url, words)


def _none():
    return format_html('<span class="meta">–<span class="visually-hidden">{}</span></span>', _("none"))
