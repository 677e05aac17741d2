"""The list of reports: those one may see, each with its standing in a line; and the way to the only one."""

from datetime import date

from actions.models import Report, User
from actions.services.reports import open_report
from tests.factories import join, person
from tests.views.page import open_page


def listed(client, address="/reports/"):
    page = open_page(client, address)
    return [row.one("th").one("a").words for row in page.main.all("tbody")[0].all("tr")]


def test_a_person_sees_the_reports_they_are_on_and_no_other(belgium, observer, stranger, client_of):
    assert listed(client_of(observer)) == ["Belgium"]
    assert listed(client_of(stranger)) == ["New Zealand"]


def test_an_administrator_sees_all_reports(belgium, other_report, client_of):
    assert listed(client_of(User.objects.create_superuser("ada@example.org", name="Ada"))) == ["Belgium", "New Zealand"]


def test_someone_on_no_report_is_told_what_to_do(belgium, client_of):
    page = open_page(client_of(person("Nomi", "North Shelter")), "/reports/")
    assert "You are on none yet: ask a coordinator to add you." in page.words


def test_each_report_is_told_in_a_line_whose_figures_lead_to_their_rows(lively, observer, client_of, time_machine):
    time_machine.move_to("2027-02-24T11:00Z")
    client = client_of(observer)
    page = open_page(client, "/reports/")
    cells = [cell.words for cell in page.main.one("tbody").one("tr").all("td")]
    assert cells == ["2 × Partly implemented 2 × No evidence available", "2 overdue", "4 actions silent"]
    for cell in page.main.one("tbody").one("tr").all("td"):
        for link in cell.all("a"):
            behind = open_page(client, link.attrs["href"].partition("#")[0])
            assert len(behind.main.one("tbody").all("tr")) == int(link.words.split()[0]), link.words
    assert len(page.main.one("tbody").all("a")) == 5


def test_a_report_on_which_nothing_happened_says_so(observer, client_of):
    row = open_page(client_of(observer), "/reports/").main.one("tbody").one("tr")
    assert [cell.words for cell in row.all("td")] == ["4 × No evidence available", "None overdue", "None silent"]


def test_many_reports_are_listed_in_pages_none_lost_and_none_twice(observer, client_of):
    for n in range(60):
        report = open_report(
            slug=f"report-{n}",
            title=f"Report {n}",
            publisher="Example",
            country="FR",
            published_on=date(2020, 1, 1),
            words_from="Example",
        )
        join(observer, report, "observer")
    client = client_of(observer)
    first, second = (
        [row.all("p")[1].words for row in open_page(client, f"/reports/?page={n}").main.one("tbody").all("tr")]
        for n in (1, 2)
    )
    assert (len(first), len(second)) == (50, 11)
    assert len({*first, *second}) == Report.objects.count() == 61


def test_who_is_on_one_report_starts_there_and_who_is_on_more_with_the_list(observer, belgium, other_report, client_of):
    client = client_of(observer)
    assert client.get("/")["Location"] == "/reports/belgium-2013/"
    join(observer, other_report, "observer")
    assert client.get("/")["Location"] == "/reports/"
