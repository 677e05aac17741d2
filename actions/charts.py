"""Figures to geometry: the numbers that the SVG templates draw. Pure; no query, no clock, no request.

Coordinates are texts with a point as decimal mark, so that no language writes them with a comma.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

RING = "M8 1a7 7 0 1 0 0 14a7 7 0 1 0 0-14z"
HOLLOW = "M8 2.75a5.25 5.25 0 1 0 0 10.5a5.25 5.25 0 1 0 0-10.5z"
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
    "off_track": "M3.6 2.3 8 6.7l4.4-4.4 1.3 1.3L9.3 8l4.4 4.4-1.3 1.3L8 9.3l-4.4 4.4-1.3-1.3L6.7 8 2.3 3.6z",
    "stalled": "M4 2.5h3v11H4zM9 2.5h3v11H9z",
    # Where a milestone is.
    "planned": RING + HOLLOW,
    "under_way": RING + "M8 2.75V8h5.25A5.25 5.25 0 1 1 8 2.75z",
    "done": "M6.2 12.8 1.6 8.2 3 6.8l3.2 3.2 6.8-6.8 1.4 1.4z",
    "dropped": "M2.5 7h11v2h-11z",
    # What someone must do.
    "attention": "M6.6 1.5h2.8l-.3 8.5H6.9zM6.7 11.6h2.6v2.6H6.7z",
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

    An overdue milestone is drawn as overdue whether it is under way or not. The figures do not say
    how many of each are overdue, so no more is drawn as under way than certainly is on time.
    """
    under_way = max(0, figures.under_way - figures.overdue)
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
        Segment(name, count, _number(start * length / total), _number((end - start) * length / total))
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
        (_number(margin + step * place), _number(height - margin - (height - 2 * margin) * point / most))
        for place, point in enumerate(points)
    ]
    end_x, end_y = places[-1]
    return Sparkline(width, height, " ".join(f"{x},{y}" for x, y in places), end_x, end_y)


# --- Over time ---


@dataclass(frozen=True)
class Size:
    """A picture's measures: the margins are for the numbers at the left, the labels at the right, the days below."""

    name: str
    width: int
    height: int
    left: int
    right: int
    top: int = 14
    bottom: int = 34

    @property
    def plot_width(self):
        return self.width - self.left - self.right

    @property
    def plot_height(self):
        return self.height - self.top - self.bottom


WIDE = Size("wide", 800, 300, left=40, right=150)
NARROW = Size("narrow", 320, 260, left=34, right=112)
"""Two of each picture: one for a page and paper, one for a phone, so that its words keep their size."""

LINE = 18
"""From one label to the next, so that they never overlap."""

DAY_WIDTH = 74
"""What a month and a year take as words."""

