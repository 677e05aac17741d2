"""What is not for everyone is on no page, in no list, count, search or file of anyone else's."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from actions.models import User
from actions.services.reports import change
from tests.access.table import status
from tests.conftest import NOW
from tests.factories import add_evidence, add_note, join, person, send_back, submit

CANARY = "canary-7f3a"


@pytest.mark.parametrize("who", ["nobody", "colleague", "observer", "coordinator", "stranger", "administrator"])
def test_an_internal_note_of_another_organisation_is_seen_by_no_one_else(
    who, lively, staff, colleague, everywhere, client_of, request
):
    note = add_note(lively.first, staff, f"{CANARY}, between us.")
    everywhere["its own removal"] = f"/reports/belgium-2013/notes/{note.pk}/remove/"
    everywhere["its own thread"] = f"/reports/belgium-2013/notes/{note.pk}/"
    if who == "nobody":
        client = Client()
    elif who == "administrator":
        client = client_of(User.objects.create_superuser("ada@example.org", name="Ada"))
        everywhere |= {f"admin {name}": f"/admin/actions/{name}/" for name in ("entry", "priorityaction", "user")}
    else:
        client = client_of(request.getfixturevalue(who))
    opened = 0
    for address in everywhere.values():
        response = client.get(address, follow=True)
        opened += response.status_code == 200
        assert CANARY not in response.getvalue().decode(errors="replace"), address
    assert opened > 5
    assert client.get(everywhere["its own removal"]).status_code == (302 if who == "nobody" else 404)


@pytest.mark.parametrize("who", ["nobody", "colleague", "observer", "stranger"])
def test_what_waits_for_review_is_known_to_its_organisation_and_the_coordinators_alone(
    who, lively, staff, coordinator, everywhere, client_of, request
):
    change(subject=lively.report, by=coordinator, values={"review_asked": True})
    long_ago = NOW - timedelta(days=9)
    reason = f"{CANARY}, why?"
    drafts = [
        submit(lively.second, staff, f"{CANARY}, {n}.", at=long_ago, happened_on=date(2026, 11, 1)) for n in range(3)
    ]
    send_back(drafts[0], coordinator, reason)
    client = Client() if who == "nobody" else client_of(request.getfixturevalue(who))
    for address in [*everywhere.values(), f"{everywhere['attention']}?kind=waiting"]:
        page = client.get(address, follow=True).content.decode()
        for words in (CANARY, "Waiting for review", "Waiting for 9 days", "nav-count"):
            assert words not in page, address
    for draft in drafts:
        assert client.get(draft.get_absolute_url()).status_code == (302 if who == "nobody" else 404)


def test_the_coordinators_are_shown_what_waits(lively, staff, coordinator, everywhere, client_of):
    change(subject=lively.report, by=coordinator, values={"review_asked": True})
    submit(lively.second, staff, f"{CANARY}.", at=NOW - timedelta(days=9), happened_on=date(2026, 11, 1))
    client = client_of(coordinator)
    assert CANARY in client.get(everywhere["review"]).content.decode()
    for name in ("overview", "attention"):
        page = client.get(everywhere[name]).content.decode()
        assert "Waiting for 9 days" in page, name
        assert '<span class="nav-count">2' in page, name


@pytest.mark.parametrize("who", ["colleague", "observer", "stranger", "administrator"])
def test_internal_evidence_is_seen_by_no_one_else(who, lively, staff, everywhere, client_of, request):
    """Not by its title, its link, its file, nor by any number that counts it."""
    if who == "administrator":
        client = client_of(User.objects.create_superuser("ada@example.org", name="Ada"))
    else:
        client = client_of(request.getfixturevalue(who))
    everywhere |= {
        f"evidence, {query}": f"{everywhere['report-evidence']}?{query}" for query in ("kind=link", "format=csv")
    }
    readable = {name: address for name, address in everywhere.items() if not name.startswith(("account", "ready"))}
    before = {name: read(client, address) for name, address in readable.items()}
    hidden = add_evidence(
        lively.fully, staff, url="https://example.org/canary", title=f"{CANARY} list", audience="internal"
    )
    for name, address in readable.items():
        assert read(client, address) == before[name], name
    assert not [text for text in before.values() if "canary" in text and "q=" not in text]
    assert client.get(hidden.get_absolute_url()).status_code == 404


def read(client, address):
    """A page as its words, without what is made anew each time."""
    response = client.get(address, follow=True)
    text = response.getvalue().decode(errors="replace")
    text = re.sub(r'name="(csrfmiddlewaretoken|key)" value="[^"]*"', "", text)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "", text)


def test_internal_evidence_is_seen_by_ones_organisation_and_coordinators(lively, staff, coordinator, client_of):
    same = join(person("Sven", "North Shelter"), lively.report, "observer")
    for user in (staff, same, coordinator):
        client = client_of(user)
        assert lively.inner.title in client.get("/reports/belgium-2013/evidence/").content.decode()
        assert status(client.get(lively.inner.get_absolute_url())) == 200


def test_an_internal_note_is_seen_by_those_of_the_same_organisation_on_the_report(lively, staff, client_of):
    add_note(lively.first, staff, f"{CANARY}, between us.")
    same = join(person("Sven", "North Shelter"), lively.report, "observer")
    for user in (staff, same):
        assert CANARY in client_of(user).get(lively.first.get_absolute_url()).content.decode()
