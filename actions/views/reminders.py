"""Who was reminded of what, when, and whether the mail went out."""

from django.core.paginator import Paginator

from actions.models import Reminder
from actions.permissions import can_see_to_concerns, require
from actions.views.finding import find_report, report_page
from actions.views.paging import page_of


def reminders(request, slug):
    """All reminders about a report, the latest first."""
    report = find_report(request, slug)
    require(can_see_to_concerns(request.user, report))
    found = Reminder.objects.filter(report=report).select_related("person", "action", "milestone", "mail")
    context = {"page": page_of(request, Paginator(found, 50))}
    return report_page(request, "actions/reminders.html", report, context)
