"""Themes compared between countries."""

from dataclasses import dataclass

from actions.alphabet import folded
from actions.lifecycle import Level
from actions.regions import NOWHERE, region_name, region_of
from actions.reporting.groups import in_order, themes_of
from actions.reporting.lines import LEVELS

MOST_COUNTRIES = 12
"""More countries than this do not stand side by side; then their regions do."""


@dataclass(frozen=True)
class Column:
    """A country by its code, or a region by its M49 number."""

    key: str
    name: str


@dataclass(frozen=True)
class Cell:
    """What a column has on a theme: ``marks`` are (Line, Mark) pairs."""

    column: Column
    marks: tuple

    @property
    def levels_counted(self):
        """[(level, how many actions are at it)], the levels that occur, the furthest first."""
        levels = [mark.level for _line, mark in self.marks]
        return [(level, levels.count(level)) for level in LEVELS if level in levels]


@dataclass(frozen=True)
class ThemeRow:
    """A theme. ``fully_in`` are the codes of the countries in which all actions on it are fully implemented, ``of``
    counts those that have one."""

    theme: str
    name: str
    cells: tuple[Cell, ...]
    fully_in: tuple[str, ...]
    of: int


@dataclass(frozen=True)
class Comparison:
    """Themes in ``rows``, countries in ``columns``, or regions when ``by_region``; ``countries`` are so many."""

    by_region: bool
    countries: int
    columns: tuple[Column, ...]
    rows: tuple[ThemeRow, ...]


def compare(lines):
    """The Comparison of what the lines say."""
    lines = in_order(line for line in lines if line.marks)
    countries = {line.report.country.code for line in lines}
    by_region = len(countries) > MOST_COUNTRIES
    finely = len({region_of(code)[1] for code in countries}) <= MOST_COUNTRIES
    column_of = {
        line.report.country.code: _region(line, finely) if by_region else _country(line.report.country)
        for line in lines
    }
    columns = sorted(set(column_of.values()), key=lambda column: (column.key == NOWHERE, folded(column.name)))
    themes = themes_of(lines)
    found = {theme: {} for theme in themes}
    for line in lines:
        column = column_of[line.report.country.code]
        for mark in line.marks:
            found[folded(mark.theme)].setdefault(column, []).append((line, mark))
    rows = [_row(theme, name, found[theme], columns) for theme, name in themes.items()]
    return Comparison(by_region, len(countries), tuple(columns), tuple(rows))


def _country(country):
    return Column(country.code, str(country.name))


def _region(line, finely):
    number = region_of(line.report.country.code)[finely]
    return Column(number, str(region_name(number)))


def _row(theme, name, found, columns):
    marks = [pair for pairs in found.values() for pair in pairs]
    countries = {line.report.country.code for line, _mark in marks}
    behind = {line.report.country.code for line, mark in marks if mark.level != Level.FULLY_IMPLEMENTED}
    cells = tuple(Cell(column, tuple(found.get(column, ()))) for column in columns)
    return ThemeRow(theme, name, cells, tuple(sorted(countries - behind)), len(countries))
