"""The lists across reports: what they show of what, in which order, what they count, and to whom."""

import csv
from datetime import date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import ActionStanding, Entry, MilestoneStanding, Report, User
from actions.reporting import lists
from actions.reporting.todays import Todays
from actions.views.lists import SHAPES
from tests.factories import add_milestone, join, log, person
from tests.views.desk import BELGIUM
from tests.views.page import open_page
from tests.views.test_bad_addresses import GARBAGE
from tests.views.test_query_counts import one_more

LISTS = ("actions", "milestones", "updates")


def listed(page):
    bodies = page.main.all("tbody")
    return [row.one("th").all("a")[0].words for row in bodies[0].all("tr")] if bodies else []


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("actions/", 6),
        ("actions/?report=belgium-2013", 4),
        ("actions/?country=NZ", 2),
        ("actions/?level=partly_implemented", 3),
        ("actions/?level=no_evidence&country=BE", 2),
        ("actions/?course=off_track", 1),
        ("actions/?course=none&country=NZ", 2),
        ("actions/?silent=yes", 1),
        ("actions/?silent=no", 5),
        ("actions/?due=overdue", 1),
        ("actions/?due=30", 2),
        ("actions/?organisation=nobody", 5),
        ("actions/?person=nobody", 5),
        ("actions/?since=2026-11-24", 4),
        ("actions/?since=24/11/2026", 4),
        ("actions/?since=1850-01-01", 6),
        ("milestones/", 5),
        ("milestones/?report=children-2020", 1),
        ("milestones/?state=open", 4),
        ("milestones/?state=overdue", 1),
        ("milestones/?state=dropped", 1),
        ("milestones/?due=overdue", 1),
        ("milestones/?due=30", 2),
        ("milestones/?due=90", 2),
        ("milestones/?organisation=nobody", 3),
        ("milestones/?level=partly_implemented", 5),
        ("milestones/?level=fully_implemented", 0),
        ("milestones/?course=at_risk", 2),
        ("milestones/?silent=yes", 0),
        ("milestones/?since=2026-11-24", 5),
        ("updates/", 6),
        ("updates/?country=NZ", 1),
        ("updates/?level=fully_implemented", 1),
        ("updates/?course=off_track", 1),
        ("updates/?since=2026-11-24", 6),
        ("updates/?since=24.11.2026", 6),
        ("updates/?until=31/12/2027", 6),
        ("updates/?until=2026-11-23", 0),
    ],
)
def test_a_list_is_what_its_address_says(address, count, both, observer, client_of):
    page = open_page(client_of(observer), f"/{address}")
    assert len(listed(page)) == count
    words = page.main.all("p", role="status")[0].words
    assert words.startswith(f"{count} of " if "?" in address else f"{count} "), words
    assert ("Show all" in words) == ("?" in address)
    rows = csv_of(client_of(observer), f"/{address}")
    assert len(rows) == count


def test_lists_are_narrowed_to_people_organisations_and_themes(both, staff, observer, client_of):
    client = client_of(observer)
    assert listed(open_page(client, f"/actions/?person={staff.pk}")) == [f"1. {both.first.title}"]
    assert len(listed(open_page(client, f"/actions/?organisation={staff.organisation_id}"))) == 1
    assert listed(open_page(client, f"/milestones/?organisation={staff.organisation_id}")) == ["Working group named"]
    assert len(listed(open_page(client, f"/updates/?person={staff.pk}"))) == 3
    assert len(listed(open_page(client, f"/updates/?organisation={staff.organisation_id}"))) == 3
    theme = both.first.theme
    assert {a.words for a in open_page(client, "/actions/?fields=all").form("theme").element.all("option")} >= {theme}
    assert len(listed(client_page := open_page(client, f"/actions/?theme={theme}"))) == 1, client_page.words


