"""A page that was made earlier is shown again only while it is true, and only to those it was made for."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Membership
from actions.services.accounts import change_account
from actions.services.erasure import erase_words
from actions.services.members import change_role
from actions.services.notes import remove_note
from tests.factories import add_milestone, add_note, join, log, person
from tests.kept_pages import forget
from tests.views.page import open_page

OVERVIEW = "/reports/belgium-2013/"
ACTION = "/reports/belgium-2013/actions/1/"
PAGES = (OVERVIEW, ACTION)


def mark(client, page):
    return client.get(page).headers["ETag"]


def status(client, page, known):
    return client.get(page, headers={"If-None-Match": known}).status_code


@pytest.mark.parametrize("page", [*PAGES, f"{OVERVIEW}?as_of=2026-11-10", f"{ACTION}?only=updates"])
def test_a_browser_that_has_the_page_is_told_that_it_is_still_true(page, lively, staff, client_of):
    client = client_of(staff)
    answer = client.get(page, headers={"If-None-Match": mark(client, page)})
    assert (answer.status_code, answer.content) == (304, b"")
    assert set(answer.headers["Cache-Control"].split(", ")) == {"private", "no-cache"}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_made_earlier_is_the_page_made_anew(page, lively, staff, client_of):
    client = client_of(staff)
    first, again = open_page(client, page), open_page(client, page)
    forget()
    anew = open_page(client, page)
    assert first.main.words == again.main.words == anew.main.words


def new_entry(world):
    log(world.first, world.update.author, "Something new.")


def new_note(world):
    add_note(world.first, world.update.author, "A new note.", audience="shared")


def note_gone(world):
    remove_note(note=world.shared)


def erased(world):
    erase_words(entry=world.update, by=world.update.author, reason="By law.")


def person_renamed(world):
    change_account(user=world.update.author, name="Stella Nova", language="en", time_zone="Europe/Brussels")


def organisation_renamed(world):
    home = world.update.organisation
    home.name = "Northern Shelter"
    home.save()


def new_member(world):
    join(person("Nell", "New Shelter"), world.report, "staff")


def role_changed(world):
    change_role(membership=Membership.objects.get(user__name="Olive"), role="staff")


@pytest.mark.parametrize(
    "change",
    [new_entry, new_note, note_gone, erased, person_renamed, organisation_renamed, new_member, role_changed],
    ids=lambda change: change.__name__,
)
def test_whatever_changes_shows_at_once(change, lively, observer, client_of):
    client = client_of(observer)
    known = {page: mark(client, page) for page in PAGES}
    before = {page: open_page(client, page).main.words for page in PAGES}
    change(lively)
    assert {page: status(client, page, known[page]) for page in PAGES} == dict.fromkeys(PAGES, 200)
    kept = {page: open_page(client, page).main.words for page in PAGES}
    forget()
    assert kept == {page: open_page(client, page).main.words for page in PAGES}
    if change is not new_member:
        assert kept != before


def test_the_next_day_makes_another_page(lively, observer, client_of, time_machine):
    client = client_of(observer)
    add_milestone(lively.first, lively.update.author, "Due tonight", due_on=date(2026, 11, 24))
    known = mark(client, OVERVIEW)
    time_machine.move_to("2026-11-25T11:00Z")
    client.force_login(observer)
    assert status(client, OVERVIEW, known) == 200
    assert "1 day late" in open_page(client, OVERVIEW).words


def test_each_reader_sees_what_that_reader_may(lively, staff, colleague, observer, coordinator, client_of):
    """Whoever comes first, nobody is shown a page that was made for someone with other rights."""
    add_note(lively.first, colleague, "Only for South Shelter.")
    readers = (coordinator, staff, colleague, observer)
    alone = {}
    for reader in readers:
        forget()
        alone[reader.name] = [open_page(client_of(reader), page).main.words for page in PAGES]
    for order in (readers, readers[::-1]):
        forget()
        together = {reader.name: [open_page(client_of(reader), p).main.words for p in PAGES] for reader in order}
        assert together == alone
    assert "Only for South Shelter." in alone["Colin"][1]
    assert "Only for South Shelter." not in alone["Stella"][1] + alone["Cora"][1] + alone["Olive"][1]


def test_the_mark_of_one_reader_says_nothing_to_another(lively, staff, observer, client_of):
    for page in PAGES:
        assert status(client_of(observer), page, mark(client_of(staff), page)) == 200


def test_signing_in_again_makes_the_page_anew(lively, staff, client_of):
    """Its forms carry the token of the session."""
    client = client_of(staff)
    known = mark(client, ACTION)
    client.logout()
    client.force_login(staff)
    assert status(client, ACTION, known) == 200


def test_a_form_in_a_page_made_earlier_is_a_form_of_its_own(lively, staff, client_of):
    client = client_of(staff)
    forms = [open_page(client, ACTION).form("what_changed") for _twice in range(2)]
    assert forms[0].fields["key"] != forms[1].fields["key"]
    for words, form in zip(("First.", "Second."), forms, strict=True):
        assert form.send(client, what_changed=words).status_code == 302
    page = open_page(client, ACTION)
    assert "First." in page.words and "Second." in page.words


def test_a_message_is_shown_whatever_the_browser_has(lively, staff, client_of):
    client = client_of(staff)
    known = mark(client, ACTION)
    still_true = next(form for form in open_page(client, ACTION).forms() if "still-true" in form.address)
    assert still_true.send(client).status_code == 302
    answer = client.get(ACTION, headers={"If-None-Match": known})
    assert b"nothing changed" in answer.content


@pytest.mark.parametrize(("page", "most"), [(OVERVIEW, 5), (ACTION, 5)])
def test_a_page_shown_again_hardly_asks_the_database(page, most, lively, staff, client_of):
    client = client_of(staff)
    client.get(page)
    with CaptureQueriesContext(connection) as questions:
        assert client.get(page).status_code == 200
    assert len(questions) <= most, [q["sql"] for q in questions]
