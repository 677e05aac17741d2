"""What the bench measures on is a record like any other."""

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Draft, Evidence, Milestone, Report, Update
from actions.views.review import PAGE
from tests.bench import crowd
from tests.bench.results import MOST_QUERIES
from tests.bench.seed import reviewing, seed, visitors
from tests.bench.sizes import REVIEWED, SIZES, STAFF
from tests.kept_pages import forget


@pytest.fixture
def seeded(db):
    seed(SIZES["S"], progress=False, reviewed=True)
    return SIZES["S"]


def test_the_seeded_record_is_whole_and_its_standing_agrees(seeded):
    call_command("verify_record", stdout=StringIO(), stderr=StringIO())
    call_command("rebuild_standing", check=True, stdout=StringIO())


def test_there_is_as_much_as_the_size_says(seeded):
    counts = {"reports": (Report, ""), "milestones": (Milestone, "action__report__"), "updates": (Update, "report__")}
    for review_asked, size in ((False, seeded), (True, REVIEWED)):
        for name, (model, to_report) in counts.items():
            there = model.objects.filter(**{f"{to_report}review_asked": review_asked}).count()
            assert there == getattr(size, name), name


def test_every_visitor_is_signed_in_and_moves_a_milestone_of_their_own(seeded, client, settings):
    found = visitors()
    assert len({visitor["milestone"]["milestone"] for visitor in found}) == STAFF
    for visitor in found:
        client.cookies[settings.SESSION_COOKIE_NAME] = visitor["session"]
        assert client.get(f"/reports/{visitor['reports'][0]}/").status_code == 200


def test_no_day_of_the_overview_asks_more_than_twelve_times(seeded, client, settings):
    visitor = visitors()[0]
    client.cookies[settings.SESSION_COOKIE_NAME] = visitor["session"]
    day = visitor["two_years_ago"]
    for query in ("", f"?as_of={day}", f"?as_of={day}&known={day}T12:00:00Z"):
        forget()
        with CaptureQueriesContext(connection) as questions:
            assert client.get(f"/reports/{visitor['reports'][0]}/{query}").status_code == 200
        assert len(questions) <= MOST_QUERIES, query


def test_everyone_has_something_of_each_kind_on_their_desk_and_the_page_asks_at_most_twelve_times(
    seeded, client, settings
):
    due = 0
    for visitor in visitors():
        client.cookies[settings.SESSION_COOKIE_NAME] = visitor["session"]
        with CaptureQueriesContext(connection) as questions:
            page = client.get("/my-work/").context
        due += page["milestones"].count
        assert len(questions) <= MOST_QUERIES
        assert [draft.stage for draft in page["drafts"].rows] == ["sent_back", "draft", "draft"]
        assert page["waiting"].count == 2
    assert due > STAFF


def test_a_page_of_the_review_queue_is_full_and_asks_at_most_twelve_times(seeded, client, settings):
    for about in reviewing()[:2]:
        client.cookies[settings.SESSION_COOKIE_NAME] = about["reviewer"]
        with CaptureQueriesContext(connection) as questions:
            page = client.get(f"/reports/{about['reviewed'][0][0]}/review/").context["page"]
        assert len(questions) <= MOST_QUERIES
        assert (len(page.object_list), page.has_next()) == (PAGE, True)
        assert all(draft.may_decide for draft in page.object_list)
    waiting = Draft.objects.waiting().first()
    assert {evidence.kind for evidence in Evidence.objects.filter(form_key=waiting.key)} == {"file", "link"}


def test_whose_update_is_missing_from_the_crowd_is_missed(seeded, client, settings):
    people = crowd.gather()
    assert len(people) == crowd.PEOPLE
    assert crowd.look() == {"there": 0, "whole": True}
    for about in people[:2]:
        client.cookies[settings.SESSION_COOKIE_NAME] = about["session"]
        slug, number = about["action"]
        path = f"/reports/{slug}/actions/{number}/log/"
        form = {"key": uuid4(), "happened_on": Report.objects.get(slug=slug).today(), "what_changed": about["words"]}
        assert client.post(path, form).status_code == 302
    assert crowd.look() == {"there": 2, "whole": True}
