"""The milestones of one report: what its list can be narrowed to and sorted by."""

import django_filters
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from actions.alphabet import Alphabetical, folded
from actions.days import PastDayFilter, show_as_typed
from actions.filters.milestones import UNOWNED
from actions.folded import Folded
from actions.lifecycle import OPEN_STATES, State, is_overdue
from actions.models import Milestone, MilestoneStanding, Organisation, PriorityAction


class MilestoneFilter(Folded, django_filters.FilterSet):
    """Milestones of a report as they stood on ``day``.

    ``rows`` are MilestoneStandings that are stored nowhere, for a day as known at an earlier moment;
    None for what is known now. ``called`` are then the titles of the actions known of, {id: title}. ``found`` are
    the rows that the address asks for, in its order.
    """

    told_elsewhere = ()

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
        null_label=_("Nobody yet"),
        null_value=UNOWNED,
    )
    since = PastDayFilter(label=_("In this state since"), field_name="state_since", lookup_expr="gte")
    sort = django_filters.OrderingFilter(
        label=_("Sort by"),
        empty_label=None,
        fields=[
            ("due_on", "due"),
            ("called", "title"),
            ("action__number", "action"),
            ("owner", "owner"),
            ("state", "state"),
            ("state_since", "since"),
        ],
        field_labels={
            "due_on": _("Due day"),
            "called": _("Title"),
            "action__number": _("Priority action"),
            "owner": _("Owner"),
            "state": _("State"),
            "state_since": _("In this state since"),
        },
    )

    class Meta:
        model = MilestoneStanding
        fields = ["action", "state", "organisation", "since"]

    def __init__(self, data, *, report, day, rows=None, called=None):
        self.day, self.rows = day, rows
        spans = MilestoneStanding.objects.on(day).filter(action__report=report)
        if "title" in data.get("sort", ""):
            spans = spans.annotate(called=Alphabetical("milestone__title"))
        if "owner" in data.get("sort", ""):
            # Without an owner comes first, on any database.
            spans = spans.annotate(owner=Alphabetical(Coalesce("milestone__organisation__name", Value(""))))
        super().__init__(data, queryset=spans)
        if "action" in self.filters:
            self._offer_actions(report, called)
        if "organisation" in self.filters:
            owners = Milestone.objects.filter(action__report=report).order_by().values("organisation")
            self.filters["organisation"].queryset = Organisation.objects.filter(pk__in=owners)

    def _offer_actions(self, report, called):
        self.filters["action"].queryset = report.actions.all()
        if called is not None:
            self.filters["action"].queryset = report.actions.filter(pk__in=called)
            self.filters["action"].field.label_from_instance = lambda action: f"{action.number}. {called[action.pk]}"

    @property
    def form(self):
        form = super().form
        show_as_typed(form)
        return form

    def in_state(self, spans, name, value):
        is_open = Q(state__in=OPEN_STATES)
        match value:
            case "open":
                return spans.filter(is_open)
            case "overdue":
                return spans.filter(is_open, due_on__lt=self.day)
        return spans.filter(state=value)

    def read(self, page):
        """A page of those that are found, its own rows read whole."""
        if self.rows is None:
            pks = list(page.object_list.values_list("pk", flat=True))
            spans = MilestoneStanding.objects.with_proof().with_original_due()
            by_pk = spans.select_related("action", "milestone__organisation").in_bulk(pks)
            page.object_list = [by_pk[pk] for pk in pks if pk in by_pk]
        return page

    @property
    def found(self):
        if self.rows is None:
            return self.qs.order_by(*self.qs.query.order_by, "due_on", "milestone_id")
        self.form.is_valid()
        asked = self.form.cleaned_data
        rows = [row for row in self.rows if self._is_asked_for(row, asked)]
        rows.sort(key=lambda row: (row.due_on, row.milestone_id))
        for name in reversed(asked.get("sort") or []):
            rows.sort(key=SORTED_BY[name.removeprefix("-")], reverse=name.startswith("-"))
        return rows

    def _is_asked_for(self, row, asked):
        state, owner = asked.get("state"), row.milestone.organisation or UNOWNED
        return (
            asked.get("action") in (None, row.action)
            and asked.get("organisation") in (None, owner)
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
    "title": lambda row: folded(row.milestone.title),
    "action": lambda row: row.action.number,
    "owner": lambda row: folded(row.milestone.organisation.name) if row.milestone.organisation else "",
    "state": lambda row: row.state,
    "since": lambda row: row.state_since,
}
"""What the rows of a past moment are sorted by; the names are those of the address."""
