"""Drafts in short."""

from django import template
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.text import Truncator, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from actions.days import DayField
from actions.lifecycle import Stage
from actions.templatetags.status import chosen

register = template.Library()

WORDS = ("what_changed", "challenges", "next_steps", "reason")
CHOICES = ("level", "course", "course_reason", "state")
"""Fields of an update that are written, and those that are chosen."""

AT_STAGE = {
    Stage.DRAFT: _lazy("Draft of an update"),
    Stage.SUBMITTED: _lazy("Update for review"),
    Stage.SENT_BACK: _lazy("Update sent back"),
    Stage.ACCEPTED: _lazy("Accepted update"),
}
"""{stage: what an update is there}; one that was discarded has a page of its own."""


@register.filter
def update_called(draft, was_logged):
    """What an update is at its stage, as the heading of its page; ``was_logged``: it became an entry without review."""
    return _("Logged update") if was_logged else AT_STAGE[draft.stage]


@register.filter
def to_go_on(draft):
    """What is written on the way to the form of a draft."""
    if draft.is_overtaken:
        return _("See how to go on")
    if draft.stage == Stage.SENT_BACK and draft.action.report.review_asked:
        return _("Change and submit again")
    return _("Go on writing")


@register.filter
def typed_day(typed):
    """The day that stands in the form of an update: in words, or as it was typed where it is none."""
    text = typed.get("happened_on", "")
    try:
        return date_format(DayField().clean(text), "DATE_FORMAT")
    except ValidationError:
        return text.strip()


@register.filter
def in_short(draft, most):
    """What stands in the form of a draft, at most so long: its words, or else what was chosen and comes with it."""
    typed = draft.typed
    if words := next((typed[name] for name in WORDS if typed.get(name, "").strip()), ""):
        return Truncator(words).chars(most)
    choices = [f"“{chosen(typed[name])}”" for name in CHOICES if typed.get(name)]
    what = [_("%(choices)s chosen") % {"choices": get_text_list(choices, _("and"))}] if choices else []
    if comes := coming(draft):
        what.append(comes)
    return _("%(what)s, no words yet") % {"what": ", ".join(what)} if what else _("No words yet")


@register.filter
def coming(draft):
    """How many files and links come with a draft whose evidence was counted, in words; empty when none do."""
    files, links = getattr(draft, "files", 0), getattr(draft, "links", 0)
    told = [ngettext("%(count)s file", "%(count)s files", files) % {"count": files}] if files else []
    if links:
        told.append(ngettext("%(count)s link", "%(count)s links", links) % {"count": links})
    return ", ".join(told)
