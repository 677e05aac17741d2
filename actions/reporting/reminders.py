"""What a person is to be reminded of: found for the days since it was last looked, at a moment that is given."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db.models import Max, Q

from actions.lifecycle import ASIDE_KINDS, OPEN_STATES, ConcernKind, Kind
from actions.models import Draft, Entry, MilestoneStanding, PriorityAction, Reminder, Report
from actions.reporting.today import heard_on
from actions.rhythm import FARTHEST, Rhythm, due_days, step_between, steps


@dataclass(frozen=True)
class Due:
    """One thing a person is reminded of: a milestone, or, without one, the report due on an action.

    ``step`` is the reminder's day counted from ``due_on``; ``late`` is true once that day has ended in the
    report's zone. ``heard_at`` is when someone last reported on it.
    """

    report: Report
    action: PriorityAction
    milestone: object
    due_on: date
    late: bool
    step: int | None = None
    heard_at: datetime | None = None

    @property
    def about(self):
        """What it is about, as a key: the same for all reminders for one due day."""
        kind, thing = ("milestone", self.milestone) if self.milestone else ("action", self.action)
        return f"{kind} {thing.pk} {self.due_on}"


class Holdings:
    """What a person is the focal point of on these reports, at the moment ``now``; one query where it is nothing."""

    def __init__(self, person, reports, now):
        self.person, self.now = person, now
        self.reports = {report.pk: report for report in reports}
        self.today = {pk: report.today(now) for pk, report in self.reports.items()}
        self.actions = {a.pk: a for a in self._actions()}
        if self.actions:
            self._read()

    def _actions(self):
        """Actions of the person, and those of which a milestone is."""
        held = Q(focal_point=self.person) | Q(milestones__focal_point=self.person)
        found = PriorityAction.objects.filter(held, report__in=self.reports).distinct()
        for action in found if self.reports else ():
            action.report = self.reports[action.report_id]
            yield action

    def _read(self):
        heard = self._answers(Entry.objects.filter(action__in=self.actions).heard().order_by())
        by_milestone = heard.values_list("action", "milestone").annotate(Max("recorded_at"))
        self.heard_at = {(action, milestone): moment for action, milestone, moment in by_milestone}
        waiting = Draft.objects.waiting().filter(action__in=self.actions)
        self.waiting_on = set(waiting.values_list("action", flat=True))
        self.waiting = set(self._answers(waiting).values_list("action", "milestone"))
        self.aside = self._aside()

    def _answers(self, updates):
        """Those that answer for a milestone: on one, anyone's; on the action as a whole, one's own organisation's."""
        own = Q(author=self.person) | Q(organisation=self.person.organisation_id)
        return updates.filter(Q(milestone__isnull=False) | own)

    def _aside(self):
        """{(kind of concern, action, milestone): the day it comes back} of what coordinators set aside."""
        found = {}
        entries = Entry.objects.filter(action__in=self.actions, kind__in=ASIDE_KINDS).order_by("sequence")
        for kind, action, milestone, changes in entries.values_list("kind", "action", "milestone", "changes"):
            until = changes["until"] if kind == Kind.SET_ASIDE else ""
            found[changes["concern"], action, milestone] = until
        return found

    # --- What is due, and was not answered by what waits for review ---

    def due(self):
        """Every open thing with its due day; what a coordinator set aside, or a submitted draft answers, left out."""
        return [*self._milestones(), *self._reports_due()] if self.actions else []

    def _milestones(self):
        mine = Q(milestone__focal_point=self.person)
        mine |= Q(milestone__focal_point=None, action__focal_point=self.person)
        for today, reports in self._by_today().items():
            spans = MilestoneStanding.objects.on(today).filter(mine, action__report__in=reports, state__in=OPEN_STATES)
            for span in spans.select_related("milestone").order_by("due_on", "milestone_id"):
                action, late = self.actions[span.action_id], span.due_on < today
                concern = ConcernKind.LATE if late else ConcernKind.DUE_SOON
                if self._is_quiet(concern, action, span.milestone_id):
                    continue
                span.milestone.action = action
                heard = [self.heard_at.get((action.pk, about)) for about in (span.milestone_id, None)]
                yield Due(
                    report=action.report,
                    action=action,
                    milestone=span.milestone,
                    due_on=span.due_on,
                    late=late,
                    heard_at=max((moment for moment in heard if moment), default=None),
                )

    def _reports_due(self):
        for action in sorted(self.actions.values(), key=lambda a: (a.report_id, a.number)):
            if action.focal_point_id != self.person.pk or self._is_quiet(ConcernKind.SILENT, action, None):
                continue
            today = self.today[action.report_id]
            for due_on in report_days(action, today):
                yield Due(
                    report=action.report,
                    action=action,
                    milestone=None,
                    due_on=due_on,
                    late=due_on < today,
                    heard_at=action.last_recorded_at,
                )

    def _is_quiet(self, concern, action, milestone):
        """True while a submitted draft waits, or the concern is set aside."""
        today = self.today[action.report_id].isoformat()
        if self.aside.get((concern, action.pk, milestone), "") > today:
            return True
        if milestone is None:
            return action.pk in self.waiting_on
        return not self.waiting.isdisjoint({(action.pk, milestone), (action.pk, None)})

    def _by_today(self):
        """{today: reports on which it is that day}."""
        days = defaultdict(list)
        for pk, today in self.today.items():
            days[today].append(pk)
        return days


