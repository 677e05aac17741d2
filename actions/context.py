"""What every page knows beside its own subject."""

from django.conf import settings


def site(request):
    """Whether this is the sample database, for the banner."""
    return {"SAMPLE": settings.SAMPLE}