@pytest.mark.parametrize(
    ("name", "query", "shown"),
    [
        ("actions", "country=BE&level=no_evidence", ["country", "level"]),
        ("milestones", "state=open&report=belgium-2013&sort=-due", ["report", "state", "sort"]),
        ("updates", "person=0", ["person"]),
    ],
)
def test_a_list_shows_the_filters_in_use_and_all_when_one_asks(name, query, shown, both, observer, client_of):
    client = client_of(observer)
    page = open_page(client, f"/{name}/?{query}")
    form = page.form(shown[0])
    assert [field for field in form.fields if field != "fields"] == shown
    # One can choose otherwise in those, and is shown the others with a button.
    whole = open_page(client, f"/{name}/?{query}&{button(page, 'More filters')}")
    assert listed(whole) == listed(page)
    again = whole.form(shown[0])
    assert set(again.fields) == set(SHAPES[name].filter.base_filters)
    assert {field: again.fields[field] for field in shown} == {field: form.fields[field] for field in shown}
    assert {field: again.choices[field] for field in shown} == {field: form.choices[field] for field in shown}
    assert not whole.main.all("button", name="fields")
    # The first that was not there before has the focus.
    [focused] = whole.main.all("select", autofocus="")
    assert focused.attrs["name"] == next(field for field in again.fields if field not in shown)


@pytest.mark.parametrize("query", ["", "sort=-due"])
def test_a_list_that_is_not_narrowed_has_its_filters_behind_a_button(query, both, observer, client_of):
    client = client_of(observer)
    page = open_page(client, f"/milestones/?{query}")
    assert not page.main.all("select")
    assert not page.main.all("details", open="")
    whole = open_page(client, f"/milestones/?{query}&{button(page, 'Filter and sort')}")
    assert len(whole.form("state").choices["organisation"]) > 2
    assert whole.form("state").fields["sort"] == (query.partition("=")[2] or "due")


@pytest.mark.parametrize("address", ["/milestones/?since=foo", "/updates/?sort=title", "/reports/?region=europe"])
def test_a_list_whose_address_makes_no_sense_offers_no_file_of_it(address, both, observer, client_of):
    client = client_of(observer)
    assert "Download as CSV" in open_page(client, address.partition("?")[0]).links()
    assert "Download as CSV" not in open_page(client, address).links()
    assert client.get("/reports.csv?region=europe").status_code == 404


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/actions/?organisation=5", "organisation"),
        ("/actions/?due=zz", "due"),
        ("/milestones/?state=zz", "state"),
        ("/updates/?until=zz", "until"),
    ],
)
def test_a_file_of_a_list_whose_address_makes_no_sense_is_refused_with_a_page_that_says_why(
    address, field, both, observer, client_of
):
    client = client_of(observer)
    said = open_page(client, address).errors
    assert list(said) == [field]
    assert open_page(client, f"{address}&format=csv", 400).errors == said


def button(page, words):
    """What a button adds to the address."""
    found = next(element for element in page.main.all("button", type="submit") if element.words == words)
    return f"{found.attrs['name']}={found.attrs['value']}"


def test_very_many_milestones_are_found_in_their_order_like_few(monkeypatch, both, coordinator, observer, client_of):
    for n in range(60):
        add_milestone(both.first, coordinator, f"Step {n}", due_on=date(2026, 11, 1 + n % 7))
    client = client_of(observer)
    queries = (
        "",
        "page=2",
        "sort=-due",
        "sort=title",
        "sort=-owner&state=open",
        "country=NZ",
        "due=overdue",
        "silent=no",
    )
    few = [listed(open_page(client, f"/milestones/?{query}")) for query in queries]
    assert all(few)
    monkeypatch.setattr(lists, "MANY", 0)
    assert [listed(open_page(client, f"/milestones/?{query}")) for query in queries] == few


def test_who_wrote_and_left_can_still_be_chosen_and_is_marked_so(both, staff, colleague, observer, stranger, client_of):
    staff.memberships.all().delete()
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    elsewhere = person("Nomi")
    names = open_page(client_of(observer), "/updates/?fields=all").form("person").choices["person"]
    assert names[str(staff.pk)] == "Stella (has left)"
    assert names[str(colleague.pk)] == "Colin (has left)"
    assert names[str(stranger.pk)] == "Xenia"
    assert str(elsewhere.pk) not in names
    assert len(listed(open_page(client_of(observer), f"/updates/?person={staff.pk}"))) == 3
    # Nobody leaves who still holds something.
    names = open_page(client_of(observer), "/actions/?fields=all").form("person").choices["person"]
    assert str(staff.pk) not in names
    # Who wrote on another report only is not known here.
    names = open_page(client_of(stranger), "/updates/?fields=all").form("person").choices["person"]
    assert set(names.values()) == {"Everyone", "Olive", "Xenia"}


