"""The list of reports: those one may see, each with its standing in a line; and the way to the only one."""

import csv
import re
from datetime import date
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import PriorityAction, Report, User
from actions.services.reports import add_action, change, open_report
from tests.factories import add_milestone, join, log, person
from tests.views.page import open_page
from tests.views.test_overview import rows as rows_behind


def rows(page):
    """The rows of reports on a page, without its totals."""
    return [
        row
        for body in page.main.all("tbody")
        for row in body.all("tr")
        if "totals-row" not in row.attrs.get("class", "")
    ]


def headings(page):
    """What each row of totals says, that of all of them last."""
    found = [row for row in page.main.all("tr") if "totals-row" in row.attrs.get("class", "")]
    return [" | ".join(cell.words for cell in (row.one("th"), *row.all("td"))) for row in found]


def cells(row):
    return [cell.words for cell in row.all("td")]


def listed(client, address="/reports/"):
    return [row.one("th").one("a").words for row in rows(open_page(client, address))]


def test_a_person_sees_the_reports_they_are_on_and_no_other(belgium, observer, stranger, client_of):
    assert listed(client_of(observer)) == ["Belgium"]
    assert listed(client_of(stranger)) == ["New Zealand"]


def test_an_administrator_sees_all_reports(belgium, other_report, client_of):
    assert listed(client_of(User.objects.create_superuser("ada@example.org", name="Ada"))) == ["Belgium", "New Zealand"]


def test_someone_on_no_report_is_told_what_to_do(belgium, client_of):
    page = open_page(client_of(person("Nomi", "North Shelter")), "/reports/")
    assert "You follow none yet: ask a coordinator to add you." in page.words


def test_each_report_is_told_in_a_line_whose_figures_lead_to_their_rows(lively, observer, client_of, time_machine):
    time_machine.move_to("2027-02-24T11:00Z")
    client = client_of(observer)
    [row] = rows(open_page(client, "/reports/"))
    assert cells(row) == [
        "ECPAT International",
        "13 years",
        "1 Partly implemented 2 Partly implemented 3 No evidence available 4 No evidence available",
        "4 silent",
        "2 overdue",
        "92 days ago (24 November 2026)",
    ]
    strip, silent, overdue, heard = row.all("td")[2:]
    for link in (*silent.all("a"), *overdue.all("a")):
        behind = open_page(client, link.attrs["href"].partition("#")[0])
        assert rows_behind(behind) == int(link.words.split()[0]), link.words
    for number, link in enumerate(strip.all("a"), 1):
        action = lively.report.actions.get(number=number)
        assert link.attrs["href"] == action.get_absolute_url()
        assert link.attrs["title"].startswith(f"{number}. {action.title}: ")
    assert open_page(client, heard.one("a").attrs["href"]).heading


def test_a_report_on_which_nothing_happened_says_so(observer, client_of):
    [row] = rows(open_page(client_of(observer), "/reports/"))
    assert cells(row)[3:] == ["–none", "–none", "Not yet"]


def test_the_sentence_says_what_the_rows_add_up_to_and_its_figures_lead_to_them(
    lively, other_report, observer, stranger, client_of, time_machine
):
    log(other_report.actions.get(number=7), stranger, level="fully_implemented")
    client = client_of(join(observer, other_report, "observer"))
    page = open_page(client, "/reports/")
    sentence = page.main.one(class_="lead-sentence")
    assert sentence.words == (
        "2 reports in 2 countries with 6 priority actions: 1 fully implemented, 2 partly. "
        "1 action is silent, and 1 milestone is overdue."
    )
    assert headings(page) == [
        "All of them 2 reports | 1 Fully implemented 2 Partly implemented 3 No evidence available | 1 | 1 | "
    ]
    totals = page.main.one(id="reports").all("tr")[-1].all("a")
    assert {link.attrs["href"] for link in totals} > {link.attrs["href"] for link in sentence.all("a")}
    for link in (*sentence.all("a"), *totals):
        behind = open_page(client, link.attrs["href"])
        assert behind.main.one(class_="list-shown").words.startswith(f"{re.search('[0-9]+', link.words)[0]} of ")
    # Lists know only today: of another day, the rows of one report are behind a figure, or else the reports.
    time_machine.move_to("2026-11-25T11:00Z")
    client = client_of(observer)
    past = open_page(client, "/reports/?as_of=2026-11-24")
    of_several = "A figure of several reports leads to the reports that have what it counts."
    assert of_several in past.words and of_several not in page.words
    led_to = set()
    for link in past.main.one(class_="lead-sentence").all("a"):
        behind = open_page(client, link.attrs["href"].partition("#")[0])
        if link.attrs["href"].startswith("/reports/?"):
            assert link.words in [again.words for again in behind.main.one(class_="lead-sentence").all("a")]
        else:
            assert rows_behind(behind) == int(link.words)
            assert behind.main.all(class_="then-banner")
        led_to.add(link.attrs["href"].partition("?")[0])
    assert {"/reports/belgium-2013/", "/reports/children-2020/"} <= led_to
    assert listed(client, "/reports/?only=silent") == ["New Zealand"]
    assert listed(client, "/reports/?only=overdue") == ["Belgium"]
    assert listed(client, "/reports/?level=fully_implemented") == ["New Zealand"]


