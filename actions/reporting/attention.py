"""What needs attention on a report, the most urgent first: today, or as it was on any day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter

from django.db.models import Count, Exists, OuterRef, Q, Window
from django.utils.functional import cached_property

from actions.lifecycle import (
    ASIDE_KINDS,
    DATED_CONCERNS,
    DESCRIBING_KINDS,
    DUE_SOON_DAYS,
    LONGEST_ASIDE_DAYS,
    OPEN_STATES,
    WAITING_DAYS,
    ConcernKind,
    Kind,
    is_due_soon,
    is_overdue,
)
from actions.models import Entry, Mail, MilestoneStanding
from actions.models.record import superseded
from actions.reporting.assessments import Assessment, Assessments, counting
from actions.reporting.figures import ActionFigures
from actions.reporting.names import names
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
    ``mail_has_not_gone`` is true when the mail server did not take it. ``differing`` are the Assessments that name
    another level than the recorded one, when that is what it is about.
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
    differing: tuple[Assessment, ...] = ()


@dataclass(frozen=True)
class _Milestone:
    """A milestone as it was described on the day."""

    id: int
    number: int
    title: str
    organisation_id: int | None
    focal_point_id: int | None


@dataclass(frozen=True)
class _Found:
    """A concern before it is known by name whose it is."""

    kind: str
    since: date
    figures: ActionFigures
    milestone: object = None
    original_due_on: date | None = None
    differing: tuple = ()

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

    ``waiting`` are the updates that wait for review, for a reader who may know of them.

    ``standing`` may be of any day, as known at any moment: what is set aside, and who was nudged, is
    then judged by the entries of that day and moment.
    """

    def __init__(self, report, standing, waiting=()):
        self.report, self.standing, self.day = report, standing, standing.as_of
        self._waiting = [w for w in waiting if (self.day - w.day).days > WAITING_DAYS]
        self.by_id = {figures.id: figures for figures in standing.actions}
        self._dated_counts = None
        self._read_entries()
        self._bring_back_new_disputes()

    @property
    def counts(self):
        """{kind: how many}, every kind there is, in order of urgency."""
        counts = dict.fromkeys(ConcernKind.values, 0) | self._count_dated()
        for found in self._of_actions:
            counts[found.kind] += 1
        return counts

    @property
    def count(self):
        return sum(self.counts.values())

    def first(self, most=6):
        """(the first ``most`` Concerns, how many there are in all); three queries for today."""
        return self.rows(stop=most), self.count

    @property
    def disputed(self):
        """The ids of the actions that are disputed, those that are set aside included."""
        return {found.figures.id for found in self._disputed()}

    def rows(self, kind="", start=0, stop=10):
        """The Concerns from ``start`` until before ``stop``, of one kind or of all."""
        dated = self._dated(kind, start, stop) if kind in ("", *DATED_CONCERNS) else []
        if len(dated) < stop - start:
            ahead = sum(count for name, count in self._count_dated().items() if kind in ("", name))
            others = [found for found in self._of_actions if kind in ("", found.kind)]
            dated += others[max(0, start - ahead) : max(0, stop - ahead)]
        return self._named(dated)

    def of_kind(self, kind=""):
        """The Concerns of a kind, or all, as a sequence to be paged through."""
        return _Listed(self, kind)

    # --- What coordinators did about it ---

    def _read_entries(self):
        """What is set aside, the last nudges, how others see actions, and since when they are without a lead; one
        query.
        """
        unled = [a.id for a in self.standing.actions if not (a.lead_organisation_id and a.focal_point_id)]
        by_then = Q(happened_on__lte=self.day)
        kinds = [Kind.NUDGE, *ASIDE_KINDS, Kind.ASSESSMENT, *([Kind.CHANGE, Kind.ACTION_ADDED] if unled else [])]
        known = None if self.standing.known == self.report.head_at else self.standing.known
        # Found by their kinds. Asked for those until now, or in order, SQLite would go through the whole record.
        entries = (
            Entry.objects.filter(report=self.report, kind__in=kinds)
            .known(known)
            .filter(
                by_then & Q(kind=Kind.NUDGE, happened_on__gt=self._before(NUDGES_REMEMBERED_DAYS))
                | by_then & Q(kind__in=ASIDE_KINDS, happened_on__gt=self._before(LONGEST_ASIDE_DAYS))
                | by_then & Q(kind=Kind.CHANGE, milestone=None, action__in=unled)
                | Q(kind=Kind.ACTION_ADDED, action__in=unled)
                | by_then & Q(kind=Kind.ASSESSMENT) & ~superseded(known)
            )
        )
        self.aside, self._nudges, self._set, assessments = {}, {}, {}, []
        has_not_gone = Exists(Mail.objects.failing().filter(entry=OuterRef("pk")))
        entries = entries.annotate(mail_has_not_gone=has_not_gone).select_related("author", "organisation")
        for entry in sorted(entries.order_by(), key=attrgetter("sequence")):
            about = entry.action_id, entry.milestone_id
            match entry.kind:
                case Kind.NUDGE:
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

    def _before(self, days):
        return self.day - timedelta(days=days)

    # --- What concerns actions: all of it is in the figures ---

    @cached_property
    def _of_actions(self):
        actions = self.standing.actions
        found = [_Found(ConcernKind.SILENT, a.heard_on or self.report.followed_since, a) for a in self.standing.silent]
        back = sorted(self.standing.moved_back_lately, key=lambda a: a.level_since, reverse=True)
        found += [_Found(ConcernKind.MOVED_BACK, a.level_since, a) for a in back]
        off_course = sorted((a for a in actions if a.is_off_course), key=lambda a: a.course_since)
        found += [_Found(ConcernKind.OFF_COURSE, a.course_since, a) for a in off_course]
        found += [_Found(ConcernKind.WAITING, day, self.by_id[pk]) for pk, day in self._waiting_since().items()]
        found += sorted(self._disputed(), key=lambda concern: concern.since)
        unled = [_Found(ConcernKind.UNLED, self._unled_since(a), a) for a in actions if self._missing(a)]
        found += sorted(unled, key=lambda concern: concern.since)
        return [concern for concern in found if (concern.kind, *concern.about) not in self.aside]

    def _waiting_since(self):
        """{action id: the day since which an update on it waits}, the longest first."""
        since = {}
        for update in self._waiting:
            since.setdefault(update.action_id, update.day)
        return since

    def _disputed(self):
        for a in self.standing.actions:
            seen = self._seen(a)
            if seen.differing:
                yield _Found(ConcernKind.DISPUTED, seen.disputed_since, a, differing=seen.differing)

    def _missing(self, action):
        named = {"lead_organisation": action.lead_organisation_id, "focal_point": action.focal_point_id}
        return [field for field, value in named.items() if not value]

    def _unled_since(self, action):
        days = [self._set[action.id, field] for field in self._missing(action) if (action.id, field) in self._set]
        return min([*days, self.day])

    # --- What concerns milestones: in the figures of a past day, but not in those of today ---

    @cached_property
    def _listed(self):
        """[(kind, MilestoneFigures)] in order, from a standing that lists milestones; else None."""
        if not self.standing.milestones:
            return None
        late = [m for m in self.standing.milestones if is_overdue(m.due_on, m.state, self.day)]
        soon = [m for m in self.standing.milestones if is_due_soon(m.due_on, m.state, self.day)]
        found = [
            (kind, milestone)
            for kind, milestones in ((ConcernKind.LATE, late), (ConcernKind.DUE_SOON, soon))
            for milestone in sorted(milestones, key=lambda m: (m.due_on, m.id))
        ]
        return [(kind, m) for kind, m in found if (kind, m.action_id, m.id) not in self.aside]

    @property
    def _spans(self):
        """Open milestones late or due soon today that are not set aside."""
        aside = {kind: [m for name, _action, m in self.aside if name == kind] for kind in DATED_CONCERNS}
        return (
            MilestoneStanding.objects.on(self.day)
            .filter(action__report=self.report, state__in=OPEN_STATES, due_on__lte=self._last_day)
            .exclude(due_on__lt=self.day, milestone__in=aside[ConcernKind.LATE])
            .exclude(due_on__gte=self.day, milestone__in=aside[ConcernKind.DUE_SOON])
        )

    @property
    def _last_day(self):
        return self.day + timedelta(days=DUE_SOON_DAYS)

    @cached_property
    def _nothing_is_due(self):
        due = [a.next_due_on for a in self.standing.actions if a.next_due_on]
        return not due or min(due) > self._last_day

    def _count_dated(self):
        if self._dated_counts is None:
            if self._listed is not None:
                kinds = [kind for kind, _milestone in self._listed]
                late, both = kinds.count(ConcernKind.LATE), len(kinds)
            elif self._nothing_is_due:
                late = both = 0
            else:
                late, both = self._spans.aggregate(late=Count("pk", filter=self._is_late), both=Count("pk")).values()
            self._remember(late, both)
        return self._dated_counts

    def _remember(self, late, both):
        self._dated_counts = {ConcernKind.LATE: late, ConcernKind.DUE_SOON: both - late}

    @property
    def _is_late(self):
        return Q(due_on__lt=self.day)

    def _dated(self, kind, start, stop):
        if self._listed is not None:
            milestones = [m for name, m in self._listed if kind in ("", name)][start:stop]
            return [self._of_milestone(m, m.action_id, m.due_on, m.original_due_on) for m in milestones]
        if self._nothing_is_due:
            return []
        spans = self._spans.with_original_due().select_related("milestone").order_by("due_on", "milestone_id")
        if kind:
            spans = spans.filter(self._is_late if kind == ConcernKind.LATE else ~self._is_late)
        counting = not kind and start == 0
        if counting:
            # All are counted in passing, which saves a query.
            spans = spans.annotate(late=Window(Count("pk", filter=self._is_late)), both=Window(Count("pk")))
        spans = list(spans[start:stop])
        if counting:
            self._remember(*((spans[0].late, spans[0].both) if spans else (0, 0)))
        called = self._called([span.milestone_id for span in spans]) if self._is_past else {}
        return [
            self._of_milestone(self._then(s.milestone, called), s.action_id, s.due_on, s.original_due_on) for s in spans
        ]

    @property
    def _is_past(self):
        """True if the record has entries of a later day, so that milestones may be called otherwise by now."""
        return self.day < self.report.today(self.report.head_at)

    def _then(self, milestone, called):
        if milestone.id not in called:
            return milestone
        values = called[milestone.id]
        return _Milestone(
            id=milestone.id,
            number=milestone.number,
            title=values.get("title", ERASED),
            organisation_id=values["organisation"],
            focal_point_id=values["focal_point"],
        )

    def _called(self, milestones):
        """{milestone's id: what it was called by the day}; one query."""
        telling = Entry.objects.filter(milestone__in=milestones, kind__in=DESCRIBING_KINDS)
        telling = telling.filter(Q(happened_on__lte=self.day) | ~Q(kind=Kind.CHANGE)).order_by("sequence")
        told = defaultdict(list)
        for entry in telling:
            told[entry.milestone_id].append(entry)
        return {pk: described(entries) for pk, entries in told.items()}

    def _of_milestone(self, milestone, action_id, due_on, original_due_on):
        kind = ConcernKind.LATE if due_on < self.day else ConcernKind.DUE_SOON
        return _Found(kind, due_on, self.by_id[action_id], milestone, original_due_on)

    # --- Whose it is ---

    def _named(self, found):
        organisations, people, _mentions = names({f.organisation_id for f in found}, {f.person_id for f in found})
        return [
            Concern(
                kind=concern.kind,
                since=concern.since,
                days=abs((self.day - concern.since).days),
                figures=concern.figures,
                milestone=concern.milestone,
                original_due_on=concern.original_due_on,
                organisation=organisations.get(concern.organisation_id, ""),
                person=people.get(concern.person_id, ""),
                person_id=concern.person_id,
                nudge=self._nudges.get(concern.about),
                differing=concern.differing,
            )
            for concern in found
        ]


class _Listed:
    """The Concerns of a kind, as a paginator wants them: a length, and slices."""

    def __init__(self, attention, kind):
        self.attention, self.kind = attention, kind

    def __len__(self):
        return self.attention.counts[self.kind] if self.kind else self.attention.count

    def __getitem__(self, part):
        return self.attention.rows(self.kind, part.start or 0, part.stop)
