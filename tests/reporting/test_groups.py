"""Lines of reports in order, in groups, and themes side by side; no database is asked."""

from datetime import date
from types import SimpleNamespace

from django_countries.fields import Country

from actions.alphabet import folded
from actions.reporting.groups import grouped, in_order
from actions.reporting.lines import Line, Mark, totals
from actions.reporting.themes import compare

FULLY, PARTLY, NOT, NONE = "fully_implemented", "partly_implemented", "not_implemented", "no_evidence"


def line(country, *actions, publisher="Example", year=2020):
    """A line whose actions are (theme, level) pairs, or triples with the milestones overdue."""
    report = SimpleNamespace(
        pk=f"{country}{year}{publisher}",
        slug=f"{country}-{year}",
        title="Report",
        publisher=publisher,
        country=Country(country),
        published_on=date(year, 1, 1),
    )
    marks = [
        Mark(number, f"Action {number}", theme, level, None, 0, (*overdue, 0)[0])
        for number, (theme, level, *overdue) in enumerate(actions, 1)
    ]
    return Line(report, date(2026, 11, 24), tuple(marks))


def countries(lines):
    return [line.report.country.code for line in lines]


def test_countries_come_in_the_order_of_their_names_whatever_their_accents():
    found = [line(code) for code in ("BE", "AX", "AL", "CI", "DE")]
    assert countries(in_order(found)) == ["AX", "AL", "BE", "CI", "DE"]
    assert folded("  Côte\n d'IVOIRE ") == "cote d'ivoire"


def test_lines_are_put_in_order_by_any_figure_and_equals_by_country():
    found = [
        line("DE", ("Training", FULLY), ("Data", NOT, 2), year=2019),
        line("BE", ("Training", PARTLY), ("Data", PARTLY), year=2021),
        line("FR", ("Training", PARTLY, 5), ("Data", NOT), year=2015),
    ]
    assert countries(in_order(found, "overdue")) == ["FR", "DE", "BE"]
    assert countries(in_order(found, "age")) == ["FR", "DE", "BE"]
    assert countries(in_order(found, "-age")) == ["BE", "DE", "FR"]
    assert countries(in_order(found, "-level")) == ["DE", "BE", "FR"]
    assert countries(in_order(found, "level")) == ["FR", "BE", "DE"]
    assert countries(in_order(found, "silent")) == ["BE", "FR", "DE"]


def test_groups_by_region_hold_each_line_once_and_add_up_to_the_whole():
    found = in_order([line(code, ("Data", FULLY, 1)) for code in ("BE", "KE", "FR", "BR", "PL", "AQ")])
    regions = grouped(found, "region")
    assert [(group.name, countries(group.lines)) for group in regions] == [
        ("Africa", ["KE"]),
        ("Americas", ["BR"]),
        ("Europe", ["BE", "FR", "PL"]),
        ("In no region of the UN’s standard M49", ["AQ"]),
    ]
    assert [group.name for group in grouped(found, "subregion")][:3] == [
        "Eastern Africa",
        "Eastern Europe",
        "South America",
    ]
    whole = totals(found)
    for name in ("reports", "countries", "actions", "overdue"):
        assert sum(getattr(group.totals, name) for group in regions) == getattr(whole, name)


def test_grouped_by_theme_a_report_is_under_each_of_its_themes_with_those_actions_alone():
    found = [line("BE", ("Training", FULLY, 1), ("Data", NOT, 2), ("training ", PARTLY, 4)), line("FR", ("Data", NONE))]
    data, training = grouped(found, "theme")
    assert (data.name, countries(data.lines), data.totals.overdue) == ("Data", ["BE", "FR"], 2)
    assert (training.name, countries(training.lines), training.totals.overdue) == ("Training", ["BE"], 5)
    assert [mark.number for mark in training.lines[0].marks] == [1, 3]
    assert training.lines[0].is_part


def test_lines_that_are_not_grouped_are_one_group_and_none_are_no_group():
    assert [group.name for group in grouped([line("BE")], "")] == [""]
    assert grouped([], "") == grouped([], "region") == grouped([], "theme") == []


def test_a_theme_is_fully_done_in_a_country_only_when_all_its_actions_on_it_are():
    found = [
        line("BE", ("Training", FULLY), ("Training", FULLY)),
        line("FR", ("Training", FULLY), ("training", PARTLY)),
        line("DE", ("Data", NOT)),
        line("DE", ("Training", FULLY), year=2010),
    ]
    comparison = compare(found)
    assert not comparison.by_region
    assert [column.name for column in comparison.columns] == ["Belgium", "France", "Germany"]
    data, training = comparison.rows
    assert (data.name, data.fully_in, data.of) == ("Data", (), 1)
    assert (training.name, len(training.fully_in), training.of) == ("Training", 2, 3)
    assert [len(cell.marks) for cell in training.cells] == [2, 2, 1]
    assert [len(cell.marks) for cell in data.cells] == [0, 0, 1]


def test_many_countries_are_compared_by_region():
    codes = "BE DE FR NL LU AT CH IT ES PT KE UG ZA".split()
    comparison = compare([line(code, ("Data", FULLY)) for code in codes])
    assert comparison.by_region
    assert [column.name for column in comparison.columns] == [
        "Eastern Africa",
        "Southern Africa",
        "Southern Europe",
        "Western Europe",
    ]
    [row] = comparison.rows
    assert (len(row.fully_in), row.of) == (13, 13)
    assert [cell.levels_counted for cell in row.cells] == [[(FULLY, n)] for n in (2, 1, 3, 7)]
    assert not compare([line(code, ("Data", FULLY)) for code in codes[:12]]).by_region
