"""Pictures of levels over time: each as high as it ranks, from its day on, with its words where there is room."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from actions.lanes import NARROW_LANES, WIDE_LANES, lanes


def test_there_is_no_picture_of_no_action():
    day = date(2026, 1, 1)
    with pytest.raises(ValueError, match="needs an action"):
        lanes(day, day, (), WIDE_LANES)


def action(*steps, title="Adopt a national plan"):
    untils = [step[0] for step in steps[1:]] + [None]
    made = [
        SimpleNamespace(from_day=day, until_day=until, level=level)
        for (day, level), until in zip(steps, untils, strict=True)
    ]
    return SimpleNamespace(number=1, title=title, steps=made)


def test_a_level_changes_on_its_day_and_is_as_high_as_it_ranks():
    start = date(2026, 1, 1)
    moved = action(
        (date(2013, 1, 1), "no_evidence"),
        (start + timedelta(25), "partly_implemented"),
        (start + timedelta(75), "not_implemented"),
    )
    picture = lanes(start, start + timedelta(100), [moved], WIDE_LANES)
    blocks = picture.lanes[0].blocks
    assert [(block.x, block.width) for block in blocks] == [("10", "150"), ("160", "300"), ("460", "150")]
    assert [block.height for block in blocks] == ["0", "30", "15"]
    assert picture.lanes[0].last == "not_implemented"


def test_a_long_title_is_cut_to_what_fits_and_a_single_day_fills_the_lane():
    day = date(2026, 1, 1)
    lane = lanes(day, day, [action((day, "no_evidence"), title="x" * 200)], NARROW_LANES).lanes[0]
    assert lane.title.endswith("…")
    assert len(lane.title) < 45
    assert lane.blocks[0].width == "312"


def words(picture):
    """Of each block of the first lane, the lines of its words: [(where it begins, how high up, text)]."""
    lane = picture.lanes[0]
    return [
        [(round(float(x)), round(float(lane.floor_y) - float(y)), text) for x, y, text in block.words]
        for block in lane.blocks
    ]


def test_every_level_has_its_words_where_there_is_room():
    """Over its block, over lower ones beside it, or in two lines; the last at the end of the lane."""
    start = date(2026, 1, 1)
    moved = action(
        (date(2013, 1, 1), "no_evidence"),
        (start + timedelta(17), "fully_implemented"),
        (start + timedelta(22), "not_implemented"),
        (start + timedelta(60), "partly_implemented"),
        (start + timedelta(63), "not_implemented"),
        (start + timedelta(66), "partly_implemented"),
        (start + timedelta(81), "not_implemented"),
        (start + timedelta(85), "fully_implemented"),
    )
    assert words(lanes(start, start + timedelta(100), [moved], WIDE_LANES)) == [
        [(14, 20, "No evidence"), (14, 5, "available")],
        [(116, 50, "Fully implemented")],
        [(146, 20, "Not implemented")],
        [(269, 35, "Partly implemented")],
        [],
        [(410, 50, "Partly"), (410, 35, "implemented")],
        [],
        [],
    ]


def test_on_a_phone_the_levels_between_have_their_words_where_there_is_room():
    start = date(2026, 1, 1)
    levels = ("no_evidence", "partly_implemented", "fully_implemented", "not_implemented")
    days = [start + timedelta(n) for n in (0, 20, 70, 90)]
    picture = lanes(start, start + timedelta(100), [action(*zip(days, levels, strict=True))], NARROW_LANES)
    assert words(picture) == [[], [(70, 35, "Partly implemented")], [], []]


def test_on_a_phone_the_first_and_the_last_level_have_their_words():
    start = date(2026, 1, 1)
    moved = action((start, "not_implemented"), (start + timedelta(50), "partly_implemented"))
    picture = lanes(start, start + timedelta(100), [moved], NARROW_LANES)
    assert (picture.lanes[0].first, picture.lanes[0].last) == ("not_implemented", "partly_implemented")
    assert words(picture) == [[], []]
    once = lanes(start, start + timedelta(9), [action((start, "no_evidence"))], NARROW_LANES).lanes[0]
    assert once.first == ""
