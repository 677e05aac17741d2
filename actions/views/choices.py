"""What an address chooses among a few things: where it asks for one there is not, a sentence says so."""

from django.contrib import messages
from django.utils.text import Truncator
from django.utils.translation import gettext as _

SHOWN = 40
"""Characters of what was asked for that are said again."""


def chosen(request, name, choices, instead):
    """What the address chooses by ``name``; empty for nothing, and for what is none of ``choices``: then the reader
    is told, and what there is ``instead``.
    """
    asked = request.GET.get(name, "")
    if not asked or asked in choices:
        return asked
    said = _("There is no choice “%(asked)s” here. %(instead)s")
    messages.warning(request, said % {"asked": Truncator(asked).chars(SHOWN), "instead": instead})
    return ""
