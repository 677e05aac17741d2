"""Where things stand today, or stood on an earlier day, from the standing: a handful of queries, however long the
record.
"""

from collections import defaultdict, namedtuple
from copy import copy
from dataclasses import replace
from datetime import UTC

from django.db.models import ExpressionWrapper, F, Field, OuterRef, Q, Subquery

from actions import lifecycle
from actions.lifecycle import OPEN_STATES, Kind, State
from actions.models import ActionStanding, Entry, MilestoneStanding
from actions.reporting.figures import (
    ActionFigures,
    Standing,
    count_by_month,
    lately,
    month_ends,
)
from actions.reporting.names import names
from actions.standing import ERASED

COPIED = (
    "level previous_level level_since level_entry_number course course_reason course_since course_entry_number"
).split()

Span = namedtuple("Span", "action_id milestone_id state state_since from_day until_day due_on")
"""What is read of a milestone's span."""

AS_READ = [ExpressionWrapper(F(name), output_field=Field()) for name in Span._fields]
"""Its columns as the database gives them: days are days on both, and Django would look at each of thousands."""

TELLING_KINDS = (Kind.REPORT_OPENED, Kind.ACTION_ADDED, Kind.CHANGE)
"""Entries that say what a report or an action is."""


def current(report, today, action=None):
    """The Standing of a report today, without its list of milestones: two queries.

    With an ``action``, of that alone, and without its ``done_by_month``. Equals
    ``standing(report)``, which asks the record itself; ``rebuild_standing --check`` proves it.
    """
    return _standing(report, today, action)


def past(report, day, action=None):
    """The Standing of a report at the end of an earlier ``day``, as known now: three queries.

    Equals ``standing(report, as_of=day)``, without its list of milestones. Raises ValueError for a
    day before the report was published.
    """
    if day < report.published_on:
        raise ValueError(f"{day} is before {report.published_on}, when the report was published")
    told = told_by(report, day)
    then = copy(report)
    for name in ("time_zone", "rhythm_days"):
        setattr(then, name, told[None].get(name, getattr(report, name)))
    stood = _standing(then, day, action, heard_by(day, then.end_of(day)))
    leads = {a.lead_organisation_id: a.lead for a in stood.actions}
    leads |= names({told[a.id]["lead_organisation"] for a in stood.actions} - leads.keys(), ())[0]
    actions = tuple(replace(a, **_called(told[a.id], leads)) for a in stood.actions)
    return replace(stood, actions=actions, told={(pk, None): values for pk, values in told.items()})


def told_by(report, day):
    """{action's number in the database, or None for the report: its description by ``day``}, as known now."""
    telling = Entry.objects.filter(report=report, milestone=None, kind__in=TELLING_KINDS)
    # What a thing was called at the beginning holds for the days before, too.
    telling = telling.filter(Q(happened_on__lte=day) | ~Q(kind=Kind.CHANGE))
    told = defaultdict(dict)
    # Put in order here: SQLite would go through the whole record in order, rather than look these few up by kind.
    rows = telling.order_by().values_list("sequence", "action_id", "changes", "wording")
    for _sequence, action_id, changes, wording in sorted(rows):
        told[action_id] |= changes | wording
    return told


def ended(report, day):
    """The moment at which ``day`` ended in the time zone that the report had by then; one query."""
    then = copy(report)
    then.time_zone = told_by(report, day)[None].get("time_zone", report.time_zone)
    return then.end_of(day).astimezone(UTC)


def zone_known(report, moment):
    """The time zone of a report that was in the record at a moment, or the first that ever was; one query."""
    telling = Entry.objects.filter(report=report, action=None, kind__in=TELLING_KINDS, changes__has_key="time_zone")
    told = sorted(telling.order_by().values_list("sequence", "recorded_at", "changes"))
    return [changes for n, (_number, at, changes) in enumerate(told) if n == 0 or at <= moment][-1]["time_zone"]


def _called(values, leads):
    lead = values["lead_organisation"]
    return {
        "title": values.get("title", ERASED),
        "addressee": values.get("addressee", ERASED),
        "lead_organisation_id": lead,
        "lead": leads[lead] if lead else "",
        "focal_point_id": values["focal_point"],
    }


