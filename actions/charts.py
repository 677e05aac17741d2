"""Figures to geometry: the numbers that the SVG templates draw. Pure; no query, no clock, no request.

Coordinates are texts with a point as decimal mark, so that no language writes them with a comma.
"""

from dataclasses import dataclass
from itertools import pairwise

RING = "M8 1a7 7 0 1 0 0 14a7 7 0 1 0 0-14z"
HOLLOW = "M8 2.75a5.25 5.25 0 1 0 0 10.5a5.25 5.25 0 1 0 0-10.5z"
MARK = "M6.6 1.5h2.8l-.3 8.5H6.9zM6.7 11.6h2.6v2.6H6.7z"
CROSS = "M3.6 2.3 8 6.7l4.4-4.4 1.3 1.3L9.3 8l4.4 4.4-1.3 1.3L8 9.3l-4.4 4.4-1.3-1.3L6.7 8 2.3 3.6z"
PLUS = "M7 2.5h2V7h4.5v2H9v4.5H7V9H2.5V7H7z"

SHAPES = {
    # How far an action is implemented.
    "not_implemented": RING + HOLLOW,
    "partly_implemented": RING + "M8 2.75a5.25 5.25 0 0 0 0 10.5z",
    "fully_implemented": RING,
    "no_evidence": "M5.2 5.6C5.3 3.8 6.5 2.8 8.1 2.8c1.7 0 2.9 1 2.9 2.5 0 1.2-.6 1.8-1.5 2.5-.8.6-1 .9-1 1.7v.4H6.9"
    "v-.6c0-1.2.5-1.8 1.4-2.5.7-.5 1-.9 1-1.5 0-.7-.5-1.1-1.3-1.1s-1.3.5-1.4 1.4zM6.9 11.4h1.7V13H6.9z",
    # Where it is heading.
    "on_track": "M2 7h8.2L7 3.8l1.3-1.3L13.8 8l-5.5 5.5L7 12.2 10.2 9H2z",
    "at_risk": "M8 1.5 15.2 14H.8zM7.2 6v4h1.6V6zM7.2 11.2v1.6h1.6v-1.6z",
    "off_track": CROSS,
    "stalled": "M4 2.5h3v11H4zM9 2.5h3v11H9z",
    # Where a milestone is.
    "planned": RING + HOLLOW,
    "under_way": RING + "M8 2.75V8h5.25A5.25 5.25 0 1 1 8 2.75z",
    "done": "M6.2 12.8 1.6 8.2 3 6.8l3.2 3.2 6.8-6.8 1.4 1.4z",
    "dropped": "M2.5 7h11v2h-11z",
    # What someone must do.
    "attention": MARK,
    "late": MARK,
    "silent": MARK,
    "due_soon": RING + "M7.1 3.6h1.8v4l2.7 1.6-.9 1.5-3.6-2.1z",
    "off_course": CROSS,
    "waiting": RING + "M7.1 3.6h1.8v4l2.7 1.6-.9 1.5-3.6-2.1z",
    "disputed": "M6.8 2v12L.8 8zM9.2 2v12l6-6z",
    "unled": "M8 1.5a3.3 3.3 0 1 0 0 6.6a3.3 3.3 0 1 0 0-6.6zM8 3.1a1.7 1.7 0 1 1 0 3.4a1.7 1.7 0 1 1 0-3.4z"
    "M1.6 14.5a6.4 5.2 0 0 1 12.8 0h-1.7a4.7 3.6 0 0 0-9.4 0z",
    # What an entry of the record is.
    "report_opened": "M3 1.5h1.7V3h8.8l-2 3 2 3H4.7v5.5H3z",
    "action_added": PLUS,
    "milestone_added": PLUS,
    "change": "M8 2.5 14.3 13.5H1.7zM8 6.4 5.1 11.5h5.8z",
    "update": "M7 14V5.8L3.8 9 2.5 7.7 8 2.2l5.5 5.5L12.2 9 9 5.8V14z",
    "confirmation": "M2.5 4.5h11v2h-11zM2.5 9.5h11v2h-11z",
    "correction": "M11.4 1.8l2.8 2.8-8.3 8.3-3.9 1.1 1.1-3.9z",
    "withdrawal": "M6 2 1.5 6.5 6 11V7.8h3.5a2.2 2.2 0 0 1 0 4.4H7v2h2.5a4.2 4.2 0 0 0 0-8.4H6z",
    "erasure": "M2 5.5h12v5H2z",
    "nudge": "M8 1.2a4.6 4.6 0 0 0-4.6 4.6v3.4L2 11.8h12l-1.4-2.6V5.8A4.6 4.6 0 0 0 8 1.2z"
    "M6.2 12.9a1.8 1.8 0 0 0 3.6 0z",
    "set_aside": RING + "M5.2 4.8h2v6.4h-2zM8.8 4.8h2v6.4h-2z",
    "taken_up": RING + "M6.2 4.6 11.4 8l-5.2 3.4z",
    # Where an update is on its way into the record.
    "draft": "M11.4 1.8l2.8 2.8-8.3 8.3-3.9 1.1 1.1-3.9z",
    "submitted": RING + "M7.1 3.6h1.8v4l2.7 1.6-.9 1.5-3.6-2.1z",
    "sent_back": "M6 2 1.5 6.5 6 11V7.8h3.5a2.2 2.2 0 0 1 0 4.4H7v2h2.5a4.2 4.2 0 0 0 0-8.4H6z",
    "accepted": "M6.2 12.8 1.6 8.2 3 6.8l3.2 3.2 6.8-6.8 1.4 1.4z",
    "discarded": "M2.5 7h11v2h-11z",
    "evidence": "M11.8 4.4v6.8a3.8 3.8 0 0 1-7.6 0V4a2.6 2.6 0 0 1 5.2 0v6.6a1.4 1.4 0 0 1-2.8 0V4.8h1.5v5.6h.2V4"
    "a1.1 1.1 0 0 0-2.6 0v7.2a2.3 2.3 0 0 0 4.6 0V4.4z",
    "assessment": "M8 3.3C4.5 3.3 2 5.8.6 8 2 10.2 4.5 12.7 8 12.7s6-2.5 7.4-4.7C14 5.8 11.5 3.3 8 3.3z"
    "M8 4.9a3.1 3.1 0 1 1 0 6.2a3.1 3.1 0 1 1 0-6.2zM8 6.4a1.6 1.6 0 1 0 0 3.2a1.6 1.6 0 1 0 0-3.2z",
    "note": "M1.5 2.5h13v9H8l-4 3.2v-3.2H1.5z",
    # Which way a level went.
    "moved_back": "M2 4h12L8 13z",
    # What one can do everywhere.
    "search": "M7 1.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zm0 1.8a3.7 3.7 0 1 0 0 7.4 3.7 3.7 0 0 0 0-7.4z"
    "m4.7 7.1 3.1 3.1-1.3 1.3-3.1-3.1z",
}
"""{value: path} of every status and every kind of entry, in a square of 16 by 16, filled by even-odd rule."""


