"""A page asks the database as often for ten rows as for one; the numbers are pinned, so a new question is noticed."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Milestone
from actions.services.reports import change, open_report
from tests.factories import add_milestone, add_note, confirm, correct, join, log, nudge, person, set_aside, withdraw


def one_more(n, report, coordinator, staff, looker):
    """One more of everything a page lists, each time by another person of another organisation."""
    action = report.actions.get(number=1)
    newcomer = join(person(f"Person{n}", f"Organisation {n}"), report, "staff")
    change(subject=action, by=coordinator, values={"lead_organisation": newcomer.organisation, "focal_point": newcomer})
    milestone = add_milestone(
        action,
        coordinator,
        f"Step {n}",
        due_on=date(2026, 11, 1),
        organisation=newcomer.organisation,
        focal_point=newcomer,
    )
    first = Milestone.objects.filter(action=action).order_by("number").first()
    change(subject=first, by=coordinator, values={"organisation": newcomer.organisation, "focal_point": newcomer})
    log(action, newcomer, f"Seen {n}.", milestone=milestone, state="under_way", level=level(n))
    correct(log(action, newcomer, f"Wrong {n}."), coordinator)
    withdraw(log(action, newcomer, f"Twice {n}.", milestone=first), staff)
    confirm(action, newcomer)
    nudge(action, coordinator)
    nudge(action, coordinator, milestone=milestone)
    spare = add_milestone(action, coordinator, f"Spare {n}", due_on=date(2026, 12, 1), focal_point=newcomer)
    set_aside(action, coordinator, "due_soon", milestone=spare)
    add_note(action, newcomer, f"Note {n}.", audience="shared")
    another = open_report(
        slug=f"report-{n}",
        title=f"Report {n}",
        publisher="Example",
        country="FR",
        published_on=date(2020, 1, 1),
        words_from="Example",
    )
    join(looker, another, "coordinator")


def level(n):
    return "partly_implemented" if n % 2 == 0 else "fully_implemented"


HERE = "/reports/belgium-2013"
PAGES = {
    "reports": "/reports/",
    "overview": f"{HERE}/",
    "action": f"{HERE}/actions/1/",
    "overview, another day": f"{HERE}/?as_of=2026-11-20",
    "overview, as known": f"{HERE}/?as_of=2026-11-24&known=2026-11-24T11:00:00Z",
    "action, another day": f"{HERE}/actions/1/?as_of=2026-11-20",
    "compare": f"{HERE}/compare/?first=2026-10-01",
    "log update": f"{HERE}/actions/1/log/",
    "attention": f"{HERE}/attention/",
    "set aside": f"{HERE}/attention/?kind=set_aside",
    "milestones": f"{HERE}/milestones/",
    "milestone": f"{HERE}/actions/1/milestones/1/",
    "order": f"{HERE}/actions/1/milestones/order/",
    "entries": f"{HERE}/entries/",
    "settings": f"{HERE}/settings/",
    "members": f"{HERE}/settings/members/",
    "account": "/account/",
}
PINNED = {
    "reports": 6,
    "overview": 15,
    "action": 15,
    "overview, another day": 11,
    "overview, as known": 14,
    "action, another day": 13,
    "compare": 15,
    "log update": 9,
    "attention": 11,
    "set aside": 11,
    "milestones": 9,
    "milestone": 10,
    "order": 5,
    "entries": 9,
    "settings": 6,
    "members": 6,
    "account": 4,
}
"""{page: how many questions it asks, the session's and the person's included}."""


def asked(client):
    """{page: how many questions it asked}."""
    found = {}
    for name, address in PAGES.items():
        with CaptureQueriesContext(
            connection,
        ) as questions:
            assert client.get(address).status_code == 200
        found[name] = len(questions)
    return found


@pytest.fixture
def busy(belgium, coordinator, staff):
    def grow(*numbers):
        for n in numbers:
            one_more(n, belgium, coordinator, staff, coordinator)

    return grow


def test_a_page_asks_as_often_for_ten_rows_as_for_one(busy, coordinator, client_of):
    busy(0)
    one = asked(client_of(coordinator))
    busy(*range(1, 10))
    ten = asked(client_of(coordinator))
    assert ten == one
    assert one == PINNED
