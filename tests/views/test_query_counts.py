"""A page asks the database as often for ten rows as for one; the numbers are pinned, so a new question is noticed."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import FeedAddress, Milestone
from actions.models.feed import digest_of
from actions.services.drafts import discard_draft
from actions.services.notices import tell
from actions.services.reminders import remind
from actions.services.reports import change, open_report
from tests.factories import (
    add_evidence,
    add_milestone,
    add_note,
    assess,
    confirm,
    correct,
    join,
    log,
    nudge,
    person,
    send_back,
    set_aside,
    submit,
    upload,
    withdraw,
)
from tests.kept_pages import forget


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
    if first != milestone:
        change(subject=first, by=coordinator, values={"organisation": newcomer.organisation, "focal_point": newcomer})
    told = {"milestone": milestone, "state": "under_way", "level": level(n), "reason": "It went back."}
    log(action, newcomer, f"Step seen {n}.", **told)
    correct(log(action, newcomer, f"Wrong {n}."), coordinator)
    withdraw(log(action, newcomer, f"Twice {n}.", milestone=first), staff)
    confirm(action, newcomer)
    assess(action, newcomer, level(n + 1))
    add_note(action, newcomer, f"Step noted {n} by @{newcomer.name}.", audience="shared")
    nudge(action, coordinator)
    nudge(action, coordinator, milestone=milestone)
    escalated = {"kind": "escalated", "report": report, "action": action, "address": action.get_absolute_url()}
    tell(people=[coordinator], key=f"unanswered {n}", **escalated)
    remind(person=newcomer, now=timezone.now())
    spare = add_milestone(action, coordinator, f"Spare {n}", due_on=date(2026, 12, 1), focal_point=newcomer)
    set_aside(action, coordinator, "due_soon", milestone=spare)
    add_note(action, newcomer, f"Note {n} by @{newcomer.name}.", audience="shared")
    submitted = submit(action, newcomer, f"Submitted {n}.", milestone=milestone)
    upload(action, newcomer, url=f"https://www.example.org/{n}", key=submitted.key)
    discard_draft(draft=send_back(submit(action, newcomer, f"Discarded {n}."), coordinator))
    proven = log(report.actions.get(number=2), newcomer, f"Proven {n}.")
    add_evidence(proven, newcomer, url=f"https://www.example.org/{n}")
    add_evidence(proven, newcomer, url=f"https://www.example.org/{n}/more", audience="internal")
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
    "reports, with all filters": "/reports/?fields=all",
    "overview": f"{HERE}/",
    "action": f"{HERE}/actions/1/",
    "overview, another day": f"{HERE}/?as_of=2026-11-20",
    "overview, as known": f"{HERE}/?as_of=2026-11-24&known=2026-11-24T11:00:00Z",
    "action, another day": f"{HERE}/actions/1/?as_of=2026-11-20",
    "compare": f"{HERE}/compare/?first=2026-10-01",
    "log update": f"{HERE}/actions/1/log/",
    "organisations": f"{HERE}/organisations/",
    "attention": f"{HERE}/attention/",
    "set aside": f"{HERE}/attention/?kind=set_aside",
    "action with evidence": f"{HERE}/actions/2/",
    "evidence": f"{HERE}/evidence/",
    "milestones": f"{HERE}/milestones/",
    "milestone": f"{HERE}/actions/1/milestones/1/",
    "milestone, as known": f"{HERE}/actions/1/milestones/1/?as_of=2026-11-24&known=2026-11-24T11:00:00Z",
    "order": f"{HERE}/actions/1/milestones/order/",
    "over time": f"{HERE}/over-time/?months=all",
    "over time, rows": f"{HERE}/over-time/milestones/",
    "over time, file": f"{HERE}/over-time/milestones.csv",
    "entries": f"{HERE}/entries/",
    "all activity": "/activity/",
    "all activity, by theme": "/activity/?theme=Training&fields=all",
    "all activity, narrowed": "/activity/?country=BE&report=belgium-2013&action=1&since=2026-10-01",
    "meeting": f"{HERE}/meeting/",
    "feed": "/feeds/token/activity.atom",
    "feed of a report": "/feeds/token/reports/belgium-2013.atom",
    "settings": f"{HERE}/settings/",
    "my work": "/my-work/",
    "review": f"{HERE}/review/",
    "review, discarded": f"{HERE}/review/?only=discarded",
    "reminders": f"{HERE}/reminders/",
    "notices": "/notices/",
    "mail wishes": "/account/mail/",
    "calendar": "/feeds/token/due.ics",
    "members": f"{HERE}/settings/members/",
    "account": "/account/",
    "search": "/search/?q=step&earlier=yes",
    "search on a report": "/search/?q=step&report=belgium-2013",
    "all actions": "/actions/",
    "all milestones": "/milestones/",
    "all milestones, with all filters": "/milestones/?state=under_way&fields=all",
    "all updates": "/updates/",
    "saved views": "/saved-views/",
}
PINNED = {
    "reports": 4,
    "reports, with all filters": 6,
    "overview": 11,
    "action": 11,
    "overview, another day": 8,
    "overview, as known": 10,
    "action, another day": 9,
    "compare": 12,
    "log update": 9,
    "organisations": 11,
    "attention": 9,
    "set aside": 9,
    "action with evidence": 9,
    "evidence": 5,
    "milestones": 7,
    "milestone": 9,
    "milestone, as known": 12,
    "order": 4,
    "over time": 6,
    "over time, rows": 5,
    "over time, file": 6,
    "entries": 5,
    "all activity": 7,
    "all activity, by theme": 10,
    "all activity, narrowed": 8,
    "meeting": 16,
    "feed": 8,
    "feed of a report": 6,
    "settings": 6,
    "my work": 9,
    "review": 8,
    "review, discarded": 6,
    "reminders": 4,
    "notices": 6,
    "mail wishes": 4,
    "calendar": 5,
    "members": 5,
    "account": 5,
    "search": 7,
    "search on a report": 7,
    "all actions": 10,
    "all milestones": 8,
    "all milestones, with all filters": 12,
    "all updates": 7,
    "saved views": 3,
}
"""{page: how many questions it asks, the session's and the person's included}."""

ON_POSTGRESQL = {"search": 8, "search on a report": 8}
"""What is otherwise there: the search asks first whether there is little to find."""


def asked(client):
    """{page: how many questions it asked}."""
    found = {}
    for name, address in PAGES.items():
        forget()
        with CaptureQueriesContext(connection) as questions:
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
    FeedAddress.objects.create(user=coordinator, digest=digest_of("token"))
    busy(0)
    assert client_of(coordinator).get(PAGES["feed"]).status_code == 200  # used today
    one = asked(client_of(coordinator))
    busy(*range(1, 10))
    ten = asked(client_of(coordinator))
    assert ten == one
    assert one == PINNED | (ON_POSTGRESQL if connection.vendor == "postgresql" else {})
