"""A quoted page never changes: it calls the report, its actions and milestones as they were called at its moment."""

from datetime import date

import pytest

from actions.services.reports import add_action, change
from tests.factories import add_note, log
from tests.views.page import open_page

HERE = "/reports/belgium-2013/"


@pytest.fixture
def quoted(lively, staff):
    """The moment by which there were an update of a day before its milestone was agreed, and a note on a milestone."""
    log(lively.first, staff, "Seen before.", milestone=lively.coming, happened_on=date(2026, 10, 2))
    add_note(lively.first, staff, "About it.", milestone=lively.coming, audience="shared")
    lively.report.refresh_from_db()
    return lively.report.head_at.isoformat().replace("+00:00", "Z")


def rename_everything(lively, by):
    """Each word that says what something is."""
    new = {"title": "New title", "publisher": "New publisher", "words_from": "New source"}
    change(subject=lively.report, by=by, values=new | {"time_zone": "Pacific/Auckland"})
    for action in lively.report.actions.all():
        words = {"theme": "New theme", "recommendation": "New words", "addressee": "New addressee"}
        change(subject=action, by=by, values=words | {"title": f"New action {action.number}", "position": "noted"})
        for milestone in action.milestones.all():
            change(subject=milestone, by=by, values={"title": f"New step {milestone.pk}"})
    rest = {"theme": "Other", "recommendation": "More", "addressee": "State"}
    add_action(report=lively.report, number=9, title="New action 9", **rest)


PAGES = [
    "?as_of=2026-11-24",
    "?as_of=2026-11-10",
    "milestones/?as_of=2026-11-24",
    "actions/1/?as_of=2026-11-24",
    "actions/1/?as_of=2026-11-24&only=changes",
    "actions/1/?as_of=2026-11-24&only=notes",
    "actions/1/?as_of=2026-11-10",
    "attention/?as_of=2026-11-24",
    "attention/?as_of=2026-11-24&kind=set_aside",
    "over-time/?as_of=2026-11-24",
    "over-time/milestones/?as_of=2026-11-24",
    "compare/?first=2026-11-01&last=2026-11-24",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_quoted_page_calls_everything_as_it_was_called_then(path, lively, quoted, coordinator, observer, client_of):
    client, address = client_of(observer), f"{HERE}{path}&known={quoted}"
    before = open_page(client, address).top.raw
    rename_everything(lively, coordinator)
    after = open_page(client, address).top.raw
    assert "New " not in after
    assert after == before


@pytest.mark.parametrize("path", ["", "over-time/"])
def test_what_a_quoted_page_of_today_leads_to_carries_its_day(path, quoted, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}{path}?as_of=2026-11-24&known={quoted}")
    links = {a.attrs["href"] for a in page.main.all("a") if "known=" in a.attrs["href"]}
    assert any("over-time" in link for link in links)
    assert not [link for link in links if "as_of=" not in link and "last=" not in link]


def test_only_two_days_that_stand_in_the_address_are_said_to_stay_the_same(quoted, observer, client_of):
    client = client_of(observer)
    for query, stays in (("first=2026-11-01&last=2026-11-24", True), ("first=2026-11-01", False)):
        page = open_page(client, f"{HERE}compare/?{query}&known={quoted}")
        assert ("This address always shows the same." in page.words) == stays


def test_an_action_of_which_nothing_was_known_then_is_called_by_its_number(belgium, coordinator, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}actions/2/?as_of=2026-09-10&known=2026-09-10T00:00:00Z")
    assert page.heading == "Priority action 2"
    assert not page.main.all("blockquote")