def test_the_list_is_narrowed_by_all_that_stands_in_the_address(belgium, other_report, observer, client_of):
    client = client_of(join(observer, other_report, "observer"))
    for query, expected in {
        "country=BE": ["Belgium"],
        "country=BE&country=XX": ["Belgium"],
        "country=XX": ["Belgium", "New Zealand"],
        "region=009": ["New Zealand"],
        "region=155": ["Belgium"],
        "publisher=Example+Committee": ["New Zealand"],
        "theme=schools": ["New Zealand"],
        "title=CONCLUDING": ["New Zealand"],
        "title=nothing+like+it": [],
        "sort=-age": ["New Zealand", "Belgium"],
        "sort=silent": ["New Zealand", "Belgium"],
        "country=BE&only=silent": [],
    }.items():
        assert listed(client, f"/reports/?{query}") == expected, query


def test_with_a_theme_a_row_counts_the_actions_on_it_alone_and_leads_to_them(
    belgium, other_report, stranger, client_of
):
    first, second = other_report.actions.order_by("number")
    add_milestone(first, stranger, due_on=date(2026, 11, 1))
    add_milestone(second, stranger, due_on=date(2026, 11, 2))
    client = client_of(stranger)
    [row] = rows(open_page(client, "/reports/?theme=schools"))
    assert cells(row)[2:5] == ["12 No evidence available", "action 12", "1 overdue"]
    silent, overdue = row.all("td")[3:5]
    assert silent.one("a").attrs["href"] == f"{second.get_absolute_url()}#history"
    behind = open_page(client, overdue.one("a").attrs["href"])
    assert len(behind.main.one("tbody").all("tr")) == 1


def test_grouped_by_theme_a_report_stands_under_each_of_its_themes(other_report, stranger, client_of):
    page = open_page(client_of(stranger), "/reports/?group=theme")
    assert [heading.split(" | ")[0] for heading in headings(page)] == [
        "Data 1 report",
        "Schools 1 report",
        "All of them 1 report",
    ]
    assert [cells(row)[2] for row in rows(page)] == ["7 No evidence available", "12 No evidence available"]


@pytest.mark.parametrize("day", ["", "as_of=2026-11-25"])
def test_grouped_by_theme_last_heard_leads_to_the_history_of_the_action_it_is_about(
    day, other_report, stranger, client_of, time_machine
):
    first, second = other_report.actions.order_by("number")
    change(subject=first, by=stranger, values={"theme": second.theme}, reason="The same.")
    log(second, stranger)
    time_machine.move_to("2026-11-26T11:00Z")
    client = client_of(stranger)
    [row] = rows(open_page(client, f"/reports/?group=theme&{day}"))
    [heard] = row.all("td")[5].all("a")
    assert heard.attrs["href"] == f"{second.get_absolute_url()}{day and '?' + day}#history"
    assert open_page(client, heard.attrs["href"].partition("#")[0]).main.one(id="history")


def figures(*cells):
    """[(figure, address of the rows behind it)] of cells of totals; one figure, one link."""
    found = []
    for cell in cells:
        shown = [link for link in cell.all("a") if re.search("[0-9]", link.words)]
        assert len(shown) == len(re.findall("[1-9][0-9]*", cell.words)), cell.words
        found += [(int(re.search("[0-9]+", link.words)[0]), link.attrs["href"].partition("#")[0]) for link in shown]
    return found


