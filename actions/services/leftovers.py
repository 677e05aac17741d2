"""Files that evidence gave up: the worker deletes them, and tries again until the store says that they are gone."""

import logging
from contextlib import suppress

from django.core.files.storage import default_storage
from django.db.models import F, Q
from django_q.tasks import async_task

from actions.models import Evidence, Leftover

AT_ONCE = 200
"""So many files are deleted by one task: one that takes a minute is taken for dead."""

logger = logging.getLogger(__name__)


def give_up(evidence):
    """Have the files of a piece of evidence deleted that it does not need any more.

    Call it in the transaction in which that loses them: both are done, or neither.
    """
    places = [place for place in (evidence.file.name, evidence.preview.name) if place]
    if places:
        Leftover.objects.bulk_create(Leftover(place=place) for place in places)
        async_task("actions.tasks.delete_leftovers")


def delete_leftovers(*, now):
    """Delete what was given up and nothing needs, until the store fails; first what was not tried for longest."""
    for leftover in Leftover.objects.order_by(F("tried_at").asc(nulls_first=True), "pk")[:AT_ONCE]:
        place = leftover.place
        # What stands with a double, too, goes with the last of both, which gives it up once more.
        if not Evidence.objects.filter(Q(file=place) | Q(preview=place)).exists():
            # Said before, so that it is not the first again after a store in which who tries it gets stuck.
            Leftover.objects.filter(pk=leftover.pk).update(tried_at=now)
            try:
                with suppress(FileNotFoundError):
                    default_storage.delete(place)
            except Exception as why:  # whatever a store may raise
                logger.warning("%s is to be deleted and still there; it is tried again: %s", place, why)
                break
        leftover.delete()
