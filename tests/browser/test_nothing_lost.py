"""Whatever goes wrong with a form, the words typed into it stay."""

import re

import pytest
from playwright.sync_api import expect

from actions.lifecycle import Kind
from actions.models import Draft, Entry
from actions.services.drafts import discard_draft, save_draft
from actions.services.reports import change
from tests.browser.steps import at_action, at_log, errors, give_password, says_done, sign_in
from tests.factories import add_milestone

pytestmark = pytest.mark.browser

WORDS = "Twelve judges were trained — “at last”, says the ministry.\nMore will follow."


def logged(action):
    return Entry.objects.filter(action=action, kind=Kind.UPDATE)


def test_what_is_wrong_stands_in_the_summary_and_at_the_field(belgium, action, staff, visit, scripts):
    page = visit(staff, at_action(action), scripts=scripts)
    page.get_by_label("What changed?").fill(WORDS)
    page.get_by_label("Where does it stand now?").select_option("Partly implemented")
    page.get_by_label("When did it happen?").fill("2027-05-01")
    page.get_by_text("Course, challenges, next steps").click()
    page.get_by_label("Challenges (optional)").fill("No money.")
    page.get_by_role("button", name="Log update").click()
    expect(page.locator(".error-summary")).to_be_focused()
    said, there = errors(page)
    assert said == there == ["1 May 2027 has not come yet. Choose today, 24 November 2026, or an earlier day."]

    expect(page.get_by_label("What changed?")).to_have_value(WORDS)
    expect(page.get_by_label("Where does it stand now?")).to_have_value("partly_implemented")
    expect(page.get_by_label("When did it happen?")).to_have_value("2027-05-01")
    expect(page.get_by_label("Challenges (optional)")).to_have_value("No money.")
    page.locator(".error-summary a").click()
    expect(page.get_by_label("When did it happen?")).to_be_focused()

    # A second mistake, now one that a rule finds rather than the form.
    page.get_by_label("When did it happen?").fill("2026-11-20")
    page.get_by_label("Is it on course?").select_option("At risk")
    page.get_by_role("button", name="Log update").click()
    expect(page.locator(".error-summary")).to_contain_text("choose a reason")
    said, there = errors(page)
    assert said == there
    page.get_by_label("If not on track, why?").select_option("Capacity and resources")
    page.get_by_role("button", name="Log update").click()
    says_done(page, "Update logged")
    assert logged(action).get().what_changed == WORDS


# With its script, a page learns of a session begun in another tab: test_review.py.
@pytest.mark.parametrize(
    ("scripts", "back_in"), [(True, "in this tab"), (False, "in this tab"), (False, "in the other tab")]
)
def test_a_form_sent_after_signing_out_keeps_what_was_typed(belgium, action, staff, visit, scripts, back_in):
    give_password(staff)
    page = visit(address="/", scripts=scripts)
    sign_in(page, staff)
    page.goto(at_log(action))
    page.get_by_label("What changed?").fill(WORDS)
    page.get_by_label("Where does it stand now?").select_option("Partly implemented")
    other = page.context.new_page()
    other.goto("/reports/")
    other.locator(".site-person > summary").click()
    other.get_by_role("button", name="Sign out").click()
    if back_in == "in the other tab":
        sign_in(other, staff)
        page.watch.expected.add(403)
    page.get_by_role("button", name="Log update").click()
    if back_in == "in the other tab":
        expect(page.get_by_role("heading", name="The form had waited too long")).to_be_visible()
        page.get_by_role("link", name="Open the form again").click()
    else:
        sign_in(page, staff)
    assert logged(action).count() == 0
    expect(page.get_by_label("What changed?")).to_have_value(WORDS)
    expect(page.get_by_label("Where does it stand now?")).to_have_value("partly_implemented")
    page.get_by_role("button", name="Log update").click()
    says_done(page, "Update logged")
    assert logged(action).get().what_changed == WORDS


@pytest.mark.parametrize(("meanwhile", "heading"), [("taken off", "There is no such page"), ("signed out", "Sign in")])
def test_a_form_that_cannot_open_in_place_opens_as_a_page_that_says_why(
    belgium, action, staff, coordinator, visit, meanwhile, heading
):
    add_milestone(action, coordinator, due_on=belgium.today(), focal_point=staff)
    page = visit(staff, "/my-work/")
    if meanwhile == "taken off":
        page.watch.expected.add(404)
        staff.memberships.all().delete()
    else:
        page.context.clear_cookies()
    page.get_by_role("link", name="Log update").click()
    expect(page.get_by_role("heading", name=heading)).to_be_visible()


