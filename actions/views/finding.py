"""Finding what an address names, for a person who may know of it: 404 to anyone else."""

from django.shortcuts import get_object_or_404, render

from actions.models import Entry, Milestone, PriorityAction, Report
from actions.permissions import can_manage_report
from actions.reporting.timeline import with_surroundings


def dashboard(view):
    """Mark a view that only shows where things stand: it may be answered from a replica of the database."""
    view.dashboard = True
    return view


def find_report(request, slug):
    return get_object_or_404(Report.objects.visible_to(request.user), slug=slug)


def find_action(request, slug, number):
    actions = PriorityAction.objects.visible_to(request.user)
    actions = actions.select_related("report", "lead_organisation", "focal_point")
    return get_object_or_404(actions, report__slug=slug, number=number)


def find_milestone(request, slug, number, milestone):
    milestones = Milestone.objects.visible_to(request.user)
    milestones = milestones.select_related("action__report", "organisation", "focal_point")
    return get_object_or_404(milestones, action__report__slug=slug, action__number=number, number=milestone)


def find_entry(request, slug, sequence):
    entries = with_surroundings(Entry.objects.visible_to(request.user))
    return get_object_or_404(entries, report__slug=slug, sequence=sequence)


def report_page(request, template, report, context):
    """Answer with a page about a report: the navigation knows where it is."""
    context |= {
        "report": report,
        "today": report.today(),
        "can_manage": can_manage_report(request.user, report),
    }
    return render(request, template, context)