LEVEL_HEIGHTS = {"no_evidence": 0, "not_implemented": 1, "partly_implemented": 2, "fully_implemented": 3}
"""Of three: how high the step of a level is. Without evidence there is no height, only a broken line."""


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: ``value``, a number or a day, stands ``at`` that coordinate."""

    value: object
    at: str


@dataclass(frozen=True)
class Drawn:
    """One of the things counted: its path, and the label at its end.

    ``count`` is the last number. A thin line leads from ``end_y``, where the path ends, to ``label_y``.
    """

    name: str
    count: int
    path: str
    end_y: str
    label_y: str


@dataclass(frozen=True)
class Plot:
    """A picture over days: ``across`` are the marks of the days, ``up`` those of the numbers, from zero."""

    size: Size
    end_x: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    drawn: tuple[Drawn, ...]

    @property
    def leader_start(self):
        return _number(float(self.end_x) + 3)

    @property
    def leader_end(self):
        return _number(float(self.end_x) + 13)

    @property
    def label_x(self):
        return _number(float(self.end_x) + 17)


def stack(days, counts, size):
    """Bars, one for each of ``days``, of {name: counts} one on the other, the first at the bottom.

    What never counts anything is left out. Raises ValueError when nothing does.
    """
    counts = {name: each for name, each in counts.items() if any(each)}
    if not counts:
        raise ValueError("a picture needs something to count")
    up, y = _upright(max(map(sum, zip(*counts.values(), strict=True))), size)
    slot = size.plot_width / len(days)
    gap = min(slot * 0.2, 8) if slot >= 8 else 0
    floors = [0] * len(days)
    paths, ends = {}, {}
    for name, each in counts.items():
        tops = [floor + count for floor, count in zip(floors, each, strict=True)]
        paths[name] = " ".join(
            f"M{_number(size.left + slot * n + gap / 2)} {_number(y(floor))}"
            f"V{_number(y(top))}h{_number(slot - gap)}V{_number(y(floor))}z"
            for n, (floor, top) in enumerate(zip(floors, tops, strict=True))
            if top > floor
        )
        ends[name] = y((floors[-1] + tops[-1]) / 2)
        floors = tops
    end_x = size.left + size.plot_width - gap / 2
    middles = [size.left + slot * (n + 0.5) for n in range(len(days))]
    return Plot(size, _number(end_x), _across(days, middles), up, _drawn(counts, paths, ends, size))


def lines(days, counts, size):
    """Lines through the counts of {name: counts} at each of ``days``, all from the same zero.

    Raises ValueError when nothing is counted.
    """
    if not any(any(each) for each in counts.values()):
        raise ValueError("a picture needs something to count")
    up, y = _upright(max(max(each) for each in counts.values()), size)
    step = size.plot_width / max(1, len(days) - 1)
    places = [size.left + step * n for n in range(len(days))]
    if len(days) == 1:
        places = [size.left + size.plot_width]
    end_x = _number(places[-1])
    paths = {}
    for name, each in counts.items():
        points = [f"{_number(x)} {_number(y(count))}" for x, count in zip(places, each, strict=True)]
        paths[name] = f"M{' L'.join(points)}" if len(points) > 1 else f"M{size.left} {_number(y(each[0]))} H{end_x}"
    ends = {name: y(each[-1]) for name, each in counts.items()}
    return Plot(size, end_x, _across(days, places), up, _drawn(counts, paths, ends, size))


@dataclass(frozen=True)
class Block:
    """A level held for a while: a block as high as the level. ``words_x`` is None where words do not fit."""

    level: str
    x: str
    y: str
    width: str
    height: str
    words_x: str | None


@dataclass(frozen=True)
class Lane:
    """The levels of one action, left to right: its title above, its blocks on a floor, the last level at the end."""

    number: int
    title: str
    title_y: str
    floor_y: str
    blocks: tuple[Block, ...]
    last: str
    label_y: str


@dataclass(frozen=True)
class Lanes:
    """The lanes of all actions; ``label_x`` is where the labels of the last levels stand."""

    size: Size
    label_x: str
    floor_end: str
    across: tuple[Tick, ...]
    lanes: tuple[Lane, ...]

    @property
    def grid_end(self):
        """How far down the lines of the days go; the days stand below."""
        return self.size.height - self.size.bottom + 4


WIDE_LANES = Size("wide", 800, 0, left=10, right=190, top=4, bottom=26)
NARROW_LANES = Size("narrow", 320, 0, left=4, right=4, top=4, bottom=26)


def lanes(start, end, levels, size):
    """A lane for each action, from the day ``start`` to the day ``end``: ``levels`` are their ActionLevels.

    On the narrow picture the label stands over the end of the lane, else right of it. Raises ValueError when there
    is no action.
    """
    if not levels:
        raise ValueError("a picture needs an action")
    span = max(1, (end - start).days)
    beside = size.name == "wide"
    step, letter = 15, 7.2
    head = 24 if beside else 44
    lane_height = head + 3 * step + 14

    def x(day):
        return size.left + size.plot_width * min(max((day - start).days, 0), span) / span

    drawn = []
    for n, action in enumerate(levels):
        floor = size.top + lane_height * n + head + 3 * step
        blocks = []
        for held in action.steps:
            begins = x(held.from_day) if start < end else size.left
            width = (x(held.until_day) if held.until_day and start < end else size.left + size.plot_width) - begins
            height = LEVEL_HEIGHTS[held.level] * step
            fits = beside and held.until_day and width >= letter * 22
            blocks.append(
                Block(
                    held.level,
                    _number(begins),
                    _number(floor - height),
                    _number(width),
                    _number(height),
                    _number(begins + 4) if fits else None,
                )
            )
        last = action.steps[-1].level
        label_y = floor - LEVEL_HEIGHTS[last] * step / 2 + 5 if beside else floor - 3 * step - 8
        room = int((size.width - size.left) / letter) - len(str(action.number)) - 2
        title = action.title if len(action.title) <= room else action.title[: room - 1].rstrip() + "…"
        title_y = size.top + lane_height * n + 14
        drawn.append(
            Lane(action.number, title, _number(title_y), _number(floor), tuple(blocks), last, _number(label_y))
        )
    height = size.top + lane_height * len(drawn) + size.bottom - 14
    size = replace(size, height=height)
    firsts = _firsts(start, end)
    half = DAY_WIDTH / 2
    across = _thinned([(day, x(day)) for day in firsts if half <= x(day) <= size.width - half])
    right = size.left + size.plot_width
    return Lanes(size, _number(right + 8 if beside else right), _number(right), across, tuple(drawn))


def _firsts(start, end):
    """The first days of the months after ``start``, until ``end``."""
    found, day = [], start.replace(day=1)
    while day <= end:
        if day > start:
            found.append(day)
        day = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
    return found


def _upright(most, size):
    """(marks from zero up at round numbers, a function from number to coordinate)."""
    step = next(s * 10**power for power in range(12) for s in (1, 2, 5) if s * 10**power * 4 >= most)
    top = step * max(1, -(-most // step))

    def y(count):
        return size.top + size.plot_height * (1 - count / top)

    return tuple(Tick(count, _number(y(count))) for count in range(0, top + 1, step)), y


def _across(days, places):
    return _thinned(list(zip(days, places, strict=True)))


def _thinned(marks):
    """As many marks as have room, counted back from the last."""
    if not marks:
        return ()
    apart = (marks[-1][1] - marks[0][1]) / max(1, len(marks) - 1)
    every = next((n for n in (1, 2, 3, 6, 12, 24, 60, 120) if n * apart >= DAY_WIDTH), 240)
    return tuple(Tick(day, _number(place)) for day, place in marks[::-1][::every][::-1])


def _drawn(counts, paths, ends, size):
    labels = _apart(ends, size.top + 6, size.top + size.plot_height)
    return tuple(
        Drawn(name, each[-1], paths[name], _number(ends[name]), _number(labels[name])) for name, each in counts.items()
    )


def _apart(ends, highest, lowest):
    """{name: where its label stands}: as near to where it belongs as the others and the picture allow."""
    order = sorted(ends, key=lambda name: ends[name])
    places = {}
    above = highest - LINE
    for name in order:
        above = places[name] = max(ends[name], above + LINE)
    below = lowest + LINE
    for name in reversed(order):
        below = places[name] = min(places[name], below - LINE)
    return places


def _number(value):
    return f"{value:.2f}".rstrip("0").rstrip(".")
