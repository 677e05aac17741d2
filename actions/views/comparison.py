"""Two days of a report side by side: what moved, and the entries that moved it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from actions.forms.days import THEN, ComparisonForm
from actions.reporting import comparison, zone_known
from actions.reporting.figures import end_of_last_quarter
from actions.views.clock import known_then, params
from actions.views.finding import dashboard, find_report, report_page

SECTIONS = {
    comparison.FORWARD: _("Moved forward"),
    comparison.BACK: _("Moved back"),
    comparison.STATED: _("Stated anew"),
    comparison.ADDED: _("Added, or taken up again"),
    comparison.DROPPED: _("Dropped"),
    comparison.DUE: _("Due day changed"),
}


@dashboard
def compare(request, slug):
    """What moved forward, moved back, was added or dropped from the end of one day to the end of another."""
    report = find_report(request, slug)
    now = timezone.now()
    today = report.today(now)
    asked = {
        "first": max(end_of_last_quarter(today), report.published_on).isoformat(),
        "last": today.isoformat(),
        **{name: request.GET[name] for name in ("first", "last", "known") if name in request.GET},
    }
    form = ComparisonForm(asked, report=report, today=today, now=now)
    context = {"form": form}
    if form.errors.keys() <= {"known"}:  # a moment that makes no sense leaves both days as they are known now
        first, last, known = (form.cleaned_data.get(name) for name in ("first", "last", "known"))
        knowing = {"known": known}
        if known == THEN:
            knowing = {"known": known_then(report, last, now), "first_known": known_then(report, first, now)}
        found = comparison.compare(report, first, last, **knowing)
        quoted = {"first": first, "last": last} | params(None, known or report.head_at)
        context |= {
            "comparison": found,
            "known": known,
            "zone": zone_known(report, known) if known and known != THEN else None,
            "goes_on": known == THEN and knowing["known"] is None,
            "sentence": comparison.compared(found),
            "counted": [_linked(report, row, found, known) for row in comparison.counted(found)],
            "sections": [(kind, title, found.of(kind)) for kind, title in SECTIONS.items()],
            "last_query": "?" + urlencode(params(last, known)) if last != today or known else "",
            "quoted": urlencode(quoted),
            "is_quoted": known != THEN or knowing["known"] is not None,
        }
    return report_page(request, "actions/compare.html", report, context)


def _linked(report, row, found, known):
    """A row of figures, each with the address of the rows behind it."""
    label, (what, value), before, after = row
    page, name = ("overview", "show") if what == "level" else ("milestones", "state")
    base = reverse(page, args=[report.slug])
    urls = [f"{base}?{urlencode({name: value} | params(s.as_of, known))}" for s in (found.first, found.last)]
    return {"label": label, "before": (before, urls[0]), "after": (after, urls[1]), "difference": after - before}
