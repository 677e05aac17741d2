"""My work: where staff begin."""

from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from actions import kept
from actions.models import User
from actions.permissions import can_log_update, has_right
from actions.reporting.work import Work
from actions.views.choices import chosen
from actions.views.drafts import where_to_go_on
from actions.views.way_back import MINE, ORGANISATION, WayBack


def my_work(request):
    """What is late, due, silent, begun, sent back or waiting, of one's own or of one's organisation."""
    whose = chosen(request, "whose", [ORGANISATION], _("What is your own is shown."))
    work = Work(request.user, of_organisation=whose == ORGANISATION)
    back = WayBack(ORGANISATION if work.of_organisation else MINE)
    drafts = work.drafts()
    for draft in drafts.rows:
        draft.may_read = has_right(request.user, draft.action.report, "read")
        draft.called = draft.action.title if draft.may_read else _("Priority action %s") % draft.action.number
        draft.where = back.on(where_to_go_on(draft)) if can_log_update(request.user, draft.action) else ""
    milestones, (silent, others) = work.milestones(), work.actions()
    for span in milestones.rows:
        span.log_url = back.on(f"{_log_url(span)}?milestone={span.milestone.number}")
    for row in (*silent.rows, *others.rows):
        row.log_url = back.on(_log_url(row))
    person = User.objects.select_related("organisation", "digest").get(pk=request.user.pk)
    digest = getattr(person, "digest", None)
    context = {
        "organisation": person.organisation,
        "kept_words": kept.elsewhere(request),
        "paused_until": digest.paused_until if digest and digest.is_paused(timezone.now()) else None,
        "work": work,
        "back": back,
        "milestones": milestones,
        "silent": silent,
        "others": others,
        "drafts": drafts,
        "waiting": work.waiting(whole=request.GET.get("waiting") == "all"),
        "to_review": work.to_review(),
    }
    return render(request, "actions/my_work.html", context)


def _log_url(row):
    return reverse("log-update", args=[row.in_report.slug, row.action.number])


@never_cache
def my_work_count(request):
    """How many things of one's own are late, silent or sent back: for the navigation, which asks with every page."""
    return JsonResponse({"count": Work(request.user).count()})
