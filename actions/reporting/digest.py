"""The words of a digest: one line that says it all, then what is due, report by report."""

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.addresses import report_on
from actions.lifecycle import spoken
from actions.reporting.notices import sentence


@dataclass(frozen=True)
class Line:
    """One thing in a digest: what it says, and the path of the page to act on it."""

    words: str
    path: str


def all_in_one(due, notices):
    """The line that says it all: "2 milestones are late and 1 action is silent on Belgium 2013"."""
    parts = []
    for report in _reports(due):
        counted = Counter(_sort(d) for d in due if d.report == report)
        said = [words(counted[name]) for name, words in COUNTED.items() if counted[name]]
        parts.append(_("%(what)s on %(report)s") % {"what": get_text_list(said, _("and")), "report": called(report)})
    if notices:
        new = ngettext("%(count)s thing is new to you", "%(count)s things are new to you", len(notices))
        parts.append(new % {"count": len(notices)})
    return "; ".join(parts)


def lines_of(due):
    """[(the report's name, its Lines)], what is late first. Milestones that would read alike are told apart."""
    found = []
    for report in _reports(due):
        of_it = sorted((d for d in due if d.report == report), key=lambda d: (d.due_on, d.about))
        words = _told_apart(of_it, _said, _numbers)
        found.append((called(report), [Line(said, _where(d)) for said, d in zip(words, of_it, strict=True)]))
    return found


def lines_of_notices(notices, zone):
    """A Line for each; of several that would read alike each says when it was told, in ``zone``."""
    words = _told_apart(notices, sentence, lambda one: date_format(one.told_at.astimezone(zone), "DATETIME_FORMAT"))
    addresses = [reverse("notice", args=[notice.pk]) for notice in notices]
    return [Line(said, address) for said, address in zip(words, addresses, strict=True)]


def _told_apart(things, said, more):
    """What is ``said`` of each thing, with ``more`` where the same is said of another."""
    words = [said(thing) for thing in things]
    alike = Counter(words)
    return [
        _("%(said)s (%(more)s)") % {"said": line, "more": more(thing)} if alike[line] > 1 else line
        for line, thing in zip(words, things, strict=True)
    ]


def _numbers(due):
    """Which milestone it is; two actions never read alike, for they say their number."""
    numbers = {"milestone": due.milestone.number, "action": due.action.number}
    return _("milestone %(milestone)s of action %(action)s") % numbers


def called(report):
    """A report's short name: Belgium 2013."""
    return f"{report.country.name} {report.published_on.year}"


def _where(due):
    return report_on(due.report, due.action, due.milestone)


def _reports(due):
    return sorted({d.report for d in due}, key=lambda report: (called(report), report.pk))


def _sort(due):
    if due.milestone:
        return "late" if due.late else "coming"
    return "silent" if due.late else "to_report"


COUNTED = {
    "late": lambda n: ngettext("%(n)s milestone is late", "%(n)s milestones are late", n) % {"n": n},
    "coming": lambda n: ngettext("%(n)s milestone is due", "%(n)s milestones are due", n) % {"n": n},
    "silent": lambda n: ngettext("%(n)s action is silent", "%(n)s actions are silent", n) % {"n": n},
    "to_report": lambda n: ngettext("%(n)s update is due", "%(n)s updates are due", n) % {"n": n},
}


def _said(due):
    words = {"day": spoken(due.due_on), "number": due.action.number}
    words["title"] = due.milestone.title if due.milestone else due.action.title
    match _sort(due):
        case "late":
            return _("Late: “%(title)s” was due on %(day)s.") % words
        case "coming":
            return _("“%(title)s” is due on %(day)s.") % words
        case "silent":
            return _("Silent: action %(number)s, “%(title)s”, was to be reported on by %(day)s.") % words
    return _("Action %(number)s, “%(title)s”, is to be reported on by %(day)s.") % words
