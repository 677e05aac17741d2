"""What every page knows beside its own subject."""

from django.conf import settings

PARTS = {
    "milestones": "milestones",
    "over-time": "over-time",
    "entries": "entries",
    "review": "review",
    "settings": "report-settings",
    "reminders": "report-settings",
}
"""{first step of an address below a report's: part of the navigation it belongs to}; the rest is the overview's."""


def site(request):
    """Whether this is the sample database, for the banner; the page, and the part of a report, for the navigation."""
    match = request.resolver_match
    here = match.url_name if match else ""
    return {"SAMPLE": settings.SAMPLE, "here": here, "part": _part(match.route) if match else ""}


def _part(route):
    _above, report, below = route.partition("reports/<slug:slug>/")
    return PARTS.get(below.split("/")[0], "overview") if report else ""
