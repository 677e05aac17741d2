"""Someone's account is switched off, or they are taken off the report, while they write: told why, and nothing lost."""

from uuid import uuid4

import pytest
from django.urls import resolve

from actions.forms.careful import all_texts
from actions.models import Draft, Evidence, Membership, User
from actions.services.members import change_role, remove_member
from actions.services.reports import change
from tests.factories import submit, upload
from tests.uploads import files
from tests.views.desk import ACTION, written
from tests.views.page import Page, open_page

SCRIPT = {"Accept": "application/json"}
UPLOADING = {"Accept": "text/html, application/json"}
WORDS = "The ministry named a working group."


def switch_off(person, report):
    User.objects.filter(pk=person.pk).update(is_active=False)


def take_off(person, report):
    remove_member(membership=Membership.objects.get(user=person, report=report))


def make_observer(person, report):
    change_role(membership=Membership.objects.get(user=person, report=report), role="observer")


def let_back(person, report):
    User.objects.filter(pk=person.pk).update(is_active=True)
    Membership.objects.update_or_create(user=person, report=report, defaults={"role": "staff"})


ENDS = [
    pytest.param(switch_off, 403, "This account is not active", "your account was switched off", id="switched-off"),
    pytest.param(take_off, 404, "There is no such page", "you are not on this report any more", id="taken-off"),
    pytest.param(make_observer, 403, "You may not do this", "you may not write here any more", id="made-observer"),
]


@pytest.fixture
def client(staff, client_of):
    return client_of(staff)


@pytest.mark.parametrize(("end", "status", "heading", "said"), ENDS)
def test_the_form_is_not_taken_and_its_words_are_shown_and_kept(
    end, status, heading, said, belgium, staff, client, form
):
    form.send(client, what_changed=WORDS, add_evidence="yes", link="https://www.example.org/decree")
    client.post(f"{ACTION}draft/", form.fields | {"what_changed": "The ministry"}, headers=SCRIPT)
    end(staff, belgium)
    before = written()
    page = Page(form.send(client, what_changed=WORDS), status)
    assert page.heading == heading
    assert "It was not saved." in page.words
    assert [quote.words for quote in page.main.all("blockquote")] == ["The ministry named a working group."]
    assert written() == before
    assert Draft.objects.get().typed["what_changed"] == "The ministry"
    assert Evidence.objects.get().form_key == Draft.objects.get().key

    let_back(staff, belgium)
    again = open_page(client, f"{ACTION}log/").form("what_changed")
    assert again.fields["what_changed"] == WORDS
    assert again.send(client).status_code == 302


def test_texts_of_one_word_are_shown_and_what_is_chosen_is_not(belgium, staff, client, form):
    switch_off(staff, belgium)
    typed = {"what_changed": WORDS, "level": "not_implemented", "reason": "Lower.", "challenges": "none"}
    page = Page(form.send(client, **typed), 403)
    assert [quote.words for quote in page.main.all("blockquote")] == [WORDS, "Lower.", "none"]


def test_one_word_about_evidence_or_in_a_meeting_is_shown_too(belgium, staff, client):
    make_observer(staff, belgium)
    meeting = {"note-1": "Agreed", "note-3-12": "Postponed", "audience": "internal"}
    page = Page(client.post("/reports/belgium-2013/meeting/", meeting), 403)
    assert [quote.words for quote in page.main.all("blockquote")] == ["Agreed", "Postponed"]
    of_evidence = {"title": "Decree", "issuer": "Parliament", "fact_on": "2026-11-24", "audience": "internal"}
    told = {f"{uuid4()}-{name}": value for name, value in of_evidence.items()}
    page = Page(client.post(f"{ACTION}log/", {"key": str(uuid4()), "level": "not_implemented"} | told), 403)
    assert [quote.words for quote in page.main.all("blockquote")] == ["Decree", "Parliament"]


def test_which_fields_are_for_text_follows_from_the_forms():
    resolve("/my-work/")  # reads all pages, and with them all forms
    texts = all_texts()
    assert {"what_changed", "reason", "text", "message", "title", "issuer", "name", "link", "note"} <= texts
    # In one form an organisation is typed, in another it is chosen.
    assert texts.isdisjoint({"level", "state", "audience", "happened_on", "organisation", "key", "seen"})


@pytest.mark.parametrize(("end", "status", "heading", "said"), ENDS)
def test_a_draft_that_saves_itself_says_why_it_cannot(end, status, heading, said, belgium, staff, client, form):
    saved = client.post(f"{ACTION}draft/", form.fields | {"what_changed": "The ministry"}, headers=SCRIPT).json()
    end(staff, belgium)
    typed = form.fields | {"what_changed": WORDS, "version": saved["version"]}
    answer = client.post(f"{ACTION}draft/", typed, headers=SCRIPT)
    assert answer.status_code == 409
    assert said in answer.json()["said"]
    assert Draft.objects.get().typed["what_changed"] == "The ministry"


@pytest.mark.parametrize(("end", "status", "heading", "said"), ENDS)
def test_a_file_on_its_way_is_refused_and_those_before_stay(
    end, status, heading, said, belgium, action, staff, client, form
):
    kept = upload(action, staff, files.sent("decree.pdf", files.pdf()), key=form.fields["key"])
    end(staff, belgium)
    sent = {"key": form.fields["key"], "files": files.sent("photo.jpg", files.picture()), "complete": "yes"}
    answer = client.post(f"{ACTION}evidence/upload/", sent, headers=UPLOADING)
    assert answer.status_code == 409
    assert said in answer.json()["said"]
    assert list(Evidence.objects.all()) == [kept]
    assert kept.file.storage.exists(kept.file.name)


@pytest.mark.parametrize(("end", "status", "heading", "said"), ENDS)
def test_without_scripts_a_draft_that_is_not_saved_shows_its_words(
    end, status, heading, said, belgium, staff, client, form
):
    end(staff, belgium)
    page = Page(client.post(f"{ACTION}draft/", form.fields | {"what_changed": WORDS}), status)
    assert page.heading == heading
    assert "The ministry named a working group." in page.words


@pytest.mark.parametrize("end", [switch_off, take_off])
def test_what_was_submitted_before_can_still_be_accepted(end, belgium, action, staff, coordinator, client_of):
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    draft = submit(action, staff)
    end(staff, belgium)
    client = client_of(coordinator)
    form = open_page(client, draft.get_absolute_url()).form("seen")
    assert form.send(client).status_code == 302
    draft.refresh_from_db()
    assert draft.entry.author == staff


def test_words_that_another_typed_in_the_same_browser_are_not_shown(belgium, staff, observer, client_of, form):
    page = Page(form.send(client_of(observer), what_changed=WORDS), 403)
    assert "working group" not in page.words


def test_who_is_switched_off_can_sign_in_with_another_account(belgium, staff, client):
    switch_off(staff, belgium)
    page = open_page(client, "/my-work/", 403)
    assert open_page(client, page.link("Sign in with another account")).form("login")


def test_a_page_that_was_never_there_keeps_nothing(belgium, client):
    assert "What you typed" not in Page(client.post("/nowhere/", {"text": WORDS}), 404).words
    assert "kept_words" not in client.session
