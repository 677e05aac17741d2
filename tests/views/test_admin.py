"""Administration: people, organisations and memberships are managed; the record is for reading."""

import pytest
from django.contrib import admin
from django.db import models

from actions.models import Entry, Membership, Milestone, Organisation, PriorityAction, Report, User
from tests.factories import person
from tests.views.page import open_page

ADMIN = "/admin/actions"
NEW = {
    "email": "Nora@Example.org",
    "name": "Nora",
    "language": "nl",
    "time_zone": "Europe/Brussels",
    "memberships-TOTAL_FORMS": "0",
    "memberships-INITIAL_FORMS": "0",
}


@pytest.fixture
def administrator(belgium, client_of):
    return client_of(User.objects.create_superuser("ada@example.org", name="Ada"))


def names(model):
    return model._meta.model_name


@pytest.mark.parametrize("model", [Report, PriorityAction, Milestone, Entry], ids=names)
def test_what_follows_from_the_record_is_for_reading(model, lively, administrator):
    row = model.objects.first()
    here = f"{ADMIN}/{names(model)}"
    assert administrator.get(f"{here}/").status_code == 200
    assert administrator.get(f"{here}/{row.pk}/change/").status_code == 200
    before = {name: getattr(row, name) for name in (field.attname for field in model._meta.concrete_fields)}
    assert administrator.post(f"{here}/{row.pk}/change/", {"title": "Mine"}).status_code == 403
    assert administrator.get(f"{here}/add/").status_code == 403
    assert administrator.post(f"{here}/add/", {"title": "Mine"}).status_code == 403
    assert administrator.post(f"{here}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    administrator.post(f"{here}/", {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    row = model.objects.get(pk=row.pk)
    assert {name: getattr(row, name) for name in before} == before


def test_a_person_is_deactivated_and_never_deleted(belgium, staff, administrator):
    here = f"{ADMIN}/user"
    assert administrator.get(f"{here}/{staff.pk}/delete/").status_code == 403
    assert administrator.post(f"{here}/{staff.pk}/delete/", {"post": "yes"}).status_code == 403
    administrator.post(f"{here}/", {"action": "delete_selected", "_selected_action": [staff.pk], "post": "yes"})
    assert User.objects.get(pk=staff.pk).is_active
    membership = staff.memberships.get()
    response = administrator.post(
        f"{here}/{staff.pk}/change/",
        {
            "email": staff.email,
            "name": "Stella",
            "organisation": staff.organisation_id,
            "language": "en",
            "time_zone": "Europe/Brussels",
            "memberships-TOTAL_FORMS": "1",
            "memberships-INITIAL_FORMS": "1",
            "memberships-0-id": membership.pk,
            "memberships-0-user": staff.pk,
            "memberships-0-report": belgium.pk,
            "memberships-0-role": "staff",
        },
    )
    assert response.status_code == 302
    assert not User.objects.get(pk=staff.pk).is_active


def test_a_person_is_added_and_has_no_password_yet(belgium, administrator):
    home = Organisation.objects.create(name="North Shelter")
    assert administrator.get(f"{ADMIN}/user/add/").status_code == 200
    response = administrator.post(f"{ADMIN}/user/add/", NEW | {"organisation": home.pk})
    assert response.status_code == 302
    nora = User.objects.get(email__iexact="nora@example.org")
    assert (nora.name, nora.organisation, nora.language) == ("Nora", home, "nl")
    assert not nora.has_usable_password()
    assert not (nora.is_staff or nora.is_superuser)


def test_an_address_is_somebodys_only_once_however_it_is_written(belgium, administrator):
    person("Nora")
    response = administrator.post(f"{ADMIN}/user/add/", NEW)
    assert response.status_code == 200
    assert "Someone with this e-mail address is here already." in response.content.decode()


def test_a_membership_and_an_organisation_are_added(belgium, administrator):
    nora = person("Nora")
    assert administrator.post(f"{ADMIN}/organisation/add/", {"name": "West Shelter"}).status_code == 302
    response = administrator.post(
        f"{ADMIN}/membership/add/", {"user": nora.pk, "report": belgium.pk, "role": "observer"}
    )
    assert response.status_code == 302
    assert Organisation.objects.filter(name="West Shelter").exists()
    assert Membership.objects.get(user=nora).role == "observer"


def test_a_membership_is_changed_and_ended_on_the_page_of_the_report_alone(belgium, staff, administrator):
    membership = staff.memberships.get()
    here = f"{ADMIN}/membership"
    assert administrator.get(f"{here}/{membership.pk}/change/").status_code == 200
    for what in ("change", "delete"):
        assert administrator.post(f"{here}/{membership.pk}/{what}/", {"post": "yes"}).status_code == 403
    administrator.post(f"{here}/", {"action": "delete_selected", "_selected_action": [membership.pk], "post": "yes"})
    administrator.post(
        f"{ADMIN}/user/{staff.pk}/change/",
        NEW
        | {
            "email": staff.email,
            "is_active": "on",
            "memberships-TOTAL_FORMS": "1",
            "memberships-INITIAL_FORMS": "1",
            "memberships-0-id": membership.pk,
            "memberships-0-user": staff.pk,
            "memberships-0-report": belgium.pk,
            "memberships-0-role": "observer",
            "memberships-0-DELETE": "on",
        },
    )
    assert User.objects.get(pk=staff.pk).name == "Nora", "the person was changed"
    assert staff.memberships.get().role == "staff"
    page = open_page(administrator, f"/reports/{belgium.slug}/settings/members/{membership.pk}/remove/")
    assert page.forms()[-1].send(administrator).status_code == 302
    assert not staff.memberships.exists()


def test_an_organisation_with_people_or_entries_cannot_be_deleted(lively, staff, administrator):
    here = f"{ADMIN}/organisation"
    administrator.post(f"{here}/{staff.organisation_id}/delete/", {"post": "yes"})
    administrator.post(
        f"{here}/", {"action": "delete_selected", "_selected_action": [staff.organisation_id], "post": "yes"}
    )
    assert Organisation.objects.filter(pk=staff.organisation_id).exists()


def test_lists_can_be_searched_and_every_garbage_survived(lively, administrator):
    for model, options in admin.site._registry.items():
        if model._meta.app_label != "actions":
            continue
        here = f"{ADMIN}/{names(model)}/"
        assert administrator.get(here, {"o": "1.-2"}).status_code == 200
        if options.search_fields:
            assert administrator.get(here, {"q": "North"}).status_code == 200
        assert administrator.get(f"{here}nonsense/change/").status_code in (302, 404)


@pytest.mark.parametrize("who", ["staff", "observer", "coordinator", "stranger"])
def test_nobody_else_gets_in(who, lively, client_of, request):
    client = client_of(request.getfixturevalue(who))
    people = User.objects.count()
    for address in (f"{ADMIN}/user/add/", f"{ADMIN}/entry/", "/admin/"):
        assert client.get(address, follow=True).status_code == 403
    assert client.post(f"{ADMIN}/user/add/", NEW, follow=True).status_code == 403
    assert User.objects.count() == people


def test_everything_on_the_record_is_protected_from_deletion_in_the_database_too():
    for model in (Entry, Milestone, PriorityAction, Membership):
        for field in model._meta.concrete_fields:
            if field.is_relation:
                assert field.remote_field.on_delete is models.PROTECT, field
