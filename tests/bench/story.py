"""One report's made-up follow-up, as rows that are not saved yet: record, hash chain and standing.

Tells what people do over three years in the order they do it, and seals every entry as the
services do. Ids are given beforehand, because the chain covers them.
"""

from collections import Counter
from dataclasses import asdict
from datetime import date, timedelta
from uuid import UUID

from actions.lifecycle import HEARD_KINDS, Course, CourseReason, Kind, Level, State
from actions.models import ActionStanding, Entry, Milestone, MilestoneStanding, Note, PriorityAction, Report
from actions.models.note import Audience
from actions.services.record import seal
from actions.services.reports import told
from actions.services.standing import DESCRIBED
from actions.standing import action_spans, milestone_spans
from tests.bench.sizes import ACTIONS

DAYS = 1_080
"""For how long the follow-up has been going on."""

PUBLISHED = date(2013, 11, 13)

COUNTRIES = (
    "BE DE FR IT ES PT GB SE PL RO UA AL KE UG ZA GH NG SN MA EG CM IN NP BD TH PH VN KH CN JP KZ TR JO MX GT HN BR AR "
    "CL PE CO BO DO JM US CA AU NZ FJ WS"
).split()
"""The reports' countries, one after the other: every region has some."""

THEMES = (
    "National plan",
    "Training",
    "Victim support",
    "Participation",
    "Legislation",
    "Data",
    "Schools",
    "Travel and tourism",
)
"""What actions are about, one after the other."""

WORDS = (
    "the ministry working group met and agreed on dates for training of police officers judges social workers a "
    "draft was sent to all partners comments are expected before summer funds were promised not yet paid shelters "
    "in three provinces opened places helpline answered more calls than last year young people said what they "
    "need hearing in parliament plan budget committee law national coordinator report signed translated"
).split()

LEVELS = (Level.NOT_IMPLEMENTED, Level.PARTLY_IMPLEMENTED, Level.FULLY_IMPLEMENTED, Level.PARTLY_IMPLEMENTED)
"""What each action reaches, one step after the other; some only the first of them."""

COURSES = (
    (Course.ON_TRACK, ""),
    (Course.AT_RISK, CourseReason.CAPACITY),
    (Course.ON_TRACK, ""),
    (Course.OFF_TRACK, CourseReason.POLITICAL_SUPPORT),
    (Course.ON_TRACK, ""),
    (Course.AT_RISK, CourseReason.INSTITUTIONS),
)

SILENT = 4
"""The number of the action on which nobody has reported for the last hundred days and more."""

OFF_TRACK = 3
"""The number of the action that is off track now."""


class Ids:
    """The ids that come next: {model: number}."""

    def __init__(self):
        self.last = {}

    def __getitem__(self, model):
        self.last[model] = self.last.get(model, 0) + 1
        return self.last[model]


