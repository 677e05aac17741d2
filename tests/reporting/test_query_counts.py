"""A list costs as many queries for one row as for ten."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions import reporting
from actions.models import Report
from actions.services.reports import add_action, open_report
from tests.factories import add_milestone, confirm, log

WORDS = {"theme": "T", "title": "T", "recommendation": "R", "addressee": "A"}


def queries(ask):
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def report_with(actions, staff, slug):
    report = open_report(
        slug=slug,
        title=slug,
        publisher="P",
        country="BE",
        published_on=date(2020, 1, 1),
        words_from="W",
    )
    for number in range(1, actions + 1):
        action = add_action(report=report, number=number, **WORDS)
        for n in range(3):
            milestone = add_milestone(action, staff, f"Step {n}")
            log(action, staff, milestone=milestone, state="done")
        log(action, staff, level="partly_implemented", course="on_track")
        confirm(action, staff)
    return Report.objects.get(pk=report.pk)


@pytest.fixture
def small_and_large(staff):
    return report_with(1, staff, "small"), report_with(10, staff, "large")


def test_where_a_report_stands_costs_two_queries_for_one_action_and_for_ten(small_and_large, today):
    small, large = small_and_large
    assert queries(lambda: reporting.current(small, today)) == 2
    assert queries(lambda: reporting.current(large, today)) == 2
    assert len(reporting.current(large, today).actions) == 10


def test_the_record_answers_in_as_many_queries_for_one_action_as_for_ten(small_and_large):
    small, large = (queries(lambda report=report: reporting.standing(report)) for report in small_and_large)
    assert small == large


def test_the_list_of_reports_costs_as_many_queries_for_one_report_as_for_ten(
    small_and_large, staff, belgium, other_report
):
    for n in range(6):
        report_with(1, staff, f"report-{n}")
    one, all_of_them = Report.objects.filter(slug="small"), Report.objects.all()
    assert queries(lambda: reporting.lines(one.all())) == queries(lambda: reporting.lines(all_of_them.all())) == 2
    day = date(2026, 11, 23)
    assert (
        queries(lambda: reporting.lines(one.all(), day))
        == queries(lambda: reporting.lines(all_of_them.all(), day))
        == 3
    )
    assert len(reporting.lines(all_of_them.all())) == 10
