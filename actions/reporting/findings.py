"""What the pictures of a series show, each in a sentence that is its title."""

from django.utils.formats import date_format
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from actions import lifecycle
from actions.lifecycle import RANK, Level
from actions.reporting.sentence import number_word


def milestones_finding(points):
    """How many milestones are done at the last of the Points, against the first, and how many are overdue."""
    first, last = points[0], points[-1]
    if not last.pursued:
        return _("No milestones are planned yet.")
    if last.pursued == 1:
        done = _("The one milestone is done") if last.done else _("The one milestone is not done")
    elif not last.done:
        done = _("None of the %(all)s milestones is done")
    else:
        done = ngettext("%(done)s of %(all)s milestones is done", "%(done)s of %(all)s milestones are done", last.done)
    done %= {"done": capfirst(number_word(last.done)), "all": number_word(last.pursued)}
    gained = last.done - first.done
    if gained > 0:
        since = ngettext("%(count)s more than on %(day)s", "%(count)s more than on %(day)s", gained)
    elif gained < 0:
        since = ngettext("%(count)s fewer than on %(day)s", "%(count)s fewer than on %(day)s", -gained)
    else:
        since = _("as many as on %(day)s")
    since %= {"count": number_word(abs(gained)), "day": _day(first.day)}
    late = ngettext("%(count)s is overdue", "%(count)s are overdue", last.overdue or 1) % {
        "count": number_word(last.overdue)
    }
    if len(points) == 1 or last.pursued == 1:
        return _("%(done)s; %(late)s.") % {"done": done, "late": late}
    return _("%(done)s, %(since)s; %(late)s.") % {"done": done, "since": since, "late": late}


def levels_finding(levels, start, as_of):
    """How many actions moved forward, back, or have their first evidence since ``start``; of ActionLevels.

    By the level of each on the first and on the last day, as ``compare`` counts: one that rose and fell again to what
    it was is none of them, and is told apart.
    """
    if not levels:
        return _("This report has no priority actions yet.")
    moves = [(action.on(start), action.on(as_of)) for action in levels]
    back = sum(lifecycle.moved_back(before, after) for before, after in moves)
    forward = sum(lifecycle.moved_back(after, before) for before, after in moves)
    first = sum(before not in RANK and after in RANK for before, after in moves)
    lost = sum(before in RANK and after not in RANK for before, after in moves)
    clauses = [
        forward and ngettext("%(count)s action moved forward", "%(count)s actions moved forward", forward),
        back and ngettext("%(count)s action moved back", "%(count)s actions moved back", back),
        first
        and ngettext("%(count)s action has its first evidence", "%(count)s actions have their first evidence", first),
        lost
        and ngettext(
            "%(count)s action is without evidence again", "%(count)s actions are without evidence again", lost
        ),
    ]
    counts = [forward, back, first, lost]
    said = [clause % {"count": number_word(count)} for clause, count in zip(clauses, counts, strict=True) if clause]
    came_back = sum(
        before == after and any(step.level != after for step in action.steps)
        for action, (before, after) in zip(levels, moves, strict=True)
    )
    if not said and not came_back and all(after == Level.NO_EVIDENCE for _before, after in moves):
        return ngettext(
            "No evidence has been reported yet on the one priority action.",
            "No evidence has been reported yet on any of the %(count)s priority actions.",
            len(levels),
        ) % {"count": number_word(len(levels))}
    if said:
        moved = _("Since %(day)s, %(moves)s") % {"day": _day(start), "moves": get_text_list(said, _("and"))}
    else:
        moved = ngettext(
            "The one priority action is at the level it had on %(day)s",
            "Each of the %(count)s priority actions is at the level it had on %(day)s",
            len(levels),
        ) % {"count": number_word(len(levels)), "day": _day(start)}
    if not came_back:
        return _("%(moved)s.") % {"moved": moved}
    returned = ngettext("%(count)s moved and came back", "%(count)s moved and came back", came_back)
    returned = _("it moved and came back") if len(levels) == 1 else returned % {"count": number_word(came_back)}
    return _("%(moved)s; %(returned)s.") % {"moved": moved, "returned": returned}


def burn_up_finding(points):
    """How many milestones are done at the last of the Points, against how many were due by then."""
    last = points[-1]
    if not last.pursued:
        return _("No milestones are planned yet, so none is due.")
    done = ngettext("%(count)s milestone is done", "%(count)s milestones are done", last.done or 2) % {
        "count": capfirst(number_word(last.done)) if last.done else pgettext("milestones", "No")
    }
    if not last.due:
        return _("%(done)s; none was due by %(day)s.") % {"done": done, "day": _day(last.day)}
    due = ngettext("%(count)s was due by %(day)s", "%(count)s were due by %(day)s", last.due) % {
        "count": number_word(last.due),
        "day": _day(last.day),
    }
    return _("%(done)s; %(due)s.") % {"done": done, "due": due}


def _day(day):
    return date_format(day, "DATE_FORMAT")
