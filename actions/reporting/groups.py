"""The lines of the reports put in order, and grouped by region or theme."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from actions.alphabet import folded
from actions.lifecycle import Level
from actions.regions import NOWHERE, region_name, region_of
from actions.reporting.lines import totals

ORDERS = {
    "country": (_("Country"), None),
    "publisher": (_("Publisher"), lambda line: folded(line.report.publisher)),
    "age": (_("Oldest report first"), lambda line: line.report.published_on),
    "-age": (_("Newest report first"), lambda line: -line.report.published_on.toordinal()),
    "silent": (_("Most silent actions first"), lambda line: -line.silent),
    "overdue": (_("Most overdue milestones first"), lambda line: -line.overdue),
    "heard": (
        _("Longest not heard of first"),
        lambda line: line.heard_on.toordinal() if line.heard_on else 0,
    ),
    "-level": (_("Most implemented first"), lambda line: tuple(-share for share in _shares(line))),
    "level": (_("Least implemented first"), lambda line: _shares(line)),
}
"""{name in the address: (its words, key)}. Equals come by country, the newest report first."""


def _shares(line):
    """The shares of the actions that are fully, and partly, implemented."""
    of = len(line.marks) or 1
    return line.counts[Level.FULLY_IMPLEMENTED] / of, line.counts[Level.PARTLY_IMPLEMENTED] / of


def in_order(lines, order="country"):
    """The lines sorted by one of ORDERS."""
    _words, key = ORDERS[order]
    found = sorted(
        lines,
        key=lambda line: (
            folded(line.country),
            -line.report.published_on.toordinal(),
            line.report.slug,
        ),
    )
    return sorted(found, key=key) if key else found


@dataclass(frozen=True)
class Group:
    """Lines under a heading; ``key`` is the number of the region, or the theme as ``folded`` has it."""

    key: str
    name: str
    lines: tuple

    @cached_property
    def totals(self):
        """The Totals of all of them, whatever a page shows."""
        return totals(self.lines)


def grouped(lines, by):
    """Groups of lines that are in order, each keeping that order.

    ``by`` is "region" or "subregion" of the United Nations' standard M49; "theme", where a report is under
    each theme it has actions on, with those actions alone; anything else makes one group without a name.
    """
    match by:
        case "region" | "subregion":
            found = _by_region(lines, by == "subregion")
        case "theme":
            found = _by_theme(lines)
        case _:
            found = [("", "", lines)] if lines else []
    return [Group(key, name, tuple(members)) for key, name, members in found]


def _by_region(lines, finely):
    members = {}
    for line in lines:
        members.setdefault(region_of(line.report.country.code)[finely], []).append(line)
    named = [(number, str(region_name(number)), group) for number, group in members.items()]
    return sorted(named, key=lambda n: (n[0] == NOWHERE, folded(n[1])))


def _by_theme(lines):
    return [
        (theme, name, [line.about(theme) for line in lines if theme in line.themes])
        for theme, name in themes_of(lines).items()
    ]


def themes_of(lines):
    """{theme as ``folded`` has it: as it is written}, in order.

    Where it is written in several ways, the first of them in order stands for all.
    """
    return named_themes({mark.theme for line in lines for mark in line.marks})


def named_themes(written):
    """{theme as ``folded`` has it: as it is written} of some themes, in order."""
    found = {}
    for theme in sorted(written):
        found.setdefault(folded(theme), theme)
    return dict(sorted(found.items()))
