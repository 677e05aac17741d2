"""Searching everything one may read."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from actions.models import Report
from actions.reporting.search import COUNTED, ONLY
from actions.reporting.search import search as find
from actions.views.finding import dashboard
from actions.words import asked

LONGEST = 200
"""Characters of a query that are read: more than a sentence."""


@dashboard
def search(request):
    """What has the words of the query, on one of one's reports or on all."""
    text = request.GET.get("q", "")
    only, chosen = request.GET.get("only", ""), request.GET.get("report", "")
    reports = list(Report.objects.visible_to(request.user))
    narrowed = [report for report in reports if report.slug == chosen]
    after = request.GET.get("after", "")
    if (only and only not in ONLY) or (chosen and not narrowed) or (after and not _is_place(after)):
        raise Http404
    too_long = len(text) > LONGEST
    terms = [] if too_long else asked(text)
    earlier = request.GET.get("earlier") == "yes"
    context = {
        "text": text,
        "too_long": too_long,
        "longest": LONGEST,
        "wanted": [term for term in terms if not term.unwanted],
        "nothing_typed": not text.strip(),
        "only": only,
        "filters": {name: label for name, (label, _kind) in ONLY.items()},
        "only_label": ONLY[only][0] if only else "",
        "earlier": earlier,
        "reports": reports,
        "chosen": narrowed[0] if narrowed else None,
        "counted": COUNTED,
        "now": timezone.now(),
    }
    if context["wanted"]:
        context["results"] = find(
            request.user,
            terms,
            reports=narrowed or reports,
            only=only,
            earlier=earlier,
            after=int(after) if after else None,
        )
    return render(request, "actions/search.html", context)


def _is_place(after):
    """Whether this can address a page of results: a number no larger than any row's."""
    return after.isascii() and after.isdigit() and len(after) <= 19 and int(after) < 1 << 63
