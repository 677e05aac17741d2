"""What one fills in and chooses from."""

from html import escape

from crispy_forms.templatetags.crispy_forms_filters import optgroups
from django import forms, template
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


@register.simple_tag
def boxes(field, errors):
    """What of a field is ticked or picked, each with its label, as its widget has them; marked where ``errors`` are."""
    css = "form-check-input is-invalid" if errors else "form-check-input"
    parts = []
    for group, choices, _index in optgroups(field):
        parts += [f"<strong>{escape(str(group))}</strong>"] if group else []
        parts += [_box(field.html_name, css, choice) for choice in choices]
    return SafeString("".join(parts))


def _box(name, css, choice):
    value, label, at = (escape(str(each)) for each in (choice["value"], choice["label"], choice["attrs"].get("id", "")))
    more = "".join(_attribute(*said) for said in choice["attrs"].items())
    box = f'<input type="{choice["type"]}" class="{css}" name="{name}" value="{value}"{more}>'
    return f'<div class="form-check">{box}<label for="{at}" class="form-check-label">{label}</label></div>\n'


def _attribute(name, value):
    """An attribute as ``flatatt`` of Django writes it, which takes far longer for a few of each of many boxes."""
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'


def _option(choice):
    selected = " selected" if choice["selected"] else ""
    return f'<option value="{escape(str(choice["value"]))}"{selected}>{escape(str(choice["label"]))}</option>\n'
