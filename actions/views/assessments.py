"""Assessing an action: how far one's organisation sees it implemented."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from actions import kept, permissions, reporting
from actions.forms.assessments import AssessmentForm
from actions.permissions import require
from actions.services.assessments import assess as record
from actions.views.attempt import attempt, posted
from actions.views.finding import find_action, report_page
from actions.views.way_back import with_way_to


def assess(request, slug, number):
    """Say how one's organisation sees an action, and why."""
    action = find_action(request, slug, number)
    require(permissions.can_assess(request.user, action.report))
    report = action.report
    form = AssessmentForm(posted(request), initial={"happened_on": report.today()} | kept.take(request))
    if request.method == "POST":
        done, entry = attempt(form, record, report=report, action=action, by=request.user)
        if done:
            messages.success(request, with_way_to(_('Assessment recorded. It is <a href="{}">entry {}</a>.'), entry))
            return redirect(f"{action.get_absolute_url()}#others")
    figures = reporting.current(report, report.today(), action).actions[0]
    return report_page(request, "actions/assess.html", report, {"action": action, "figures": figures, "form": form})
