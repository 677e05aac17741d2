"""An update goes to review and back; what is typed keeps itself, with and without a connection."""

import pytest
from playwright.sync_api import expect

from actions.models import Draft, Entry
from actions.services.reports import change
from tests.browser.sight import look
from tests.browser.steps import at_action, at_log, errors, give_password, says_done, sign_in
from tests.factories import accept, add_milestone, log, submit

pytestmark = pytest.mark.browser


def test_an_update_is_submitted_sent_back_submitted_again_and_accepted(
    belgium, action, staff, coordinator, visit, scripts
):
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    author = visit(staff, at_action(action), scripts=scripts)
    author.get_by_label("What changed?").fill("A group was named.")
    author.get_by_role("button", name="Submit for review").click()
    says_done(author, "Submitted for review")

    reviewer = visit(coordinator, at_action(action), scripts=scripts)
    reviewer.get_by_role("link", name="Review 1").click()
    reviewer.locator("main").get_by_role("link", name=action.title).click()
    reviewer.get_by_label("What is missing?").fill("Which group?")
    reviewer.get_by_role("button", name="Send back with reason").click()
    says_done(reviewer, "Sent back")

    author.goto("/my-work/")
    expect(author.locator("main")).to_contain_text("Cora asks: Which group?")
    author.locator("main").get_by_role("link", name=action.title).first.click()
    author.get_by_label("What changed?").fill("A group of six was named.")
    author.get_by_role("button", name="Submit for review").click()
    says_done(author, "Submitted for review")

    reviewer.reload()
    reviewer.get_by_role("checkbox", name="Accept").check()
    reviewer.get_by_role("button", name="Accept those ticked").click()
    says_done(reviewer, "1 update accepted")
    assert Entry.objects.latest("sequence").what_changed == "A group of six was named."


def test_a_correction_that_was_overtaken_goes_on_in_the_form_of_what_counts(
    belgium, action, staff, coordinator, visit, scripts
):
    wrong = log(action, staff, "They met on 2 May.")
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    first, second = (submit(action, staff, words, corrects=wrong, reason="Slip.") for words in ("3 May.", "4 May."))
    counts = accept(first, coordinator)
    page = visit(staff, second.get_absolute_url(), scripts=scripts, device="phone", reduced_motion="reduce")
    meanwhile = f"Stella corrected entry {wrong.sequence} meanwhile; entry {counts.sequence} counts now."
    expect(page.locator(".message")).to_contain_text(meanwhile)
    page.get_by_role("button", name="Take it back").tap()
    expect(page.locator(".message-warning")).to_contain_text(meanwhile)
    if scripts:
        assert not look(page)
    page.get_by_role("button", name=f"Correct entry {counts.sequence} with these words").tap()
    says_done(page, "Your words stand in this form now")
    expect(page.get_by_label("What changed?")).to_have_value("4 May.")
    page.get_by_role("button", name="Submit for review").tap()
    says_done(page, "Submitted for review")
    assert Draft.objects.waiting().get().corrects == counts


@pytest.mark.parametrize("where", [at_action, at_log])
def test_what_is_submitted_again_leaves_no_draft(belgium, action, staff, coordinator, visit, where):
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    page = visit(staff, where(action))
    for times in (1, 2):
        page.get_by_label("What changed?").fill("A group was named.")
        page.get_by_label("What changed?").blur()
        expect(page.locator("[data-draft-said]")).to_contain_text("Draft saved at")
        page.get_by_role("button", name="Submit for review").click()
        if times == 2:
            expect(page.locator(".error-summary")).to_contain_text("You submitted exactly this before.")
            page.get_by_role("button", name="Submit for review").click()
        says_done(page, "Submitted for review")
        if times == 1:
            page.goto(where(action))
    assert Draft.objects.waiting().count() == 2
    assert not Draft.objects.unfinished().exists()


def test_what_is_typed_is_there_after_a_reload_and_saved_when_the_connection_is_back(belgium, action, staff, visit):
    page = visit(staff, at_log(action))
    said = page.locator("[data-draft-said]")
    page.get_by_label("What changed?").fill("Twelve judges")
    page.get_by_label("When did it happen?").focus()
    expect(said).to_contain_text("Draft saved at")
    page.reload()
    expect(page.get_by_label("What changed?")).to_have_value("Twelve judges")

    page.context.set_offline(True)
    page.get_by_label("What changed?").fill("Twelve judges were trained.")
    page.get_by_label("When did it happen?").focus()
    expect(said).to_contain_text("Not saved: no connection")
    page.context.set_offline(False)
    expect(said).to_contain_text("Draft saved at")
    assert Draft.objects.get().typed["what_changed"] == "Twelve judges were trained."
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0

    page.get_by_role("button", name="Log update").click()
    says_done(page, "Update logged")
    assert Draft.objects.get().entry == Entry.objects.latest("sequence")


def test_a_draft_goes_on_after_signing_in_again_in_another_tab(belgium, action, staff, visit):
    give_password(staff)
    page = visit(address="/")
    page.watch.expected.add(403)
    sign_in(page, staff)
    page.goto(at_log(action))
    other = page.context.new_page()
    other.goto("/reports/")
    other.locator(".site-person > summary").click()
    other.get_by_role("button", name="Sign out").click()
    page.get_by_label("What changed?").fill("Typed while signed out.")
    page.get_by_label("When did it happen?").focus()
    said = page.locator("[data-draft-said]")
    expect(said).to_contain_text("Not saved: you are signed out")
    sign_in(other, staff)
    expect(said).to_contain_text("Draft saved at")
    page.get_by_role("button", name="Log update").click()
    says_done(page, "Update logged")


