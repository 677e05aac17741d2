"""The addresses of pages, of which one page may have hundreds: each is found once."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=10_000)
def address(name, *args):
    """The address of the page of this name. Raises NoReverseMatch where there is none."""
    return reverse(name, args=args)


def report_on(report, action, milestone=None):
    """The address of the form in which one reports on an action, or on a milestone of it."""
    form = address("log-update", report.slug, action.number)
    return f"{form}?milestone={milestone.number}" if milestone else form
