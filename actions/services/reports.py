"""Reports and their priority actions: opening the follow-up, and what each is called."""

from datetime import date
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max, Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from actions.lifecycle import Kind, Refused, check_due, spoken
from actions.models import Draft, PriorityAction, Report
from actions.permissions import reporters
from actions.services.record import append, held
from actions.services.search import make_new_findable
from actions.services.standing import (
    DESCRIBED,
    TEXTS,
    entries_describing,
    stand_action,
    stand_description,
    stand_milestone,
)
from actions.standing import described

PAIRS = [{"rhythm", "rhythm_dates"}]
"""What is only right together: who changed one of them has changed both."""


@transaction.atomic
def open_report(*, slug, at=None, followed_since=None, **values):
    """Begin the follow-up of a report: the first entry of its record."""
    report = Report(slug=slug, **values)
    report.followed_since = followed_since or report.today(at)
    report.full_clean()
    report.save()
    report, moment = held(report, at)
    append(
        report=report,
        kind=Kind.REPORT_OPENED,
        moment=moment,
        happened_on=report.followed_since,
        **told(values),
    )
    return report


@transaction.atomic
def add_action(*, report, number, at=None, **values):
    """Add a numbered priority action to a report."""
    action = PriorityAction(report=report, number=number, **values)
    action.full_clean()
    report, moment = held(report, at)
    action.report = report
    action.save()
    make_new_findable([action])
    append(
        report=report,
        kind=Kind.ACTION_ADDED,
        moment=moment,
        happened_on=report.today(moment),
        action=action,
        **told({name: getattr(action, name) for name in DESCRIBED[PriorityAction]}),
    )
    stand_action(action)
    return action


@transaction.atomic
def change(*, subject, by, values, seen=None, reason="", key=None, at=None):
    """Change what a report, an action or a milestone is called, who sees to it, when it is due.

    ``values`` maps model fields to new values; those that stay, or are as they were at entry ``seen`` and were
    changed by someone else after it, are left out of the entry. Refused when nothing changes, when someone else
    changed to something else what is to be changed, and when a due day changes without a ``reason``.
    """
    report, moment = held(_report_of(subject), at)
    subject = type(subject).objects.get(pk=subject.pk)
    new = {name: value for name, value in values.items() if getattr(subject, name) != value}
    if seen is not None:
        new = _without_what_others_changed(subject, new, seen)
    if not new:
        raise Refused(_("Nothing changed: all of it stands like this already."))
    if "due_on" in new:
        check_due(new["due_on"], report.published_on, report.today(moment))
        if not reason:
            raise Refused(_("Say why the milestone is due on another day."), "reason")
    refuse_who_cannot_report(report, new.get("focal_point"))
    if new.get("review_asked") is False:
        _refuse_while_some_wait(report)
    day = report.today(moment)
    if "time_zone" in new:
        day = _day_in_new_zone(report, new["time_zone"], moment)
    entry = append(
        report=report,
        kind=Kind.CHANGE,
        moment=moment,
        happened_on=day,
        author=by,
        organisation=by.organisation,
        reason=reason,
        key=key or uuid4(),
        **_about(subject),
        **told(new),
    )
    stand_description(report if subject == report else subject)
    if "due_on" in new:
        stand_milestone(subject)
    return entry


def _without_what_others_changed(subject, new, seen):
    """``new`` without what stands in it only because its form was opened at entry ``seen``; two changes both count.

    Refused when both changed the same thing; then what was left out is told with it, as it is now.
    """
    entries = entries_describing(subject)
    changed = {}
    for entry in entries.filter(kind=Kind.CHANGE, sequence__gt=seen).select_related("author"):
        changed |= dict.fromkeys((*entry.changes, *entry.wording), entry)
    for pair in PAIRS:
        if changed.keys() & pair:
            changed |= dict.fromkeys(pair, entry)
    if not changed.keys() & new.keys():
        return new
    names = changed.keys() & new.keys()
    before = {name: _plain(subject._meta.get_field(name).get_default()) for name in names}
    before |= described(entries.filter(sequence__lte=seen))
    stale = {name for name in names if _plain(new[name]) == before[name]}
    mine = {name: value for name, value in new.items() if name not in stale}
    for name in mine:
        if name in changed:
            raise Refused(
                _("%(who)s changed this while you were writing, to “%(now)s”. Send again to put yours in its place.")
                % {"who": changed[name].author or _("an administrator"), "now": _spoken(subject, name)},
                name,
                now={name: getattr(subject, name) for name in stale},
            )
    return mine


def _spoken(subject, name):
    """A value of ``subject`` in a sentence."""
    if choice := getattr(subject, f"get_{name}_display", None):
        return choice()
    match value := getattr(subject, name):
        case None | "":
            return _("nothing")
        case bool():
            return _("yes") if value else _("no")
        case date():
            return spoken(value)
    return value


def refuse_who_cannot_report(report, focal_point):
    """Refuse a new focal point who may not log updates: nobody is asked for what they cannot give."""
    if focal_point and not reporters(report).contains(focal_point):
        raise Refused(
            _("%(who)s may not log updates on this report. Choose one of its staff or coordinators.")
            % {"who": focal_point},
            "focal_point",
        )


def _refuse_while_some_wait(report):
    """Without review nobody would look where they wait."""
    if waiting := Draft.objects.waiting().filter(action__report=report).count():
        sentence = ngettext(
            "%(count)s update still waits for review. Accept it or send it back first; your own you can take back.",
            "%(count)s updates still wait for review. Accept them or send them back first; your own you can take back.",
            waiting,
        )
        raise Refused(sentence % {"count": waiting}, "review_asked")


def _day_in_new_zone(report, zone, moment):
    """The day it is in the zone; refused if the record has entries of a later day already.

    Nothing in a record is ever later than the report's today, and so it must stay.
    """
    day = timezone.localdate(moment, timezone=ZoneInfo(zone))
    latest = report.entries.aggregate(day=Max("happened_on"))["day"]
    if latest > day:
        raise Refused(
            _(
                "In %(zone)s it is still %(day)s, and the record has entries of %(latest)s already. "
                "Change the time zone once that day has come there."
            )
            % {"zone": zone, "day": spoken(day), "latest": spoken(latest)},
            "time_zone",
        )
    return day


def _report_of(subject):
    match _about(subject):
        case {"action": action}:
            return action.report
    return subject


def _about(subject):
    match subject:
        case Report():
            return {}
        case PriorityAction():
            return {"action": subject}
    return {"action": subject.action, "milestone": subject}


def told(values):
    """Values as an entry holds them: facts in ``changes``, people's words in ``wording``."""
    plain = {name: _plain(value) for name, value in values.items()}
    return {
        "changes": {name: value for name, value in plain.items() if name not in TEXTS},
        "wording": {name: value for name, value in plain.items() if name in TEXTS},
    }


def _plain(value):
    match value:
        case Model():
            return value.pk
        case date():
            return value.isoformat()
        case None | int():
            return value
    return str(value)