def test_without_scripts_too_a_logged_update_is_three_presses_from_signing_in(
    belgium, action, staff, coordinator, visit
):
    # With scripts, and on a slow line: test_slow_line.py.
    milestone = add_milestone(action, coordinator, "Draft plan published", due_on=belgium.today(), focal_point=staff)
    give_password(staff)
    page = visit(address="/", device="phone", scripts=False)
    sign_in(page, staff)
    row = page.locator(".work-row").filter(has_text=milestone.title)
    row.get_by_role("link", name="Log update").tap()
    page.get_by_label("What changed?").fill("It was published.")
    page.locator("main form.update").get_by_role("button", name="Log update").tap()
    says_done(page, "Update logged")
    expect(page).to_have_url(f"{page.watch.home}/my-work/")
    page.get_by_role("link", name="See what you sent").tap()
    expect(page.locator(".entry-update")).to_contain_text("It was published.")
    assert Entry.objects.latest("sequence").milestone == milestone


def test_the_form_in_place_offers_the_drafts_of_its_action(belgium, action, staff, coordinator, visit):
    add_milestone(action, coordinator, "Draft plan published", due_on=belgium.today(), focal_point=staff)
    page = visit(staff, at_log(action))
    page.get_by_label("What changed?").fill("Half a sentence")
    page.get_by_role("button", name="Save draft").click()
    says_done(page, "Draft saved at")
    page.goto("/my-work/")
    page.get_by_role("link", name="Log update").click()
    form = page.locator(".work-form").filter(has=page.get_by_label("What changed?"))
    form.get_by_role("link", name="Continue your draft of").click()
    expect(page.get_by_label("What changed?")).to_have_value("Half a sentence")
    page.get_by_role("button", name="Log update").click()
    says_done(page, "Update logged")
    expect(page).to_have_url(f"{page.watch.home}/my-work/")


def test_a_form_sent_with_errors_from_the_list_comes_back_with_all_that_was_typed(
    belgium, action, staff, coordinator, visit, scripts
):
    """In place where scripts run, with the focus on what is wrong; on its page where they do not."""
    for title in ("Draft plan published", "Plan adopted"):
        add_milestone(action, coordinator, title, due_on=belgium.today(), focal_point=staff)
    page = visit(staff, "/my-work/", scripts=scripts, device="phone")
    page.locator(".work-row").last.get_by_role("link", name="Log update").tap()
    if scripts:
        # Another is opened first: of those in place one is open at a time.
        expect(page.locator(".work-row").last.locator("form.update")).to_be_visible()
        page.locator(".work-row").first.get_by_role("link", name="Log update").tap()
        expect(page.locator(".work-row").last.locator("form")).to_have_count(0)
    page.get_by_text("Course, challenges, next steps").tap()
    page.get_by_label("Next steps").fill("Print it.")
    page.get_by_label("The milestone is now").select_option("Done")
    page.locator("main form.update").get_by_role("button", name="Log update").tap()

    expect(page.locator(".error-summary")).to_be_visible()
    said, there = errors(page)
    assert said == there == ["Say what changed, in a sentence or two."]
    assert page.url.endswith("/my-work/") == scripts
    expect(page.get_by_label("Next steps")).to_have_value("Print it.")
    expect(page.get_by_label("The milestone is now")).to_have_value("done")
    if scripts:
        expect(page.get_by_label("What changed?")).to_be_focused()
        expect(page.get_by_label("What changed?")).to_be_in_viewport()
        expect(page.locator("#announcements")).to_have_text("")
        page.keyboard.type("It was published.")
        expect(page.locator("[data-draft-said]")).to_contain_text("Draft saved at")
    else:
        page.get_by_label("What changed?").fill("It was published.")
    page.locator("main form.update").get_by_role("button", name="Log update").tap()
    says_done(page, "Update logged")
    expect(page).to_have_url(f"{page.watch.home}/my-work/")
    logged = Entry.objects.latest("sequence")
    assert (logged.what_changed, logged.next_steps, logged.state) == ("It was published.", "Print it.", "done")
    assert not Draft.objects.exclude(entry=logged).exists()


def test_a_form_in_place_that_no_connection_takes_can_be_sent_again(belgium, action, staff, coordinator, visit):
    add_milestone(action, coordinator, "Draft plan published", due_on=belgium.today(), focal_point=staff)
    page = visit(staff, "/my-work/")
    page.watch.forgiven = "/log/"
    page.get_by_role("link", name="Log update").click()
    page.get_by_label("What changed?").fill("It was published.")
    page.route("**/log/**", lambda route: route.abort("connectionreset"))
    button = page.locator("main form.update").get_by_role("button", name="Log update")
    button.click()
    expect(page.locator("[data-draft-said]")).to_contain_text("No connection: not sent.")
    page.unroute("**/log/**")
    button.click()
    says_done(page, "Update logged")
    assert Entry.objects.latest("sequence").what_changed == "It was published."


def test_a_form_in_place_sent_while_signed_out_leads_to_signing_in_and_is_there_again(
    belgium, action, staff, coordinator, visit
):
    add_milestone(action, coordinator, "Draft plan published", due_on=belgium.today(), focal_point=staff)
    give_password(staff)
    page = visit(address="/")
    page.watch.expected |= {403}
    sign_in(page, staff)
    page.get_by_role("link", name="Log update").click()
    page.get_by_label("What changed?").fill("It was published.")
    page.get_by_label("When did it happen?").focus()
    expect(page.locator("[data-draft-said]")).to_contain_text("Draft saved at")
    page.context.clear_cookies()
    page.locator("main form.update").get_by_role("button", name="Log update").click()
    expect(page.locator("h1")).to_have_text("You are signed out")
    page.get_by_role("link", name="Sign in").click()
    sign_in(page, staff)
    expect(page.get_by_label("What changed?")).to_have_value("It was published.")
