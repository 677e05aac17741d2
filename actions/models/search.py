"""The words of everything that can be found, as the search keeps them."""

from django.db import connections, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actions import words
from actions.models.people import Organisation, Role
from actions.models.report import Report, VisibleQuerySet


class Found(models.TextChoices):
    """What can be found."""

    ACTION = "action", _("Priority action")
    MILESTONE = "milestone", _("Milestone")
    UPDATE = "update", _("Update")
    DECISION = "decision", _("Change")
    EVIDENCE = "evidence", _("Evidence")
    NOTE = "note", _("Note")


@models.TextField.register_lookup
class Like(models.Lookup):
    """SQL's LIKE with a pattern of one's own making; ``contains`` would not let a place be skipped."""

    lookup_name = "like"

    def as_sql(self, compiler, connection):
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} LIKE {right}", (*left_params, *right_params)


class SearchTextQuerySet(VisibleQuerySet):
    def visible_to(self, user):
        """What this person may read: of the reports they are on; a note and evidence as their audience says.

        An administrator finds everything but notes and internal evidence, those of the reports they are on apart.
        """
        coordinating = user.memberships.filter(role=Role.COORDINATOR).values("report")
        open_to = (
            Q(only_for=None)
            | Q(only_for=user.organisation_id, only_for__isnull=False)
            | Q(kind=Found.EVIDENCE, report__in=coordinating)
        )
        if user.is_superuser:
            on_report = Q(report__in=user.memberships.values("report"))
            return self.filter(~Q(kind=Found.NOTE) & Q(only_for=None) | on_report & open_to)
        return self.filter(Q(report__memberships__user=user) & open_to)

    def matching(self, terms, reports):
        """What has all these terms, on these reports (their ids). Best first: actions, milestones, then the newest."""
        wanted = [term for term in terms if not term.unwanted]
        if not wanted or not reports:
            return self.none()
        found = MATCHING[connections[self.db].vendor](self, wanted, reports)
        for term in terms:
            pattern = _pattern(term)
            if term.unwanted:
                found = found.exclude(words__like=pattern)
            elif len(term.words) > 1:
                found = found.filter(words__like=pattern)
        return found


def _pattern(term):
    """The words of a term next to each other, whatever their report is; words hold no sign that means anything."""
    any_report = "_" * len(words.scope(0))
    return f"%:{f' {any_report}:'.join(term.words)}{'' if term.beginning else ' '}%"


def _each_word(terms):
    """(word, may it go on?) of every word in the terms."""
    for term in terms:
        *before, last = term.words
        yield from ((word, False) for word in before)
        yield last, term.beginning


def _on_sqlite(rows, terms, reports):
    index = "actions_wordindex"

    def on(report):
        asked = (f'"{words.scoped(report, word)}"{"*" if goes_on else ""}' for word, goes_on in _each_word(terms))
        return f"({' AND '.join(asked)})"

    # The index is read from its end, and no further than the page needs: that takes a join in its own order.
    return rows.extra(  # noqa: S610  the query is made of words without any sign in them
        tables=[index],
        where=[f"{index} MATCH %s", f"{index}.rowid = {rows.model._meta.db_table}.id"],
        params=[" OR ".join(map(on, reports))],
        order_by=[f"-{index}.rowid"],
    )


FEW = 1000
"""Matches up to which PostgreSQL is told by their ids what to put in order."""

MANY = 10_000
"""Matches from which on reading every row from the newest on is quicker than finding them all."""

BY_REPORT = (
    "unnest(%s::bigint[], %s::text[]) AS asked (report, words) JOIN {table} found "
    "ON found.report_id = asked.report AND found.lexemes @@ asked.words::tsquery"
)
"""What matches, report by report, by the index. Asked for the words of many reports at once, PostgreSQL thinks them
so common that it reads every row from the newest on, which for a rare word takes seconds."""


def _on_postgresql(rows, terms, reports):
    each = list(_each_word(terms))

    def on(report):
        return " & ".join(f"'{words.scoped(report, word)}'{':*' if goes_on else ''}" for word, goes_on in each)

    # The queries are made of words without any sign in them.
    table, queries = rows.model._meta.db_table, [on(report) for report in reports]
    by_report = f"SELECT found.id FROM {BY_REPORT.format(table=table)}"  # noqa: S608
    among = f"{table}.id = ANY(ARRAY({by_report} LIMIT %s))"
    first = rows.model._default_manager.extra(where=[among], params=[reports, queries, FEW + 1])  # noqa: S610
    first = list(first.using(rows.db).values_list("pk", "report_id"))
    if len(first) <= FEW:
        where, params = f"{table}.id = ANY(%s)", [[pk for pk, _report in first]]
    elif _about(first, reports) > MANY:
        return _each_with(rows.filter(report__in=reports), terms).order_by("-id")
    else:
        where, params = f"{table}.id = ANY(ARRAY({by_report}))", [reports, queries]
    return rows.extra(where=[where], params=params).order_by("-id")  # noqa: S610


def _each_with(rows, terms):
    """What has each of the words, as is seen in the row itself."""
    for word, goes_on in _each_word(terms):
        rows = rows.filter(words__like=_pattern(words.Term((word,), goes_on)))
    return rows


def _about(first, reports):
    """About how many matches there are on all reports, from the first of them, which are of a few."""
    return len(first) * len(reports) // len({report for _pk, report in first})


MATCHING = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}


class SearchText(models.Model):
    """The words of one action, milestone, entry, note or piece of evidence.

    ``id`` is the order they are shown in, the highest first; ``place`` makes it. ``thing`` is the id of what has
    the words. ``only_for`` is whose note or evidence it is when it is internal. ``counts`` is false for what was
    corrected or withdrawn, and for what a thing was first called.
    """

    id = models.BigIntegerField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Found)
    thing = models.BigIntegerField()
    only_for = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    counts = models.BooleanField(default=True)
    words = models.TextField()

    objects = SearchTextQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=Found.values), name="kind_of_find_is_known")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.thing}"


ACTIONS_FIRST = 3 << 61
MILESTONES_NEXT = 1 << 62
EVIDENCE_NEXT = 7 << 59
MILLISECOND = 1 << 20


def place(kind, pk, moment=None):
    """Where a thing stands among what is found: actions, milestones, evidence, then entries and notes by their moment.

    It follows from the thing alone, so an index made anew has the same order, and the address of a
    page of results stays good.
    """
    match kind:
        case Found.ACTION:
            return ACTIONS_FIRST + pk
        case Found.MILESTONE:
            return MILESTONES_NEXT + pk
        case Found.EVIDENCE:
            return EVIDENCE_NEXT + pk
    # Of one millisecond the later id comes first; entries and notes have ids of their own.
    return int(moment.timestamp() * 1000) * MILLISECOND + (pk << 1) % MILLISECOND + (kind == Found.NOTE)
