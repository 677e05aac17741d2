"""Whose the things are that need attention, by name, and what was said and asked about them last."""

from dataclasses import dataclass, field

from django.db.models import F, OuterRef, Subquery, Value

from actions.lifecycle import UPDATE_KINDS
from actions.models import Entry, Mail, Organisation, PriorityAction, User


@dataclass(frozen=True)
class Whose:
    """What ``whose`` read.

    ``organisations`` and ``people`` are {id: name}; ``next_steps`` {id of an action: (number of the entry, its
    next steps)}; ``unsent`` the ids of the nudges whose mail the mail server did not take.
    """

    organisations: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)
    next_steps: dict = field(default_factory=dict)
    unsent: set = field(default_factory=set)


def whose(organisations, people, actions, nudges):
    """What these organisations and people are called, which next steps were written last on these actions, and
    which of these nudges have not gone: one query, or none. Ids that are None are passed over.
    """
    organisations, people = set(organisations) - {None}, set(people) - {None}
    found = Whose()
    if not (organisations or people or actions or nudges):
        return found
    parts = [
        Organisation.objects.filter(pk__in=organisations).values_list(Value(0), F("pk"), Value(0), F("name")),
        User.objects.filter(pk__in=people).values_list(Value(1), F("pk"), Value(0), F("name")),
    ]
    if actions:
        parts.append(_last_said(actions).values_list(Value(2), F("action"), F("sequence"), F("next_steps")))
    if nudges:
        unsent = Mail.objects.failing().filter(entry__in=nudges)
        parts.append(unsent.values_list(Value(3), F("entry"), Value(0), Value("")))
    first, *others = (part.order_by() for part in parts)
    for what, pk, number, words in first.union(*others, all=True):
        match what:
            case 0:
                found.organisations[pk] = words
            case 1:
                found.people[pk] = words
            case 2:
                found.next_steps[pk] = number, words
            case 3:
                found.unsent.add(pk)
    return found


def _last_said(actions):
    """Of each action the last entry that still counts and names next steps."""
    said = Entry.objects.effective().filter(action=OuterRef("pk"), kind__in=UPDATE_KINDS, erased_at=None)
    last = said.exclude(next_steps="").order_by("-happened_on", "-recorded_at").values("pk")[:1]
    of_actions = PriorityAction.objects.filter(pk__in=actions).order_by().annotate(said=Subquery(last))
    return Entry.objects.filter(pk__in=of_actions.values("said"))
