"""The cache in the database, in which tries to sign in are counted."""

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError

TRIES = 3
"""What is there may go just when it is looked for; no oftener than this in a row."""


class CountingCache(DatabaseCache):
    """Raises OperationalError where nothing can be added, as on a full disk.

    Django's own answers that as it does when the key is there already, and who tries to sign in is told of too many
    tries.
    """

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        for _try in range(TRIES):
            if super().add(key, value, timeout, version):
                return True
            if self.has_key(key, version):
                return False
        raise OperationalError("The cache cannot be written.")
