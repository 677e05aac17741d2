"""Turning pages: where an address asks for one there is not, the nearest is shown, and a sentence says so.

Lists that may be very long are turned by place: the address names what stands before the page.
"""

from django.contrib import messages
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.utils.text import Truncator
from django.utils.translation import gettext as _

SHOWN = 20
"""Characters of what was asked for that are said again."""


def page_of(request, paginator):
    """The page of ``paginator`` that the address asks for."""
    asked = request.GET.get("page") or "1"
    try:
        return paginator.page(asked)
    except PageNotAnInteger:
        number = 1
    except EmptyPage:
        number = paginator.num_pages if int(asked) > 1 else 1
    if paginator.num_pages == 1:
        said = _("There is no page %(asked)s; this is the only one.")
    elif number == 1:
        said = _("There is no page %(asked)s; this is the first.")
    else:
        said = _("There is no page %(asked)s; this is the last.")
    messages.warning(request, said % {"asked": Truncator(asked).chars(SHOWN)})
    return paginator.page(number)


def from_place(request, read, name="before"):
    """What ``read`` makes of the place in a list that the address gives by ``name``, empty for its beginning.

    ``read`` raises ValueError where there is no such place; then it is read from its beginning.
    """
    asked = request.GET.get("page", "")
    if asked not in ("", "1"):
        said = _("There is no page %(asked)s; this list has no pages by number.")
        messages.warning(request, said % {"asked": Truncator(asked).chars(SHOWN)})
    try:
        return read(request.GET.get(name, ""))
    except ValueError:
        messages.warning(request, _("The address names no place in this list, so it is shown from its beginning."))
        return read("")
