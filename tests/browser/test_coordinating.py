"""What a coordinator does with lists and people: search, keep a view, open more filters, hand over."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from actions.services.reports import change
from tests.browser.steps import at_overview, says_done
from tests.factories import add_milestone, log

pytestmark = pytest.mark.browser


def test_a_coordinator_searches_for_a_word_and_gets_to_the_entry(belgium, action, staff, coordinator, visit, scripts):
    entry = log(action, staff, "Forty magistrates were trained in Liège.")
    page = visit(coordinator, at_overview(belgium), scripts=scripts)
    page.locator(".site-search summary").click()
    search = page.get_by_role("search")
    search.get_by_label("Words to look for").fill("liege")
    search.get_by_role("button", name="Search").click()
    expect(page.locator("mark")).to_have_text("Liège")
    page.locator(".results").get_by_role("link", name="Update of North Shelter").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(entry.sequence))
    expect(page.get_by_role("main")).to_contain_text("Forty magistrates were trained in Liège.")


def test_a_coordinator_keeps_a_narrowed_list_and_opens_it_again(belgium, action, staff, coordinator, visit, scripts):
    log(action, staff, level="partly_implemented")
    page = visit(coordinator, reverse("all-actions"), scripts=scripts)
    expect(page.locator("tbody tr")).to_have_count(4)
    page.get_by_text("Filter and sort").click()
    page.get_by_label("Level", exact=True).select_option("Partly implemented")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    if scripts:
        expect(page).to_have_url(f"{page.watch.home}/actions/?level=partly_implemented&sort=country")
    page.get_by_text("Save this view").click()
    page.get_by_label("Name", exact=True).fill("Half way")
    page.get_by_role("button", name="Save view").click()
    says_done(page, "View saved.")
    page.goto(reverse("all-actions"))
    page.get_by_role("link", name="Half way").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text(action.title)
    expect(page.get_by_role("link", name="Half way")).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_a_coordinator_opens_more_filters_and_loses_nothing_chosen(
    belgium, action, staff, coordinator, visit, scripts, device
):
    log(action, staff, level="partly_implemented")
    page = visit(coordinator, reverse("all-actions") + "?sort=-title", scripts=scripts, device=device)
    page.get_by_role("button", name="Filter and sort").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Report", exact=True)).to_be_focused()
    expect(page.get_by_label("Sort by")).to_have_value("-title")
    page.get_by_label("Level", exact=True).select_option("Partly implemented")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    # What is in use stays in sight; what is chosen and not yet shown is kept when the others come.
    expect(page.locator("#filters select")).to_have_count(2)
    page.get_by_label("Level", exact=True).select_option("No evidence available")
    page.get_by_role("button", name="More filters").click()
    expect(page.get_by_label("Report", exact=True)).to_be_focused()
    expect(page.get_by_label("Level", exact=True)).to_have_value("no_evidence")
    page.get_by_label("Silence").select_option("Not silent")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(3)


def test_a_coordinator_hands_over_what_a_leaving_person_holds(
    belgium, action, staff, colleague, coordinator, visit, scripts
):
    change(subject=action, by=coordinator, values={"focal_point": staff})
    milestone = add_milestone(action, coordinator, "Draft plan published", focal_point=staff)
    page = visit(coordinator, reverse("person", args=[belgium.slug, staff.pk]), scripts=scripts)
    page.get_by_role("link", name="Hand over").click()
    page.get_by_label("To whom?").select_option("Colin")
    page.get_by_label("Why?").fill("Stella leaves at the end of the month.")
    page.get_by_role("button", name="Hand over").click()
    says_done(page, "2 things")
    expect(page.locator("#holds")).not_to_contain_text(milestone.title)
    page.goto(reverse("person", args=[belgium.slug, colleague.pk]))
    expect(page.locator("#holds")).to_contain_text(action.title)
    expect(page.locator("#holds")).to_contain_text(milestone.title)
