"""Lists to choose from."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def options(choices):
    """The options of a list, as Django's widgets have them; forms have hundreds, so no template makes each."""
    return SafeString("".join(map(_option, choices)))


def _option(choice):
    selected = " selected" if choice["selected"] else ""
    return f'<option value="{escape(str(choice["value"]))}"{selected}>{escape(str(choice["label"]))}</option>\n'
