"""The agenda of a meeting on a report: what needs attention today, action by action."""

from dataclasses import dataclass, field

from django.db.models import F, OuterRef, Q, Subquery

from actions.lifecycle import UPDATE_KINDS, ConcernKind, Stage
from actions.models import Decision, Draft, Entry, Milestone, Note, PriorityAction
from actions.models.standing import original_due_on
from actions.reporting.attention import Attention

MOST = 200
"""More than any meeting gets through; what is left out is counted."""


DISCUSSED = (
    ConcernKind.LATE,
    ConcernKind.SILENT,
    ConcernKind.MOVED_BACK,
    ConcernKind.OFF_COURSE,
    ConcernKind.DISPUTED,
)
"""What a meeting is about. What is due soon, or without a lead, is seen to before and after it."""


@dataclass
class Item:
    """A milestone, or an action as a whole when there is none, with all that is to be said about it.

    A milestone has its ``original_due_on``.
    ``concerns`` are empty when it is on the agenda only because someone has a note on it.
    ``returned`` are the updates on it that were sent back, each with ``why``, as far as the reader may know of them.
    ``last_update`` is what was last reported on it, or None; ``notes`` are today's.
    """

    action: PriorityAction
    milestone: Milestone | None
    concerns: list = field(default_factory=list)
    returned: list = field(default_factory=list)
    last_update: Entry | None = None
    notes: list = field(default_factory=list)

    @property
    def name(self):
        """Which one it is, in a form: the number of the action and that of the milestone."""
        return f"{self.action.number}-{self.milestone.number}" if self.milestone else f"{self.action.number}"

    @property
    def organisation(self):
        return self.milestone.organisation if self.milestone else self.action.lead_organisation

    @property
    def focal_point(self):
        return self.milestone.focal_point if self.milestone else self.action.focal_point


@dataclass
class Topic:
    """A priority action and its Items, the most urgent first."""

    action: PriorityAction
    figures: object
    items: list = field(default_factory=list)


def agenda(report, standing, user, also=()):
    """(Topics by the number of the action, how many concerns are left out).

    ``also`` are names of items that stand on the agenda whatever they are like now; a name of
    nothing on this report is passed over. ``user`` is who reads the notes, and of what was sent back.
    """
    attention = Attention(report, standing)
    found = attention.rows(DISCUSSED, stop=MOST)
    count = sum(attention.counts[kind] for kind in DISCUSSED)
    returned = _sent_back(report, user)
    also = [*map(_parsed, also), *((draft.action_number, draft.milestone_number) for draft in returned)]
    actions = _actions(report, {c.figures.id for c in found}, {number for number, _milestone in also})
    milestones = _milestones(report, {c.milestone.id for c in found if c.milestone}, also)
    figures = {f.id: f for f in standing.actions}
    items = {}
    for concern in found:
        about = concern.figures.id, concern.milestone.id if concern.milestone else None
        item = items.setdefault(about, Item(actions[about[0]], milestones.get(about[1])))
        item.concerns.append(concern)
    for item in _asked_for(also, actions, milestones):
        items.setdefault((item.action.pk, item.milestone and item.milestone.pk), item)
    for draft in returned:
        items[draft.action_id, draft.milestone_id].returned.append(draft)
    _add_last_updates(items.values())
    _add_notes(items, user, standing.as_of)
    topics = {}
    for item in items.values():
        topics.setdefault(item.action.number, Topic(item.action, figures[item.action.pk])).items.append(item)
    return [topic for _number, topic in sorted(topics.items())], count - len(found)


def _sent_back(report, user):
    """The updates that were sent back and not submitted again, the longest ago first."""
    why = Decision.objects.filter(draft=OuterRef("pk"), stage=Stage.SENT_BACK).order_by("-pk").values("reason")
    drafts = Draft.objects.visible_to(user).filter(action__report=report, stage=Stage.SENT_BACK)
    drafts = drafts.annotate(
        why=Subquery(why[:1]), action_number=F("action__number"), milestone_number=F("milestone__number")
    )
    return list(drafts.select_related("action__report", "organisation").order_by("submitted_at", "pk")[:MOST])


def _parsed(name):
    number, _sep, milestone = name.partition("-")
    return int(number), int(milestone) if milestone else None


def _actions(report, pks, numbers):
    found = report.actions.filter(Q(pk__in=pks) | Q(number__in=numbers))
    return {action.pk: action for action in found.select_related("lead_organisation", "focal_point")}


def _milestones(report, pks, also):
    wanted = [(number, milestone) for number, milestone in also if milestone]
    named = Q(action__number__in={action for action, _number in wanted}, number__in={number for _a, number in wanted})
    found = Milestone.objects.filter(Q(pk__in=pks) | named, action__report=report)
    found = found.annotate(original_due_on=original_due_on("pk"))
    return {milestone.pk: milestone for milestone in found.select_related("organisation", "focal_point")}


def _asked_for(also, actions, milestones):
    by_number = {action.number: action for action in actions.values()}
    by_numbers = {(milestone.action_id, milestone.number): milestone for milestone in milestones.values()}
    for number, milestone in also:
        action = by_number.get(number)
        if action and milestone is None:
            yield Item(action, None)
        elif action and (found := by_numbers.get((action.pk, milestone))):
            yield Item(action, found)


def _add_last_updates(items):
    """Put the last update on each: of a milestone the last that names it."""
    said = Entry.objects.effective().filter(kind__in=UPDATE_KINDS, erased_at=None)
    said = said.order_by("-happened_on", "-recorded_at").values("pk")
    of_actions = PriorityAction.objects.filter(pk__in=[item.action.pk for item in items if not item.milestone])
    of_milestones = Milestone.objects.filter(pk__in=[item.milestone.pk for item in items if item.milestone])
    last = dict(of_actions.values_list("pk", Subquery(said.filter(action=OuterRef("pk"))[:1])).order_by())
    last_of_milestone = dict(
        of_milestones.values_list("pk", Subquery(said.filter(milestone=OuterRef("pk"))[:1])).order_by()
    )
    entries = Entry.objects.select_related("organisation").in_bulk(
        {*last.values(), *last_of_milestone.values()} - {None}
    )
    for item in items:
        pk = last_of_milestone[item.milestone.pk] if item.milestone else last[item.action.pk]
        item.last_update = entries.get(pk)


def _add_notes(items, user, today):
    notes = Note.objects.visible_to(user).filter(action__in={action for action, _milestone in items}, created_on=today)
    for note in notes.select_related("organisation").order_by("created_at"):
        if item := items.get((note.action_id, note.milestone_id)):
            item.notes.append(note)
