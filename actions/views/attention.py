"""What needs attention: all of it, and what a coordinator does about each."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from actions import kept, permissions
from actions.forms.attention import (
    NudgeForm,
    ReassignActionForm,
    ReassignMilestoneForm,
    SetAsideForm,
    TakeUpForm,
)
from actions.lifecycle import DATED_CONCERNS, UNRECORDED_CONCERNS, ConcernKind, Kind, Refused, spoken
from actions.models import Organisation
from actions.permissions import require
from actions.services import attention as services
from actions.services.reports import change
from actions.views.attempt import attempt, posted
from actions.views.choices import chosen
from actions.views.clock import read_clock
from actions.views.finding import (
    attention_now,
    dashboard,
    find_action,
    find_entry,
    find_milestone,
    find_report,
    report_page,
)
from actions.views.paging import page_of

ASIDE = "set_aside"
"""Beside the kinds of concerns: what is set aside."""


@dashboard
def attention(request, slug):
    """All that needs attention on a day, by kind; what is set aside, by whom, why and until when."""
    report, user = find_report(request, slug), request.user
    clock = read_clock(request, report)
    kinds = [value for value in ConcernKind if value not in UNRECORDED_CONCERNS or permissions.can_review(user, report)]
    kind = chosen(request, "kind", (*kinds, ASIDE), _("All kinds are shown."))
    found = attention_now(user, clock)
    aside = found.set_aside
    page = page_of(request, Paginator(_in_order(aside) if kind == ASIDE else found.of_kind(kind), 50))
    if kind == ASIDE:
        page.object_list = list(zip(page.object_list, found.behind(page.object_list), strict=True))
    counts = found.counts
    context = {
        "page": page,
        "kind": kind,
        "kinds": [(value, ConcernKind(value).label, count) for value, count in counts.items() if value in kinds],
        "count": sum(counts.values()),
        "aside_count": len(aside),
        "take_up": TakeUpForm(),
        "clock": clock,
        # What is to be done is done today.
        "can_log": permissions.has_right(user, report, "log_update") and not clock.is_elsewhere,
        "can_assess": permissions.can_assess(user, report) and not clock.is_elsewhere,
        "can_see_to": permissions.can_see_to_concerns(user, report) and not clock.is_elsewhere,
    }
    return report_page(request, "actions/attention.html", report, context)


def nudge(request, slug, number, milestone=None):
    """Send the focal point a message, which is recorded."""
    action, milestone = _subject(request, slug, number, milestone)
    report, person = action.report, services.focal_point_of(action, milestone)
    if request.method != "POST" and (why := _why_not_nudged(request.user, action, milestone, person)):
        messages.info(request, why)
        kept.give_back(request)
        return redirect("attention", slug)
    written = kept.take(request)
    form = NudgeForm(posted(request), initial={"message": _first_words(action, milestone, person)} | written)
    if request.method == "POST":
        given = {"action": action, "milestone": milestone, "by": request.user, "mailed": True}
        done, _entry = attempt(form, services.nudge, report=report, **given)
        if done:
            said = _("Nudged. %(who)s finds the message under the bell, and by mail if they chose so.")
            messages.success(request, said % {"who": person})
            return redirect("attention", slug)
    can_answer = person is not None and permissions.reporters(report).contains(person)
    context = {"action": action, "milestone": milestone, "person": person, "can_answer": can_answer, "form": form}
    context["written"] = form.is_bound or bool(written)
    return report_page(request, "actions/nudge.html", report, context)


def _why_not_nudged(user, action, milestone, person):
    """Why a person is not to be nudged, told before a message is written; empty if they may, or nobody is there."""
    if person == user:
        return services.YOURSELF
    try:
        if person:
            services.refuse_twice(action=action, milestone=milestone, person=person, day=action.report.today())
    except Refused as refused:
        return refused.message
    return ""


def reassign(request, slug, number, milestone=None):
    """Give an action or a milestone to another organisation and person."""
    action, milestone = _subject(request, slug, number, milestone)
    report, subject = action.report, milestone or action
    form_class = ReassignMilestoneForm if milestone else ReassignActionForm
    names = (form_class.OWNER, "focal_point")
    initial = {name: getattr(subject, f"{name}_id") for name in names} | {"seen": report.head_sequence}
    form = form_class(
        posted(request),
        initial=initial | kept.take(request),
        organisations=Organisation.objects.on_report(report),
        people=permissions.reporters(report, subject.focal_point_id),
        unable=permissions.unable_to_report(report, subject.focal_point_id),
    )
    if request.method == "POST":
        done, _entry = attempt(form, _change, report=report, subject=subject, by=request.user)
        if done:
            messages.success(request, _("Reassigned."))
            return redirect("attention", slug)
    context = {"action": action, "milestone": milestone, "form": form}
    return report_page(request, "actions/reassign.html", report, context)


def set_aside(request, slug, number, concern, milestone=None):
    """Leave a concern out of the list until a day."""
    action, milestone = _subject(request, slug, number, milestone)
    if concern not in ConcernKind.values or concern in UNRECORDED_CONCERNS:
        raise Http404
    if (concern in DATED_CONCERNS) != (milestone is not None):
        raise Http404
    report = action.report
    given = {"action": action, "milestone": milestone, "concern": concern}
    if request.method != "POST" and (why := _why_not_aside(report, given)):
        messages.info(request, why)
        return redirect("attention", slug)
    form = SetAsideForm(posted(request), initial=kept.take(request))
    if request.method == "POST":
        done, entry = attempt(form, services.set_aside, report=report, by=request.user, **given)
        if done:
            messages.success(request, _("Set aside until %(day)s.") % {"day": spoken(services.until_of(entry))})
            return redirect("attention", slug)
    context = given | {"concern": ConcernKind(concern), "form": form}
    return report_page(request, "actions/set_aside.html", report, context)


def _why_not_aside(report, given):
    """Why a thing is not to be set aside, told before a reason is written; empty if it may be."""
    try:
        services.refuse_aside(report=report, day=report.today(), **given)
    except Refused as refused:
        return refused.message
    return ""


def take_up(request, slug, sequence):
    """Take up again what an entry set aside."""
    entry = find_entry(request, slug, sequence)
    require(permissions.can_see_to_concerns(request.user, entry.report))
    if entry.kind != Kind.SET_ASIDE:
        raise Http404
    here = f"{reverse('attention', args=[slug])}?kind={ASIDE}"
    if request.method != "POST":
        return redirect(here)
    form = TakeUpForm(request.POST)
    done, _entry = attempt(form, services.take_up_concern, report=entry.report, entry=entry, by=request.user)
    if done:
        messages.success(request, _("Taken up again: it stands in the list."))
    else:
        messages.error(request, " ".join(form.non_field_errors()))
    return redirect(here)


def _subject(request, slug, number, milestone):
    """(action, milestone or None) that a coordinator sees to."""
    if milestone is None:
        action = find_action(request, slug, number)
    else:
        milestone = find_milestone(request, slug, number, milestone)
        action = milestone.action
    require(permissions.can_see_to_concerns(request.user, action.report))
    return action, milestone


def _in_order(entries):
    """The entries by which something is set aside, what comes back first first."""
    for entry in entries:
        entry.until = services.until_of(entry)
    return sorted(entries, key=lambda entry: (entry.until, entry.sequence))


def _first_words(action, milestone, person):
    """A message to begin with, so that the shortest nudge is one button."""
    if person is None:
        return ""
    words = {"who": person, "title": milestone.title if milestone else action.title}
    return _("Dear %(who)s, what is new on “%(title)s”? A sentence is enough, also if nothing has moved.") % words


def _change(*, subject, by, reason, seen, **values):
    return change(subject=subject, by=by, values=values, reason=reason, seen=seen)
