"""What lists can be narrowed to and sorted by; all of it stands in the address."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actions.lifecycle import OPEN_STATES, State
from actions.models import MilestoneStanding, Organisation, PriorityAction


class MilestoneFilter(django_filters.FilterSet):
    """Milestones of a report as they stand on ``report.today()``."""

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
            ("milestone__organisation__name", "owner"),
            ("state", "state"),
            ("state_since", "since"),
        ],
        field_labels={
            "due_on": _("Due day"),
            "milestone__title": _("Title"),
            "action__number": _("Priority action"),
            "milestone__organisation__name": _("Owner"),
            "state": _("State"),
            "state_since": _("In this state since"),
        },
    )

    class Meta:
        model = MilestoneStanding
        fields = ["action", "state", "organisation", "since"]

    def __init__(self, data, *, report):
        self.today = report.today()
        spans = MilestoneStanding.objects.on(self.today).filter(action__report=report)
        super().__init__(data, queryset=spans.order_by("due_on", "milestone"))
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
                return spans.filter(is_open, due_on__lt=self.today)
        return spans.filter(state=value)
