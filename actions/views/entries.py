"""An entry of the record: its permanent page, its correction, its withdrawal."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from actions import kept, permissions
from actions.addresses import report_on
from actions.forms.updates import CorrectionForm, WithdrawalForm
from actions.lifecycle import HEARD_KINDS, UPDATE_KINDS, Kind
from actions.permissions import require
from actions.reporting.evidence import put_evidence
from actions.reporting.review import became_of
from actions.reporting.timeline import name_people, notes_on, put_former
from actions.services.review import waits_for_nobody
from actions.services.updates import correct_update, withdraw
from actions.views.attaching import Attaching, mark_removable
from actions.views.attempt import attempt, attempt_to_submit, posted, said_of_submitting
from actions.views.drafts import draft_back, own_draft, typed_before, why_sent_back, words_back
from actions.views.finding import dashboard, find_entry, report_page
from actions.views.finished import gone_on
from actions.views.way_back import lead_on, way_back

COPIED = "what_changed happened_on level course course_reason milestone state challenges next_steps".split()


@dashboard
def entry(request, slug, sequence):
    """One entry for good: what was said, by whom, when, and what became of it."""
    entry = find_entry(request, slug, sequence)
    entry.may_correct = permissions.can_correct(request.user, entry)
    entry.may_withdraw = permissions.can_withdraw(request.user, entry)
    earlier = entry.supersedes_number and find_entry(request, slug, entry.supersedes_number)
    entry.may_add_evidence = entry.kind in HEARD_KINDS and permissions.can_add_evidence(request.user, entry.action)
    name_people([entry])
    put_former(entry)
    put_evidence([entry, *([earlier] if earlier else [])], request.user)
    mark_removable(request.user, entry)
    sees_to = entry.kind == Kind.NUDGE and permissions.can_see_to_concerns(request.user, entry.report)
    asks = entry.kind == Kind.NUDGE and permissions.can_log_update(request.user, entry.action)
    context = {
        "entry": entry,
        "earlier": earlier,
        "answer_url": report_on(entry.report, entry.action, entry.milestone) if asks else "",
        "mails": entry.mails.select_related("person") if sees_to else [],
        "threads": _threads(request.user, entry),
        "can_add_note": entry.action and permissions.can_add_note(request.user, entry.action),
        "can_assess": permissions.can_assess(request.user, entry.report),
    }
    return report_page(request, "actions/entry.html", entry.report, context)


def _threads(user, entry):
    """The notes on an entry that a person may read: lists of one that began a thread and its answers."""
    threads = {}
    for note in notes_on(entry, user):
        note.may_remove = permissions.can_remove_note(user, note)
        threads.setdefault(note.answers_id or note.pk, []).append(note)
    return list(threads.values())


def correct(request, slug, sequence):
    """Correct an update; the earlier version stays readable."""
    entry = find_entry(request, slug, sequence)
    require(entry.kind in UPDATE_KINDS and permissions.can_correct(request.user, entry))
    report, action = entry.report, entry.action
    draft = own_draft(request, action, corrects=entry)
    if request.method != "POST" and not draft and (there := gone_on(request, action, corrects=entry)):
        return there
    if entry.superseder_number and request.method != "POST":
        return _cannot(request, entry, draft_back(request, action, entry) or draft)
    said = {name: getattr(entry, name) for name in COPIED} | {"milestone": entry.milestone_id}
    initial = said | {"version": 0} | typed_before(draft)
    initial |= words_back(request, action, corrects=entry)
    form = CorrectionForm(posted(request), initial=initial, milestones=action.milestones.all())
    attaching = Attaching(request, action, form["key"].value(), entry=entry)
    if request.method == "POST":
        if attaching.goes_on():
            if report.review_asked:
                given = {"action": action, "by": request.user, "shown": attaching.shown, "corrects": entry}
                done, submitted = attempt_to_submit(form, **given)
                if done:
                    return lead_on(request, said_of_submitting(report, request.user), submitted)
            else:
                given = {"entry": entry, "by": request.user, "shown": attaching.shown}
                done, correction = attempt(form, correct_update, report=report, **given)
                if done:
                    return lead_on(request, _("Corrected. Both versions stay readable."), correction)
            attaching.follow(form)
        elif attaching.is_not_sent:
            form.leave_unchecked(attaching.key)
    form.show(action.milestones.all())
    context = {
        "entry": entry,
        "action": action,
        "back": way_back(request),
        "form": form,
        "attaching": attaching,
        "sent_back": why_sent_back(draft),
        "nobody_accepts": waits_for_nobody(report, request.user),
        "begun": "key" in initial,
        "differs": _quoted(form.differs_from(said)) if "key" in initial else "",
        "overtaken": became_of(entry) if entry.superseder_number else "",
    }
    return report_page(request, "actions/correct_update.html", report, context)


def _quoted(labels):
    """These labels in a sentence: “Level”, “Course” and “Challenges”."""
    return get_text_list([f"“{label}”" for label in labels], _("and"))


def withdrawal(request, slug, sequence):
    """Withdraw an update or a "still true", after asking why."""
    entry = find_entry(request, slug, sequence)
    require(permissions.can_withdraw(request.user, entry))
    if entry.superseder_number and request.method != "POST":
        return _cannot(request, entry)
    form = WithdrawalForm(posted(request), initial=kept.take(request))
    if request.method == "POST":
        done, _result = attempt(form, withdraw, report=entry.report, entry=entry, by=request.user)
        if done:
            messages.success(request, _("Withdrawn. The entry stays readable but counts no more."))
            return redirect(entry)
    context = {"entry": entry, "form": form}
    return report_page(request, "actions/withdraw.html", entry.report, context)


def _cannot(request, entry, draft=None):
    """Say that an entry was corrected or withdrawn meanwhile, and show what became of it, or the words of a draft."""
    if draft:
        draft.action = entry.action
        return redirect(way_back(request).on(draft.get_absolute_url()))  # which says so
    later = entry.superseder
    sentence = (
        _("%(who)s withdrew this entry meanwhile. It can no longer be changed.")
        if later.kind == Kind.WITHDRAWAL
        else _("%(who)s corrected this update meanwhile. This is the corrected one.")
    )
    messages.warning(request, sentence % {"who": later.author})
    kept.give_back(request)
    return redirect(entry if later.kind == Kind.WITHDRAWAL else later)
