"""The levels of actions over time to geometry: a lane for each action, in two sizes. Pure, as ``plots``."""

from dataclasses import dataclass, replace
from itertools import takewhile

from actions.charts import coordinate
from actions.lifecycle import Level
from actions.plots import DAY_WIDTH, LINE, Size, Tick, thinned

LETTER = 7.6
"""How wide a letter is, about."""

BOLD = 1.2
"""How much longer words are in bold, and a size larger."""

HIGHEST_FOR_TWO = 30
"""How high a block may be for two lines of words over it, under the title of the lane."""

LEVEL_HEIGHTS = {"no_evidence": 0, "not_implemented": 1, "partly_implemented": 2, "fully_implemented": 3}
"""Of three: how high the step of a level is. Without evidence there is no height, only a broken line."""


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
    across = thinned([(day, x(day)) for day in firsts if half <= x(day) <= size.width - half])
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
    """As ``_words_over``, where the last level has its words so high ``up`` at the end of the lane, and the first, if
    ``both``, at its beginning: these two bars have none over them.
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


def _firsts(start, end):
    """The first days of the months after ``start``, until ``end``."""
    found, day = [], start.replace(day=1)
    while day <= end:
        if day > start:
            found.append(day)
        day = day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
    return found