class Story:
    """What happened on one report. ``rows`` has the unsaved objects of each model; ``described`` is said of it, too."""

    def __init__(self, number, size, staff, ids, rng, now, **described):
        self.size, self.staff, self.ids, self.rng, self.now = size, staff, ids, rng, now
        self.rows = {model: [] for model in (Report, PriorityAction, Milestone, Entry, Note)}
        self.rows |= {ActionStanding: [], MilestoneStanding: []}
        self.superseded, self.milestones = set(), Counter()
        self.steps = []
        self.report = self._open(number, described)
        for action in [self._add_action(n) for n in range(1, ACTIONS + 1)]:
            self._plan(action)
        self._tell()
        self._stand()

    # --- What is going to happen ---

    def _at(self, days_ago):
        return self.now - timedelta(days=days_ago, seconds=self.rng.randrange(3600))

    def _plan(self, action):
        """Fill ``steps`` with (moment, what to do, with what)."""
        rng, quiet = self.rng, 110 if action.number == SILENT else 1
        updates = self.size.of_each_action(self.size.updates)
        moves = [*self._level_moves(action, quiet), *self._course_moves(action, quiet)]
        for _ in range(self.size.of_each_action(self.size.milestones)):
            moves += self._milestone(action, quiet)
        moves = moves[:updates]
        corrections = (updates - len(moves)) // 30
        plain = updates - len(moves) - corrections
        several = [
            (plain, self._update, {}),
            (corrections, self._correction, None),
            (updates // 100, self._withdrawal, None),
            (updates // 20, self._confirmation, None),
            (updates // 20, self._note, None),
        ]
        for count, do, with_what in several:
            # Corrections and withdrawals need something to be about, so they come later.
            first = DAYS - 5 if do == self._update else DAYS - 60
            moves += [(rng.uniform(quiet, first), do, with_what) for _ in range(count)]
        self.steps += [(self._at(days_ago), do, action, with_what) for days_ago, do, with_what in moves]

    def _level_moves(self, action, quiet):
        levels = LEVELS[: 1 + action.number % 4]
        days = sorted((self.rng.uniform(quiet, DAYS - 20) for _ in levels), reverse=True)
        return [(day, self._update, {"level": level.value}) for day, level in zip(days, levels, strict=True)]

    def _course_moves(self, action, quiet):
        courses = COURSES[:4] if action.number == OFF_TRACK else COURSES
        days = sorted((self.rng.uniform(quiet, DAYS - 10) for _ in courses), reverse=True)
        return [
            (day, self._update, {"course": str(course), "course_reason": str(reason)})
            for day, (course, reason) in zip(days, courses, strict=True)
        ]

    def _milestone(self, action, quiet):
        """A milestone, half of which are done, a sixth late, some dropped, the others still ahead."""
        rng = self.rng
        milestone = Milestone(
            pk=self.ids[Milestone],
            action=action,
            title=self._words(rng.randint(4, 9)).capitalize(),
            organisation=rng.choice(self.staff).organisation,
            focal_point=rng.choice(self.staff),
        )
        added = rng.uniform(DAYS - 20, DAYS - 5)
        fate = rng.random()
        due = rng.uniform(5, DAYS - 60) if fate < 0.65 else -rng.uniform(5, 400)
        moves = []
        if fate < 0.5:
            done = max(quiet, min(due + rng.uniform(-20, 20), DAYS - 50))
            moves = [(rng.uniform(done + 1, DAYS - 30), State.UNDER_WAY), (done, State.DONE)]
        elif fate < 0.58 or 0.65 <= fate < 0.8:
            moves = [(rng.uniform(quiet, DAYS - 30), State.UNDER_WAY)]
        milestone.due_on = self.now.date() - timedelta(days=round(due))
        self.rows[Milestone].append(milestone)
        # What coordinators do is no update, so it is not among the moves that are counted.
        self.steps.append((self._at(added), self._milestone_added, action, milestone))
        if fate > 0.95:
            self.steps.append((self._at(rng.uniform(quiet, DAYS - 60)), self._dropped, action, milestone))
        elif rng.random() < 0.05:
            self.steps.append((self._at(rng.uniform(quiet, DAYS - 60)), self._due_moved, action, milestone))
        return [(days, self._update, {"milestone": milestone, "state": state.value}) for days, state in moves]

    def _tell(self):
        for moment, do, action, with_what in sorted(self.steps, key=lambda step: step[0]):
            do(max(moment, self.report.head_at + timedelta(microseconds=1)), action, with_what)

    # --- What people do ---

    def _open(self, number, described):
        values = {
            "title": f"Made-up monitoring report {number}",
            "publisher": "Example Network",
            "country": COUNTRIES[(number - 1) % len(COUNTRIES)],
            "published_on": PUBLISHED.replace(year=PUBLISHED.year + number % 11),
            "source_url": "",
            "words_from": "Made up for the bench",
            "language": "en",
            "time_zone": "Europe/Brussels",
            "rhythm_days": 90,
        } | described
        moment = self.now - timedelta(days=DAYS)
        report = Report(pk=self.ids[Report], slug=f"bench-{number}", **values)
        report.followed_since = report.today(moment)
        self.rows[Report].append(report)
        self.report = report
        self._append(Kind.REPORT_OPENED, moment, None, happened_on=report.followed_since, **told(values))
        return report

    def _add_action(self, number):
        lead = self.rng.choice(self.staff)
        action = PriorityAction(
            pk=self.ids[PriorityAction],
            report=self.report,
            number=number,
            theme=THEMES[(self.report.pk + 3 * number) % len(THEMES)],
            title=self._words(5).capitalize(),
            recommendation=self._words(25),
            addressee="Example authorities",
            lead_organisation=lead.organisation,
            focal_point=lead,
        )
        self.rows[PriorityAction].append(action)
        moment = self.report.head_at + timedelta(seconds=1)
        description = told({name: getattr(action, name) for name in DESCRIBED[PriorityAction]})
        self._append(Kind.ACTION_ADDED, moment, action, **description)
        return action

    def _milestone_added(self, moment, action, milestone):
        self.milestones[action.pk] += 1
        milestone.number = milestone.position = self.milestones[action.pk]
        description = told({name: getattr(milestone, name) for name in DESCRIBED[Milestone]})
        self._append(Kind.MILESTONE_ADDED, moment, action, by=self.staff[0], milestone=milestone, **description)

    def _due_moved(self, moment, action, milestone):
        milestone.due_on += timedelta(days=30)
        self._append(
            Kind.CHANGE,
            moment,
            action,
            by=self.staff[0],
            milestone=milestone,
            reason=self._words(8),
            **told({"due_on": milestone.due_on}),
        )

    def _dropped(self, moment, action, milestone):
        self._append(
            Kind.CHANGE,
            moment,
            action,
            by=self.staff[0],
            milestone=milestone,
            state=State.DROPPED.value,
            reason=self._words(8),
        )

    def _update(self, moment, action, moved):
        rng, day = self.rng, None
        if not moved and rng.random() < 0.3:
            # Past progress filled in later; what moves something is told on its day, so that every move may follow.
            day = max(self.report.followed_since, self.report.today(moment) - timedelta(days=rng.randint(1, 30)))
        self._append(
            Kind.UPDATE,
            moment,
            action,
            by=rng.choice(self.staff),
            happened_on=day,
            what_changed=self._words(rng.randint(10, 50)).capitalize() + ".",
            challenges=self._words(20) if rng.random() < 0.2 else "",
            next_steps=self._words(15) if rng.random() < 0.3 else "",
            **moved,
        )

    def _correction(self, moment, action, _nothing):
        entry = self._one_that_counts(action, lambda entry: entry.kind == Kind.UPDATE)
        same = "happened_on milestone state level course course_reason challenges next_steps".split()
        self._append(
            Kind.CORRECTION,
            moment,
            action,
            by=entry.author,
            supersedes=entry,
            what_changed=self._words(30).capitalize() + ".",
            reason=self._words(6).capitalize() + ".",
            **{name: getattr(entry, name) for name in same},
        )

    def _withdrawal(self, moment, action, _nothing):
        entry = self._one_that_counts(
            action, lambda entry: entry.kind == Kind.UPDATE and not (entry.level or entry.course or entry.state)
        )
        self._append(
            Kind.WITHDRAWAL,
            moment,
            action,
            by=entry.author,
            milestone=entry.milestone,
            supersedes=entry,
            reason=self._words(6).capitalize() + ".",
        )

    def _confirmation(self, moment, action, _nothing):
        self._append(Kind.CONFIRMATION, moment, action, by=self.rng.choice(self.staff))

    def _note(self, moment, action, _nothing):
        author = self.rng.choice(self.staff)
        self.rows[Note].append(
            Note(
                pk=self.ids[Note],
                action=action,
                author=author,
                organisation=author.organisation,
                audience=self.rng.choice(Audience.values),
                text=self._words(20),
                created_on=self.report.today(moment),
                created_at=moment,
                key=self._uuid(),
            )
        )

    def _one_that_counts(self, action, which):
        """An entry of the action that nobody has corrected or withdrawn yet."""
        entries = self.rows[Entry]
        while True:
            entry = self.rng.choice(entries)
            if entry.action_id == action.pk and entry.pk not in self.superseded and which(entry):
                return entry

    # --- The record and the standing ---

    def _append(self, kind, moment, action, *, by=None, happened_on=None, supersedes=None, **fields):
        """Add an entry as ``services.record.append`` does, without saving it."""
        report = self.report
        sequence = report.head_sequence + 1
        entry = Entry(
            pk=self.ids[Entry],
            report=report,
            sequence=sequence,
            kind=kind.value,
            action=action,
            author=by,
            organisation=by.organisation if by else None,
            happened_on=happened_on or report.today(moment),
            recorded_at=moment,
            supersedes=supersedes,
            place=supersedes.place if supersedes else sequence,
            previous_hash=report.head_hash,
            key=self._uuid(),
            salt=f"{self.rng.getrandbits(128):032x}",
            **fields,
        )
        seal(entry)
        if supersedes:
            self.superseded.add(supersedes.pk)
        self.rows[Entry].append(entry)
        report.head_sequence, report.head_hash, report.head_at = sequence, entry.hash, moment

    def _stand(self):
        facts = {}
        effective = (e for e in self.rows[Entry] if e.pk not in self.superseded and e.kind != Kind.WITHDRAWAL)
        for entry in sorted(effective, key=lambda entry: (entry.happened_on, entry.place)):
            if entry.kind != Kind.MILESTONE_ADDED:
                facts.setdefault(("action", entry.action_id), []).append(entry)
                facts.setdefault(("milestone", entry.milestone_id), []).append(entry)
        for action in self.rows[PriorityAction]:
            spans = action_spans(facts["action", action.pk], self.report.published_on)
            self.rows[ActionStanding] += [ActionStanding(action=action, **asdict(span)) for span in spans]
            heard = [entry for entry in facts["action", action.pk] if entry.kind in HEARD_KINDS]
            action.last_recorded_at = max(entry.recorded_at for entry in heard)
            action.last_happened_on = max(entry.happened_on for entry in heard)
        for entry in self.rows[Entry]:
            if entry.kind == Kind.MILESTONE_ADDED:
                due_on = date.fromisoformat(entry.changes["due_on"])
                spans = milestone_spans(facts.get(("milestone", entry.milestone_id), ()), entry.happened_on, due_on)
                about = {"milestone": entry.milestone, "action": entry.action}
                self.rows[MilestoneStanding] += [MilestoneStanding(**about, **asdict(span)) for span in spans]

    def _words(self, number):
        return " ".join(self.rng.choices(WORDS, k=number))

    def _uuid(self):
        return UUID(int=self.rng.getrandbits(128))
