"""Each row of the table is true."""

import pytest
from django.test import Client
from django.urls import get_resolver

from actions.models import Entry, Membership, Note
from tests.access.table import ACCESS, CELLS, PEOPLE, POSTED, patterns, status


def test_every_address_has_a_row_and_every_row_an_address():
    names = [name for name, _pattern in patterns(get_resolver())]
    assert sorted(names) == sorted(ACCESS), "an address without a row, or a row without an address"
    assert set(POSTED) <= set(ACCESS)


def test_the_table_has_this_many_cells():
    assert (len(ACCESS), len(POSTED), CELLS) == (96, 55, 755)


@pytest.mark.parametrize("who", PEOPLE)
def test_each_page_opens_to_those_it_is_for(who, addresses, visitor):
    place = PEOPLE.index(who)
    client = visitor(who)
    found = {name: status(client.get(address)) for name, address in addresses.items()}
    assert found == {name: row[place] for name, row in ACCESS.items()}


@pytest.mark.parametrize("who", PEOPLE)
def test_each_form_is_taken_from_those_who_may(who, addresses, visitor):
    place = PEOPLE.index(who)
    found = {name: visitor(who).post(addresses[name]).status_code for name in POSTED}
    assert found == {name: row[place] for name, row in POSTED.items()}


def test_a_page_without_a_form_changes_nothing_when_it_is_sent_one(addresses, visitor):
    before = Entry.objects.count(), Note.objects.count(), Membership.objects.count()
    client = visitor("coordinator")
    for name in ACCESS.keys() - POSTED.keys():
        assert status(client.post(addresses[name])) < 500
    assert (Entry.objects.count(), Note.objects.count(), Membership.objects.count()) == before


def test_no_form_of_someone_who_may_not_leaves_a_trace(addresses, visitor):
    before = Entry.objects.count(), Note.objects.count(), Membership.objects.count()
    typed = {"reason": "Why not.", "what_changed": "All.", "text": "Hm.", "role": "coordinator"}
    for who in ("observer", "stranger", "nobody"):
        client = visitor(who)
        for name in POSTED:
            if not name.startswith("account"):
                client.post(addresses[name], typed | {"happened_on": "2026-11-24", "audience": "shared"})
    assert (Entry.objects.count(), Note.objects.count(), Membership.objects.count()) == before


def test_nobody_is_sent_to_sign_in_and_from_there_to_where_they_wanted(addresses):
    response = Client().get(addresses["milestones"], {"state": "overdue"})
    assert response["Location"] == "/accounts/login/?next=/reports/belgium-2013/milestones/%3Fstate%3Doverdue"


# --- Whose words are whose ---------------------------------------------------------------------------------------


def test_staff_of_another_organisation_may_not_correct_or_withdraw(lively, colleague, client_of):
    client = client_of(colleague)
    for what in ("correct", "withdraw"):
        assert client.get(f"{lively.update.get_absolute_url()}{what}/").status_code == 403
        assert client.post(f"{lively.update.get_absolute_url()}{what}/").status_code == 403
