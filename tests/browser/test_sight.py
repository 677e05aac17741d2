"""Every page, for every kind of person and in every state of error, can be read and used by everyone."""

import re

import pytest
from django.core.exceptions import SuspiciousOperation
from django.urls import URLPattern, resolve, reverse
from playwright.sync_api import expect

from actions.models import Role, User
from actions.notifications import stop_address
from actions.services.reports import change
from tests.browser.pages import FORMS, OUTSIDE, PEOPLE, STEPS, managing, own, pages_of, reading, writing
from tests.browser.sight import SCHEMES, look
from tests.factories import join, person
from tracker.urls import urlpatterns

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery staple"


@pytest.fixture(params=["desktop", "phone"])
def look_around(request, visit):
    """look_around(staff) is a page on this device; its ``find(name)`` looks at what it shows just now.

    Whatever was found by the end of the test fails it, all of it at once.
    """
    pages = []

    def look_around(who=None):
        # What fades from one colour to another is looked at when it has the other.
        page = visit(who, device=request.param, reduced_motion="reduce")
        page.found = {}
        page.find = lambda name, **how: page.found.setdefault(name, []).extend(look(page, **how))
        pages.append(page)
        return page

    yield look_around
    found = [f"{name}: {line}" for page in pages for name, lines in page.found.items() for line in lines]
    assert not found, "\n".join(found)


def test_that_the_data_is_a_sample_stands_in_a_landmark(belgium, staff, look_around, settings):
    settings.SAMPLE = True
    for who in (None, staff):
        page = look_around(who)
        page.goto(f"{page.watch.home}/")
        expect(page.get_by_role("complementary", name="Sample data")).to_be_visible()
        page.find("sample")


def test_no_page_is_forgotten(lively):
    """Each address of the program is looked at here, or is in STEPS with the reason."""
    addresses = [*OUTSIDE.values()]
    for part in (reading, writing, own, managing):
        addresses += part(lively).values()
    looked_at = {resolve(address.partition("?")[0]).url_name for address in addresses}
    known = set(names(urlpatterns))
    assert known - looked_at == set(STEPS)


