"""Members: put on a report, given another role, taken off; a new one chooses a password from a mail."""

import re

import pytest
from django.test import Client

from actions.models import Membership, User
from actions.services.reports import change
from tests.factories import join, person
from tests.views.page import Page, follow, open_page

HERE = "/reports/belgium-2013/settings/members/"
NEW = {"email": "nora@example.org", "name": "Nora", "organisation": "North Shelter", "role": "staff"}


def add(client, **typed):
    return open_page(client, HERE).form("email").send(client, **typed)


def member(report, user):
    return Membership.objects.get(report=report, user=user)


def change_role(client, membership, role):
    form = next(f for f in open_page(client, HERE).forms() if f.address.endswith(f"/{membership.pk}/role/"))
    return follow(client, form.send(client, role=role))


def test_someone_new_chooses_a_password_by_mail_and_starts_on_the_report(belgium, coordinator, client_of, mailoutbox):
    client = client_of(coordinator)
    page = follow(client, add(client, **NEW))
    assert page.messages == ["Nora is on the report now. A mail to nora@example.org says how to choose a password."]
    (mail,) = mailoutbox
    assert mail.to == ["nora@example.org"]
    (link,) = re.findall(r"http://testserver(/accounts/password/reset/key/\S+)", mail.body)
    browser = Client()
    form = follow(browser, browser.get(link)).form("password1")
    done = follow(browser, form.send(browser, password1="rivers run softly", password2="rivers run softly"))
    assert done.heading == "Your new password is set"
    signed_in = open_page(browser, "/accounts/login/").form("login")
    response = signed_in.send(browser, login="nora@example.org", password="rivers run softly")
    assert response["Location"] == "/"
    assert browser.get("/")["Location"] == "/my-work/"
    assert open_page(browser, "/reports/belgium-2013/actions/1/").form("what_changed")


def test_the_link_in_the_mail_works_once(belgium, coordinator, client_of, mailoutbox):
    add(client_of(coordinator), **NEW)
    (link,) = re.findall(r"http://testserver(/accounts/password/reset/key/\S+)", mailoutbox[0].body)
    browser = Client()
    form = follow(browser, browser.get(link)).form("password1")
    form.send(browser, password1="rivers run softly", password2="rivers run softly")
    again = Client()
    assert open_page(again, link).heading == "This link does not work any more"
    assert User.objects.get(email="nora@example.org").check_password("rivers run softly")


def test_someone_who_has_an_account_is_added_without_a_mail(belgium, coordinator, stranger, client_of, mailoutbox):
    client = client_of(coordinator)
    page = follow(client, add(client, email="XENIA@example.org", role="observer"))
    assert page.messages == ["Xenia is on the report now."]
    assert mailoutbox == []
    assert client_of(stranger).get("/reports/belgium-2013/").status_code == 200


def test_someone_unknown_needs_a_name_and_an_organisation(belgium, coordinator, client_of, mailoutbox):
    client = client_of(coordinator)
    page = Page(add(client, email="nora@example.org"))
    assert page.errors == {"name": "Nobody with this address is here yet. Give the name as well."}
    assert page.summary == [page.errors["name"]]
    assert page.form("email").fields["email"] == "nora@example.org"
    assert (User.objects.filter(email="nora@example.org").exists(), mailoutbox) == (False, [])


def test_a_person_is_on_a_report_once(belgium, coordinator, staff, client_of):
    client = client_of(coordinator)
    page = Page(add(client, email=staff.email))
    assert page.errors == {"email": "This person is on the report already. Change the role in the list."}


def test_a_role_changes_and_counts_at_once(belgium, coordinator, observer, client_of):
    looking = client_of(observer)
    assert looking.get("/reports/belgium-2013/actions/1/log/").status_code == 403
    page = change_role(client_of(coordinator), member(belgium, observer), "staff")
    assert page.messages == ["Olive: the role is now Staff."]
    assert looking.get("/reports/belgium-2013/actions/1/log/").status_code == 200


def test_the_last_coordinator_can_neither_be_demoted_nor_removed(belgium, coordinator, client_of):
    sentence = "A report needs a coordinator. Make someone else coordinator first."
    client = client_of(coordinator)
    mine = member(belgium, coordinator)
    assert change_role(client, mine, "observer").messages == [sentence]
    page = follow(client, client.post(f"{HERE}{mine.pk}/remove/"))
    assert page.messages == [sentence]
    assert member(belgium, coordinator).role == "coordinator"


def test_a_coordinator_hands_over_to_another(belgium, coordinator, staff, client_of):
    client = client_of(coordinator)
    change_role(client, member(belgium, staff), "coordinator")
    response = client.post(f"{HERE}{member(belgium, coordinator).pk}/role/", {"role": "observer"})
    assert response.status_code == 302
    assert client.get(HERE).status_code == 403
    assert client_of(staff).get(HERE).status_code == 200


def test_a_member_is_taken_off_after_being_asked(belgium, coordinator, staff, client_of):
    client = client_of(coordinator)
    asked = open_page(client, open_page(client, HERE).link("Remove Stella"))
    assert asked.heading == "Take Stella off the report?"
    page = follow(client, asked.forms()[-1].send(client))
    assert page.messages == ["Stella is no longer on the report."]
    assert client_of(staff).get("/reports/belgium-2013/").status_code == 404


def test_a_focal_point_hands_over_before_leaving(belgium, action, coordinator, staff, client_of):
    change(subject=action, by=coordinator, values={"focal_point": staff})
    client = client_of(coordinator)
    page = follow(client, client.post(f"{HERE}{member(belgium, staff).pk}/remove/"))
    assert page.messages == ["Stella is still the focal point of priority action 1. Name someone else there first."]
    assert member(belgium, staff)


@pytest.mark.parametrize("role", ["", "king", "superuser"])
def test_a_role_that_does_not_exist_is_refused(role, belgium, coordinator, staff, client_of):
    page = change_role(client_of(coordinator), member(belgium, staff), role)
    assert page.messages == ["Choose one of the roles listed."]
    assert member(belgium, staff).role == "staff"


def test_a_member_of_another_report_is_out_of_reach(belgium, coordinator, stranger, other_report, client_of):
    client = client_of(coordinator)
    theirs = member(other_report, stranger)
    for what in ("role", "remove"):
        assert client.post(f"{HERE}{theirs.pk}/{what}/", {"role": "observer"}).status_code == 404
    assert member(other_report, stranger).role == "coordinator"


def test_only_coordinators_manage_members(belgium, staff, observer, stranger, client_of):
    mine = member(belgium, staff)
    for user, status in ((staff, 403), (observer, 403), (stranger, 404)):
        client = client_of(user)
        assert client.get(HERE).status_code == status
        assert client.post(HERE, NEW).status_code == status
        assert client.post(f"{HERE}{mine.pk}/role/", {"role": "coordinator"}).status_code == status
        assert client.post(f"{HERE}{mine.pk}/remove/").status_code == status
    assert member(belgium, staff).role == "staff"
    assert not User.objects.filter(email="nora@example.org").exists()


def test_someone_who_left_is_listed_as_such_and_cannot_be_added_again_here(belgium, coordinator, client_of):
    gone = join(person("Gerd", "North Shelter", is_active=False), belgium, "staff")
    page = open_page(client_of(coordinator), HERE)
    assert "gerd@example.org · North Shelter · no longer active" in page.words
    Membership.objects.filter(user=gone).delete()
    page = Page(add(client_of(coordinator), email="gerd@example.org"))
    assert page.errors == {
        "email": "This person's account is no longer active. An administrator can open it again.",
    }
