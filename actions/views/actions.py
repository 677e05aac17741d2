"""A priority action: where it stands, its history, and logging what changed right there."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from actions import kept, permissions, reporting
from actions.forms.notes import NoteForm
from actions.forms.updates import ConfirmationForm, UpdateForm
from actions.lifecycle import OPEN_STATES, State
from actions.models import MilestoneStanding, Note, Organisation, User
from actions.permissions import require
from actions.reporting.timeline import FILTERS, timeline
from actions.services.notes import add_note as save_note
from actions.services.notes import remove_note as take_note_away
from actions.services.updates import confirm, log_update
from actions.views.attempt import attempt, posted
from actions.views.clock import read_clock
from actions.views.finding import dashboard, find_action, find_report, report_page

MILESTONES_SHOWN = 8
"""Open milestones listed beside an action, the first due; the rest is a click away."""

MILESTONES_OFFERED = 100
"""Open milestones to choose from in the form; any other is reached from its own page."""


@dashboard
def action(request, slug, number):
    """The recommendation word for word, where it stands and since when, milestones, history."""
    action = find_action(request, slug, number)
    only = request.GET.get("only", "")
    if only and only not in FILTERS:
        raise Http404
    clock = read_clock(request, action.report)
    stood = {"as_of": clock.as_of, "known": clock.known} if clock.is_elsewhere else {}
    try:
        history = timeline(action, request.user, only=only, before=request.GET.get("before", ""), **stood)
    except ValueError:
        raise Http404 from None
    figures = clock.figures(action)
    milestones, done_lately = _milestones_on(clock, action)
    context = {
        "action": action,
        "clock": clock,
        "figures": figures,
        "called": figures or action,
        "lead": _named(Organisation, figures and figures.lead_organisation_id, action.lead_organisation),
        "focal_point": _named(User, figures and figures.focal_point_id, action.focal_point),
        "milestones": milestones[:MILESTONES_SHOWN],
        "milestones_more": len(milestones) > MILESTONES_SHOWN,
        "done_lately": done_lately,
        "history": history if clock.is_elsewhere else _with_rights(request.user, history),
        "filters": {name: label for name, (label, _kinds) in FILTERS.items()},
        "only": only,
        # What is to be done is done today.
        "can_log": permissions.can_log_update(request.user, action) and not clock.is_elsewhere,
        "can_add_note": permissions.can_add_note(request.user, action) and not clock.is_elsewhere,
        "can_manage_milestones": permissions.can_manage_milestones(request.user, action.report)
        and not clock.is_elsewhere,
    }
    if context["can_log"]:
        context["form"] = _update_form(request, action, figures, [span.milestone for span in milestones])
        context["confirmation"] = ConfirmationForm()
    return report_page(request, "actions/action.html", action.report, context)


def log(request, slug, number):
    """Log an update on an action: the form by itself, where a form with errors comes back, too."""
    action = find_action(request, slug, number)
    require(permissions.can_log_update(request.user, action))
    figures = _figures(action)
    form = _update_form(request, action, figures, _open_milestones(action))
    if request.method == "POST":
        done, entry = attempt(form, log_update, report=action.report, action=action, by=request.user)
        if done:
            messages.success(request, _("Update logged. It is entry %(n)s.") % {"n": entry.sequence})
            return redirect(f"{action.get_absolute_url()}#entry-{entry.sequence}")
    context = {"action": action, "figures": figures, "form": form, "confirmation": ConfirmationForm()}
    return report_page(request, "actions/log_update.html", action.report, context)


def still_true(request, slug, number):
    """Nothing changed, still true: one tap."""
    action = find_action(request, slug, number)
    require(permissions.can_log_update(request.user, action))
    if request.method != "POST":
        return redirect(action)
    form = ConfirmationForm(request.POST)
    done, entry = attempt(form, confirm, report=action.report, action=action, by=request.user)
    if done:
        messages.success(request, _("Noted: nothing changed, all is still true as of today."))
        return redirect(f"{action.get_absolute_url()}#entry-{entry.sequence}")
    messages.error(request, " ".join(form.non_field_errors()))
    return redirect(action)


def add_note(request, slug, number):
    """Add a note on an action."""
    action = find_action(request, slug, number)
    require(permissions.can_add_note(request.user, action))
    form = NoteForm(posted(request), initial=kept.take(request))
    if request.method == "POST":
        done, note = attempt(form, save_note, report=action.report, action=action, by=request.user)
        if done:
            messages.success(request, _("Note added."))
            return redirect(f"{action.get_absolute_url()}#note-{note.pk}")
    return report_page(request, "actions/add_note.html", action.report, {"action": action, "form": form})


def remove_note(request, slug, pk):
    """Take one's own note away, after asking."""
    report = find_report(request, slug)
    note = Note.objects.visible_to(request.user).filter(action__report=report, pk=pk).first()
    if note is None:
        raise Http404
    require(permissions.can_remove_note(request.user, note))
    if request.method == "POST":
        take_note_away(note=note)
        messages.success(request, _("Note removed."))
        return redirect(note.action)
    return report_page(request, "actions/remove_note.html", report, {"note": note})


def _figures(action):
    report = action.report
    return reporting.current(report, report.today(), number=action.number).actions[0]


def _milestones_on(clock, action):
    """(the open MilestoneStandings of an action, the first due first; the three done last)."""
    if clock.milestones is not None:
        rows = [row for row in clock.milestones if row.action_id == action.pk]
        still_open = sorted((r for r in rows if r.state in OPEN_STATES), key=lambda r: (r.due_on, r.milestone_id))
        done = sorted((r for r in rows if r.state == State.DONE), key=lambda r: r.state_since, reverse=True)
        return still_open, done[:3]
    done = _spans(action, clock.as_of).filter(state=State.DONE).order_by("-state_since", "-pk")[:3]
    return _open_spans(action, clock.as_of), done


def _spans(action, day):
    spans = MilestoneStanding.objects.on(day).filter(action=action)
    return spans.select_related("milestone__organisation")


def _open_spans(action, day):
    found = _spans(action, day).filter(state__in=OPEN_STATES).order_by("due_on", "milestone")
    return list(found[:MILESTONES_OFFERED])


def _open_milestones(action):
    return [span.milestone for span in _open_spans(action, action.report.today())]


def _named(model, pk, likely):
    """The organisation or person of this number; ``likely`` when it is that one, which is read already."""
    if pk is None:
        return None
    return likely if likely and likely.pk == pk else model.objects.get(pk=pk)


def _update_form(request, action, figures, offered):
    """The update form, filled with where things stand and with words kept from before; ``offered`` are milestones."""
    named = request.GET.get("milestone", "")
    if named.isdecimal() and len(named) < 10:
        offered = offered + list(action.milestones.filter(number=named).exclude(pk__in=[m.pk for m in offered]))
    organisations = None
    if permissions.can_speak_for_others(request.user, action.report):
        organisations = Organisation.objects.on_report(action.report)
    chosen = next((m.pk for m in offered if str(m.number) == named), None)
    initial = {
        "happened_on": action.report.today(),
        "milestone": chosen,
        "organisation": request.user.organisation_id,
        "seen": action.report.head_sequence,
    }
    return UpdateForm(
        posted(request),
        initial=initial | kept.take(request),
        standing=figures,
        milestones=action.milestones.all(),
        offered=offered,
        organisations=organisations,
    )


def _with_rights(user, history):
    """The items of a history, each with what the person may do with it."""
    for item in history.items:
        if isinstance(item, Note):
            item.may_remove = permissions.can_remove_note(user, item)
        else:
            item.may_correct = permissions.can_correct(user, item)
    return history
