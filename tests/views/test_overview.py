"""The overview: a sentence, a table, what needs attention, what is new; every figure leads to its rows."""

from datetime import date

import pytest

from actions.services.reports import change
from tests.factories import add_milestone, log
from tests.views.page import open_page

HERE = "/reports/belgium-2013/"
NUMBERS = {"no": 0, "none": 0, "one": 1, "two": 2, "three": 3, "four": 4}


def rows(page):
    """How many rows the table on a page has; on the overview that of the actions."""
    bodies = page.main.all("section", id="actions") or [page.main]
    bodies = bodies[0].all("tbody")
    return len(bodies[0].all("tr")) if bodies else 0


def number(words):
    return NUMBERS[words.lower()] if words.lower() in NUMBERS else int(words.split()[0])


def figures(page):
    """[(what a figure of the sentence says, where it leads)]."""
    lead = page.main.one(class_="lead-sentence")
    return [(a.words, a.attrs["href"].partition("#")[0]) for a in lead.all("a", class_="figure")]


def test_a_fresh_report_says_that_nothing_was_reported_and_nothing_is_planned(observer, client_of):
    page = open_page(client_of(observer), HERE)
    assert page.main.one(class_="lead-sentence").words == (
        "No evidence has been reported yet on any of the four priority actions. No milestones are planned yet."
    )
    assert rows(page) == 4
    assert page.words.count("no lead yet · no focal point yet") == 4


def test_the_sentence_is_computed_from_the_record(lively, observer, client_of):
    assert open_page(client_of(observer), HERE).main.one(class_="lead-sentence").words == (
        "Two of four priority actions are partly implemented, none fully. "
        "Since 1 September 2026, no milestones were completed and one action moved back. "
        "One milestone is overdue."
    )


@pytest.fixture
def eventful(lively, coordinator, staff):
    """Beside all else: three actions silent, for the report wants to be heard of every day, and levels of long ago."""
    for n, title in enumerate(["Second step", "Third step"]):
        add_milestone(lively.third, coordinator, title, due_on=date(2026, 11, 2 + n))
    log(lively.fourth, staff, level="fully_implemented", happened_on=date(2026, 1, 5))
    log(lively.fourth, staff, level="not_implemented", reason="It ended.", happened_on=date(2026, 2, 5))
    return lively


@pytest.fixture
def in_february(eventful, time_machine):
    """Ninety-one days later: everyone has been silent too long."""
    time_machine.move_to("2027-02-24T11:00Z")


@pytest.mark.parametrize("moment", ["today", "in_february"])
def test_each_figure_of_the_sentence_leads_to_as_many_rows_as_it_says(moment, eventful, observer, client_of, request):
    request.getfixturevalue(moment)
    client = client_of(observer)
    counted = 0
    for words, address in figures(open_page(client, HERE)):
        if "/actions/" in address:
            continue  # how many days: the action they are about
        assert rows(open_page(client, address)) == number(words), (words, address)
        counted += 1
    assert counted >= 3


def test_each_figure_of_the_table_leads_to_as_many_rows_as_it_says(eventful, observer, client_of):
    client = client_of(observer)
    page = open_page(client, HERE)
    counted = 0
    for line in page.main.all("p", class_="bar-words"):
        for link in line.all("a"):
            assert rows(open_page(client, link.attrs["href"])) == number(link.words), link.words
            counted += 1
    assert counted == 9


@pytest.mark.parametrize(
    ("show", "numbers"),
    [
        ("partly_implemented", ["1", "2"]),
        ("not_implemented", ["4"]),
        ("fully_implemented", []),
        ("no_evidence", ["3"]),
        ("off_course", ["2"]),
        ("moved_back", ["2"]),  # not action 4, which did so in February
        ("silent", []),
        ("", ["1", "2", "3", "4"]),
        ("no such thing", ["1", "2", "3", "4"]),
    ],
)
def test_the_table_narrows_to_what_a_figure_counts(show, numbers, eventful, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}?show={show}")
    assert [found.words for found in page.main.all(class_="action-number")] == numbers
    assert ("Show all" in page.links()) == (len(numbers) < 4)


def test_what_needs_attention_comes_with_the_next_step_of_whoever_may_do_it(lively, request, client_of):
    buttons = {}
    for who in ("staff", "observer", "coordinator"):
        page = open_page(client_of(request.getfixturevalue(who)), HERE)
        section = page.main.one("section", **{"aria-labelledby": "attention-title"})
        assert "Working group named" in section.words
        assert "23 days late" in section.words
        assert "Train front-line workers" in section.words
        assert section.one("div", class_="panel-head").words == "Needs attention 6 in all"
        row = section.all("li", class_="concern")[0]
        buttons[who] = [a.words for a in row.all("a")][2:]  # after its title and the nudge
    assert buttons == {
        "observer": [],
        "staff": ["Say what holds it up", "Log update"],
        "coordinator": ["Reassign", "Change due day", "Set aside", "Log update"],
    }


def test_the_button_beside_a_late_milestone_opens_the_form_with_that_milestone_chosen(lively, staff, client_of):
    client = client_of(staff)
    section = open_page(client, HERE).main.one("section", **{"aria-labelledby": "attention-title"})
    form = open_page(client, section.all("a", class_="btn")[0].attrs["href"]).form("what_changed")
    assert form.fields["milestone"] == str(lively.late.pk)


def test_recent_activity_tells_the_latest_entries_and_leads_to_all(lively, observer, client_of):
    page = open_page(client_of(observer), HERE)
    section = page.main.one("section", **{"aria-labelledby": "activity-title"})
    assert "North Shelter confirmed: nothing changed, still true" in section.words
    assert len(section.all("article")) == 5
    assert page.link("All activity") == f"{HERE}entries/"


def test_only_those_who_may_log_are_offered_to(lively, observer, staff, client_of):
    offered = [
        "Log an update" in open_page(client_of(person), HERE).main.one(class_="page-actions").words
        for person in (staff, observer)
    ]
    assert offered == [True, False]


def test_someone_on_another_report_gets_no_overview(lively, stranger, client_of):
    page = open_page(client_of(stranger), HERE, 404)
    assert page.heading == "There is no such page"
    assert "Belgium" not in page.words


def test_days_are_counted_in_the_reports_time_zone(lively, coordinator, observer, client_of, time_machine):
    """23:30 in Brussels on the due day is not late; half an hour later it is."""
    change(subject=lively.late, by=coordinator, values={"due_on": date(2026, 11, 25)}, reason="Elections.")
    time_machine.move_to("2026-11-25T22:30Z")
    assert "No milestones are overdue" in open_page(client_of(observer), HERE).words
    time_machine.move_to("2026-11-25T23:30Z")
    assert "One milestone is overdue" in open_page(client_of(observer), HERE).words
