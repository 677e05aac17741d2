"""Telling people in the program what concerns them."""

from django.db import transaction
from django.utils import timezone

from actions.models import Membership, Notice


@transaction.atomic
def tell(*, people, kind, report, address, key, action=None, by=None, at=None):
    """Tell each of ``people`` once of what ``key`` names; the notices that are new.

    Nobody is told of what they did themselves, nor who has left or is not on the report. Whether they
    may read the thing itself is for the caller to see to.
    """
    wanted = {person.pk for person in people if person.is_active and person != by}
    on_report = Membership.objects.filter(report=report, user__in=wanted).values_list("user_id", flat=True)
    told = Notice.objects.filter(person__in=wanted, key=key).values_list("person_id", flat=True)
    moment = at or timezone.now()
    notices = [
        Notice(person_id=pk, kind=kind, report=report, action=action, by=by, address=address, key=key, told_at=moment)
        for pk in sorted(set(on_report) - set(told))
    ]
    # Two at once tell the same thing once.
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return notices
