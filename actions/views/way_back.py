"""Back to the list one works through: a form's address may name it, and only lists known here are led to."""

from django.contrib import messages
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

MINE, ORGANISATION = "mine", "organisation"

LISTS = {MINE: "", ORGANISATION: "?whose=organisation"}
"""{name: what stands behind the address of My work}."""


class WayBack:
    """The list of this name, or none: then ``address`` and ``query`` are empty."""

    def __init__(self, name):
        self.name = name if name in LISTS else ""

    @property
    def address(self):
        return reverse("my-work") + LISTS[self.name] if self.name else ""

    @property
    def query(self):
        return f"?back={self.name}" if self.name else ""

    def on(self, address):
        """An address with the way back in it."""
        return f"{address}{'&' if '?' in address else '?'}back={self.name}" if self.name else address


def way_back(request):
    """The one that the address of a request names."""
    return WayBack(request.GET.get("back", ""))


def with_way_to(said, entry):
    """What is said of an entry, with the way to it: on the page that follows it may be among the older ones."""
    return format_html(said, entry.get_absolute_url(), entry.sequence)


def lead_on(request, said, sent, address=""):
    """Say what was done, and lead to what was ``sent``, or back to the list with a link to it.

    ``address`` is where on its page it is seen best. A form that was sent in place is told to go there, with its page.
    """
    if back := way_back(request).address:
        link = format_html('<a href="{}">{}</a>', sent.get_absolute_url(), _("See what you sent"))
        said = format_html("{} {}", said, link)
    messages.success(request, said)
    there = resolve_url(back or address or sent)
    return HttpResponseClientRedirect(there) if request.htmx else redirect(there)
