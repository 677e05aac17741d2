"""The activity of many reports as one list, newest first. A page costs the same however long their records are."""

from datetime import UTC

from django.db.models import Exists, F, Max, OuterRef, Q, Subquery

from actions.alphabet import BY_NAME, folded
from actions.models import Entry, Membership, Organisation, PriorityAction, Report, User
from actions.reporting.timeline import Page, name_people, read_moment, with_surroundings


def activity_of(reports, *, entries=None, before="", size=24):
    """Entries of ``reports``, a list of their ids, by the moment they were recorded.

    ``entries`` is a queryset that says which, of whatever report; all when it is None. ``before``
    is the ``older`` of the page before; raises ValueError when it is no such address. Moments rise
    strictly along a report's record, so a moment and a report are the place of one entry.
    """
    entries = (Entry.objects.all() if entries is None else entries).order_by()
    if before:
        moment, _sep, report = before.partition("_")
        entries = entries.filter(recorded_at__lte=(moment := read_moment(moment)))
        entries = entries.exclude(recorded_at=moment, report_id__gte=int(report))
    if len(reports) > size + 1:
        reports = _heard_last(reports, entries, size + 1)
    if not reports:
        return Page([])
    # Sorting the entries of all these reports together would read every one of them.
    if moment := _moment_of(reports, entries, size + 1):
        entries = entries.filter(recorded_at__gte=moment)
    entries = entries.filter(report__in=reports).order_by("-recorded_at", "-report_id")
    pks = list(entries.values_list("pk", flat=True)[: size + 1])
    items = list(
        with_surroundings(Entry.objects.filter(pk__in=pks[:size])).order_by("-recorded_at", "-report_id"),
    )
    name_people(items)
    if len(pks) <= size:
        return Page(items)
    return Page(items, f"{items[-1].recorded_at.astimezone(UTC).isoformat()}_{items[-1].report_id}")


def _moment_of(reports, entries, most):
    """The latest moment since which one of these reports has so many entries; None when none has.

    The newest of all are not older, and no report has more since then.
    """
    last = entries.filter(report=OuterRef("pk")).order_by("-recorded_at").values("recorded_at")[most - 1 : most]
    return Report.objects.filter(pk__in=reports).annotate(last=Subquery(last)).aggregate(moment=Max("last"))["moment"]


def _heard_last(reports, entries, most):
    """Those reports whose own newest entry is among the newest: no other can have one of the ``most`` newest."""
    latest = entries.filter(report=OuterRef("pk")).order_by("-recorded_at").values("recorded_at")[:1]
    found = Report.objects.filter(pk__in=reports).annotate(latest=Subquery(latest))
    found = found.order_by(F("latest").desc(nulls_last=True), "-pk").values_list("pk", "latest")[:most]
    return [pk for pk, moment in found if moment]


def organisations_recorded(report):
    """The organisations named in the record of a report: [(id, name)], by name."""
    entries = Entry.objects.filter(report=report, organisation=OuterRef("pk"))
    return list(Organisation.objects.filter(Exists(entries)).order_by(*BY_NAME).values_list("pk", "name"))


def people_recorded(report):
    """The people named in the record of a report: [(id, name)], by name."""
    entries = Entry.objects.filter(report=report, author=OuterRef("pk"))
    return list(User.objects.filter(Exists(entries)).order_by(*BY_NAME).values_list("pk", "name"))


def organisations_of(reports):
    """The organisations that have someone on one of the ``reports``: [(id, name)], by name."""
    on_it = Membership.objects.filter(user__organisation=OuterRef("pk"), report__in=reports).order_by()
    return list(Organisation.objects.filter(Exists(on_it)).order_by(*BY_NAME).values_list("pk", "name"))


def people_of(reports, organisation=None):
    """The people who are on one of the ``reports`` or wrote there, all or those of an organisation: [(id, name)]."""
    on_it = Membership.objects.filter(user=OuterRef("pk"), report__in=reports).order_by()
    # The slice keeps the database to a look into an index for each person.
    wrote = Entry.objects.filter(author=OuterRef("pk"), report__in=reports).order_by().values("pk")[:1]
    found = User.objects.alias(wrote=Subquery(wrote)).filter(Exists(on_it) | Q(wrote__isnull=False))
    if organisation:
        found = found.filter(organisation=organisation)
    return list(found.order_by(*BY_NAME).values_list("pk", "name"))


def themes_of(reports):
    """The themes of the actions on the ``reports``, each once."""
    actions = PriorityAction.objects.filter(report__in=reports).order_by()
    return list(actions.values_list("theme", flat=True).distinct())


def actions_on(reports, theme):
    """The actions on a theme, however it is written: [(id, id of its report)]."""
    actions = PriorityAction.objects.filter(report__in=reports).order_by().values_list("pk", "report", "theme")
    return [(pk, report) for pk, report, written in actions if folded(written) == folded(theme)]
