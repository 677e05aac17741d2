"""Without a connection, or a server that answers, nothing is sent and nothing typed is lost."""

import pytest
from playwright.sync_api import expect

from actions.models import Note
from tests.browser.steps import at_action, at_log, says_done
from tests.browser.test_nothing_lost import WORDS, logged
from tests.factories import add_milestone

pytestmark = pytest.mark.browser


def kept(page, route, button, said):
    """Press a button where all that is asked is answered by ``route``: what is said then, before all is well again."""
    page.context.route("**/*", route)
    page.get_by_role("button", name=button).click()
    expect(page.locator(said)).to_contain_text("No connection")
    page.context.unroute("**/*")


def away(route):
    """What a proxy answers in place of a server that is away."""
    route.fulfill(status=502)


def test_what_opens_in_place_says_so_when_there_is_no_connection(belgium, action, staff, visit):
    page = visit(staff, at_action(action))
    page.watch.forgiven = "/notes/"
    page.context.set_offline(True)
    page.get_by_role("link", name="Add a note").click()
    expect(page.locator(".no-connection")).to_have_text("No connection: try again once it is back.")
    page.context.set_offline(False)
    page.get_by_role("link", name="Add a note").click()
    expect(page.get_by_label("Note")).to_be_visible()
    expect(page.locator(".no-connection")).to_have_count(0)


def test_what_opens_in_place_says_so_where_a_proxy_answers_for_the_server(action, staff, visit):
    page = visit(staff, at_action(action))
    page.watch.forgiven = "/notes/"
    page.watch.expected.add(502)
    page.context.route("**/*", away)
    page.get_by_role("link", name="Add a note").click()
    expect(page.locator(".no-connection")).to_contain_text("No connection")
    page.context.unroute("**/*")
    page.get_by_role("link", name="Add a note").click()
    expect(page.get_by_label("Note")).to_be_visible()


def test_the_keys_say_so_where_a_proxy_answers_for_the_server(action, staff, visit):
    page = visit(staff, at_action(action))
    page.watch.expected.add(502)
    page.context.route("**/*", away)
    page.keyboard.press("?")
    expect(page.locator(".no-connection")).to_contain_text("No connection")
    page.context.unroute("**/*")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize("in_place", [True, False], ids=["in place", "on its page"])
def test_a_note_that_is_sent_without_a_connection_stays(belgium, action, staff, visit, in_place):
    page = visit(staff, at_action(action) if in_place else f"{at_action(action)}notes/add/")
    if in_place:
        page.get_by_role("link", name="Add a note").click()
    page.get_by_label("Note").fill(WORDS)
    here = page.url
    page.context.set_offline(True)
    for _ in range(2):
        page.get_by_role("button", name="Add note").click()
        expect(page.locator(".no-connection")).to_have_text("No connection: try again once it is back.")
    assert (page.url, page.get_by_label("Note").input_value()) == (here, WORDS)
    page.context.set_offline(False)
    page.get_by_role("button", name="Add note").click()
    says_done(page, "Note added")
    assert Note.objects.get().text == WORDS


def test_a_note_stays_where_the_server_does_not_answer_though_there_is_a_network(belgium, action, staff, visit):
    page = visit(staff, f"{at_action(action)}notes/add/")
    page.get_by_label("Note").fill(WORDS)
    page.watch.forgiven = "/livez"
    page.watch.expected.add(502)
    for route in (lambda route: route.abort("connectionreset"), away):
        kept(page, route, "Add note", ".no-connection")
        assert page.get_by_label("Note").input_value() == WORDS
    page.get_by_role("button", name="Add note").click()
    says_done(page, "Note added")
    assert Note.objects.get().text == WORDS


def test_a_title_and_an_update_stay_where_a_proxy_answers_for_the_server(belgium, action, staff, coordinator, visit):
    page = visit(coordinator, f"/reports/{belgium.slug}/settings/")
    page.watch.expected.add(502)
    page.get_by_label("Title").fill("Status of action, Belgium")
    kept(page, away, "Save settings", ".no-connection")
    page.get_by_role("button", name="Save settings").click()
    says_done(page, "Settings saved")

    page = visit(staff, at_log(action))
    page.watch.expected.add(502)
    page.get_by_label("What changed?").fill(WORDS)
    kept(page, away, "Log update", "[data-draft-said]")
    expect(page.locator("[data-draft-said]")).to_contain_text("Draft saved at")
    page.get_by_role("button", name="Log update").click()
    says_done(page, "Update logged")
    assert logged(action).get().what_changed == WORDS


def test_a_computer_without_a_network_sends_to_the_program_that_runs_on_it(belgium, action, staff, visit):
    page = visit(staff, "/my-work/")
    page.add_init_script("Object.defineProperty(Navigator.prototype, 'onLine', {get: () => false})")
    page.goto(f"{at_action(action)}notes/add/")
    page.get_by_label("Note").fill(WORDS)
    page.get_by_role("button", name="Add note").dblclick()
    says_done(page, "Note added")
    assert Note.objects.get().text == WORDS
    page.goto(at_log(action))
    page.get_by_label("What changed?").fill(WORDS)
    page.get_by_role("button", name="Log update").dblclick()
    says_done(page, "Update logged")
    assert logged(action).count() == 1
    page.goto(at_log(action))
    page.get_by_role("button", name="Nothing changed, still true").click()
    says_done(page, "Noted")


@pytest.mark.parametrize("in_place", [True, False], ids=["in place", "on the action's page"])
def test_what_is_sent_without_a_connection_stays_and_goes_when_it_is_back(
    belgium, action, staff, coordinator, visit, in_place
):
    add_milestone(action, coordinator, due_on=belgium.today(), focal_point=staff)
    page = visit(staff, "/my-work/" if in_place else at_action(action))
    here = page.url
    if in_place:
        page.get_by_role("link", name="Log update").click()
    form = page.locator("form.update")
    page.context.set_offline(True)
    page.get_by_label("What changed?").fill(WORDS)
    for _ in range(2):
        form.get_by_role("button", name="Log update").click()
        expect(page.locator("[data-draft-said]")).to_contain_text("No connection: not sent.")
        expect(page.locator("#announcements")).to_contain_text("No connection: not sent.")
    expect(page.get_by_label("What changed?")).to_have_value(WORDS)
    assert page.url == here
    page.context.set_offline(False)
    expect(page.locator("[data-draft-said]")).to_contain_text("Not sent: press again. Draft saved at")
    assert logged(action).count() == 0
    form.get_by_role("button", name="Log update").click()
    says_done(page, "Update logged")
    if in_place:
        expect(page.locator(".messages")).to_be_focused()
    assert logged(action).get().what_changed == WORDS
