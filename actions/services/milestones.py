"""Milestones: adding, dropping, taking up again, and the order they are read in."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from actions.asides import count_aside
from actions.lifecycle import Kind, Refused, State, check_day, check_due, check_long_past
from actions.models import Milestone, PriorityAction
from actions.services.record import append, held, sent_before
from actions.services.reports import refuse_who_cannot_report, told
from actions.services.search import make_new_findable
from actions.services.standing import DESCRIBED, stand_milestone


@transaction.atomic
def add_milestone(
    *, action, by, title, due_on, key, organisation=None, focal_point=None, happened_on=None, meant=True, at=None
):
    """Add a dated step towards an action, agreed on ``happened_on`` (today when not given).

    Unless it is ``meant``, one that is there already is refused, and one that was due long before it was agreed.
    """
    report, moment = held(action.report, at)
    milestone = Milestone(action=action, title=title, organisation=organisation, focal_point=focal_point, due_on=due_on)
    content = told({name: getattr(milestone, name) for name in DESCRIBED[Milestone]})
    if happened_on:
        content["happened_on"] = happened_on
    if entry := sent_before(by=by, key=key, kind=Kind.MILESTONE_ADDED, action=action, **content):
        return entry.milestone
    content.setdefault("happened_on", report.today(moment))
    check_day(content["happened_on"], report.published_on, report.today(moment))
    check_due(due_on, report.published_on, report.today(moment))
    refuse_who_cannot_report(report, focal_point)
    if not meant:
        _refuse_what_is_there(action, title, due_on)
        check_long_past(due_on, content["happened_on"])
    last = action.milestones.aggregate(number=Max("number"), position=Max("position"))
    milestone.number = (last["number"] or 0) + 1
    milestone.position = (last["position"] or 0) + 1
    milestone.save()
    make_new_findable([milestone])
    append(
        report=report,
        kind=Kind.MILESTONE_ADDED,
        moment=moment,
        action=action,
        milestone=milestone,
        author=by,
        organisation=by.organisation,
        key=key,
        **content,
    )
    stand_milestone(milestone)
    return milestone


def _refuse_what_is_there(action, title, due_on):
    if action.milestones.filter(title=title, due_on=due_on).exists():
        raise Refused(
            _("The action has a milestone “%(title)s” for that day. Send again only if it is to have another like it.")
            % {"title": title},
            "title",
            doubted=True,
        )


@transaction.atomic
def drop_milestone(*, milestone, by, reason, key, at=None):
    """Say that a milestone is no longer pursued, and why."""
    return _decide(milestone, by, State.DROPPED, reason, key, at)


@transaction.atomic
def take_up_milestone(*, milestone, by, reason, key, at=None):
    """Pursue a dropped milestone again; it is planned, as at the beginning."""
    return _decide(milestone, by, State.PLANNED, reason, key, at)


def _decide(milestone, by, state, reason, key, at):
    report, moment = held(milestone.action.report, at)
    if entry := sent_before(by=by, key=key, milestone=milestone, state=state, reason=reason):
        return entry
    before = milestone.standings.on(report.today(moment)).get().state
    if (before == State.DROPPED) == (state == State.DROPPED):
        raise Refused(
            _("This milestone has been dropped already.")
            if state == State.DROPPED
            else _("This milestone has been taken up again already.")
        )
    entry = append(
        report=report,
        kind=Kind.CHANGE,
        moment=moment,
        happened_on=report.today(moment),
        action=milestone.action,
        milestone=milestone,
        author=by,
        organisation=by.organisation,
        state=state,
        reason=reason,
        key=key,
    )
    stand_milestone(milestone)
    return entry


@transaction.atomic
def move_milestone(*, milestone, step):
    """Read a milestone one place earlier (``step`` -1) or later (+1).

    The order is how the list is read, not a fact about the world, so the record has no entry.
    """
    action = PriorityAction.objects.select_for_update(no_key=True).get(pk=milestone.action_id)
    order = list(Milestone.objects.filter(action=milestone.action_id).order_by("position", "number"))
    here = order.index(milestone)
    there = here + step
    if 0 <= there < len(order):
        order.insert(there, order.pop(here))
        for position, other in enumerate(order, start=1):
            other.position = position
        Milestone.objects.bulk_update(order, ["position"])
        count_aside(action.report_id)
