"""The next step about what needs attention: in words, and where it is taken."""

from dataclasses import dataclass

from django import template
from django.utils.text import Truncator, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from actions.addresses import address
from actions.lifecycle import ConcernKind

register = template.Library()

QUOTED = 90
"""Characters of what someone wrote that stand in a row."""

ASK = {
    ConcernKind.LATE: _lazy("Ask %(who)s what holds it up, or agree on a new day"),
    ConcernKind.DUE_SOON: _lazy("Ask %(who)s whether it will be done by then"),
    ConcernKind.SILENT: _lazy("Ask %(who)s for an update"),
    ConcernKind.OFF_COURSE: _lazy("Ask %(who)s what is to be done next"),
}
"""What is asked of the focal point."""

ANSWER = {
    ConcernKind.LATE: _lazy("Say what holds it up"),
    ConcernKind.DUE_SOON: _lazy("Say how far it has come"),
    ConcernKind.SILENT: _lazy("Log an update"),
    ConcernKind.OFF_COURSE: _lazy("Say what is to be done next"),
}
"""The same for who is the focal point."""


@dataclass(frozen=True)
class Step:
    """``words`` say what is to be done; ``url`` is where, empty for who may not do it."""

    words: str
    url: str = ""


@register.filter
def can_be_nudged_by(concern, reader):
    """Whether there is someone else to be nudged, who can answer and was not nudged about it today."""
    return bool(concern.person) and concern.can_answer and concern.person_id != reader.pk and not concern.nudged_today


@register.filter
def waiting_by(concern):
    """How many updates wait for review on an action, and who wrote them."""
    words = ngettext("%(count)s update waits, by %(who)s", "%(count)s updates wait, by %(who)s", concern.updates)
    return words % {"count": concern.updates, "who": get_text_list(concern.wrote, _("and"))}


@register.simple_tag
def next_step(concern, report, reader, can_see_to, can_log):
    """The Step about a Concern today, as ``reader`` sees it."""
    action = report.slug, concern.figures.number
    log = address("log-update", *action) if can_log else ""
    match concern.kind:
        case ConcernKind.MOVED_BACK:
            return Step(_("Read why"), address("entry", report.slug, concern.figures.level_entry))
        case ConcernKind.WAITING if concern.authors == {reader.pk}:
            return Step(_("Someone else reviews it: you wrote it"))
        case ConcernKind.WAITING:
            words = ngettext("Review it", "Review them", concern.updates)
            return Step(words, f"{address('review', report.slug)}?action={concern.figures.number}")
        case ConcernKind.DISPUTED:
            return Step(_("Answer the doubt"), log and f"{log}?about={concern.kind}")
        case ConcernKind.UNLED:
            return Step(_missing(concern), address("reassign-action", *action) if can_see_to else "")
    return _asking(concern, report, reader, can_see_to, log)


def _missing(concern):
    if concern.figures.lead_organisation_id:
        return _name_one(concern)
    return _("Choose a lead") if concern.person and concern.can_answer else _("Choose a lead and a focal point")


def _name_one(concern):
    return _("Name another focal point") if concern.person else _("Name a focal point")


def _asking(concern, report, reader, can_see_to, log):
    """The Step where the focal point is asked, or answers."""
    mine, about = concern.person_id == reader.pk, [report.slug, concern.figures.number]
    subject = "action"
    if concern.milestone:
        about.append(concern.milestone.number)
        subject, log = "milestone", log and f"{log}?milestone={concern.milestone.number}"
    if concern.nudged_today and concern.can_answer and not mine:
        return Step(_("Asked today; wait for an answer"))
    if concern.next_steps:
        number, words = concern.next_steps
        quoted = _("Follow up “%(words)s”") % {"words": Truncator(words).chars(QUOTED)}
        return Step(quoted, address("entry", report.slug, number))
    if not (concern.person and concern.can_answer):
        return Step(_name_one(concern), address(f"reassign-{subject}", *about) if can_see_to else "")
    if mine:
        return Step(ANSWER[concern.kind], log)
    return Step(
        ASK[concern.kind] % {"who": concern.person}, address(f"nudge-about-{subject}", *about) if can_see_to else ""
    )
