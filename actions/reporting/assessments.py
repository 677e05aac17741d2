"""How organisations see an action, beside the level at which it stands: on any day, as known at any moment."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from actions.lifecycle import Kind, implementation_index, index_level
from actions.models import Entry


@dataclass(frozen=True)
class Assessment:
    """The level at which an organisation sees an action, on what day, why, and the number of the entry that says so.

    ``reason`` is empty once its words were erased.
    """

    organisation: str
    level: str
    day: date
    entry: int
    reason: str = ""


@dataclass(frozen=True)
class Assessments:
    """How organisations see an action whose recorded level is ``stands`` since ``stands_since``, by entry ``proof``.

    ``counting`` are the Assessments that count: of each organisation the newest, by the day it is about and then by
    when it was recorded, unless it was withdrawn. An action is *disputed* when at least one of them names another
    level than the recorded one, "no evidence" included.
    """

    stands: str
    stands_since: date | None
    proof: int | None
    counting: tuple[Assessment, ...]

    @property
    def judging(self):
        """How many organisations name a level that counts towards the index."""
        return sum(implementation_index([a.level]) is not None for a in self.counting)

    @property
    def uncounted(self):
        """How many have no evidence to judge by."""
        return len(self.counting) - self.judging

    @property
    def index(self) -> Decimal | None:
        """The Implementation Recommendation Index over these organisations; None when nobody names a level."""
        return implementation_index([a.level for a in self.counting])

    @property
    def level(self):
        """The level in which the index falls; empty when there is none."""
        return index_level(self.index) if self.judging else ""

    @property
    def differing(self):
        """Those that name another level than the recorded one."""
        return tuple(a for a in self.counting if a.level != self.stands)

    @property
    def disputed_since(self):
        """The first day on which one that differs stood beside the level of today; None when nobody differs."""
        return min((max(a.day, self.stands_since or a.day) for a in self.differing), default=None)

    def is_disputed_anew(self, sequence):
        """True if it is disputed by an assessment, or against a level, that was recorded after this entry."""
        return bool(self.differing) and max(self.proof or 0, *(a.entry for a in self.differing)) > sequence


def assessments(action, figures, day, known=None):
    """The Assessments of an action whose ActionFigures on ``day`` are these, as known at ``known``; one query."""
    entries = Entry.objects.filter(action=action, kind=Kind.ASSESSMENT, happened_on__lte=day).effective(known)
    found = counting(entries.select_related("organisation")).get(action.pk, ())
    return Assessments(figures.level, figures.level_since, figures.level_entry, found)


def counting(entries):
    """{action id: its Assessments that count}, by organisation, from entries that were not withdrawn.

    The entries come with their organisations.
    """
    newest = {}
    for entry in sorted(entries, key=lambda entry: (entry.happened_on, entry.sequence)):
        newest[entry.action_id, entry.organisation_id] = entry
    found = {}
    for entry in sorted(newest.values(), key=lambda entry: (entry.organisation.name, entry.organisation_id)):
        told = Assessment(
            entry.organisation.name, entry.changes["assessed"], entry.happened_on, entry.sequence, entry.reason
        )
        found.setdefault(entry.action_id, []).append(told)
    return {action_id: tuple(told) for action_id, told in found.items()}
