"""Visits: when a person was last here, so that lists can say what is new since then."""

from datetime import timedelta

from django.utils import timezone

from actions.models import User

LAST_VISIT = "last-visit"
"""What an address has in place of a day: since the reader was last here."""

IDLE = timedelta(minutes=30)
"""A visit ends when nothing was opened for this long."""

NOTED_EVERY = timedelta(minutes=3)
"""A visit is written down at most this often."""


def note_visit(user, now):
    """Write down that a person is here; costs nothing when that was noted a moment ago.

    A new visit moves the end of the one before to ``previous_visit_at``. Of two requests at once one
    is noted, so that a visit is never taken for the one before itself.
    """
    seen = user.last_seen_at
    if seen is not None and now - seen < NOTED_EVERY:
        return
    noted = {"last_seen_at": now}
    if seen is not None and now - seen > IDLE:
        noted["previous_visit_at"] = seen
    if User.objects.filter(pk=user.pk, last_seen_at=seen).update(**noted):
        for name, moment in noted.items():
            setattr(user, name, moment)
    else:
        user.refresh_from_db(fields=["last_seen_at", "previous_visit_at"])


def signed_in(sender, user, **kwargs):
    """A person has just signed in."""
    note_visit(user, timezone.now())
