"""The personal address at which a feed reader finds what a person may read."""

import hashlib

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.models.people import User


def digest_of(token):
    """The SHA-256 of a token, in hexadecimal: what is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()


class FeedAddressQuerySet(models.QuerySet):
    def live(self):
        """Addresses that work: not revoked, of people who have not left."""
        return self.filter(revoked_at__isnull=True, user__is_active=True)


class FeedAddress(models.Model):
    """One row is one address that was given out; ``digest`` is all that is kept of its secret part.

    Who has the address reads what ``user`` may read at that moment, without signing in.
    ``last_used_at`` is brought up to date once a day at most. A person has one live address;
    revoked ones stay, to say since when.
    """

    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="feed_addresses")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    last_used_at = models.DateTimeField(_("last used at"), null=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)

    objects = FeedAddressQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        verbose_name = _("feed address")
        verbose_name_plural = _("feed addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="one_live_feed_address_a_person"
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.made_at:%Y-%m-%d}"