def names(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name
        elif pattern.app_name != "admin":
            yield from names(pattern.url_patterns)


PARTS = 4
"""Looking at every page takes minutes; in parts, two can share the work."""


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(
    ("look_around", "who"),
    [("desktop", "coordinator"), *[("phone", who) for who in PEOPLE]],
    indirect=["look_around"],
)
def test_every_page_is_for_everyone(who, part, lively, look_around, request):
    someone = request.getfixturevalue(who)
    someone.set_password(PASSWORD)
    someone.save()
    page = look_around(someone)
    # Who may most is shown all there is: by day on the desktop, by night on the phone.
    by_night = who == "coordinator" and page.viewport_size["width"] < 600
    schemes = SCHEMES[1:] if by_night else SCHEMES[:1]
    for name, address in list(pages_of(who, lively).items())[part::PARTS]:
        page.goto(address)
        page.find(name, schemes=schemes)


def test_ending_mails_is_for_everyone_also_without_signing_in(staff, look_around):
    page = look_around()
    page.goto(stop_address(staff, "digest"))
    page.find("stop the digest")
    page.get_by_role("button", name="Send me no more of these").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No more of these mails")
    page.find("the digest is stopped")


def test_a_feed_address_and_taking_it_back_are_for_everyone(lively, staff, look_around):
    page = look_around(staff)
    page.goto(reverse("make-feed-address"))
    page.locator("main form .btn-primary").click()
    expect(page.get_by_role("heading", name="Your feed address")).to_be_visible()
    page.find("a feed address")
    page.goto(reverse("account"))
    page.find("account, with a feed address")
    page.goto(reverse("revoke-feed-address"))
    page.find("revoke a feed address")


@pytest.mark.parametrize("who", PEOPLE)
def test_every_form_sent_empty_is_for_everyone(who, lively, look_around, request):
    someone = request.getfixturevalue(who)
    someone.set_password(PASSWORD)
    someone.save()
    page = look_around(someone)
    addresses = pages_of(who, lively)
    for name in FORMS[who]:
        page.goto(addresses[name])
        send_empty(page)
        expect(page.locator(".error-summary")).to_be_focused()
        page.find(name)


def send_empty(page):
    fields = page.locator("main form").filter(has=page.locator(".btn-primary")).first
    for field in fields.locator("textarea, input:not([type=hidden], [type=radio], [type=checkbox])").all():
        if field.is_visible():
            field.fill("")
    fields.locator(".btn-primary").click()


def test_the_way_in_is_for_everyone(staff, look_around, mailoutbox):
    page = look_around()
    for name, address in OUTSIDE.items():
        page.goto(address)
        page.find(name)
    for name in ("sign in", "forgot the password"):
        page.goto(OUTSIDE[name])
        send_empty(page)
        expect(page.locator(".error-summary")).to_be_focused()
        page.find(f"{name}, sent empty")
    page.goto(OUTSIDE["sign in"])
    page.get_by_label("Email").fill(staff.email)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.find("a wrong password")

    page.goto(OUTSIDE["forgot the password"])
    page.get_by_label("Email").fill(staff.email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.goto(re.search(r"https?://\S+", mailoutbox[-1].body)[0])
    page.find("choose a new password")
    for field in page.locator("input[type=password]").all():
        field.fill("short")
    page.get_by_role("button", name="Set the password").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.find("a short password")


def test_choosing_a_first_password_and_signing_out_are_for_everyone(staff, look_around):
    page = look_around(staff)
    page.goto(reverse("account_set_password"))
    page.find("choose a password")
    send_empty(page)
    expect(page.locator(".error-summary")).to_be_focused()
    page.find("choose a password, sent empty")
    page.goto(reverse("account_logout"))
    page.find("sign out")


def test_pages_of_errors_are_for_everyone(belgium, observer, staff, action, look_around, monkeypatch):
    page = look_around()
    page.watch.expected |= {400, 403, 404, 409, 413, 500}
    page.goto("/nowhere/")
    page.find("404, signed out")

    page = look_around(observer)
    page.goto(reverse("log-update", args=[belgium.slug, 1]))
    expect(page.get_by_role("heading", name="You may not do this")).to_be_visible()
    page.find("403")
    page.goto("/reports/none/")
    page.find("404")

    page = look_around(staff)
    page.goto("/nowhere/")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    page.find("404 of no address")
    page.goto(reverse("log-update", args=[belgium.slug, 1]))
    page.get_by_label("What changed?").evaluate("field => { field.value = 'x'.repeat(3_000_000) }")
    page.get_by_role("button", name="Log update").click()
    expect(page.get_by_role("heading", name="That is too much at once")).to_be_visible()
    page.find("too long")
    page.goto(reverse("add-note", args=[belgium.slug, 1]))
    page.get_by_label("Note", exact=True).fill("Who is in the working group?")
    page.context.clear_cookies(name="csrftoken")
    page.locator("main form .btn-primary").click()
    expect(page.get_by_role("heading", name="The form had waited too long")).to_be_visible()
    page.find("waited")

    page.goto(reverse("log-update", args=[belgium.slug, 1]))
    page.get_by_label("What changed?").fill("A working group was named.")
    User.objects.filter(pk=staff.pk).update(is_active=False)
    page.get_by_role("button", name="Log update").click()
    expect(page.get_by_role("heading", name="This account is not active")).to_be_visible()
    expect(page.locator("blockquote")).to_have_text("A working group was named.")
    page.find("switched off while writing")
    User.objects.filter(pk=staff.pk).update(is_active=True)

    for error in (SuspiciousOperation("made no sense"), RuntimeError("tried on purpose")):
        monkeypatch.setattr("actions.views.reports.sentence", lambda *args, error=error: raise_(error))
        page.goto(reverse("overview", args=[belgium.slug]))
        page.find(type(error).__name__)


def raise_(error):
    raise error


def test_a_report_on_which_nothing_happened_yet_is_for_everyone(belgium, staff, coordinator, look_around):
    slug = belgium.slug
    for who in (staff, coordinator):
        page = look_around(who)
        for name, args in (("overview", ()), ("action", (1,)), ("milestones", ()), ("over-time", ()), ("entries", ())):
            page.goto(reverse(name, args=[slug, *args]))
            page.find(f"{name}, {who}")
    page = look_around(person("Nobody"))
    page.goto(reverse("reports"))
    page.find("on no report")


def test_what_is_said_after_something_was_done_is_for_everyone(lively, staff, colleague, look_around):
    page = look_around(staff)
    page.goto(reverse("action", args=[lively.report.slug, 4]))
    page.get_by_role("button", name="still true").click()
    expect(page.get_by_role("status")).to_contain_text("Noted")
    page.find("done")
    page.goto(reverse("correct-update", args=[lively.report.slug, lively.corrected.supersedes.sequence]))
    expect(page.locator(".message-warning")).to_be_visible()
    page.find("meanwhile")
    page.locator(".site-person > summary").click()
    page.find("the menu opened", within=".menu[open]")  # it lies over other things until it is closed


def test_a_report_with_review_is_for_everyone(lively, coordinator, look_around):
    """The header then has most to hold: what waits is counted there, too."""
    change(subject=lively.report, by=coordinator, values={"review_asked": True})
    page = look_around(coordinator)
    for name, args in (("overview", ()), ("action", (3,)), ("report-evidence", ()), ("report-settings", ())):
        page.goto(reverse(name, args=[lively.report.slug, *args]))
        expect(page.locator(".site-pages .nav-count").last).to_be_visible()
        page.find(name, schemes=SCHEMES[:1])
    pages = page.locator(".site-pages")
    hidden = pages.evaluate("line => line.scrollWidth - line.clientWidth")
    assert hidden == 0 or page.viewport_size["width"] < 600


def test_a_long_list_of_reports_is_for_everyone(belgium, other_report, observer, look_around):
    page = look_around(join(observer, other_report, Role.OBSERVER))
    page.goto(reverse("reports"))
    page.find("two reports")
