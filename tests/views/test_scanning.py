"""The virus scanner as people meet it: a file refused, a file that waits, a file that is opened or taken away."""

import csv
from io import StringIO

import pytest
from django.utils import timezone

from actions.models import Entry, Evidence, Notice
from actions.services.scanning import scan_waiting
from tests.clamd import EICAR
from tests.factories import add_evidence, log, submit, upload
from tests.services.test_evidence import stored
from tests.uploads import files
from tests.uploads.files import sent
from tests.views.page import Page, follow, open_page

ACTION = "/reports/belgium-2013/actions/1/"
LIST = "/reports/belgium-2013/evidence/"
WAITS = "Waits for the virus scanner, and can be opened after that."
FOUND = "“notes” was removed on 24 November 2026: the virus scanner found something in it."


@pytest.fixture
def client(staff, client_of):
    return client_of(staff)


def bad():
    return sent("notes.txt", f"Minutes. {EICAR}".encode())


def test_a_file_with_a_virus_is_refused_at_the_field_and_the_words_stay(client, form, scanner):
    before, given = stored(), [sent("good.txt", b"Good."), bad()]
    page = Page(form.send(client, what_changed="All of it.", challenges="Money.", files=given))
    said = "The virus scanner found something in “notes.txt”. Nothing of it was kept."
    assert (page.errors["files"], page.summary) == (said, [said])
    again = page.form("what_changed")
    assert (again.fields["what_changed"], again.fields["challenges"]) == ("All of it.", "Money.")
    assert [item.file_name for item in Evidence.objects.all()] == ["good.txt"]
    assert len(stored() - before) == 1
    assert not Entry.objects.filter(kind="update").exists()
    follow(client, again.send(client))
    assert Entry.objects.get(kind="update").evidence.get().scan == ""


def test_scripts_are_told_of_a_virus_too(client, form, scanner):
    before = stored()
    given = {"key": form.fields["key"], "complete": "yes", "files": bad()}
    refused = client.post(f"{ACTION}evidence/upload/", given)
    assert (refused.status_code, stored()) == (422, before)
    assert refused.content.decode().startswith("The virus scanner found something in “notes.txt”.")


def test_without_a_scanner_all_is_as_ever(client, form):
    follow(client, form.send(client, what_changed="All of it.", files=[bad()]))
    item = Evidence.objects.get()
    assert item.scan == ""
    assert len(client.get(item.get_absolute_url()).getvalue()) == item.size


def test_with_the_scanner_down_the_update_goes_through_and_nobody_opens_its_file(
    client, form, scanner, action, staff, observer, coordinator, client_of
):
    scanner.kill()
    given = [sent("photo.jpg", files.picture())]
    page = follow(client, form.send(client, what_changed="All of it.", files=given))
    assert page.messages[0].startswith("Update logged.")
    item = Evidence.objects.get()
    for person in (staff, observer, coordinator):
        reader = client_of(person)
        listed = open_page(reader, ACTION).main.one("ul", class_="evidence-list")
        assert WAITS in listed.words
        assert (listed.all("a"), listed.all("img")) == ([], [])
        row = open_page(reader, LIST).main.one("tbody")
        assert WAITS in row.words
        assert not any("/evidence/" in a.attrs["href"] for a in row.all("a"))
        for address in (item.get_absolute_url(), f"{item.get_absolute_url()}preview/"):
            page = follow(reader, reader.get(address, headers={"If-None-Match": f'"{item.sha256}"'}))
            sentence = "“photo” waits for the virus scanner, and can be opened after that."
            assert (page.messages, WAITS in page.words) == ([sentence], True)
    scanner.start()
    scan_waiting(now=timezone.now())
    page = open_page(client_of(observer), ACTION)
    assert WAITS not in page.words
    assert "photo" in page.links()
    assert len(client_of(observer).get(item.get_absolute_url()).getvalue()) == item.size
    assert client_of(observer).get(f"{item.get_absolute_url()}preview/").getvalue()


