"""How a report went over time: pictures, the same numbers as tables, and as files."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from actions import plots
from actions.exchange.csv_file import csv_file
from actions.lanes import NARROW_LANES, WIDE_LANES, lanes
from actions.lifecycle import spoken
from actions.reporting.behind import COUNTED, milestones_behind
from actions.reporting.findings import burn_up_finding, levels_finding, milestones_finding
from actions.reporting.series import RANGES, milestone_points, series
from actions.views.clock import read_clock
from actions.views.finding import dashboard, find_report, report_page
from actions.views.paging import page_of

STACKED = ("done", "under_way", "planned", "overdue")
LINES = ("pursued", "due", "done")

HEADERS = {
    "milestones": ("day", "done", "under_way_in_time", "planned_in_time", "overdue"),
    "levels": ("action", "title", "from_day", "until_day", "level", "level_entry"),
    "burn-up": ("day", *LINES),
}
"""{chart: the names of the columns of its file}, those of the models and figures, but no state that means less."""

WORDS = {
    "12": _("Last 12 months"),
    "24": _("Last 24 months"),
    "all": _("Since the report"),
}


@dataclass(frozen=True)
class Row:
    """The figures of a day in a table: ``counts`` are (name, figure, address of what is behind it or nothing)."""

    day: date
    counts: tuple


@dataclass(frozen=True)
class Chart:
    """A picture and what goes with it: ``finding`` is its title, ``pictures`` are wide and narrow.

    ``rows`` are those of the file, ``figures`` the same as Rows, where each is of a day and counts ``names``. All are
    empty when there is nothing to show.
    """

    name: str
    finding: str
    rows: tuple
    pictures: tuple
    csv_url: str
    figures: tuple = ()
    names: tuple = ()


@dataclass(frozen=True)
class Asked:
    """What stands in the address: how far back, up to which day, known at which moment (None is now)."""

    months: str
    as_of: date
    known: datetime | None
    today: date

    def query(self, **other):
        """The same as the end of an address, without what goes without saying."""
        values = {"months": self.months} if self.months != "12" else {}
        if self.as_of != self.today or self.known:
            values["as_of"] = self.as_of.isoformat()
        if self.known:
            values["known"] = self.known.isoformat()
        values |= other
        return f"?{urlencode(values)}" if values else ""


@dashboard
def over_time(request, slug):
    """Milestones by state, levels, and what is done against what was due, month by month."""
    report = find_report(request, slug)
    clock = read_clock(request, report)
    asked = _asked(request, clock)
    found = series(report, asked.as_of, months=asked.months, known=asked.known)
    links = [(words, asked.query(months=months), months == asked.months) for months, words in WORDS.items()]
    context = {
        "clock": clock,
        "charts": [chart(report, found, asked) for chart in CHARTS.values()],
        "nothing_before": found.nothing_before,
        "is_before_the_record": not found.levels and clock.is_before_the_record,
        "ranges": links,
        "as_of": asked.as_of,
        "known": asked.known,
        "known_then": asked.known.isoformat() if asked.known else "",
        "is_today": asked.as_of == asked.today and not asked.known,
        "wrong": _wrong_months(request),
    }
    return report_page(request, "actions/over_time.html", report, context)


@dashboard
def over_time_csv(request, slug, chart):
    """The numbers of a chart as a file."""
    report = find_report(request, slug)
    if chart not in CHARTS:
        raise Http404
    asked = _asked_rightly(request, report)
    found = series(report, asked.as_of, months=asked.months, known=asked.known)
    rows = CHARTS[chart](report, found, asked).rows
    name = f"{report.slug}-{chart}-{asked.as_of.isoformat()}.csv"
    return HttpResponse(
        csv_file(HEADERS[chart], rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@dashboard
def over_time_milestones(request, slug):
    """The milestones behind a figure, as they stood on its day."""
    report = find_report(request, slug)
    clock = read_clock(request, report)
    asked = _asked(request, clock)
    wrong = _wrong_clock(clock)
    count, day = _figure(request, report, asked, wrong)
    found = [] if wrong else milestones_behind(report, count, day, asked.known)
    context = {
        "wrong": wrong,
        "page": page_of(request, Paginator(found, 50)),
        "count": count,
        "day": day,
        "known": asked.known,
        "zone": clock.zone if asked.known else None,
        "query": Asked("12", day, asked.known, asked.today).query(),
        "back": reverse("over-time", args=[report.slug]) + asked.query(),
    }
    return report_page(request, "actions/over_time_milestones.html", report, context)


def milestones_lately(report, clock):
    """The Chart of the milestones over the last twelve months, for the overview; no query beyond the standing's."""
    points = milestone_points(report, clock.standing)
    return _milestones_chart(report, points, Asked("12", clock.as_of, clock.known, clock.today))


