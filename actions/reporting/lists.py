"""The lists across reports: their rows, and what is counted over all of them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Count, F, Func, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from actions import lifecycle
from actions.lifecycle import UPDATE_KINDS, State
from actions.models import STILL, ActionStanding, Entry, Milestone, MilestoneStanding, PriorityAction
from actions.regions import country_name
from actions.reporting.tallies import Milestones
from actions.reporting.today import heard_on, last_heard

COUNTED = 5_000
"""Updates are counted up to this many: a reader is told no more exactly, and the page costs no more."""

MANY = 10_000
"""From so many on, milestones are found in the order of their due days; fewer, report by report."""

UPDATE_ORDERS = {
    "-recorded": ("-recorded_at", "-pk"),
    "recorded": ("recorded_at", "pk"),
    "-happened": ("-happened_on", "-pk"),
    "happened": ("happened_on", "pk"),
}
"""{what the address calls an order of updates: its fields}; an index over all reports has each."""

USUAL = "-recorded"

FEW = 4
"""Up to so many reports, their updates are found report by report; of more, by the moment or the day alone."""


def action_rows(todays):
    """The standings of all actions on these reports as of each one's today."""
    return ActionStanding.objects.filter(todays.holding()).annotate(**last_heard())


def milestone_rows(todays):
    """The standings of all milestones on these reports as of each one's today; ``in_state`` narrows them to some."""
    return MilestoneStanding.objects.filter(todays.holding()).alias(in_state=F("state"))


def milestones_by_due_day(todays):
    """The same rows, for who reads some of very many in the order of their due days."""
    # The sum keeps the database from reading report after report: it reads in the order of an index, and stops.
    rows = MilestoneStanding.objects.filter(until_day=STILL).alias(of_report=F("action__report") + 0)
    return rows.filter(of_report__in=todays.ids).alias(in_state=ReadAlong("state"))


class ReadAlong(Func):
    """A column as it stands. SQLite, which takes any state for rare, looks for no rows by it."""

    arity = 1
    template = "%(expressions)s"

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


def update_rows(todays):
    """The updates that count on these reports, the latest recorded first."""
    return _updates().filter(report__in=todays.ids)


def first_updates(todays):
    """The same rows, for who reads the first of all of them, in whatever order."""
    if len(todays.reports) <= FEW:
        return update_rows(todays)
    # The sum keeps the database from reading report after report to sort them all: it reads the first, and stops.
    return _updates().alias(of_report=F("report_id") + 0).filter(of_report__in=todays.ids)


def _updates():
    return Entry.objects.filter(kind__in=UPDATE_KINDS).effective().order_by(*UPDATE_ORDERS[USUAL])


def with_subjects(rows):
    """Standings of actions with all that a row says."""
    rows = rows.select_related("action__lead_organisation", "action__focal_point", "level_entry", "course_entry")
    return rows.only(
        *"level level_since level_entry__sequence course course_since course_entry__sequence".split(),
        *"action__number action__title action__theme action__report".split(),
        *"action__last_recorded_at action__last_happened_on".split(),
        *"action__lead_organisation__name action__focal_point__name".split(),
    )


def with_owners(rows):
    """Standings of milestones with all that a row says: its ``owner`` and whom to ask about it, by name, too."""
    names = {
        "owner": F("milestone__organisation__name"),
        "asked_name": Coalesce("milestone__focal_point__name", "action__focal_point__name"),
    }
    rows = rows.with_proof().with_original_due().annotate(**names)
    return rows.select_related("action", "milestone").only(
        *"state state_since due_on action__number action__title action__report".split(),
        *"milestone__number milestone__title".split(),
    )


def with_authors(rows):
    """Updates with all that a row says."""
    return rows.select_related("action", "milestone", "author", "organisation")


def tell(rows, todays):
    """Put on each row its ``in_report``, its words for it as ``of_report``, its ``today``.

    On an action's also ``heard_on`` and ``silent_days``.
    """
    for row in rows:
        action = row.action
        action.report = row.in_report = todays.reports[action.report_id]
        row.of_report = f"{country_name(action.report.country.code)}, {action.report.published_on.year}"
        row.today = todays.of(action.report_id)
        if isinstance(row, ActionStanding):
            report = row.in_report
            row.heard_on = heard_on(report, action)
            since, rhythm = report.followed_since, report.rhythm_days
            row.silent_days = lifecycle.silent_days(row.heard_on, since, rhythm, row.today)
        elif isinstance(row, Entry):
            row.report = row.in_report
    return rows


