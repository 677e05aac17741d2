"""Assessing an action, and what everyone then sees: on its page, in its history, in what needs attention."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Entry
from actions.services.feeds import make_feed_address
from tests.factories import assess, log, set_aside
from tests.views.page import follow, open_page

BELGIUM = "/reports/belgium-2013/"
HERE = f"{BELGIUM}actions/1/"
ASSESS = f"{HERE}assess/"


def others(page):
    return page.main.one("div", id="others")


@pytest.mark.parametrize("who", ["observer", "staff", "coordinator"])
def test_everyone_on_the_report_assesses_for_their_organisation(who, action, request, client_of):
    someone = request.getfixturevalue(who)
    client = client_of(someone)
    page = open_page(client, HERE)
    assert others(page).words == "Assess it for your organisation"
    form = open_page(client, page.link("Assess it for your organisation")).form("reason")
    assert form.fields["happened_on"] == "2026-11-24"
    assert list(form.choices["level"]) == ["not_implemented", "partly_implemented", "fully_implemented", "no_evidence"]
    page = follow(client, form.send(client, level="partly_implemented", reason="Half of it works."))
    entry = Entry.objects.get(kind="assessment")
    assert page.messages == [f"Assessment recorded. It is entry {entry.sequence}."]
    assert (entry.author, entry.organisation, entry.reason) == (someone, someone.organisation, "Half of it works.")
    assert f"{someone.organisation} Partly implemented as of 24 Nov 2026" in others(page).words
    assert page.link("as of 24 Nov 2026") == entry.get_absolute_url()


def test_the_form_says_where_it_stands_and_that_it_does_not_move(lively, observer, client_of):
    page = open_page(client_of(observer), ASSESS)
    assert "Where it stands now: Partly implemented since 24 November 2026" in page.words
    assert "Say how Example Ministry sees it." in page.words
    assert page.link("since 24 November 2026") == lively.update.get_absolute_url()


def test_a_level_is_chosen_and_nonsense_is_not(action, observer, client_of):
    client = client_of(observer)
    form = open_page(client, ASSESS).form("reason")
    for level, sentence in (("", "Choose a level."), ("disputed", "Choose one of the levels listed.")):
        response = form.send(client, level=level, reason="So.")
        assert sentence in response.text
        assert "So." in response.text
    assert not Entry.objects.filter(kind="assessment").exists()


def test_over_several_the_index_is_told_in_words_and_who_disagrees(action, staff, colleague, observer, client_of):
    log(action, staff, level="partly_implemented")
    assess(action, staff, "partly_implemented")
    client = client_of(observer)
    words = others(open_page(client, HERE)).words
    assert "Implementation Recommendation Index over one organisation: 0.5 of 1, partly implemented." in words
    assert "It is the mean of 0 for not, 0.5 for partly and 1 for fully implemented." in words
    assert "not counted" not in words
    assert "disputed" not in words
    assess(action, colleague, "fully_implemented")
    assert (
        "it stands at “Partly implemented”, and South Shelter sees it otherwise"
        in others(open_page(client, HERE)).words
    )
    assess(action, observer, "not_implemented")
    words = others(open_page(client, HERE)).words
    assert "How organisations see it Example Ministry Not implemented as of" in words
    assert "Implementation Recommendation Index over 3 organisations: 0.5 of 1, partly implemented." in words
    assert "It is disputed: it stands at “Partly implemented”, and 2 organisations see it otherwise." in words


def test_who_has_no_evidence_is_listed_but_not_counted(action, staff, colleague, observer, client_of):
    assess(action, colleague, "fully_implemented")
    assess(action, observer, "no_evidence")
    words = others(open_page(client_of(observer), HERE)).words
    assert "Index over one organisation: 1 of 1, fully implemented." in words
    assert "One organisation without evidence is not counted." in words
    assess(action, staff, "no_evidence")
    words = others(open_page(client_of(observer), HERE)).words
    assert "2 organisations without evidence are not counted." in words


def test_where_nobody_judges_there_is_no_index(action, observer, client_of):
    assess(action, observer, "no_evidence")
    words = others(open_page(client_of(observer), HERE)).words
    assert "Example Ministry No evidence available" in words
    assert "Index" not in words and "disputed" not in words


def test_another_day_shows_how_it_was_seen_then_and_offers_nothing(action, observer, client_of):
    assess(action, observer, "not_implemented", happened_on=date(2026, 11, 2))
    assess(action, observer, "fully_implemented", happened_on=date(2026, 11, 20))
    client = client_of(observer)
    then = others(open_page(client, f"{HERE}?as_of=2026-11-10"))
    assert "Not implemented as of 2 Nov 2026" in then.words
    assert not [a for a in then.all("a") if a.attrs["href"] == ASSESS]
    assert not open_page(client, f"{HERE}?as_of=2026-11-01").main.all("div", id="others")
    known = f"{HERE}?as_of=2026-11-10&known=2026-11-10T23:00:00Z"
    assert not open_page(client, known).main.all("div", id="others"), "it was recorded later"


def test_who_speaks_for_nobody_is_offered_nothing(action, observer, client_of):
    observer.organisation = None
    observer.save()
    assert not open_page(client_of(observer), HERE).main.all("div", id="others")
    open_page(client_of(observer), ASSESS, 403)


def test_the_history_the_entry_and_the_feed_say_it_in_words(lively, observer, client_of):
    entry = assess(lively.first, observer, "not_implemented", "No plan was <adopted>.")
    client = client_of(observer)
    sentence = "Example Ministry sees it as not implemented"
    only = open_page(client, f"{HERE}?only=assessments")
    assert [item.attrs["id"] for item in only.main.all("article")] == [
        f"entry-{entry.sequence}",
        f"entry-{lively.assessed.sequence}",
    ]
    for address in (HERE, f"{HERE}?only=assessments", entry.get_absolute_url(), f"{BELGIUM}entries/"):
        told = open_page(client, address).main.one("article", id=f"entry-{entry.sequence}").words
        assert sentence in told
        assert "Not implemented" in told and "Why: No plan was <adopted>." in told
    feed = client.get(f"/feeds/{make_feed_address(user=observer)}/activity.atom").text
    assert sentence in feed
    assert "Level: Not implemented" in feed
    found = open_page(client, "/search/?q=adopted&report=belgium-2013")
    assert entry.get_absolute_url() in found.links().values()


def test_it_is_withdrawn_by_who_may(action, observer, staff, coordinator, client_of):
    entry = assess(action, observer)
    for someone in (staff, coordinator):
        assert "Withdraw" not in open_page(client_of(someone), entry.get_absolute_url()).links()
        open_page(client_of(someone), f"{entry.get_absolute_url()}withdraw/", 403)
    client = client_of(observer)
    history = open_page(client, HERE).main.one("article", id=f"entry-{entry.sequence}")
    [link] = [a for a in history.all("a") if a.words.startswith("Withdraw")]
    page = open_page(client, link.attrs["href"])
    assert "an earlier assessment of your organisation counts again" in page.words
    follow(client, page.form("reason").send(client, reason="We were mistaken."))
    assert others(open_page(client, HERE)).words == "Assess it for your organisation"


# --- What needs attention ---


def test_what_is_disputed_needs_attention_with_who_since_when_and_a_next_step(
    action, staff, coordinator, observer, client_of
):
    log(action, staff, level="partly_implemented", happened_on=date(2026, 11, 2))
    entry = assess(action, observer, "fully_implemented", happened_on=date(2026, 11, 5))
    for who, address in ((staff, BELGIUM), (coordinator, f"{BELGIUM}attention/?kind=disputed")):
        page = open_page(client_of(who), address)
        row = next(row for row in page.main.all("li", class_="concern") if "Disputed" in row.words)
        assert "stands at “Partly implemented” · Example Ministry: “Fully implemented”" in row.words
        assert "since 5 November 2026" in row.words
        assert entry.get_absolute_url() in [a.attrs["href"] for a in row.all("a")]
        assert HERE in [a.attrs["href"] for a in row.all("a")]
        assert "Log update" in row.words
    assert "Disputed (1)" in page.main.one(class_="filters").words
    then = open_page(client_of(observer), f"{BELGIUM}attention/?kind=disputed&as_of=2026-11-04")
    assert "Nothing is like that now." in then.words


def test_the_overview_marks_what_is_disputed_on_the_day_it_shows(action, staff, observer, coordinator, client_of):
    assess(action, observer, "not_implemented", happened_on=date(2026, 11, 5))
    set_aside(action, coordinator, "disputed")
    marked = {}
    for query in ("", "?as_of=2026-11-05", "?as_of=2026-11-04"):
        table = open_page(client_of(staff), f"{BELGIUM}{query}").main.one("section", id="actions")
        marked[query] = [a.attrs["href"] for a in table.all("a") if a.words == "Disputed"]
    assert marked == {
        "": [f"{HERE}#others"],
        "?as_of=2026-11-05": [f"{HERE}?as_of=2026-11-05#others"],
        "?as_of=2026-11-04": [],
    }


def test_whoever_may_assess_is_offered_to_where_it_is_disputed(action, staff, observer, coordinator, client_of):
    assess(action, observer, "not_implemented")

    def offered(person, query=""):
        page = open_page(client_of(person), f"{BELGIUM}attention/{query}")
        return [
            row.words
            for row in page.main.all("li", class_="concern")
            for a in row.all("a")
            if a.attrs["href"] == ASSESS
        ]

    for person in (staff, observer, coordinator):
        (row,) = offered(person)
        assert "Disputed" in row
        assert offered(person, "?as_of=2026-11-23") == []
    observer.organisation = None
    observer.save()
    assert offered(observer) == []


def test_a_dispute_of_many_names_three_and_counts_the_rest(belgium, action, request, client_of):
    for who in ("staff", "colleague", "observer", "coordinator"):
        assess(action, request.getfixturevalue(who))
    page = open_page(client_of(request.getfixturevalue("observer")), f"{BELGIUM}attention/?kind=disputed")
    assert "and one more" in page.main.one("li", class_="concern").words


def test_a_dispute_is_set_aside(action, observer, coordinator, client_of):
    assess(action, observer)
    client = client_of(coordinator)
    form = open_page(client, f"{HERE}set-aside/disputed/").form("until")
    page = follow(client, form.send(client, reason="They meet next week.", until="2026-12-01"))
    assert "Disputed" not in page.main.one(class_="filters").words
    assert "Disputed" in open_page(client, f"{BELGIUM}attention/?kind=set_aside").main.one("li", class_="concern").words


def test_a_meeting_talks_about_what_is_disputed(belgium, action, observer, coordinator, client_of):
    assess(action, observer, "not_implemented")
    client = client_of(coordinator)
    item = open_page(client, f"{BELGIUM}meeting/").main.one("li", id="item-1").words
    assert "Disputed stands at “No evidence available” · Example Ministry: “Not implemented”" in item
    set_aside(action, coordinator, "disputed")
    assert not open_page(client, f"{BELGIUM}meeting/").main.all("li", id="item-1")


# --- What it costs ---


def test_where_there_are_none_they_cost_no_question_and_else_one(action, observer, staff, colleague, client_of):
    def asked():
        client = client_of(observer)
        with CaptureQueriesContext(connection) as questions:
            open_page(client, f"{HERE}?only=changes")
        return len(questions)

    none = asked()
    assess(action, observer)
    one = asked()
    for someone in (staff, colleague):
        assess(action, someone)
    assert (one, asked()) == (none + 1, none + 1)
