"""Due days in one's own calendar, at the personal address."""

from datetime import date, timedelta

from django.test import Client
from icalendar import Calendar

from actions.models import MilestoneStanding
from actions.services.feeds import make_feed_address, revoke_feed_address
from actions.services.reports import change
from tests.factories import add_milestone, drop, log


def shown(person):
    response = Client().get(f"/feeds/{make_feed_address(user=person)}/due.ics")
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return Calendar.from_ical(response.content).walk("VEVENT")


def events(person):
    return {str(event["SUMMARY"]): event for event in shown(person)}


def test_ones_own_open_milestones_stand_on_their_due_days(belgium, action, coordinator, staff, colleague):
    change(subject=action, by=coordinator, values={"focal_point": staff})
    mine = add_milestone(action, coordinator, "Draft; plan,\npublished", due_on=date(2027, 1, 31))
    add_milestone(action, coordinator, "Of another", due_on=date(2027, 1, 31), focal_point=colleague)
    add_milestone(
        action, coordinator, "Of the house", due_on=date(2026, 11, 1), focal_point=colleague,
        organisation=staff.organisation,
    )  # fmt: skip
    done = add_milestone(action, coordinator, "Done")
    log(action, staff, milestone=done, state="done")
    drop(add_milestone(action, coordinator, "Dropped"), coordinator)
    found = events(staff)
    due = {name for name in found if not name.startswith("Report due: ")}
    assert due == {"Due: Draft; plan, published", "Due: Of the house"}
    event = found["Due: Draft; plan, published"]
    assert (event["DTSTART"].dt, "DTEND" in event) == (date(2027, 1, 31), False), "the whole of that day"
    assert event["URL"] == f"http://testserver{mine.get_absolute_url()}"
    assert event["UID"] == f"milestone-{mine.pk}@testserver"
    assert len([name for name in events(coordinator) if name.startswith("Due: ")]) == 3


def test_the_last_day_there_is_stands_in_the_calendar_too(action, coordinator, staff):
    add_milestone(action, coordinator, "One day", focal_point=staff)
    MilestoneStanding.objects.update(due_on=date.max)  # as one could be set once
    assert events(staff)["Due: One day"]["DTSTART"].dt == date.max


def test_nothing_of_a_report_one_is_not_on_and_nothing_at_a_revoked_address(action, coordinator, staff):
    change(subject=action, by=coordinator, values={"focal_point": staff})
    add_milestone(action, coordinator)
    token = make_feed_address(user=staff)
    first = Client().get(f"/feeds/{token}/due.ics")
    assert b"VEVENT" in first.content
    again = Client().get(f"/feeds/{token}/due.ics", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again["Referrer-Policy"]) == (304, "no-referrer")
    staff.memberships.all().delete()
    assert b"VEVENT" not in Client().get(f"/feeds/{token}/due.ics").content
    revoke_feed_address(user=staff)
    assert Client().get(f"/feeds/{token}/due.ics").status_code == 404


def reports(person):
    """{number of the action: the days by which it should be reported on}."""
    found = {}
    for event in shown(person):
        if event["UID"].startswith("report-"):
            number = int(str(event["URL"]).rstrip("/").rpartition("/")[2])
            found.setdefault(number, []).append(event["DTSTART"].dt)
    return found


def test_the_day_of_the_next_report_stands_there_by_the_rhythm(
    belgium, action, coordinator, staff, observer, django_assert_max_num_queries
):
    second, third, _fourth = belgium.actions.filter(number__gt=1)
    change(subject=action, by=coordinator, values={"focal_point": staff})
    change(subject=second, by=coordinator, values={"lead_organisation": staff.organisation, "rhythm": "monthly"})
    change(
        subject=third,
        by=coordinator,
        values={"focal_point": staff, "rhythm": "dates", "rhythm_dates": "03-31, 11-30"},
    )
    log(action, staff, happened_on=date(2026, 11, 20))
    log(third, staff)  # on 24 November, after 31 March: for 30 November
    with django_assert_max_num_queries(20):
        found = reports(staff)
    assert found == {
        1: [date(2026, 11, 24) + timedelta(days=90)],
        2: [date(2026, 10, 31), date(2026, 11, 30)],
        3: [date(2027, 3, 31)],
    }
    assert set(reports(coordinator)) == {1, 2, 3, 4}
    assert reports(observer) == {}