def levels_and_silent(rows, todays):
    """({level: how many of these standings of actions are at it}, how many are silent); one query.

    Every level is named.
    """
    rows, is_silent = todays.silence(rows.order_by())
    counts = rows.values_list("level").annotate(Count("pk"), silent=Count("pk", filter=is_silent))
    levels, silent = dict.fromkeys(lifecycle.Level.values, 0), 0
    for level, count, quiet in counts:
        levels[level] = count
        silent += quiet
    return levels, silent


def milestones_counted(rows, todays, states=State.values):
    """These standings of milestones, which are in one of ``states``, counted; one query."""
    # One by one: an index has the rows of each, so that nothing is sorted and no row itself is read.
    parts = {state: rows.filter(state=state) for state in states} | {"overdue": rows.filter(todays.overdue())}
    first, *others = [
        part.order_by().values(what=Value(what)).annotate(count=Count("*")).values_list("what", "count")
        for what, part in parts.items()
    ]
    return Milestones(**dict(first.union(*others, all=True)))


def milestones_of(actions, todays):
    """The milestones of these standings of actions that are done or overdue, counted; one query.

    The others are not counted: there are many.
    """
    rows = milestone_rows(todays).filter(action__in=actions.order_by().values("action"))
    return milestones_counted(rows, todays, (State.DONE,))


def all_milestones_counted(todays):
    """How many milestones there are on these reports: those of an action have numbers from one on, without a gap.

    So the last number of each action is enough, where counting would read them all.
    """
    last = Milestone.objects.filter(action=OuterRef("pk")).order_by("-number").values("number")[:1]
    actions = PriorityAction.objects.filter(report__in=todays.ids).order_by()
    return actions.annotate(last=Subquery(last)).aggregate(all=Sum("last", default=0))["all"]


def milestones_by_action(actions, todays):
    """{action id: its milestones, counted}; one query."""
    found = defaultdict(Milestones)
    rows = MilestoneStanding.objects.filter(action__in=actions, until_day=STILL).values_list("action", "state")
    counts = {"count": Count("pk"), "late": Count("pk", filter=todays.overdue())}
    for action, state, count, overdue in rows.annotate(**counts):
        setattr(found[action], State(state).value, count)
        found[action].overdue += overdue
    return found


def count_up_to(rows, most=COUNTED):
    """(how many rows there are, whether there are more than that); no more than ``most`` are looked at."""
    count = rows.order_by().values("pk")[: most + 1].count()
    return min(count, most), count > most


@dataclass(frozen=True)
class Stretch:
    """A page of updates. ``next`` addresses the one that follows; empty at the end."""

    rows: list
    next: str = ""


def stretch(rows, order=USUAL, before="", size=50):
    """A page of updates, which are in one of UPDATE_ORDERS, however many came before it.

    Raises ValueError when ``before`` is no ``next`` of a page in this order.
    """
    field = UPDATE_ORDERS[order][0].removeprefix("-")
    if before:
        value, pk = _place(field, before)
        beyond = "lt" if order.startswith("-") else "gt"
        rows = rows.filter(
            Q(**{f"{field}__{beyond}": value}) | Q(**{f"pk__{beyond}": pk}), **{f"{field}__{beyond}e": value}
        )
    # Which rows they are is asked first, so that nothing long is sorted.
    pks = list(rows.values_list("pk", flat=True)[: size + 1])
    by_pk = with_authors(Entry.objects.order_by()).in_bulk(pks)
    found = [by_pk[pk] for pk in pks]
    last = found[size - 1] if len(found) > size else None
    return Stretch(found[:size], _address(field, last) if last else "")


def _address(field, update):
    value = getattr(update, field)
    return f"{(value.astimezone(UTC) if field == 'recorded_at' else value).isoformat()}_{update.pk}"


def _place(field, before):
    value, _sep, pk = before.partition("_")
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 18):
        raise ValueError("not the place of an update")
    if field == "happened_on":
        return date.fromisoformat(value), int(pk)
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("not the place of an update")
    try:
        return moment.astimezone(UTC), int(pk)
    except OverflowError as beyond:
        raise ValueError("a moment beyond the calendar") from beyond
