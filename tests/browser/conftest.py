"""A real Chromium in front of the program: who sits at it, on what device, and what must never go wrong meanwhile."""

import os
import shutil
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import cache
from playwright.sync_api import expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.watch import Watch

DEVICES = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {
        "viewport": {"width": 360, "height": 740},
        "has_touch": True,
        "is_mobile": True,
        "device_scale_factor": 2,
    },
}
ARGUMENTS = [
    "--disable-gpu",  # a browser opens a third sooner
    # Every other name leads nowhere: nothing on these pages may need another host.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]
PATIENCE = 15_000  # milliseconds; two cores are shared by the server, the browser and another test

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium():
    """The browser, one for all journeys."""
    found = shutil.which("chromium")
    assert found, "Chromium is missing. On Debian this line brings it:  sudo apt-get install chromium"
    with sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, in which Django would refuse to ask the database.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def live_server():
    """The program on a port of its own, with static files straight from where they lie.

    pytest-django looks for the static files app by its name, and ours has another.
    """
    with mock.patch("django.test.testcases._StaticFilesHandler", StaticFilesHandler):
        server = LiveServer("127.0.0.1")
    yield server
    server.stop()


@pytest.fixture(params=["with-script", "without-script"])
def scripts(request):
    """Whether the browser runs JavaScript: everything is done with it and without it."""
    return request.param == "with-script"


@pytest.fixture
def visit(live_server, chromium, client_of):
    """A page in a browser of one's own: visit(staff, "/reports/", device="phone", scripts=False).

    When the test ends, whatever went wrong in any of these browsers fails it.
    """
    cache.clear()  # wrong passwords are counted there
    contexts, watch = [], Watch(live_server.url)

    def visit(person=None, address=None, *, device="desktop", scripts=True, **options):
        context = chromium.new_context(
            base_url=live_server.url,
            java_script_enabled=scripts,
            locale="en-GB",
            timezone_id="Europe/Brussels",
            **DEVICES[device] | options,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if person:
            name = settings.SESSION_COOKIE_NAME
            session = client_of(person).cookies[name].value
            context.add_cookies([{"name": name, "value": session, "url": live_server.url, "httpOnly": True}])
        watch.over(context)
        page = context.new_page()
        page.watch = watch
        if address:
            page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert watch.problems == []
