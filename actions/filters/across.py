"""What the lists across reports share: report, country, theme, since when; sorting that leaves no tie."""

from datetime import date, datetime, time

import django_filters
from django import forms
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.lifecycle import CONCERN_KINDS, RANK, Kind, Level
from actions.models import ActionStanding, Entry, Membership, Organisation, PriorityAction, User
from actions.services.visits import LAST_VISIT

MOVING_NOTHING = (Kind.CONFIRMATION, Kind.EVIDENCE, Kind.ASSESSMENT, *CONCERN_KINDS)
"""Entries after which things are as they were."""


class DayField(forms.DateField):
    """A day that has a beginning and an end in every time zone."""

    first, last = date(1900, 1, 1), date(2999, 12, 31)

    def __init__(self, **kwargs):
        kwargs |= {"error_messages": {"invalid": _("There is no such day. Write it like 2026-11-24.")}}
        super().__init__(**kwargs, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def to_python(self, value):
        day = super().to_python(value)
        if day and not self.first <= day <= self.last:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class SinceField(DayField):
    """A day, or the reader's last visit."""

    def to_python(self, value):
        return value if value == LAST_VISIT else super().to_python(value)


class SinceFilter(django_filters.Filter):
    """Since the day began where the reader is, or since the reader's last visit."""

    field_class = SinceField


class UntilFilter(django_filters.Filter):
    """Until the day ended where the reader is."""

    field_class = DayField


class SortFilter(django_filters.OrderingFilter):
    """An order by one thing: nobody and nothing last on every database, and equals always in the same order.

    ``ranks`` are expressions to sort a field by in place of its own values.
    """

    def __init__(self, *args, ties, ranks=None, **kwargs):
        self.ties, self.ranks = ties, ranks or {}
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


class AcrossFilter(django_filters.FilterSet):
    """A list over the reports one may see; ``todays`` are those reports, each with its own today.

    ``to_report`` and ``to_action`` lead from a row to its report's id and its action. What can be
    chosen is read here in one query each, and checked without asking again. A list has
    ``organisations()``, [(id, name)] to choose from, and ``changed_since(rows, name, value)``, the
    rows about which something moved since then.
    """

    to_report = "action__report"
    to_action = "action"

    report = django_filters.ChoiceFilter(label=_("Report"), empty_label=_("All reports"), method="on_report")
    country = django_filters.ChoiceFilter(label=_("Country"), empty_label=_("All countries"), method="in_country")
    theme = django_filters.ChoiceFilter(label=_("Theme"), empty_label=_("All themes"), method="on_theme")

    def __init__(self, data, *, rows, todays, reader):
        self.todays, self.reader = todays, reader
        reports = sorted(todays.reports.values(), key=lambda r: (r.country.name, -r.published_on.year, r.slug))
        super().__init__(data, queryset=rows)
        self._sort_countries(reports)
        self._offer("report", [(r.slug, f"{r.country.name}, {r.published_on.year}: {r.title}") for r in reports])
        self._offer("country", list(dict.fromkeys((r.country.code, r.country.name) for r in reports)))
        themes = PriorityAction.objects.filter(report__in=todays.reports).order_by("theme")
        self._offer("theme", [(theme, theme) for theme in themes.values_list("theme", flat=True).distinct()])
        self._offer("organisation", self.organisations())
        self._offer("person", self.people())

    def people(self):
        """[(id, name)] of the people to choose from; those who have left are marked so."""
        on_it = Membership.objects.filter(user=OuterRef("pk"), report__in=self.todays.reports)
        people = self.offered(User.objects.annotate(is_on=Exists(on_it))).order_by("name", "pk")
        return [
            (str(pk), name if is_on and is_active else _("%(name)s (has left)") % {"name": name})
            for pk, name, is_on, is_active in people.values_list("pk", "name", "is_on", "is_active")
        ]

    def offered(self, people):
        """Of all people those to choose from: who is on the reports now, for nobody leaves who holds something."""
        return people.filter(is_on=True)

    @property
    def narrowed(self):
        """True if the address asks for less than all."""
        return any(self.data.get(name) for name in self.filters if name != "sort")

    @property
    def since(self):
        """The moment from which changes are shown; None when all are, or on the reader's first visit."""
        value = None if self.errors.get("since") else self.form.cleaned_data["since"]
        if value == LAST_VISIT:
            return self.reader.previous_visit_at
        return value and start_of(value)

    @property
    def since_last_visit(self):
        """True if the address asks for what is new since the reader's last visit."""
        return self.data.get("since") == LAST_VISIT

    def on_report(self, rows, name, slug):
        return self._on_reports(rows, lambda report: report.slug == slug)

    def in_country(self, rows, name, code):
        return self._on_reports(rows, lambda report: report.country.code == code)

    def on_theme(self, rows, name, theme):
        return rows.filter(**{f"{self.to_action}__theme": theme})

    def at_level(self, rows, name, level):
        return self._of_actions(rows, level=level)

    def on_course(self, rows, name, course):
        return self._of_actions(rows, course="" if course == "none" else course)

    def _of_actions(self, rows, **stands):
        """Rows of the actions that stand so today."""
        spans = ActionStanding.objects.filter(self.todays.holding(), **stands)
        return rows.filter(**{f"{self.to_action}__in": spans.values("action")})

    def _on_reports(self, rows, belongs):
        chosen = [pk for pk, report in self.todays.reports.items() if belongs(report)]
        return rows.filter(**{f"{self.to_report}__in": chosen})

    def _changed(self, about):
        """The ids of the actions or milestones about which something was recorded since ``self.since``."""
        changes = Entry.objects.filter(recorded_at__gte=self.since).exclude(kind__in=MOVING_NOTHING)
        return changes.filter(**{f"{about}__isnull": False}).values(about)

    def _offer(self, name, choices):
        self.filters[name].extra["choices"] = choices

    def _sort_countries(self, reports):
        """Sort countries by their names in the reader's language, not by their codes."""
        sort = self.filters.get("sort")
        if sort is None:
            return
        by_name = {}
        for report in reports:
            by_name.setdefault(report.country.name, []).append(report.pk)
        whens = [When(action__report__in=pks, then=Value(place)) for place, pks in enumerate(by_name.values())]
        sort.ranks["action__report__country"] = Case(*whens, default=Value(0), output_field=IntegerField())
        self.queryset = self.queryset.order_by(*sort.in_order())

    @property
    def form(self):
        """The form; a day that does not exist is shown as it was typed, which a date picker would not do."""
        form = super().form
        for name in form.errors:
            if isinstance(form.fields[name], DayField):
                form.fields[name].widget.input_type = "text"
        return form

    def get_form_class(self):
        """The form; a last visit is kept in it without a field to see."""
        form_class = super().get_form_class()
        if self.since_last_visit:
            form_class.base_fields["since"].widget = forms.HiddenInput()
        return form_class


def start_of(day):
    """The moment a day begins where the reader is."""
    return datetime.combine(day, time(), timezone.get_current_timezone())


def leads(todays):
    """[(id, name)] of the organisations that lead an action."""
    return _as_choices(Organisation.objects.filter(led_actions__report__in=todays.reports))


def owners(todays):
    """[(id, name)] of the organisations that own a milestone."""
    return _as_choices(Organisation.objects.filter(milestones__action__report__in=todays.reports))


def authors(todays):
    """[(id, name)] of the organisations that have someone on a report, or lead one of its actions."""
    on_it = Q(people__memberships__report__in=todays.reports) | Q(led_actions__report__in=todays.reports)
    return _as_choices(Organisation.objects.filter(on_it))


def _as_choices(things):
    return [(str(pk), name) for pk, name in things.order_by("name", "pk").values_list("pk", "name").distinct()]
