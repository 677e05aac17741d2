"""Assessments: how far an organisation sees an action implemented, by its own judgement."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.lifecycle import Kind, Level, Refused, check_day
from actions.models import Entry
from actions.services.record import append, held, said_again, sent_before
from actions.services.standing import stand_assessed
from actions.services.updates import organisation_of


@transaction.atomic
def assess(*, action, by, level, reason, happened_on, key, meant=True, at=None):
    """Say at which level the organisation of ``by`` sees an action on the day ``happened_on``, and why.

    It moves nothing and nobody is heard by it: it stands beside what was reported. The next one of the
    organisation takes its place. Unless it is ``meant``, what was just said is refused.
    """
    content = {
        "action": action,
        "organisation": organisation_of(by),
        "happened_on": happened_on,
        "changes": {"assessed": Level(level).value},
        "reason": reason,
    }
    own = Entry.objects.filter(report=action.report, author=by, kind=Kind.ASSESSMENT)
    doubt = None if meant else said_again(own, at or timezone.now(), **content)
    report, moment = held(action.report, at)
    if entry := sent_before(by=by, key=key, kind=Kind.ASSESSMENT, **content):
        return entry
    if doubt:
        raise doubt
    check_day(happened_on, report.published_on, report.today(moment))
    if not reason:
        raise Refused(_("Say why you see it so."), "reason")
    stand_assessed(action)
    return append(report=report, kind=Kind.ASSESSMENT, moment=moment, author=by, key=key, **content)
