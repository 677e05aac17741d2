"""What pages show beside the record: notes, evidence, members, names of people and organisations.

None of it is in a report's hash chain, so each report counts how often any of it changed. Chain and
count together say whether a page that was made earlier is still true.
"""

from django.db.models import F
from django.db.models.signals import post_delete, post_save

from actions.models import Evidence, Membership, Note, Organisation, Report, User

UNSHOWN = {"last_login", "password", "wrote_at"}
"""Fields of a person that no page about a report shows."""


def connect():
    """Count from now on."""
    counted = ((Note, _on_one), (Evidence, _on_one), (Membership, _on_one), (Organisation, _on_all), (User, _on_all))
    for model, count in counted:
        for signal in (post_save, post_delete):
            signal.connect(count, sender=model, dispatch_uid=f"asides of {model.__name__}")


def count_aside(report):
    """Something beside the record of a report (its id) has changed."""
    Report.objects.filter(pk=report).update(asides=F("asides") + 1)


def _on_one(instance, **given):
    if isinstance(instance, Evidence) and instance.place is None:
        return  # it waits with a form, on no page about the report
    count_aside(instance.action.report_id if isinstance(instance, Note) else instance.report_id)


def _on_all(instance, created=False, update_fields=None, **given):
    if created or (update_fields and UNSHOWN.issuperset(update_fields)):
        return  # nobody has seen it yet
    Report.objects.update(asides=F("asides") + 1)
