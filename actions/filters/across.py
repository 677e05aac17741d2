"""What the lists across reports share: report, country, theme, since when; sorting that leaves no tie."""

import django_filters
from django import forms
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import StrIndex
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from actions.alphabet import BY_NAME, Alphabetical, folded
from actions.days import show_as_typed, start_of
from actions.filters.regions import regions_of
from actions.folded import Folded
from actions.lifecycle import CONCERN_KINDS, RANK, Kind, Level
from actions.models import ActionStanding, Entry, Membership, Milestone, Organisation, PriorityAction, User
from actions.regions import region_of
from actions.reporting.groups import named_themes
from actions.services.visits import LAST_VISIT
from actions.themes import ThemeFilter

MOVING_NOTHING = (Kind.CONFIRMATION, Kind.EVIDENCE, Kind.ASSESSMENT, *CONCERN_KINDS)
"""Entries after which things are as they were."""


BELONGS = {
    "report": lambda report, slug: report.slug == slug,
    "country": lambda report, code: report.country.code == code,
    "region": lambda report, number: number in region_of(report.country.code),
}
"""{filter: whether a report is what it asks for}: of such a report all is found."""


class SortFilter(django_filters.OrderingFilter):
    """An order by one thing: nobody and nothing last on every database, and equals always in the same order.

    ``texts`` are fields that are sorted by the alphabet; ``ranks`` are expressions to sort a field by in place of its
    own values.
    """

    def __init__(self, *args, ties, texts=(), ranks=None, **kwargs):
        self.ties, self.ranks = ties, {name: Alphabetical(name) for name in texts} | (ranks or {})
        super().__init__(*args, empty_label=None, **kwargs)

    def filter(self, rows, value):
        return rows.order_by(*self.in_order(value[0] if value else ""))

    def in_order(self, value=""):
        """What to order by for a value of the address; the usual order when it is empty."""
        ties = [self.ranks.get(name, name) for name in self.ties]
        if not value:
            return ties
        name = self.param_map[value.removeprefix("-")]
        by = self.ranks.get(name, F(name))
        return [by.desc(nulls_last=True) if value.startswith("-") else by.asc(nulls_last=True), *ties]


def ranked(field, order):
    """An expression that sorts a field of words by their order instead of the alphabet."""
    whens = [When(**{field: value}, then=Value(place)) for place, value in enumerate(order)]
    return Case(*whens, default=Value(len(order)), output_field=IntegerField())


LEVELS_IN_ORDER = sorted(Level, key=lambda level: RANK.get(level, -1))
"""No evidence, not implemented, partly, fully."""


