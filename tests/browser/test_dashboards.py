"""A coordinator goes through the dashboards: another day, what needs attention, over time, all reports, a meeting."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from actions.services.reports import change
from tests.browser.sight import axe, beyond_the_edge
from tests.browser.steps import at_overview, row, says_done
from tests.factories import add_milestone, join, log

pytestmark = pytest.mark.browser

PLACES = {
    "at a desk": {"device": "desktop", "scripts": True},
    "on a phone without scripts": {"device": "phone", "scripts": False},
}


@pytest.fixture(params=PLACES)
def place(request):
    """Where a journey is made; with the other browser on the other device there is nothing else to see."""
    return PLACES[request.param]


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_the_table_of_a_picture_is_one_click_away(lively, observer, visit, device, scripts):
    page = visit(observer, at_overview(lively.report), device=device, scripts=scripts)
    page.get_by_role("link", name="The same as a table").click()
    expect(page.locator("#milestones-table")).to_be_visible()


@pytest.fixture
def world(belgium, action, staff, colleague, coordinator):
    """One action that was told of in time, with a milestone that is late; another that was told of afterwards."""
    at = datetime(2026, 11, 5, 9, tzinfo=UTC)
    change(
        subject=action,
        by=coordinator,
        values={"lead_organisation": staff.organisation, "focal_point": staff},
        at=at,
    )
    late = add_milestone(
        action,
        coordinator,
        "Working group named",
        due_on=date(2026, 11, 8),
        organisation=staff.organisation,
        focal_point=staff,
        at=at,
    )
    done = add_milestone(action, coordinator, "Budget asked for", due_on=date(2026, 11, 30), at=at)
    log(action, staff, level="partly_implemented", milestone=done, state="done", at=at)
    second = belgium.actions.get(number=2)
    entry = log(second, colleague, "All were trained.", level="fully_implemented", happened_on=date(2026, 11, 6))
    return SimpleNamespace(report=belgium, action=action, late=late, second=second, entry=entry)


def unfold(page, summary, place):
    """Open a menu; what comes out of it lies within the page, and axe, where it can run, has nothing to say of it."""
    summary.click()
    expect(summary.locator("..")).to_have_attribute("open", "")
    assert beyond_the_edge(page) == []
    if place["scripts"]:
        assert axe(page, "main", schemes=["light"]) == []


def test_another_day_is_shown_as_known_now_and_then_and_compared_with_today(world, coordinator, visit, place):
    page = visit(coordinator, at_overview(world.report), **place)
    sentence, banner = page.locator(".lead-sentence"), page.locator(".then-banner")
    unfold(page, page.locator("summary", has_text="Another day"), place)
    page.get_by_role("link", name="End of last quarter, 30 September 2026").click()
    expect(banner).to_contain_text("at the end of 30 September 2026, with all that is known about it now.")
    expect(sentence).to_contain_text("No evidence has been reported yet")

    page.locator("summary", has_text="30 September 2026").click()
    page.get_by_label("As it stood on").fill("2026-11-10")
    page.get_by_role("button", name="Show").click()
    expect(banner).to_contain_text("at the end of 10 November 2026, with all that is known about it now.")
    expect(sentence).to_contain_text("One of four priority actions is fully implemented")
    expect(row(page, world.second)).to_contain_text("Fully implemented")
    banner.get_by_role("link", name="As known then").click()
    expect(banner).to_contain_text("at the end of 10 November 2026, as this page said it then.")
    expect(sentence).not_to_contain_text("fully implemented")
    expect(row(page, world.second)).to_contain_text("No evidence available")

    row(page, world.action).get_by_role("link", name="1 of 1 open overdue").click()
    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page.locator("main tbody")).to_contain_text(world.late.title)
    expect(banner).to_contain_text("10 November 2026, as this page said it then.")
    page.go_back()
    banner.get_by_role("link", name="Today").click()
    expect(banner).to_have_count(0)

    page.locator("summary", has_text="Another day").click()
    page.get_by_role("link", name="Compare two days").click()
    page.get_by_label("From", exact=True).fill("2026-11-05")
    page.get_by_label("To", exact=True).fill("2026-11-10")
    page.get_by_role("button", name="Compare").click()
    moved = page.locator("main li").filter(has=page.locator(".change-line"))
    expect(moved).to_have_count(1)
    expect(moved).to_contain_text(world.second.title)
    expect(moved.locator(".change-line")).to_contain_text("Fully implemented")
    moved.get_by_role("link", name=f"entry {world.entry.sequence}, 6 November 2026").click()
    expect(page.get_by_role("main")).to_contain_text("All were trained.")


def test_what_is_late_is_nudged_given_to_another_and_set_aside(world, coordinator, visit, place):
    page = visit(coordinator, reverse("attention", args=[world.report.slug]), **place)
    late = page.locator(".concern").filter(has_text=world.late.title)
    see_to_it = late.locator("summary", has_text="See to it")
    expect(late).to_contain_text("North Shelter · Stella")
    unfold(page, see_to_it, place)
    late.get_by_role("link", name="Nudge").click()
    page.get_by_label("Message").fill("Who is in the group?")
    page.get_by_role("button", name="Send the nudge").click()
    says_done(page, "Nudged.")
    expect(late).to_contain_text("nudged by Cora on 24 November 2026")
    see_to_it.click()
    expect(late.get_by_role("link", name="Reassign")).to_be_visible()
    expect(late.get_by_role("link", name="Nudge", exact=True)).to_have_count(0)
    late.get_by_role("link", name="Reassign").click()
    page.get_by_label("Focal point").select_option("Colin")
    page.get_by_label("Why?").fill("Stella is away.")
    page.get_by_role("button", name="Reassign").click()
    says_done(page, "Reassigned.")
    expect(late).to_contain_text("North Shelter · Colin")

    see_to_it.click()
    late.get_by_role("link", name="Set aside").click()
    page.get_by_label("Why can it wait?").fill("The elections come first.")
    page.get_by_label("Until").fill("2026-12-15")
    page.get_by_role("button", name="Set aside").click()
    says_done(page, "Set aside until 15 December 2026.")
    expect(late).to_have_count(0)
    page.get_by_role("link", name="Set aside (1)").click()
    expect(late).to_contain_text("set aside by Cora on 24 November 2026, until 15 December 2026")
    expect(late).to_contain_text("The elections come first.")


def test_a_picture_over_time_says_its_finding_and_is_a_table_and_a_file(world, coordinator, visit, place):
    page = visit(coordinator, at_overview(world.report), **place)
    page.get_by_role("link", name="All over time").click()
    panel = page.locator("#milestones")
    finding = "One of two milestones is done, one more than on 30 November 2025; one is overdue."
    expect(panel.get_by_role("heading", level=2)).to_have_text(finding)
    expect(panel.get_by_role("img", name=finding)).to_have_count(1)
    expect(panel.get_by_role("table")).to_be_hidden()
    unfold(page, panel.locator("summary", has_text="The same as a table"), place)
    today = panel.locator("tbody tr").last.get_by_role("cell")
    expect(today).to_have_text(["1", "0", "0", "1"])
    with page.expect_download() as downloading:
        panel.get_by_role("link", name="Download as CSV").click()
    *_months, line = csv.reader(Path(downloading.value.path()).read_text("utf-8-sig").splitlines())
    assert line == ["2026-11-24", "1", "0", "0", "1"]
    today.last.get_by_role("link", name="1").click()
    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page.locator("main tbody")).to_contain_text(world.late.title)


def test_all_reports_are_grouped_by_region_narrowed_and_counted(world, other_report, coordinator, visit, place):
    join(coordinator, other_report, "observer")
    page = visit(coordinator, reverse("reports"), **place)
    reports, groups = page.locator("#reports tbody tr:not(.totals-row)"), page.locator("#reports [scope=rowgroup]")
    expect(reports).to_have_count(2)
    page.get_by_role("button", name="Filter, group and sort").click()
    page.get_by_label("Group by").select_option("Region")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(groups).to_contain_text(["Europe", "Oceania"])
    page.get_by_role("button", name="More filters").click()
    page.get_by_role("group", name="Countries").get_by_label("Belgium").check()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(groups).to_contain_text(["Europe"])
    expect(reports).to_have_count(1)
    reports.get_by_role("link", name="1 overdue").click()
    expect(page.locator("main tbody tr")).to_have_count(1)
    expect(page.locator("main tbody")).to_contain_text(world.late.title)


def test_a_note_typed_in_the_meeting_stands_at_its_milestone_and_its_action(world, coordinator, visit, place):
    page = visit(coordinator, at_overview(world.report), **place)
    page.get_by_role("link", name="Meeting agenda").click()
    item = page.locator(".meeting-item").filter(has_text=world.late.title)
    expect(item).to_contain_text("16 days late")
    item.get_by_role("textbox").fill("Ask the minister in December.")
    page.get_by_label("Everyone on the report").check()
    page.get_by_role("button", name="Save the notes").click()
    says_done(page, "added")
    expect(item.locator(".meeting-notes")).to_contain_text("Ask the minister in December.")
    item.get_by_role("link", name=world.late.title).click()
    expect(page.locator(".entry-note")).to_contain_text("Ask the minister in December.")
    page.locator(".crumbs").get_by_role("link", name="Priority action 1").click()
    expect(page.locator(".entry-note")).to_contain_text("Ask the minister in December.")