@pytest.mark.parametrize(
    ("who", "pressed"), [("colleague", True), ("colleague", False), ("observer", False), ("stranger", True)]
)
def test_a_form_is_held_while_someone_else_is_signed_in(belgium, action, staff, visit, request, who, pressed):
    page = visit(staff, at_log(action))
    page.watch.expected = {403}
    mine = page.context.cookies()
    (theirs,) = visit(request.getfixturevalue(who)).context.cookies()
    page.get_by_label("What changed?").fill(WORDS)
    page.context.clear_cookies()
    page.context.add_cookies([theirs])
    page.get_by_role("button", name="Log update").click()
    expect(page.locator("[data-draft-said]")).to_contain_text("Not saved: someone else is signed in with this browser.")
    page.get_by_role("button", name="Log update").click()
    expect(page.get_by_label("What changed?")).to_have_value(WORDS)
    assert not logged(action).exists()
    page.context.clear_cookies()
    if pressed:
        page.get_by_role("button", name="Log update").click()
        expect(page.locator("[data-draft-said]")).to_contain_text("Not saved: you are signed out.")
    page.context.add_cookies(mine)
    if not pressed:
        expect(page.locator("[data-draft-said]")).to_contain_text("Draft saved at", timeout=15_000)
    page.get_by_role("button", name="Log update").click()
    says_done(page, "Update logged")
    assert logged(action).get().what_changed == WORDS


@pytest.mark.parametrize("pressed", ["Log update", "Take out"])
def test_no_update_goes_without_the_file_of_a_draft_that_was_discarded_elsewhere(
    belgium, action, staff, visit, pressed
):
    page = visit(staff, at_log(action))
    page.get_by_text("Evidence: files and links").click()
    page.locator("#id_files").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"})
    expect(page.locator("[data-evidence]")).to_be_visible()
    page.get_by_label("What changed?").fill("They met.")
    while not Draft.objects.filter(typed__what_changed="They met.").exists():
        page.wait_for_timeout(100)
    expect(page.locator("[data-draft-said]")).to_contain_text("Draft saved at")
    discard_draft(draft=Draft.objects.get())
    page.get_by_label("What changed?").fill("They met, and more.")
    page.get_by_role("button", name=pressed).click()
    expect(page.locator("[data-draft-said]")).to_contain_text("This draft was discarded on another page meanwhile")
    expect(page.locator("[data-evidence]")).to_have_count(0)
    assert not logged(action).exists()
    page.get_by_role("button", name="Log update").click()
    says_done(page, "Update logged")


def test_an_update_is_held_once_for_what_another_device_saved_meanwhile(belgium, action, staff, visit):
    page = visit(staff, at_log(action))
    page.get_by_label("What changed?").fill("On the train.")
    expect(page.locator("[data-draft-said]")).to_contain_text("Draft saved at")
    draft = Draft.objects.get()
    other = {"what_changed": "At the desk."}
    save_draft(action=action, by=staff, key=draft.key, typed=other, version=draft.version)
    page.get_by_label("What changed?").fill("On the train, and more.")
    page.get_by_role("button", name="Log update").click()
    expect(page.locator("[data-draft-said]")).to_contain_text("This draft was changed on another page meanwhile")
    page.wait_for_timeout(500)
    assert not logged(action).exists()
    page.get_by_role("button", name="Log update").click()
    says_done(page, "Update logged")
    assert Draft.objects.unfinished().get().typed["what_changed"] == "At the desk."


@pytest.mark.parametrize("elsewhere", [True, False])
def test_who_goes_back_to_a_form_finds_what_was_saved_last(belgium, action, staff, visit, elsewhere):
    page = visit(staff, at_log(action))
    page.get_by_label("What changed?").fill("On the train.")
    expect(page.locator("[data-draft-said]")).to_contain_text("Draft saved at")
    draft = Draft.objects.get()
    page.goto("/my-work/")
    if elsewhere:
        save_draft(action=action, by=staff, key=draft.key, typed={"what_changed": "A desk."}, version=draft.version)
    page.go_back()
    expect(page.get_by_label("What changed?")).to_have_value("A desk." if elsewhere else "On the train.")


def test_who_goes_back_to_an_action_finds_what_was_typed_beside_it(belgium, action, staff, visit):
    page = visit(staff, at_action(action))
    page.get_by_label("What changed?").fill("On the train.")
    expect(page.locator("[data-draft-said]")).to_contain_text("Draft saved at")
    page.goto("/my-work/")
    page.go_back()
    expect(page.get_by_label("What changed?")).to_have_value("On the train.")


def test_who_goes_back_to_my_work_finds_the_draft_that_was_begun_from_it(belgium, action, staff, coordinator, visit):
    add_milestone(action, coordinator, due_on=belgium.today(), focal_point=staff)
    page = visit(staff, "/my-work/")
    page.get_by_role("link", name="Log update").click()
    page.get_by_label("What changed?").fill("On the train.")
    page.get_by_label("When did it happen?").focus()
    expect(page.locator("[data-draft-said]")).to_contain_text("Draft saved at")
    page.get_by_role("link", name="All reports").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("report")
    page.go_back()
    expect(page.get_by_role("link", name="Go on writing")).to_be_visible()


