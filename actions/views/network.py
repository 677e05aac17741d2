"""The network's view: all reports in one list, as a file, and their themes compared between countries."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode

from actions import reporting
from actions.exchange.reports_file import write_reports
from actions.filters import ReportFilter, ThemesFilter
from actions.forms.days import NetworkDayForm
from actions.models import Report
from actions.reporting.figures import end_of_last_quarter
from actions.reporting.groups import grouped
from actions.reporting.lines import totals
from actions.reporting.summary import summary
from actions.reporting.themes import compare
from actions.views.finding import dashboard
from actions.views.paging import page_of

SHOWN = 100
"""Reports on a page."""

REPORTS = "#reports"
"""Ends an address that leads to reports, within their list."""

THEMES_SHOWN = 50
"""Themes on a page."""

CHOSEN = ("title", "country", "region", "publisher", "theme", "level", "only", "group", "sort")
"""What may stand in the address of these pages, beside the day and the page."""


@dataclass(frozen=True)
class Asked:
    """What the address asks for: the filter, the form of the day, and the lines that answer."""

    filter: ReportFilter
    day_form: NetworkDayForm
    today: date
    lines: list

    @property
    def as_of(self):
        """The day, or None for today."""
        return self.day_form.day

    @property
    def kept(self):
        """{name: values} of all in the address but the day and the page."""
        given = {name: [value for value in self.filter.data.getlist(name) if value] for name in CHOSEN}
        return {name: values for name, values in given.items() if values}

    @property
    def has_reports(self):
        """True if there are reports one may see, whatever the address leaves out."""
        return bool(self.lines) or self.filter.reports.exists()

    def address(self, name, **chosen):
        """A page with what stands in the address here, and with this chosen."""
        return self.all_of(name, **self.kept | chosen)

    def all_of(self, name, **chosen):
        """A page on the day of this one, with this chosen and nothing else."""
        values = chosen | ({"as_of": self.as_of.isoformat()} if self.as_of else {})
        return f"{reverse(name)}?{urlencode(values, doseq=True)}" if values else reverse(name)

    def context(self):
        return {
            "filter": self.filter,
            "has_reports": self.has_reports,
            "day_form": self.day_form,
            "as_of": self.as_of,
            "today": self.today,
            "quarter_end": end_of_last_quarter(self.today),
            "kept": [(name, value) for name, values in self.kept.items() for value in values],
        }


def _asked(request, kind=ReportFilter):
    now = timezone.now()
    today = timezone.localdate(now)
    day_form = NetworkDayForm(request.GET, today=today)
    found = kind(request.GET, reports=Report.objects.visible_to(request.user))
    return Asked(found, day_form, today, found.keep(reporting.lines(found.qs, day_form.day, now)))


@dashboard
def reports(request):
    """The reports I may see, each with the levels of its actions, on any day."""
    asked = _asked(request)
    by = asked.filter.asked("group")
    groups = grouped(asked.lines, by)
    page = page_of(request, Paginator([(group, line) for group in groups for line in group.lines], SHOWN))
    found = totals(asked.lines)
    context = asked.context() | {
        "page": page,
        "sections": _sections(asked, page),
        "grouped": by != "" and bool(groups),
        "totals": found,
        "behind": _all_behind(asked, asked.lines),
        "lead_to_reports": any(to.endswith(REPORTS) for to in _figures_behind(asked, asked.lines).values()),
        "summary": summary(found, asked.as_of, _link_figures(asked)) if found.reports else "",
        "all_url": asked.all_of("reports"),
        "file_url": asked.address("reports-file"),
        "themes_url": asked.address("themes"),
    }
    return render(request, "actions/reports.html", context)


def _sections(asked, page):
    """[(group, True if it began on an earlier page, its lines on this page, what is behind its figures)]."""
    rows, by = list(page.object_list), asked.filter.asked("group")
    sections = []
    for name, members in groupby(rows, key=lambda row: row[0].name):
        lines = [line for _group, line in members]
        group = next(group for group, _line in rows if group.name == name)
        behind = _all_behind(asked, group.lines, _within(asked, by, group))
        sections.append((group, lines[0] is not group.lines[0], lines, behind))
    return sections


ROWS_BEHIND = {
    "level": ("all-actions", lambda level: {"level": level}),
    "silent": ("all-actions", lambda _: {"silent": "yes"}),
    "overdue": ("all-milestones", lambda _: {"state": "overdue"}),
}
"""{what a figure counts: (the list of the rows behind it, what to ask that list for)}."""


def _within(asked, by, group):
    """What narrows a list to the lines of a group."""
    match by:
        case "region":  # an address may ask for less than the whole region
            return {"region": asked.filter.asked("region") or group.key}
        case "subregion" | "theme":
            return {"region" if by == "subregion" else "theme": group.key}
    return {}


def _all_behind(asked, lines, within=()):
    """{figure of these lines, or "reports": the address of the rows behind it}; ``within`` narrows a list to them."""
    return _figures_behind(asked, lines, within) | {"reports": asked.address("reports", **dict(within)) + REPORTS}


def _figures_behind(asked, lines, within=()):
    found = totals(lines)
    late = {what: _behind(asked, lines, what, within=within) for what in ("silent", "overdue") if getattr(found, what)}
    return late | {level: _behind(asked, lines, "level", level, within) for level, _count in found.levels_counted}


def _behind(asked, lines, what, value="", within=()):
    """The address of the rows behind a figure of these lines.

    Of the lists, which know today and one country; else, when one whole report has all of it, of that; else of
    the reports that have some.
    """
    given = asked.kept | dict(within)
    listed = asked.as_of is None and len(given.get("country", ())) <= 1
    if listed and given.keys() <= {"country", "region", "theme", "group", "sort"}:
        name, chosen = ROWS_BEHIND[what]
        narrowed = {key: given[key] for key in ("country", "region", "theme") if key in given}
        return f"{reverse(name)}?{urlencode(chosen(value) | narrowed, doseq=True)}"
    having = [line for line in lines if (line.counts[value] if what == "level" else getattr(line, what))]
    if len(having) == 1 and not having[0].is_part:
        return _on_report(having[0], asked.as_of, what, value)
    # What the address leaves out already stays out, for else there would be more behind the figure.
    chosen = ({"level": value} if what == "level" else {"only": what}) | given
    return asked.address("reports", **chosen) + REPORTS


def _on_report(line, as_of, what, value):
    """The rows behind a figure of one report, on its page of the day."""
    day = {"as_of": as_of.isoformat()} if as_of == line.day else {}
    if what == "overdue":
        return f"{reverse('milestones', args=[line.report.slug])}?{urlencode({'state': 'overdue'} | day)}"
    return f"{reverse('overview', args=[line.report.slug])}?{urlencode({'show': value or what} | day)}#actions"


def _link_figures(asked):
    """A function that makes each figure of the sentences a link to the rows behind it."""

    def link(text, rows):
        return format_html('<a class="figure" href="{}">{}</a>', _behind(asked, asked.lines, *rows), text)

    return link


@dashboard
def reports_file(request):
    """All that the list of reports shows on its pages, as CSV; 404 for a day or a filter that is none."""
    asked = _asked(request)
    if asked.day_form.errors or asked.filter.errors:
        raise Http404
    by = asked.filter.asked("group")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="reports.csv"'
    response.write("\ufeff")  # by which spreadsheets know the letters
    write_reports(response, grouped(asked.lines, by), by_theme=by == "theme")
    return response


@dashboard
def themes(request):
    """Themes compared between countries, or between regions when there are many countries; on any day."""
    asked = _asked(request, ThemesFilter)
    comparison = compare(asked.lines)
    page = page_of(request, Paginator(comparison.rows, THEMES_SHOWN))
    context = asked.context() | {
        "comparison": comparison,
        "page": page,
        "rows": [(row, *_behind_theme(asked, row)) for row in page.object_list],
        "all_url": asked.all_of("themes"),
        "reports_url": asked.address("reports"),
    }
    return render(request, "actions/themes.html", context)


def _behind_theme(asked, row):
    """(the reports of the countries in which a theme is fully implemented, those of all that have an action on it)."""
    return asked.address("reports", theme=row.theme, country=row.fully_in), asked.address("reports", theme=row.theme)
