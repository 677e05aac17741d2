"""One's own account: name, language, time zone count at once; signing in and out; passwords."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.factories import log
from tests.views.page import Page, follow, open_page

PASSWORD = "rivers run softly"
NEW = "mountains stand still"


@pytest.fixture
def known(staff):
    """Stella, who has a password."""
    staff.set_password(PASSWORD)
    staff.save()
    return staff


def sign_in(browser, email="stella@example.org", password=PASSWORD, address="/accounts/login/"):
    return open_page(browser, address).form("login").send(browser, login=email, password=password)


# --- Account -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["staff", "observer", "stranger"])
def test_everyone_sees_their_own_account_and_what_others_decide_about_it(who, belgium, client_of, request):
    user = request.getfixturevalue(who)
    page = open_page(client_of(user), "/account/")
    assert page.form("language").fields["name"] == user.name
    for words in (user.email, user.organisation.name, user.memberships.get().get_role_display()):
        assert words in page.main.one("dl").words


def test_a_new_language_is_spoken_at_once(belgium, staff, client_of):
    client = client_of(staff)
    page = follow(client, open_page(client, "/account/").form("language").send(client, language="fr"))
    assert page.top.one("html").attrs["lang"] == "fr"
    page = open_page(client, "/reports/belgium-2013/milestones/")
    assert (page.top.one("html").attrs["lang"], page.response.headers["Content-Language"]) == ("fr", "fr")
    # Django's own sentences are translated already, so this holds whatever of ours is.
    answer = Page(client.post("/account/", {"name": "Stella", "language": "fr"}))
    assert answer.errors["time_zone"].endswith("Ce champ est obligatoire.")


def test_moments_are_shown_in_the_persons_own_time_zone(belgium, action, staff, observer, client_of):
    entry = log(action, staff, at=datetime(2026, 11, 24, 10, 30, tzinfo=UTC))
    client = client_of(observer)
    assert "11:30" in open_page(client, entry.get_absolute_url()).main.one(class_="facts").words
    form = open_page(client, "/account/").form("time_zone")
    form.send(client, time_zone="Asia/Tokyo")
    facts = open_page(client, entry.get_absolute_url()).main.one(class_="facts").words
    assert "7:30 p.m." in facts or "19:30" in facts


def test_nothing_but_name_language_and_time_zone_can_be_changed(belgium, staff, client_of):
    client = client_of(staff)
    before = staff.email, staff.organisation_id, staff.is_staff, staff.is_superuser, staff.roles
    open_page(client, "/account/").form("language").send(
        client,
        name="Stella Maris",
        email="other@example.org",
        organisation="1",
        is_staff="on",
        is_superuser="on",
        is_active="",
        role="coordinator",
    )
    staff.refresh_from_db()
    staff.forget_roles()
    assert (staff.email, staff.organisation_id, staff.is_staff, staff.is_superuser, staff.roles) == before
    assert (staff.name, staff.is_active) == ("Stella Maris", True)


# --- Signing in and out ------------------------------------------------------------------------------------------


def test_who_signs_in_goes_where_they_wanted(known):
    browser = Client()
    response = sign_in(browser, address="/accounts/login/?next=/reports/belgium-2013/milestones/")
    assert response["Location"] == "/reports/belgium-2013/milestones/"


def test_an_address_is_the_same_however_its_letters_are_written(known):
    assert sign_in(Client(), email="STELLA@Example.org").status_code == 302


def test_nobody_is_sent_to_another_site_after_signing_in(known):
    browser = Client()
    response = sign_in(browser, address="/accounts/login/?next=https://evil.example/")
    assert response["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(known):
    answers = {
        Page(sign_in(Client(), email=email, password="wrong and wrong")).summary[0]
        for email in ("stella@example.org", "nobody@example.org")
    }
    assert answers == {"This address and password do not go together. Write both once more, or set a new password."}


def test_who_was_deactivated_cannot_sign_in(known):
    known.is_active = False
    known.save()
    browser = Client()
    response = sign_in(browser)
    assert not browser.session.get("_auth_user_id")
    assert follow(browser, response).heading == "This account is not active"


def test_signing_out_takes_a_button_and_ends_the_session(known):
    browser = Client()
    sign_in(browser)
    asked = open_page(browser, "/accounts/logout/")
    assert browser.get("/account/").status_code == 200, "asking is not yet signing out"
    response = asked.forms()[-1].send(browser)
    assert response["Location"] == "/accounts/login/"
    assert browser.get("/account/").status_code == 302


# --- Passwords ---------------------------------------------------------------------------------------------------


def test_a_forgotten_password_is_set_anew_by_mail(known, mailoutbox):
    browser = Client()
    login = open_page(browser, "/accounts/login/")
    (forgot,) = [address for address in login.links().values() if address == "/accounts/password/reset/"]
    done = follow(browser, open_page(browser, forgot).form("email").send(browser, email="stella@example.org"))
    assert done.heading == "Look into your mail"
    (mail,) = mailoutbox
    (link,) = re.findall(r"http://testserver(/\S+)", mail.body)
    form = follow(browser, browser.get(link)).form("password1")
    done = follow(browser, form.send(browser, password1=NEW, password2=NEW))
    assert done.heading == "Your new password is set"
    assert sign_in(Client()).status_code == 200, "the old one no longer"
    assert sign_in(Client(), password=NEW).status_code == 302


def test_an_address_without_an_account_gets_the_same_answer_and_no_mail(known, mailoutbox):
    browser = Client()
    form = open_page(browser, "/accounts/password/reset/").form("email")
    done = follow(browser, form.send(browser, email="nobody@example.org"))
    assert (done.heading, mailoutbox) == ("Look into your mail", [])


def test_who_was_deactivated_gets_no_mail(known, mailoutbox):
    known.is_active = False
    known.save()
    browser = Client()
    form = open_page(browser, "/accounts/password/reset/").form("email")
    done = follow(browser, form.send(browser, email=known.email))
    assert (done.heading, mailoutbox) == ("Look into your mail", [])


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("short", "This password is too short. It must contain at least 12 characters."),
        ("stella@example.org", "The password is too similar to the e-mail address."),
        ("qwertyqwerty", "This password is too common."),
    ],
)
def test_a_weak_password_is_refused_with_a_reason(password, sentence, known, mailoutbox):
    browser = Client()
    open_page(browser, "/accounts/password/reset/").form("email").send(browser, email=known.email)
    (link,) = re.findall(r"http://testserver(/\S+)", mailoutbox[0].body)
    form = follow(browser, browser.get(link)).form("password1")
    page = Page(form.send(browser, password1=password, password2=password))
    assert sentence in " ".join(page.summary)
    assert sign_in(Client()).status_code == 302, "the old one still counts"


def test_a_password_is_changed_by_who_knows_the_old_one_and_ends_other_sessions(known):
    browser, elsewhere = Client(), Client()
    sign_in(browser)
    sign_in(elsewhere)
    form = open_page(browser, "/accounts/password/change/").form("oldpassword")
    refused = Page(form.send(browser, oldpassword="not this one at all", password1=NEW, password2=NEW))
    assert refused.errors
    response = form.send(browser, oldpassword=PASSWORD, password1=NEW, password2=NEW)
    assert response.status_code == 302
    assert elsewhere.get("/account/").status_code == 302
    assert sign_in(Client(), password=NEW).status_code == 302