@dataclass(frozen=True)
class Segment:
    """A stretch of a bar, from ``x``, ``width`` long, that stands for ``count`` milestones."""

    name: str
    count: int
    x: str
    width: str


def milestone_bar(figures, length=100):
    """Segments of a bar ``length`` long: milestones done, under way, overdue, and still ahead.

    An overdue milestone is drawn as overdue whether it is under way or not.
    """
    under_way = figures.under_way - figures.overdue_under_way
    counts = {
        "done": figures.done,
        "under_way": under_way,
        "overdue": figures.overdue,
        "ahead": figures.on_time - under_way,
    }
    total = sum(counts.values())
    edges = [0]
    for count in counts.values():
        edges.append(edges[-1] + count)
    return [
        Segment(name, count, coordinate(start * length / total), coordinate((end - start) * length / total))
        for (name, count), (start, end) in zip(counts.items(), pairwise(edges), strict=True)
        if count
    ]


@dataclass(frozen=True)
class Sparkline:
    """A line through ``points`` with a dot at its end, in a box of ``width`` by ``height``."""

    width: int
    height: int
    points: str
    end_x: str
    end_y: str


def sparkline(points, width=112, height=28, most=None):
    """A line from nothing at the bottom to ``most`` at the top; by default the greatest point.

    Raises ValueError when there is no point.
    """
    if not points:
        raise ValueError("a sparkline needs a point")
    most = max(most or 0, *points, 1)
    margin = 4  # for the line's own thickness, and the dot
    step = (width - 2 * margin) / max(1, len(points) - 1)
    places = [
        (coordinate(margin + step * place), coordinate(height - margin - (height - 2 * margin) * point / most))
        for place, point in enumerate(points)
    ]
    end_x, end_y = places[-1]
    return Sparkline(width, height, " ".join(f"{x},{y}" for x, y in places), end_x, end_y)


def coordinate(value):
    """A number as these texts: two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
