"""What the lists across reports count: the whole list, not its page, as it is by now."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import time_machine

from tests.factories import add_milestone, log
from tests.views.page import open_page
from tests.views.test_lists import csv_of


def test_the_totals_are_those_of_the_whole_list_not_of_the_page(both, coordinator, observer, client_of):
    for n in range(60):
        add_milestone(both.first, coordinator, f"Step {n}", due_on=date(2026, 11, 1 if n % 3 else 30))
    client = client_of(observer)
    for query in ("", "state=open", "state=overdue", "country=NZ", "organisation=nobody", "page=2&state=planned"):
        page = open_page(client, f"/milestones/?{query}")
        rows = csv_of(client, "/milestones/?" + query.replace("page=2&", ""))
        told = {}
        for state in (row[6] for row in rows):
            told[state] = told.get(state, 0) + 1
        found = [li.words for li in page.main.one("tfoot").all("li")]
        late = sum(row[10] == "yes" for row in rows)
        expected = [f"{told[s]} × {s}" for s in ("Planned", "Under way", "Done", "Dropped") if s in told]
        assert found == expected + ([f"{late} overdue"] if late else []), query


def test_what_is_counted_of_milestones_changes_with_the_record_and_with_the_day(both, coordinator, staff, client_of):
    step = add_milestone(both.first, coordinator, "Step", due_on=date(2026, 11, 24))
    add_milestone(both.first, coordinator, "Another", due_on=date(2026, 11, 24))
    client = client_of(staff)

    def totals():
        return [li.words for li in open_page(client, "/milestones/?country=BE").main.one("tfoot").all("li")]

    before = totals()
    log(both.first, staff, milestone=step, state="done")
    after = totals()
    with time_machine.travel(datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Brussels"))):
        assert totals() == [*after[:-1], "2 overdue"]
    assert (before[0], after[0]) == ("4 × Planned", "3 × Planned")
    assert after[-1] == before[-1] == "1 overdue"


def test_actions_are_totalled_with_their_silence_and_their_milestones(both, staff, coordinator, observer, client_of):
    for n in range(60):
        step = add_milestone(both.first, coordinator, f"Step {n}", due_on=date(2026, 11, 1 if n % 3 else 30))
    log(both.first, staff, milestone=step, state="done")
    client = client_of(observer)

    def totals(query):
        return open_page(client, f"/actions/?{query}").main.one("tfoot").all("li")

    *_levels, silent, done, late = totals("sort=-title")
    assert [one.words for one in (silent, done, late)] == [
        "1 silent",
        "1 milestone done",
        "40 milestones overdue",
    ]
    # Each leads to what it counts.
    assert len(csv_of(client, f"/actions/{silent.one('a').attrs['href']}")) == 1
    assert [len(csv_of(client, one.one("a").attrs["href"])) for one in (done, late)] == [1, 40]
    assert totals("country=BE")[-1].one("a").attrs["href"] == "/milestones/?country=BE&state=overdue"
    # No list has the milestones of just those actions that have something due.
    *_levels, done, late = totals("due=overdue")
    assert not done.all("a") + late.all("a")
    for query in ("", "silent=no", "level=no_evidence", "due=overdue", "since=2026-11-24", "organisation=nobody"):
        actions = csv_of(client, f"/actions/?{query}")
        there = {(row[2], row[3]) for row in actions}
        steps = [row for row in csv_of(client, "/milestones/") if (row[2], row[3]) in there and row[6] != "Dropped"]
        words = " ".join(one.words for one in totals(query))
        done, late = sum(row[6] == "Done" for row in steps), sum(row[10] == "yes" for row in steps)
        assert (f"{done} milestone" in words and "done" in words) == bool(done), query
        assert (f"{late} milestone" in words) == bool(late), query
        silent = sum(row[16] not in ("", "0") for row in actions)
        assert (f"{silent} silent" in words) == bool(silent), query
