"""Review: what waits on a report, one update beside what stood before, and what is decided about it."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from actions import kept, permissions
from actions.forms.careful import CarefulForm
from actions.forms.review import AcceptManyForm, SendBackForm
from actions.forms.updates import CAME_WITH_IT, form_of
from actions.lifecycle import UNFINISHED_STAGES, Kind, Refused, Stage
from actions.models import Decision, Draft
from actions.permissions import require
from actions.reporting.evidence import coming_with, count_coming
from actions.reporting.review import became_of, proposals, put_latest
from actions.services import review as services
from actions.views.attempt import attempt, posted
from actions.views.choices import chosen
from actions.views.drafts import milestone_of
from actions.views.finding import find_report, report_page, waiting_for
from actions.views.paging import page_of
from actions.views.way_back import way_back

PAGE = 25
OVER = {
    Stage.ACCEPTED: ngettext_lazy(
        "Already accepted by %(who)s: %(count)s update.", "Already accepted by %(who)s: %(count)s updates.", "count"
    ),
    Stage.SENT_BACK: ngettext_lazy(
        "Already sent back by %(who)s: %(count)s update.", "Already sent back by %(who)s: %(count)s updates.", "count"
    ),
    Stage.DRAFT: ngettext_lazy(
        "Taken back by %(who)s: %(count)s update.", "Taken back by %(who)s: %(count)s updates.", "count"
    ),
    None: ngettext_lazy(
        "Logged without review by %(who)s: %(count)s update.",
        "Logged without review by %(who)s: %(count)s updates.",
        "count",
    ),
}
"""{where someone else brought updates before they were accepted: what is said of all of these}."""
READ = ("action__report", "author", "organisation", "milestone", "corrects__superseded_by__author", "reviewer")


def review(request, slug):
    """The updates that wait on a report, the longest waiting first; those ticked are accepted at once."""
    report = find_report(request, slug)
    require(permissions.can_review(request.user, report))
    if request.method == "POST":
        return _accept_many(request, report)
    if chosen(request, "only", ["discarded"], _("What waits is shown.")):
        return _all_discarded(request, report)
    waiting = Draft.objects.visible_to(request.user).waiting().filter(action__report=report)
    actions = {str(action.number): action for action in report.actions.all()} if "action" in request.GET else {}
    action = actions.get(chosen(request, "action", actions, _("All that waits is shown.")))
    if action:
        waiting = waiting.filter(action=action)
    page = page_of(request, Paginator(waiting.select_related(*READ).order_by("submitted_at", "pk"), PAGE))
    found = proposals(page.object_list)
    count_coming(page.object_list, request.user)
    put_latest([draft.corrects for draft in page.object_list if draft.is_overtaken])
    for draft in page.object_list:
        draft.proposal = found[draft.pk]
        draft.action.report = report
        if draft.corrects:
            draft.corrects.report = report
        draft.may_decide = permissions.can_decide(request.user, draft)
        draft.lacks = draft.proposal.lacks
    context = {
        "page": page,
        "narrowed_to": action,
        "seen": report.head_sequence,
        "own": sum(update.author_id == request.user.pk for update in waiting_for(request.user, report)),
        "may_accept": any(draft.may_decide and not draft.lacks for draft in page.object_list),
    }
    return report_page(request, "actions/review.html", report, context)


def submission(request, slug, draft):
    """One update on its way into the record: what it says, what it would move, and all that was decided."""
    if request.method != "POST" and (discarded := _discarded(request, slug, draft)):
        return discarded
    report, draft, taken_back = _find_or_taken_back(request, slug, draft)
    if taken_back:
        return taken_back
    if draft.stage == Stage.DISCARDED:
        if request.method == "POST":
            return redirect(draft)
        messages.info(request, _("That draft was discarded."))
        return redirect(draft.action)
    may_decide = permissions.can_decide(request.user, draft)
    form = None
    if request.method == "POST":
        require(may_decide)
        done, form = _accept(request, draft, _number(request, "version"), _number(request, "seen"))
        if done:
            messages.success(request, _("Accepted. It is in the record now."))
            return redirect("review", slug)
        report.refresh_from_db()
        draft.refresh_from_db()
        if over := _over(request, draft):
            return over
    waits, unfinished = draft.stage == Stage.SUBMITTED, draft.stage in UNFINISHED_STAGES
    proposal = proposals([draft]).get(draft.pk) if draft.stage != Stage.DRAFT else None
    lacks = proposal.lacks if proposal and waits else ""
    is_own, decisions = draft.author_id == request.user.pk, list(draft.decisions.select_related("by"))
    context = {
        "draft": draft,
        "action": draft.action,
        "form": form,
        "proposal": proposal,
        "lacks": lacks,
        "evidence": coming_with(draft, request.user),
        "decisions": decisions,
        "was_logged": draft.entry and not any(made.stage == Stage.ACCEPTED for made in decisions),
        "sent_back": decisions[-1] if is_own and draft.stage == Stage.SENT_BACK else None,
        "may_decide": may_decide and waits,
        "is_own": is_own,
        "may_write": permissions.can_log_update(request.user, draft.action),
        "may_review": permissions.can_review(request.user, report),
        "waits": waits,
        "unfinished": unfinished,
        "milestone": milestone_of(draft) if unfinished else None,
        "back": way_back(request),
        **_overtaken(request.user, draft),
        "there": services.note_reviewer(draft=draft, by=request.user) if may_decide and waits else None,
        "send_back_form": SendBackForm(initial={"version": draft.version, "reason": lacks}, auto_id="id_%s"),
        "seen": report.head_sequence,
    }
    return report_page(request, "actions/submission.html", report, context)


def _overtaken(user, draft):
    """What the page of a correction says when what it corrects does not count any more."""
    if not draft.is_overtaken:
        return {"overtaken": "", "goes_on_elsewhere": False}
    latest, may_write = draft.corrects.latest, permissions.can_log_update(user, draft.action)
    is_own = draft.author_id == user.pk and draft.stage in UNFINISHED_STAGES
    return {
        "latest": latest,
        "withdrawn": latest.kind == Kind.WITHDRAWAL,
        "overtaken": became_of(draft.corrects),
        "goes_on_elsewhere": is_own and may_write,
        "may_carry_on": permissions.can_correct(user, draft.corrects),
    }


def _discarded(request, slug, pk):
    """The page of an update that its author discarded after it was submitted: what was decided is still to be read.

    For who may review, and for its author; None for anyone else, and of any other update.
    """
    report = find_report(request, slug)
    found = Draft.objects.discarded().filter(action__report=report)
    if not permissions.can_review(request.user, report):
        found = found.filter(author=request.user)
    draft = found.select_related("action", "author", "organisation", "corrects").filter(pk=pk).first()
    if draft is None:
        return None
    draft.action.report = report
    context = {"draft": draft, "action": draft.action, "decisions": draft.decisions.select_related("by")}
    return report_page(request, "actions/discarded.html", report, context)


def _all_discarded(request, report):
    """The updates on a report that were discarded after they were submitted, the last discarded first."""
    reasons = Prefetch("decisions", Decision.objects.filter(stage=Stage.SENT_BACK).select_related("by"), "sent_back")
    found = Draft.objects.discarded().filter(action__report=report).prefetch_related(reasons)
    found = found.select_related("action", "author", "organisation", "corrects").order_by("-saved_at", "-pk")
    page = page_of(request, Paginator(found, PAGE))
    for draft in page.object_list:
        draft.action.report = report
    return report_page(request, "actions/all_discarded.html", report, {"page": page})


def send_back(request, slug, draft):
    """Send an update back to its author, with the reason."""
    report, draft, taken_back = _find_or_taken_back(request, slug, draft)
    if taken_back:
        return taken_back
    require(permissions.can_decide(request.user, draft))
    form = SendBackForm(posted(request), initial={"version": draft.version} | kept.take(request))
    if request.method == "POST":
        done, _draft = attempt(form, services.send_back, report=report, draft=draft, by=request.user)
        if done:
            messages.success(request, _("Sent back. %(who)s is told why.") % {"who": draft.author})
            return redirect("review", slug)
        draft.refresh_from_db()
    if over := _over(request, draft):
        return over
    count_coming([draft], request.user)
    context = {"draft": draft, "action": draft.action, "form": form, "proposal": proposals([draft])[draft.pk]}
    return report_page(request, "actions/send_back.html", report, context)


def take_back(request, slug, draft):
    """Take one's own update back to go on writing, before anyone has decided."""
    _report, draft = _find(request, slug, draft)
    require(draft.author_id == request.user.pk and permissions.can_log_update(request.user, draft.action))
    if request.method != "POST":
        return redirect(draft)
    try:
        services.take_back(draft=draft, by=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(draft)
    messages.success(request, _("Taken back. It is a draft again: change it and submit it, or leave it."))
    return redirect(draft)


def _find(request, slug, pk):
    """(report, update) for those who may know of it."""
    report = find_report(request, slug)
    drafts = Draft.objects.visible_to(request.user).filter(action__report=report).select_related(*READ, "entry")
    draft = get_object_or_404(drafts, pk=pk)
    draft.action.report = report
    if draft.corrects:
        draft.corrects.report = report
    return report, draft


def _find_or_taken_back(request, slug, pk):
    """(report, update, None), or (None, None, where one leads that its author took back, at this moment perhaps)."""
    try:
        return *_find(request, slug, pk), None
    except Http404:
        if taken_back := _taken_back(request, slug, pk):
            return None, None, taken_back
        raise


def _taken_back(request, slug, pk):
    """Where an update leads that its author took back meanwhile; None when it did not come to that.

    Who may review was told of it while it waited. Nothing of it but that is said, and to nobody else.
    """
    report = find_report(request, slug)
    if not permissions.can_review(request.user, report):
        return None
    taken_back = Draft.objects.taken_back().filter(action__report=report).exclude(author=request.user)
    draft = taken_back.select_related("author").filter(pk=pk).first()
    return draft and _over(request, draft)


def _over(request, draft):
    """Where an update leads about which there is nothing to decide any more, saying why; None while it waits."""
    said = services.why_over(draft)
    if not said:
        return None
    if reason := request.POST.get("reason", "").strip():
        said = _("%(said)s You had written: “%(reason)s”") % {"said": said, "reason": reason}
    tell = messages.error if request.method == "POST" else messages.info
    tell(request, said)
    known = draft.stage == Stage.DISCARDED or Draft.objects.visible_to(request.user).filter(pk=draft.pk).exists()
    return redirect(draft) if known else redirect("review", draft.action.report.slug)


def _accept(request, draft, version, seen):
    """(True, the form) when it was accepted, or (False, the form that says why not)."""
    # What is decided already has no words here any more; the service says who decided.
    form = form_of(draft) if draft.stage == Stage.SUBMITTED else CarefulForm({})
    if form.is_valid():
        for name in (*CAME_WITH_IT, "organisation"):
            form.cleaned_data.pop(name, None)
    given = {"draft": draft, "by": request.user, "version": version, "seen": seen}
    done, _entry = attempt(form, services.accept, report=draft.action.report, **given)
    return done, form


def _accept_many(request, report):
    form = AcceptManyForm({"chosen": request.POST.getlist("chosen"), "seen": request.POST.get("seen", "")})
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("review", report.slug)
    ticked = dict(form.cleaned_data["chosen"])
    drafts = Draft.objects.visible_to(request.user).filter(action__report=report, pk__in=ticked)
    accepted, over = 0, {}
    for draft in drafts.select_related(*READ, "entry").order_by("submitted_at", "pk"):
        draft.action.report = report
        done, refused = _accept(request, draft, ticked[draft.pk], form.cleaned_data["seen"])
        accepted += done
        if done:
            continue
        draft.refresh_from_db(fields=["stage"])
        if draft.stage == Stage.SUBMITTED:
            why = _overtaken_or_refused(draft, refused)
            title = Truncator(draft.submitted.get("what_changed", "") or draft.action.title).chars(60)
            messages.error(request, _("Not accepted: “%(title)s”. %(why)s") % {"title": title, "why": why})
        else:
            over[draft.pk] = services.ended_by(draft)
    taken_back = Draft.objects.taken_back().filter(action__report=report, pk__in=ticked).exclude(author=request.user)
    for draft in taken_back.select_related("author").order_by("pk"):
        over[draft.pk] = services.ended_by(draft)
    for (stage, who), count in Counter(over.values()).items():
        messages.error(request, OVER[stage] % {"who": who, "count": count})
    if accepted:
        words = ngettext("%(count)s update accepted.", "%(count)s updates accepted.", accepted)
        messages.success(request, words % {"count": accepted})
    return redirect("review", report.slug)


def _overtaken_or_refused(draft, form):
    """Why an update was not accepted, in the words for who decides: those of the form are for its author."""
    if draft.is_overtaken:
        return became_of(draft.corrects)
    return " ".join(error for errors in form.errors.values() for error in errors)


def _number(request, name):
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0
