"""Themes compared between countries, or regions where there are many."""

import csv
from io import StringIO

import pytest

from actions.models import Report
from actions.services.reports import change
from tests.factories import join, log, person
from tests.views.page import open_page
from tests.views.test_reports import cells, figures, listed, rows


def test_themes_stand_side_by_side_and_each_level_leads_to_its_action(
    lively, other_report, observer, stranger, client_of
):
    log(other_report.actions.get(number=7), stranger, level="fully_implemented")
    client = client_of(join(observer, other_report, "observer"))
    page = open_page(client, "/themes/")
    assert [th.words for th in page.main.one("thead").all("th")] == ["Theme", "Belgium", "New Zealand"]
    found = {row.one("th").words: cells(row) for row in page.main.one("tbody").all("tr")}
    assert found["Data fully in 1 of 1 country"] == ["–no action", "Fully implemented: Count what happens"]
    link = next(a for a in page.main.all("a") if a.words == "Fully implemented: Count what happens")
    assert link.attrs["href"] == other_report.actions.get(number=7).get_absolute_url()
    assert listed(client, page.link("fully in 1")) == ["New Zealand"]


def test_how_far_a_theme_is_leads_to_the_countries_it_counts_and_none_leads_nowhere(
    lively, other_report, observer, stranger, client_of
):
    theme = lively.first.theme
    action = other_report.actions.get(number=7)
    change(subject=action, by=stranger, values={"theme": theme}, reason="The same.")
    client = client_of(join(observer, other_report, "observer"))

    def links_at(address):
        rows = open_page(client, address).main.one("tbody").all("tr")
        head = next(row.one("th") for row in rows if row.one("th").words.startswith(theme))
        return {link.words: link.attrs["href"] for link in head.all("a")}

    links = links_at("/themes/")
    assert list(links) == ["2 countries"], "0 leads nowhere"
    assert listed(client, links["2 countries"]) == ["Belgium", "New Zealand"]
    log(action, stranger, level="fully_implemented")
    for query in ("", "?country=BE&country=NZ"):
        links = links_at(f"/themes/{query}")
        assert listed(client, links["fully in 1"]) == ["New Zealand"]
        assert listed(client, links["2 countries"]) == ["Belgium", "New Zealand"]


def test_countries_of_ones_choice_stand_side_by_side(network, ada, client_of):
    client = client_of(ada)
    codes = sorted({report.country.code for report in Report.objects.all()})[:3]
    names = sorted(report.country.name for report in Report.objects.filter(country__in=codes))
    asked = "&".join(f"country={code}" for code in reversed(codes))
    page = open_page(client, f"/themes/?{asked}")
    assert page.heading == "Themes compared between countries"
    assert [th.words for th in page.main.one("thead").all("th")] == ["Theme", *names]
    ticked = [box.attrs["value"] for box in page.main.all("input", type="checkbox") if "checked" in box.attrs]
    assert sorted(ticked) == codes
    # What one goes on to keeps them: a day, the reports behind a theme, and the file.
    kept = [box.attrs["value"] for box in page.form("as_of").element.all("input", name="country")]
    assert sorted(kept) == codes
    behind = next(link.attrs["href"] for link in page.main.one("tbody").all("a") if "fully in" in link.words)
    assert set(listed(client, behind)) <= set(names)
    reports = open_page(client, f"/reports/?{asked}")
    told = list(csv.DictReader(StringIO(client.get(reports.link("Download as CSV")).content.decode("utf-8-sig"))))
    assert [line["Country"] for line in told] == listed(client, f"/reports/?{asked}") == names
    for figure, address in figures(*reports.main.all("tr", class_="totals-row")[-1].all("td")):
        again = open_page(client, address).main.all("tr", class_="totals-row")[-1]
        assert str(figure) in again.words.split()


@pytest.mark.parametrize("address", ["/reports/", "/themes/"])
def test_a_country_there_is_not_adds_nothing_to_those_that_there_are(belgium, observer, client_of, address):
    said = {"country": "There is no such choice, so it changes nothing."}
    for query, errors in {"country=BE&country=XX&country=": {}, "country=XX&country=YY": said}.items():
        page = open_page(client_of(observer), f"{address}?{query}")
        assert page.errors == errors
        box = page.main.one("input", id="id_country_0").attrs
        assert (box["value"], "checked" in box) == ("BE", not errors)


def test_on_a_past_day_themes_lead_to_the_actions_of_that_day(lively, observer, client_of):
    client = client_of(observer)
    for address in ("/themes/?as_of=2026-11-10", "/themes/?as_of=2026-11-10&region=150"):
        links = open_page(client, address).main.one("tbody").all("a", class_="level-count")
        assert links
        for link in links:
            assert link.attrs["href"].endswith("/?as_of=2026-11-10")


def test_regions_stand_side_by_side_when_there_are_many_countries(network, ada, client_of):
    client = client_of(ada)
    page = open_page(client, "/themes/")
    assert page.heading == "Themes compared between regions"
    for link in page.main.one("tbody").all("a", class_="level-count"):
        count, _times, level = link.words.partition(" × ")
        behind = open_page(client, link.attrs["href"])
        squares = [square.attrs["title"] for row in rows(behind) for square in row.all("a", class_="square")]
        assert sum(title.endswith(f": {level}") for title in squares) == int(count)
    narrowed = open_page(client, "/themes/?region=150")
    assert narrowed.heading == "Themes compared between countries"


def test_one_sees_themes_and_the_file_of_ones_own_reports_alone(belgium, other_report, observer, client_of):
    client = client_of(observer)
    for address in ("/themes/", "/reports.csv", "/reports/?group=theme", "/reports/?region=009"):
        answer = client.get(address).content.decode()
        for foreign in ("New Zealand", "Schools", "Example Committee", "Oceania"):
            assert foreign not in answer, address


def test_someone_on_no_report_has_nothing_to_compare(belgium, client_of):
    client = client_of(person("Nomi", "North Shelter"))
    assert "You follow none yet" in open_page(client, "/themes/").words
    assert len(client.get("/reports.csv").content.decode().splitlines()) == 1
