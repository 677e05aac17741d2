"""The list of milestones across reports."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actions.days import SinceFilter
from actions.filters.across import LEVELS_IN_ORDER, AcrossFilter, SortFilter, owners, ranked
from actions.lifecycle import OPEN_STATES, Course, Level, State
from actions.models import ActionStanding, MilestoneStanding

UNOWNED = "nobody"


class MilestonesFilter(AcrossFilter):
    """Standings of milestones as they are today on each report."""

    state = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=_("All states"),
        choices=[("open", _("Open")), ("overdue", _("Overdue")), *State.choices],
        method="in_state",
    )
    due = django_filters.ChoiceFilter(
        label=_("Due"),
        empty_label=_("On any day"),
        choices=[
            ("overdue", _("Overdue")),
            ("30", _("In the next 30 days")),
            ("90", _("In the next 90 days")),
        ],
        method="is_due",
    )
    organisation = django_filters.ChoiceFilter(label=_("Owner"), empty_label=_("All owners"), method="owned_by")
    person = django_filters.ChoiceFilter(label=_("Focal point"), empty_label=_("Everyone"), method="asked_of")
    level = django_filters.ChoiceFilter(
        label=_("Level of the action"),
        empty_label=_("All levels"),
        choices=[(v, Level(v).label) for v in LEVELS_IN_ORDER],
        method="at_level",
    )
    course = django_filters.ChoiceFilter(
        label=_("Course of the action"),
        empty_label=_("All courses"),
        choices=[*Course.choices, ("none", _("Not stated"))],
        method="on_course",
    )
    silent = django_filters.ChoiceFilter(
        label=_("Silence of the action"),
        empty_label=_("Silent or not"),
        choices=[("yes", _("Silent")), ("no", _("Not silent"))],
        method="is_silent",
    )
    since = SinceFilter(label=_("Changed since"), method="changed_since")
    sort = SortFilter(
        label=_("Sort by"),
        fields=[
            ("due_on", "due"),
            ("milestone__title", "title"),
            ("action__report__country", "country"),
            ("milestone__organisation__name", "owner"),
            ("state", "state"),
        ],
        field_labels={
            "due_on": _("Due day"),
            "milestone__title": _("Title"),
            "action__report__country": _("Country"),
            "milestone__organisation__name": _("Owner"),
            "state": _("State"),
        },
        texts=("milestone__title", "milestone__organisation__name"),
        ranks={"state": ranked("state", State.values)},
        ties=("due_on", "milestone_id"),
    )

    class Meta:
        model = MilestoneStanding
        fields = "report country region theme state due organisation person level course silent since".split()

    def organisations(self):
        return [(UNOWNED, _("Nobody yet")), *owners(self.todays)]

    def people(self):
        return [(UNOWNED, _("Nobody yet")), *super().people()]

    @property
    def states(self):
        """The states in which milestones are that are found."""
        match self.said("state"):
            case "open" | "overdue":
                return OPEN_STATES
            case "" | None:
                return State.values
            case state:
                return [state]

    @property
    def overdue(self):
        """True if only milestones that are overdue are found."""
        return self.said("state") == "overdue"

    def in_state(self, rows, name, value):
        match value:
            case "open":
                return rows.filter(in_state__in=OPEN_STATES)
            case "overdue":
                return rows.filter(self.todays.overdue("in_state"))
        return rows.filter(Q(in_state=value))

    def is_due(self, rows, name, value):
        return rows.filter(
            self.todays.overdue("in_state") if value == "overdue" else self.todays.due_within(int(value))
        )

    def owned_by(self, rows, name, value):
        return rows.filter(milestone__organisation=None if value == UNOWNED else value)

    def asked_of(self, rows, name, value):
        return rows.asked_of(None if value == UNOWNED else value)

    def is_silent(self, rows, name, value):
        silent = self.todays.silent(ActionStanding.objects.filter(self.todays.holding())).values("action")
        return rows.filter(action__in=silent) if value == "yes" else rows.exclude(action__in=silent)

    def changed_since(self, rows, name, value):
        return rows.filter(milestone__in=self._changed("milestone")) if self.since else rows
