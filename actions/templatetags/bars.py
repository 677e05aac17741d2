"""The bar of an action's milestones, and the words under it: made by a tag, for a page has one for each action."""

from django import template
from django.utils.formats import localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from actions import charts

register = template.Library()


@register.simple_tag
def milestone_bar(figures, url=""):
    """The bar of ActionFigures. ``url`` is the address of the action's milestones with a "?" in it; else no links."""
    if not figures.pursued:
        return _words(escape(_("No milestones yet")))
    return SafeString(f'<div class="milestone-bar">{_bar(figures)}{_words(" ·&nbsp;".join(_told(figures, url)))}</div>')


def _bar(figures):
    segments = charts.milestone_bar(figures)
    blocks = [f'<rect class="bar-{s.name}" x="{s.x}" y="0" width="{s.width}" height="8"/>' for s in segments]
    gaps = [f'<line class="bar-gap" x1="{s.x}" x2="{s.x}" y1="0" y2="8"/>' for s in segments[1:]]
    return (
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f"{''.join(blocks + gaps)}</svg>"
    )


def _told(figures, url):
    """How many are in each state, each with the way to them."""
    count = {name: localize(getattr(figures, name)) for name in ("done", "pursued", "under_way", "planned", "overdue")}
    yield _linked(url, "done", _("%(done)s of %(all)s done") % {"done": count["done"], "all": count["pursued"]})
    if figures.under_way:
        yield _linked(url, "under_way", _("%(count)s under way") % {"count": count["under_way"]})
    if figures.planned:
        yield _linked(url, "planned", _("%(count)s planned") % {"count": count["planned"]})
    if figures.overdue:
        words = _("%(count)s of %(open)s open overdue")
        words %= {"count": count["overdue"], "open": localize(figures.still_open)}
        yield _linked(url, "overdue", words, ' class="late"')


def _linked(url, state, words, look=""):
    if url:
        return f'<a{look} href="{conditional_escape(url)}&amp;state={state}">{escape(words)}</a>'
    return f"<span{look}>{escape(words)}</span>" if look else escape(words)


def _words(html):
    return SafeString(f'<p class="bar-words">{html}</p>')
