"""Searching everything one may read."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from actions.models import Report
from actions.regions import country_name
from actions.reporting.search import COUNTED, ONLY
from actions.reporting.search import search as find
from actions.views.choices import chosen
from actions.views.finding import dashboard
from actions.views.paging import from_place
from actions.words import asked

LONGEST = 200
"""Characters of a query that are read: more than a sentence."""


@dashboard
def search(request):
    """What has the words of the query, on one of one's reports or on all."""
    text = request.GET.get("q", "")
    reports = list(Report.objects.visible_to(request.user))
    slug = chosen(request, "report", [report.slug for report in reports], _("All reports you follow are searched."))
    narrowed = [report for report in reports if report.slug == slug]
    only = chosen(request, "only", ONLY, _("All kinds are shown."))
    after = from_place(request, _place, "after")
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
        "choices": _choices(reports, narrowed),
        "after": after,
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
            after=after,
        )
    return render(request, "actions/search.html", context)


def _choices(reports, narrowed):
    """All reports or one of them, as the options to choose from."""
    found = [("", _("All reports you follow"))]
    found += [(report.slug, f"{country_name(report.country.code)} · {report.title}") for report in reports]
    picked = narrowed[0].slug if narrowed else ""
    return [{"value": slug, "label": label, "selected": slug == picked} for slug, label in found]


def _place(after):
    """The row after which a page of results goes on; None for the first. Raises ValueError when it is no number."""
    if not after:
        return None
    if not (after.isascii() and after.isdigit() and len(after) <= 19 and int(after) < 1 << 63):
        raise ValueError("not the place of a result")
    return int(after)
