"""Organisations and people of a report: who leads what, who holds what, who was heard, who answers nudges."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median

from django.db.models import BigIntegerField, Count, Max, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from actions.alphabet import folded
from actions.lifecycle import OPEN_STATES, Kind, State
from actions.models import Entry, Membership, Milestone, MilestoneStanding, Organisation, PriorityAction, User

NUDGES_COUNTED_DAYS = 366
"""Nudges of the last year say how someone answers now; older ones are in the record."""


@dataclass
class OrganisationLine:
    """What an organisation does on a report: actions it leads, its milestones by state, when it was heard last.

    ``organisation`` is None for people who belong to none. ``heard`` is the number of the entry by
    which it reported last, ``heard_on`` the day that was recorded; None when it never did.
    """

    organisation: Organisation | None
    leads: list = field(default_factory=list)
    people: list = field(default_factory=list)
    open: int = 0
    overdue: int = 0
    done: int = 0
    heard: int | None = None
    heard_on: object = None

    @property
    def name(self):
        return self.organisation.name if self.organisation else ""


@dataclass
class PersonLine:
    """What a person holds on a report, and how their organisation answers when they are nudged.

    ``actions`` and ``milestones`` count what the person is focal point of, of milestones the open
    ones; ``overdue`` those of them whose due day has passed; ``ended`` the milestones done or dropped. A milestone
    without a focal point is its action's focal point's.
    ``nudges`` of the last year, and how many
    were ``answered``: the organisation reported on that action afterwards. ``median_days`` is from
    nudge to answer. ``role`` is empty of who is no longer on the report; ``person`` is None where it is nobody.
    """

    person: User | None
    role: str = ""
    actions: int = 0
    milestones: int = 0
    overdue: int = 0
    done: int = 0
    dropped: int = 0
    nudges: int = 0
    days: list = field(default_factory=list)

    @property
    def name(self):
        return self.person.name

    @property
    def organisation(self):
        return self.person.organisation.name if self.person.organisation else ""

    @property
    def ended(self):
        return self.done + self.dropped

    @property
    def holds(self):
        """Everything the person would hand over."""
        return self.actions + self.milestones + self.ended

    @property
    def answered(self):
        return len(self.days)

    @property
    def median_days(self):
        return median(self.days) if self.days else None


@dataclass(frozen=True)
class WhoIsWho:
    """Who is who on a report: the lines by name.

    ``unowned`` is what no organisation leads or owns, ``unasked`` what has no focal point; each is None when there
    is nothing. With them the lines add up to the actions and milestones of the report.
    """

    organisations: list[OrganisationLine]
    people: list[PersonLine]
    unowned: OrganisationLine | None
    unasked: PersonLine | None


@dataclass(frozen=True)
class Nudge:
    """One nudge: the entry, and the entry by which the person's organisation answered, or None.

    ``days`` is how long the answer took, in days of the report's zone.
    """

    entry: Entry
    answer: Entry | None
    days: int | None


ORGANISATION_SORTS = {
    "name": lambda line: folded(line.name),
    "leads": lambda line: len(line.leads),
    "people": lambda line: len(line.people),
    "open": lambda line: line.open,
    "overdue": lambda line: line.overdue,
    "done": lambda line: line.done,
    "heard": lambda line: line.heard or 0,
}
PERSON_SORTS = {
    "name": lambda line: folded(line.name),
    "organisation": lambda line: folded(line.organisation),
    "role": lambda line: line.role,
    "holds": lambda line: line.holds,
    "overdue": lambda line: line.overdue,
    "nudges": lambda line: line.nudges,
    "answered": lambda line: line.answered,
    "days": lambda line: line.median_days if line.median_days is not None else float("inf"),
}
"""What the two lists can be sorted by: {name in the address: key of a line}."""


def who_is_who(report, today):
    """The WhoIsWho of a report; nine queries, however many there are, and one for who left and holds something."""
    people, unasked = _people(report, today)
    lines, unowned = {None: OrganisationLine(None)}, OrganisationLine(None)

    def line(pk):
        return lines.setdefault(pk, OrganisationLine(None))

    def owner(pk):
        return unowned if pk is None else line(pk)

    for person in people:
        line(person.person.organisation_id).people.append(person)
    for action in report.actions.all():
        owner(action.lead_organisation_id).leads.append(action)
    spans = MilestoneStanding.objects.on(today).filter(action__report=report)
    for pk, *counts in spans.values_list("milestone__organisation").annotate(**_counts(today)).order_by():
        found = owner(pk)
        found.open, found.overdue, found.done, _dropped = counts
    heard = Entry.objects.filter(report=report).heard().values_list("organisation")
    for pk, number, moment in heard.annotate(Max("sequence"), Max("recorded_at")).order_by():
        line(pk).heard, line(pk).heard_on = number, report.today(moment)
    organisations = Organisation.objects.in_bulk(lines.keys() - {None})
    for pk, found in lines.items():
        found.organisation = organisations.get(pk)
    if not lines[None].people:
        del lines[None]
    return WhoIsWho(
        sorted(lines.values(), key=ORGANISATION_SORTS["name"]),
        people,
        unowned if unowned.leads or unowned.open or unowned.done else None,
        unasked if unasked.holds else None,
    )


def _counts(today):
    is_open = Q(state__in=OPEN_STATES)
    return {
        "still_open": Count("pk", filter=is_open),
        "overdue": Count("pk", filter=is_open & Q(due_on__lt=today)),
        "done": Count("pk", filter=Q(state=State.DONE)),
        "dropped": Count("pk", filter=Q(state=State.DROPPED)),
    }


def _people(report, today):
    """([PersonLine] of who is on the report or holds something there, the PersonLine of what has no focal point)."""
    memberships = Membership.objects.filter(report=report).select_related("user__organisation")
    lines = {m.user_id: PersonLine(m.user, m.role) for m in memberships.order_by("user__name", "user")}
    actions = report.actions.values_list("focal_point").annotate(Count("pk")).order_by()
    spans = MilestoneStanding.objects.on(today).filter(action__report=report)
    milestones = spans.with_asked().values_list("asked").annotate(**_counts(today)).order_by()
    actions, milestones = list(actions), list(milestones)
    if left := {pk for pk, *_counts in actions + milestones} - lines.keys() - {None}:
        lines |= {user.pk: PersonLine(user) for user in User.objects.select_related("organisation").filter(pk__in=left)}
    lines[None] = PersonLine(None)
    for pk, count in actions:
        lines[pk].actions = count
    for pk, *counts in milestones:
        line = lines[pk]
        line.milestones, line.overdue, line.done, line.dropped = counts
    for nudge in nudges(report, today):
        if line := lines.get(nudge.entry.changes["nudged"]):
            line.nudges += 1
            if nudge.answer:
                line.days.append(nudge.days)
    unasked = lines.pop(None)
    return sorted(lines.values(), key=PERSON_SORTS["name"]), unasked


def nudges(report, today, person=None):
    """The Nudges of the last year, the newest first: those of one person, or all; two queries.

    An answer is a report on that action, recorded later, by the organisation the person is of now.
    """
    found = Entry.objects.filter(
        report=report, kind=Kind.NUDGE, happened_on__gt=today - timedelta(days=NUDGES_COUNTED_DAYS)
    )
    found = found.annotate(nudged=Cast(KT("changes__nudged"), BigIntegerField()))
    if person:
        found = found.filter(nudged=person.pk)
    found = found.annotate(home=Subquery(User.objects.filter(pk=OuterRef("nudged")).values("organisation")))
    answers = Entry.objects.filter(
        action=OuterRef("action"), organisation=OuterRef("home"), recorded_at__gt=OuterRef("recorded_at")
    )
    first = answers.heard().order_by("recorded_at").values("pk")[:1]
    found = found.annotate(answer_id=Subquery(first)).select_related("author", "action", "milestone")
    found = list(found.order_by("-sequence"))
    by_pk = Entry.objects.select_related("author").in_bulk({entry.answer_id for entry in found} - {None})
    return [_nudge(report, entry, by_pk.get(entry.answer_id)) for entry in found]


def _nudge(report, entry, answer):
    days = (report.today(answer.recorded_at) - entry.happened_on).days if answer else None
    return Nudge(entry, answer, days)


def holdings(report, person, today):
    """(actions, milestone spans) about which ``person`` is asked on a report; milestones due first, open ones first.

    Two queries. Done and dropped milestones are among them: who is asked about them leaves, too. Milestones without
    a focal point, which go with their action, have ``goes_with_action``.
    """
    actions = PriorityAction.objects.filter(report=report, focal_point=person).order_by("number")
    spans = MilestoneStanding.objects.on(today).filter(action__report=report).asked_of(person)
    spans = (
        spans.annotate(goes_with_action=Q(milestone__focal_point=None))
        .with_original_due()
        .select_related("milestone", "action")
        .order_by("due_on", "milestone_id")
    )
    return list(actions), sorted(spans, key=lambda span: span.state not in OPEN_STATES)


def counts_of_holdings(reports, person):
    """{report id: how many things of it name ``person`` as focal point}, of these reports; two queries."""
    counts = defaultdict(int)
    held = (
        (PriorityAction.objects.filter(report__in=reports), "report"),
        (
            Milestone.objects.filter(action__report__in=reports),
            "action__report",
        ),
    )
    for rows, to_report in held:
        for pk, count in rows.filter(focal_point=person).values_list(to_report).annotate(Count("pk")).order_by():
            counts[pk] += count
    return dict(counts)
