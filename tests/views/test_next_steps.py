"""The next step in each row of what needs attention."""

from actions.services.erasure import erase_words
from actions.services.reports import change
from tests.factories import join, nudge, person, withdraw
from tests.views.page import Page, open_page
from tests.views.test_attention import BELGIUM, HERE, rows


def next_steps(page):
    """{(what a row is about, the first word of why): (its next step in words, where it leads or nothing)}"""
    found = {}
    for row in rows(page):
        step = row.one("p", class_="concern-step")
        about = row.one("p", class_="row-title").words, row.one("div", class_="concern-kind").words
        found[about] = step.words.removeprefix("Next step: "), [a.attrs["href"] for a in step.all("a")]
    return found


def test_each_row_says_the_next_step_and_leads_to_it(in_need, coordinator, client_of):
    one, three = (f"{BELGIUM}actions/{number}/" for number in (1, 3))
    titles = [action.title for action in in_need.late.action.report.actions.order_by("number")]
    assert next_steps(open_page(client_of(coordinator), HERE)) == {
        ("Late", "23 days late"): (
            "Ask Colin what holds it up, or agree on a new day",
            [f"{in_need.late.get_absolute_url()}nudge/"],
        ),
        ("Soon", "Due in 7 days"): (
            "Ask Stella whether it will be done by then",
            [f"{in_need.soon.get_absolute_url()}nudge/"],
        ),
        (titles[0], "54 days silent"): ("Ask Stella for an update", [f"{one}nudge/"]),
        (titles[3], "54 days silent"): ("Ask Stella for an update", [f"{BELGIUM}actions/4/nudge/"]),
        (titles[1], "Moved back"): ("Read why", [in_need.back.get_absolute_url()]),
        (titles[2], "Off track"): (
            "Follow up “Ask the ministry for a second judge. And so on. And so on. And so on. And so on. And so o…”",
            [in_need.off.get_absolute_url()],
        ),
        (titles[0], "Waiting since today"): ("Review it", [f"{BELGIUM}review/?action=1"]),
        (titles[1], "Waiting since today"): ("Someone else reviews it: you wrote it", []),
        (titles[2], "Disputed"): ("Answer the doubt", [f"{three}log/?about=disputed"]),
        (titles[3], "No lead"): ("Choose a lead", [f"{BELGIUM}actions/4/reassign/"]),
    }


def test_an_observer_reads_the_next_step_and_is_led_to_what_can_be_read(in_need, observer, client_of):
    found = next_steps(open_page(client_of(observer), HERE))
    assert ("Ask Colin what holds it up, or agree on a new day", []) in found.values()
    assert sorted(url for _words, urls in found.values() for url in urls) == sorted(
        [in_need.back.get_absolute_url(), in_need.off.get_absolute_url()]
    )
    assert not [words for words, _urls in found.values() if "eview" in words]


def test_who_is_asked_has_the_answer_as_the_next_step_on_the_overview_too(in_need, staff, colleague, client_of):
    silent = in_need.late.action.title, "54 days silent"
    for address in (BELGIUM, HERE):
        mine = next_steps(open_page(client_of(colleague), address))
        assert mine["Late", "23 days late"] == (
            "Say what holds it up",
            [f"{BELGIUM}actions/1/log/?milestone={in_need.late.number}"],
        )
        assert next_steps(open_page(client_of(staff), address))[silent] == (
            "Log an update",
            [f"{BELGIUM}actions/1/log/"],
        )


def test_two_of_one_organisation_and_role_have_each_their_own_next_step(in_need, belgium, staff, client_of):
    other = join(person("Sten", "North Shelter"), belgium, "staff")
    silent = in_need.late.action.title, "54 days silent"
    assert next_steps(open_page(client_of(other), BELGIUM))[silent] == ("Ask Stella for an update", [])
    assert next_steps(open_page(client_of(staff), BELGIUM))[silent][0] == "Log an update"


def test_where_nobody_wrote_next_steps_they_are_asked_for(in_need, coordinator, client_of):
    erase_words(entry=in_need.off, by=coordinator, reason="By law.")
    found = next_steps(open_page(client_of(coordinator), HERE))
    about = in_need.off.action.title, "Off track"
    assert found[about] == ("Ask Stella what is to be done next", [f"{BELGIUM}actions/3/nudge/"])


def test_a_nudge_is_not_offered_twice_a_day_nor_to_oneself(in_need, coordinator, client_of, time_machine):
    client = client_of(coordinator)
    change(subject=in_need.soon, by=coordinator, values={"focal_point": coordinator})
    nudge(in_need.late.action, coordinator, milestone=in_need.late)

    def offered():
        page = open_page(client, HERE)
        return [[a.words for a in row.all("a")].count("Nudge") for row in rows(page)[:3]], next_steps(page)

    menus, found = offered()
    assert menus == [0, 0, 1]
    assert found["Late", "23 days late"] == ("Asked today; wait for an answer", [])
    assert found["Soon", "Due in 7 days"][0] == "Say how far it has come"
    time_machine.move_to("2026-11-25T11:00Z")
    client.force_login(coordinator)
    menus, found = offered()
    assert menus == [1, 0, 1]
    assert found["Late", "24 days late"][0].startswith("Ask Colin")


def test_another_day_names_no_next_step(in_need, coordinator, client_of):
    assert not open_page(client_of(coordinator), f"{HERE}?as_of=2026-11-23").main.all("p", class_="concern-step")


def test_who_answers_a_doubt_reads_above_the_form_what_it_is(in_need, coordinator, staff, client_of):
    found = next_steps(open_page(client_of(staff), HERE))
    [address] = found[in_need.off.action.title, "Disputed"][1]
    client = client_of(staff)
    page = open_page(client, address)
    block = page.main.one("section", class_="message")
    assert "The action stands at “No evidence available”." in block.words
    assert "South Shelter has seen it at “Partly implemented” since 24 November 2026: We saw it." in block.words
    assessed = in_need.off.action.entries.get(kind="assessment")
    assert [a.attrs["href"] for a in block.all("a")] == [assessed.get_absolute_url()]
    # It stays while something is wrong with the form.
    page = Page(page.form("what_changed").send(client))
    assert page.errors and page.main.one("section", class_="message")
    erase_words(entry=assessed, by=coordinator, reason="By law.")
    assert "The reason was erased." in open_page(client, address).main.one("section", class_="message").words


def test_a_doubt_that_is_none_any_more_is_not_told(in_need, staff, colleague, client_of):
    client, action = client_of(staff), in_need.off.action
    for address in (f"{action.get_absolute_url()}log/", f"{action.get_absolute_url()}log/?about=nonsense"):
        assert not open_page(client, address).main.all("section", class_="message")
    withdraw(action.entries.get(kind="assessment"), colleague)
    for number in (3, 4):
        page = open_page(client, f"{BELGIUM}actions/{number}/log/?about=disputed")
        assert not page.main.all("section", class_="message")
