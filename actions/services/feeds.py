"""The personal address of a feed: given, taken back, and when it was last used."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from actions.models import FeedAddress, User
from actions.models.feed import digest_of

TOKEN_BYTES = 32
"""256 bits: nobody finds an address by trying."""

USED_AGAIN = timedelta(days=1)
"""Feed readers come every few minutes; the day is enough to see whether an address is in use."""


@transaction.atomic
def make_feed_address(*, user):
    """Give a person a new address, in place of the one before; its secret part, which is not kept."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two at once make one after the other
    revoke_feed_address(user=user)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    FeedAddress.objects.create(user=user, digest=digest_of(token))
    return token


def revoke_feed_address(*, user):
    """Take a person's address back: from now on it leads nowhere."""
    FeedAddress.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=timezone.now())


def use_feed_address(*, address):
    """Note that an address was used."""
    now = timezone.now()
    if address.last_used_at is None or address.last_used_at <= now - USED_AGAIN:
        FeedAddress.objects.filter(pk=address.pk).update(last_used_at=now)
