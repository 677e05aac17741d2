"""How PostgreSQL reads the record for a page: by an index, never entry by entry, as planned before."""

import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.bench.seed import seed, visitors
from tests.bench.sizes import Size
from tests.kept_pages import forget
from tracker.postgresql import PREPARED_AFTER

pytestmark = pytest.mark.django_db
RECORD = "actions_entry"
HERE = "/reports/bench-1/"
PAGES = {
    "lists": [
        "/actions/",
        "/actions/?silent=yes&sort=-heard",
        "/milestones/?sort=-due",
        "/milestones/?state=overdue",
        "/updates/",
        "/updates/?sort=recorded",
        "/updates/?sort=-happened",
        "/updates/?sort=happened&level=fully_implemented",
        "/updates/?level=fully_implemented&country=BE",
    ],
    "network": ["/reports/", "/reports/?as_of={day}", "/themes/"],
    "activity": [
        "/activity/",
        "/activity/?since={day}",
        f"{HERE}entries/",
        f"{HERE}entries/?action=1&person={{person}}&since={{day}}",
        f"{HERE}entries/?only=corrections",
    ],
    "a report": [HERE, f"{HERE}?as_of={{day}}", f"{HERE}actions/1/", f"{HERE}attention/", f"{HERE}meeting/"],
    "search": ["/search/?q=training", "/search/?q=training&report=bench-1"],
}


@pytest.fixture
def reader(client, settings):
    """Someone who reads twenty reports, as many as make a page long."""
    assert connection.vendor == "postgresql", "plans are PostgreSQL's own: python -m tests.with_postgresql …"
    seed(Size("plans", reports=20, milestones=160, updates=1_600), progress=False)
    call_command("rebuild_search", verbosity=0)
    visitor = visitors()[0]
    client.cookies[settings.SESSION_COOKIE_NAME] = visitor["session"]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        # So little is quickest read from end to end. With that made dear, it happens only where no index serves.
        cursor.execute("SET LOCAL enable_seqscan = off")
    return client, visitor["two_years_ago"]


def test_it_is_planned_for_rows_that_are_at_hand(db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW random_page_cost")
        assert cursor.fetchone() == ("1.1",)


def test_no_page_reads_the_record_entry_by_entry(reader):
    client, day = reader
    assert list(read_whole(f"SELECT id FROM {RECORD} WHERE challenges = 'none'")), "what no index serves is seen"
    found = []
    for addresses in PAGES.values():
        for address in addresses:
            forget()
            with CaptureQueriesContext(connection) as questions:
                assert client.get(address.format(day=day, person=1)).status_code == 200, address
            for question in questions.captured_queries:
                found += [f"{address}: {how} {question['sql'][:600]}" for how in read_whole(question["sql"])]
    assert found == []


def test_what_is_planned_stays_planned():
    with connection.cursor() as cursor:
        for number in range(150):  # more than psycopg would keep
            for _ in range(PREPARED_AFTER + 1):
                cursor.execute(f"SELECT {number}")
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement ~ '^SELECT [0-9]+$'")
        assert cursor.fetchone() == (150,)


def read_whole(sql):
    """The ways in which a query reads the record from end to end."""
    if not sql.startswith("SELECT") and not sql.startswith("("):
        return
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        told = cursor.fetchone()[0]
    [plan] = told if isinstance(told, list) else json.loads(told)
    yield from whole(plan["Plan"], stops=False)


def whole(node, stops):
    """Seq scans of the record, and indexes of it read without a condition, unless reading ``stops`` at some rows."""
    stops = stops or node["Node Type"] == "Limit"
    if node.get("Relation Name") == RECORD and node["Node Type"] in ("Seq Scan", "Index Scan", "Index Only Scan"):
        if node["Node Type"] == "Seq Scan" or not ("Index Cond" in node or stops):
            yield node["Node Type"]
    for part in node.get("Plans", ()):
        yield from whole(part, stops)
