"""Where things stand today, from the standing: a handful of queries, however long the record."""

from collections import defaultdict

from django.db.models import Count, F, Min, OuterRef, Q, Subquery

from actions import lifecycle
from actions.lifecycle import OPEN_STATES, State
from actions.models import ActionStanding, Entry, MilestoneStanding
from actions.reporting.figures import (
    ActionFigures,
    Standing,
    count_by_month,
    lately,
    month_ends,
)

COPIED = (
    "level previous_level level_since level_entry_number course course_reason course_since course_entry_number"
).split()


def current(report, today, number=None):
    """The Standing of a report today, without its list of milestones: three queries.

    With ``number``, of that action alone. Equals ``standing(report)``, which asks the record itself;
    ``rebuild_standing --check`` proves it.
    """
    which = {"action__report": report} | ({} if number is None else {"action__number": number})
    stands = (
        ActionStanding.objects.on(today)
        .filter(**which)
        .select_related("action")
        .annotate(
            level_entry_number=F("level_entry__sequence"),
            course_entry_number=F("course_entry__sequence"),
            **last_heard("action"),
        )
        .order_by("action__number")
    )
    counts = _milestone_counts(which, today)
    done = _done_spans(which, today)
    return Standing(
        as_of=today,
        known=report.head_at,
        rhythm_days=report.rhythm_days,
        actions=tuple(_action(report, s, counts[s.action_id], done[s.action_id], today) for s in stands),
    )


def last_heard(action):
    """Annotations: the last moment an action was reported on, and the last day something happened."""
    # Not by a join to ``superseded_by``: PostgreSQL then reads all superseding entries there are, of every report.
    heard = Entry.objects.filter(action=OuterRef(action)).effective().heard()
    return {
        "last_recorded_at": Subquery(heard.order_by("-recorded_at").values("recorded_at")[:1]),
        "last_happened_on": Subquery(heard.order_by("-happened_on", "-recorded_at").values("happened_on")[:1]),
    }


def heard_on(report, row):
    """The day an action was last heard of, from a row with the annotations of ``last_heard``."""
    if row.last_recorded_at is None:
        return None
    return max(report.today(row.last_recorded_at), row.last_happened_on)


NO_MILESTONES = {
    "planned": 0,
    "under_way": 0,
    "done": 0,
    "dropped": 0,
    "overdue": 0,
    "done_lately": 0,
    "next_due_on": None,
}


def _milestone_counts(which, today):
    """{action id: its milestones counted by state, overdue, done lately; and the next due day}."""
    rows = (
        MilestoneStanding.objects.on(today)
        .filter(**which)
        .values_list("action_id", "state")
        .annotate(
            count=Count("pk"),
            late=Count("pk", filter=Q(due_on__lt=today)),
            new=Count("pk", filter=Q(state_since__gte=lately(today))),
            first_due_on=Min("due_on"),
        )
        .order_by()
    )
    counts = defaultdict(NO_MILESTONES.copy)
    for action_id, state, count, late, new, first_due_on in rows:
        found = counts[action_id]
        found[state] = count
        if state in OPEN_STATES:
            found["overdue"] += late
            found["next_due_on"] = min(found["next_due_on"] or first_due_on, first_due_on)
        elif state == State.DONE:
            found["done_lately"] = new
    return counts


def _done_spans(which, today):
    spans = defaultdict(list)
    rows = MilestoneStanding.objects.filter(**which, state=State.DONE, until_day__gt=month_ends(today)[0])
    for action_id, start, until in rows.values_list("action_id", "from_day", "until_day"):
        spans[action_id].append((start, until))
    return spans


def _action(report, row, counts, done, today):
    action, heard = row.action, heard_on(report, row)
    return ActionFigures(
        id=action.pk,
        number=action.number,
        title=action.title,
        addressee=action.addressee,
        lead_organisation_id=action.lead_organisation_id,
        focal_point_id=action.focal_point_id,
        heard_on=heard,
        silent_days=lifecycle.silent_days(heard, report.followed_since, report.rhythm_days, today),
        done_by_month=count_by_month(done, today),
        **{name.removesuffix("_number"): getattr(row, name) for name in COPIED},
        **counts,
    )
