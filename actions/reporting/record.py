"""Where things stood, from the record itself: any day, with what was known at any moment."""

from collections import Counter, defaultdict
from datetime import date

from django.db.models import F, Max, Q

from actions import lifecycle
from actions.lifecycle import DESCRIBING_KINDS, OPEN_STATES, Kind, State
from actions.models import Entry, Milestone, MilestoneStanding, Organisation, Report
from actions.reporting.figures import (
    ActionFigures,
    MilestoneFigures,
    Standing,
    count_by_month,
    lately,
)
from actions.reporting.names import names
from actions.standing import ERASED, action_spans, described, milestone_spans, span_on


def standing(report, *, as_of=None, known=None):
    """What held at the end of ``as_of`` (default today), as known at ``known`` (default now).

    Days are counted in the report's time zone. The answer's own ``known`` is the moment of the
    last entry it rests on: quoted with that, it never changes again, because every later entry has
    a later moment. Raises ValueError for a day before the report was published.
    """
    report = Report.objects.get(pk=report.pk)
    as_of = as_of or report.today()
    if as_of < report.published_on:
        raise ValueError(f"{as_of} is before {report.published_on}, when the report was published")
    known = min(known or report.head_at, report.head_at)

    told, moves = _told_and_moved(report, as_of, known)
    # The report as it was described by then, or a later change would change how days are counted.
    descriptions = {subject: described(entries) for subject, entries in told.items()}
    values = descriptions.get((None, None), {})
    report.time_zone = values.get("time_zone", report.time_zone)
    rhythm_days = values.get("rhythm_days", report.rhythm_days)
    heard = _heard(report, as_of, known)
    milestones = defaultdict(list)
    spans_of = {}
    for action_id, milestone_id in told:
        if milestone_id is None:
            continue
        found = _milestone((action_id, milestone_id), told, moves, as_of)
        if found:
            figures, spans_of[milestone_id] = found
            milestones[action_id].append(figures)

    subjects = [(pk, values) for (pk, milestone_id), values in descriptions.items() if pk and milestone_id is None]
    leads = names({values["lead_organisation"] for _pk, values in subjects}, ())[0]
    actions = [
        _action(
            action_id,
            told[action_id, None][0].action_number,
            values | {"lead": leads.get(values["lead_organisation"], "")},
            moves[action_id, None],
            milestones[action_id],
            [spans_of[milestone.id] for milestone in milestones[action_id]],
            heard.get(action_id),
            (report.published_on, report.followed_since, rhythm_days, as_of),
        )
        for action_id, values in subjects
    ]
    return Standing(
        as_of=as_of,
        known=known,
        rhythm_days=rhythm_days,
        actions=tuple(sorted(actions, key=lambda a: a.number)),
        milestones=tuple(m for found in milestones.values() for m in found),
        spans=tuple(span for held in spans_of.values() for span in held),
        told=descriptions,
    )


def milestone_rows(report, standing):
    """The milestones of a Standing that ``standing`` made, as MilestoneStandings that are stored nowhere.

    Each as it was called and whose it was by then, with ``proof`` and ``original_due_on``; two queries.
    """
    actions = report.actions.in_bulk()
    for figures in standing.actions:
        actions[figures.id].title = figures.title
    organisations = Organisation.objects.in_bulk({m.organisation_id for m in standing.milestones} - {None})
    rows = []
    for m in standing.milestones:
        called = {"number": m.number, "title": m.title, "due_on": m.due_on, "focal_point_id": m.focal_point_id}
        milestone = Milestone(pk=m.id, action=actions[m.action_id], **called)
        milestone.organisation = organisations.get(m.organisation_id)
        stood = {"due_on": m.due_on, "state": m.state, "state_since": m.state_since}
        row = MilestoneStanding(milestone=milestone, action=milestone.action, from_day=standing.as_of, **stood)
        row.proof, row.original_due_on = m.state_entry, m.original_due_on
        rows.append(row)
    return rows


def spans(report, *, as_of, known):
    """What held from day to day until ``as_of``, as known at ``known``: (actions, milestones).

    ``actions`` is a list of (id, title on ``as_of``, ActionSpans, {entry id: entry's number}), ``milestones`` a list
    of the MilestoneSpans of each; one that begins after ``as_of`` is among them.
    """
    told, moves = _told_and_moved(report, as_of, known)
    actions, milestones = [], []
    for (action_id, milestone_id), entries in told.items():
        if milestone_id:
            milestones.append(_milestone_spans((action_id, milestone_id), told, moves)[0])
        elif action_id:
            facts = moves[action_id, None]
            title = described(entries).get("title", ERASED)
            number_of = {fact.pk: fact.sequence for fact in facts}
            actions.append((action_id, title, action_spans(facts, report.published_on), number_of))
    return actions, milestones


