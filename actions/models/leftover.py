"""Files to be deleted."""

from django.db import models


class Leftover(models.Model):
    """One row is a file that a piece of evidence gave up, by its ``place`` in the store; it goes with the file.

    ``tried_at`` is when it was last tried in vain. A file that two pieces of evidence gave up has two rows.
    """

    place = models.CharField(max_length=100)
    tried_at = models.DateTimeField(null=True)

    def __str__(self):
        return self.place