def _asked(request, clock):
    """What the address asks for; the last twelve months where it names no stretch of time there is."""
    months = request.GET.get("months", "12")
    return Asked(months if months in RANGES else "12", clock.as_of, clock.known, clock.today)


def _asked_rightly(request, report):
    """The same for a file, which cannot say that it shows something else than was asked for: that is 404."""
    clock = read_clock(request, report)
    if _wrong_clock(clock) or _wrong_months(request):
        raise Http404
    return _asked(request, clock)


def _wrong_clock(clock):
    """What is wrong with the day and the moment in the address, in sentences."""
    return [sentence for sentences in clock.form.errors.values() for sentence in sentences]


def _wrong_months(request):
    """The same of how far back it goes."""
    if request.GET.get("months", "12") in RANGES:
        return []
    return [_("The address names a stretch of time that there is not; these are the last twelve months.")]


def _figure(request, report, asked, wrong):
    """(what is counted, on which day) as the address has it; what is wrong with them is added to ``wrong``."""
    count, day = request.GET.get("count", "pursued"), asked.as_of
    if count not in COUNTED:
        wrong.append(_("The address names a figure that there is not."))
    try:
        day = date.fromisoformat(request.GET.get("day") or day.isoformat())
    except ValueError:
        wrong.append(_("The address names a day that does not exist."))
    if not report.published_on <= day <= asked.as_of:
        days = {"day": spoken(day), "first": spoken(report.published_on), "last": spoken(asked.as_of)}
        wrong.append(_("%(day)s is not one of the days from %(first)s to %(last)s.") % days)
    return count, day


def _csv_url(report, name, asked):
    return reverse("over-time-csv", args=[report.slug, name]) + asked.query()


def _counted_chart(name, names, draw, sizes, finding, report, points, asked):
    """A Chart of some of the figures of the Points."""
    days = [point.day for point in points]
    counts = {each: tuple(getattr(point, each) for point in points) for each in names}
    there = any(point.pursued for point in points)
    rows = tuple((day, *figures) for day, *figures in zip(days, *counts.values(), strict=True)) if there else ()
    return Chart(
        name,
        finding(points),
        rows,
        tuple(draw(days, counts, size) for size in sizes) if there else (),
        _csv_url(report, name, asked),
        tuple(Row(day, tuple(_counts(report, day, names, figures, asked))) for day, *figures in rows),
        names,
    )


def _counts(report, day, names, figures, asked):
    address = reverse("over-time-milestones", args=[report.slug])
    for name, figure in zip(names, figures, strict=True):
        yield name, figure, address + asked.query(day=day.isoformat(), count=name) if figure else ""


def _milestones_chart(report, points, asked):
    sizes = (plots.WIDE_BANDS, plots.NARROW_BANDS)
    return _counted_chart("milestones", STACKED, plots.stack, sizes, milestones_finding, report, points, asked)


def _burn_up_chart(report, found, asked):
    sizes = (plots.WIDE, plots.NARROW)
    return _counted_chart("burn-up", LINES, plots.lines, sizes, burn_up_finding, report, found.points, asked)


def _levels_chart(report, found, asked):
    sizes = (WIDE_LANES, NARROW_LANES) if found.levels else ()
    return Chart(
        "levels",
        levels_finding(found.levels, found.start, found.as_of),
        tuple(
            (action.number, action.title, step.from_day, step.until_day, step.level, step.entry)
            for action in found.levels
            for step in action.steps
        ),
        tuple(lanes(found.start, found.as_of, found.levels, size) for size in sizes),
        _csv_url(report, "levels", asked),
    )


CHARTS = {
    "milestones": lambda report, found, asked: _milestones_chart(report, found.points, asked),
    "levels": _levels_chart,
    "burn-up": _burn_up_chart,
}
"""{name in the address: the Chart of a Series}."""
