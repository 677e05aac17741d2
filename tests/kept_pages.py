"""What the program keeps of pages."""

from django.core.cache import caches


def forget():
    """Throw all of it away, so that the next page is made anew."""
    for name in ("pages", "lines"):
        caches[name].clear()
