"""Drafts: what a person is writing, kept for them alone."""

from functools import cache
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from actions import kept, permissions
from actions.forms.updates import typed_in
from actions.lifecycle import UNFINISHED_STAGES, Refused, Stage
from actions.models import Draft, Entry
from actions.permissions import require
from actions.reporting.evidence import count_coming, count_wordless
from actions.services import drafts as services
from actions.views.attaching import Attaching, shown_in
from actions.views.finding import find_action, find_entry, report_page
from actions.views.way_back import way_back

OFFERED = 5
"""Drafts offered on one page; whoever has more finds them under My work."""


def own_draft(request, action, corrects=None):
    """The draft that the address names, or the form that was sent; None when there is no such draft to go on with."""
    drafts = Draft.objects.unfinished().filter(author=request.user, action=action, corrects=corrects)
    if request.method == "POST":
        try:
            return drafts.filter(key=UUID(request.POST.get("key", ""))).first()
        except ValueError:
            return None
    named = request.GET.get("draft", "")
    return drafts.filter(pk=named).first() if named.isdecimal() and len(named) < 18 else None


def typed_before(draft):
    """What a form opens with, to go on with a draft."""
    return draft.typed | {"key": draft.key, "version": draft.version} if draft else {}


def words_back(request, action, corrects=None):
    """What was typed into this form when it was sent after signing out; from now on it is a draft. {} for nothing."""
    words, draft = _back(request, action, corrects)
    return words | {"key": draft.key, "version": draft.version} if draft else words


def draft_back(request, action, corrects):
    """The draft that such words are from now on, where their form does not open any more; None for nothing.

    What was sent already is said, and is none.
    """
    if _was_sent(request.user, kept.key(request)):
        kept.give_back(request)
    told = []
    words, draft = _back(request, action, corrects, told)
    if draft:
        kept.say(request, told)
    else:
        kept.tell(request, words)
    return draft


def _was_sent(author, key):
    """True if the form of this key became an entry, or waits to become one."""
    try:
        own = {"author": author, "key": UUID(key)}
    except ValueError:
        return False
    sent = Draft.objects.filter(**own, stage__in=[Stage.SUBMITTED, Stage.ACCEPTED])
    return sent.exists() or Entry.objects.filter(**own).exists()


def _back(request, action, corrects, told=None):
    words, draft = kept.take(request, told=told), None
    if not words:
        return words, draft
    try:
        draft = services.save_draft(
            action=action,
            by=request.user,
            key=UUID(words.get("key", "")),
            typed=typed_in(words, corrects),
            version=_number(words.get("version", "")),
            shown=shown_in(words),
            corrects=corrects,
        )
    except services.Elsewhere as elsewhere:
        draft = elsewhere.draft
        messages.warning(request, elsewhere.message)
        Attaching(request, action, draft.key, data=words).part(draft.key, elsewhere.doubles)
    except (Refused, ValueError):
        pass
    else:
        Attaching(request, action, words["key"], data=dict(words)).describe()
    return words, draft


def why_sent_back(draft):
    """The decision by which a draft was sent back to be changed, or None."""
    return draft.decisions.select_related("by").last() if draft and draft.stage == Stage.SENT_BACK else None


def begun(user):
    """True of an action on which a person has a draft to go on with."""
    return Exists(_begun().filter(author=user))


@cache
def _begun():
    """The drafts on an action to go on with; put together once, for each look at an action asks for one's own."""
    return Draft.objects.unfinished().filter(action=OuterRef("pk"))


def drafts_on(user, action):
    """The drafts that a person can go on with on an action, the last saved first, each with ``where``."""
    found = Draft.objects.unfinished().filter(author=user, action=action).select_related("corrects__superseded_by")
    found = found.only(
        *"stage typed version saved_at key author corrects__sequence corrects__superseded_by__sequence".split()
    )
    drafts = list(found.order_by("-saved_at", "-pk")[:OFFERED])
    count_wordless(drafts, user)
    for draft in drafts:
        draft.action = action
        draft.where = where_to_go_on(draft)
    return drafts


