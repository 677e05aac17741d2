"""Turning pages: an address that asks for a page there is not is answered with one that is, and a sentence."""

import pytest

from tests.views.desk import BELGIUM
from tests.views.page import open_page

PAGED = [
    "/reports/",
    "/themes/",
    "/actions/",
    "/milestones/",
    "/notices/",
    f"{BELGIUM}milestones/",
    f"{BELGIUM}evidence/",
    f"{BELGIUM}attention/",
    f"{BELGIUM}reminders/",
    f"{BELGIUM}review/",
    f"{BELGIUM}over-time/milestones/",
]


@pytest.mark.parametrize("address", PAGED)
def test_a_page_there_is_not_is_said_to_be_none(address, lively, coordinator, client_of):
    client = client_of(coordinator)
    whole = open_page(client, address)
    assert whole.messages == []
    page = open_page(client, f"{address}?page=9999")
    assert page.messages == ["There is no page 9999; this is the only one."]
    assert [body.words for body in page.main.all("tbody")] == [body.words for body in whole.main.all("tbody")]
    assert open_page(client, address).messages == [], "said once"


def test_beyond_the_last_page_that_is_shown(monkeypatch, lively, coordinator, client_of):
    monkeypatch.setattr("actions.views.lists.SIZE", 2)
    client = client_of(coordinator)
    last = open_page(client, "/actions/?page=2")
    for asked, which, page in (
        ("3", "last", last),
        ("0", "first", None),
        ("-1", "first", None),
        ("x" * 90, "first", None),
    ):
        found = open_page(client, f"/actions/?page={asked}")
        said = asked if len(asked) < 20 else f"{asked[:19]}…"
        assert found.messages == [f"There is no page {said}; this is the {which}."]
        page = page or open_page(client, "/actions/")
        assert found.main.one("tbody").words == page.main.one("tbody").words
