"""Pictures over time say what the figures say, from zero up, with labels that never overlap."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest

from actions import plots

SIZES = [plots.WIDE, plots.NARROW]
DAYS = [date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 24)]


def scale(plot):
    """How much one counts for, in the plot's own measure."""
    low, high = plot.up[0], plot.up[-1]
    return (float(low.at) - float(high.at)) / (high.value - low.value)


def heights(plot, name):
    """What each bar of a path in the wide picture counts."""
    path = next(drawn.path for drawn in plot.drawn if drawn.name == name)
    bars = re.findall(r"M[\d.]+ ([\d.]+)V([\d.]+)H", path)
    return [round((float(floor) - float(top)) / scale(plot), 3) for floor, top in bars]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
def test_bars_are_as_high_as_their_counts_and_stand_on_each_other(size):
    plot = plots.stack(DAYS, {"done": (1, 2, 4), "planned": (5, 4, 3)}, size)
    assert heights(plot, "done") == [1, 2, 4]
    assert heights(plot, "planned") == [5, 4, 3]
    assert plot.up[0].value == 0
    assert [drawn.count for drawn in plot.drawn] == [4, 3]


def test_no_bar_is_drawn_for_nothing_and_what_never_was_is_left_out():
    plot = plots.stack(DAYS, {"done": (0, 0, 4), "overdue": (0, 0, 0)}, plots.WIDE)
    assert [drawn.name for drawn in plot.drawn] == ["done"]
    assert heights(plot, "done") == [4]


def test_many_bars_are_drawn_as_one_outline():
    days = [date(2014, 1, 1) + timedelta(30 * n) for n in range(150)]
    path = plots.stack(days, {"done": [0] * 100 + [1] * 50}, plots.WIDE).drawn[0].path
    assert path.count("M") == path.count("z") == 1


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
@pytest.mark.parametrize("counts", [(1, 1, 1), (9, 0, 0), (0, 0, 9), (50, 51, 52), (0, 100, 1)])
def test_labels_keep_apart_and_inside(size, counts):
    for draw in (plots.stack, plots.lines):
        plot = draw(DAYS, {name: (1, 1, count) for name, count in zip("abc", counts, strict=True)}, size)
        places = sorted(float(drawn.label_y) for drawn in plot.drawn)
        assert all(after - before >= plots.LINE - 0.02 for before, after in pairwise(places))
        assert places[0] >= 0
        assert places[-1] <= size.height - size.bottom + 0.01


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.name)
@pytest.mark.parametrize("months", [1, 2, 12, 24, 157, 600])
def test_days_on_the_axis_have_room_for_their_words_and_the_last_is_there(size, months):
    days = [date(1976, 1, 1) + timedelta(31 * n) for n in range(months)]
    for draw in (plots.stack, plots.lines):
        across = draw(days, {"done": [1] * months}, size).across
        assert across[-1].value == days[-1]
        places = [float(tick.at) for tick in across]
        assert all(b - a >= plots.DAY_WIDTH - 0.02 for a, b in pairwise(places))


@pytest.mark.parametrize("most", [1, 2, 3, 4, 5, 9, 10, 35, 100, 101, 99999])
def test_numbers_on_the_axis_are_few_whole_and_reach_the_top(most):
    up = plots.lines(DAYS, {"done": (0, 0, most)}, plots.WIDE).up
    assert 2 <= len(up) <= 5
    assert all(isinstance(tick.value, int) for tick in up)
    assert up[-1].value >= most


def test_a_line_goes_through_its_counts_and_one_day_is_a_level_line():
    plot = plots.lines(DAYS, {"due": (0, 1, 2), "done": (0, 0, 1)}, plots.WIDE)
    ys = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", plot.drawn[0].path)]
    assert [round((float(plot.up[0].at) - y) / scale(plot), 3) for y in ys] == [0, 1, 2]
    assert re.fullmatch(r"M40 [\d.]+ H650", plots.lines(DAYS[:1], {"done": (1,)}, plots.WIDE).drawn[0].path)


def test_there_is_no_picture_of_nothing():
    for draw in (plots.stack, plots.lines):
        with pytest.raises(ValueError, match="something to count"):
            draw(DAYS, {"done": (0, 0, 0)}, plots.WIDE)
