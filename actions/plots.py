"""Figures over time to geometry: bars, lines and lanes of levels, each in two sizes. Pure, as ``charts``."""

from dataclasses import dataclass, replace
from itertools import takewhile

from actions.charts import coordinate
from actions.lifecycle import Level


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

LETTER = 7.6
"""How wide a letter is, about."""

BOLD = 1.2
"""How much longer words are in bold, and a size larger."""

DAY_WIDTH = 74
"""What a month and a year take as words."""

HIGHEST_FOR_TWO = 30
"""How high a block may be for two lines of words over it, under the title of the lane."""

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


@dataclass(frozen=True)
class Block:
    """A level held for a while: a block as high as the level. ``words`` are lines, (x, y, text); none without room."""

    level: str
    x: str
    y: str
    width: str
    height: str
    words: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Lane:
    """The levels of one action, left to right: its title above, its blocks on a floor, the last level at the end.

    ``first`` is the first level, where its words stand at the beginning of the line of the last; else nothing.
    """

    number: int
    title: str
    title_y: str
    floor_y: str
    blocks: tuple[Block, ...]
    first: str
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

    On the narrow picture the label of the last level stands over the end of the lane, and that of the first over its
    beginning. Else it stands right of it. The others have theirs over their blocks. Raises ValueError when there is no
    action.
    """
    if not levels:
        raise ValueError("a picture needs an action")
    span = max(1, (end - start).days)
    beside = size.name == "wide"
    step = 15
    head = 38 if beside else 44
    lane_height = head + 3 * step + 14

    def x(day):
        return size.left + size.plot_width * min(max((day - start).days, 0), span) / span

    drawn = []
    for n, action in enumerate(levels):
        floor = size.top + lane_height * n + head + 3 * step
        bars = []
        for held in action.steps:
            begins = x(held.from_day) if start < end else size.left
            ends = x(held.until_day) if held.until_day and start < end else size.left + size.plot_width
            bars.append(_Bar(begins, ends, LEVEL_HEIGHTS[held.level] * step, str(Level(held.level).label)))
        both = len(bars) > 1 and _length(bars[0].words) + _length(bars[-1].words) * BOLD + LINE <= size.plot_width
        words = _words_over(bars) if beside else _words_between(bars, size, 3 * step + 8, both)
        blocks = [
            Block(
                held.level,
                coordinate(bar.begins),
                coordinate(floor - bar.height),
                coordinate(bar.ends - bar.begins),
                coordinate(bar.height),
                tuple((coordinate(x), coordinate(floor - up), text) for x, up, text in lines),
            )
            for held, bar, lines in zip(action.steps, bars, words, strict=True)
        ]
        first = action.steps[0].level if both and not beside else ""
        last = action.steps[-1].level
        label_y = floor - LEVEL_HEIGHTS[last] * step / 2 + 5 if beside else floor - 3 * step - 8
        room = int((size.width - size.left) / LETTER) - len(str(action.number)) - 2
        title = action.title if len(action.title) <= room else action.title[: room - 1].rstrip() + "…"
        title_y = size.top + lane_height * n + 14
        drawn.append(
            Lane(
                action.number,
                title,
                coordinate(title_y),
                coordinate(floor),
                tuple(blocks),
                first,
                last,
                coordinate(label_y),
            )
        )
    height = size.top + lane_height * len(drawn) + size.bottom - 14
    size = replace(size, height=height)
    firsts = _firsts(start, end)
    half = DAY_WIDTH / 2
    across = _thinned([(day, x(day)) for day in firsts if half <= x(day) <= size.width - half])
    right = size.left + size.plot_width
    return Lanes(size, coordinate(right + 8 if beside else right), coordinate(right), across, tuple(drawn))


@dataclass(frozen=True)
class _Bar:
    """A block in numbers, with the words of its level."""

    begins: float
    ends: float
    height: float
    words: str


def _words_between(bars, size, up, both):
    """The same where the words of the last level stand so high ``up`` at its end, those of the first, if ``both``, too.

    The first bar and the last have none.
    """
    end = size.left + size.plot_width
    labels = [(end - _length(bars[-1].words) * BOLD, end, up)]
    if both:
        labels.append((size.left, size.left + _length(bars[0].words), up))
    return [[], *_words_over(bars[1:], labels)][: len(bars)]


def _words_over(bars, taken=()):
    """The lines of words over each bar: [(where it begins, how high up, text)]; empty where they have no room.

    In one line they may stand partly over lower bars beside it, in two over the bar alone. The last bar has none: its
    words stand at the end of the lane. None may touch what is ``taken``: lines of words, as ``_meet`` has them.
    """
    found, taken = [], list(taken)
    for n, bar in enumerate(bars[:-1]):
        for lines in (_in_one_line(bar, bars[:n], bars[n + 1 :]), _in_two_lines(bar)):
            boxes = [(x, x + _length(text), up) for x, up, text in lines]
            if lines and not any(_meet(box, other) for box in boxes for other in taken):
                found.append(lines)
                taken += boxes
                break
        else:
            found.append([])
    return [*found, []]


def _in_one_line(bar, before, after):
    left, right = _up_to(bar, before[::-1]).begins, _up_to(bar, after).ends
    begins = min(bar.begins + 4, right - _length(bar.words))
    return [(begins, bar.height + 5, bar.words)] if begins >= left else []


def _in_two_lines(bar):
    first, _space, last = bar.words.rpartition(" ")
    fits = max(_length(first), _length(last)) + 4 <= bar.ends - bar.begins
    above = [(bar.begins + 4, bar.height + 20, first), (bar.begins + 4, bar.height + 5, last)]
    return above if fits and bar.height <= HIGHEST_FOR_TWO else []


def _length(words):
    return len(words) * LETTER


def _meet(one, other):
    """Whether two lines of words, each (begins, ends, how high up), would touch."""
    return one[0] < other[1] and other[0] < one[1] and abs(one[2] - other[2]) < 14


def _up_to(bar, others):
    """The last of those beside a bar, one after the other, that are lower; itself when the next one is not."""
    return [bar, *takewhile(lambda other: other.height < bar.height, others)][-1]


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

    return tuple(Tick(count, coordinate(y(count))) for count in range(0, top + 1, step)), y


def _across(days, places):
    return _thinned(list(zip(days, places, strict=True)))


def _thinned(marks):
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
