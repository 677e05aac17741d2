"""What was decided about an update on its way into the record."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.lifecycle import Stage
from actions.models.draft import Draft
from actions.models.people import User


class Decision(models.Model):
    """One row is one step of an update: submitted, taken back by its author, sent back, or accepted.

    ``stage`` is where it went by that; ``reason`` why it was sent back. Rows are only ever added; of their
    reasons nothing is changed but what has to be erased by law.
    """

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="decisions")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="decisions")
    stage = models.CharField(_("stage"), max_length=20, choices=Stage)
    reason = models.TextField(_("why"), max_length=2_000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=[Stage.SUBMITTED, Stage.DRAFT, Stage.SENT_BACK, Stage.ACCEPTED]),
                name="decision_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(stage=Stage.SENT_BACK) | ~Q(reason=""),
                name="sending_back_says_why",
                violation_error_message=_("Say what is missing."),
            ),
        ]

    def __str__(self):
        return f"{self.draft}, {self.by}"
