"""The main job: staff log progress on the Belgium report, and the coordinator sees where each action stands."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from actions.models import Entry
from actions.reporting.timeline import PAGE
from tests.browser.steps import at_action, at_log, at_overview, give_password, row, says_done, sign_in
from tests.factories import add_milestone, log

pytestmark = pytest.mark.browser


def test_staff_log_an_update_and_the_coordinator_sees_it(belgium, action, staff, coordinator, visit, scripts):
    give_password(staff)
    give_password(coordinator)
    milestone = add_milestone(action, coordinator, "Draft plan published", due_on=date(2027, 1, 31))
    theirs = visit(address="/", scripts=scripts)
    sign_in(theirs, coordinator)
    before = theirs.locator(".lead-sentence").inner_text()

    page = visit(address="/", scripts=scripts)
    sign_in(page, staff)
    expect(page).to_have_url(f"{page.watch.home}/my-work/")
    page.goto(at_overview(belgium))
    page.get_by_role("link", name=action.title).first.click()
    expect(page.locator(".quote")).to_contain_text("the adoption of a national plan of action against CSEC")
    page.get_by_label("What changed?").fill("The government adopted the plan's outline.")
    page.get_by_label("Where does it stand now?").select_option("Partly implemented")
    page.get_by_label("Milestone (optional)").select_option(milestone.title)
    page.get_by_label("The milestone is now").select_option("Done")
    page.get_by_role("button", name="Log update").click()
    says_done(page, "Update logged")

    page.get_by_role("link", name="Add a note").click()
    page.get_by_label("Note", exact=True).fill("Ask for the minutes.")
    page.get_by_role("button", name="Add note").click()
    says_done(page, "Note added")
    expect(page.locator("#timeline")).to_contain_text("Ask for the minutes.")

    theirs.reload()
    after = theirs.locator(".lead-sentence").inner_text()
    assert before != after
    assert "partly implemented" in after
    expect(row(theirs, action)).to_contain_text("Partly implemented")
    expect(row(theirs, action)).to_contain_text("1 of 1 done")
    row(theirs, action).get_by_role("link", name=action.title, exact=True).click()
    told = theirs.locator("#timeline .entry-update")
    expect(told).to_contain_text("The government adopted the plan's outline.")
    expect(told).to_contain_text("North Shelter")
    expect(told).to_contain_text("Partly implemented")
    expect(told).to_contain_text(milestone.title)
    # The note stays among its author's organisation.
    expect(theirs.locator("#timeline")).not_to_contain_text("Ask for the minutes.")


def test_a_correction_leaves_both_versions_readable_and_linked(belgium, action, staff, visit, scripts):
    log(action, staff, "Ten judges were trained.", level="partly_implemented")
    page = visit(staff, at_action(action), scripts=scripts)
    page.get_by_role("link", name="Correct entry").click()
    expect(page.get_by_label("What changed?")).to_have_value("Ten judges were trained.")
    page.get_by_label("What changed?").fill("Twelve judges were trained.")
    page.get_by_label("Why is this corrected?").fill("Two came later.")
    page.get_by_role("button", name="Log correction").click()
    says_done(page, "Corrected")
    # The corrected version, why, and the one before.
    expect(page.locator(".entry-correction")).to_contain_text("Twelve judges were trained.")
    expect(page.locator(".entry-correction")).to_contain_text("Two came later.")
    expect(page.locator(".entry-superseded")).to_contain_text("Ten judges were trained.")
    page.locator(".entry-correction .entry-why a").click()
    expect(page.locator(".entry-superseded")).to_contain_text("Ten judges were trained.")
    page.get_by_role("link", name="The corrected version").click()
    expect(page.locator(".entry-correction")).to_contain_text("Twelve judges were trained.")
    page.goto(at_action(action))
    expect(page.locator("#timeline")).to_contain_text("Twelve judges were trained.")
    expect(page.locator("#timeline")).to_contain_text("Ten judges were trained.")


def test_a_withdrawal_takes_the_level_back_and_stays_readable(belgium, action, staff, visit, scripts):
    log(action, staff, "Meant for the second action.", level="fully_implemented")
    page = visit(staff, at_action(action), scripts=scripts)
    page.get_by_role("link", name="Withdraw entry").click()
    page.get_by_label("Why is it withdrawn?").fill("It belongs to another action.")
    page.get_by_role("button", name="Withdraw").click()
    says_done(page, "Withdrawn")
    expect(page.locator(".entry-superseded")).to_contain_text("Meant for the second action.")
    page.get_by_role("link", name="Why it was withdrawn").click()
    expect(page.locator(".entry-withdrawal")).to_contain_text("It belongs to another action.")
    page.goto(at_overview(belgium))
    expect(row(page, action)).to_contain_text("No evidence available")


def test_nothing_changed_is_one_tap(belgium, action, staff, visit, scripts):
    page = visit(staff, at_action(action), scripts=scripts, device="phone")
    page.get_by_role("button", name="Nothing changed, still true").tap()
    says_done(page, "Noted: nothing changed")
    expect(page.locator("#timeline .entry-confirmation")).to_contain_text("North Shelter")
    page.goto(at_overview(belgium))
    expect(row(page, action)).to_contain_text("today")


def test_who_chooses_a_lower_level_is_asked_why(belgium, action, staff, visit):
    page = visit(staff, at_log(action))
    why, level = page.get_by_label("Why did it go back?"), page.get_by_label("Where does it stand now?")
    for choice in ("Not implemented", "No evidence available (as now)"):
        level.select_option(label=choice)
        expect(why).to_be_hidden()
    log(action, staff, level="partly_implemented")
    page.reload()
    for choice in ("Fully implemented", "Partly implemented (as now)"):
        level.select_option(label=choice)
        expect(why).to_be_hidden()
    level.select_option(label="Not implemented")
    expect(why).to_be_visible()


def test_a_coordinator_adds_a_milestone_moves_its_day_and_drops_it(belgium, action, coordinator, visit, scripts):
    page = visit(coordinator, reverse("milestones", args=[belgium.slug]), scripts=scripts)
    page.locator("summary", has_text="Add milestone").click()
    page.get_by_role("link", name=action.title).click()
    page.get_by_label("What will have happened?").fill("The working group adopts the draft")
    page.get_by_label("Due on").fill("2027-01-31")
    page.get_by_label("Owner (optional)").select_option("Example Network")
    page.get_by_role("button", name="Add milestone").click()
    says_done(page, "Milestone added")

    page.get_by_role("main").get_by_role("link", name="Edit").click()
    page.get_by_label("Due on").fill("2027-03-31")
    page.get_by_label("Why?").fill("The elections came first.")
    page.get_by_role("button", name="Save milestone").click()
    says_done(page, "Milestone changed")
    expect(page.locator(".facts")).to_contain_text("31 March 2027")
    expect(page.locator(".timeline")).to_contain_text("The elections came first.")

    page.get_by_role("link", name="Drop", exact=True).click()
    page.get_by_label("Why?").fill("The ministry chose another way.")
    page.get_by_role("button", name="Drop milestone").click()
    says_done(page, "Milestone dropped")
    expect(page.locator(".facts")).to_contain_text("Dropped")
    expect(page.locator(".timeline")).to_contain_text("The ministry chose another way.")
    expect(page.get_by_role("link", name="Take up again")).to_be_visible()


def test_older_history_is_there(belgium, action, staff, visit, scripts):
    """In place where scripts run, on a page of its own where they do not."""
    for number in range(1, 16):
        log(action, staff, f"Step {number} was taken.", happened_on=date(2026, 10, number))
    page = visit(staff, at_action(action), scripts=scripts)
    entries = page.locator(".timeline .entry")
    expect(entries).to_have_count(PAGE)
    page.get_by_role("link", name="Older entries").click()
    shown = Entry.objects.filter(action=action).count()
    expect(entries).to_have_count(shown if scripts else shown - PAGE)
    expect(page.get_by_text("Step 1 was taken.")).to_be_visible()
    assert ("before=" in page.url) is not scripts
    assert page.evaluate("document.querySelectorAll('#timeline').length") == 1
