"""What lists can be narrowed to and sorted by; all of it stands in the address."""

from actions.filters.actions import ActionsFilter
from actions.filters.evidence import EvidenceFilter
from actions.filters.milestones import MilestonesFilter
from actions.filters.report_milestones import MilestoneFilter
from actions.filters.reports import ReportFilter, ThemesFilter
from actions.filters.updates import UpdatesFilter

__all__ = [
    "ActionsFilter",
    "EvidenceFilter",
    "MilestoneFilter",
    "MilestonesFilter",
    "ReportFilter",
    "ThemesFilter",
    "UpdatesFilter",
]
