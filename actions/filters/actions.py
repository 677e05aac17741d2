"""The list of actions across reports."""

import django_filters
from django.utils.translation import gettext_lazy as _

from actions.days import SinceFilter
from actions.filters.across import LEVELS_IN_ORDER, AcrossFilter, SortFilter, leads, ranked
from actions.lifecycle import Course, Level
from actions.models import ActionStanding, MilestoneStanding

UNLED = "nobody"


class ActionsFilter(AcrossFilter):
    """Standings of actions as they are today on each report."""

    level = django_filters.ChoiceFilter(
        label=_("Level"), empty_label=_("All levels"), choices=[(v, Level(v).label) for v in LEVELS_IN_ORDER]
    )
    course = django_filters.ChoiceFilter(
        label=_("Course"),
        empty_label=_("All courses"),
        choices=[*Course.choices, ("none", _("Not stated"))],
        method="on_course",
    )
    organisation = django_filters.ChoiceFilter(label=_("Lead"), empty_label=_("All leads"), method="led_by")
    person = django_filters.ChoiceFilter(label=_("Focal point"), empty_label=_("Everyone"), method="asked_of")
    silent = django_filters.ChoiceFilter(
        label=_("Silence"),
        empty_label=_("Silent or not"),
        choices=[("yes", _("Silent")), ("no", _("Not silent"))],
        method="is_silent",
    )
    due = django_filters.ChoiceFilter(
        label=_("Milestones"),
        empty_label=_("Due or not"),
        choices=[("overdue", _("Some overdue")), ("30", _("Due in 30 days")), ("90", _("Due in 90 days"))],
        method="has_due",
    )
    since = SinceFilter(label=_("Changed since"), method="changed_since")
    sort = SortFilter(
        label=_("Sort by"),
        fields=[
            ("action__report__country", "country"),
            ("action__title", "title"),
            ("level", "level"),
            ("course", "course"),
            ("action__lead_organisation__name", "lead"),
            ("last_recorded_at", "heard"),
        ],
        field_labels={
            "action__report__country": _("Country"),
            "action__title": _("Title"),
            "level": _("Level"),
            "course": _("Course"),
            "action__lead_organisation__name": _("Lead"),
            "last_recorded_at": _("Last heard"),
        },
        texts=("action__title", "action__lead_organisation__name"),
        ranks={"level": ranked("level", LEVELS_IN_ORDER), "course": ranked("course", Course.values)},
        ties=("action__report__country", "action__report", "action__number"),
    )

    class Meta:
        model = ActionStanding
        fields = "report country region theme level course organisation person silent due since".split()

    def organisations(self):
        return [(UNLED, _("Nobody yet")), *leads(self.todays)]

    def people(self):
        return [(UNLED, _("Nobody yet")), *super().people()]

    def on_course(self, rows, name, course):
        return rows.filter(course="" if course == "none" else course)

    def led_by(self, rows, name, value):
        return rows.filter(action__lead_organisation=None if value == UNLED else value)

    def asked_of(self, rows, name, value):
        return rows.filter(action__focal_point=None if value == UNLED else value)

    def is_silent(self, rows, name, value):
        silent = self.todays.silent(ActionStanding.objects.filter(self.todays.holding())).values("pk")
        return rows.filter(pk__in=silent) if value == "yes" else rows.exclude(pk__in=silent)

    def has_due(self, rows, name, value):
        due = self.todays.overdue() if value == "overdue" else self.todays.due_within(int(value))
        spans = MilestoneStanding.objects.filter(self.todays.holding(), due)
        return rows.filter(action__in=spans.values("action"))

    def changed_since(self, rows, name, value):
        return rows.filter(action__in=self._changed("action")) if self.since else rows
