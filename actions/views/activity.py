"""The activity of a report, and of all reports one may read."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from actions.forms.activity import KINDS, AllActivityFilter, ReportActivityFilter
from actions.models import Report
from actions.reporting.activity import activity_of
from actions.reporting.timeline import activity
from actions.views.choices import chosen
from actions.views.clock import other_clock
from actions.views.finding import dashboard, find_report, report_page
from actions.views.paging import from_place


@dashboard
def entries(request, slug):
    """Everything recorded on a report, the newest first."""
    report = find_report(request, slug)
    visit = request.user.previous_visit_at
    found = ReportActivityFilter(request.GET, report=report, only=asked_kind(request), last_visit=visit)
    page = page_of(request, activity, report, found)
    context = _context(found, page) | {"then": other_clock(request, report)}
    return report_page(request, "actions/entries.html", report, context)


@dashboard
def all_activity(request):
    """Everything recorded on the reports I may read, the newest first."""
    reports, visit = reports_of(request.user), request.user.previous_visit_at
    found = AllActivityFilter(request.GET, reports=reports, only=asked_kind(request), last_visit=visit)
    page = page_of(request, activity_of, found.chosen, found)
    return render(request, "actions/all_activity.html", _context(found, page))


def asked_kind(request):
    """The kind of entries the address asks for; empty for all, and where there is no such kind."""
    return chosen(request, "only", KINDS, _("All kinds are shown."))


def reports_of(user):
    """The reports a person may read, with what the filter says of them."""
    return list(Report.objects.visible_to(user).only("slug", "title", "country", "published_on", "time_zone"))


def page_of(request, activity, whose, found):
    """A page of entries, each with the day it was recorded on, and the day it is where it belongs."""
    page = from_place(request, lambda before: activity(whose, entries=found.qs, before=before))
    now = timezone.now()
    for entry in page.items:
        entry.recorded_day = entry.recorded_at.astimezone(found.zone).date()
        entry.counted_from = entry.report.today(now)
    return page


def _context(found, page):
    return {"filter": found, "page": page, "kinds": KINDS, "only": found.only}