class AcrossFilter(Folded, django_filters.FilterSet):
    """A list over the reports one may see; ``todays`` are those reports, each with its own today.

    ``to_report`` and ``to_action`` lead from a row to its report's id and its action. What can be
    chosen in the fields that are shown is read in one query each, and checked without asking again. A list has
    ``organisations()``, [(id, name)] to choose from, and ``changed_since(rows, name, value)``, the
    rows about which something moved since then.
    """

    to_report = "action__report"
    to_action = "action"
    always = ("sort",)

    report = django_filters.ChoiceFilter(label=_("Report"), empty_label=_("All reports"), method="on_reports")
    country = django_filters.ChoiceFilter(label=_("Country"), empty_label=_("All countries"), method="on_reports")
    region = django_filters.ChoiceFilter(label=_("Region"), empty_label=_("All regions"), method="on_reports")
    theme = ThemeFilter(label=_("Theme"), empty_label=_("All themes"), method="on_theme")

    def __init__(self, data, *, rows, todays, reader):
        self.todays, self.reader = todays, reader
        super().__init__(data, queryset=rows)
        self.offer(
            report=self.reports,
            country=self.countries,
            region=self.regions,
            theme=self.themes,
            organisation=self.organisations,
            person=self.people,
        )
        self._sort_countries()

    @cached_property
    def by_country(self):
        """{(code, name) of a country: its reports, the latest first}, by name in the reader's language."""
        found = {}
        for report in sorted(self.todays.reports.values(), key=lambda r: (-r.published_on.year, r.slug)):
            found.setdefault(report.country.code, []).append(report)
        named = {(code, reports[0].country.name): reports for code, reports in found.items()}
        return dict(sorted(named.items(), key=lambda country: folded(country[0][1])))

    def reports(self):
        """[(slug, country, year and title)] of the reports to choose from."""
        return [
            (report.slug, f"{name}, {report.published_on.year}: {report.title}")
            for (_code, name), reports in self.by_country.items()
            for report in reports
        ]

    def countries(self):
        """[(code, name)] of the countries to choose from."""
        return list(self.by_country)

    def regions(self):
        """The regions and, under each, the subregions to choose from, as choices."""
        return regions_of({code for code, _name in self.by_country})

    @cached_property
    def written_themes(self):
        """The themes of the actions, as they are written there."""
        actions = PriorityAction.objects.filter(report__in=self.todays.ids).order_by()
        return set(actions.values_list("theme", flat=True).distinct())

    def themes(self):
        """The themes to choose from, as choices; one that is written in several ways is there once."""
        return [(theme, theme) for theme in named_themes(self.written_themes).values()]

    def people(self):
        """[(id, name)] of the people to choose from; those who have left are marked so."""
        on_it = Membership.objects.filter(user=OuterRef("pk"), report__in=self.todays.ids)
        people = self.offered(User.objects.annotate(is_on=Exists(on_it))).order_by(*BY_NAME)
        return [
            (str(pk), name if is_on and is_active else _("%(name)s (has left)") % {"name": name})
            for pk, name, is_on, is_active in people.values_list("pk", "name", "is_on", "is_active")
        ]

    def offered(self, people):
        """Of all people those to choose from: who is on the reports now, for nobody leaves who holds something."""
        return people.filter(is_on=True)

    def said(self, name):
        """What the address asks of a filter; nothing where it asks in vain."""
        return None if name in self.errors else self.form.cleaned_data.get(name)

    @property
    def since(self):
        """The moment from which changes are shown; None when all are, or on the reader's first visit."""
        value = self.said("since")
        if value == LAST_VISIT:
            return self.reader.previous_visit_at
        return value and start_of(value, timezone.get_current_timezone())

    @property
    def since_last_visit(self):
        """True if the address asks for what is new since the reader's last visit."""
        return self.data.get("since") == LAST_VISIT

    @property
    def whole_reports(self):
        """The ids of the reports of which all is found, but for its state; None where more than that is asked."""
        said = {name: self.said(name) for name in self.in_use if name not in self.orders}
        asked = {name: value for name, value in said.items() if value}
        if asked.keys() - BELONGS.keys() - {"state"}:
            return None
        asked.pop("state", None)
        return self._chosen(asked)

    def on_reports(self, rows, name, value):
        return rows.filter(**{f"{self.to_report}__in": self._chosen({name: value})})

    def _chosen(self, asked):
        """The ids of the reports that are all of what is ``asked``, {filter: value}."""
        reports = self.todays.reports.items()
        return [pk for pk, report in reports if all(BELONGS[name](report, value) for name, value in asked.items())]

    def on_theme(self, rows, name, theme):
        alike = [written for written in self.written_themes if folded(written) == folded(theme)]
        return rows.filter(**{f"{self.to_action}__theme__in": alike})

    def at_level(self, rows, name, level):
        return self._of_actions(rows, level=level)

    def on_course(self, rows, name, course):
        return self._of_actions(rows, course="" if course == "none" else course)

    def _of_actions(self, rows, **stands):
        """Rows of the actions that stand so today."""
        spans = ActionStanding.objects.filter(self.todays.holding(), **stands)
        return rows.filter(**{f"{self.to_action}__in": spans.values("action")})

    def _changed(self, about):
        """The ids of the actions or milestones about which something was recorded since ``self.since``."""
        changes = Entry.objects.filter(recorded_at__gte=self.since).exclude(kind__in=MOVING_NOTHING)
        return changes.filter(**{f"{about}__isnull": False}).values(about)

    def _sort_countries(self):
        """Sort countries by their names in the reader's language, not by their codes."""
        sort = self.filters.get("sort")
        if not isinstance(sort, SortFilter):
            return
        if "action__report__country" in sort.ties or "country" in self.data.get("sort", ""):
            in_order = Value(" ".join(code for code, _name in self.by_country))
            sort.ranks["action__report__country"] = StrIndex(in_order, F("action__report__country"))
        self.queryset = self.queryset.order_by(*sort.in_order())

    @property
    def form(self):
        form = super().form
        show_as_typed(form)
        return form

    def get_form_class(self):
        """The form; a last visit is kept in it without a field to see."""
        form_class = super().get_form_class()
        if self.since_last_visit:
            form_class.base_fields["since"].widget = forms.HiddenInput()
        return form_class


def leads(todays):
    """[(id, name)] of the organisations that lead an action."""
    return _as_choices(Q(Exists(_led(todays))))


def owners(todays):
    """[(id, name)] of the organisations that own a milestone."""
    owned = Milestone.objects.filter(organisation=OuterRef("pk"), action__report__in=todays.ids).order_by()
    return _as_choices(Q(Exists(owned)))


def authors(todays):
    """[(id, name)] of the organisations that have someone on a report, or lead one of its actions."""
    on_it = Membership.objects.filter(user__organisation=OuterRef("pk"), report__in=todays.ids)
    return _as_choices(Q(Exists(on_it)) | Q(Exists(_led(todays))))


def _led(todays):
    return PriorityAction.objects.filter(lead_organisation=OuterRef("pk"), report__in=todays.ids).order_by()


def _as_choices(are_there):
    """[(id, name)] of organisations; each is looked up, so that what they own is not read from end to end."""
    found = Organisation.objects.filter(are_there).order_by(*BY_NAME)
    return [(str(pk), name) for pk, name in found.values_list("pk", "name")]
