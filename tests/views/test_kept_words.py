"""Forms sent after sign-out, with an old token, or too large: the words are kept, or the page says where they are."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from actions.models import Draft, Entry, Evidence
from actions.services.drafts import discard_draft
from tests.factories import correct, log
from tests.views.desk import ACTION, BELGIUM, PASSWORD, text, written
from tests.views.page import Page, follow, open_page


@pytest.fixture
def known(staff):
    staff.set_password(PASSWORD)
    staff.save()
    return staff


def sign_in(browser, response):
    """Through the page the person is sent to."""
    form = follow(browser, response).form("login")
    return form.send(browser, login="stella@example.org", password=PASSWORD)


TYPED = {"what_changed": "Words I took long to find.", "challenges": "Money.", "happened_on": "2026-11-03"}


def test_what_was_typed_before_signing_out_is_there_after_signing_in_again(belgium, known):
    browser = Client()
    sign_in(browser, browser.get(ACTION))
    form = open_page(browser, ACTION).form("what_changed")
    browser.post("/accounts/logout/")
    before = written()
    response = form.send(browser, **TYPED, level="partly_implemented")
    assert response["Location"].startswith("/accounts/login/?next=")
    assert "You were signed out, so what you wrote was not sent." in follow(browser, response).words
    back = follow(browser, sign_in(browser, response))
    assert back.messages == ["What you wrote is back. It is not sent yet."]
    fields = back.form("what_changed").fields
    assert {name: fields[name] for name in TYPED} == TYPED
    assert fields["level"] == "partly_implemented"
    assert written() == before
    assert back.form("what_changed").send(browser).status_code == 302
    assert Entry.objects.get(kind="update").what_changed == TYPED["what_changed"]
    assert open_page(browser, f"{ACTION}log/").form("what_changed").fields["what_changed"] == "", "kept once"


def test_an_update_that_came_back_after_signing_in_is_a_draft(belgium, known):
    browser = Client()
    sign_in(browser, browser.get(ACTION))
    form = open_page(browser, f"{ACTION}log/").form("what_changed")
    browser.post("/accounts/logout/")
    follow(browser, sign_in(browser, form.send(browser, **TYPED)))
    draft = Draft.objects.unfinished().get(author=known)
    assert draft.typed["what_changed"] == TYPED["what_changed"]
    again = open_page(browser, f"{ACTION}log/?draft={draft.pk}").form("what_changed")
    assert again.fields["challenges"] == "Money."
    follow(browser, again.send(browser))
    assert not Draft.objects.unfinished().exists()


def test_words_kept_over_a_sign_out_are_told_of_in_my_work_until_their_form_is_opened(belgium, known):
    browser = Client()
    sign_in(browser, browser.get(ACTION))
    form = open_page(browser, f"{ACTION}log/").form("what_changed")
    browser.post("/accounts/logout/")
    form.send(browser, **TYPED)
    browser.force_login(known)  # in another tab
    page = open_page(browser, "/my-work/")
    assert "Something you wrote was not sent, and is kept." in page.words
    back = open_page(browser, page.link("Open its form again"))
    assert back.form("what_changed").fields["what_changed"] == TYPED["what_changed"]
    assert "Something you wrote" not in open_page(browser, "/my-work/").words


def test_words_saved_as_a_draft_after_signing_out_come_back_in_their_form(belgium, known):
    browser = Client()
    sign_in(browser, browser.get(ACTION))
    fields = open_page(browser, ACTION).form("what_changed").fields
    browser.post("/accounts/logout/")
    response = sign_in(browser, browser.post(f"{ACTION}draft/", fields | TYPED))
    assert response["Location"] == f"{ACTION}draft/"
    back = follow(browser, browser.get(response["Location"]))
    assert back.form("what_changed").fields["what_changed"] == TYPED["what_changed"]
    assert "Something you wrote" not in open_page(browser, "/my-work/").words
    assert "Continue your draft" not in back.words, "it is the one in the form"


def test_another_form_sent_at_the_same_address_leaves_the_words_that_wait_there(belgium, known):
    browser = Client()
    sign_in(browser, browser.get(ACTION))
    first, second = (open_page(browser, f"{ACTION}log/").form("what_changed") for _n in range(2))
    browser.post("/accounts/logout/")
    first.send(browser, **TYPED)
    browser.force_login(known)  # in another tab
    assert second.send(browser, what_changed="Something else.").status_code == 302
    assert open_page(browser, f"{ACTION}log/").form("what_changed").fields["what_changed"] == TYPED["what_changed"]
    first.send(browser, **TYPED)
    assert open_page(browser, f"{ACTION}log/").form("what_changed").fields["what_changed"] == "", "it was sent"


def test_words_of_a_correction_that_someone_else_made_meanwhile_are_said(belgium, action, known):
    entry = log(action, known)
    browser = Client()
    browser.force_login(known)
    form = open_page(browser, f"{entry.get_absolute_url()}correct/").form("what_changed")
    browser.logout()
    form.send(browser, **TYPED, reason="A mistake.")
    correct(entry, known)
    browser.force_login(known)  # in another tab
    page = follow(browser, browser.get(open_page(browser, "/my-work/").link("Open its form again")))
    assert "What you wrote is back. It is not sent yet." in page.messages
    assert TYPED["what_changed"] in page.words
    assert "Something you wrote" not in open_page(browser, "/my-work/").words


def test_words_of_a_correction_that_was_sent_already_are_said(belgium, action, known):
    entry, browser = log(action, known), Client()
    browser.force_login(known)
    form = open_page(browser, f"{entry.get_absolute_url()}correct/").form("what_changed")
    form.send(browser, reason="A mistake.")
    browser.logout()
    form.send(browser, **TYPED, reason="A mistake.")
    browser.force_login(known)
    page = follow(browser, browser.get(f"{entry.get_absolute_url()}correct/"))
    assert f"What you wrote was not saved: {TYPED['what_changed']}" in page.messages
    assert "What you wrote is back" not in page.words


def test_a_file_that_did_not_come_along_is_told_of(belgium, known):
    browser = Client()
    browser.force_login(known)
    form = open_page(browser, f"{ACTION}log/").form("what_changed")
    browser.logout()
    form.send(browser, **TYPED, files=text("law"))
    browser.force_login(known)
    page = open_page(browser, f"{ACTION}log/")
    assert page.messages[1] == "The files you chose did not come along. Choose them again."


def test_what_was_said_of_files_comes_back_too(belgium, action, known):
    browser = Client()
    browser.force_login(known)
    form = Page(
        open_page(browser, f"{ACTION}log/").form("what_changed").send(browser, add_evidence="yes", link="x.org")
    )
    form, own = form.form("what_changed"), Evidence.objects.get().uuid
    browser.logout()
    form.send(browser, **TYPED, **{f"{own}-audience": "internal", f"{own}-title": "Names"})
    browser.force_login(known)
    fields = open_page(browser, f"{ACTION}log/").form("what_changed").fields
    assert (fields[f"{own}-audience"], fields[f"{own}-title"]) == ("internal", "Names")


@pytest.mark.parametrize("meanwhile", ["changed", "discarded"])
def test_words_come_back_with_their_files_when_the_draft_went_on_elsewhere(meanwhile, belgium, action, known):
    phone, desk = Client(), Client()
    for browser in (phone, desk):
        browser.force_login(known)
    form = Page(open_page(phone, f"{ACTION}log/").form("what_changed").send(phone, add_evidence="yes", link="x.org"))
    form = form.form("what_changed")
    phone.post(f"{ACTION}draft/", form.fields)
    draft, own = Draft.objects.get(), Evidence.objects.get().uuid
    form = open_page(phone, f"{ACTION}log/?draft={draft.pk}").form("what_changed")
    phone.logout()
    form.send(phone, **TYPED, **{f"{own}-audience": "internal"})
    other = open_page(desk, f"{ACTION}log/?draft={draft.pk}").form("what_changed")
    if meanwhile == "changed":
        desk.post(f"{ACTION}draft/", other.fields | {"what_changed": "At the desk."})
    else:
        discard_draft(draft=draft)
    phone.force_login(known)
    page = open_page(phone, f"{ACTION}log/?draft={draft.pk}")
    assert page.messages[0] == "What you wrote is back. It is not sent yet."
    assert page.messages[1].startswith(f"This draft was {meanwhile} on another page meanwhile")
    fields = page.form("what_changed").fields
    assert {name: fields[name] for name in TYPED} == TYPED
    typed = {draft.typed["what_changed"] for draft in Draft.objects.unfinished()}
    here = Evidence.objects.filter(form_key=fields["key"]).values_list("title", "audience")
    if meanwhile == "changed":
        assert (typed, [*here]) == ({"At the desk.", TYPED["what_changed"]}, [("x.org", "internal")])
        assert Evidence.objects.get(form_key=draft.key).audience == "public"
    else:
        assert (typed, [*here]) == ({TYPED["what_changed"]}, [])


def test_only_what_was_written_is_told_of_in_my_work(reviewed, known):
    browser = Client()
    browser.post(f"{BELGIUM}review/", {"chosen": ["1:1", "2:1"]})
    browser.force_login(known)
    assert "Something you wrote" not in open_page(browser, "/my-work/").words


def test_words_whose_form_cannot_be_opened_any_more_are_shown_a_last_time(belgium, known):
    browser = Client()
    browser.force_login(known)
    form = open_page(browser, f"{ACTION}log/").form("what_changed")
    known.memberships.all().delete()
    page = Page(form.send(browser, **TYPED), 404)
    assert TYPED["what_changed"] in page.words
    browser.get(f"{ACTION}log/", headers={"accept": "application/json"})
    page = Page(browser.get(open_page(browser, "/my-work/").link("Open its form again")), 404)
    assert TYPED["what_changed"] in page.words
    assert "Something you wrote" not in open_page(browser, "/my-work/").words


@pytest.mark.parametrize(
    ("address", "field"),
    [
        (f"{ACTION}notes/add/", "text"),
        (f"{ACTION}log/", "what_changed"),
        ("/account/", "name"),
    ],
)
def test_other_forms_keep_their_words_over_a_sign_out_too(address, field, belgium, known):
    browser = Client()
    sign_in(browser, browser.get(address))
    form = open_page(browser, address).form(field)
    browser.post("/accounts/logout/")
    back = follow(browser, sign_in(browser, form.send(browser, **{field: "My words."})))
    assert back.form(field).fields[field] == "My words."
    assert "What you wrote is back. It is not sent yet." in back.messages
    assert "What you wrote is back" not in open_page(browser, address).words


def test_a_wrong_password_in_between_loses_nothing(belgium, known):
    browser = Client()
    response = browser.post(f"{ACTION}log/", TYPED)
    page = Page(
        follow(browser, response).form("login").send(browser, login="stella@example.org", password="wrong and wrong")
    )
    assert "You were signed out, so what you wrote was not sent." in page.words
    assert "You are not signed in yet This address and password do not go together." in page.words
    back = follow(browser, page.form("login").send(browser, login="stella@example.org", password=PASSWORD))
    assert back.form("what_changed").fields["what_changed"] == TYPED["what_changed"]


def test_words_kept_for_one_form_are_shown_in_no_other(belgium, known):
    browser = Client()
    sign_in(browser, browser.post(f"{ACTION}log/", TYPED))
    other = open_page(browser, f"{BELGIUM}actions/2/log/").form("what_changed")
    assert other.fields["what_changed"] == ""


def test_a_form_sent_while_someone_else_is_signed_in_is_not_said_to_be_kept(belgium, staff, coordinator):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(staff)
    form = open_page(browser, f"{ACTION}log/").form("what_changed")
    browser.cookies.clear()
    browser.force_login(coordinator)
    browser.get(f"{ACTION}log/")
    page = Page(form.send(browser, **TYPED), 403)
    assert page.heading == "Someone else is signed in"
    assert "Someone else has signed in with this browser meanwhile" in page.words
    assert "is kept: open" not in page.words
    assert TYPED["what_changed"] not in open_page(browser, f"{ACTION}log/").form("what_changed").fields["what_changed"]


def test_still_true_pressed_while_someone_else_is_signed_in_says_so(belgium, staff, coordinator):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(staff)
    form = next(form for form in open_page(browser, f"{ACTION}log/").forms() if form.address.endswith("/still-true/"))
    browser.cookies.clear()
    browser.force_login(coordinator)
    browser.get(f"{ACTION}log/")
    assert Page(form.send(browser), 403).heading == "Someone else is signed in"


def test_words_kept_are_shown_to_nobody_else_on_the_same_computer(belgium, known, coordinator):
    coordinator.set_password(PASSWORD)
    coordinator.save()
    browser = Client()
    sign_in(browser, browser.get(ACTION))
    form = open_page(browser, ACTION).form("what_changed")
    browser.post("/accounts/logout/")
    login = follow(browser, form.send(browser, **TYPED)).form("login")
    back = follow(browser, login.send(browser, login=coordinator.email, password=PASSWORD))
    assert back.form("what_changed").fields["what_changed"] == ""
    assert "What you wrote is back" not in back.words


def test_a_password_is_never_kept(belgium, known):
    browser = Client(enforce_csrf_checks=True)
    browser.post("/accounts/login/", {"login": "stella@example.org", "password": PASSWORD})
    browser.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "new", "password2": "new"})
    assert PASSWORD not in str(dict(browser.session))


def test_a_form_sent_without_a_session_says_that_one_is_signed_out_and_keeps_the_words(belgium, known):
    browser = Client(enforce_csrf_checks=True)
    page = Page(browser.post(f"{ACTION}log/", TYPED), 403)
    assert page.heading == "You are signed out"
    assert "What you typed is kept: sign in" in page.words
    form = open_page(browser, page.link("Sign in")).form("login")
    back = follow(browser, form.send(browser, login="stella@example.org", password=PASSWORD))
    assert back.form("what_changed").fields["what_changed"] == TYPED["what_changed"]
    page = Page(Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "stella@example.org"}), 403)
    assert page.heading == "The form had waited too long"


def test_an_outdated_token_keeps_the_words_and_says_so(belgium, staff):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(staff)
    before = written()
    page = Page(browser.post(f"{ACTION}log/", TYPED), 403)
    assert page.heading == "The form had waited too long"
    assert "What you typed is kept" in page.words
    assert written() == before
    form = open_page(browser, page.link("Open the form again")).form("what_changed")
    assert {name: form.fields[name] for name in TYPED} == TYPED
    assert form.send(browser).status_code == 302


def test_a_form_is_taken_with_the_token_of_its_page(belgium, staff):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(staff)
    assert open_page(browser, ACTION).form("what_changed").send(browser, **TYPED).status_code == 302


def test_an_outdated_token_at_sign_in_does_not_push_out_the_words_kept(belgium, known):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(known)
    form = open_page(browser, f"{ACTION}log/").form("what_changed")
    browser.logout()
    # The token of the page is of the session before, so this one is outdated, too.
    assert form.send(browser, **TYPED).status_code == 403
    page = Page(browser.post("/accounts/login/", {"login": "x", "password": "y", "next": f"{ACTION}log/"}), 403)
    assert "What you typed is kept" not in page.words
    login = open_page(browser, f"/accounts/login/?next={ACTION}log/").form("login")
    back = follow(browser, login.send(browser, login="stella@example.org", password=PASSWORD))
    assert back.form("what_changed").fields["what_changed"] == TYPED["what_changed"]


@pytest.mark.parametrize("checks", [True, False])
@pytest.mark.parametrize("who", ["staff", "nobody"])
def test_a_form_of_more_than_two_and_a_half_megabytes_is_answered_in_our_look(checks, who, belgium, staff):
    browser = Client(enforce_csrf_checks=checks)
    if who == "staff":
        browser.force_login(staff)
    before = written()
    body = urlencode({"what_changed": "x" * 2_700_000})
    page = Page(browser.post(f"{ACTION}log/", body, content_type="application/x-www-form-urlencoded"), 413)
    assert page.heading == "That is too much at once"
    assert "what you typed should still be there" in page.words
    page = Page(browser.post(f"{ACTION}log/", {"what_changed": "x" * 2_700_000}), 413)
    assert page.heading == "That is too much at once"
    assert written() == before


@pytest.mark.parametrize("checks", [True, False])
def test_a_form_of_more_than_a_thousand_fields_is_answered_in_our_look(checks, belgium, staff):
    browser = Client(enforce_csrf_checks=checks)
    browser.force_login(staff)
    before = written()
    many = {f"field{n}": "x" for n in range(1001)}
    for body in (urlencode(many), None):
        kind = {"content_type": "application/x-www-form-urlencoded"} if body else {}
        response = browser.post(f"{ACTION}log/", body or many, **kind)
        assert Page(response, 413).heading == "That is too much at once"
    assert written() == before


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"what_changed=%FF%FE&happened_on=%00", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"no boundary at all", "multipart/form-data"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_that_makes_no_sense_is_answered(body, kind, belgium, staff, client_of):
    before = written()
    response = client_of(staff).post(f"{ACTION}log/", body, content_type=kind)
    assert response.status_code in (200, 400)
    Page(response, response.status_code)
    assert written() == before
