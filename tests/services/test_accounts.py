"""Accounts: one's own, and those of the local profile."""

import pytest

from actions.models import User
from actions.services.accounts import change_account, make_local_accounts
from tests.services.refusals import refused

PASSWORDS = {"coordinator@example.org": "one long password", "staff@example.org": "another long password"}


def test_the_local_accounts_are_on_every_report_and_can_sign_in(belgium, other_report):
    make_local_accounts(PASSWORDS)
    for email, role in {"coordinator@example.org": "coordinator", "staff@example.org": "staff"}.items():
        user = User.objects.get(email=email)
        assert user.check_password(PASSWORDS[email])
        assert user.roles == {belgium.pk: role, other_report.pk: role}
        assert user.organisation.name == "My organisation"


def test_a_second_start_leaves_the_local_accounts_as_their_owner_made_them(belgium):
    make_local_accounts(PASSWORDS)
    user = User.objects.get(email="staff@example.org")
    user.set_password("chosen by its owner")
    user.save()
    user.memberships.all().delete()
    make_local_accounts(PASSWORDS)
    user = User.objects.get(email="staff@example.org")
    assert user.check_password("chosen by its owner")
    assert user.roles == {}


@pytest.mark.django_db
def test_outside_the_local_profile_there_are_none(settings):
    settings.LOCAL = False
    assert refused(make_local_accounts, PASSWORDS) == (None, "Local accounts are made in the local profile only.")
    assert not User.objects.exists()


def test_people_change_their_own_name_language_and_zone_and_nothing_else(staff):
    staff.email = "someone-else@example.org"
    change_account(user=staff, name="Stella M.", language="fr", time_zone="Europe/Paris", single_keys=False)
    staff.refresh_from_db()
    assert (staff.name, staff.language, staff.time_zone) == ("Stella M.", "fr", "Europe/Paris")
    assert staff.email == "stella@example.org"
