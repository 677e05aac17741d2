"""Searching: what a person types, and what they are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.models import Report, Role
from actions.views.search import LONGEST
from tests.factories import add_milestone, add_note, correct, join, log, withdraw
from tests.views.page import Page, open_page


@pytest.fixture
def look_for(staff, client_of):
    """look_for("plan", only="notes"): the page Stella is shown."""

    def look_for(query=None, by=staff, status=200, **narrowed):
        narrowed |= {} if query is None else {"q": query}
        response = client_of(by).get("/search/", narrowed)
        page = Page(response, status)
        page.results = [line for lines in page.main.all("ul", class_="results") for line in lines.all("li")]
        return page

    return look_for


def test_a_result_says_what_it_is_where_it_belongs_and_shows_the_words(action, staff, look_for):
    entry = log(action, staff, "On Monday the Ministère named a working group.")
    page = look_for("ministere group")
    (result,) = page.results
    assert [mark.words for mark in result.all("mark")] == ["Ministère", "group"]
    assert result.words == (
        "Update of North Shelter On Monday the Ministère named a working group. "
        "24 November 2026 · 1. Adopt a national plan of action"
    )
    assert page.link("Update of North Shelter") == entry.get_absolute_url()
    assert "1 result" in page.words
    assert page.form("q").fields["q"] == "ministere group"


def test_every_result_leads_to_the_thing_itself(lively, staff, client_of, look_for):
    for query, words in (
        ("adopt", str(lively.first)),
        ("draft plan published", "Draft plan published"),
        ("safety", "Correction of North Shelter"),
        ("elections", "Note of North Shelter"),
    ):
        address, _hash, anchor = look_for(query).link(words).partition("#")
        there = open_page(client_of(staff), address)
        assert not anchor or there.main.one(id=anchor)


def test_a_note_on_a_milestone_names_it_and_leads_to_it(action, coordinator, staff, client_of, look_for):
    milestone = add_milestone(action, coordinator, "Draft plan published")
    note = add_note(action, staff, "A canary sang.", milestone=milestone)
    page = look_for("canary")
    path, _hash, anchor = page.link("Note of North Shelter on “Draft plan published”").partition("#")
    assert (path, anchor) == (milestone.get_absolute_url(), f"note-{note.pk}")
    assert "A canary sang." in open_page(client_of(staff), path).main.one("article", id=anchor).words


def test_a_note_is_found_in_its_history_however_many_came_after_it(action, staff, client_of, look_for):
    note = add_note(action, staff, "A canary sang.")
    for n in range(30):
        add_note(action, staff, f"Other {n}.")
    address, _hash, anchor = look_for("canary").link("Note of North Shelter").partition("#")
    assert anchor == f"note-{note.pk}"
    there = open_page(client_of(staff), address)
    assert "A canary sang." in there.main.one(id=anchor).words


def test_what_was_superseded_is_left_out_until_one_asks_for_it_and_then_says_so(action, staff, look_for):
    correct(log(action, staff, "Canary one."), staff, what_changed="Canary two.")
    withdraw(log(action, staff, "Canary three."), staff)
    page = look_for("canary")
    assert [result.one("p", class_="result-words").words for result in page.results] == ["Canary two."]
    page = look_for("canary", earlier=["yes"])
    tags = [[tag.words for tag in result.all(class_="tag")] for result in page.results]
    assert tags == [["withdrawn"], [], ["corrected"]]
    assert "earlier" not in page.link("Leave it out")


def test_without_a_query_it_says_what_will_stand_here(look_for, belgium):
    assert "What has the words will stand here" in look_for().words
    assert "What has the words will stand here" in look_for("   ").words


def test_nothing_found_says_what_was_looked_at_and_how_to_look_wider(lively, other_report, staff, look_for):
    join(staff, other_report, Role.OBSERVER)
    page = look_for("zzzz", only="notes", report=lively.report.slug)
    assert "0 results" in page.words
    assert "Nothing under “Notes” has all these words." in page.words
    assert f"Looked at was “{lively.report.title}” alone." in page.words
    assert page.link("Look at everything") == "/search/?report=belgium-2013&q=zzzz"
    assert page.link("Look on all reports you follow") == "/search/?only=notes&q=zzzz"
    assert "earlier=yes" in page.link("Look at what was corrected or withdrawn, too")


def test_a_query_without_a_word_says_so(belgium, look_for):
    for query in ("?!", "-plan", '"', "\0"):
        assert "There is no word in this to look for." in look_for(query).words


def test_a_query_that_is_too_long_is_kept_and_says_so(belgium, look_for):
    page = look_for("plan " * 50)
    assert page.errors == {"q": "That is too long to search for. Keep to 200 characters."}
    assert page.form("q").fields["q"] == "plan " * 50
    assert look_for("x" * 200).errors == {}


def test_no_search_box_takes_more_than_a_search_does(belgium, staff, client_of, look_for):
    elsewhere = open_page(client_of(staff), "/reports/")
    boxes = [look_for().top.one("input", id="id_q"), elsewhere.top.one("input", id="site-search")]
    assert [box.attrs["maxlength"] for box in boxes] == [str(LONGEST)] * 2


def test_a_search_is_narrowed_to_a_report_one_is_on(lively, other_report, staff, stranger, look_for):
    join(staff, other_report, Role.STAFF)
    log(lively.first, staff, "A canary in Belgium.")
    log(other_report.actions.first(), staff, "A canary elsewhere.")
    assert len(look_for("canary").results) == 2
    (result,) = look_for("canary", report=other_report.slug).results
    assert "elsewhere" in result.words
    # A report one is not on is said to be none, like one that does not exist.
    page = look_for("canary", by=stranger, report=lively.report.slug)
    assert page.messages == [f"There is no choice “{lively.report.slug}” here. All reports you follow are searched."]
    assert ["elsewhere" in result.words for result in page.results] == [True]


@pytest.mark.parametrize(
    ("narrowed", "said"),
    [
        ({"only": "nonsense"}, "There is no choice “nonsense” here. All kinds are shown."),
        ({"report": "none"}, "There is no choice “none” here. All reports you follow are searched."),
        ({"after": "x"}, "The address names no place in this list, so it is shown from its beginning."),
        ({"after": "9" * 30}, "The address names no place in this list, so it is shown from its beginning."),
    ],
)
def test_a_filter_nobody_offers_is_said_to_be_none_and_finds_as_without_it(narrowed, said, belgium, look_for):
    whole, page = look_for("plan"), look_for("plan", **narrowed)
    assert page.messages == [said]
    assert [result.words for result in page.results] == [result.words for result in whole.results]
    assert whole.results


def test_more_than_the_bound_is_not_counted(action, staff, look_for, monkeypatch):
    monkeypatch.setattr("actions.reporting.search.COUNTED", 21)
    monkeypatch.setattr("actions.views.search.COUNTED", 21)
    for n in range(22):
        log(action, staff, f"Canary {n}.")
    page = look_for("canary")
    assert "More than 21 results" in page.words
    assert len(page.results) == 20
    page = look_for("canary", after=page.link("Further results").rpartition("=")[2])
    assert [result.one("p", class_="result-words").words for result in page.results] == ["Canary 1.", "Canary 0."]
    assert page.link("Back to the first results") == "/search/?q=canary"


def test_every_page_has_a_field_to_search_from(lively, staff, client_of):
    page = open_page(client_of(staff), lively.first.get_absolute_url())
    form = page.form("q")
    assert form.address == "/search/"
    assert form.element.one("label").attrs["for"] == form.element.one("input").attrs["id"]


HOSTILE = st.sampled_from(
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<mark>", "</p>", "&lt;", "&amp;", "'\"", "{{ x }}"]
)


@pytest.fixture
def page_of(action, staff, coordinator, client_of):
    client = client_of(staff)

    def page_of(text, query, **narrowed):
        entry = log(action, staff, text)
        add_milestone(action, coordinator, text[:200])
        response = client.get("/search/", {"q": query} | narrowed)
        withdraw(entry, staff)
        return Page(response)

    return page_of


@given(st.lists(HOSTILE | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), min_size=1, max_size=6))
def test_no_words_become_part_of_the_page_s_own_language(page_of, pieces):
    text = " ".join(["canary", *pieces, "x"])
    page = page_of(text, "canary " + pieces[0][:50])
    assert not page.main.all("script")
    assert not page.main.all("img")
    for line in page.main.all("p", class_="result-words"):
        assert {element.tag for element in line} <= {"p", "mark"}
    page = page_of(text, "canary", only="updates")
    shown = [line.words for line in page.main.all("p", class_="result-words")]
    assert any(line.removesuffix(" …") in " ".join(text.split()) for line in shown)


def test_reports_are_there_to_choose_from_when_one_is_on_several(lively, other_report, staff, look_for):
    assert "report" not in look_for("plan").form("q").fields
    join(staff, other_report, Role.OBSERVER)
    choices = look_for("plan").form("q").choices["report"]
    assert set(choices) == {"", *Report.objects.values_list("slug", flat=True)}