def test_the_file_of_actions_counts_their_milestones_as_the_list_does(both, observer, client_of):
    client = client_of(observer)
    shown = {
        (row.one("th").all("a")[0].words, row.all("td")[4].words.split(" ")[0])
        for row in open_page(client, "/actions/").main.all("tbody")[0].all("tr")
    }
    response = client.get("/actions/?format=csv")
    file = csv.DictReader(StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    counted = [(f"{line['Number']}. {line['Priority action']}", line) for line in file]
    assert {(name, line["Milestones done"] if line["Milestones"] != "0" else "None") for name, line in counted} == shown
    assert {line["Milestones overdue"] for _name, line in counted} == {"0", "1"}


def csv_of(client, address):
    response = client.get(address + ("&" if "?" in address else "?") + "format=csv")
    assert response["Content-Type"].startswith("text/csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(text)))[1:]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_shows_nothing_of_a_report_one_is_not_on(name, both, staff, observer, stranger, client_of):
    belgium = {"Belgium", "Working group named", "North Shelter"}
    other = {"New Zealand", "Survey finished", "The survey began."}
    for who, unseen in ((stranger, belgium), (staff, other)):
        client = client_of(who)
        for query in ("", "?report=belgium-2013", "?report=children-2020", "?format=csv", "?country=BE&format=csv"):
            response = client.get(f"/{name}/{query}")
            body = response.getvalue().decode()
            assert not any(words in body for words in unseen), query
        alone = person(f"Alone{who.pk}")
    for query in ("", "?since=2026-11-24"):
        page = open_page(client_of(alone), f"/{name}/{query}")
        assert "will stand here" in page.words
        assert "Show all" not in page.words and "like that" not in page.words
        assert listed(page) == []


def test_an_administrator_sees_all(both, client_of):
    boss = User.objects.create_superuser("ada@example.org", name="Ada")
    assert len(listed(open_page(client_of(boss), "/actions/"))) == 6


@pytest.mark.parametrize(
    ("name", "sorts"),
    [
        ("actions", "country title level course lead heard"),
        ("milestones", "due title country owner state"),
        ("updates", "happened recorded"),
    ],
)
def test_a_list_is_sorted_both_ways_by_its_headings_and_nobody_comes_last(name, sorts, both, observer, client_of):
    client = client_of(observer)
    for sort in sorts.split():
        page = open_page(client, f"/{name}/?sort={sort}")
        up = listed(page)
        head = page.main.one("th", **{"aria-sort": "ascending"})
        page = open_page(client, f"/{name}/{head.one('a').attrs['href']}")
        assert page.main.one("th", **{"aria-sort": "descending"}).words == head.words
        down = listed(page)
        assert sorted(up) == sorted(down)
        if sort == "title":
            assert down == up[::-1]
    owners = [
        row.all("td")[2].words for row in open_page(client, "/milestones/?sort=-owner").main.one("tbody").all("tr")
    ]
    assert [words.startswith("Nobody yet") for words in owners] == [False, False, True, True, True]


@pytest.mark.parametrize("name", LISTS)
def test_an_order_there_is_none_of_is_answered_with_a_sentence(name, both, observer, client_of):
    page = open_page(client_of(observer), f"/{name}/?sort=foo")
    assert page.errors == {"sort": "There is no such choice, so it changes nothing."}
    assert listed(page)
    page = open_page(client_of(observer), f"/{name}/?level=zzz")
    assert page.errors == {"level": "There is no such choice, so it changes nothing."}
    assert "Show all" not in page.words and " of " not in page.main.one("p", role="status").words


@pytest.mark.parametrize("name", LISTS)
def test_no_garbage_in_its_address_breaks_a_list(name, both, observer, client_of):
    client = client_of(observer)
    names = "report country region theme level course state organisation person due silent since until sort".split()
    for garbage in GARBAGE:
        for given in (dict.fromkeys(names, garbage), {"page": garbage}, {"before": garbage}, {"format": garbage}):
            assert client.get(f"/{name}/", given).status_code in (200, 404), given
    page = open_page(client, f"/{name}/?report=none&level=none-such&since=2026-02-30&person=0&format=csv", 400)
    assert set(page.errors) >= {"report", "level", "since", "person"}
    assert page.form("since").fields["since"] == "2026-02-30"


def test_a_cell_that_a_spreadsheet_would_run_is_text(both, staff, client_of):
    log(both.first, staff, "=1+1")
    log(both.first, staff, "@SUM(A1)")
    cells = {row[9] for row in csv_of(client_of(staff), "/updates/")}
    assert {"'=1+1", "'@SUM(A1)"} <= cells


def test_a_list_asks_as_often_for_ten_rows_as_for_one_and_at_most_twelve_times(belgium, coordinator, staff, client_of):
    def asked():
        client, found = client_of(coordinator), {}
        for address in (
            *LISTS,
            "actions?silent=yes&due=30&since=2026-11-01",
            "milestones?silent=yes&level=no_evidence",
            "actions?fields=all&country=BE",
            "milestones?fields=all&state=open",
            "updates?fields=all&since=2026-11-01",
        ):
            name, _mark, query = address.partition("?")
            with CaptureQueriesContext(connection) as questions:
                assert client.get(f"/{name}/?{query}").status_code == 200
            found[address] = len(questions)
        return found

    one_more(0, belgium, coordinator, staff, coordinator)
    one = asked()
    for n in range(1, 8):
        one_more(n, belgium, coordinator, staff, coordinator)
    assert asked() == one
    assert max(one.values()) <= 12


@pytest.mark.parametrize(
    "address", ["/actions/", "/milestones/", "/updates/", "/activity/", f"{BELGIUM}entries/", f"{BELGIUM}milestones/"]
)
def test_a_day_is_typed_as_on_any_other_page_and_has_come(address, both, observer, client_of):
    client = client_of(observer)
    page = open_page(client, f"{address}?since=24/11/2026")
    assert page.errors == {}
    typed = page.main.one("input", name="since")
    assert (typed.attrs["type"], typed.attrs["value"]) == ("text", "24/11/2026"), "a date picker would show nothing"
    assert open_page(client, f"{address}?since=2026-11-24").main.one("input", name="since").attrs["type"] == "date"
    page = open_page(client, f"{address}?since=24/13/2026")
    assert page.errors == {"since": "There is no such day. Write it like 2026-11-24 or 24/11/2026."}
    assert page.main.one("input", name="since").attrs["type"] == "text"
    page = open_page(client, f"{address}?since=2027-01-01")
    assert page.errors == {
        "since": "1 January 2027 has not come yet. Choose today, 24 November 2026, or an earlier day."
    }


# --- Since when, and by which clock ------------------------------------------------------------------------------


def test_since_my_last_visit_shows_what_changed_after_it_ended(lively, observer, staff, client_of):
    client = client_of(observer)
    assert "your first visit" in open_page(client, "/actions/?since=last-visit").words
    with time_machine.travel(datetime(2026, 11, 25, 9, tzinfo=ZoneInfo("UTC"))):
        log(lively.fourth, staff, "Something new.")
    with time_machine.travel(datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("UTC"))):
        client = client_of(observer)
        page = open_page(client, "/actions/?since=last-visit")
        assert listed(page) == [f"4. {lively.fourth.title}"]
        assert "since your last visit, which ended on 24 November 2026" in page.words
        assert page.form("since").fields["since"] == "last-visit"
        again = open_page(client, "/actions/?since=last-visit&fields=all").form("level")
        assert again.fields["since"] == "last-visit"
        assert listed(open_page(client, "/updates/?since=last-visit")) == ["Something new."]
        assert listed(open_page(client, "/milestones/?since=last-visit")) == []
        assert page.link("Since my last visit") == "?since=last-visit"


def test_overdue_is_by_each_reports_own_today(belgium, other_report, action, staff, stranger, client_of):
    """At noon in Brussels it is tomorrow in New Zealand already."""
    join(staff, other_report, "observer")
    add_milestone(action, staff, "Here", due_on=date(2026, 11, 24))
    add_milestone(other_report.actions.first(), stranger, "There", due_on=date(2026, 11, 24))
    for state, shown, planned in (("overdue", ["There"], 1), ("planned", ["Here", "There"], 2)):
        page = open_page(client_of(staff), f"/milestones/?state={state}")
        counted = [li.words for li in page.main.one("tfoot").all("li")]
        assert (sorted(listed(page)), counted) == (shown, [f"{planned} × Planned", "1 overdue"])


def test_the_rows_hold_today_each_once(both):
    todays = Todays(Report.objects.all())
    assert lists.action_rows(todays).count() == ActionStanding.objects.values("action").distinct().count()
    assert lists.all_milestones_counted(todays) == lists.milestone_rows(todays).count() > 0
    assert lists.milestone_rows(todays).count() == MilestoneStanding.objects.values("milestone").distinct().count()
    assert Entry.objects.count() > lists.update_rows(todays).count()
