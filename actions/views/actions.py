"""A priority action: where it stands, its history, and logging what changed right there."""

from functools import cache
from uuid import uuid4

from django.contrib import messages
from django.db.models import F
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _

from actions import kept, permissions, reporting
from actions.forms.updates import ConfirmationForm, UpdateForm
from actions.lifecycle import HEARD_KINDS, ConcernKind
from actions.models import Draft, Note, Organisation, User
from actions.permissions import require
from actions.reporting.assessments import assessments
from actions.reporting.beside import beside, in_their_order
from actions.reporting.timeline import FILTERS, call_as_then, place_in_time, timeline
from actions.services.review import waits_for_nobody
from actions.services.updates import confirm, log_update
from actions.views.attaching import Attaching, mark_removable
from actions.views.attempt import attempt, attempt_to_submit, posted, said_of_submitting
from actions.views.choices import chosen
from actions.views.clock import read_clock
from actions.views.drafts import begun, drafts_on, own_draft, typed_before, why_sent_back, words_back
from actions.views.finding import dashboard, find_action, report_page, waiting_for
from actions.views.finished import gone_on
from actions.views.freshness import answer, kept_under
from actions.views.paging import from_place
from actions.views.way_back import lead_on, way_back, with_way_to

MILESTONES_SHOWN = 8
"""Open milestones listed beside an action, those due first; the rest is a click away."""


@dashboard
def action(request, slug, number):
    """The recommendation word for word, where it stands, how organisations see it, milestones, history."""
    asked = {"has_drafts": begun(request.user), "focal_point_name": F("focal_point__name")}
    action = find_action(request, slug, number, **asked)
    only = chosen(request, "only", FILTERS, _("All kinds are shown."))
    clock = read_clock(request, action.report)
    place = from_place(request, _place)
    waiting = waiting_for(request.user, action.report)
    key = kept_under(request.user, clock, "action", action.pk, request.user.pk, request.GET.urlencode(), waiting)

    # Nobody but the author knows of a draft: it stands outside of what is kept, and only its author's page changes.
    can_log = permissions.can_log_update(request.user, action) and not clock.is_elsewhere
    drafts = drafts_on(request.user, action) if can_log and action.has_drafts else []
    nobody_accepts = can_log and waits_for_nobody(action.report, request.user)

    def respond():
        context = _action(request, clock, action, only, place) | {"kept_under": key, "drafts": drafts}
        context["nobody_accepts"] = nobody_accepts
        if context["can_log"]:
            # What was kept from before is for this once, and the page says at its head that it is back.
            context["form_kept_under"] = "" if kept.waiting(request) else key
            if kept.waiting(request):
                key_of_form = str(context["opened"]["form"]()["key"].value())
                context["drafts"] = [draft for draft in drafts if str(draft.key) != key_of_form]
        return report_page(request, "actions/action.html", action.report, context)

    beside = [nobody_accepts, *((draft.pk, draft.version, draft.stage) for draft in drafts)]
    return answer(request, key, respond, beside=beside)


def _place(before):
    """Where in the history a page begins, as its address has it. Raises ValueError when there is no such place."""
    return before and place_in_time(before) and before


def _action(request, clock, action, only, before):
    """What the page of an action shows. Whatever costs something is a function, called only when the page asks."""
    user = request.user
    standing = cache(lambda: clock.standing_of(action))
    figures = cache(lambda: next(iter(standing().actions), None))
    milestones = cache(lambda: beside(action, standing(), clock.milestones))
    now = not clock.is_elsewhere  # what is to be done is done today
    return {
        "action": action,
        "clock": clock,
        "figures": figures,
        "called": cache(lambda: clock.called(action, None if now else standing())),
        "others": cache(lambda: _others(clock, action, figures())),
        "focal_point": cache(lambda: _focal_point(figures(), action)),
        "milestones": lambda: in_their_order(milestones()[0][:MILESTONES_SHOWN]),
        "done_lately": lambda: milestones()[1],
        "milestones_left_out": lambda: _are_left_out(figures(), *milestones()),
        "called_report": cache(lambda: clock.called(action.report, None if now else standing())),
        "history": cache(lambda: _history(user, clock, action, only, before)),
        "filters": {name: label for name, (label, _kinds) in FILTERS.items()},
        "only": only,
        "can_log": permissions.can_log_update(user, action) and now,
        "can_add_note": permissions.can_add_note(user, action) and now,
        "can_assess": permissions.can_assess(user, action.report) and now,
        "can_manage_milestones": permissions.can_manage_milestones(user, action.report) and now,
        "opened": {"form": cache(lambda: _show(_update_form(request, action), action, figures(), milestones()[0]))},
        "form_key": uuid4(),
        "confirmation": ConfirmationForm(),
    }


def _history(user, clock, action, only, before):
    if clock.is_elsewhere:
        history = timeline(action, user, only=only, before=before, as_of=clock.as_of, known=clock.known)
        if clock.known:
            call_as_then(history.items, clock.standing)
        return history
    return _with_rights(user, timeline(action, user, only=only, before=before))


