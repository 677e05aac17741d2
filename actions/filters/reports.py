"""The reports of the network: what their list can be narrowed to, grouped and sorted by."""

import django_filters
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from actions.alphabet import folded
from actions.filters.regions import by_name, regions_of
from actions.folded import Folded
from actions.lifecycle import Level
from actions.models import PriorityAction, Report
from actions.regions import countries_in, country_name
from actions.reporting.groups import ORDERS, in_order, named_themes
from actions.themes import ThemeFilter


class Ticks(forms.CheckboxSelectMultiple):
    """Boxes to tick; the focus is on the first of them alone."""

    def create_option(self, name, value, label, selected, index, subindex=None, attrs=None):
        attrs = {key: said for key, said in (attrs or {}).items() if key != "autofocus" or index == "0"}
        return super().create_option(name, value, label, selected, index, subindex, attrs)


class SomeField(django_filters.fields.MultipleChoiceField):
    """Several choices. One that there is not adds nothing to those that there are."""

    def to_python(self, value):
        chosen = super().to_python(value)
        return [choice for choice in chosen if self.valid_value(choice)] or chosen


class SomeFilter(django_filters.MultipleChoiceFilter):
    field_class = SomeField


class ReportFilter(Folded, django_filters.FilterSet):
    """Reports one may see, as lines: ``qs`` are those that may be among them, ``keep`` leaves those that are."""

    orders, told_elsewhere = ("group", "sort"), ()

    title = django_filters.CharFilter(label=_("Title has"), method="leave")
    country = SomeFilter(label=_("Countries"), widget=Ticks, method="in_countries")
    region = django_filters.ChoiceFilter(label=_("Region"), method="in_region", empty_label=_("All regions"))
    publisher = django_filters.ChoiceFilter(label=_("Publisher"), empty_label=_("All publishers"))
    theme = ThemeFilter(label=_("Theme"), method="leave", empty_label=_("All themes"))
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
        fields = "title country region publisher theme level only group sort".split()

    def __init__(self, data, *, reports):
        super().__init__(data, queryset=reports.order_by())
        self.reports = self.queryset
        self.offer(country=self.countries, region=self.regions, publisher=self.publishers, theme=self.themes)

    @cached_property
    def places(self):
        """[(code of the country, publisher)] of the reports to choose from."""
        return list(self.reports.values_list("country", "publisher").distinct())

    def countries(self):
        """The countries to choose from, as choices."""
        return by_name({(code, country_name(code)) for code, _publisher in self.places})

    def regions(self):
        """The regions and, under each, the subregions to choose from, as choices."""
        return regions_of({code for code, _publisher in self.places})

    def publishers(self):
        """The publishers to choose from, as choices."""
        return by_name({(publisher, publisher) for _code, publisher in self.places})

    def themes(self):
        """The themes to choose from, as choices."""
        actions = PriorityAction.objects.filter(report__in=self.reports.values("pk")).order_by()
        return by_name(named_themes(set(actions.values_list("theme", flat=True).distinct())).items())

    def asked(self, name):
        """What is asked for under this name; empty when nothing is, or nothing that there is."""
        return self.form.cleaned_data.get(name) or ""

    def leave(self, reports, name, value):
        """Asked of the figures, or, so that every database takes letters alike, of the lines: see ``keep``."""
        return reports

    def in_countries(self, reports, name, values):
        return reports.filter(country__in=values)

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


class ThemesFilter(ReportFilter):
    """The same of themes compared, which have an order of their own."""

    group = sort = None

    class Meta(ReportFilter.Meta):
        fields = "title country region publisher theme level only".split()