def where_to_go_on(draft):
    """Where its author goes on with a draft: in its form, or on the page that says how, if it is overtaken."""
    return draft.get_absolute_url() if draft.is_overtaken else form_address(draft)


def form_address(draft):
    """The address of the form in which a draft is written."""
    return f"{_form(draft.action, draft.corrects if draft.corrects_id else None)}?draft={draft.pk}"


def _form(action, corrects):
    """The address of the form for a new update, or for a correction."""
    if corrects:
        return reverse("correct-update", args=[action.report.slug, corrects.sequence])
    return reverse("log-update", args=[action.report.slug, action.number])


def save(request, slug, number):
    """Keep what stands in the form of an update: for its script every few seconds, or by a button."""
    if said := _who_is_here(request):
        return said
    action = find_action(request, slug, number)
    require(permissions.can_log_update(request.user, action))
    return _save(request, action)


def save_correction(request, slug, sequence):
    """The same for the form in which an update is corrected."""
    if said := _who_is_here(request):
        return said
    entry = find_entry(request, slug, sequence)
    require(permissions.can_correct(request.user, entry))
    return _save(request, entry.action, entry)


def discard(request, slug, draft):
    """Throw one's own draft away, after asking; also when one is no longer on its report."""
    drafts = Draft.objects.filter(author=request.user, action__report__slug=slug)
    drafts = drafts.filter(stage__in=[*UNFINISHED_STAGES, Stage.DISCARDED])
    draft = get_object_or_404(drafts.select_related("action__report", "corrects"), pk=draft)
    report, back = draft.action.report, way_back(request).address
    if not permissions.can_log_update(request.user, draft.action):
        back = back or reverse("my-work")
    if request.method == "POST" or draft.stage == Stage.DISCARDED:
        try:
            services.discard_draft(draft=draft)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("Draft discarded."))
        return redirect(back or draft.action)
    count_coming([draft], request.user)
    context = {"draft": draft, "action": draft.action, "back": back or where_to_go_on(draft)}
    context["milestone"] = milestone_of(draft)
    if not permissions.has_right(request.user, report, "read"):
        return render(request, "actions/discard_draft.html", context)
    return report_page(request, "actions/discard_draft.html", report, context)


def carry_on(request, slug, draft):
    """Go on with one's correction of what was corrected or withdrawn meanwhile: on what counts, or as a new update."""
    drafts = Draft.objects.visible_to(request.user).filter(author=request.user, action__report__slug=slug)
    draft = get_object_or_404(drafts.select_related("action__report", "corrects__superseded_by"), pk=draft)
    require(permissions.can_log_update(request.user, draft.action))
    back = way_back(request)
    if request.method != "POST":
        return redirect(back.on(draft.get_absolute_url()))
    require(not draft.corrects or permissions.can_correct(request.user, draft.corrects))
    try:
        carried = services.carry_on(draft=draft)
    except Refused:
        return redirect(draft)  # which says what became of it
    carried.action = draft.action
    for said in _said_of_carrying(draft, carried, request.user):
        messages.success(request, said)
    return redirect(back.on(where_to_go_on(carried)))


def _said_of_carrying(draft, carried, by):
    """What is told of a draft that was carried on; nothing where it had been before."""
    if carried.version == draft.version:
        return []
    if carried.corrects:
        said = _("Your words stand in this form now, which corrects entry %(number)s: see that nothing right is lost.")
        return [said % {"number": carried.corrects.sequence}]
    said = [_("Your words stand in this form now, as a new update: see that it says all there is to say.")]
    if draft.corrects.organisation_id != by.organisation_id:
        said.append(_("It is on behalf of %(organisation)s.") % {"organisation": draft.corrects.organisation})
    if reason := draft.typed.get("reason", "").strip():
        said.append(_("Why you corrected it is not in it: “%(reason)s”") % {"reason": reason})
    return said