@pytest.mark.parametrize(
    "query",
    [
        "group=region",
        "group=subregion&sort=silent",
        "group=theme",
        "group=region&region=155",
        "group=subregion&region=150",
        "group=theme&theme=training",
        "group=theme&country=FR",
        "group=region&only=overdue",
        "group=theme&level=partly_implemented",
        "group=region&title=report&as_of=2026-06-30",
        "group=theme&as_of=2026-09-30",
    ],
)
def test_each_figure_of_a_group_leads_to_a_list_of_as_many(network, ada, client_of, query):
    client = client_of(ada)
    PriorityAction.objects.filter(report=Report.objects.order_by("pk").last()).update(theme="TRAINING ")
    groups = open_page(client, f"/reports/?{query}").main.all("tr", class_="totals-row")
    assert len(groups) > 1
    for row in groups[:-1]:
        for figure, address in figures(row.one("th"), *row.all("td")):
            behind = open_page(client, address)
            assert not behind.messages and not behind.errors
            if address.startswith("/reports/") and not address.startswith("/reports/?"):
                shown = [rows_behind(behind)]
            elif address.startswith("/reports/"):
                last = behind.main.all("tr", class_="totals-row")[-1]
                shown = [int(n) for n in re.findall("[0-9]+", last.words)]
            else:
                shown = [int(behind.main.one(class_="list-shown").words.split()[0])]
            assert figure in shown, (figure, address)


def test_a_place_in_no_region_can_be_asked_for(ada, client_of):
    many(3, ("AQ", "FR", "FR"))
    client = client_of(ada)
    groups = open_page(client, "/reports/?group=region").main.all("tr", class_="totals-row")
    [nowhere] = [row for row in groups if "In no region" in row.words]
    assert listed(client, nowhere.one("a").attrs["href"].partition("#")[0]) == ["Antarctica"]


# --- Any day -----------------------------------------------------------------------------------------------------


def test_a_past_day_shows_the_list_as_it_stood_then(lively, observer, client_of, time_machine):
    time_machine.move_to("2027-02-24T11:00Z")
    client = client_of(observer)
    page = open_page(client, "/reports/?as_of=2026-11-10")
    assert page.main.one(class_="lead-sentence").words.startswith("At the end of 10 November 2026, 1 report in 1 ")
    assert "A figure of several reports" not in page.words
    [row] = rows(page)
    assert cells(row)[2].startswith("1 No evidence available 2 Fully implemented")
    assert cells(row)[3:5] == ["–none", "–none"]
    assert row.one("th").one("a").attrs["href"] == "/reports/belgium-2013/?as_of=2026-11-10"
    assert page.form("as_of").fields["as_of"] == "2026-11-10"
    assert page.link("End of last quarter, 31 December 2026") == "?as_of=2026-12-31"
    [row] = rows(open_page(client, "/reports/?as_of=2026-12-15"))
    assert cells(row)[4] == "2 overdue"
    ways = [link.attrs["href"] for cell in row.all("td")[2:] for link in cell.all("a")]
    assert len(ways) >= 6 and all("as_of=2026-12-15" in way for way in ways), ways
    behind = open_page(client, row.all("td")[4].one("a").attrs["href"])
    assert rows_behind(behind) == 2
    assert behind.main.all(class_="then-banner")
    assert "What had happened last" in open_page(client, ways[-1]).main.one(id="activity-title").words


def test_a_report_that_was_not_published_by_that_day_is_not_there(belgium, other_report, observer, client_of):
    client = client_of(join(observer, other_report, "observer"))
    assert listed(client, "/reports/?as_of=2020-02-27") == ["Belgium"]
    page = open_page(client, "/reports/?as_of=2001-01-01")
    assert "None of the reports you follow was published by that day." in page.words


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-25", "25 November 2026 has not come yet. Choose today, 24 November 2026, or an earlier day."),
        ("2026-02-30", "There is no such day. Write it like 2026-11-24 or 24/11/2026."),
        ("9999-99-99", "There is no such day. Write it like 2026-11-24 or 24/11/2026."),
    ],
)
@pytest.mark.parametrize("address", ["/reports/", "/themes/"])
def test_a_day_that_makes_no_sense_is_said_and_nothing_else_is_lost(belgium, observer, client_of, address, day, said):
    page = open_page(client_of(observer), f"{address}?as_of={day}&country=BE&sort=-age")
    assert page.errors == {"as_of": said}
    form = page.form("as_of")
    assert form.fields == {"as_of": day, "country": "BE", "sort": "-age"}
    assert page.form("country").fields["country"] == "BE"
    assert len(page.main.one("thead").all("th")) > 1


# --- Many of them ------------------------------------------------------------------------------------------------


def many(number, countries=("FR", "KE", "BR")):
    return [
        open_report(
            slug=f"report-{n:03}",
            title=f"Report {n}",
            publisher="Example",
            country=countries[n % len(countries)],
            published_on=date(2020, 1, 1),
            words_from="Example",
        )
        for n in range(number)
    ]