def test_what_the_scanner_finds_later_is_gone_and_its_entry_says_so(
    client, scanner, action, staff, coordinator, observer, client_of
):
    scanner.kill()
    item = add_evidence(log(action, staff), staff, bad())
    assert WAITS in open_page(client, ACTION).words
    scanner.start()
    scan_waiting(now=timezone.now())
    for person in (staff, observer):
        reader = client_of(person)
        for address in (ACTION, item.entry.get_absolute_url(), LIST):
            page = open_page(reader, address)
            assert FOUND in page.words
            assert item.get_absolute_url() not in page.links().values()
        page = follow(reader, reader.get(item.get_absolute_url()))
        assert page.messages == ["“notes” was removed: the virus scanner found something in it."]
    said = open_page(client_of(coordinator), "/notices/").words
    assert "A file with an update on “" in said
    assert "” was removed: the virus scanner found something in it." in said
    rows = list(csv.DictReader(StringIO(client.get(f"{LIST}?format=csv").getvalue().decode("utf-8-sig"))))
    assert rows[0]["Virus scanner"] == "Removed: the virus scanner found something in it"
    assert (rows[0]["Address"], rows[0]["Link checked at"]) == ("", "")


def test_a_draft_keeps_its_file_shows_that_it_waits_and_that_it_is_gone(client, form, scanner):
    scanner.kill()
    page = Page(form.send(client, what_changed="Half a sent", add_evidence="yes", files=[bad()]))
    item = page.main.one("li", class_="evidence-item")
    assert WAITS in item.words
    assert item.all("a") == []
    title = f"{Evidence.objects.get().uuid}-title"
    assert page.form("what_changed").fields[title] == "notes"
    scanner.start()
    scan_waiting(now=timezone.now())
    page = Page(page.form("what_changed").send(client, add_evidence="yes"))
    item = page.main.one("li", class_="evidence-item")
    assert FOUND in item.words
    again = page.form("what_changed")
    assert (again.fields["what_changed"], title in again.fields) == ("Half a sent", False)
    follow(client, again.send(client))
    assert not Evidence.objects.exists()


def test_who_reviews_sees_that_a_file_waits_and_is_not_told_of_one_that_is_gone(
    scanner, belgium, action, staff, coordinator, client_of
):
    draft = submit(action, staff)
    scanner.kill()
    upload(action, staff, bad(), key=draft.key)
    client = client_of(coordinator)
    assert WAITS in open_page(client, draft.get_absolute_url()).words
    assert "Evidence: 1 file" in open_page(client, "/reports/belgium-2013/review/").words
    scanner.start()
    scan_waiting(now=timezone.now())
    page = open_page(client, draft.get_absolute_url())
    assert FOUND in page.words
    assert page.main.one("ul", class_="evidence-list").all("a") == []
    assert "No evidence comes with it." in open_page(client, "/reports/belgium-2013/review/").words
    assert Notice.objects.get(kind="file_removed").address == draft.get_absolute_url()
    assert open_page(client_of(staff), draft.get_absolute_url()).words.count(FOUND) == 1


def test_a_form_waits_once_for_a_scanner_that_says_nothing(client, form, scanner, monkeypatch):
    monkeypatch.setattr("actions.views.attaching.PATIENCE", 0.3)
    scanner.freeze()
    begun = timezone.now()
    given = [sent(f"{n}.txt", str(n).encode()) for n in range(20)]
    follow(client, form.send(client, what_changed="All of it.", files=given))
    assert (timezone.now() - begun).total_seconds() < 10
    assert set(Evidence.objects.values_list("scan", flat=True)) == {"waits"}
    assert Evidence.objects.count() == len(given)


def test_internal_files_wait_unseen_by_others(client, scanner, action, staff, observer, client_of):
    scanner.kill()
    item = add_evidence(log(action, staff), staff, bad(), audience="internal")
    assert client_of(observer).get(item.get_absolute_url()).status_code == 404
    assert WAITS not in open_page(client_of(observer), ACTION).words
    scanner.start()
    scan_waiting(now=timezone.now())
    assert FOUND in open_page(client, ACTION).words
    assert client_of(observer).get(item.get_absolute_url()).status_code == 404
