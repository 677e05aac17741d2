"""The outbox: mails that are to go out, and those that went."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.models.notice import NoticeKind
from actions.models.people import User
from actions.models.record import Entry
from actions.models.report import Report

DIGEST = "digest"
"""The kind of the mail that says all at once what is due; every other mail is of one of NoticeKind."""

MAIL_KINDS = [(DIGEST, _("Digest")), *NoticeKind.choices]


class MailQuerySet(models.QuerySet):
    def open(self):
        """Mails that are still to go out."""
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True)

    def waiting(self, moment):
        """Open ones that are to be tried at ``moment``."""
        return self.open().filter(next_at__lte=moment)

    def failing(self):
        """Mails that were tried and have not gone."""
        return self.filter(sent_at__isnull=True).exclude(last_error="")


class Mail(models.Model):
    """One row is one mail to one person, written in the transaction of what it tells of.

    ``key`` names what it tells of, so that nobody is mailed of it twice. ``message_id`` is made once: should a
    mail go out twice because the process died in between, both copies have the same. ``next_at`` is when it is
    tried next; ``held_until`` is set by who is just trying. ``last_error`` says why it has not gone, or why it
    was given up; ``subject`` and ``body`` are emptied once it went or was. ``report`` and ``entry`` are what it
    tells of: who is not on that report any more is not mailed.
    """

    person = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="mails")
    kind = models.CharField(_("kind"), max_length=20, choices=MAIL_KINDS)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="mails")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="mails")
    reply_to = models.EmailField(blank=True)
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    body = models.TextField(_("text"), blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    key = models.CharField(max_length=200, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField(default=timezone.now)
    held_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    given_up_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(dict(MAIL_KINDS))), name="mail_kind_is_known"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True), name="mail_is_sent_or_given_up"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(sent_at__isnull=True, given_up_at__isnull=True), name="mails_that_wait"
            ),
            models.Index(fields=["person", "-made_at"], name="mails_of_a_person"),
        ]

    def __str__(self):
        return f"{self.person}: {self.get_kind_display()}, {self.made_at:%Y-%m-%d}"

    @property
    def has_not_gone(self):
        """True if it was tried, or given up, and whoever waits for it should know."""
        return self.sent_at is None and bool(self.last_error)
