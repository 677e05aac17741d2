"""Saying who was told of notes that were just added."""

from django.utils.html import format_html_join
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.mentions import nobodys
from actions.models import User


def and_who_was_told(said, notes):
    """What was ``said`` of having added ``notes``, all of one author; who was told because they are named, and which
    names are nobody's.
    """
    sentences = [said]
    people = User.objects.filter(mentions__in=notes).exclude(pk=notes[0].author_id).distinct().order_by("name")
    if names := list(people.values_list("name", flat=True)):
        told = ngettext("%(who)s has been told.", "%(who)s have been told.", len(names))
        sentences.append(told % {"who": get_text_list(names, _("and"))})
    if unknown := _nobodys(notes):
        sentences.append(_("Nobody on this report is called %(names)s.") % {"names": get_text_list(unknown, _("or"))})
    return format_html_join(" ", "{}", ((sentence,) for sentence in sentences))


def _nobodys(notes):
    text = "\n".join(note.text for note in notes)
    if "@" not in text:
        return []
    people = User.objects.on_report(notes[0].action.report).values_list("name", flat=True)
    return [f"“@{word}”" for word in nobodys(text, set(people))]
