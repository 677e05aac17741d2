"""People, organisations, memberships."""

import pytest

from actions.models import Membership, Organisation, User
from actions.models.people import NeverDeleted
from tests.factories import join, person
from tests.models.refusals import assert_database_refuses, sentences


def test_one_address_is_one_person_however_it_is_written(staff):
    other = User(email="STELLA@example.org", name="Stella again", password="!")
    assert "Someone with this e-mail address is here already." in sentences(other)
    assert_database_refuses(other.save)


def test_a_person_signs_in_with_the_address_in_any_case(staff):
    assert User.objects.get_by_natural_key("Stella@Example.org") == staff


def test_a_person_speaks_one_of_the_programs_languages(staff):
    staff.language = "tlh"
    assert "Choose one of the languages listed." in sentences(staff)
    assert_database_refuses(staff.save)


def test_a_persons_time_zone_is_one_that_exists(staff):
    staff.time_zone = "Europe/Atlantis"
    assert sentences(staff) == ["“Europe/Atlantis” is not a time zone. Write it like Europe/Brussels."]


def test_a_person_has_one_role_on_a_report(staff, belgium):
    second = Membership(user=staff, report=belgium, role="observer")
    assert sentences(second) == ["This person is on the report already."]
    assert_database_refuses(second.save)


def test_a_role_is_one_of_the_roles_listed(stranger, belgium):
    membership = Membership(user=stranger, report=belgium, role="king")
    assert "Choose one of the roles listed." in sentences(membership)
    assert_database_refuses(membership.save)


def test_two_organisations_have_two_names(staff):
    double = Organisation(name="North Shelter")
    assert sentences(double) == ["Organisation with this Name already exists."]
    assert_database_refuses(double.save)


def test_people_are_never_deleted_one_by_one_or_all_together(staff, observer):
    with pytest.raises(NeverDeleted, match="deactivated, never deleted"):
        staff.delete()
    for people in (User.objects.all(), User.objects.filter(pk=staff.pk), belgians(staff)):
        with pytest.raises(NeverDeleted, match="deactivated, never deleted"):
            people.delete()
    assert User.objects.filter(pk__in=[staff.pk, observer.pk]).count() == 2


def belgians(staff):
    return User.objects.on_report(staff.memberships.get().report)


def test_an_organisation_with_people_is_not_deleted(staff):
    with pytest.raises(NeverDeleted.__base__):
        staff.organisation.delete()
    assert Organisation.objects.filter(name="North Shelter").exists()


def test_who_is_on_a_report_is_asked_once_until_it_changes(db, belgium, django_assert_num_queries):
    newcomer = person("Nora", "North Shelter")
    assert newcomer.roles == {}
    join(newcomer, belgium, "observer")
    with django_assert_num_queries(1):
        assert newcomer.roles == {belgium.pk: "observer"}
        assert newcomer.roles == {belgium.pk: "observer"}


def test_an_administrator_is_made_with_everything(db):
    admin = User.objects.create_superuser("Root@Example.org", "a long enough password", name="Ada")
    assert (admin.email, admin.is_staff, admin.is_superuser) == ("root@example.org", True, True)
    assert admin.check_password("a long enough password")


def test_an_account_without_a_password_lets_nobody_in(staff):
    assert not staff.has_usable_password()
