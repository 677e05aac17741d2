"""What the bench measures on is a record like any other."""

from io import StringIO

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Milestone, Report, Update
from tests.bench.seed import seed, visitors
from tests.bench.sizes import SIZES, STAFF


@pytest.fixture
def seeded(db):
    seed(SIZES["S"], progress=False)
    return SIZES["S"]


def test_the_seeded_record_is_whole_and_its_standing_agrees(seeded):
    call_command("verify_record", stdout=StringIO(), stderr=StringIO())
    call_command("rebuild_standing", check=True, stdout=StringIO())


def test_there_is_as_much_as_the_size_says(seeded):
    counts = {"reports": Report, "milestones": Milestone, "updates": Update}
    assert {name: model.objects.count() for name, model in counts.items()} == {
        name: getattr(seeded, name) for name in counts
    }


def test_every_visitor_is_signed_in_and_moves_a_milestone_of_their_own(seeded, client, settings):
    found = visitors()
    assert len({visitor["milestone"]["milestone"] for visitor in found}) == STAFF
    for visitor in found:
        client.cookies[settings.SESSION_COOKIE_NAME] = visitor["session"]
        assert client.get(f"/reports/{visitor['reports'][0]}/").status_code == 200


def test_no_day_of_the_overview_asks_more_than_twelve_times(seeded, client, settings):
    visitor = visitors()[0]
    client.cookies[settings.SESSION_COOKIE_NAME] = visitor["session"]
    day = visitor["year_ago"]
    for query in ("", f"?as_of={day}", f"?as_of={day}&known={day}T12:00:00Z"):
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as questions:
            assert client.get(f"/reports/{visitor['reports'][0]}/{query}").status_code == 200
        assert len(questions) <= 12, query
