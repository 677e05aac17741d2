"""Members of a report: added, given another role, taken off."""

import pytest

from actions.models import Membership, Organisation, User
from actions.services.members import add_member, change_role, remove_member
from tests.factories import add_milestone, join, log, person
from tests.services.refusals import refused


def newcomer(report, **fields):
    given = {"email": "Nora@Example.org", "name": "Nora", "organisation": "north shelter", "role": "staff"}
    return add_member(report=report, **given | fields)


def membership(report, user):
    return Membership.objects.get(report=report, user=user)


def test_someone_new_gets_an_account_without_a_password_and_the_organisation_that_is_there(belgium, staff):
    made, new = newcomer(belgium)
    user = made.user
    assert (new, made.role, user.email, user.name) == (True, "staff", "nora@example.org", "Nora")
    assert user.organisation == staff.organisation
    assert not user.has_usable_password()


def test_an_organisation_nobody_knew_is_made(belgium):
    made, _new = newcomer(belgium, organisation="West Shelter")
    assert made.user.organisation == Organisation.objects.get(name="West Shelter")


def test_someone_who_is_here_keeps_name_and_organisation(belgium, stranger):
    made, new = newcomer(belgium, email="XENIA@example.org", role="observer")
    assert (made.user, new) == (stranger, False)
    stranger.refresh_from_db()
    assert (stranger.name, stranger.organisation.name) == ("Xenia", "Far Shelter")


def test_a_new_address_needs_a_name_and_an_organisation(belgium):
    assert refused(newcomer, belgium, name="") == (
        "name",
        "Nobody with this address is here yet. Give the name as well.",
    )
    assert refused(newcomer, belgium, organisation="") == (
        "organisation",
        "Nobody with this address is here yet. Give the organisation as well.",
    )
    assert not User.objects.exists()


def test_nobody_is_added_twice_and_nobody_who_left(belgium, staff):
    assert refused(newcomer, belgium, email=staff.email) == (
        "email",
        "This person is on the report already. Change the role in the list.",
    )
    gone = person("Gerd", "North Shelter", is_active=False)
    assert refused(newcomer, belgium, email=gone.email) == (
        "email",
        "This person's account is no longer active. An administrator can open it again.",
    )


def test_a_role_changes_but_a_report_keeps_a_coordinator(belgium, coordinator, staff):
    only = membership(belgium, coordinator)
    sentence = "A report needs a coordinator. Make someone else coordinator first."
    assert refused(change_role, membership=only, role="staff") == (None, sentence)
    assert refused(remove_member, membership=only) == (None, sentence)
    join(person("Gerd", is_active=False), belgium, "coordinator")
    assert refused(change_role, membership=only, role="staff") == (None, sentence), "one who left does not count"
    change_role(membership=membership(belgium, staff), role="coordinator")
    change_role(membership=only, role="observer")
    assert sorted(belgium.memberships.filter(user__is_active=True).values_list("role", flat=True)) == [
        "coordinator",
        "observer",
    ]


def test_a_coordinator_may_stay_one(belgium, coordinator):
    change_role(membership=membership(belgium, coordinator), role="coordinator")
    assert membership(belgium, coordinator).role == "coordinator"


def test_who_leaves_a_report_leaves_what_they_wrote(belgium, action, coordinator, staff):
    entry = log(action, staff)
    remove_member(membership=membership(belgium, staff))
    entry.refresh_from_db()
    assert (entry.author, staff.roles) == (staff, {})
    assert not Membership.objects.filter(user=staff).exists()


@pytest.mark.parametrize("what", ["action", "milestone"])
def test_who_is_still_asked_about_something_hands_it_over_first(belgium, action, coordinator, staff, what):
    if what == "action":
        action.focal_point = staff
        action.save()
        held = "priority action 1"
    else:
        held = f"“{add_milestone(action, coordinator, focal_point=staff).title}”"
    assert refused(remove_member, membership=membership(belgium, staff)) == (
        None,
        f"Stella is still the focal point of {held}. Name someone else there first.",
    )
    assert membership(belgium, staff)
