"""The list of updates across reports, by when they were recorded or happened."""

import django_filters
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.days import DayFilter, SinceFilter, end_of
from actions.filters.across import LEVELS_IN_ORDER, AcrossFilter, authors
from actions.lifecycle import Course, Level
from actions.models import Entry
from actions.reporting.lists import UPDATE_ORDERS, USUAL


class UpdatesFilter(AcrossFilter):
    """Updates that count."""

    to_report = "report"

    level = django_filters.ChoiceFilter(
        label=_("Set the level"), empty_label=_("Any, or none"), choices=[(v, Level(v).label) for v in LEVELS_IN_ORDER]
    )
    course = django_filters.ChoiceFilter(
        label=_("Set the course"), empty_label=_("Any, or none"), choices=Course.choices
    )
    organisation = django_filters.ChoiceFilter(
        label=_("On behalf of"), empty_label=_("All organisations"), field_name="organisation"
    )
    person = django_filters.ChoiceFilter(label=_("Author"), empty_label=_("Everyone"), field_name="author")
    since = SinceFilter(label=_("Recorded since"), method="changed_since")
    until = DayFilter(label=_("Recorded until"), method="recorded_until")
    sort = django_filters.ChoiceFilter(
        label=_("Sort by"),
        empty_label=None,
        choices=[
            ("-recorded", _("Recorded, latest first")),
            ("recorded", _("Recorded, earliest first")),
            ("-happened", _("Happened, latest first")),
            ("happened", _("Happened, earliest first")),
        ],
        method="in_order",
    )

    class Meta:
        model = Entry
        fields = ["report", "country", "region", "theme", "level", "course", "organisation", "person", "since", "until"]

    @property
    def order(self):
        """What the address calls the order in which the updates are."""
        return self.form.cleaned_data.get("sort") or USUAL

    @property
    def latest_first(self):
        return self.order.startswith("-")

    @property
    def order_label(self):
        return dict(self.filters["sort"].extra["choices"])[self.order]

    def organisations(self):
        return authors(self.todays)

    def offered(self, people):
        """Who is on the reports now, and who is not any more but wrote on them.

        The slice keeps the database to a look into an index for each person: it could otherwise read the whole record.
        """
        written = Entry.objects.filter(author=OuterRef("pk"), report__in=self.todays.ids).order_by()
        return people.alias(wrote=Subquery(written.values("pk")[:1])).filter(Q(is_on=True) | Q(wrote__isnull=False))

    def changed_since(self, rows, name, value):
        return rows.filter(recorded_at__gte=self.since) if self.since else rows

    def in_order(self, rows, name, order):
        return rows.order_by(*UPDATE_ORDERS[order])

    def recorded_until(self, rows, name, day):
        return rows.filter(recorded_at__lt=end_of(day, timezone.get_current_timezone()))
