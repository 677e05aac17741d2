"""Where a draft has gone that is finished, or goes on in another form: an old link to it, or another tab, names it."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from actions import kept
from actions.lifecycle import UNFINISHED_STAGES, Stage
from actions.models import Draft
from actions.views.drafts import where_to_go_on
from actions.views.way_back import way_back


def gone_on(request, action, corrects=None):
    """The answer that leads to the entry a draft became, what was sent, or the form it goes on in; None where this
    one opens.

    Of one that was discarded the form says so; and it opens for words that were kept for it, whatever became of it.
    """
    named = request.GET.get("draft", "")
    if kept.waiting(request) or not (named.isdecimal() and len(named) < 18):
        return None
    drafts = Draft.objects.filter(author=request.user, action=action).select_related("entry__report", "corrects")
    draft = drafts.filter(pk=named).first()
    if draft is None:
        return None
    draft.action = action
    if draft.stage in UNFINISHED_STAGES:
        return redirect(way_back(request).on(where_to_go_on(draft)))  # it was carried on, and has another form
    if draft.corrects != corrects and not corrects:
        return None
    if draft.stage == Stage.DISCARDED:
        if not (corrects and corrects.superseder_number):
            messages.info(request, _("That draft was discarded. This form is a new one."))
        return None
    return redirect(draft.entry or draft)
