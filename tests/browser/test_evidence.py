"""Staff prove what they report: a picture and a link, on a poor connection, with and without scripts."""

import re
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from actions.models import Draft, Evidence
from actions.services.scanning import scan_waiting
from tests.browser.sight import look
from tests.browser.steps import at_action, at_log, says_done
from tests.clamd import EICAR
from tests.factories import add_evidence, log
from tests.uploads import files

pytestmark = pytest.mark.browser

PHOTO = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": files.picture()}


def test_an_update_goes_with_a_picture_and_a_link(action, staff, observer, visit, scripts):
    page = visit(staff, at_action(action), scripts=scripts, device="phone")
    page.get_by_label("What changed?").fill("The working group met.")
    page.get_by_role("button", name="Add files or links").click()
    page.get_by_label("Files").set_input_files(PHOTO)
    if not scripts:
        page.get_by_role("button", name="Add, and say what it is").click()
    item = page.locator(".evidence-item")
    expect(item.get_by_role("link", name="photo.jpg")).to_be_visible()
    expect(page.get_by_label("What changed?")).to_have_value("The working group met.")
    page.get_by_label("Address of a page or document").fill("www.example.org/minutes")
    page.get_by_role("button", name="Add, and say what it is").click()
    expect(page.locator(".evidence-item")).to_have_count(2)
    item = page.locator(".evidence-item").first
    item.get_by_text("Title, issuer, dates").click()
    item.get_by_label("Title").fill("First meeting")
    item.get_by_label("Issuer").fill("Ministry of Justice")
    page.emulate_media(reduced_motion="reduce")  # no color on its way to another
    assert not scripts or look(page) == []
    page.get_by_role("button", name="Log update").click()
    says_done(page, "Update logged")

    reader = visit(observer, at_action(action), scripts=scripts)
    listed = reader.locator(".evidence-list")
    expect(listed.get_by_role("link", name="www.example.org/minutes")).to_be_visible()
    expect(listed).to_contain_text("Ministry of Justice")
    preview = listed.get_by_role("img", name="First meeting")
    preview.scroll_into_view_if_needed()
    expect(preview).to_have_js_property("complete", True)
    assert preview.evaluate("picture => picture.naturalWidth") > 100
    with reader.expect_download() as download:
        listed.get_by_role("link", name="First meeting", exact=True).click()
    assert download.value.suggested_filename == "photo.jpg"
    content = download.value.path().read_bytes()
    assert not dict(Image.open(BytesIO(content)).getexif())
    assert files.SERIAL.encode() not in content
    listed.get_by_role("link", name="First meeting: see it larger").click()
    assert reader.locator("img").bounding_box()["width"] > 300


@pytest.mark.parametrize(("locale", "size"), [("en", "21.0"), ("de", "21,0")])
def test_a_file_that_is_too_large_is_told_alike_with_and_without_scripts(
    action, staff, visit, scripts, locale, size, tmp_path
):
    type(staff).objects.filter(pk=staff.pk).update(language=locale)
    page = visit(staff, at_log(action), scripts=scripts)
    page.locator(".evidence-part > summary").click()
    long = tmp_path / "{size} $& of a hearing.txt"
    long.write_bytes(b"a" * 21 * 1024**2)
    page.locator("#id_files").set_input_files(long)
    if not scripts:
        page.locator("[name=add_evidence]").first.click()
    said = page.locator(".evidence-part .said-wrong" if scripts else "#id_files_error")
    expect(said).to_contain_text(f"“{long.name}” has {size} MB; a file may have 20 MB at most.")


def drop(page, place=".evidence-drop"):
    """A file dragged over the form and let go there: True if the browser would leave the page for it."""
    expect(page.get_by_text("Or drag files here.")).to_be_visible()  # said by the script, once it is there
    held = page.evaluate_handle(
        """() => {
          const held = new DataTransfer();
          held.items.add(new File(["The minutes."], "minutes.txt", { type: "text/plain" }));
          return held;
        }"""
    )
    return page.locator(place).evaluate(
        """(place, dataTransfer) =>
          place.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }))""",
        held,
    )


def test_a_poor_connection_is_tried_again_and_the_form_waits_for_its_files(action, staff, visit):
    page = visit(staff, at_action(action))
    broken = []

    def once(route):
        broken.append(route.request.url)
        route.abort("connectionreset") if len(broken) == 1 else route.continue_()

    page.watch.forgiven = "evidence/upload/"
    page.route("**/evidence/upload/", once)
    page.get_by_label("What changed?").fill("The working group met.")
    page.get_by_role("button", name="Add files or links").click()
    drop(page)
    expect(page.get_by_text("Trying again")).to_be_visible()
    page.get_by_role("button", name="Log update").click()
    says_done(page, "Update logged")
    assert len(broken) == 2
    expect(page.locator(".evidence-list").get_by_role("link", name="minutes")).to_be_visible()
    assert Evidence.objects.get().entry.what_changed == "The working group met."


