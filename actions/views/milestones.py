"""Milestones: the list of a report, one by itself, and what coordinators do with them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from actions import kept, permissions
from actions.filters import MilestoneFilter
from actions.forms.milestones import ChangedMilestoneForm, DecisionForm, NewMilestoneForm
from actions.lifecycle import State
from actions.models import Note, Organisation
from actions.permissions import require
from actions.reporting.evidence import put_evidence
from actions.reporting.milestone import called_then
from actions.reporting.timeline import name_people, put_formers, with_surroundings
from actions.services.milestones import (
    add_milestone,
    drop_milestone,
    move_milestone,
    take_up_milestone,
)
from actions.services.reports import change
from actions.views.attempt import attempt, posted
from actions.views.clock import read_clock
from actions.views.finding import dashboard, find_action, find_milestone, find_report, report_page
from actions.views.paging import page_of

SIZE = 50
"""Rows of a page."""

HISTORY_SHOWN = 50
NOTES_SHOWN = 50
REMINDERS_SHOWN = 10


@dashboard
def milestones(request, slug):
    """All milestones of a report on a day, filtered and sorted by what stands in the address."""
    report = find_report(request, slug)
    clock = read_clock(request, report)
    called = clock.known and {figures.id: figures.title for figures in clock.standing.actions}
    asked = MilestoneFilter(request.GET, report=report, day=clock.as_of, rows=clock.milestones, called=called)
    context = {
        "clock": clock,
        "filter": asked,
        "page": asked.read(page_of(request, Paginator(asked.found, SIZE))),
        "can_manage_milestones": permissions.can_manage_milestones(request.user, report) and not clock.is_elsewhere,
        "actions": report.actions.all(),
    }
    return report_page(request, "actions/milestones.html", report, context)


@dashboard
def milestone(request, slug, number, milestone):
    """One milestone on a day: where it stands, whose it is, its history."""
    milestone = find_milestone(request, slug, number, milestone)
    report = milestone.action.report
    clock = read_clock(request, report)
    now = not clock.is_elsewhere  # what is to be done is done today
    history, notes = _history(request.user, milestone, clock), _notes(request.user, milestone, clock)
    called = milestone if now else called_then(milestone, clock.standing_of(milestone.action))
    for entry in history:
        entry.milestone = called or milestone
        entry.may_correct = now and permissions.can_correct(request.user, entry)
        entry.may_withdraw = now and permissions.can_withdraw(request.user, entry)
    for note in notes:
        note.action, note.milestone = milestone.action, None  # the page says of which milestone
        note.may_remove = now and permissions.can_remove_note(request.user, note)
    name_people(history, notes)
    put_formers(history)
    sees_to = permissions.can_see_to_concerns(request.user, report) and now
    span = _span(milestone, clock)
    context = {
        "clock": clock,
        "milestone": milestone,
        "called": called,
        "span": span,
        "is_dropped": span is not None and span.state == State.DROPPED,
        "history": history,
        "notes": notes,
        "reminders": milestone.reminders.select_related("person", "mail")[:REMINDERS_SHOWN] if sees_to else [],
        "can_log": permissions.can_log_update(request.user, milestone.action) and now,
        "can_manage_milestones": permissions.can_manage_milestones(request.user, report) and now,
    }
    return report_page(request, "actions/milestone.html", report, context)


def _history(user, milestone, clock):
    """The last entries on a milestone, about days until the one that is shown."""
    entries = milestone.entries.filter(happened_on__lte=clock.as_of).known(clock.known)
    entries = with_surroundings(entries, by=clock.known).order_by("-happened_on", "-recorded_at")
    history = list(entries[:HISTORY_SHOWN])
    put_evidence(history, user, clock.known)
    return history


def _notes(user, milestone, clock):
    notes = Note.objects.visible_to(user).filter(milestone=milestone, created_on__lte=clock.as_of)
    if clock.known:
        notes = notes.filter(created_at__lte=clock.known)
    return list(notes.select_related("author", "organisation")[:NOTES_SHOWN])


def _span(milestone, clock):
    """How a milestone stood on the day shown, with what a page says of that; None when it was not there by then."""
    if clock.known:
        return next((row for row in clock.milestones if row.milestone_id == milestone.pk), None)
    return milestone.standings.on(clock.as_of).with_proof().with_original_due().first()


def add(request, slug, number):
    """Add a milestone to an action."""
    action = find_action(request, slug, number)
    report = action.report
    require(permissions.can_manage_milestones(request.user, report))
    initial = {"happened_on": report.today(), "organisation": action.lead_organisation_id}
    form = NewMilestoneForm(posted(request), initial=initial | kept.take(request), **_choices(report))
    if request.method == "POST":
        done, milestone = attempt(form, add_milestone, report=report, action=action, by=request.user)
        if done:
            messages.success(request, _("Milestone added."))
            return redirect(milestone)
    return report_page(request, "actions/add_milestone.html", report, {"action": action, "form": form})


def edit(request, slug, number, milestone):
    """Change what a milestone is, when it is due, whose it is."""
    milestone = find_milestone(request, slug, number, milestone)
    report = milestone.action.report
    require(permissions.can_manage_milestones(request.user, report))
    initial = {
        "title": milestone.title,
        "due_on": milestone.due_on,
        "organisation": milestone.organisation_id,
        "focal_point": milestone.focal_point_id,
        "seen": report.head_sequence,
    }
    form = ChangedMilestoneForm(
        posted(request), initial=initial | kept.take(request), **_choices(report, milestone.focal_point_id)
    )
    if request.method == "POST":
        done, _entry = attempt(form, _change, report=report, subject=milestone, by=request.user)
        if done:
            messages.success(request, _("Milestone changed."))
            return redirect(milestone)
    context = {"milestone": milestone, "form": form}
    return report_page(request, "actions/edit_milestone.html", report, context)


def drop(request, slug, number, milestone):
    """Drop a milestone, after asking why."""
    done = _("Milestone dropped. It stays readable, and can be taken up again.")
    return _decide(request, slug, number, milestone, drop_milestone, "actions/drop_milestone.html", done)


def take_up(request, slug, number, milestone):
    """Take a dropped milestone up again."""
    done = _("Milestone taken up again. It is planned.")
    template = "actions/take_up_milestone.html"
    return _decide(request, slug, number, milestone, take_up_milestone, template, done)


def move(request, slug, number, milestone):
    """Read a milestone one place earlier or later in its action's list."""
    milestone = find_milestone(request, slug, number, milestone)
    require(permissions.can_manage_milestones(request.user, milestone.action.report))
    if request.method == "POST":
        move_milestone(milestone=milestone, step=-1 if "earlier" in request.POST else 1)
    return redirect("order-milestones", slug, number)


def order(request, slug, number):
    """The milestones of an action in their order, each with buttons to move it."""
    action = find_action(request, slug, number)
    require(permissions.can_manage_milestones(request.user, action.report))
    context = {"action": action, "milestones": action.milestones.all()}
    return report_page(request, "actions/order_milestones.html", action.report, context)


def _decide(request, slug, number, milestone, service, template, sentence):
    milestone = find_milestone(request, slug, number, milestone)
    report = milestone.action.report
    require(permissions.can_manage_milestones(request.user, report))
    form = DecisionForm(posted(request), initial=kept.take(request))
    if request.method == "POST":
        done, _entry = attempt(form, service, report=report, milestone=milestone, by=request.user)
        if done:
            messages.success(request, sentence)
            return redirect(milestone)
    return report_page(request, template, report, {"milestone": milestone, "form": form})


def _change(*, subject, by, reason, seen, **values):
    return change(subject=subject, by=by, values=values, reason=reason, seen=seen)


def _choices(report, focal_point=None):
    return {
        "organisations": Organisation.objects.on_report(report),
        "people": permissions.reporters(report, focal_point),
        "unable": permissions.unable_to_report(report, focal_point),
    }
