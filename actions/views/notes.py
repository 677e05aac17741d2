"""Notes: adding one, its thread, and taking one's own away."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from actions import kept, permissions
from actions.forms.notes import AnswerForm, NoteForm
from actions.lifecycle import Refused
from actions.models import Note, User
from actions.models.note import Audience
from actions.permissions import require
from actions.reporting.timeline import name_people
from actions.services import notes as services
from actions.views.attempt import attempt, posted
from actions.views.finding import find_action, find_entry, find_report, report_page
from actions.views.told import and_who_was_told


def add_note(request, slug, number):
    """Add a note on an action."""
    action = find_action(request, slug, number)
    return _add(request, action, action.get_absolute_url())


def add_note_on_entry(request, slug, sequence):
    """Add a note on an entry of the record: the beginning of a thread."""
    entry = find_entry(request, slug, sequence)
    if entry.action is None:
        raise Http404
    return _add(request, entry.action, entry.get_absolute_url(), entry=entry, milestone=entry.milestone)


def _add(request, action, back, **about):
    require(permissions.can_add_note(request.user, action))
    named = {"people": can_be_named(request.user, action.report), "organisation_id": request.user.organisation_id}
    form = NoteForm(posted(request), initial=kept.take(request), **named)
    if request.method == "POST" and "preview" not in request.POST:
        done, note = attempt(form, services.add_note, report=action.report, action=action, by=request.user, **about)
        if done:
            messages.success(request, and_who_was_told(_("Note added."), [note]))
            there = f"#note-{note.pk}" if not about else ""
            return redirect(f"{back}{there}")
    context = {"action": action, "form": form, "entry": about.get("entry"), "back": back}
    return report_page(
        request, "actions/add_note.html", action.report, context | _preview(request, form, action.report)
    )


def note(request, slug, pk):
    """The thread a note began: all of it, and a form for an answer to it, or to the note the address names."""
    report = find_report(request, slug)
    first = _find_note(request, report, pk)
    if first.answers_id:
        return redirect(first)
    can_answer = permissions.can_add_note(request.user, first.action)
    require(can_answer or request.method != "POST")
    people = can_be_named(request.user, report)
    if first.audience == Audience.INTERNAL:
        people = people.filter(organisation=first.organisation)
    thread = [first, *_readable(request, report).filter(answers=first).order_by("created_at", "pk")]
    answered = next((one for one in thread if str(one.pk) == request.GET.get("to")), first)
    form = AnswerForm(posted(request), initial=kept.take(request), people=people)
    if request.method == "POST" and "preview" not in request.POST:
        done, answer = attempt(form, services.answer, report=report, note=answered, by=request.user)
        if done:
            messages.success(request, and_who_was_told(_("Answer added."), [answer]))
            return redirect(answer)
    for one in thread:
        one.may_remove = permissions.can_remove_note(request.user, one)
    name_people((), thread)
    context = {"first": first, "answered": answered, "thread": thread, "form": form, "can_answer": can_answer}
    context["can_assess"] = permissions.can_assess(request.user, report)
    return report_page(request, "actions/note.html", report, context | _preview(request, form, report, first.audience))


def remove_note(request, slug, pk):
    """Take one's own note away, after asking."""
    report = find_report(request, slug)
    note = _find_note(request, report, pk)
    require(permissions.can_remove_note(request.user, note))
    if request.method == "POST":
        try:
            services.remove_note(note=note)
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect(note)
        messages.success(request, _("Note removed."))
        return redirect(reverse("note", args=[slug, note.answers_id]) if note.answers_id else note.action)
    try:
        services.refuse_answered(note)
    except Refused as refused:
        messages.info(request, refused.message)
        return redirect(note)
    name_people((), [note])
    return report_page(request, "actions/remove_note.html", report, {"note": note})


def _readable(request, report):
    found = Note.objects.visible_to(request.user).filter(action__report=report)
    return found.select_related("action__report", "author", "organisation", "milestone", "entry", "answers")


def _find_note(request, report, pk):
    note = _readable(request, report).filter(pk=pk).first()
    if note is None:
        raise Http404
    return note


def can_be_named(user, report):
    """Whom ``user`` can name in a note: the others on the report."""
    return User.objects.on_report(report).exclude(pk=user.pk).select_related("organisation")


def _preview(request, form, report, audience=""):
    """What the note would look like, for who asked to see it before it is added, and what would be refused.

    ``audience`` is that of its thread; the form has the one of a thread's beginning.
    """
    if "preview" not in request.POST:
        return {"preview": "", "named": []}
    named = []
    if form.is_valid():
        given = {"text": form.cleaned_data["text"], "audience": audience or form.cleaned_data["audience"]}
        try:
            named = [person.name for person in services.who_is_named(report, by=request.user, **given)]
        except Refused as refused:
            form.refuse(refused)
    return {"preview": request.POST.get("text", ""), "named": named}
