"""What changed on a report from the end of one day to the end of another, and the entries that changed it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.lifecycle import COURSE_RANK, OPEN_STATES, RANK, Kind, Level, State
from actions.models import Entry, MilestoneStanding
from actions.reporting.figures import MilestoneFigures
from actions.reporting.record import standing
from actions.reporting.sentence import number_word
from actions.reporting.today import past

FORWARD, BACK, ADDED, DROPPED, STATED, DUE = "forward", "back", "added", "dropped", "stated", "due"
"""What kind of change: the level, course or state rose or fell; an action or a milestone was added, a milestone was
dropped; a level or course was stated that does not count as up or down; a due day was changed."""

STEP = {State.PLANNED: 0, State.UNDER_WAY: 1, State.DONE: 2}
"""Order of a milestone's states; "dropped" has none."""


@dataclass
class Change:
    """One action or milestone that stood otherwise on the later day.

    ``what`` is level, course, state or due_on; ``before`` and ``after`` its values, ``before`` None
    where there was none. ``action`` is the ActionFigures of the later day, ``milestone`` the
    MilestoneFigures. ``entries`` are the entries between the two days that made the change.
    """

    kind: str
    what: str
    before: object
    after: object
    action: object
    milestone: MilestoneFigures | None = None
    entries: list = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """Two days of a report; ``first`` and ``last`` are their Standings."""

    first: object
    last: object
    changes: list

    @property
    def is_before_the_record(self):
        """True if nothing was in the record yet at the moment whose knowledge the last day shows."""
        return not self.last.told

    @property
    def begins_before_the_record(self):
        """The same of the first day."""
        return not self.first.told

    def of(self, kind):
        """The changes of a kind, actions before milestones."""
        return [change for change in self.changes if change.kind == kind]


def compare(report, first: date, last: date, known: datetime | None = None, first_known: datetime | None = None):
    """The Comparison of two days, the earlier first, with what was known at ``known`` (default now).

    With ``first_known``, the first day is taken with what was known at that earlier moment. Raises ValueError for a
    day before the report was published. Six queries for what is known now, however long the record; their cost
    grows with what changed between the days.
    """
    if known is None and first_known is None:
        was, became = past(report, first), past(report, last)
        before, after = _changed_milestones(report, first, last)
    else:
        was = standing(report, as_of=first, known=first_known or known)
        became = standing(report, as_of=last, known=known)
        before, after = ({m.id: m for m in stood.milestones} for stood in (was, became))
    actions = {figures.id: figures for figures in became.actions}
    stood = {figures.id: figures for figures in was.actions}
    changes = [change for pk, figures in actions.items() for change in _of_action(stood.get(pk), figures)]
    for pk, milestone in after.items():
        changes += _of_milestone(before.get(pk), milestone, actions[milestone.action_id])
    _put_entries_on(changes, report, first, last, known, first_known)
    return Comparison(was, became, changes)


def _of_action(was, now):
    if was is None:
        yield Change(ADDED, "level", None, now.level, now)
        if now.course:
            yield Change(STATED, "course", "", now.course, now)
        return
    if was.level != now.level:
        yield Change(_way(RANK, was.level, now.level), "level", was.level, now.level, now)
    if (was.course, was.course_reason) != (now.course, now.course_reason):
        yield Change(_way(COURSE_RANK, was.course, now.course), "course", was.course, now.course, now)


def _way(ranks, before, after):
    """Forward or back; merely stated where one of both has no rank, or both have the same."""
    if before not in ranks or after not in ranks or ranks[before] == ranks[after]:
        return STATED
    return FORWARD if ranks[after] > ranks[before] else BACK


def _of_milestone(was, now, action):
    if was is None:
        yield Change(ADDED, "state", None, now.state, action, now)
        return
    if was.state != now.state:
        if State.DROPPED in (was.state, now.state):
            kind = DROPPED if now.state == State.DROPPED else ADDED
        else:
            kind = _way(STEP, was.state, now.state)
        yield Change(kind, "state", was.state, now.state, action, now)
    if was.due_on != now.due_on and now.state in OPEN_STATES:
        yield Change(DUE, "due_on", was.due_on, now.due_on, action, now)


