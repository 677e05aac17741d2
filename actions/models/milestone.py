"""A milestone: a dated step towards a priority action."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from actions.addresses import address
from actions.models.action import PriorityAction
from actions.models.people import Organisation, User
from actions.models.report import VisibleQuerySet


class MilestoneQuerySet(VisibleQuerySet):
    to_memberships = "action__report__memberships"


class Milestone(models.Model):
    """One dated step. Its state is in MilestoneStanding.

    ``title``, ``organisation``, ``focal_point`` and ``due_on`` are standing: they follow from the
    record, and only ``services`` changes them. ``position`` is the order the list is read in.
    """

    action = models.ForeignKey(
        PriorityAction,
        verbose_name=_("priority action"),
        on_delete=models.PROTECT,
        related_name="milestones",
    )
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200, help_text=_("What will have happened when this is done."))
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        help_text=_("The organisation that sees to it."),
    )
    focal_point = models.ForeignKey(
        User,
        verbose_name=_("focal point"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="focal_milestones",
        help_text=_("The person to ask about this milestone."),
    )
    due_on = models.DateField(_("due on"))
    position = models.PositiveIntegerField(_("order"))

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["action", "position", "number"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.UniqueConstraint(
                fields=["action", "number"],
                name="one_milestone_a_number",
                violation_error_message=_("The action has a milestone with this number already."),
            ),
        ]
        indexes = [models.Index(fields=["action", "position", "number"], name="milestones_in_order")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address("milestone", self.action.report.slug, self.action.number, self.number)
