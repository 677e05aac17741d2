"""The list of reports: each standing in a line, on any day the same as on its own page."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from actions import reporting
from actions.models import Report
from actions.reporting.lines import totals
from actions.services.reports import change
from actions.services.standing import rebuild
from tests.bench.seed import seed
from tests.bench.sizes import Size
from tests.factories import add_milestone, log
from tests.kept_pages import forget
from tests.test_many_histories import AT_ONCE, Writer, histories  # noqa: F401


def lines(*reports, as_of=None):
    """The lines of these reports, in the order they are named."""
    found = reporting.lines(Report.objects.filter(pk__in=[report.pk for report in reports]), as_of)
    by_report = {line.report.pk: line for line in found}
    return [by_report[report.pk] for report in reports]


def assert_says_the_same(line, standing):
    assert line.day == standing.as_of
    told = [(m.number, m.level, m.heard_on, m.silent_days, m.overdue) for m in line.marks]
    assert told == [(a.number, a.level, a.heard_on, a.silent_days, a.overdue) for a in standing.actions]
    assert line.overdue == standing.overdue
    assert line.silent == len(standing.silent)
    assert dict(line.levels_counted) == {level: n for level in line.counts if (n := standing.at_level(level))}


def test_a_line_says_what_the_reports_own_page_says(belgium, other_report, action, staff, stranger, coordinator):
    log(action, staff, level="partly_implemented")
    add_milestone(action, coordinator, due_on=date(2026, 11, 23))
    log(other_report.actions.first(), stranger, happened_on=date(2026, 11, 25))
    reports = list(Report.objects.order_by("pk"))
    for line, report in zip(lines(*reports), reports, strict=True):
        assert line.report == report
        assert_says_the_same(line, reporting.current(report, report.today()))


@pytest.fixture
def network(db):
    """Eight made-up reports of as many countries, a year and a half of random history on each."""
    seed(Size("network", reports=8, milestones=160, updates=1_200), progress=False)
    return list(Report.objects.order_by("pk"))


def test_on_any_day_a_line_says_what_the_record_says_of_each_of_many_reports(network):
    today = network[0].today()
    for as_of in (today - timedelta(days) for days in (0, 1, 33, 150, 300, 530, 700)):
        for line, report in zip(lines(*network, as_of=as_of), network, strict=True):
            assert_says_the_same(line, reporting.standing(report, as_of=as_of))
    for line, report in zip(lines(*network), network, strict=True):
        assert_says_the_same(line, reporting.current(report, today))


@settings(max_examples=6)
@given(
    numbers=st.lists(st.integers(0, 2**48), min_size=AT_ONCE * 2, max_size=AT_ONCE * 6),
    days=st.lists(st.integers(0, 70), min_size=3, max_size=3),
)
def test_whatever_was_told_a_line_says_what_the_record_says(belgium, staff, histories, numbers, days):  # noqa: F811
    with transaction.atomic():
        writer = Writer(belgium, staff, histories)
        for number in numbers:
            writer.put(number)
        writer.save()
        report = Report.objects.get(pk=belgium.pk)
        rebuild(report)
        forget()  # these histories are stored beside the chain, whose head tells what is new
        today = report.today()
        for as_of in (today - timedelta(days_ago) for days_ago in days):
            [line] = lines(report, as_of=as_of)
            assert_says_the_same(line, reporting.standing(report, as_of=as_of))
        transaction.set_rollback(True)


def test_overdue_is_counted_by_each_reports_own_today(belgium, other_report, action, staff, stranger):
    """At noon in Brussels it is tomorrow in New Zealand already."""
    for on, by in ((action, staff), (other_report.actions.first(), stranger)):
        add_milestone(on, by, due_on=date(2026, 11, 24))
    assert [line.overdue for line in lines(belgium, other_report)] == [0, 1]
    assert [line.overdue for line in lines(belgium, other_report, as_of=date(2026, 11, 24))] == [0, 0]


def test_a_day_that_has_not_come_where_a_report_is_followed_is_its_own_today(belgium, other_report):
    assert [line.day for line in lines(belgium, other_report, as_of=date(2026, 11, 25))] == [
        date(2026, 11, 24),
        date(2026, 11, 25),
    ]


def test_silence_is_counted_by_each_reports_own_rhythm(belgium, other_report):
    """Since 1 October 54 and 55 days have passed; the rhythms are 90 and 30 days."""
    assert [line.silent for line in lines(belgium, other_report)] == [0, 2]


def test_rhythm_and_zone_are_those_a_report_had_on_the_day(belgium, action, staff, coordinator, time_machine):
    log(action, staff)
    time_machine.move_to("2027-02-10T11:00Z")
    change(subject=belgium, by=coordinator, values={"rhythm_days": 30})
    change(subject=belgium, by=coordinator, values={"time_zone": "Pacific/Auckland"})
    time_machine.move_to("2027-02-20T11:00Z")
    report = Report.objects.get(pk=belgium.pk)
    for as_of in (date(2026, 11, 24), date(2027, 2, 9), date(2027, 2, 10), date(2027, 2, 20)):
        assert_says_the_same(lines(report, as_of=as_of)[0], reporting.standing(report, as_of=as_of))
    assert [lines(report, as_of=date(2027, 2, day))[0].silent for day in (9, 10)] == [3, 4]


def test_a_report_published_after_the_day_is_left_out(belgium, other_report):
    both = Report.objects.all()
    assert [line.report for line in reporting.lines(both, date(2020, 2, 27))] == [belgium]
    assert {line.report for line in reporting.lines(both, date(2020, 2, 28))} == {belgium, other_report}
    assert reporting.lines(both, date(1, 1, 1)) == []


def test_a_report_is_a_year_old_a_year_after_it_was_published(belgium):
    ages = {day: lines(belgium, as_of=day)[0].age for day in (date(2014, 11, 12), date(2014, 11, 13))}
    assert list(ages.values()) == [0, 1]


def test_no_reports_are_no_lines(db):
    assert reporting.lines(Report.objects.none()) == []
    assert reporting.lines(Report.objects.all(), date(2026, 11, 24)) == []


def test_totals_are_what_the_lines_add_up_to(network):
    found = lines(*network)
    total = totals(found)
    assert (total.reports, total.countries, total.actions) == (8, 8, 32)
    assert total.silent == sum(line.silent for line in found) > 0
    assert total.overdue == sum(line.overdue for line in found) > 0
    assert sum(count for _level, count in total.levels_counted) == total.actions
