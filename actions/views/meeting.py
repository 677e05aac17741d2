"""Meeting mode: an agenda that builds itself, and notes that land on its items."""

from collections import Counter

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions import kept, permissions, reporting
from actions.forms.meeting import MeetingForm, names_with_notes
from actions.models.note import Audience
from actions.permissions import require
from actions.reporting.meeting import agenda
from actions.services.notes import add_notes
from actions.views.attempt import attempt, posted
from actions.views.choices import chosen
from actions.views.clock import other_clock
from actions.views.finding import find_report, report_page
from actions.views.notes import can_be_named
from actions.views.told import and_who_was_told


def meeting(request, slug):
    """What needs the meeting, to print and to take notes in: one form for the whole agenda."""
    report = find_report(request, slug)
    may_note = permissions.has_right(request.user, report, "add_note")
    require(may_note or request.method != "POST")
    before = kept.take(request)
    standing = reporting.current(report, report.today())
    # What is settled while people talk leaves the agenda, but not with what they wrote about it.
    also = names_with_notes(request.POST if request.method == "POST" else before)
    topics, left_out = agenda(report, standing, request.user, also=also)
    items = _numbered(topics)
    context = {"topics": topics, "item_count": len(items), "left_out": left_out, "form": None}
    context |= {"not_for_all": any(map(_is_not_for_all, items)), "then": other_clock(request, report)}
    if may_note:
        audience = chosen(request, "audience", Audience.values, _("Choose below who may read the notes."))
        initial = {"audience": audience or None}
        named = {"people": can_be_named(request.user, report), "organisation_id": request.user.organisation_id}
        form = context["form"] = MeetingForm(posted(request), initial=initial | before, items=items, **named)
        if request.method == "POST":
            done, notes = attempt(form, add_notes, report=report, by=request.user)
            if done:
                messages.success(request, _where_they_are(report, notes))
                audience = urlencode({"audience": form.cleaned_data["audience"]})
                return redirect(f"{reverse('meeting', args=[slug])}?{audience}")
        for item in items:
            item.field = form.note_on(item)
    return report_page(request, "actions/meeting.html", report, context)


def _is_not_for_all(item):
    """True of what not everyone on the report may read, though it stands on the agenda of who does."""
    return bool(item.returned) or any(note.audience == Audience.INTERNAL for note in item.notes)


def _numbered(topics):
    """All items, each with its number on the agenda: 3.1 is the first on action 3."""
    items = []
    for topic in topics:
        for place, item in enumerate(topic.items, start=1):
            item.number = f"{topic.action.number}.{place}"
            items.append(item)
    return items


def _where_they_are(report, notes):
    """How many notes were added, to which actions, as links to them, and who was told."""
    on = Counter(note.action for note in notes)
    links = {action: _notes_of(report, action) for action in on}
    if len(on) == 1:
        said = ngettext("{count} note added to {action}.", "{count} notes added to {action}.", len(notes))
        said = format_html(said, count=len(notes), action=links[notes[0].action])
    else:
        each = [
            format_html(_("{count} to {action}"), count=count, action=links[action]) for action, count in on.items()
        ]
        shares = format_html(
            _("{first} and {last}"), first=format_html_join(", ", "{}", ((e,) for e in each[:-1])), last=each[-1]
        )
        said = format_html(_("{count} notes added: {shares}."), count=len(notes), shares=shares)
    return and_who_was_told(said, notes)


def _notes_of(report, action):
    address = reverse("action", args=[report.slug, action.number])
    return format_html('“<a href="{}?only=notes#history">{}</a>”', address, action)
