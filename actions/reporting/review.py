"""Updates that wait for review: how many, for how long, and what each would move."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from actions.lifecycle import Kind, Level, Refused, State, check_way_back
from actions.models import ActionStanding, Draft, Entry, Milestone, MilestoneStanding
from actions.standing import span_on


@dataclass(frozen=True)
class Waiting:
    """An update that waits: enough to count it, and to notice that it is another by now."""

    draft_id: int
    version: int
    action_id: int
    author_id: int
    submitted_at: datetime


def waiting(report):
    """The updates on a report nobody has decided about yet, the longest waiting first; one query.

    Only for those who may decide: nobody else learns how many there are.
    """
    rows = Draft.objects.waiting().filter(action__report=report).order_by("submitted_at", "pk")
    return tuple(Waiting(*row) for row in rows.values_list("pk", "version", "action", "author", "submitted_at"))


@dataclass(frozen=True)
class Move:
    """What an update would move: ``name`` is level, course or state; empty is nothing said.

    ``holds`` is true when what it proposes is so already, and stays.
    """

    name: str
    before: str
    after: str
    before_reason: str = ""
    after_reason: str = ""
    holds: bool = False


@dataclass(frozen=True)
class Proposal:
    """What a submitted update says, beside what stands in the record.

    ``day`` is when it happened. ``moves`` are compared with what held on that day, as known now; those of a
    correction with what the corrected entry says, which is ``earlier`` then.
    """

    day: date
    moves: list
    said: dict
    milestone: Milestone | None
    earlier: object = None

    @property
    def is_overtaken(self):
        """True of a correction of what was corrected or withdrawn since."""
        return bool(self.earlier and self.earlier.superseder)

    @property
    def overtaken(self):
        """What became meanwhile of the entry it corrects, in a sentence; nothing while that counts."""
        return became_of(self.earlier) if self.is_overtaken else ""

    @property
    def lacks(self):
        """What keeps it from being accepted, or nothing.

        What it corrects does not count any more; or its level goes back, and it does not say why: while it waited, the
        level may have risen. A correction always says why.
        """
        if self.is_overtaken:
            latest = self.earlier.latest
            more = _("If something is still to be said, correct entry %(number)s.")
            if latest.kind == Kind.WITHDRAWAL:
                more = _("If something is still to be said, log a new update.")
            return f"{became_of(self.earlier)} {more % {'number': latest.sequence}}"
        for move in self.moves:
            if move.name == "level" and move.after and not self.earlier:
                try:
                    check_way_back(move.before, move.after, self.said.get("reason", ""), self.day)
                except Refused as refused:
                    return refused.message
        return ""


def became_of(entry):
    """What became of an entry that was corrected or withdrawn, in a sentence."""
    by, latest = entry.superseder, entry.latest
    said = _("%(who)s corrected entry %(number)s meanwhile; entry %(latest)s counts now.")
    if by.kind == Kind.WITHDRAWAL:
        said = _("%(who)s withdrew entry %(number)s meanwhile.")
    elif latest.kind == Kind.WITHDRAWAL:
        said = _("%(who)s corrected entry %(number)s meanwhile, and then it was withdrawn.")
    return said % {"who": by.author, "number": entry.sequence, "latest": latest.sequence}


def put_latest(entries):
    """Let each of these entries of one report know its ``latest``; one query for all of them."""
    if not entries:
        return
    found = Entry.objects.filter(report=entries[0].report_id, place__in={entry.place for entry in entries})
    latest = {entry.place: entry for entry in found.select_related("author").order_by("sequence")}
    for entry in entries:
        entry.latest = latest[entry.place]


def proposals(drafts):
    """{id: Proposal} of updates that were submitted; two queries, however many they are.

    Each comes with its ``milestone`` and, where it corrects an entry, with that read.
    """
    actions, milestones = {d.action_id for d in drafts}, {d.milestone_id for d in drafts} - {None}
    of_actions = _by_subject(ActionStanding.objects.filter(action__in=actions), "action_id")
    of_milestones = _by_subject(MilestoneStanding.objects.filter(milestone__in=milestones), "milestone_id")
    return {
        draft.pk: _proposal(draft, of_actions.get(draft.action_id, []), of_milestones.get(draft.milestone_id, []))
        for draft in drafts
        if draft.submitted
    }


def _by_subject(spans, name):
    found = {}
    for span in spans.order_by("from_day"):
        found.setdefault(getattr(span, name), []).append(span)
    return found


def _proposal(draft, of_action, of_milestone):
    said = {name: draft.submitted.get(name, "") for name in ("level", "course", "course_reason", "state")}
    day = date.fromisoformat(draft.submitted["happened_on"])
    action, milestone = span_on(of_action, day), span_on(of_milestone, day)
    held = {
        "level": action.level if action else Level.NO_EVIDENCE.value,
        "course": action.course if action else "",
        "course_reason": action.course_reason if action else "",
        "state": milestone.state if milestone else State.PLANNED.value,
    }
    earlier = draft.corrected
    before = {name: getattr(earlier, name) for name in said} if earlier else held
    moves = []
    for name, reason in (("level", ""), ("course", "course_reason"), ("state", "")):
        after, holding, was = ((of[name], of.get(reason, "")) for of in (said, held, before))
        if not (after[0] or (earlier and was[0])) or (earlier and after == was):
            continue
        moves.append(Move(name, was[0], after[0], was[1], after[1], holds=after == holding))
    return Proposal(day, moves, draft.submitted, draft.milestone, earlier)
