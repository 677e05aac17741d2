"""Due days in one's own calendar, at the personal address."""

from datetime import date

from django.test import Client
from icalendar import Calendar

from actions.services.feeds import make_feed_address, revoke_feed_address
from actions.services.reports import change
from tests.factories import add_milestone, drop, log


def events(person, client=None, **headers):
    response = (client or Client()).get(f"/feeds/{make_feed_address(user=person)}/due.ics", headers=headers)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    found = Calendar.from_ical(response.content).walk("VEVENT")
    return {str(event["SUMMARY"]): event for event in found}


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
    assert set(found) == {"Due: Draft; plan, published", "Due: Of the house"}
    event = found["Due: Draft; plan, published"]
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2027, 1, 31), date(2027, 2, 1))
    assert event["URL"] == f"http://testserver{mine.get_absolute_url()}"
    assert event["UID"] == f"milestone-{mine.pk}@testserver"
    assert len(events(coordinator)) == 3


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
