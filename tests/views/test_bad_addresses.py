"""Garbage in an address: a page that says so, never a 500."""

import pytest

from tests.views.desk import BELGIUM
from tests.views.page import open_page

GARBAGE = [
    "",
    "0",
    "-1",
    "1.5",
    "9" * 30,
    "9" * 5000,
    "²",
    "٣",
    "x\0y",
    "\ud7ff\uffff",
    "' OR 1=1 --",
    "<script>",
    "2026-11-24",
    "2026-11-24_2026-11-24T11:00:00",
    "2026-11-24_2026-11-24T11:00:00+00:00",
    "0001-01-01_0001-01-01T00:00:00+14:00",
    "9999-12-31_9999-12-31T23:59:59-14:00",
    "2026-02-30_x",
    "_",
    "null",
    "done",
    "-due,title",
    "a" * 3000,
]
PLACES = {
    "reports/": ["page", "as_of", "title country region publisher theme level only group sort"],
    "reports.csv": ["as_of", "title country region publisher theme level only group sort"],
    "themes/": ["page", "as_of", "country region publisher theme"],
    "reports/belgium-2013/": ["show"],
    "reports/belgium-2013/actions/1/": ["only", "before", "milestone"],
    "reports/belgium-2013/actions/1/log/": ["milestone", "about"],
    "activity/": ["only", "before", "country report action theme organisation person since until"],
    "reports/belgium-2013/entries/": ["only", "before", "action theme organisation person since until"],
    "reports/belgium-2013/meeting/": ["audience"],
    "reports/belgium-2013/milestones/": ["page", "action state organisation since sort"],
    "search/": ["q", "only", "report", "after", "earlier", "q only"],
    "accounts/login/": ["next"],
    "accounts/logout/": ["next"],
}
"""{page: what its address may hold}; those between blanks are tried together, for none hides another."""


@pytest.mark.parametrize("place", PLACES)
def test_no_garbage_in_an_address_breaks_a_page(place, lively, staff, client_of):
    client = client_of(staff)
    for names in PLACES[place]:
        for garbage in GARBAGE:
            response = client.get(f"/{place}", dict.fromkeys(names.split(), garbage))
            assert response.status_code in (200, 302, 404), (names, garbage)
        query = "&".join(f"{name}=%ff%fe&&&={name}&{name}" for name in names.split())
        assert client.get(f"/{place}?{query}").status_code in (200, 302, 404)


NOTHING = [
    "reports/no-such-report/",
    "reports/belgium-2013/actions/0/",
    f"reports/belgium-2013/actions/{'9' * 30}/",
    f"reports/belgium-2013/actions/{'9' * 5000}/",
    f"reports/belgium-2013/actions/1/milestones/{'9' * 30}/",
    "reports/belgium-2013/entries/0/",
    f"reports/belgium-2013/entries/{'9' * 30}/",
    f"reports/belgium-2013/entries/{'9' * 30}/correct/",
    f"reports/belgium-2013/notes/{'9' * 30}/remove/",
    "reports/belgium-2013%00/",
    "reports/%ff/",
    f"reports/{'a' * 3000}/",
    "no/such/page/",
    "%00",
]


def test_an_address_of_nothing_is_answered_in_our_look_with_a_way_on(lively, staff, client_of):
    client = client_of(staff)
    for address in NOTHING:
        page = open_page(client, f"/{address}", 404)
        assert page.heading == "There is no such page"
        assert page.link("To the reports") == "/"


def test_a_filter_that_makes_no_sense_says_so_and_shows_the_list(lively, staff, client_of):
    page = open_page(client_of(staff), f"{BELGIUM}milestones/?since=2026-02-30&state=nonsense&sort=nonsense")
    assert set(page.errors) == {"since", "state", "sort"}
    assert "4 milestones" in page.words


@pytest.mark.parametrize(
    ("place", "name", "good", "instead"),
    [
        (BELGIUM, "show", "no_evidence", "All actions are shown."),
        ("/my-work/", "whose", "organisation", "What is your own is shown."),
        (f"{BELGIUM}meeting/", "audience", "shared", "Choose below who may read the notes."),
    ],
)
def test_a_choice_there_is_not_is_said_and_the_page_is_shown_as_it_is_without(
    place, name, good, instead, lively, staff, client_of
):
    client = client_of(staff)
    plain = open_page(client, place)
    for asked, said in (("zz", "zz"), ("a" * 3000, f"{'a' * 39}…")):
        page = open_page(client, f"{place}?{name}={asked}")
        assert page.messages == [f"There is no choice “{said}” here. {instead}"]
        assert [a.words for a in page.main.all("a")] == [a.words for a in plain.main.all("a")]
    for asked in ("", good):
        assert not open_page(client, f"{place}?{name}={asked}").messages


def test_a_day_of_a_filter_is_shown_even_where_it_does_not_exist(lively, staff, client_of):
    page = open_page(client_of(staff), f"{BELGIUM}milestones/?since=2026-02-30")
    assert page.form("since").fields["since"] == "2026-02-30"