@pytest.mark.parametrize("back_in", [True, False])
def test_a_file_chosen_after_signing_out_does_not_stay_behind_unseen(action, staff, visit, back_in):
    page = visit(staff, at_log(action))
    page.watch.expected = {403}
    session = page.context.cookies()
    page.get_by_label("What changed?").fill("The working group met.")
    page.get_by_text("Evidence: files and links").click()
    page.context.clear_cookies()
    choose(page, {"name": "minutes.txt", "mimeType": "text/plain", "buffer": b"They met."})
    told = page.locator(".evidence-failed")
    expect(told).to_contain_text("minutes.txt was not sent: you are signed out.")
    page.context.add_cookies(session)
    page.get_by_role("button", name="Log update").click()
    expect(told).to_contain_text("This has not come, and would be missing.")
    expect(told.locator(".said-wrong")).to_be_focused()
    told.get_by_role("button", name="Try again" if back_in else "Remove").click()
    if back_in:
        expect(page.locator("[data-evidence]")).to_have_count(1)
    page.get_by_role("button", name="Log update").click()
    says_done(page, "Update logged")
    assert Evidence.objects.filter(entry__action=action).count() == back_in


def test_a_file_goes_on_with_the_token_of_a_session_begun_in_another_tab(action, staff, visit):
    page = visit(staff, at_log(action))
    page.watch.expected = {403}
    page.get_by_text("Evidence: files and links").click()
    page.evaluate("document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach(f => f.value = 'x'.repeat(64))")
    choose(page, {"name": "minutes.txt", "mimeType": "text/plain", "buffer": b"They met."})
    expect(page.locator("[data-evidence]")).to_have_count(1)


@pytest.fixture
def slow(action, staff, visit):
    """A form on a phone, and what it uploads, none of which arrives before the test lets it go on."""
    page, held = visit(staff, at_log(action), device="phone"), []
    page.route("**/evidence/upload/", lambda route: held.append(route))
    page.get_by_label("What changed?").fill("The working group met.")
    page.get_by_text("Evidence: files and links").click()
    return page, held


def choose(page, *given):
    """Choose files; the first is on its way then."""
    with page.expect_request("**/evidence/upload/"):
        page.locator("#id_files").set_input_files(list(given))


