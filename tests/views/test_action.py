"""A priority action's page: the words, where it stands, its history, the form right there."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actions.models import Entry
from actions.services.milestones import move_milestone
from tests.factories import add_milestone, add_note, drop, log
from tests.views.page import open_page

HERE = "/reports/belgium-2013/actions/1/"


def told(page):
    """The ids of the entries and notes in the history of a page."""
    return [item.attrs["id"] for item in page.main.all("article")]


def test_the_recommendation_stands_there_word_for_word_with_its_source(observer, client_of):
    page = open_page(client_of(observer), HERE)
    quote = page.main.one("blockquote")
    assert quote.words == "the adoption of a national plan of action against CSEC"
    assert quote.attrs["lang"] == "en"
    source = page.main.one(class_="source")
    assert "ECPAT International, news release on the country monitoring report, 13 November 2013" in source.words
    assert "addressed to: Belgian authorities" in source.words
    assert source.one("a").attrs["href"].startswith("http://resources.ecpat.net/")


def test_where_it_stands_is_told_with_since_when_and_the_entry_that_proves_it(lively, observer, client_of):
    client = client_of(observer)
    facts = open_page(client, HERE).main.one(class_="facts")
    assert "Partly implemented since 24 November 2026" in facts.words
    assert "At risk" in facts.words
    assert "North Shelter" in facts.words
    proof = facts.all("a")[0].attrs["href"]
    assert proof == lively.update.get_absolute_url()
    assert "The ministry named a working group." in open_page(client, proof).words


def test_a_level_that_moved_back_says_from_where(lively, observer, client_of):
    facts = open_page(client_of(observer), lively.second.get_absolute_url()).main.one(class_="facts")
    assert "moved back from “Fully implemented”" in facts.words


def test_milestones_stand_beside_it_open_ones_and_those_done_lately(lively, staff, observer, client_of):
    section = open_page(client_of(observer), HERE).main.one("section", **{"aria-labelledby": "milestones-title"}).words
    assert "Working group named" in section
    assert "23 days late" in section
    assert "Draft plan published" in section
    assert "0 of 2 done" in section
    log(lively.first, staff, milestone=lively.late, state="done", happened_on=date(2026, 11, 3))
    page = open_page(client_of(observer), HERE)
    assert "1 of 2 done" in page.words
    assert "Done 3 Nov 2026" in page.main.one("section", **{"aria-labelledby": "milestones-title"}).words
    assert "0 of 1 done" in open_page(client_of(observer), lively.second.get_absolute_url()).words, "dropped: no more"


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ("updates", {"update", "confirmation", "correction"}),
        ("corrections", {"correction", "withdrawal", "erasure"}),
        ("changes", {"change", "milestone_added", "action_added"}),
        ("notes", set()),
    ],
)
def test_the_history_narrows_to_a_kind(only, expected, lively, staff, client_of):
    client = client_of(staff)
    found = set()
    for number in (1, 2, 3, 4):
        page = open_page(client, f"/reports/belgium-2013/actions/{number}/?only={only}")
        kinds = {item.attrs["class"].split()[1].removeprefix("entry-") for item in page.main.all("article")}
        found |= kinds
        chosen = [a.words for a in page.main.one("ul", class_="filters").all("a") if "aria-current" in a.attrs]
        assert chosen == [only.capitalize()]
    assert found == (expected or {"note"})


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("only=secrets", "There is no choice “secrets” here. All kinds are shown."),
        ("before=zz", "The address names no place in this list, so it is shown from its beginning."),
        ("page=2", "There is no page 2; this list has no pages by number."),
    ],
)
def test_a_kind_or_place_of_the_history_that_does_not_exist_is_said_to_be_none(query, said, lively, staff, client_of):
    client = client_of(staff)
    whole = open_page(client, HERE)
    for _again in range(2):  # a page that says so is not answered from what is kept
        page = open_page(client, f"{HERE}?{query}")
        assert page.messages == [said]
        assert told(page) == told(whole)
    assert open_page(client, f"{HERE}?page=1").messages == []


def every_page(client, address):
    """The ids of the items of a history, over all its pages; and how many pages there are."""
    items, pages, here = [], 0, address
    while here:
        page = open_page(client, here)
        items += told(page)
        pages += 1
        older = page.links().get("Older entries")
        here = older and address.partition("?")[0] + older.partition("#")[0]
    return items, pages


def test_a_long_history_comes_in_pages_with_no_item_lost_and_none_twice(lively, staff, observer, client_of):
    start = datetime(2026, 11, 20, 8, tzinfo=UTC)
    for n in range(21):
        # Told out of order, several on a day, some a long time after.
        log(lively.fourth, staff, f"Step {n}.", happened_on=date(2026, 11, 1) + timedelta(days=n * 7 % 11))
        add_note(lively.fourth, staff, f"Shared {n}.", audience="shared", at=start + timedelta(hours=7 * n))
    client = client_of(observer)
    address = lively.fourth.get_absolute_url()
    items, pages = every_page(client, address)
    entries = Entry.objects.filter(action=lively.fourth)
    assert len(items) == len(set(items)) == entries.count() + 21
    assert {f"entry-{entry.sequence}" for entry in entries} <= set(items)
    assert pages == 6
    updates, _pages = every_page(client, f"{address}?only=updates")
    assert len(updates) == len(set(updates)) == 22
    notes, pages = every_page(client, f"{address}?only=notes")
    assert (len(set(notes)), len(notes), pages) == (21, 21, 3)


def test_the_newest_day_comes_first_and_of_one_day_what_was_told_last(belgium, action, staff, client_of):
    old = log(action, staff, "Old.", happened_on=date(2026, 10, 20))
    new = log(action, staff, "New.", happened_on=date(2026, 11, 20))
    late = log(action, staff, "As old, told later.", happened_on=date(2026, 10, 20))
    found = told(open_page(client_of(staff), HERE))
    assert found[:3] == [f"entry-{entry.sequence}" for entry in (new, late, old)]


def test_every_entry_has_a_link_that_stays(lively, observer, client_of):
    client = client_of(observer)
    page = open_page(client, HERE)
    for item in page.main.all("article"):
        if item.attrs["id"].startswith("entry-"):
            sequence = item.attrs["id"].removeprefix("entry-")
            (link,) = [a for a in item.all("a") if a.words.startswith("Permanent link")]
            assert link.attrs["href"] == f"/reports/belgium-2013/entries/{sequence}/"
            assert open_page(client, link.attrs["href"]).heading.startswith(f"Entry {sequence}: ")


def test_the_form_opens_with_where_things_stand(lively, staff, client_of):
    form = open_page(client_of(staff), HERE).form("what_changed")
    assert form.fields["happened_on"] == "2026-11-24"
    assert form.fields["level"] == ""
    assert form.choices["level"][""].startswith("Partly implemented")
    assert form.choices["course"][""].startswith("At risk")
    assert list(form.choices["milestone"].values()) == ["None", "Working group named", "Draft plan published"]
    assert (form.fields["what_changed"], form.fields["seen"]) == ("", str(lively.report.head_sequence))
    assert "no_evidence" not in form.choices["level"], "evidence once recorded is not forgotten"


def test_a_milestone_named_in_the_address_is_chosen_in_the_form(lively, staff, client_of):
    for address in (HERE, f"{HERE}log/"):
        form = open_page(client_of(staff), f"{address}?milestone={lively.coming.number}").form("what_changed")
        assert form.fields["milestone"] == str(lively.coming.pk)


def test_a_milestone_that_is_done_can_still_be_chosen_by_its_address(lively, staff, client_of):
    address = f"{lively.second.get_absolute_url()}log/?milestone={lively.again.number}"
    form = open_page(client_of(staff), address).form("what_changed")
    assert form.choices["milestone"][form.fields["milestone"]] == "Course for the police"


def test_only_a_coordinator_may_speak_for_another_organisation(lively, staff, coordinator, client_of):
    names = open_page(client_of(coordinator), HERE).form("what_changed").choices["organisation"].values()
    assert {"North Shelter", "South Shelter", "Example Network"} <= set(names)
    assert "organisation" not in open_page(client_of(staff), HERE).form("what_changed").fields


def test_who_may_only_look_sees_all_of_it_and_no_form(lively, observer, client_of):
    page = open_page(client_of(observer), HERE)
    assert not any("what_changed" in form.fields or "text" in form.fields for form in page.forms())
    assert not {"Correct", "Withdraw"} & {words.split()[0] for words in page.links() if words}
    assert "Everyone should know." in page.words
    assert "Ask again after the elections." not in page.words


def test_who_is_not_on_the_report_sees_nothing_of_it(lively, stranger, client_of):
    page = open_page(client_of(stranger), HERE, 404)
    assert "national plan" not in page.response.content.decode()


def test_an_action_whose_number_is_not_in_the_report_is_no_page(observer, client_of):
    open_page(client_of(observer), "/reports/belgium-2013/actions/5/", 404)


def test_what_the_person_may_do_with_an_entry_stands_below_it(lively, staff, colleague, coordinator, client_of):
    offered = {}
    for user in (staff, colleague, coordinator):
        item = open_page(client_of(user), HERE).top.one(id=f"entry-{lively.update.sequence}")
        offered[user.name] = [a.words.split()[0] for a in item.one(class_="entry-links").all("a")][1:]
    own = ["Add", "Correct", "Withdraw"]
    assert offered == {"Stella": own, "Colin": ["Add"], "Cora": own}


def test_where_not_all_milestones_are_listed_the_others_are_one_click_away(
    belgium, action, coordinator, staff, client_of
):
    def left_out():
        return open_page(client_of(staff), HERE).links().get("All milestones")

    for n in range(4):
        assert left_out() is None
        log(action, staff, milestone=add_milestone(action, coordinator, f"Step {n}"), state="done")
    assert left_out() == "/reports/belgium-2013/milestones/?action=1"
    assert len(open_page(client_of(staff), left_out()).main.one("tbody").all("tr")) == 4


def test_more_open_milestones_than_fit_are_still_one_click_away(belgium, action, coordinator, client_of):
    for n in range(9):
        add_milestone(action, coordinator, f"Step {n}", due_on=date(2027, 1, 1 + n))
    client = client_of(coordinator)
    page = open_page(client, HERE)
    behind = open_page(client, page.link("All milestones"))
    assert len(behind.main.one("tbody").all("tr")) == 9


def test_a_dropped_milestone_is_one_click_away_too(belgium, action, coordinator, client_of):
    drop(add_milestone(action, coordinator, "Never mind"), coordinator)
    page = open_page(client_of(coordinator), HERE)
    assert "Never mind" in open_page(client_of(coordinator), page.links()["All milestones"]).main.one("tbody").words


def test_the_open_milestones_stand_in_the_order_that_coordinators_gave_them(belgium, action, coordinator, client_of):
    for n in range(3):
        last = add_milestone(action, coordinator, f"Step {n}", due_on=date(2027, 1, 1 + n))
    client = client_of(coordinator)

    def orders():
        page = open_page(client, HERE)
        beside = page.main.one("section", **{"aria-labelledby": "milestones-title"}).all(class_="row-title")
        offered = page.main.one("select", name="milestone").all("option")
        return [title.words for title in beside], [option.words for option in offered][1:]

    assert orders() == (["Step 0", "Step 1", "Step 2"],) * 2
    move_milestone(milestone=last, step=-1)
    assert orders() == (["Step 0", "Step 2", "Step 1"],) * 2
