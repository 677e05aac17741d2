"""What follows from the facts: pure functions from entries to where things stand.

A *span* says what held from one day until another (the until-day is not part of it). The spans of
an action or a milestone follow each other without a gap; the last one runs until FOREVER. Facts
come as entries, or anything with the same attributes, that still count (neither corrected nor
withdrawn), in order of (``happened_on``, ``place``).
"""

from dataclasses import dataclass, replace
from datetime import date

from actions.lifecycle import Level, State

FOREVER = date.max

ERASED = "[erased]"
"""Stands where words were that had to be erased."""


@dataclass(frozen=True)
class ActionSpan:
    """Level and course of an action from ``from_day`` until the day before ``until_day``.

    ``*_since`` is the day the present value began, ``*_entry_id`` the entry that set it (None for
    the beginning), ``previous_level`` what the level was before.
    """

    from_day: date
    until_day: date = FOREVER
    level: str = Level.NO_EVIDENCE.value
    previous_level: str = ""
    level_since: date | None = None
    level_entry_id: int | None = None
    course: str = ""
    course_reason: str = ""
    course_since: date | None = None
    course_entry_id: int | None = None


@dataclass(frozen=True)
class MilestoneSpan:
    """State and due day of a milestone from ``from_day`` until the day before ``until_day``."""

    from_day: date
    until_day: date = FOREVER
    due_on: date | None = None
    state: str = State.PLANNED.value
    state_since: date | None = None
    state_entry_id: int | None = None


def action_spans(facts, start):
    """The spans of an action from ``start``, the day its report was published."""
    spans = [ActionSpan(from_day=start)]
    for fact in facts:
        now = spans[-1]
        new = {}
        if fact.level and fact.level != now.level:
            new |= {
                "level": fact.level,
                "previous_level": now.level,
                "level_since": fact.happened_on,
                "level_entry_id": fact.pk,
            }
        if fact.course and (fact.course, fact.course_reason) != (now.course, now.course_reason):
            new |= {
                "course": fact.course,
                "course_reason": fact.course_reason,
                "course_since": fact.happened_on,
                "course_entry_id": fact.pk,
            }
        if new:
            _go_on(spans, fact.happened_on, new)
    return spans


def milestone_spans(facts, added_on, due_on):
    """The spans of a milestone agreed on ``added_on`` with its first due day ``due_on``.

    A milestone reported on before the day it was agreed exists from that earlier day: people fill
    in past progress later.
    """
    facts = list(facts)
    moves = [fact.happened_on for fact in facts if fact.state]
    start = min([added_on, *moves])
    spans = [MilestoneSpan(from_day=start, due_on=due_on, state_since=start)]
    for fact in facts:
        now = spans[-1]
        new = {}
        if fact.state and fact.state != now.state:
            new |= {
                "state": fact.state,
                "state_since": fact.happened_on,
                "state_entry_id": fact.pk,
            }
        if due := fact.changes.get("due_on"):
            new |= {"due_on": date.fromisoformat(due)}
        if new:
            _go_on(spans, max(fact.happened_on, start), new)
    return spans


def _go_on(spans, day, new):
    """Begin a new span on ``day``; what changes twice on one day is one span."""
    now = spans[-1]
    if now.from_day == day:
        spans[-1] = replace(now, **new)
    else:
        spans[-1] = replace(now, until_day=day)
        spans.append(replace(now, from_day=day, **new))


def span_on(spans, day):
    """The span that held on ``day``, or None before the first."""
    return next((span for span in reversed(spans) if span.from_day <= day), None)


def described(facts):
    """{name: value} of what a report, action or milestone is, after these facts in sequence.

    Values are as the record holds them: texts, numbers, ids, days in ISO form.
    """
    values = {}
    for fact in facts:
        values |= fact.changes | fact.wording
    return values
