"""What mail a person wants: of each kind of notice, and of the digest."""

from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actions.models.notice import NoticeKind
from actions.models.people import User


class When(models.TextChoices):
    """When something that is told in the program is told by mail too."""

    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("In the digest")
    NEVER = "never", _("Not by mail")


class Often(models.TextChoices):
    """How often a person wants the digest."""

    DAILY = "daily", _("Every day on which there is something")
    WEEKLY = "weekly", _("On Mondays")
    NEVER = "never", _("Never")


UNLESS_SAID = {
    NoticeKind.NUDGED: When.AT_ONCE,
    NoticeKind.MENTIONED: When.AT_ONCE,
    NoticeKind.ANSWERED: When.AT_ONCE,
    NoticeKind.SENT_BACK: When.AT_ONCE,
    NoticeKind.SUBMITTED: When.DIGEST,
    NoticeKind.ACCEPTED: When.DIGEST,
    NoticeKind.ESCALATED: When.DIGEST,
    NoticeKind.LINK_DIED: When.DIGEST,
    NoticeKind.FILE_REMOVED: When.AT_ONCE,
}
"""{kind of notice: when it is mailed to who has said nothing else}."""


class MailWish(models.Model):
    """One row is what one person wants of one kind of notice; who said nothing has no row."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mail_wishes")
    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind)
    when = models.CharField(_("by mail"), max_length=10, choices=When)

    class Meta:
        verbose_name = _("wish for mail")
        verbose_name_plural = _("wishes for mail")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_wish_a_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=NoticeKind.values, when__in=When.values), name="mail_wish_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_kind_display()}, {self.get_when_display()}"


class Digest(models.Model):
    """How a person wants the digest; who said nothing has no row and gets it daily.

    Until the day ``paused_until`` begins in the person's zone there is none, nor any other mail of the outbox; what
    came up meanwhile is in the next. ``looked_at`` is the moment up to which it was looked for what is due: nothing
    between two looks is lost.
    """

    person = models.OneToOneField(User, on_delete=models.PROTECT, related_name="digest")
    often = models.CharField(_("digest"), max_length=10, choices=Often, default=Often.DAILY)
    paused_until = models.DateField(_("pause until"), null=True, blank=True)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [models.CheckConstraint(condition=Q(often__in=Often.values), name="digest_often_is_known")]

    def __str__(self):
        return f"{self.person}: {self.get_often_display()}"

    def is_paused(self, moment):
        """True while the person is away: until the day ``paused_until`` begins where they are."""
        local = moment.astimezone(ZoneInfo(self.person.time_zone))
        return self.paused_until is not None and local.date() < self.paused_until
