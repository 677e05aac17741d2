"""What needs attention on a report, the most urgent first: today, or as it was on any day."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter, itemgetter

from django.db.models import Q
from django.utils.functional import cached_property

from actions.lifecycle import (
    CONCERN_KINDS,
    DESCRIBING_KINDS,
    LONGEST_ASIDE_DAYS,
    ConcernKind,
    Kind,
    is_due_soon,
    is_overdue,
)
from actions.models import Entry
from actions.models.record import superseded
from actions.reporting.assessments import Assessment, Assessments, counting
from actions.reporting.figures import ActionFigures
from actions.reporting.whose import whose
from actions.standing import ERASED, described

NUDGES_REMEMBERED_DAYS = 31
"""For how long a row says that someone was nudged about it."""


@dataclass(frozen=True)
class Concern:
    """One thing someone must see to.

    ``kind`` is one of ConcernKind. ``since`` is the day since which it is so, of a milestone the day it
    is due; ``days`` how far that is away, always counted upwards. ``figures`` are the ActionFigures of
    the action; ``milestone`` (id, number, title) and the day it was to be done at first,
    ``original_due_on``, are given when it is about one. ``organisation`` and ``person`` are the names of
    those whose it is, empty when nobody is named; ``person_id`` who would be nudged. ``nudge`` is the
    last nudge about it, or None when there was none lately; its
    ``mail_has_not_gone`` is true when the mail server did not take it. ``nudged_today`` is true when it went, on the
    day, to who would be nudged now. ``differing`` are the Assessments that name
    another level than the recorded one, when that is what it is about. ``nudged`` is the name of who got the nudge,
    when it is another than whose it is now. ``next_steps`` are (number of the entry,
    words) of what was written last to be done about an action off its course, or None. Of what waits for
    review, ``updates`` says how many, ``authors`` are the ids of those who wrote it and ``wrote`` their names.
    ``can_answer`` is false when the person may not log updates, or has left.
    """

    kind: str
    since: date
    days: int
    figures: ActionFigures
    milestone: object = None
    original_due_on: date | None = None
    organisation: str = ""
    person: str = ""
    person_id: int | None = None
    nudge: Entry | None = None
    nudged: str = ""
    nudged_today: bool = False
    differing: tuple[Assessment, ...] = ()
    next_steps: tuple[int, str] | None = None
    updates: int = 0
    authors: frozenset[int] = frozenset()
    wrote: tuple[str, ...] = ()
    can_answer: bool = True


@dataclass(frozen=True)
class _Milestone:
    """A milestone as it was described on the day."""

    id: int
    number: int
    title: str
    organisation_id: int | None
    focal_point_id: int | None


def _as_told(entries):
    """The _Milestone that entries describe, the first that which added it."""
    values = described(entries)
    return _Milestone(
        id=entries[0].milestone_id,
        number=entries[0].milestone.number,
        title=values.get("title", ERASED),
        organisation_id=values["organisation"],
        focal_point_id=values["focal_point"],
    )


@dataclass(frozen=True)
class _Found:
    """A concern before it is known by name whose it is."""

    kind: str
    since: date
    figures: ActionFigures
    milestone: object = None
    original_due_on: date | None = None
    differing: tuple = ()
    updates: int = 0
    authors: frozenset = frozenset()

    @property
    def organisation_id(self):
        return self.milestone.organisation_id if self.milestone else self.figures.lead_organisation_id

    @property
    def person_id(self):
        """The focal point of the milestone, or else of its action."""
        return (self.milestone and self.milestone.focal_point_id) or self.figures.focal_point_id

    @property
    def about(self):
        return self.figures.id, self.milestone.id if self.milestone else None


class Attention:
    """All that needs attention on a report, by kind; what is set aside is left out.

    ``waiting`` are the updates that wait for review, for a reader who may know of them. ``can_be_asked`` are the ids
    of those who may log updates; None of another day, for who might then is not known.

    ``standing`` may be of any day, as known at any moment: what is set aside, and who was nudged, is
    then judged by the entries of that day and moment.
    """

    def __init__(self, report, standing, waiting=(), can_be_asked=None):
        self.report, self.standing, self.day = report, standing, standing.as_of
        self._waiting, self._can_be_asked = waiting, can_be_asked
        self.by_id = {figures.id: figures for figures in standing.actions}
        self._read_entries()
        self._bring_back_new_disputes()

    @property
    def counts(self):
        """{kind: how many}, every kind there is, in order of urgency."""
        kinds = [kind for kind, *_about in self._due] + [found.kind for found in self._of_actions]
        return dict.fromkeys(ConcernKind.values, 0) | Counter(kinds)

    @property
    def count(self):
        return len(self._due) + len(self._of_actions)

    def first(self, most=5):
        """(the first ``most`` Concerns, how many there are in all); three queries at most."""
        return self.rows(stop=most), self.count

    @property
    def disputed(self):
        """The ids of the actions that are disputed, those that are set aside included."""
        return {found.figures.id for found in self._disputed()}

    def rows(self, kinds=ConcernKind.values, start=0, stop=10):
        """The Concerns of some kinds from ``start`` until before ``stop``, in order of urgency."""
        due = [due for due in self._due if due[0] in kinds]
        others = [found for found in self._of_actions if found.kind in kinds]
        found = self._of_milestones(due[start:stop])
        return self._named(found + others[max(0, start - len(due)) : max(0, stop - len(due))])

    @property
    def set_aside(self):
        """The entries by which something is set aside that would else be in the list: its cause is there still."""
        return [entry for about, entry in self.aside.items() if about in self._causes]

    def behind(self, entries):
        """The Concern that each of some entries of ``set_aside`` leaves out of the list; two queries at most."""
        asked = [(entry.changes["concern"], entry.action_id, entry.milestone_id) for entry in entries]
        wanted = set(asked)
        found = self._of_milestones([due for due in self._all_due if (due[0], due[3], due[2]) in wanted])
        found += [found for found in self._all_of_actions if (found.kind, *found.about) in wanted]
        abouts = ((concern.kind, *concern.about) for concern in found)
        concerns = dict(zip(abouts, self._named(found), strict=True))
        return [concerns[about] for about in asked]

    def has_cause(self, kind, action, milestone=None):
        """True if there is a concern of this kind about an action, or a milestone of it; set aside or not."""
        return (kind, action.pk, milestone and milestone.pk) in self._causes

    @cached_property
    def _causes(self):
        causes = {(kind, action, milestone) for kind, _day, milestone, action in self._all_due}
        return causes | {(found.kind, *found.about) for found in self._all_of_actions}

    def of_kind(self, kind=""):
        """The Concerns of a kind, or all, as a sequence to be paged through."""
        return _Listed(self, kind)

    # --- What coordinators did about it ---

    def _read_entries(self):
        """What is set aside, the last nudges, how others see actions, and since when they are without a lead; one
        query.
        """
        known = None if self.standing.known == self.report.head_at else self.standing.known
        lately = self.day - timedelta(days=LONGEST_ASIDE_DAYS)
        kinds, asked = CONCERN_KINDS, Q(kind__in=CONCERN_KINDS) & ~Q(happened_on__lte=lately)
        asked &= ~Q(happened_on__gt=self.day)
        if self.standing.may_be_disputed:
            kinds = (*kinds, Kind.ASSESSMENT)
            asked |= Q(kind=Kind.ASSESSMENT, happened_on__lte=self.day) & ~superseded(known)
        if unled := [a.id for a in self.standing.actions if self._missing(a)]:
            kinds = (*kinds, Kind.CHANGE, Kind.ACTION_ADDED)
            asked |= Q(kind=Kind.CHANGE, milestone=None, action__in=unled, happened_on__lte=self.day)
            asked |= Q(kind=Kind.ACTION_ADDED, action__in=unled)
        self.aside, self._nudges, self._set, assessments = {}, {}, {}, []
        # Found by their kinds. Asked for those until now, for days between two, or in order, SQLite would go through
        # the whole record; days that are not those before or after are no way in.
        entries = Entry.objects.filter(asked, report=self.report, kind__in=kinds).known(known)
        entries = entries.select_related("author", "organisation")
        for entry in sorted(entries.order_by(), key=attrgetter("sequence")):
            about = entry.action_id, entry.milestone_id
            match entry.kind:
                case Kind.NUDGE:
                    if (self.day - entry.happened_on).days < NUDGES_REMEMBERED_DAYS:
                        self._nudges[about] = entry
                case Kind.SET_ASIDE:
                    self.aside[entry.changes["concern"], *about] = entry
                case Kind.TAKEN_UP:
                    self.aside.pop((entry.changes["concern"], *about), None)
                case Kind.ASSESSMENT:
                    assessments.append(entry)
                case _:
                    for field in ("lead_organisation", "focal_point"):
                        if field in entry.changes:
                            self._set[entry.action_id, field] = entry.happened_on
        self.aside = {
            about: entry for about, entry in self.aside.items() if self.day < date.fromisoformat(entry.changes["until"])
        }
        """{(kind, action id, milestone id or None): the entry that set it aside}, where it is so still."""
        self._assessments = counting(assessments)

    def _bring_back_new_disputes(self):
        """What was set aside is a dispute that was known: by whom, and against which level."""
        for figures in self.standing.actions:
            about = ConcernKind.DISPUTED, figures.id, None
            if about in self.aside and self._seen(figures).is_disputed_anew(self.aside[about].sequence):
                del self.aside[about]

    def _seen(self, figures):
        """How organisations see an action."""
        seen = self._assessments.get(figures.id, ())
        return Assessments(figures.level, figures.level_since, figures.level_entry, seen)

    # --- What concerns actions: all of it is in the figures ---

    @cached_property
    def _of_actions(self):
        """Those that are not set aside."""
        return [found for found in self._all_of_actions if (found.kind, *found.about) not in self.aside]

    @cached_property
    def _all_of_actions(self):
        actions = self.standing.actions
        found = [_Found(ConcernKind.SILENT, a.heard_on or self.report.followed_since, a) for a in self.standing.silent]
        back = sorted(self.standing.moved_back_lately, key=lambda a: a.level_since, reverse=True)
        found += [_Found(ConcernKind.MOVED_BACK, a.level_since, a) for a in back]
        off_course = sorted((a for a in actions if a.is_off_course), key=lambda a: a.course_since)
        found += [_Found(ConcernKind.OFF_COURSE, a.course_since, a) for a in off_course]
        found += self._waited_for()
        found += sorted(self._disputed(), key=lambda concern: concern.since)
        unled = [_Found(ConcernKind.UNLED, self._unled_since(a), a) for a in actions if self._missing(a)]
        return found + sorted(unled, key=lambda concern: concern.since)

    def _waited_for(self):
        """Actions on which updates wait, the longest first."""
        updates = defaultdict(list)
        for update in self._waiting:
            updates[update.action_id].append(update)
        for pk, waiting in updates.items():
            authors = frozenset(update.author_id for update in waiting)
            told = {"updates": len(waiting), "authors": authors}
            since = self.report.today(waiting[0].submitted_at)
            yield _Found(ConcernKind.WAITING, since, self.by_id[pk], **told)

    def _disputed(self):
        for a in self.standing.actions:
            seen = self._seen(a)
            if seen.differing:
                yield _Found(ConcernKind.DISPUTED, seen.disputed_since, a, differing=seen.differing)

    def _missing(self, action):
        person = action.focal_point_id
        named = {"lead_organisation": action.lead_organisation_id, "focal_point": person and self._can_answer(person)}
        return [field for field, value in named.items() if not value]

    def _can_answer(self, person):
        return self._can_be_asked is None or person in self._can_be_asked

    def _unled_since(self, action):
        days = [self._set[action.id, field] for field in self._missing(action) if (action.id, field) in self._set]
        return min([*days, self.day])

    # --- What concerns milestones ---

    @cached_property
    def _due(self):
        """Those that are not set aside."""
        return [due for due in self._all_due if (due[0], due[3], due[2]) not in self.aside]

    @cached_property
    def _all_due(self):
        """Milestones late or due soon, in order: [(kind, due day, milestone id, action id)]."""
        if self.standing.milestones:
            rows = ((m.due_on, m.id, m.action_id, m.state) for m in self.standing.milestones)
        else:
            spans = (span for span in self.standing.spans if span.until_day > self.day)
            rows = ((s.due_on, s.milestone_id, s.action_id, s.state) for s in spans)
        found = []
        for due_on, pk, action, state in rows:
            if is_overdue(due_on, state, self.day):
                found.append((ConcernKind.LATE, due_on, pk, action))
            elif is_due_soon(due_on, state, self.day):
                found.append((ConcernKind.DUE_SOON, due_on, pk, action))
        return sorted(found, key=itemgetter(1, 2, 3))  # what is late was due before what is due soon

    def _of_milestones(self, due):
        called = self._called([pk for _kind, _day, pk, _action in due])
        return [_Found(kind, day, self.by_id[action], *called[pk]) for kind, day, pk, action in due]

    def _called(self, milestones):
        """{milestone's id: (the milestone as it was called by the day, the day it was to be done at first)}."""
        if self.standing.milestones:
            return {m.id: (m, m.original_due_on) for m in self.standing.milestones}
        if not milestones:
            return {}
        # What a thing was called at the beginning holds for the days before, too.
        kinds = DESCRIBING_KINDS if self._is_past else [Kind.MILESTONE_ADDED]
        telling = Entry.objects.filter(milestone__in=milestones, kind__in=kinds).select_related("milestone")
        told = defaultdict(list)
        for entry in telling.order_by("sequence"):
            if entry.happened_on <= self.day or entry.kind != Kind.CHANGE:
                told[entry.milestone_id].append(entry)
        return {
            pk: (
                _as_told(entries) if self._is_past else entries[0].milestone,
                date.fromisoformat(entries[0].changes["due_on"]),
            )
            for pk, entries in told.items()
        }

    @property
    def _is_past(self):
        """True if the record has entries of a later day, so that milestones may be called otherwise by now."""
        return self.day < self.report.today(self.report.head_at)

    # --- Whose it is ---

    def _named(self, found):
        nudges = [self._nudges[f.about] for f in found if f.about in self._nudges]
        off_course = {f.figures.id for f in found if f.kind == ConcernKind.OFF_COURSE}
        people = {f.person_id for f in found} | {nudge.changes["nudged"] for nudge in nudges}
        people = people.union(*(f.authors for f in found))
        known = whose({f.organisation_id for f in found}, people, off_course, nudges)
        for nudge in nudges:
            nudge.mail_has_not_gone = nudge.pk in known.unsent
        return [self._concern(concern, known) for concern in found]

    def _concern(self, found, known):
        nudge = self._nudges.get(found.about)
        nudged = nudge and nudge.changes["nudged"]
        return Concern(
            kind=found.kind,
            since=found.since,
            days=abs((self.day - found.since).days),
            figures=found.figures,
            milestone=found.milestone,
            original_due_on=found.original_due_on,
            organisation=known.organisations.get(found.organisation_id, ""),
            person=known.people.get(found.person_id, ""),
            person_id=found.person_id,
            nudge=nudge,
            nudged=known.people.get(nudged, "") if nudged != found.person_id else "",
            nudged_today=bool(nudge) and (nudge.happened_on, nudged) == (self.day, found.person_id),
            differing=found.differing,
            next_steps=known.next_steps.get(found.figures.id) if found.kind == ConcernKind.OFF_COURSE else None,
            updates=found.updates,
            authors=found.authors,
            wrote=tuple(sorted(known.people.get(pk, "") for pk in found.authors)),
            can_answer=self._can_answer(found.person_id),
        )


class _Listed:
    """The Concerns of a kind, as a paginator wants them: a length, and slices."""

    def __init__(self, attention, kind):
        self.attention, self.kind = attention, kind

    def __len__(self):
        return self.attention.counts[self.kind] if self.kind else self.attention.count

    def __getitem__(self, part):
        kinds = [self.kind] if self.kind else ConcernKind.values
        return self.attention.rows(kinds, part.start or 0, part.stop)