def _standing(report, day, action, heard=None):
    which = {"action__report": report} if action is None else {"action": action}
    stands = (
        ActionStanding.objects.on(day)
        .filter(**which)
        .annotate(
            level_entry_number=F("level_entry__sequence"),
            course_entry_number=F("course_entry__sequence"),
            **heard or {},
        )
    )
    if action is None:
        stands = stands.select_related("action__lead_organisation").order_by("action__number")
    spans = _milestone_spans(which, month_ends(day)[0] if action is None else day, day)
    counts = _milestone_counts(spans, day)
    done = _done_spans(spans) if action is None else None
    return Standing(
        as_of=day,
        known=report.head_at,
        rhythm_days=report.rhythm_days,
        actions=tuple(
            _action(
                report,
                row,
                action or row.action,
                heard_on(report, row if heard else action or row.action),
                counts[row.action_id],
                None if done is None else done[row.action_id],
                day,
            )
            for row in stands
        ),
        spans=tuple(spans),
        may_be_disputed=any((action or row.action).is_assessed for row in stands),
    )


def last_heard():
    """Annotations of what stands about an action: the last moment it was reported on, the last day that was about."""
    return {name: F(f"action__{name}") for name in ("last_recorded_at", "last_happened_on")}


def heard_by(day, moment):
    """The same from the record, by the end of an earlier ``day``, which is ``moment``."""
    # Not by a join to ``superseded_by``: PostgreSQL then reads all superseding entries there are, of every report.
    heard = Entry.objects.filter(action=OuterRef("action")).heard()
    recorded = heard.filter(recorded_at__lt=moment).order_by("-recorded_at")
    happened = heard.filter(happened_on__lte=day).order_by("-happened_on", "-recorded_at")
    return {
        "last_recorded_at": Subquery(recorded.values("recorded_at")[:1]),
        "last_happened_on": Subquery(happened.values("happened_on")[:1]),
    }


def heard_on(report, row):
    """The day an action was last heard of, from the action, or a row with such annotations."""
    days = [row.last_happened_on, row.last_recorded_at and report.today(row.last_recorded_at)]
    return max((day for day in days if day), default=None)


NO_MILESTONES = {
    "planned": 0,
    "under_way": 0,
    "done": 0,
    "dropped": 0,
    "overdue": 0,
    "overdue_under_way": 0,
    "done_lately": 0,
    "next_due_on": None,
}


def _milestone_spans(which, since, day):
    """The Spans of milestones from ``since`` to ``day``."""
    rows = MilestoneStanding.objects.filter(**which, from_day__lte=day, until_day__gt=since)
    return [Span._make(row) for row in rows.values_list(*AS_READ)]


def _milestone_counts(spans, day):
    """{action id: its milestones counted by state, overdue, done lately; and the next due day}."""
    counts, first_of_lately = defaultdict(NO_MILESTONES.copy), lately(day)
    for action_id, _id, state, state_since, _start, until, due_on in spans:
        if until <= day:
            continue
        found = counts[action_id]
        found[state] += 1
        if state in OPEN_STATES:
            if due_on < day:
                found["overdue"] += 1
                found["overdue_under_way"] += state == State.UNDER_WAY
            found["next_due_on"] = min(found["next_due_on"] or due_on, due_on)
        elif state == State.DONE:
            found["done_lately"] += state_since >= first_of_lately
    return counts


def _done_spans(spans):
    done = defaultdict(list)
    for action_id, _id, state, _since, start, until, _due_on in spans:
        if state == State.DONE:
            done[action_id].append((start, until))
    return done


def _action(report, row, action, heard, counts, done, today):
    return ActionFigures(
        id=action.pk,
        number=action.number,
        title=action.title,
        addressee=action.addressee,
        lead_organisation_id=action.lead_organisation_id,
        lead=action.lead_organisation.name if action.lead_organisation else "",
        focal_point_id=action.focal_point_id,
        heard_on=heard,
        silent_days=lifecycle.silent_days(heard, report.followed_since, report.rhythm_days, today),
        done_by_month=() if done is None else count_by_month(done, today),
        **{name.removesuffix("_number"): getattr(row, name) for name in COPIED},
        **counts,
    )
