"""The page everything is compared with, beside the program's own addresses.

A plain Django list as anyone would write it: behind the same middleware and sign-in, five queries
that each find their rows by an index, and a table of 50 rows in a template that shares nothing
with the program's, so that it stays the same measure when those change.
"""

from django.shortcuts import get_object_or_404, render
from django.urls import include, path

from actions.models import Entry, Membership, Organisation, PriorityAction, Report
from tracker.urls import handler400, handler403, handler404, handler500  # noqa: F401


def reference(request, slug):
    report = get_object_or_404(Report, slug=slug)
    context = {
        "report": report,
        "actions": list(PriorityAction.objects.filter(report=report).order_by("number")),
        "role": Membership.objects.filter(user=request.user, report=report).first(),
        "organisation": Organisation.objects.get(pk=request.user.organisation_id),
        "entries": list(Entry.objects.filter(report=report).select_related("author").order_by("-sequence")[:50]),
    }
    return render(request, "bench/reference.html", context, using="plain")


urlpatterns = [
    path("reference/<slug:slug>/", reference, name="reference"),
    path("", include("tracker.urls")),
]
