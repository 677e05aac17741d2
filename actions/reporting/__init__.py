"""Reads: the figures behind pages, charts and exports, today and as of any day."""

from actions.reporting.figures import ActionFigures, MilestoneFigures, Standing
from actions.reporting.lines import lines
from actions.reporting.record import milestone_rows, standing
from actions.reporting.today import current, ended, past, zone_known

__all__ = [
    "ActionFigures",
    "MilestoneFigures",
    "Standing",
    "current",
    "ended",
    "lines",
    "milestone_rows",
    "past",
    "standing",
    "zone_known",
]
