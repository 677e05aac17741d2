"""What keys do: names after an @, search and the list of keys; and nothing for who switched them off."""

from datetime import date

import pytest
from playwright.sync_api import expect

from actions.models import Notice
from tests.browser.steps import at_action, at_log, says_done
from tests.factories import add_milestone, join, person

pytestmark = pytest.mark.browser


def test_a_name_after_an_at_is_picked_by_keyboard(belgium, action, staff, coordinator, visit):
    page = visit(staff, f"{at_action(action)}notes/add/")
    note = page.get_by_label("Note", exact=True)
    note.press_sequentially("Ask @co")
    why = "Nobody by that name may read this note: it is for your organisation only."
    expect(page.locator(".mentions-nobody")).to_have_text(why)
    expect(page.locator("#announcements")).to_have_text(why)
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.get_by_label("Everyone on the report").check()
    expect(page.locator(".mentions-nobody")).to_have_count(0)
    note.press("Backspace")
    note.press_sequentially("o")
    expect(page.get_by_role("option", name="Cora")).to_have_attribute("aria-selected", "true")
    note.press("Enter")
    note.press_sequentially("today, @nobody")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(note).to_have_value("Ask @Cora today, @nobody")


def test_names_are_offered_where_a_note_opens_in_place_and_no_press_is_lost(belgium, action, staff, coordinator, visit):
    page = visit(staff, at_action(action))
    page.get_by_role("link", name="Add a note").click()
    note = page.get_by_label("Note", exact=True)
    page.get_by_label("Everyone on the report").check()
    note.press_sequentially("Ask @Cora, and @co")
    expect(page.get_by_role("option", name="Cora")).to_be_visible()
    page.get_by_label("Only my organisation").click()
    expect(page.get_by_label("Only my organisation")).to_be_checked()
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.get_by_label("Everyone on the report").check()
    note.press("End")
    note.press_sequentially(" @co")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.get_by_role("button", name="Add note").click()
    expect(page.locator("#history").get_by_text("Ask @Cora, and @co @co")).to_be_visible()


def test_the_meeting_offers_names_for_each_note_of_those_who_may_read_it(belgium, action, staff, coordinator, visit):
    for number in (1, 2):
        add_milestone(action, coordinator, f"Step {number}", due_on=date(2026, 11, number))
    join(person("Stan", staff.organisation.name), belgium, "staff")
    page = visit(staff, f"{belgium.get_absolute_url()}meeting/")
    first, second = (page.locator(".meeting-item").filter(has_text=f"Step {n}").get_by_role("textbox") for n in (1, 2))
    first.press_sequentially("Ask @co")
    expect(page.get_by_role("option", name="Cora")).to_have_attribute("aria-selected", "true")
    first.press("Enter")
    expect(first).to_have_value("Ask @Cora ")
    page.get_by_label("Only my organisation").check()
    second.press_sequentially("Ask @co")
    expect(page.locator(".mentions-nobody")).to_contain_text("Nobody by that name may read this note")
    second.fill("")
    second.press_sequentially("Ask @st")
    page.get_by_role("option", name="Stan").click()
    expect(second).to_have_value("Ask @Stan ")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.get_by_label("Everyone on the report").check()
    page.get_by_role("button", name="Save the notes").click()
    says_done(page, "2 notes added")
    assert Notice.objects.filter(kind="mentioned", person__name__in=["Cora", "Stan"]).count() == 2


def test_single_keys_search_and_show_themselves_unless_switched_off(belgium, action, staff, visit):
    page = visit(staff, at_action(action))
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Search")
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_have_count(0)
    page.keyboard.press("/")
    expect(page.get_by_label("Words to look for")).to_be_focused()
    page.keyboard.type("/?")
    expect(page.get_by_label("Words to look for")).to_have_value("/?")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{page.watch.home}{at_action(action)}")
    page.keyboard.press("/")
    expect(page).to_have_url(f"{page.watch.home}/search/")
    expect(page.locator("main [type=search]")).to_be_focused()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{page.watch.home}/account/")
    page.get_by_label("Single keys").uncheck()
    page.get_by_role("button", name="Save").click()
    page.keyboard.press("?")
    page.keyboard.press("/")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("Words to look for")).not_to_be_focused()


def test_what_the_keys_do_is_said_only_where_they_do_it(belgium, action, staff, visit, scripts):
    page = visit(staff, at_log(action), scripts=scripts)
    expect(page.get_by_text("Ctrl or ⌘ with Enter sends")).to_be_visible(visible=scripts)


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("here", ["a report", "all reports"])
def test_the_keyboard_goes_through_the_head_of_a_page_as_it_is_read(belgium, coordinator, visit, device, here):
    page = visit(coordinator, belgium.get_absolute_url() if here == "a report" else "/account/", device=device)
    stops = page.locator(".site-header").locator("a, summary").all()
    boxes = [box for stop in stops if stop.is_visible() and (box := stop.bounding_box())]
    lines = [round((box["y"] + box["height"] / 2) / 20) for box in boxes]
    # On a phone the pages are drawn sideways: how far to the side one stands says nothing.
    places = [(line, box["x"] if device == "desktop" else 0) for line, box in zip(lines, boxes, strict=True)]
    assert len(places) > 5
    assert places == sorted(places), "line by line, and each from its beginning"
