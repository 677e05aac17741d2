"""What a reader sets for all pages, the program respects: own colours, no motion, everything twice as large."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import pages_of
from tests.browser.sight import beyond_the_edge
from tests.factories import log

pytestmark = pytest.mark.browser

SOME = ("overview", "action 1", "milestones", "activity", "log an update", "settings", "members")

NAMES = """
() => [...document.querySelectorAll("h1, h2, th, a, button, label, summary, .pill")]
  .filter(element => element.checkVisibility() && element.getBoundingClientRect().width > 1)
  .map(element => element.innerText.trim().replace(/\\s+/g, " ")).filter(Boolean)
"""


def some_pages(world):
    return {name: address for name, address in pages_of("coordinator", world).items() if name in SOME}


def test_own_colours_leave_borders_and_shapes(lively, coordinator, visit):
    page = visit(coordinator, forced_colors="active")
    for address in some_pages(lively).values():
        page.goto(address)
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        for mark in page.locator(".pill:visible, .btn:visible").all():
            assert mark.evaluate("e => parseFloat(getComputedStyle(e).borderTopWidth)") >= 1
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        shapes = page.locator(".pill:visible path").evaluate_all("all => all.map(e => getComputedStyle(e).fill)")
        assert ground not in shapes
    log(lively.first, coordinator, milestone=lively.coming, state="done")
    page.goto(some_pages(lively)["overview"])
    parts = "all => all.map(e => [e.getAttribute('class'), getComputedStyle(e).fill])"
    fills = dict(page.locator("rect[class^=bar-]").evaluate_all(parts))
    assert len(fills) >= 3, fills
    assert len(set(fills.values())) == len(fills)
    page.keyboard.press("Tab")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"


def test_nothing_moves_for_who_wants_no_motion(lively, coordinator, visit):
    page = visit(coordinator, reduced_motion="reduce")
    moving = """
    () => [...document.querySelectorAll("*")].filter(element => {
      const style = getComputedStyle(element);
      return style.animationName !== "none" || style.scrollBehavior === "smooth"
        || style.transitionDuration.split(", ").some(time => time !== "0s") && style.transitionProperty !== "none";
    }).map(element => element.outerHTML.slice(0, 100))
    """
    for address in some_pages(lively).values():
        page.goto(address)
        assert page.evaluate(moving) == []


def test_twice_as_large_loses_nothing(lively, coordinator, visit):
    page = visit(coordinator)
    large = visit(coordinator, viewport={"width": 640, "height": 450}, device_scale_factor=2)
    for name, address in some_pages(lively).items():
        page.goto(address)
        large.goto(address)
        lost = set(page.evaluate(NAMES)) - set(large.evaluate(NAMES))
        # The heads of columns stand before each cell instead; the overview leads to where the report's name does.
        labels = large.locator("td[data-label]").evaluate_all("all => all.map(cell => cell.dataset.label)")
        heads = {"Milestone", "Priority action", "Belgium · 2013 report"}
        assert lost - set(labels) - heads == set(), name
        assert beyond_the_edge(large) == [], name


def test_administration_keeps_to_the_content_policy(lively, coordinator, visit):
    coordinator.is_staff = coordinator.is_superuser = True
    coordinator.save()
    page = visit(coordinator, "/admin/")
    for link in page.locator("th[scope=row] a").all():
        address = link.get_attribute("href")
        inner = page.context.new_page()
        inner.goto(address)
        expect(inner.locator("#content")).to_be_visible()
        first = inner.locator("#result_list tbody th a").first
        if first.count():
            first.click()
            expect(inner.locator("#content")).to_be_visible()
        inner.close()
