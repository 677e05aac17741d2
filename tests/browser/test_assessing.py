"""A ministry sees an action otherwise than the record does, says so, and the coordinator finds it disputed."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.steps import at_action, errors, says_done
from tests.factories import log

pytestmark = pytest.mark.browser


def test_an_observer_assesses_an_action_and_the_coordinator_finds_it_disputed(
    belgium, action, staff, observer, coordinator, visit, scripts
):
    log(action, staff, level="partly_implemented")
    page = visit(observer, at_action(action), scripts=scripts)
    page.get_by_role("link", name="Assess it for your organisation").click()
    page.get_by_label("Not implemented").check()
    page.get_by_role("button", name="Record assessment").click()
    assert errors(page)[0] == ["Say why you see it so."]
    expect(page.get_by_label("Not implemented")).to_be_checked()
    page.get_by_label("Why do you see it so?").fill("The working group has not met.")
    page.get_by_role("button", name="Record assessment").click()
    says_done(page, "Assessment recorded")
    expect(page.locator("#others")).to_contain_text("Example Ministry")
    expect(page.locator("#others")).to_contain_text("It is disputed")

    theirs = visit(coordinator, reverse("attention", args=[belgium.slug]), scripts=scripts)
    theirs.get_by_role("link", name="Disputed (1)").click()
    concern = theirs.locator(".concern")
    expect(concern).to_contain_text("stands at “Partly implemented”")
    concern.get_by_role("link", name="Example Ministry: “Not implemented”").click()
    expect(theirs.get_by_role("main")).to_contain_text("The working group has not met.")
