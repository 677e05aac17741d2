"""What the activity can be narrowed to; all of it stands in the address."""

from zoneinfo import ZoneInfo

import django_filters
from django import forms
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from actions.alphabet import folded
from actions.days import DayFilter, SinceFilter, end_of, start_of
from actions.folded import Folded
from actions.forms.careful import CarefulForm
from actions.lifecycle import spoken
from actions.models import Entry
from actions.reporting.activity import (
    actions_on,
    organisations_of,
    organisations_recorded,
    people_of,
    people_recorded,
    themes_of,
)
from actions.reporting.groups import named_themes
from actions.reporting.timeline import FILTERS
from actions.services.visits import LAST_VISIT
from actions.themes import ThemeFilter

KINDS = {name: label for name, (label, kinds) in FILTERS.items() if kinds}
"""The kinds of entries the activity can be narrowed to: {name: label}."""

NOT_LISTED = {"invalid_choice": _("Choose one of those listed.")}
TITLE_LENGTH = 60


class ChosenFilter(django_filters.ChoiceFilter):
    """One of what is there to choose from: the form offers it."""

    def __init__(self, **kwargs):
        super().__init__(error_messages=NOT_LISTED, choices=(), **kwargs)


class ActivityFilter(Folded, django_filters.FilterSet):
    """Entries by action and theme, by who recorded them for whom, and from day to day in ``zone``.

    ``only`` is one of KINDS, or nothing. ``last_visit`` is when the reader's last visit ended; None
    when there was none, and after that everything is new.
    """

    action = ChosenFilter(label=_("Priority action"), method="of_action", empty_label=_("All actions"))
    theme = ThemeFilter(
        label=_("Theme"), method="on_theme", empty_label=_("All themes"), error_messages=NOT_LISTED, choices=()
    )
    organisation = ChosenFilter(label=_("Organisation"), empty_label=_("All organisations"))
    person = ChosenFilter(label=_("Person"), field_name="author", empty_label=_("Everyone"))
    since = SinceFilter(label=_("Recorded from"), method="recorded_from")
    until = DayFilter(label=_("Recorded until"), method="recorded_until")

    class Meta:
        model = Entry
        fields = ["action", "theme", "organisation", "person", "since", "until"]
        form = CarefulForm

    def __init__(self, data, *, zone, only, last_visit):
        entries = Entry.objects.filter(kind__in=FILTERS[only][1]) if only else Entry.objects.all()
        super().__init__(data, queryset=entries)
        if "since" in self.filters:
            self.filters["since"].extra["today"] = lambda: timezone.localdate(timezone=zone)
        self.zone, self.only, self.last_visit = zone, only, last_visit

    def offer_report(self, report):
        """Offer what there is to choose from in the record of one report."""
        self.offer(
            action=lambda: _as_choices(self._actions_of(report).items()),
            theme=lambda: _as_themes({action.theme for action in self._actions_of(report).values()}),
            organisation=lambda: _as_choices(organisations_recorded(report)),
            person=lambda: _as_choices(people_recorded(report)),
        )

    def _actions_of(self, report):
        if not hasattr(self, "actions"):
            self.actions = {str(action.number): action for action in report.actions.all()}
        return self.actions

    @property
    def since_last_visit(self):
        """True if the address asks for what is new since the reader's last visit."""
        return self.data.get("since") == LAST_VISIT

    @property
    def told(self):
        """What the entries are narrowed to, in words; empty when they are not."""
        words = [str(KINDS[self.only])] if self.only else []
        for name in self.in_use:
            value = self.form.cleaned_data[name]
            if value != LAST_VISIT:
                said = dict(self.filters[name].extra.get("choices", ())).get(value) or spoken(value)
                words.append(f"{self.filters[name].label}: {said}")
        return "; ".join(words)

    @property
    def query(self):
        """The part of the address that narrows the entries, always in the same order."""
        return urlencode(({"only": self.only} if self.only else {}) | dict(self.kept))

    def get_form_class(self):
        """The form; a last visit is kept in it without a field to see."""
        form_class = super().get_form_class()
        if self.since_last_visit:
            form_class.base_fields["since"].widget = forms.HiddenInput()
        return form_class

    def of_action(self, entries, name, number):
        return entries.filter(action=self.actions[number])

    def on_theme(self, entries, name, theme):
        return entries.filter(action__in=[a.pk for a in self.actions.values() if folded(a.theme) == folded(theme)])

    def recorded_from(self, entries, name, day):
        if day == LAST_VISIT:
            return entries.filter(recorded_at__gte=self.last_visit) if self.last_visit else entries
        return entries.filter(recorded_at__gte=start_of(day, self.zone))

    def recorded_until(self, entries, name, day):
        return entries.filter(recorded_at__lt=end_of(day, self.zone))


class ReportActivityFilter(ActivityFilter):
    """Entries of one report; its days begin and end in its own zone."""

    def __init__(self, data, *, report, only="", last_visit=None):
        super().__init__(data, zone=ZoneInfo(report.time_zone), only=only, last_visit=last_visit)
        self.offer_report(report)


class AllActivityFilter(ActivityFilter):
    """Entries of the ``reports`` a person may read; days begin and end where that person is.

    ``chosen`` are the ids of the reports that are left.
    """

    country = ChosenFilter(label=_("Country"), method="of_reports", empty_label=_("All countries"))
    report = ChosenFilter(label=_("Report"), method="of_reports", empty_label=_("All reports"))

    class Meta(ActivityFilter.Meta):
        fields = ["country", "report", *ActivityFilter.Meta.fields]

    def __init__(self, data, *, reports, only="", last_visit=None):
        super().__init__(data, zone=timezone.get_current_timezone(), only=only, last_visit=last_visit)
        of_all = reports
        if country := data.get("country"):
            reports = [report for report in reports if report.country.code == country]
        of_country = reports
        if slug := data.get("report"):
            reports = [report for report in reports if report.slug == slug]
        self.chosen = [report.pk for report in reports]
        self.offer(
            country=lambda: sorted({(r.country.code, r.country.name) for r in of_all}, key=lambda c: folded(c[1])),
            report=lambda: [(report.slug, _title(report)) for report in of_country],
        )
        if slug and reports:
            self.offer_report(reports[0])
        else:
            self.offer(theme=self._themes, organisation=self._organisations, person=self._people)
            if theme := data.get("theme"):
                self._choose_theme(theme)

    def _themes(self):
        return _as_themes(themes_of(self.chosen))

    def _choose_theme(self, theme):
        """Leave those reports alone that have an action on the theme, so that no other is looked through."""
        self.of_theme = actions_on(self.chosen, theme)
        self.chosen = list({report for _action, report in self.of_theme}) or self.chosen

    def on_theme(self, entries, name, theme):
        if hasattr(self, "of_theme"):
            return entries.filter(action__in=[action for action, _report in self.of_theme])
        return super().on_theme(entries, name, theme)

    def _organisations(self):
        return _as_choices(organisations_of(self.chosen))

    def _people(self):
        """The people on the reports, or those of the organisation asked for."""
        asked = self.data.get("organisation")
        known = asked and asked in dict(self.filters["organisation"].extra["choices"])
        return _as_choices(people_of(self.chosen, asked if known else None))

    def of_reports(self, entries, name, value):
        return entries  # ``chosen`` says of which


def _as_choices(things):
    return [(str(value), str(label)) for value, label in things]


def _as_themes(themes):
    return [(theme, theme) for theme in named_themes(themes).values()]


def _title(report):
    title = Truncator(report.title).chars(TITLE_LENGTH)
    return f"{report.country.name}, {report.published_on.year}: {title}"
