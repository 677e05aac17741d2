"""What is printed says what it is, and has nothing on it that only a screen can open."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import at_overview

pytestmark = pytest.mark.browser


def test_the_overview_on_paper_has_its_day_and_an_address_to_quote(lively, observer, visit):
    page = visit(observer, at_overview(lively.report))
    line = page.get_by_text("As it stood on 24 November 2026.")
    expect(line).to_be_hidden()
    page.emulate_media(media="print")
    expect(line).to_be_visible()
    expect(line).to_contain_text(f"{at_overview(lively.report)}?as_of=2026-11-24&known=")


def test_over_time_on_paper_has_the_tables_that_are_open_alone(lively, observer, visit):
    page = visit(observer, f"{at_overview(lively.report)}over-time/")
    summaries, tables = page.locator(".chart-table > summary"), page.locator(".chart-table table")
    summaries.first.click()
    page.emulate_media(media="print")
    assert [summary.is_visible() for summary in summaries.all()] == [False, False, False]
    assert [table.is_visible() for table in tables.all()] == [True, False, False]