def _changed_milestones(report, first, last):
    """Two {id: MilestoneFigures}, of the first and the last day: of those that may stand otherwise on the last."""
    spans = MilestoneStanding.objects.filter(action__report=report).select_related("milestone", "state_entry")
    spans = spans.order_by("milestone__action__number", "milestone__position")
    return (
        {span.milestone_id: _figures(span) for span in spans.on(first).filter(until_day__lte=last)},
        {span.milestone_id: _figures(span) for span in spans.on(last).filter(from_day__gt=first)},
    )


def _figures(span):
    return MilestoneFigures(
        id=span.milestone_id,
        action_id=span.action_id,
        number=span.milestone.number,
        title=span.milestone.title,
        organisation_id=span.milestone.organisation_id,
        focal_point_id=span.milestone.focal_point_id,
        due_on=span.due_on,
        state=span.state,
        state_since=span.state_since,
        state_entry=span.state_entry and span.state_entry.sequence,
    )


def _put_entries_on(changes, report, first, last, known, first_known):
    """The entries between the days that say something about what changed; one query.

    With ``first_known``, those recorded after it, too, whichever day they are about, and what was withdrawn after it.
    """
    actions = {change.action.id for change in changes if change.milestone is None}
    milestones = {change.milestone.id for change in changes if change.milestone}
    if not changes:
        return
    between = Q(happened_on__gt=first, happened_on__lte=last)
    if first_known:
        between |= Q(recorded_at__gt=first_known, happened_on__lte=last)
    about = Q(action__in=actions) & (~Q(level="") | ~Q(course=""))
    about |= Q(milestone__in=milestones) & (~Q(state="") | Q(kind=Kind.CHANGE))
    # A milestone reported on before it was agreed began with that report, and was agreed later.
    added = [change for change in changes if change.kind == ADDED and change.before is None]
    new = Q(milestone__in={change.milestone.id for change in added if change.milestone}, kind=Kind.MILESTONE_ADDED)
    new |= Q(action__in={change.action.id for change in added if not change.milestone}, kind=Kind.ACTION_ADDED)
    entries = Entry.objects.filter(between & about | new)
    found = defaultdict(list)
    told = [
        (entry, entry)
        for entry in entries.filter(report=report).effective(known).in_order().select_related("organisation")
    ]
    if first_known:
        gone = Entry.objects.filter(report=report, kind=Kind.WITHDRAWAL, recorded_at__gt=first_known).known(known)
        told += [(entry, entry.supersedes) for entry in gone.in_order().select_related("organisation", "supersedes")]
    for entry, said in told:
        entry.report = report
        for what in ("level", "course"):
            if getattr(said, what) or (what == "level" and said.kind == Kind.ACTION_ADDED):
                found[what, said.action_id, None].append(entry)
        if said.state or said.kind == Kind.MILESTONE_ADDED:
            found["state", said.action_id, said.milestone_id].append(entry)
        if "due_on" in said.changes and said.kind == Kind.CHANGE:
            found["due_on", said.action_id, said.milestone_id].append(entry)
    for change in changes:
        change.entries = found[change.what, change.action.id, change.milestone and change.milestone.id]


def compared(comparison):
    """The sentence that says what changed between the days; its numbers add up to the changes of each kind."""
    found = defaultdict(int)
    for change in comparison.changes:
        found[_said_as(change)] += 1
        found[ADDED, "done"] += _said_as(change) == (ADDED, "milestone") and change.after == State.DONE
    done = number_word(found[ADDED, "done"])
    clauses = _clauses(found).items()
    said = [words % {"n": number_word(found[name]), "done": done} for name, words in clauses if found[name]]
    days = {
        "first": date_format(comparison.first.as_of, "DATE_FORMAT"),
        "last": date_format(comparison.last.as_of, "DATE_FORMAT"),
    }
    if not said:
        return _("Between %(first)s and %(last)s nothing moved.") % days
    return _("Between %(first)s and %(last)s: %(what)s.") % (days | {"what": _(", ").join(said)})


