"""What lists can be narrowed to and sorted by; all of it stands in the address."""

import django_filters
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from actions.lifecycle import OPEN_STATES, Level, State, is_overdue
from actions.models import MilestoneStanding, Organisation, PriorityAction, Report
from actions.regions import REGIONS, SUBREGIONS, countries_in, region_of
from actions.reporting.groups import ORDERS, in_order, named_themes
from actions.reporting.lines import folded


class MilestoneFilter(django_filters.FilterSet):
    """Milestones of a report as they stood on ``day``.

    ``rows`` are MilestoneStandings that are stored nowhere, for a day as known at an earlier moment;
    None for what is known now. ``found`` are those that the address asks for, in its order.
    """

    action = django_filters.ModelChoiceFilter(
        label=_("Priority action"),
        queryset=PriorityAction.objects.none(),
        to_field_name="number",
        empty_label=_("All actions"),
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="in_state",
        empty_label=_("All states"),
        choices=[("open", _("Open")), ("overdue", _("Overdue")), *State.choices],
    )
    organisation = django_filters.ModelChoiceFilter(
        label=_("Owner"),
        field_name="milestone__organisation",
        queryset=Organisation.objects.none(),
        empty_label=_("All owners"),
    )
    since = django_filters.DateFilter(label=_("In this state since"), field_name="state_since", lookup_expr="gte")
    sort = django_filters.OrderingFilter(
        label=_("Sort by"),
        empty_label=None,
        fields=[
            ("due_on", "due"),
            ("milestone__title", "title"),
            ("action__number", "action"),
            ("owner", "owner"),
            ("state", "state"),
            ("state_since", "since"),
        ],
        field_labels={
            "due_on": _("Due day"),
            "milestone__title": _("Title"),
            "action__number": _("Priority action"),
            "owner": _("Owner"),
            "state": _("State"),
            "state_since": _("In this state since"),
        },
    )

    class Meta:
        model = MilestoneStanding
        fields = ["action", "state", "organisation", "since"]

    def __init__(self, data, *, report, day, rows=None):
        self.day, self.rows = day, rows
        spans = MilestoneStanding.objects.on(day).filter(action__report=report)
        # Without an owner comes first, on any database.
        spans = spans.annotate(owner=Coalesce("milestone__organisation__name", Value("")))
        super().__init__(data, queryset=spans)
        self.filters["action"].queryset = report.actions.all()
        self.filters["organisation"].queryset = Organisation.objects.filter(
            milestones__action__report=report
        ).distinct()
        self.filters["since"].field.widget.input_type = "date"

    def in_state(self, spans, name, value):
        is_open = Q(state__in=OPEN_STATES)
        match value:
            case "open":
                return spans.filter(is_open)
            case "overdue":
                return spans.filter(is_open, due_on__lt=self.day)
        return spans.filter(state=value)

    @property
    def found(self):
        if self.rows is None:
            spans = self.qs.select_related("action", "milestone__organisation", "state_entry")
            return spans.order_by(*spans.query.order_by, "due_on", "milestone")
        self.form.is_valid()
        asked = self.form.cleaned_data
        rows = [row for row in self.rows if self._is_asked_for(row, asked)]
        rows.sort(key=lambda row: (row.due_on, row.milestone_id))
        for name in reversed(asked.get("sort") or []):
            rows.sort(key=SORTED_BY[name.removeprefix("-")], reverse=name.startswith("-"))
        return rows

    def _is_asked_for(self, row, asked):
        state = asked.get("state")
        return (
            asked.get("action") in (None, row.action)
            and asked.get("organisation") in (None, row.milestone.organisation)
            and (not asked.get("since") or row.state_since >= asked["since"])
            and (
                not state
                or (state == "open" and row.state in OPEN_STATES)
                or (state == "overdue" and is_overdue(row.due_on, row.state, self.day))
                or state == row.state
            )
        )


SORTED_BY = {
    "due": lambda row: row.due_on,
    "title": lambda row: row.milestone.title,
    "action": lambda row: row.action.number,
    "owner": lambda row: row.milestone.organisation.name if row.milestone.organisation else "",
    "state": lambda row: row.state,
    "since": lambda row: row.state_since,
}
"""What the rows of a past moment are sorted by; the names are those of the address."""


