"""From sign-in to a logged update on a phone with a slow connection: three presses, and little to wait for.

How long it takes is told by `pytest -s`, and stands in docs/bench.md; what comes over the line decides it.
"""

import time
from collections import defaultdict
from unittest import mock

import pytest
from django.core.management import call_command
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from actions.models import Entry
from tests.browser.steps import PASSWORD, give_password, says_done
from tests.factories import add_milestone

pytestmark = pytest.mark.browser

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""Milliseconds until an answer begins, and bytes a second: 400 kbit/s."""

FIRST, LATER = 100_000, 15_000
"""The most bytes that come for the first page of the way, with all it needs, and for each later one."""


@pytest.fixture
def live_server(settings, tmp_path, transactional_db):
    """The program with its static files as in production: collected, compressed, and sent by itself."""
    settings.STATIC_ROOT = tmp_path
    storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": storage}}
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["admin", "account"])
    with mock.patch("django.test.testcases._StaticFilesHandler", lambda program: program):
        server = LiveServer("127.0.0.1")
    yield server
    server.stop()


class SlowLine:
    """Slows the line of a page down; ``came`` is {page of the way: bytes that came over it, headers included}."""

    def __init__(self, page):
        self.came, self.now = defaultdict(int), ""
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", SLOW)
        line.on("Network.loadingFinished", self._count)

    def _count(self, event):
        self.came[self.now] += int(event["encodedDataLength"])


def test_from_signing_in_to_a_logged_update_in_three_presses(belgium, action, staff, coordinator, visit):
    for n in range(12):
        late = add_milestone(action, coordinator, f"Step {n}", due_on=belgium.today(), focal_point=staff)
    give_password(staff)
    page = visit(device="phone")
    line = SlowLine(page)
    began = time.monotonic()

    line.now = "sign-in"
    page.goto("/", wait_until="networkidle")
    page.get_by_label("Email").fill(staff.email)
    page.get_by_label("Password").fill(PASSWORD)

    line.now = "my work"
    page.get_by_role("button", name="Sign in").tap()
    row = page.locator(".work-row").first
    expect(row).to_contain_text("Step 0")
    page.wait_for_load_state("networkidle")

    line.now = "the form, in place"
    row.get_by_role("link", name="Log update").tap()
    page.get_by_label("What changed?").fill("It was taken.")
    page.get_by_label("The milestone is now").select_option("Done")

    line.now = "my work again"
    page.locator("main form.update").get_by_role("button", name="Log update").tap()
    says_done(page, "Update logged")
    page.wait_for_load_state("networkidle")

    print(f"\n{time.monotonic() - began:.1f} seconds; {dict(line.came)} bytes")
    expect(page).to_have_url(f"{page.watch.home}/my-work/")
    expect(row).to_contain_text("Step 1")
    assert Entry.objects.latest("sequence").milestone.number == late.number - 11
    first, *later = line.came.values()
    assert first <= FIRST, line.came
    assert len(later) == 3 and max(later) <= LATER, line.came
