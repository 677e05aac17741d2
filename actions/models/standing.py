"""Where things stand, today and on any earlier day: fast to read, made from the record.

Rows can be thrown away and made anew by ``manage.py rebuild_standing``, which also proves that
they agree with the record. ``actions.standing`` says what a span is.
"""

from django.db import models
from django.db.models import BigIntegerField, DateField, F, Func, OuterRef, Q, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from actions.lifecycle import OPEN_STATES, Course, CourseReason, Kind, Level, State
from actions.models.action import PriorityAction
from actions.models.milestone import Milestone
from actions.models.record import Entry
from actions.standing import FOREVER

STILL = Func(template=f"'{FOREVER}'", output_field=DateField())
"""The ``until_day`` of what holds still, as it is to stand in a query.

It is written there, not bound to it: a plan that PostgreSQL makes once for all then is one for what holds today, and
the indexes of that serve it.
"""


def written(ids):
    """Ids to look for, as they are to stand in a query: what is bound to it, the driver looks at one by one.

    Of none, nothing is found; not to be used in what excludes.
    """
    return Func(template=", ".join(str(int(pk)) for pk in ids) or "NULL", output_field=BigIntegerField())


class SpanQuerySet(models.QuerySet):
    def on(self, day):
        """What held on ``day``, as known now."""
        return self.filter(from_day__lte=day, until_day__gt=day)


class Span(models.Model):
    """From ``from_day`` until the day before ``until_day``."""

    from_day = models.DateField()
    until_day = models.DateField(default=FOREVER)

    class Meta:
        abstract = True


class ActionStanding(Span):
    """Level and course of an action during a span."""

    action = models.ForeignKey(PriorityAction, on_delete=models.PROTECT, related_name="standings")
    level = models.CharField(_("level"), max_length=20, choices=Level)
    previous_level = models.CharField(max_length=20, choices=Level, blank=True)
    level_since = models.DateField(null=True)
    level_entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    course = models.CharField(_("course"), max_length=20, choices=Course, blank=True)
    course_reason = models.CharField(max_length=20, choices=CourseReason, blank=True)
    course_since = models.DateField(null=True)
    course_entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")

    objects = SpanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "from_day"], name="one_action_standing_a_day"),
            models.UniqueConstraint(
                fields=["action"], condition=Q(until_day=FOREVER), name="one_action_standing_today"
            ),
            models.CheckConstraint(
                condition=Q(until_day__gt=F("from_day")), name="action_standing_ends_after_it_began"
            ),
        ]

    def __str__(self):
        return f"{self.action}: {self.get_level_display()}, {self.from_day} – {self.until_day}"


class MilestoneSpanQuerySet(SpanQuerySet):
    def overdue(self, today):
        """Open spans whose due day has ended; ``today`` is the day in the report's time zone."""
        return self.on(today).filter(state__in=OPEN_STATES, due_on__lt=today)

    def asked_of(self, person):
        """Spans of milestones about which ``person`` is asked; with None, of those about which nobody is."""
        return self.filter(asked_about(person))

    def with_asked(self):
        """Each with ``asked``, the id of whom to ask about it."""
        return self.annotate(asked=Coalesce("milestone__focal_point", "action__focal_point"))

    def with_proof(self):
        """Each with ``proof``, the number of the entry that set its state; None when it was only planned."""
        return self.annotate(proof=F("state_entry__sequence"))

    def with_original_due(self):
        """Each with ``original_due_on``, the due day agreed when the milestone was added."""
        return self.annotate(original_due_on=original_due_on("milestone"))


def asked_about(person):
    """A filter on spans of milestones: the focal point, or where a milestone has none, that of its action, is this."""
    of_action = Q(milestone__focal_point=None, action__focal_point=person)
    return of_action if person is None else Q(milestone__focal_point=person) | of_action


def original_due_on(milestone):
    """The due day agreed when a milestone was added; ``milestone`` is the name of what its id is in the rows."""
    added = Entry.objects.filter(milestone=OuterRef(milestone), kind=Kind.MILESTONE_ADDED)
    due_on = added.order_by("sequence").values(due=Cast(KT("changes__due_on"), DateField()))
    return Subquery(due_on[:1])


class MilestoneStanding(Span):
    """State and due day of a milestone during a span."""

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="standings")
    # Found by milestones_by_state below; with an index of its own, PostgreSQL would read whole rows by that.
    action = models.ForeignKey(PriorityAction, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=20, choices=State)
    state_since = models.DateField()
    state_entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MilestoneSpanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["milestone", "from_day"], name="one_milestone_standing_a_day"),
            models.UniqueConstraint(
                fields=["milestone"],
                condition=Q(until_day=FOREVER),
                name="one_milestone_standing_today",
            ),
            models.CheckConstraint(
                condition=Q(until_day__gt=F("from_day")),
                name="milestone_standing_ends_after_it_began",
            ),
        ]
        indexes = [
            # With all that a page reads of a span, so that it reads the index alone.
            models.Index(
                fields=["action", "until_day", "state", "due_on", "from_day", "state_since", "milestone"],
                name="milestones_by_state",
            ),
            # Of very many reports those in one state are counted, and nothing else is read. The state comes first, for
            # by the day SQLite would look for all that holds today, whatever else is asked.
            models.Index(fields=["state", "until_day", "action", "due_on"], name="milestones_in_a_state_by_day"),
            models.Index(
                fields=["due_on", "milestone", "from_day", "until_day", "action", "state"],
                name="milestones_by_due_day",
            ),
        ]

    def __str__(self):
        return f"{self.milestone}: {self.get_state_display()}, {self.from_day} – {self.until_day}"
