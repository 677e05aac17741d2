"""Figures over time to geometry: bars and lines, each in two sizes. Pure, as ``charts``; levels are in ``lanes``."""

from dataclasses import dataclass, replace

from actions.charts import coordinate


@dataclass(frozen=True)
class Size:
    """A picture's measures: the margins are for the numbers at the left, the labels at the right, the days below.

    A label has so many ``label_lines``: with two it may break after its comma.
    """

    name: str
    width: int
    height: int
    left: int
    right: int
    top: int = 14
    bottom: int = 34
    label_lines: int = 1

    @property
    def plot_width(self):
        return self.width - self.left - self.right

    @property
    def plot_height(self):
        return self.height - self.top - self.bottom


WIDE = Size("wide", 800, 300, left=40, right=150)
NARROW = Size("narrow", 320, 260, left=30, right=130)
"""Two of each picture: one for a page and paper, one for a phone, so that its words keep their size."""

WIDE_BANDS, NARROW_BANDS = replace(WIDE, right=185), replace(NARROW, right=112, label_lines=2)
"""The same with room for the longer words of the bands."""

LINE = 18
"""From one line of a label to the next, and to the next label, so that they never overlap."""

DAY_WIDTH = 74
"""What a month and a year take as words."""


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
        return coordinate(float(self.end_x) + 3)

    @property
    def leader_end(self):
        return coordinate(float(self.end_x) + 13)

    @property
    def label_x(self):
        return coordinate(float(self.end_x) + 17)


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
            _outline([(x, x + slot - gap, y(floors[n]), y(tops[n])) for n, x in run])
            for run in _runs([(n, size.left + slot * n + gap / 2) for n in range(len(days))], each, apart=gap > 0)
        )
        ends[name] = y((floors[-1] + tops[-1]) / 2)
        floors = tops
    end_x = size.left + size.plot_width - gap / 2
    middles = [size.left + slot * (n + 0.5) for n in range(len(days))]
    return Plot(size, coordinate(end_x), _across(days, middles), up, _drawn(counts, paths, ends, size))


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
    end_x = coordinate(places[-1])
    paths = {}
    for name, each in counts.items():
        points = [f"{coordinate(x)} {coordinate(y(count))}" for x, count in zip(places, each, strict=True)]
        paths[name] = f"M{' L'.join(points)}" if len(points) > 1 else f"M{size.left} {coordinate(y(each[0]))} H{end_x}"
    ends = {name: y(each[-1]) for name, each in counts.items()}
    return Plot(size, end_x, _across(days, places), up, _drawn(counts, paths, ends, size))


def _runs(places, counts, apart):
    """The places where something is counted: each by itself, or those side by side together."""
    runs = [[]]
    for place, count in zip(places, counts, strict=True):
        if runs[-1] and (apart or not count):
            runs.append([])
        if count:
            runs[-1].append(place)
    return [run for run in runs if run]


def _outline(bars):
    """Around bars side by side, each (left, right, floor, top): along their tops, and back along their floors."""
    forth = "".join(f"V{coordinate(top)}H{coordinate(right)}" for _left, right, _floor, top in bars)
    back = "".join(f"V{coordinate(floor)}H{coordinate(left)}" for left, _right, floor, _top in reversed(bars))
    return f"M{coordinate(bars[0][0])} {coordinate(bars[0][2])}{forth}{back}z"


def _upright(most, size):
    """(marks from zero up at round numbers, a function from number to coordinate)."""
    step = next(s * 10**power for power in range(12) for s in (1, 2, 5) if s * 10**power * 4 >= most)
    top = step * max(1, -(-most // step))

    def y(count):
        return size.top + size.plot_height * (1 - count / top)

    return tuple(Tick(count, coordinate(y(count))) for count in range(0, top + 1, step)), y


def _across(days, places):
    return thinned(list(zip(days, places, strict=True)))


def thinned(marks):
    """As many marks as have room, counted back from the last."""
    if not marks:
        return ()
    apart = (marks[-1][1] - marks[0][1]) / max(1, len(marks) - 1)
    every = next((n for n in (1, 2, 3, 6, 12, 24, 60, 120, 240, 600) if n * apart >= DAY_WIDTH), 1200)
    return tuple(Tick(day, coordinate(place)) for day, place in marks[::-1][::every][::-1])


def _drawn(counts, paths, ends, size):
    labels = _apart(ends, size.top + 6, size.top + size.plot_height, LINE * size.label_lines)
    return tuple(
        Drawn(name, each[-1], paths[name], coordinate(ends[name]), coordinate(labels[name]))
        for name, each in counts.items()
    )


def _apart(ends, highest, lowest, apart):
    """{name: where its label stands}: as near to where it belongs as the others and the picture allow."""
    order = sorted(ends, key=lambda name: ends[name])
    places = {}
    above = highest - apart
    for name in order:
        above = places[name] = max(ends[name], above + apart)
    below = lowest + apart
    for name in reversed(order):
        below = places[name] = min(places[name], below - apart)
    return places
