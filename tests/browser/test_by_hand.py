"""With the keyboard alone, with thumbs, with shortcuts."""

import pytest
from playwright.sync_api import expect

from actions.lifecycle import Kind
from actions.models import Entry
from tests.browser.sight import NARROWEST, beyond_the_edge
from tests.browser.steps import at_action, at_log, at_overview, says_done, tab_to

pytestmark = pytest.mark.browser

THUMB = 44  # CSS pixels, the least height of what is tapped often


def test_an_update_is_logged_without_a_mouse(belgium, action, staff, visit, scripts):
    page = visit(staff, at_overview(belgium), scripts=scripts)
    keys = page.keyboard
    tab_to(page, page.get_by_role("link", name="Skip to the content"))
    keys.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    tab_to(page, page.locator("summary", has_text="Log an update"))
    keys.press("Enter")
    tab_to(page, page.locator(".menu[open]").get_by_role("link", name=action.title))
    keys.press("Enter")
    tab_to(page, page.get_by_label("What changed?"))
    keys.type("The outline of a plan was adopted.")
    tab_to(page, page.get_by_label("Where does it stand now?"))
    keys.type("Partly")
    tab_to(page, page.locator("summary", has_text="Course, challenges, next steps"))
    keys.press("Space")
    tab_to(page, page.get_by_label("Is it on course?"))
    keys.type("On track")
    tab_to(page, page.get_by_label("Next steps (optional)"))
    keys.type("Ask who pays.")
    tab_to(page, page.get_by_role("button", name="Log update"))
    keys.press("Enter")
    says_done(page, "Update logged")
    entry = Entry.objects.get(kind=Kind.UPDATE)
    assert (entry.level, entry.course, entry.next_steps) == ("partly_implemented", "on_track", "Ask who pays.")


@pytest.mark.parametrize("key", ["Control+Enter", "Meta+Enter"])
def test_ctrl_with_enter_sends(belgium, action, staff, visit, key):
    page = visit(staff, at_action(action))
    page.get_by_label("What changed?").fill("A working group was named.")
    page.get_by_label("What changed?").press(key)
    says_done(page, "Update logged")


def test_a_menu_closes_with_escape_and_by_going_elsewhere(belgium, staff, visit):
    page = visit(staff, at_overview(belgium))
    menu = page.locator("summary", has_text="Log an update")
    opened = page.locator("details.menu[open]")
    menu.click()
    expect(opened).to_have_count(1)
    opened.get_by_role("link").first.focus()
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)
    expect(menu).to_be_focused()
    menu.click()
    page.locator(".site-person > summary").click()
    expect(opened).to_have_count(1)
    page.locator("h1").click()
    expect(opened).to_have_count(0)


def test_an_update_is_logged_with_thumbs(belgium, action, staff, visit, scripts):
    page = visit(staff, at_overview(belgium), device="phone", scripts=scripts)
    page.locator("summary", has_text="Log an update").tap()
    assert beyond_the_edge(page, [NARROWEST]) == []
    page.locator(".menu[open]").get_by_role("link", name=action.title).tap()
    page.wait_for_url(at_log(action))
    for thing in page.locator("main form").locator("button, textarea, input, select").all():
        if thing.is_visible():
            assert thing.bounding_box()["height"] >= THUMB, thing.evaluate("e => e.outerHTML")
    assert beyond_the_edge(page, [NARROWEST]) == []
    page.get_by_label("What changed?").tap()
    page.get_by_label("What changed?").fill("A working group was named.")
    page.get_by_label("Where does it stand now?").select_option("Partly implemented")
    page.get_by_role("button", name="Log update").tap()
    says_done(page, "Update logged")
    assert beyond_the_edge(page, [NARROWEST]) == []
    expect(page.locator("#timeline .entry-update")).to_contain_text("A working group was named.")
