"""What the pictures over time have in common: axes, and labels at the end of what is drawn."""

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from actions.plots import LINE
from actions.templatetags.status import counted

register = template.Library()


@register.simple_tag
def axes(plot):
    """The lines of the numbers with the numbers beside them, and the months below."""
    size = plot.size
    lines = format_html_join(
        "",
        '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        '<text class="tick" x="{}" dx="-8" y="{}" dy="5" text-anchor="end">{}</text>',
        (
            ("grid" if t.value else "floor", size.left, plot.end_x, t.at, t.at, size.left, t.at, t.value)
            for t in plot.up
        ),
    )
    return lines + months(plot, -10)


@register.simple_tag
def months(picture, dy):
    """The days below a picture, so far above its lower edge."""
    return format_html_join(
        "",
        '<text class="tick" x="{}" y="{}" dy="{}" text-anchor="middle">{}</text>',
        ((tick.at, picture.size.height, dy, date_format(tick.value, "M Y")) for tick in picture.across),
    )


FILLED = {"under_way": "dots", "overdue": "hatch"}
"""{band: the pattern on its colour}."""


@register.simple_tag
def bands(plot):
    """The bands one on another, some with a pattern on their colour."""
    return format_html_join("", "{}", ((_band(plot.size.name, drawn),) for drawn in plot.drawn))


def _band(size, drawn):
    band = format_html('<path class="band band-{}" d="{}"/>', drawn.name, drawn.path)
    if drawn.name not in FILLED:
        return band
    return band + format_html('<path fill="url(#{}-{})" d="{}"/>', size, FILLED[drawn.name], drawn.path)


@register.simple_tag
def line_labels(plot):
    """What each line or band counts, and how much at the end, with a thin line that leads to it."""
    start, end, x = plot.leader_start, plot.leader_end, plot.label_x
    return format_html_join(
        "",
        '<polyline class="leader" points="{},{} {},{}"/>'
        '<text class="chart-label label-{}" x="{}" y="{}" dy="5">{} <tspan class="label-count">{}</tspan></text>',
        ((start, d.end_y, end, d.label_y, d.name, x, d.label_y, _label(plot, d.name), d.count) for d in plot.drawn),
    )


def _label(plot, name):
    """What is counted; where a label has two lines, what comes after the comma begins the second."""
    words = str(counted(name))
    first, comma, rest = words.partition(", ")
    if plot.size.label_lines == 1 or not comma:
        return words
    return format_html('{}, <tspan x="{}" dy="{}">{}</tspan>', first, plot.label_x, LINE - 2, rest)


@register.simple_tag
def told(plot):
    """The picture in words, for who does not see it."""
    return " ".join(f"{counted(drawn.name)}: {drawn.count}." for drawn in plot.drawn)
