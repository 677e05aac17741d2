"""What one fills in and chooses from."""

from django import forms, template
from django.utils.html import escape
from django.utils.safestring import SafeString

register = template.Library()

CLASSES = {forms.CheckboxInput: "form-check-input", forms.Select: "form-select"}
"""{widget: its class in Bootstrap}; of all others it is ``form-control``."""


@register.simple_tag
def control(field, errors):
    """What one fills in or chooses from of a field, marked where there are ``errors``."""
    widget = field.field.widget
    css = next((css for kind, css in CLASSES.items() if isinstance(widget, kind)), "form-control")
    return field.as_widget(attrs={"class": f"{css} is-invalid" if errors else css})


@register.simple_tag
def options(choices):
    """The options of a list, as Django's widgets have them; forms have hundreds, so no template makes each."""
    return SafeString("".join(map(_option, choices)))


def _option(choice):
    selected = " selected" if choice["selected"] else ""
    return f'<option value="{escape(str(choice["value"]))}"{selected}>{escape(str(choice["label"]))}</option>\n'
