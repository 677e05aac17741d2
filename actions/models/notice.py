"""What a person is told in the program: something happened that concerns them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.models.action import PriorityAction
from actions.models.milestone import Milestone
from actions.models.people import User
from actions.models.report import Report


class NoticeKind(models.TextChoices):
    """What happened. Others join here, with a sentence in ``reporting.notices``."""

    NUDGED = "nudged", _("You were nudged")
    MENTIONED = "mentioned", _("You were mentioned")
    ANSWERED = "answered", _("Your note was answered")
    SUBMITTED = "submitted", _("An update to review")
    SENT_BACK = "sent_back", _("Sent back")
    ACCEPTED = "accepted", _("Accepted")
    ESCALATED = "escalated", _("Nobody answered a reminder")
    LINK_DIED = "link_died", _("A link has died or changed")
    FILE_REMOVED = "file_removed", _("The virus scanner found something")


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person's own, of the reports they are on still."""
        return self.filter(person=user, report__memberships__user=user)

    def unread(self):
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One row tells one person of one thing.

    It holds no words of the thing itself, only where it is: ``address`` is a path in the program, and
    the page there asks again what the person may read. ``key`` names the thing that happened, so that
    nobody is told of it twice; ``digested_at`` is when it stood in a digest.
    """

    person = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="notices")
    action = models.ForeignKey(PriorityAction, on_delete=models.PROTECT, null=True, related_name="notices")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, null=True, related_name="notices")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="notices_caused")
    address = models.CharField(max_length=300)
    key = models.CharField(max_length=100)
    told_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    digested_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-told_at", "-id"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="nobody_is_told_twice"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_is_known"),
        ]
        indexes = [
            models.Index(fields=["person", "-told_at"], name="notices_of_a_person"),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="unread_notices"),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_kind_display()}"