def test_a_double_click_adds_one_entry(belgium, action, staff, visit, scripts):
    page = visit(staff, at_action(action), scripts=scripts)
    page.get_by_label("What changed?").fill(WORDS)
    page.get_by_role("button", name="Log update").dblclick()
    says_done(page, "Update logged")
    assert logged(action).count() == 1


def test_after_a_fault_of_ours_going_back_finds_the_words(belgium, action, staff, visit, scripts, monkeypatch):
    page = visit(staff, at_log(action), scripts=scripts)
    page.get_by_label("What changed?").fill(WORDS)
    page.watch.expected.add(500)
    with monkeypatch.context() as broken:
        broken.setattr("actions.views.actions.attempt", None)
        page.get_by_role("button", name="Log update").click()
        expect(page.get_by_role("heading", name="Something went wrong here")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("What changed?")).to_have_value(WORDS)
    page.get_by_role("button", name="Log update").click()
    says_done(page, "Update logged")
    assert logged(action).get().what_changed == WORDS


def test_words_typed_the_moment_before_the_connection_broke_stay(belgium, action, staff, visit):
    page = visit(staff, at_action(action))
    page.watch.forgiven = "/actions/1/"
    page.route(re.compile(r"/(log|draft)/$"), lambda route: route.abort("connectionreset"))
    page.get_by_label("What changed?").fill(WORDS)
    page.locator("form.update").get_by_role("button", name="Log update").click()
    expect(page.locator("[data-draft-said]")).to_contain_text("No connection: not sent.")
    expect(page.get_by_label("What changed?")).to_have_value(WORDS)


@pytest.mark.parametrize(
    ("field", "review_asked", "to_do"),
    [
        ("What changed?", False, "log it"),
        ("Challenges (optional)", False, "log it"),
        ("What changed?", True, "submit it"),
    ],
)
def test_nothing_changed_beside_words_of_what_changed_is_asked_about(
    belgium, action, staff, coordinator, visit, field, review_asked, to_do
):
    if review_asked:
        change(subject=belgium, by=coordinator, values={"review_asked": True})
    page = visit(staff, at_action(action))
    page.get_by_text("Course, challenges, next steps").click()
    page.get_by_label(field).fill("No money.")
    page.get_by_text("Course, challenges, next steps").click()
    page.get_by_role("button", name="Nothing changed, still true").click()
    asked = page.locator("#still-true").get_by_text(f"You have written something: {to_do}, or empty the field first.")
    expect(asked).to_be_visible()
    expect(page.locator("#announcements")).to_have_text(re.compile("^You have written something"))
    expect(asked).to_be_in_viewport()
    expect(page.get_by_label(field)).to_be_visible()
    assert not Entry.objects.filter(kind=Kind.CONFIRMATION).exists()
    page.get_by_label(field).fill("")
    expect(asked).to_be_hidden()
    page.get_by_role("button", name="Nothing changed, still true").click()
    says_done(page, "Noted: nothing changed")


def test_nothing_changed_beside_evidence_is_asked_about(action, staff, visit):
    page = visit(staff, at_log(action), device="phone")
    page.get_by_text("Evidence: files and links").click()
    page.locator("#id_files").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"})
    expect(page.locator("[data-evidence]")).to_be_visible()
    page.get_by_text("Evidence: files and links").click()
    page.get_by_role("button", name="Nothing changed, still true").click()
    asked = page.locator("#still-true").get_by_text("You have added evidence: log it with an update, or take it out")
    expect(asked).to_be_in_viewport()
    expect(page.get_by_role("button", name="Take out a")).to_be_visible()
    assert not Entry.objects.filter(kind=Kind.CONFIRMATION).exists()
    page.get_by_role("button", name="Take out a").click()
    expect(page.locator("[data-evidence]")).to_have_count(0)
    page.get_by_role("button", name="Nothing changed, still true").click()
    says_done(page, "Noted: nothing changed")


def test_two_tabs_of_one_page_each_send_their_words(belgium, action, staff, visit):
    """The second is shown from what the browser had: it is the same page, with a form of its own."""
    first = visit(staff, at_action(action))
    second = first.context.new_page()
    second.goto(at_action(action))
    for page, words in ((first, "One."), (second, "Another.")):
        page.get_by_label("What changed?").fill(words)
        page.get_by_role("button", name="Log update").click()
        says_done(page, "Update logged")
    assert [entry.what_changed for entry in logged(action).order_by("sequence")] == ["One.", "Another."]
