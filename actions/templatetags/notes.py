"""What people write in notes, in templates."""

from django import template

from actions import markup

register = template.Library()
register.filter("marked_up", markup.marked_up)
