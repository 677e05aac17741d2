"""What is SQLite's own: how it reads, and the index of words it is given. tests/test_plans.py asks PostgreSQL."""

import pytest
from django.db import OperationalError, connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from actions import reporting, word_index
from actions.filters.milestones import MilestonesFilter
from actions.models import Report, written
from actions.reporting.lists import milestones_by_due_day
from actions.reporting.search import search
from actions.reporting.timeline import as_it_stood
from actions.reporting.today import told_by
from actions.reporting.todays import Todays
from actions.reporting.work import Work
from actions.words import LONGEST_LISTED, SHORTEST_BEGINNING, asked, scoped
from tests.factories import log
from tests.views.page import Page, open_page


@pytest.fixture
def fill(transactional_db):
    """fill() leaves no room in the database for anything more, as on a disk that is full."""

    def leave_no_room():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
            for size in (100_000, 4_000, 100):
                with pytest.raises(OperationalError, match="full"):
                    while True:
                        cursor.execute(f"INSERT INTO cache VALUES (hex(randomblob(8)), zeroblob({size}), '2030-01-01')")

    yield leave_no_room
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")
        cursor.execute("DELETE FROM cache")


@pytest.fixture(autouse=True)
def on_sqlite(db):
    assert connection.vendor == "sqlite", "these are SQLite's own: without DATABASE_URL"


def plan(ask, which=0):
    """How SQLite reads for one of the queries that are asked."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {captured[which]['sql']}")
        return [detail for *_ids, detail in cursor.fetchall()]


def found(reader, query):
    results = search(reader, asked(query), reports=list(Report.objects.visible_to(reader)))
    return [result.thing.what_changed for result in results.items]


def test_a_past_day_is_read_by_indexes_and_not_put_in_order(belgium, today):
    """Neither going through the record of a report in order nor sorting it, however long it is."""
    standing = reporting.past(belgium, today)
    telling = plan(lambda: told_by(belgium, today))
    assert telling == ["SEARCH actions_entry USING INDEX entries_of_a_kind (report_id=? AND kind=?)"]
    first, *others = plan(lambda: as_it_stood(belgium, today, standing=standing))
    assert first == "SEARCH actions_entry USING INDEX entries_by_day (report_id=? AND happened_on<?)"
    assert not [detail for detail in others if "TEMP B-TREE" in detail]


def test_what_is_overdue_is_counted_in_an_index_alone(belgium):
    index = "USING COVERING INDEX milestones_by_state (action_id=? AND until_day"
    lines = plan(lambda: reporting.lines(Report.objects.all()), which=-1)
    assert len([detail for detail in lines if index in detail]) == 2


def test_my_work_looks_for_ones_own_milestones_and_not_for_all_of_today(belgium, staff):
    work = Work(staff)
    work.todays.ids = written(range(1, 122))  # as of who is on so many reports
    found = plan(work.milestones)
    assert len([detail for detail in found if "SEARCH actions_milestone USING" in detail]) == 2, found
    assert not [detail for detail in found if "milestones_in_a_state_by_day" in detail]


@pytest.mark.parametrize("query", ["", "state=planned", "state=open", "state=overdue", "due=overdue", "state=done"])
def test_very_many_milestones_are_read_in_the_order_of_their_due_days(query, belgium, staff):
    """And not put in that order: fifty of them are shown."""
    todays = Todays([belgium])
    rows = milestones_by_due_day(todays)
    asked = MilestonesFilter(QueryDict(query), rows=rows, todays=todays, reader=staff)
    first, *others = plan(lambda: list(asked.qs.values_list("pk")[:50]))
    assert "USING COVERING INDEX milestones_by_due_day" in first
    assert not [detail for detail in others if "TEMP B-TREE" in detail]


def test_beginnings_are_listed_from_the_shortest_one_may_ask_for():
    assert len(scoped(1, "a" * SHORTEST_BEGINNING)) == len(scoped(46_656, "ab")) == word_index.SIZES[0]
    assert len(scoped(1, "a" * LONGEST_LISTED)) == word_index.SIZES[-1]


def test_an_index_of_words_that_was_made_in_another_way_is_made_anew(action, staff):
    log(action, staff, "Canary.")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE actions_wordindex")
        cursor.execute("CREATE VIRTUAL TABLE actions_wordindex USING fts5(words, content='actions_searchtext')")
    assert found(staff, "can") == []
    word_index.install(connection)
    assert found(staff, "can") == ["Canary."]
    log(action, staff, "Canaries.")
    assert found(staff, "can") == ["Canaries.", "Canary."]


def test_an_index_of_words_that_is_as_it_should_be_is_left_alone(action, staff):
    log(action, staff, "Canary.")
    with CaptureQueriesContext(connection) as queries:
        word_index.install(connection)
    assert not [query for query in queries if "VIRTUAL" in query["sql"] or "rebuild" in query["sql"]]


def test_with_no_room_left_that_is_said_and_what_was_typed_is_shown(fill, action, staff, client_of):
    client = client_of(staff)
    client.raise_request_exception = False
    form = open_page(client, f"{action.get_absolute_url()}log/").form("what_changed")
    fill()
    page = Page(form.send(client, what_changed="Words I took long to find. " * 300), status=503)
    assert page.heading == "Nothing can be saved just now"
    assert "Words I took long to find." in page.words
    assert not action.entries.filter(kind="update").exists()


def test_with_no_room_left_nobody_is_told_of_too_many_tries_to_sign_in(fill, staff, client):
    staff.set_password("correct horse battery staple")
    staff.save()
    client.raise_request_exception = False
    form = open_page(client, "/accounts/login/").form("login")
    fill()
    page = Page(form.send(client, login=staff.email, password="correct horse battery staple"), status=503)
    assert page.heading == "Nothing can be saved just now"