def test_who_leaves_while_a_file_is_on_its_way_is_asked(slow):
    page, held = slow
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    here = page.url
    choose(page, PHOTO)
    page.get_by_role("link", name="My work").first.click(no_wait_after=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert page.url.startswith(here)
    held.pop().continue_()
    expect(page.locator("[data-evidence]")).to_be_visible()
    page.get_by_role("link", name="My work").first.click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible()
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("then", ["sent", "refused"])
def test_a_form_that_waits_for_its_files_says_so_beside_its_button(slow, then):
    page, held = slow
    page.watch.expected |= {422}
    choose(page, PHOTO if then == "sent" else PHOTO | {"name": "letter.pdf"})
    page.get_by_role("button", name="Log update").click()
    waits = page.locator("form.update > p", has_text="The form is sent as soon as the files are there.")
    expect(waits).to_be_in_viewport()
    held.pop().continue_()
    if then == "sent":
        says_done(page, "Update logged")
        return
    told = page.locator(".evidence-coming .said-wrong")
    expect(told).to_be_focused()
    expect(told).to_be_in_viewport()
    expect(waits).to_have_count(0)


def test_what_is_on_its_way_can_be_cancelled(slow):
    page, _held = slow
    expect(page.get_by_label("Take a picture")).to_be_visible()
    expect(page.get_by_text("Or drag files here.")).to_be_hidden()  # a finger drags none
    choose(page, PHOTO)
    page.get_by_role("button", name="Log update").click()
    page.emulate_media(reduced_motion="reduce")  # no color on its way to another
    assert look(page) == []
    page.get_by_role("button", name="Cancel photo.jpg").click()
    expect(page.locator(".evidence-item")).to_have_count(0)
    expect(page.get_by_text("The form is sent as soon as")).to_have_count(0)
    expect(page.locator(".evidence-part > summary")).to_be_focused()
    page.get_by_role("button", name="Log update").click()
    says_done(page, "Update logged")
    assert not Evidence.objects.exists()


def test_files_chosen_together_stay_in_their_order_when_the_connection_breaks(action, staff, visit):
    page, broken = visit(staff, at_log(action)), []

    def once(route):
        broken.append(route)
        route.abort("connectionreset") if len(broken) == 1 else route.continue_()

    page.watch.forgiven = "evidence/upload/"
    page.route("**/evidence/upload/", once)
    page.get_by_text("Evidence: files and links").click()
    names = ["1.txt", "2.txt", "3.txt"]
    choose(page, *({"name": name, "mimeType": "text/plain", "buffer": name.encode()} for name in names))
    expect(page.locator("[data-evidence] .evidence-name a")).to_have_text(names)
    assert [evidence.file_name for evidence in Evidence.objects.order_by("pk")] == names


def test_a_link_that_is_refused_stays_in_its_field_to_be_mended(action, staff, visit):
    page = visit(staff, at_log(action))
    page.watch.expected |= {422}
    page.get_by_text("Evidence: files and links").click()
    field = page.get_by_label("Address of a page or document")
    add, items = page.get_by_role("button", name="Add, and say what it is"), page.locator(".evidence-item")
    field.fill("not an address")
    add.click()
    expect(items).to_contain_text("This is not an address of a page.")
    expect(field).to_have_value("not an address")
    field.fill("www.example.org/a")
    add.click()
    expect(items).to_have_text(re.compile("www.example.org/a"))
    expect(field).to_have_value("")


@pytest.mark.parametrize("place", [".evidence-drop", "#id_what_changed", "h1"])
def test_a_file_dropped_anywhere_at_an_untouched_form_begins_a_draft(action, staff, visit, place):
    page = visit(staff, at_log(action))
    page.get_by_text("Evidence: files and links").click()
    assert drop(page, place) is False
    expect(page.locator(".evidence-name a")).to_have_text("minutes.txt")
    expect(page.locator("[data-draft-said]")).to_contain_text("Draft saved at")
    page.reload()
    expect(page.locator(".evidence-name a")).to_have_text("minutes.txt")
    assert Draft.objects.get().author == staff


def test_what_is_refused_is_said_beside_the_file_and_read_out(action, staff, visit):
    page = visit(staff, at_action(action))
    page.watch.expected |= {422}
    page.get_by_role("button", name="Add files or links").click()
    page.get_by_label("Files").set_input_files({"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b""})
    expect(page.locator(".evidence-coming")).to_contain_text("“letter.pdf” is empty.")
    expect(page.locator("#announcements")).to_contain_text("“letter.pdf” is empty.")
    refused = page.locator(".evidence-coming.field-wrong")
    expect(refused.locator(".said-wrong svg")).to_be_visible()
    page.get_by_label("Address of a page or document").fill("not an address")
    page.get_by_role("button", name="Add, and say what it is").click()
    expect(refused.last).to_contain_text("This is not an address of a page.")
    page.emulate_media(reduced_motion="reduce")  # no color on its way to another
    assert look(page) == []
    refused.last.get_by_role("button", name="Remove not an address").click()
    expect(refused).to_have_count(1)
    refused.get_by_role("button", name="Remove").click()
    expect(page.locator(".evidence-item")).to_have_count(0)
    page.get_by_label("Files").set_input_files(PHOTO)
    page.get_by_role("button", name="Take out photo").click()
    expect(page.locator("[data-evidence]")).to_have_count(0)
    expect(page.get_by_role("heading", name="Log an update")).to_be_visible()


def test_a_file_waits_for_the_virus_scanner_and_is_opened_or_taken_away(action, staff, visit, scanner):
    page = visit(staff, at_log(action), device="phone")
    page.watch.expected |= {422}
    page.get_by_text("Evidence: files and links").click()
    choose, items = page.get_by_label("Files").set_input_files, page.locator(".evidence-item")
    bad = {"name": "notes.txt", "mimeType": "text/plain", "buffer": EICAR.encode()}
    choose(bad)
    expect(items).to_contain_text("The virus scanner found something in “notes.txt”. Nothing of it was kept.")
    items.get_by_role("button", name="Remove").click()
    scanner.kill()
    for number, file in enumerate((bad, PHOTO), start=1):
        choose(file)
        waits = page.get_by_text("Waits for the virus scanner, and can be opened after that.")
        expect(waits).to_have_count(number)
    page.emulate_media(reduced_motion="reduce")  # no color on its way to another
    assert look(page) == []
    page.get_by_label("What changed?").fill("The working group met.")
    page.get_by_role("button", name="Log update").click()
    says_done(page, "Update logged")
    expect(waits).to_have_count(2)
    expect(page.locator(".evidence-list a")).to_have_count(0)
    assert look(page) == []
    scanner.start()
    scan_waiting(now=timezone.now())
    page.reload()
    listed = page.locator(".evidence-list")
    expect(listed.get_by_role("link", name="photo", exact=True)).to_be_visible()
    expect(listed).to_contain_text("“notes” was removed on 24 November 2026: the virus scanner found something in it.")
    expect(waits).to_have_count(0)
    assert look(page) == []


def test_what_is_chosen_twice_is_kept_once_with_what_was_said_of_it(action, staff, visit):
    page = visit(staff, at_log(action))
    page.get_by_text("Evidence: files and links").click()
    page.locator("#id_files").set_input_files(PHOTO)
    page.get_by_text("Title, issuer, dates").click()
    page.get_by_label("Title").fill("The meeting")
    expect(page.locator(".evidence-name .tag")).to_have_text("Everyone on the report")
    page.locator(".evidence-items").get_by_label("Who may see it?").select_option("internal")
    expect(page.locator(".evidence-name .tag")).to_have_text("Only my organisation and coordinators")
    for _ in range(2):
        page.locator("#id_files").set_input_files(PHOTO)
        expect(page.locator("[data-evidence]")).to_contain_text("photo.jpg was chosen before. It is kept once.")
        expect(page.locator("#announcements")).to_have_text("photo.jpg was chosen before. It is kept once.")
        expect(page.locator(".evidence-item")).to_have_count(1)
    page.locator("#id_files").set_input_files(PHOTO | {"name": "copy.jpg"})
    same = "“copy.jpg” has the same content as “photo.jpg”, which is there already."
    expect(page.locator("[data-evidence]")).to_contain_text(same)
    expect(page.get_by_label("Title")).to_have_value("The meeting")


@pytest.mark.parametrize("width", [1280, 1024, 360])
def test_one_long_word_makes_no_page_wider(action, staff, visit, width):
    one = "Aa" * 45
    action.title = one
    action.save()
    add_evidence(log(action, staff), staff, url="https://www.example.org/a", title=one, issuer=one)
    page = visit(staff, f"{action.report.get_absolute_url()}evidence/", viewport={"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("later", ["sent", "left"])
def test_who_may_see_what_was_chosen_already_can_still_be_narrowed(action, staff, visit, later):
    page = visit(staff, at_log(action))
    page.get_by_text("Evidence: files and links").click()
    everything = page.locator("#id_evidence_audience")
    page.locator("#id_files").set_input_files(PHOTO)
    expect(page.locator(".evidence-name .tag")).to_have_text("Everyone on the report")
    with page.expect_response("**/evidence/upload/"):
        everything.select_option("internal")
    expect(page.locator(".evidence-name .tag")).to_have_text("Only my organisation and coordinators")
    assert Evidence.objects.get().audience == "internal"
    everything.select_option("public")
    expect(page.locator(".evidence-name .tag")).to_have_text("Only my organisation and coordinators")
    everything.select_option("internal")
    if later == "sent":
        page.get_by_label("What changed?").fill("They met.")
        page.get_by_role("button", name="Log update").click()
        says_done(page, "Update logged")
        assert Evidence.objects.attached().get().audience == "internal"


def test_a_draft_changed_on_two_devices_keeps_what_stands_in_each(belgium, action, staff, visit):
    page = visit(staff, at_log(action))
    page.get_by_text("Evidence: files and links").click()
    page.locator("#id_files").set_input_files(PHOTO)
    expect(page.locator(".evidence-name a")).to_have_text("photo.jpg")
    said = page.locator("[data-draft-said]")
    for words in ("Here.", "There."):
        device = page if words == "Here." else visit(staff, page.url)
        device.get_by_label("What changed?").fill(words)
        device.get_by_label("When did it happen?").focus()
        expect(device.locator("[data-draft-said]")).to_contain_text("Draft saved at")
    page.get_by_label("What changed?").fill("Here again.")
    page.get_by_label("When did it happen?").focus()
    expect(said).to_contain_text("Both are kept")
    page.get_by_text("Title, issuer, dates").click()
    page.get_by_label("Title").fill("The meeting")
    page.get_by_role("button", name="Log update").click()
    says_done(page, "Update logged")
    assert Evidence.objects.get(place=None).title == "photo"
    assert Evidence.objects.attached().get().title == "The meeting"
