"""What every page knows beside its own subject."""

from django.conf import settings


def site(request):
    """Whether this is the sample database, for the banner; the name of the page, for the navigation."""
    match = request.resolver_match
    return {"SAMPLE": settings.SAMPLE, "here": match.url_name if match else ""}
