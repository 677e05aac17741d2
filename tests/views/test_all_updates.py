"""The updates of all reports in one list: in each order, page by page, and no more counted than one cares to know."""

from datetime import date

import pytest

from actions.models import Report
from actions.reporting import lists
from actions.reporting.todays import Todays
from tests.factories import log
from tests.views.page import open_page
from tests.views.test_lists import csv_of, listed


@pytest.mark.parametrize(
    ("sort", "field", "words"),
    [
        ("", "-recorded_at", "Recorded, latest first"),
        ("recorded", "recorded_at", "Recorded, earliest first"),
        ("-happened", "-happened_on", "Happened, latest first"),
        ("happened", "happened_on", "Happened, earliest first"),
    ],
)
def test_pages_of_updates_are_in_order_lose_none_and_show_none_twice(
    sort, field, words, monkeypatch, both, staff, observer, client_of
):
    for n in range(45):
        log(both.first, staff, f"Number {n}.", happened_on=date(2026, 11, 1 + n * 7 % 20))
    client = client_of(observer)

    def pages():
        address = f"/updates/?sort={sort}"
        while address:
            page = open_page(client, address)
            assert words in page.main.all("p", role="status")[0].words
            yield from listed(page)
            older = page.links().get("Older updates" if field.startswith("-") else "Later updates")
            address = older and f"/updates/{older}"

    rows = lists.update_rows(Todays(Report.objects.all()))
    expected = list(
        rows.order_by(field, "-pk" if field.startswith("-") else "pk").values_list("what_changed", flat=True)
    )
    shown = [words or "Words erased" for words in expected]
    assert len(shown) > 45
    assert list(pages()) == shown
    monkeypatch.setattr(lists, "FEW", 0)
    assert list(pages()) == shown
    assert [row[9] for row in csv_of(client, f"/updates/?sort={sort}")] == expected


def test_who_sorts_a_list_begins_at_its_first_page(both, staff, observer, client_of):
    for n in range(25):
        log(both.first, staff, f"Number {n}.")
    client = client_of(observer)
    second = open_page(client, "/updates/" + open_page(client, "/updates/").link("Older updates"))
    assert second.link("Happened") == "?sort=happened"
    assert second.link("Recorded") == "?sort=recorded"
    page = open_page(client, "/updates/?sort=happened&before=2026-11-24T10:00:00%2B00:00_1")
    assert page.messages == ["The address names no place in this list, so it is shown from its beginning."]
    assert listed(page) == listed(open_page(client, "/updates/?sort=happened"))


def test_a_list_turned_by_place_says_that_it_has_no_page_by_number(both, observer, client_of):
    client = client_of(observer)
    for address in ("/updates/", "/activity/", "/reports/belgium-2013/entries/"):
        page = open_page(client, f"{address}?page=2")
        assert page.messages == ["There is no page 2; this list has no pages by number."]
        assert open_page(client, f"{address}?page=1").messages == []


def test_what_was_corrected_stands_in_the_list_once_as_it_reads_now(both, observer, client_of):
    words = listed(open_page(client_of(observer), "/updates/"))
    assert "A new safety plan." in words
    assert not {"A new saftey plan.", "Logged twice."} & set(words)


def test_an_update_that_sets_no_state_is_about_its_milestone(both, action, staff, observer, client_of):
    milestone = action.milestones.first()
    title = milestone.title
    log(action, staff, milestone=milestone, what_changed="A word on it.")
    log(action, staff, milestone=milestone, state="done", what_changed="It is done.")
    page = open_page(client_of(observer), "/updates/")
    rows = {row.one("th").words: row.all("td")[1].words for row in page.main.all("tbody")[0].all("tr")}
    assert (rows["A word on it."], rows["It is done."]) == (f"about “{title}”", f"Done {title}")


def test_more_updates_than_one_cares_to_count_are_said_to_be_more(monkeypatch, both, observer, client_of):
    rows = lists.update_rows(Todays(Report.objects.all()))
    assert (lists.count_up_to(rows, 5), lists.count_up_to(rows, 6)) == ((5, True), (6, False))
    monkeypatch.setattr(lists, "FEW", 0)
    again = lists.first_updates(Todays(Report.objects.all()))
    assert list(again) == list(rows)
