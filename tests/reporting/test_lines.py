"""The list of reports: each standing in a line, the same as on its own page."""

from datetime import date

from actions import reporting
from actions.models import Report
from tests.factories import add_milestone, log


def test_a_line_says_what_the_reports_own_page_says(belgium, other_report, action, staff, stranger, coordinator):
    log(action, staff, level="partly_implemented")
    add_milestone(action, coordinator, due_on=date(2026, 11, 23))
    log(other_report.actions.first(), stranger, happened_on=date(2026, 11, 25))
    reports = list(Report.objects.order_by("pk"))
    for line, report in zip(reporting.lines(reports), reports, strict=True):
        standing = reporting.current(report, report.today())
        assert line.report == report
        assert line.levels == tuple(a.level for a in standing.actions)
        assert line.overdue == standing.overdue
        assert line.silent == len(standing.silent)


def test_overdue_is_counted_by_each_reports_own_today(belgium, other_report, action, staff, stranger):
    """At noon in Brussels it is tomorrow in New Zealand already."""
    for on, by in ((action, staff), (other_report.actions.first(), stranger)):
        add_milestone(on, by, due_on=date(2026, 11, 24))
    assert [line.overdue for line in reporting.lines([belgium, other_report])] == [0, 1]


def test_silence_is_counted_by_each_reports_own_rhythm(belgium, other_report):
    """Since 1 October 54 and 55 days have passed; the rhythms are 90 and 30 days."""
    assert [line.silent for line in reporting.lines([belgium, other_report])] == [0, 2]


def test_no_reports_are_no_lines(db):
    assert reporting.lines([]) == []