def log(request, slug, number):
    """Log an update on an action: the form by itself, where a form with errors comes back, too."""
    action = find_action(request, slug, number)
    require(permissions.can_log_update(request.user, action))
    draft = cache(lambda: own_draft(request, action))
    if request.method != "POST" and not draft() and (there := gone_on(request, action)):
        return there
    before = typed_before(draft()) if request.method != "POST" else {}
    form = _update_form(request, action, posted(request), before)
    attaching = Attaching(request, action, form["key"].value())
    if request.method == "POST":
        if attaching.goes_on():
            if action.report.review_asked:
                done, submitted = attempt_to_submit(form, action=action, by=request.user, shown=attaching.shown)
                if done:
                    return lead_on(request, said_of_submitting(action.report, request.user), submitted)
            else:
                given = {"action": action, "by": request.user, "shown": attaching.shown}
                done, entry = attempt(form, log_update, report=action.report, **given)
                if done:
                    said = with_way_to(_('Update logged. It is <a href="{}">entry {}</a>.'), entry)
                    return lead_on(request, said, entry, f"{action.get_absolute_url()}#entry-{entry.sequence}")
            attaching.follow(form)
        elif attaching.is_not_sent:
            form.leave_unchecked(attaching.key)
    standing = reporting.current(action.report, action.report.today(), action)
    still_open, _done = beside(action, standing)
    _show(form, action, standing.actions[0], still_open)
    back, doubt = way_back(request), _doubt(request, action, standing.actions[0])
    drafts = [other for other in drafts_on(request.user, action) if other.key != attaching.key]
    for other in drafts:
        other.where = back.on(other.where)
    context = {
        "action": action,
        "back": back,
        "doubt": doubt,
        "log_query": back.on(f"?about={ConcernKind.DISPUTED.value}" if doubt else ""),
        "form": form,
        "opened": {"form": form},
        "attaching": attaching,
        "confirmation": ConfirmationForm(),
        "sent_back": why_sent_back(draft()),
        "nobody_accepts": waits_for_nobody(action.report, request.user),
        "drafts": drafts,
    }
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
        said = _("Noted: nothing changed, all is still true as of today.")
        response = lead_on(request, said, entry, f"{action.get_absolute_url()}#entry-{entry.sequence}")
        if waiting := Draft.objects.waiting().filter(author=request.user, action=action).last():
            said = _("Your update on this action still waits; it does not count until it is accepted.")
            link = format_html('<a href="{}">{}</a>', waiting.get_absolute_url(), _("See what you sent"))
            messages.warning(request, format_html("{} {}", said, link))
        return response
    messages.error(request, " ".join(form.non_field_errors()))
    return redirect(way_back(request).address or action)


def _are_left_out(figures, still_open, done):
    """Whether the action has milestones that do not stand beside it."""
    return figures is not None and figures.milestones > len(still_open[:MILESTONES_SHOWN]) + len(done)


def _others(clock, action, figures):
    """The Assessments of an action on a day; None when there are none."""
    found = assessments(action, figures, clock.as_of, clock.known) if action.is_assessed and figures else None
    return found if found and found.counting else None


def _doubt(request, action, figures):
    """How organisations see an action, when the address says that their doubt is answered and there is one today."""
    if request.GET.get("about") != ConcernKind.DISPUTED or not action.is_assessed:
        return None
    found = assessments(action, figures, action.report.today())
    return found if found.differing else None


def _focal_point(figures, action):
    """The name of the person to ask about an action on a day, or nothing; read already when it is the one of now."""
    pk = figures and figures.focal_point_id
    return action.focal_point_name if pk == action.focal_point_id else pk and User.objects.get(pk=pk).name


def _update_form(request, action, data=None, draft=None):
    """The update form, filled with words from before, and with the milestone that an address names.

    ``draft`` is what stood in it when it was last saved.
    """
    named = request.GET.get("milestone", "")
    is_number = named.isdecimal() and len(named) < 10
    organisations = None
    if permissions.can_speak_for_others(request.user, action.report):
        organisations = Organisation.objects.on_report(action.report)
    initial = {
        "happened_on": action.report.today(),
        "milestone": action.milestones.filter(number=named).first() if is_number else None,
        "organisation": request.user.organisation_id,
        "seen": action.report.head_sequence,
        "version": 0,
    }
    return UpdateForm(
        data,
        initial=initial | (draft or {}) | words_back(request, action),
        milestones=action.milestones.all(),
        organisations=organisations,
    )


def _show(form, action, figures, still_open):
    """The form with what one chooses from; ``still_open`` is what ``beside`` found."""
    offered = [milestone for milestone, _span in in_their_order(still_open)]
    if (chosen := form.chosen_milestone) and chosen not in [str(milestone.pk) for milestone in offered]:
        offered += action.milestones.filter(pk=chosen)
    form.show(figures, offered)
    return form


def _with_rights(user, history):
    """The items of a history, each with what the person may do with it."""
    for item in history.items:
        if isinstance(item, Note):
            item.may_remove = permissions.can_remove_note(user, item)
        else:
            item.may_correct = permissions.can_correct(user, item)
            item.may_withdraw = permissions.can_withdraw(user, item)
            item.may_add_evidence = item.kind in HEARD_KINDS and permissions.can_add_evidence(user, item.action)
            mark_removable(user, item)
    return history
