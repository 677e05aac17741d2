"""The ways in, and what administrators reach; who has left is out at once."""

import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from actions.models import Entry, Membership, User
from tests.access.table import ACCESS, PEOPLE
from tests.factories import person


def test_an_administrator_opens_every_report_but_reports_nothing(addresses, other_report, client_of):
    administrator = client_of(User.objects.create_superuser("ada@example.org", name="Ada"))
    listed = administrator.get(addresses["reports"]).content.decode()
    assert "Belgium" in listed
    assert "New Zealand" in listed
    found = {name: administrator.get(addresses[name]).status_code for name in ACCESS if not name.startswith("account_")}
    refused = {"correct-update", "withdraw", "log-update", "still-true", "add-note", "add-note-on-entry"}
    refused |= {"save-draft", "save-correction", "take-back", "add-evidence", "upload-evidence", "assess"}
    assert {name for name, status in found.items() if status == 403} == refused | {"rename-view"}
    hidden = {"note", "remove-note", "discard-draft", "carry-on", "evidence", "evidence-preview", "remove-evidence"}
    assert {name for name, status in found.items() if status == 404} == hidden
    assert administrator.get(other_report.get_absolute_url()).status_code == 200


def test_who_is_deactivated_is_refused_at_the_very_next_request(lively, staff, client_of):
    client = client_of(staff)
    address = lively.first.get_absolute_url()
    assert client.get(address).status_code == 200
    User.objects.filter(pk=staff.pk).update(is_active=False)
    before = Entry.objects.count()
    assert client.get(address).status_code == 403
    assert client.post(f"{address}still-true/").status_code == 403
    assert Entry.objects.count() == before


def test_who_is_taken_off_a_report_is_refused_at_the_very_next_request(lively, staff, client_of):
    client = client_of(staff)
    Membership.objects.filter(user=staff, report=lively.report).delete()
    assert client.get(lively.first.get_absolute_url()).status_code == 404
    assert client.post(f"{lively.first.get_absolute_url()}still-true/").status_code == 404


def test_nobody_can_sign_up_anywhere(addresses, rf):
    for path in ("signup", "sign-up", "register", "email", "confirm-email", "login/code", "social", "3rdparty"):
        assert Client().get(f"/accounts/{path}/").status_code == 404
    for name in ("account_login", "account_reset_password", "account_inactive"):
        page = Client().get(addresses[name]).content.decode().lower()
        assert not any(words in page for words in ("sign up", "signup", "register", "create an account"))
    people = User.objects.count()
    Client().post(addresses["account_login"], {"login": "new@example.org", "password": "rivers run softly"})
    Client().post(addresses["account_reset_password"], {"email": "new@example.org"})
    assert User.objects.count() == people
    request = rf.get("/")
    request.user = AnonymousUser()
    assert not get_adapter(request).is_open_for_signup(request)


# --- Administration ----------------------------------------------------------------------------------------------


def admin_addresses():
    names = ("user", "organisation", "membership", "report", "priorityaction", "milestone", "entry")
    return ["/admin/", *(f"/admin/actions/{name}/" for name in names), *(f"/admin/actions/{n}/add/" for n in names[:3])]


@pytest.mark.parametrize("who", PEOPLE)
def test_the_administration_is_closed_to_everyone_but_administrators(who, visitor):
    client = visitor(who)
    for address in admin_addresses():
        response = client.get(address, follow=True)
        assert response.request["PATH_INFO"] in ("/accounts/login/", "/admin/login/"), address
        assert response.status_code == (200 if who == "nobody" else 403)


def test_the_administration_is_open_to_administrators(belgium, client_of):
    administrator = client_of(User.objects.create_superuser("ada@example.org", name="Ada"))
    assert {address: administrator.get(address).status_code for address in admin_addresses()} == dict.fromkeys(
        admin_addresses(), 200
    )


def test_who_may_enter_the_administration_without_being_superuser_finds_nothing_there(belgium, client_of):
    helper = client_of(person("Hal", is_staff=True))
    assert [helper.get(address).status_code for address in admin_addresses()[1:]] == [403] * 10


def test_sign_in_is_asked_for_before_anything_else():
    order = [name.rpartition(".")[2] for name in settings.MIDDLEWARE]
    first = order.index("KeptWordsMiddleware")
    assert order[first + 1 : first + 3] == ["SwitchedOffMiddleware", "LoginRequiredMiddleware"]
