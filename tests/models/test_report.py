"""Reports: what is refused, and which day it is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from actions.models import Report
from tests.models.refusals import assert_database_refuses, sentences


@pytest.mark.parametrize(("rhythm", "right"), [(0, False), (1, True), (1000, True), (1001, False)])
def test_a_rhythm_is_1_to_1000_days(belgium, rhythm, right):
    belgium.rhythm_days = rhythm
    if right:
        assert sentences(belgium) == []
        belgium.save()
    else:
        assert "The rhythm is a number of days from 1 to 1000." in sentences(belgium)
        assert_database_refuses(belgium.save)


def test_a_reports_time_zone_is_one_that_exists(belgium):
    belgium.time_zone = "Brussels"
    assert sentences(belgium) == ["“Brussels” is not a time zone. Write it like Europe/Brussels."]


def test_two_reports_have_two_short_names(belgium):
    double = Report(slug="belgium-2013", followed_since=date(2026, 1, 1), published_on=date(2013, 1, 1))
    assert "Report with this Short name already exists." in sentences(double)
    assert_database_refuses(double.save)


def test_it_is_another_day_in_new_zealand(belgium, other_report):
    evening = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
    assert belgium.today(evening) == date(2026, 11, 24)
    assert other_report.today(evening) == date(2026, 11, 25)
    assert (belgium.today(), other_report.today()) == (date(2026, 11, 24), date(2026, 11, 25))


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 3, 28), 24),
        (date(2026, 3, 29), 23),
        (date(2026, 3, 30), 24),
        (date(2026, 10, 24), 24),
        (date(2026, 10, 25), 25),
        (date(2026, 10, 26), 24),
    ],
)
def test_a_day_in_brussels_is_as_long_as_the_clocks_make_it(day, hours):
    report = Report(time_zone="Europe/Brussels")
    # In UTC: between two moments of one zone, Python subtracts what the clocks on the wall show.
    begins, ends = (report.end_of(d).astimezone(UTC) for d in (day - timedelta(1), day))
    assert ends - begins == timedelta(hours=hours)


@given(st.sampled_from(sorted(available_timezones())), st.dates(date(1970, 1, 3), date(2037, 12, 30)))
@example("Asia/Beirut", date(2026, 3, 28))  # the clocks jump at midnight
@example("America/Havana", date(2026, 10, 31))  # an hour after midnight comes twice
@example("Pacific/Apia", date(2011, 12, 29))  # the next day did not exist
@example("Pacific/Apia", date(2011, 12, 30))
def test_the_end_of_a_day_parts_it_from_the_next_wherever_one_is(zone, day):
    report = Report(time_zone=zone)
    end = report.end_of(day).astimezone(UTC)
    assert report.today(end - timedelta(microseconds=1)) <= day < report.today(end)
    assert timezone.localtime(end, ZoneInfo(zone)).date() == report.today(end)