def _told_and_moved(report, as_of, known):
    """(entries that say what things are, each with the number of its subject; entries that move them), by subject."""
    counted = Entry.objects.filter(report=report, happened_on__lte=as_of).effective(known)
    moves = _by_subject(counted.exclude(level="", course="", state="").in_order())
    telling = Entry.objects.filter(report=report, kind__in=DESCRIBING_KINDS).known(known)
    # What a thing was called at the beginning holds for the days before, too.
    telling = telling.filter(Q(happened_on__lte=as_of) | ~Q(kind=Kind.CHANGE))
    telling = telling.annotate(action_number=F("action__number"), milestone_number=F("milestone__number"))
    return _by_subject(telling.order_by("sequence")), moves


def _by_subject(entries):
    """Entries grouped under (action id, milestone id).

    An update may move an action and a milestone at once, and is then under both.
    """
    groups = defaultdict(list)
    for entry in entries.select_related(None):
        if entry.milestone_id:
            groups[entry.action_id, entry.milestone_id].append(entry)
        if not entry.milestone_id or entry.level or entry.course:
            groups[entry.action_id, None].append(entry)
    return groups


def _heard(report, as_of, known):
    """{action id: the last day someone reported by then, or that something reported happened}."""
    happened = Max("happened_on", filter=Q(happened_on__lte=as_of))
    recorded = Max("recorded_at", filter=Q(recorded_at__lt=report.end_of(as_of)))
    entries = Entry.objects.filter(report=report).heard(known).values_list("action")
    heard = {
        action_id: [day for day in (happened_on, recorded_at and report.today(recorded_at)) if day]
        for action_id, happened_on, recorded_at in entries.annotate(happened=happened, recorded=recorded).order_by()
    }
    return {action_id: max(days) for action_id, days in heard.items() if days}


def _milestone_spans(subject, told, moves):
    """(MilestoneSpans, the entries they follow from)."""
    added, due_changes = told[subject][0], [e for e in told[subject] if "due_on" in e.changes]
    facts = {e.pk: e for e in [*moves[subject], *due_changes] if e.kind != Kind.MILESTONE_ADDED}
    in_order = sorted(facts.values(), key=lambda e: (e.happened_on, e.place))
    return milestone_spans(in_order, added.happened_on, date.fromisoformat(added.changes["due_on"])), in_order


def _milestone(subject, told, moves, as_of):
    action_id, milestone_id = subject
    added = told[subject][0]
    values = described(told[subject])
    spans, in_order = _milestone_spans(subject, told, moves)
    span = span_on(spans, as_of)
    if span is None:
        return None
    number_of = {fact.pk: fact.sequence for fact in in_order}
    figures = MilestoneFigures(
        id=milestone_id,
        action_id=action_id,
        number=added.milestone_number,
        title=values.get("title", ERASED),
        organisation_id=values["organisation"],
        focal_point_id=values["focal_point"],
        due_on=span.due_on,
        state=span.state,
        state_since=span.state_since,
        state_entry=number_of.get(span.state_entry_id),
        original_due_on=date.fromisoformat(added.changes["due_on"]),
    )
    return figures, spans


def _action(action_id, number, values, moves, milestones, spans_of_milestones, heard_on, clock):
    published_on, followed_since, rhythm_days, as_of = clock
    span = span_on(action_spans(moves, published_on), as_of)
    number_of = {fact.pk: fact.sequence for fact in moves}
    states = Counter(m.state for m in milestones)
    still_open = [m for m in milestones if m.state in OPEN_STATES]
    overdue = [m for m in milestones if lifecycle.is_overdue(m.due_on, m.state, as_of)]
    done = [
        (span.from_day, span.until_day) for spans in spans_of_milestones for span in spans if span.state == State.DONE
    ]
    return ActionFigures(
        id=action_id,
        number=number,
        title=values.get("title", ERASED),
        addressee=values.get("addressee", ERASED),
        lead_organisation_id=values["lead_organisation"],
        lead=values["lead"],
        focal_point_id=values["focal_point"],
        level=span.level,
        previous_level=span.previous_level,
        level_since=span.level_since,
        level_entry=number_of.get(span.level_entry_id),
        course=span.course,
        course_reason=span.course_reason,
        course_since=span.course_since,
        course_entry=number_of.get(span.course_entry_id),
        planned=states[State.PLANNED],
        under_way=states[State.UNDER_WAY],
        done=states[State.DONE],
        dropped=states[State.DROPPED],
        overdue=len(overdue),
        overdue_under_way=sum(m.state == State.UNDER_WAY for m in overdue),
        done_lately=sum(m.state == State.DONE and m.state_since >= lately(as_of) for m in milestones),
        next_due_on=min((m.due_on for m in still_open), default=None),
        heard_on=heard_on,
        silent_days=lifecycle.silent_days(heard_on, followed_since, rhythm_days, as_of),
        done_by_month=count_by_month(done, as_of),
    )
