"""Who was reminded of what, when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from actions.models.action import PriorityAction
from actions.models.mail import Mail
from actions.models.milestone import Milestone
from actions.models.people import User
from actions.models.report import Report, VisibleQuerySet


class Reminder(models.Model):
    """One row is one person reminded of one thing, by ``mail``; by none who wants no digest and looks for themselves.

    Of a milestone, or, where there is none, of the report that is due on an action. ``step`` is how many days
    after ``due_on`` the reminder is for; before it when less than 0. ``day`` is the day in the person's zone.
    ``key`` sees to it that nobody is reminded twice for one step. ``escalated_at`` is when coordinators were
    told that nobody answered.
    """

    person = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="reminders")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="reminders")
    action = models.ForeignKey(PriorityAction, on_delete=models.PROTECT, related_name="reminders")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, null=True, related_name="reminders")
    due_on = models.DateField(_("due on"))
    step = models.SmallIntegerField()
    day = models.DateField(_("reminded on"))
    told_at = models.DateTimeField()
    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, null=True, related_name="reminders")
    key = models.CharField(max_length=100, unique=True)
    escalated_at = models.DateTimeField(null=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering = ["-told_at", "-id"]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        indexes = [
            models.Index(fields=["report", "-told_at"], name="reminders_of_a_report"),
            models.Index(fields=["person", "-told_at"], name="reminders_of_a_person"),
            models.Index(fields=["milestone", "-told_at"], name="reminders_of_a_milestone"),
        ]

    def __str__(self):
        return f"{self.person}, {self.day}: {self.milestone or self.action}"
