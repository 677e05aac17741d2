"""The people and reports of the tests: one who may, one who may only look, one outside.

The tests' today is 24 November 2026; the follow-up of the reports began on 1 October 2026.
"""

from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import hypothesis
import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from actions.models import Report, Role
from tests.factories import join, person
from tests.guarded import missing_guards, remove_guards

BELGIUM = Path(__file__).parent.parent / "actions" / "data" / "belgium-2013.yaml"
OTHER = Path(__file__).parent / "data" / "other-report.yaml"
OPENED = datetime(2026, 10, 1, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)

# More histories than an ordinary run tries: pytest tests/test_histories.py --hypothesis-profile=thousands
common = {"deadline": None, "suppress_health_check": list(hypothesis.HealthCheck)}
hypothesis.settings.register_profile("ordinary", max_examples=75, **common)
hypothesis.settings.register_profile("thousands", max_examples=5000, **common)
hypothesis.settings.load_profile("ordinary")


@pytest.fixture(autouse=True)
def flush_past_the_guards(request):
    """After a test that commits, the tables are emptied, which the guards on the record forbid.

    They come off for that alone, and only after it was seen that the test left all of them on;
    emptying ends with post_migrate, which puts them on again, and the next such test sees to that.
    """
    if not {"transactional_db", "live_server"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db")  # so that it ends after this fixture
    assert not missing_guards()
    yield
    remove_guards()


@pytest.fixture
def today():
    """The clock stands at noon in Brussels on 24 November 2026, and goes on from there."""
    with time_machine.travel(NOW):
        yield date(2026, 11, 24)


@pytest.fixture
def belgium(db, today):
    """The report on Belgium as it ships, with nobody on it yet."""
    return load(BELGIUM, "belgium-2013")


@pytest.fixture
def other_report(db, today):
    """A report of another country, in another time zone, with actions 7 and 12."""
    return load(OTHER, "children-2020")


def load(file, slug):
    with time_machine.travel(OPENED):
        call_command("load_report", file, stdout=StringIO())
    return Report.objects.get(slug=slug)


@pytest.fixture
def staff(belgium):
    """One who may: reports on Belgium for North Shelter."""
    return join(person("Stella", "North Shelter"), belgium, Role.STAFF)


@pytest.fixture
def colleague(belgium):
    """Reports on Belgium too, for another organisation."""
    return join(person("Colin", "South Shelter"), belgium, Role.STAFF)


@pytest.fixture
def observer(belgium):
    """One who may only look."""
    return join(person("Olive", "Example Ministry"), belgium, Role.OBSERVER)


@pytest.fixture
def coordinator(belgium):
    """Coordinates the report on Belgium."""
    return join(person("Cora", "Example Network"), belgium, Role.COORDINATOR)


@pytest.fixture
def stranger(other_report):
    """One outside: everything on another report, nothing on Belgium."""
    return join(person("Xenia", "Far Shelter"), other_report, Role.COORDINATOR)


@pytest.fixture
def action(belgium):
    """The first priority action on Belgium."""
    return belgium.actions.get(number=1)


@pytest.fixture
def client_of():
    """A browser in which this person is signed in: client_of(staff)."""

    def signed_in(person):
        client = Client()
        client.force_login(person)
        return client

    return signed_in
