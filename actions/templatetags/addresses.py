"""In place of Django's tag ``url``, in all templates: an address that was asked for before is not looked for again."""

from django import template
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.urls import NoReverseMatch

from actions.addresses import address

register = template.Library()


class Address(URLNode):
    def render(self, context):
        name = self.view_name.resolve(context)
        if self.kwargs or ":" in name:
            return super().render(context)
        try:
            found = address(name, *(arg.resolve(context) for arg in self.args))
        except NoReverseMatch:
            if not self.asvar:
                raise
            found = ""
        if not self.asvar:
            return found
        context[self.asvar] = found
        return ""


@register.tag
def url(parser, token):
    """As Django's own; what has named arguments, or goes to the admin, is looked for each time."""
    node = django_url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)
