"""My work: what one person, or one organisation, has to do on all reports one writes on, the most urgent first."""

from dataclasses import dataclass

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Prefetch, Window

from actions.lifecycle import DUE_SOON_DAYS, Stage
from actions.models import ActionStanding, Decision, Draft, MilestoneStanding, Report, Role
from actions.reporting.evidence import count_wordless
from actions.reporting.lists import action_rows, milestone_rows, tell, with_owners, with_subjects
from actions.reporting.todays import Todays

SHOWN = 10
"""Things of one sort shown at once; the rest is counted, and a click away."""

WRITERS = (Role.STAFF, Role.COORDINATOR)


@dataclass(frozen=True)
class Part:
    """The first things of one sort, and how many there are in all."""

    rows: list
    count: int

    @property
    def more(self):
        return self.count - len(self.rows)


class Work:
    """What is to be done; each part asks when it is first read.

    Of the organisation's: milestones and actions that are its own, and what its people submitted. Drafts are
    the person's alone, whichever is asked for.
    """

    def __init__(self, user, *, of_organisation=False, now=None):
        self.user, self.of_organisation = user, of_organisation and user.organisation_id is not None
        on = Report.objects.filter(memberships__user=user, memberships__role__in=WRITERS)
        self.reports = list(on.annotate(role=F("memberships__role")))
        for report in self.reports:
            user.learn_role(report.pk, report.role)
        self.todays = Todays(self.reports, now)

    @property
    def whose(self):
        """How the lists are narrowed to the same, in an address."""
        return f"organisation={self.user.organisation_id}" if self.of_organisation else f"person={self.user.pk}"

    def milestones(self):
        """Milestones that are late or due soon, the first due first."""
        found = self._milestones(self._due()).order_by("due_on", "milestone_id")
        pks = [pk for _due_on, _milestone, pk in found]
        return self._part(pks, with_owners(MilestoneStanding.objects).in_bulk(pks[:SHOWN]))

    def actions(self):
        """(the silent actions, the longest silent first; the others, to report on them, by report and number)."""
        rows, silence = self.todays.silence(self._actions())
        rows = rows.annotate(is_silent=ExpressionWrapper(silence, BooleanField()), heard=F("last_happened_on"))
        keys = "is_silent heard action action__report action__number pk".split()
        place = {pk: place for place, pk in enumerate(self.todays.reports)}
        silent, others = [], []
        for is_silent, heard, action, report, number, pk in rows.values_list(*keys):
            if is_silent:
                silent.append((heard is not None, heard, action, pk))
            else:
                others.append((place[report], number, pk))
        parts = [[pk for *_order, pk in sorted(part)] for part in (silent, others)]
        shown = with_subjects(action_rows(self.todays)).in_bulk([pk for part in parts for pk in part[:SHOWN]])
        return [self._part(part, shown) for part in parts]

    def drafts(self):
        """What the person is writing, and what was sent back with its reason: sent back first, then the last saved.

        Of all reports, also those on which one does not write any more: the words are the person's still.
        """
        back = Prefetch("decisions", Decision.objects.filter(stage=Stage.SENT_BACK).select_related("by"))
        found = Draft.objects.unfinished().filter(author=self.user)
        found = found.select_related("action__report", "corrects__superseded_by").prefetch_related(back)
        part = _first(found.order_by("-stage", "-saved_at"), SHOWN * 2)
        for draft in part.rows:
            draft.why = list(draft.decisions.all())[-1] if draft.stage == Stage.SENT_BACK else None
        count_wordless(part.rows, self.user)
        return part

    def waiting(self, *, whole=False):
        """What was submitted and nobody has decided yet, the longest waiting first; all of it when ``whole``."""
        found = Draft.objects.waiting().filter(action__report__in=self.todays.ids)
        if self.of_organisation:
            found = found.filter(organisation=self.user.organisation_id)
        else:
            found = found.filter(author=self.user)
        found = found.select_related("action", "author", "corrects__superseded_by").order_by("submitted_at", "pk")
        part = _first(found, None if whole else SHOWN)
        for draft in part.rows:
            draft.action.report = self.todays.reports[draft.action.report_id]
        return part

    def to_review(self):
        """[(report, how many updates wait for this person to decide)] of the reports one coordinates."""
        coordinated = [report for report in self.reports if report.role == Role.COORDINATOR]
        found = Draft.objects.waiting().filter(action__report__in=coordinated).exclude(author=self.user)
        counts = found.order_by().values_list("action__report").annotate(Count("pk"))
        return [(self.todays.reports[pk], count) for pk, count in counts]

    def count(self):
        """How many late milestones, silent actions and updates sent back are this person's; three queries."""
        late = self._milestones(self.todays.overdue()).count()
        back = Draft.objects.filter(author=self.user, stage=Stage.SENT_BACK, action__report__in=self.todays.ids)
        return late + self.todays.silent(self._actions()).count() + back.count()

    def _due(self):
        return self.todays.overdue() | self.todays.due_within(DUE_SOON_DAYS)

    def _actions(self):
        """Those one answers for."""
        whose = (
            {"action__lead_organisation": self.user.organisation_id}
            if self.of_organisation
            else {"action__focal_point": self.user}
        )
        return ActionStanding.objects.filter(self.todays.holding(), **whose)

    def _milestones(self, due):
        """Those whose it is; where a milestone names nobody, those who answer for its action."""
        if self.of_organisation:
            own, fallback = "milestone__organisation", "action__lead_organisation"
            whose = self.user.organisation_id
        else:
            own, fallback, whose = "milestone__focal_point", "action__focal_point", self.user.pk
        # Each by itself, and no more than what puts them in order: so an index finds them among all the others. Few are
        # due on what one answers for; they are read whole, to show the first and count the rest.
        rows = milestone_rows(self.todays).filter(due).values_list("due_on", "milestone_id", "pk")
        return rows.filter(**{own: whose}).union(rows.filter(**{own: None, fallback: whose}), all=True)

    def _part(self, pks, rows):
        """The first of these spans, {id: span} at least of those shown."""
        return Part(tell([rows[pk] for pk in pks[:SHOWN] if pk in rows], self.todays), len(pks))


def _first(rows, shown=SHOWN):
    """The first of these rows, and how many there are; one query."""
    found = list(rows.annotate(in_all=Window(Count("pk")))[:shown])
    return Part(found, found[0].in_all if found else 0)
