"""Saved views: a list's filters and order under a name, to come back to."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.models.people import User
from actions.models.report import Report


class ListName(models.TextChoices):
    """The lists across reports."""

    ACTIONS = "actions", _("Actions")
    MILESTONES = "milestones", _("Milestones")
    UPDATES = "updates", _("Updates")


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those shared with a report one may see.

        An administrator is no exception: a private view is its owner's alone.
        """
        if user.is_superuser:
            return self.filter(Q(owner=user) | Q(report__isnull=False))
        return self.filter(Q(owner=user) | Q(report__in=user.memberships.values("report")))


class SavedView(models.Model):
    """What one looked at: ``query`` is the part of the list's address after the question mark.

    It holds no rows: each reader is shown only what that reader may see. ``report`` is the report
    whose people share it; None for a private one.
    """

    owner = models.ForeignKey(User, verbose_name=_("owner"), on_delete=models.PROTECT, related_name="saved_views")
    report = models.ForeignKey(
        Report,
        verbose_name=_("shared with"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="saved_views",
    )
    shows = models.CharField(_("shows"), max_length=20, choices=ListName)
    name = models.CharField(_("name"), max_length=100)
    query = models.CharField(max_length=2_000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "shows", "name"],
                name="one_view_a_name",
                violation_error_message=_("You have a view with this name already. Choose another name."),
            ),
            models.CheckConstraint(
                condition=Q(shows__in=ListName.values),
                name="list_of_a_view_is_known",
                violation_error_message=_("A view is of actions, milestones or updates."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="a_view_has_a_name",
                violation_error_message=_("Give the view a name."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        address = reverse(f"all-{self.shows}")
        return f"{address}?{self.query}" if self.query else address
