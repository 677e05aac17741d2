"""A priority action: one numbered recommendation of a report."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actions.addresses import address
from actions.models.people import Organisation, User
from actions.models.report import Report, VisibleQuerySet
from actions.rhythm import Rhythm


class Position(models.TextChoices):
    """The State's position on a recommendation."""

    SUPPORTED = "supported", _("Supported")
    NOTED = "noted", _("Noted")
    NONE = "none", _("None given")


class PriorityAction(models.Model):
    """One recommendation, its words as published, and who leads on it.

    ``title``, ``addressee``, ``theme``, ``lead_organisation``, ``focal_point`` and the rhythm are standing:
    they follow from the record, and only ``services`` changes them. So are ``last_recorded_at``, the last moment
    it was reported on, ``last_happened_on``, the last day of which something was reported, and ``is_assessed``,
    whether an organisation ever said how it sees it.
    """

    report = models.ForeignKey(Report, verbose_name=_("report"), on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField(_("number"))
    theme = models.CharField(_("theme"), max_length=100)
    title = models.CharField(_("title"), max_length=200)
    recommendation = models.TextField(_("recommendation, word for word"), max_length=5000)
    addressee = models.CharField(_("addressee"), max_length=200, help_text=_("Who has to act: the duty bearer."))
    position = models.CharField(_("the State's position"), max_length=20, choices=Position, default=Position.NONE)
    lead_organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("lead organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_actions",
    )
    focal_point = models.ForeignKey(
        User,
        verbose_name=_("focal point"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="focal_actions",
        help_text=_("The person to ask about this action."),
    )
    rhythm = models.CharField(
        _("reports are due"),
        max_length=10,
        choices=Rhythm,
        blank=True,
        default="",
        db_default="",
        help_text=_("Empty: as on the whole report."),
    )
    rhythm_dates = models.CharField(_("days of the year"), max_length=100, blank=True, default="", db_default="")
    last_recorded_at = models.DateTimeField(null=True, editable=False)
    last_happened_on = models.DateField(null=True, editable=False)
    is_assessed = models.BooleanField(default=False, db_default=False, editable=False)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering = ["report", "number"]
        verbose_name = _("priority action")
        verbose_name_plural = _("priority actions")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"],
                name="one_action_a_number",
                violation_error_message=_("The report has an action with this number already."),
            ),
            models.CheckConstraint(
                condition=Q(position__in=Position.values),
                name="position_is_known",
                violation_error_message=_("Choose supported, noted or none."),
            ),
            models.CheckConstraint(condition=Q(rhythm__in=["", *Rhythm.values]), name="action_rhythm_is_known"),
        ]

    def __str__(self):
        return f"{self.number}. {self.title}"

    def get_absolute_url(self):
        return address("action", self.report.slug, self.number)