def test_many_reports_are_listed_in_pages_none_lost_and_none_twice(ada, client_of):
    many(250)
    client = client_of(ada)
    pages = [open_page(client, f"/reports/?page={n}") for n in (1, 2, 3)]
    titles = [[row.all("p")[1].words for row in rows(page)] for page in pages]
    assert [len(page) for page in titles] == [100, 100, 50]
    assert len({title for page in titles for title in page}) == Report.objects.count() == 250
    assert {headings(page)[-1].split(" | ")[0] for page in pages} == {"All of them 250 reports, on all pages"}


def test_a_group_that_goes_on_says_so_and_its_totals_are_of_all_of_it(ada, client_of):
    many(250)
    client = client_of(ada)
    said = [
        [h.split(" | ")[0] for h in headings(open_page(client, f"/reports/?group=region&page={n}"))] for n in (1, 2)
    ]
    assert said == [
        ["Africa 83 reports", "Americas 83 reports", "All of them 250 reports, on all pages"],
        [
            "Americas 83 reports, continued from the page before",
            "Europe 84 reports",
            "All of them 250 reports, on all pages",
        ],
    ]


@pytest.mark.parametrize(
    "query", ["", "as_of=2026-06-30", "group=region&as_of=2026-01-31", "group=theme&as_of=2026-09-30", "theme=training"]
)
def test_the_page_and_the_file_show_the_same_numbers(network, ada, client_of, query):
    client = client_of(ada)
    page = open_page(client, f"/reports/?{query}")
    answer = client.get(page.link("Download as CSV"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    told = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    shown = rows(page)
    assert len(told) == len(shown) > 0
    for line, row in zip(told, shown, strict=True):
        assert row.one("th").words == f"{line['Country']} {line['Report']}"
        publisher, age, strip, silent, overdue, _heard = row.all("td")
        assert publisher.words == line["Publisher"]
        assert age.words.split()[0].replace("under", "0") == line["Age in years"]
        squares = [square.attrs["title"] for square in strip.all("a")]
        levels = [f"{title.split('.')[0]}: {title.rpartition(': ')[2]}" for title in squares]
        assert "; ".join(levels) == line["Levels"]
        assert len(levels) == int(line["Priority actions"])
        for name in ("Fully implemented", "Partly implemented", "Not implemented", "No evidence available"):
            assert int(line[name]) == sum(level.endswith(f": {name}") for level in levels)
        if "theme" not in query:
            assert silent.words.split()[0].replace("–none", "0") == line["Silent actions"]
        late = [int(link.words.split()[0]) for link in overdue.all("a")]
        assert sum(late) == int(line["Overdue milestones"])
        times = [time.attrs["datetime"] for time in row.all("td")[5].all("time")]
        assert "".join(times) == line["Last heard"]


def test_no_text_in_the_file_runs_as_a_formula(ada, client_of):
    open_report(
        slug="formula",
        title="=HYPERLINK(1)",
        publisher="@SUM(1)",
        country="FR",
        published_on=date(2020, 1, 1),
        words_from="Example",
    )
    [told] = csv.DictReader(StringIO(client_of(ada).get("/reports.csv").content.decode("utf-8-sig")))
    assert (told["Report"], told["Publisher"]) == ("'=HYPERLINK(1)", "'@SUM(1)")


def test_the_list_asks_seven_times_at_most_for_many_reports_and_on_any_day(network, ada, client_of):
    client = client_of(ada)
    for address in ("/reports/", "/reports.csv", "/themes/"):
        for query in ("", "?as_of=2026-06-30", "?group=theme&sort=heard", "?region=150&only=overdue"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address + query).status_code == 200
            assert len(asked) <= 7, address + query


def test_a_report_of_very_many_actions_is_counted_by_level(ada, client_of):
    [report] = many(1)
    for number in range(1, 42):
        words = {"theme": "Data", "title": f"Action {number}", "recommendation": "do it", "addressee": "Authorities"}
        add_action(report=report, number=number, **words)
    [row] = rows(open_page(client_of(ada), "/reports/"))
    assert cells(row)[2] == "41 × No evidence available"


def test_who_is_on_one_report_starts_there_and_who_is_on_more_with_the_list(observer, belgium, other_report, client_of):
    client = client_of(observer)
    assert client.get("/")["Location"] == "/reports/belgium-2013/"
    join(observer, other_report, "observer")
    assert client.get("/")["Location"] == "/reports/"
