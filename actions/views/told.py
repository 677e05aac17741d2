"""Saying who was told of notes that were just added."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from actions.models import User


def and_who_was_told(said, notes):
    """What was ``said`` of having added ``notes``, all of one author, and who was told because they are named."""
    people = User.objects.filter(mentions__in=notes).exclude(pk=notes[0].author_id).distinct().order_by("name")
    names = ", ".join(people.values_list("name", flat=True))
    return format_html("{} {}", said, _("Told: %(who)s.") % {"who": names}) if names else said