def milestone_of(draft):
    """The milestone that is chosen in the form of a draft, or None."""
    number = draft.typed.get("milestone", "")
    return draft.action.milestones.filter(pk=number).first() if number.isdecimal() and len(number) < 10 else None


def _who_is_here(request):
    """After signing in again in another tab, the page's script asks for the token of the new session, and whose it is.

    Whoever that is, may they write here or not: the form is to know that it is not who wrote it.
    """
    if request.method == "POST" or not kept.asked_by_script(request):
        return None
    return JsonResponse({"token": get_token(request), "whose": str(request.user.pk)})


def _save(request, action, corrects=None):
    by_script = kept.asked_by_script(request)
    back = way_back(request)
    if request.method != "POST":
        form = _form(action, corrects)
        return redirect(form if kept.send_on(request, form) else corrects or action)
    if request.POST.get("whose", str(request.user.pk)) != str(request.user.pk):
        said = _("Not saved: someone else has signed in meanwhile.")
        return JsonResponse({"said": said}, status=409) if by_script else redirect(action)
    try:
        key = UUID(request.POST.get("key", ""))
        page, nth = _page(request.POST.get("page", "")), _number(request.POST.get("nth", ""))
        attaching = Attaching(request, action, key, entry=corrects)
        if not by_script:  # which sends files and links by themselves
            _add(request, attaching)
        draft = services.save_draft(
            action=action,
            by=request.user,
            key=key,
            typed=typed_in(request.POST, corrects),
            version=_number(request.POST.get("version", "")),
            page=page,
            nth=nth,
            described=attaching.says_more,
            shown=attaching.shown,
            corrects=corrects,
        )
        if not (draft and services.is_late(draft, page, nth)):
            attaching.describe()
    except ValueError:
        return JsonResponse({"said": _("Not saved: open the form anew.")}, status=409)
    except services.Elsewhere as elsewhere:
        draft, said = elsewhere.draft, elsewhere.message
        attaching.part(draft.key, elsewhere.doubles)
        if by_script:
            here = {"key": str(draft.key), "version": draft.version, "url": back.on(form_address(draft))}
            if there := elsewhere.other:
                here["other"] = {"words": there.typed.get("what_changed", ""), "url": back.on(where_to_go_on(there))}
            else:
                here["gone"] = sorted(attaching.gone)
            return JsonResponse({"said": str(said), "doubles": elsewhere.doubles} | here)
        messages.warning(request, said)
    except Refused as refused:
        if by_script:
            return JsonResponse({"said": str(refused.message)}, status=409)
        attaching.take_back()
        messages.error(request, refused.message)
        kept.show_again(request)
        return redirect(corrects or action)
    if draft is None:
        said, url = _("Nothing is typed: no draft"), back.on(_form(action, corrects))
        if by_script:
            return JsonResponse({"said": said, "version": 0, "url": url})
        messages.info(request, said)
        return redirect(url)
    said = _("Draft saved at %(time)s") % {"time": date_format(timezone.localtime(draft.saved_at), "H:i")}
    if by_script:
        return JsonResponse({"said": said, "version": draft.version, "url": back.on(form_address(draft))})
    messages.success(request, said)
    return redirect(back.on(where_to_go_on(draft)))


def _add(request, attaching):
    """Keep the files and the link that came with the button; what is wrong with them is said on the next page."""
    attaching.add()
    for line in attaching.new["files"].errors:
        messages.error(request, line)
    for line in attaching.new["link"].errors:
        said = _("“%(link)s” was not added. %(why)s")
        messages.error(request, said % {"link": attaching.new["link"].value(), "why": line})


def _number(text):
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _page(text):
    """What an open page calls itself; None without scripts."""
    try:
        return UUID(text)
    except ValueError:
        return None