def report_days(action, today):
    """The days by which someone should report on an action and has not yet: the last passed, and the next.

    The action comes with its report.
    """
    report, heard = action.report, heard_on(action.report, action)
    rhythm, dates = (action.rhythm, action.rhythm_dates) if action.rhythm else (report.rhythm, report.rhythm_dates)
    if rhythm == Rhythm.DAYS:
        return [(heard or report.followed_since) + timedelta(days=report.rhythm_days)]
    around = timedelta(days=2 * FARTHEST + 2)
    days = due_days(rhythm, dates, today - around, today + around)
    # One who reported after the due day before has reported for this one.
    pairs = [(before, day) for before, day in pairwise(days) if day >= report.followed_since]
    open_days = [day for before, day in pairs if not (heard and heard > before)]
    passed = [day for day in open_days if day < today][-1:]
    return passed + [day for day in open_days if day >= today][:1]


def to_remind(holdings, since):
    """What is due to be reminded of for the days after the moment ``since``, each thing once, with its last step.

    A step is answered when someone reported since the day of the step before, or, of the first, on its own day.
    """
    found = []
    for due in holdings.due():
        report, days = due.report, steps(due.report.reminder_days)
        step = step_between(days, due.due_on, report.today(since), holdings.today[report.pk])
        if step is None:
            continue
        before = max((other for other in days if other < step), default=step)
        if due.heard_at and report.today(due.heard_at) >= due.due_on + timedelta(days=before):
            continue
        found.append(replace(due, step=step))
    keys = [key_of(holdings.person, due) for due in found]
    sent = set(Reminder.objects.filter(key__in=keys).values_list("key", flat=True)) if keys else ()
    return [due for due in found if key_of(holdings.person, due) not in sent]


def unanswered(holdings, day):
    """[(a Due, the Reminders sent about it)] where as many as the report says had no answer by the day ``day``.

    ``day`` is in the person's zone; a person has until the end of a reminder's day to answer it.
    """
    sent = defaultdict(list)
    for reminder in Reminder.objects.filter(person=holdings.person, escalated_at=None, report__in=holdings.reports):
        kind, pk = ("milestone", reminder.milestone_id) if reminder.milestone_id else ("action", reminder.action_id)
        sent[f"{kind} {pk} {reminder.due_on}"].append(reminder)
    found = []
    for due in holdings.due() if sent else ():
        reminders = [r for r in sent[due.about] if r.day < day and not (due.heard_at and due.heard_at > r.told_at)]
        if 0 < due.report.escalate_after <= len(reminders):
            found.append((due, reminders))
    return found


def key_of(person, due):
    """Names one step of one reminder for one person."""
    return f"{person.pk} {due.about} {due.step}"
