"""The list of reports as a file for a spreadsheet."""

import csv

from django.utils.translation import gettext as _

from actions.lifecycle import Level
from actions.regions import region_name, region_of
from actions.reporting.lines import LEVELS

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_reports(file, groups, by_theme=False):
    """Write Groups of Lines as CSV, a row for each line; grouped by theme, the theme stands first.

    Figures are numbers, days in ISO form. No text begins as a formula does, for a spreadsheet would run it.
    """
    writer = csv.writer(file)
    header = [
        *([_("Theme")] if by_theme else []),
        _("Country code"),
        _("Country"),
        _("Region"),
        _("Subregion"),
        _("Report"),
        _("Publisher"),
        _("Published on"),
        _("Age in years"),
        _("As of"),
        _("Priority actions"),
        *(str(Level(level).label) for level in LEVELS),
        _("Silent actions"),
        _("Overdue milestones"),
        _("Last heard"),
        _("Levels"),
    ]
    writer.writerow([_safe(cell) for cell in header])
    for group in groups:
        first = [group.name] if by_theme else []
        writer.writerows([_safe(cell) for cell in (*first, *_row(line))] for line in group.lines)


def _row(line):
    report = line.report
    region, subregion = region_of(report.country.code)
    return (
        report.country.code,
        str(report.country.name),
        str(region_name(region)),
        str(region_name(subregion)),
        report.title,
        report.publisher,
        report.published_on.isoformat(),
        line.age,
        line.day.isoformat(),
        len(line.marks),
        *(line.counts[level] for level in LEVELS),
        line.silent,
        line.overdue,
        line.heard_on.isoformat() if line.heard_on else "",
        "; ".join(f"{mark.number}: {Level(mark.level).label}" for mark in line.marks),
    )


def _safe(cell):
    if isinstance(cell, str) and cell.startswith(BEGINS_A_FORMULA):
        return f"'{cell}"
    return cell