def _said_as(change):
    """(kind, what) of a change as the sentence counts it; that a milestone is done is said apart."""
    if change.kind == FORWARD and change.after == State.DONE:
        return FORWARD, "done"
    if change.kind == ADDED:
        return ADDED, ("again" if change.before else "milestone") if change.milestone else "action"
    return change.kind, change.what if change.kind in (FORWARD, BACK, STATED) else ""


def _clauses(found):
    """{(kind, what): the words for so many of them}, in the order of the sentence."""
    return {
        (FORWARD, "level"): ngettext(
            "%(n)s action moved forward", "%(n)s actions moved forward", found[FORWARD, "level"]
        ),
        (BACK, "level"): ngettext("%(n)s action moved back", "%(n)s actions moved back", found[BACK, "level"]),
        (STATED, "level"): ngettext(
            "a level was reported for %(n)s action", "a level was reported for %(n)s actions", found[STATED, "level"]
        ),
        (FORWARD, "course"): ngettext(
            "the course of %(n)s action got better", "the course of %(n)s actions got better", found[FORWARD, "course"]
        ),
        (BACK, "course"): ngettext(
            "the course of %(n)s action got worse", "the course of %(n)s actions got worse", found[BACK, "course"]
        ),
        (STATED, "course"): ngettext(
            "a course was stated for %(n)s action", "a course was stated for %(n)s actions", found[STATED, "course"]
        ),
        (FORWARD, "done"): ngettext("%(n)s milestone was done", "%(n)s milestones were done", found[FORWARD, "done"]),
        (FORWARD, "state"): ngettext(
            "%(n)s milestone got under way", "%(n)s milestones got under way", found[FORWARD, "state"]
        ),
        (BACK, "state"): ngettext("%(n)s milestone went back", "%(n)s milestones went back", found[BACK, "state"]),
        (ADDED, "action"): ngettext("%(n)s action was added", "%(n)s actions were added", found[ADDED, "action"]),
        (ADDED, "milestone"): _added(found[ADDED, "milestone"], found[ADDED, "done"]),
        (ADDED, "again"): ngettext(
            "%(n)s milestone was taken up again", "%(n)s milestones were taken up again", found[ADDED, "again"]
        ),
        (DROPPED, ""): ngettext("%(n)s milestone was dropped", "%(n)s milestones were dropped", found[DROPPED, ""]),
        (DUE, ""): ngettext(
            "the due day of %(n)s milestone was changed",
            "the due days of %(n)s milestones were changed",
            found[DUE, ""],
        ),
    }


def _added(count, done):
    """The words for so many milestones that were added, of which so many are done by now."""
    if not done:
        return ngettext("%(n)s milestone was added", "%(n)s milestones were added", count)
    if done == count:
        return ngettext("%(n)s milestone was added and done", "%(n)s milestones were added, all of them done", count)
    return _("%(n)s milestones were added, %(done)s of them done")


def counted(comparison):
    """The table of both days: [(label, (list, value) that names the rows behind, count on the first day, on the last)].

    ``list`` is level or state, ``value`` what the list is narrowed to.
    """
    both = (comparison.first, comparison.last)
    levels = (Level.FULLY_IMPLEMENTED, Level.PARTLY_IMPLEMENTED, Level.NOT_IMPLEMENTED, Level.NO_EVIDENCE)
    rows = [
        (_("Actions: %(level)s") % {"level": level.label}, ("level", level.value), *[s.at_level(level) for s in both])
        for level in levels
    ]
    milestones = {
        "done": _("Milestones: done"),
        "under_way": _("Milestones: under way"),
        "planned": _("Milestones: planned"),
        "overdue": _("Of those under way or planned: overdue"),
        "dropped": _("Milestones: dropped"),
    }
    for name, label in milestones.items():
        rows.append((label, ("state", name), *[sum(getattr(a, name) for a in s.actions) for s in both]))
    return rows