class ReportFilter(django_filters.FilterSet):
    """Reports one may see, as lines: ``qs`` are those that may be among them, ``keep`` leaves those that are."""

    title = django_filters.CharFilter(label=_("Title has"), method="leave")
    country = django_filters.ChoiceFilter(label=_("Country"), empty_label=_("All countries"))
    region = django_filters.ChoiceFilter(label=_("Region"), method="in_region", empty_label=_("All regions"))
    publisher = django_filters.ChoiceFilter(label=_("Publisher"), empty_label=_("All publishers"))
    theme = django_filters.ChoiceFilter(label=_("Theme"), method="leave", empty_label=_("All themes"))
    level = django_filters.ChoiceFilter(
        label=_("Has an action that is"), method="leave", empty_label=_("At any level"), choices=Level
    )
    only = django_filters.ChoiceFilter(
        label=_("Needs attention"),
        method="leave",
        empty_label=_("Does not matter"),
        choices=[("silent", _("Has a silent action")), ("overdue", _("Has an overdue milestone"))],
    )
    group = django_filters.ChoiceFilter(
        label=_("Group by"),
        method="leave",
        empty_label=_("Not grouped"),
        choices=[("region", _("Region")), ("subregion", _("Subregion")), ("theme", _("Theme"))],
    )
    sort = django_filters.ChoiceFilter(
        label=_("Sort by"),
        method="leave",
        empty_label=None,
        choices=[(name, words) for name, (words, _key) in ORDERS.items()],
    )

    class Meta:
        model = Report
        fields = ["country", "publisher"]

    def __init__(self, data, *, reports):
        super().__init__(data, queryset=reports.order_by())
        places = list(reports.order_by().values_list("country", "publisher").distinct())
        themes = PriorityAction.objects.filter(report__in=reports.order_by().values("pk")).order_by()
        countries = Report._meta.get_field("country").countries
        codes = {code for code, _publisher in places}
        self.has_reports = bool(places)
        self._offer("country", [(code, countries.name(code)) for code in codes])
        self._offer("publisher", [(publisher, publisher) for _code, publisher in places])
        self._offer("theme", named_themes(set(themes.values_list("theme", flat=True).distinct())).items())
        self.filters["region"].extra["choices"] = _regions(codes)

    def _offer(self, name, choices):
        self.filters[name].extra["choices"] = _by_name(dict(choices).items())

    def asked(self, name):
        """What is asked for under this name; empty when nothing is, or nothing that there is."""
        return self.form.cleaned_data.get(name) or ""

    def leave(self, reports, name, value):
        """Asked of the figures, or, so that every database takes letters alike, of the lines: see ``keep``."""
        return reports

    def in_region(self, reports, name, value):
        return reports.filter(country__in=countries_in(value))

    def keep(self, lines):
        """The lines that are asked for, in the order that is asked for.

        With a theme, a line is the part of it that has to do with the theme, and counts that alone;
        grouped by theme, there is such a part for each of its themes.
        """
        words, theme, level, only = (self.asked(name) for name in ("title", "theme", "level", "only"))
        if theme or self.asked("group") == "theme":
            lines = [line.about(name) for line in lines for name in line.themes if theme in ("", name)]
        found = [
            line
            for line in lines
            if folded(words) in folded(line.report.title)
            and (not level or line.counts[level])
            and (not only or getattr(line, only))
        ]
        return in_order(found, self.asked("sort") or "country")


def _regions(codes):
    """The regions and, under each, the subregions of some countries, as choices."""
    found = {}
    for region, subregion in {region_of(code) for code in codes} - {("", "")}:
        found.setdefault(region, []).append((subregion, str(SUBREGIONS[subregion][1])))
    named = [
        (str(REGIONS[number]), [(number, _("All of %(region)s") % {"region": REGIONS[number]}), *_by_name(within)])
        for number, within in found.items()
    ]
    return sorted(named, key=lambda region: folded(region[0]))


def _by_name(choices):
    return sorted(choices, key=lambda choice: folded(str(choice[1])))
