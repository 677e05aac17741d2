"""The addresses of pages, of which one page may have hundreds: each is found once."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=10_000)
def address(name, *args):
    """The address of the page of this name. Raises NoReverseMatch where there is none."""
    return reverse(name, args=args)
