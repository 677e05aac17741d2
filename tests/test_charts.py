"""Figures become geometry that says no more than the figures do."""

from types import SimpleNamespace

import pytest

from actions import charts
from actions.lifecycle import ConcernKind, Course, Kind, Level, State


def bar(*, done=0, under_way=0, planned=0, overdue=0, overdue_under_way=0):
    late = {"overdue": overdue, "overdue_under_way": overdue_under_way, "on_time": under_way + planned - overdue}
    figures = SimpleNamespace(done=done, under_way=under_way, **late)
    return {segment.name: (segment.count, segment.x, segment.width) for segment in charts.milestone_bar(figures)}


def test_a_bar_shows_done_under_way_overdue_and_ahead_in_this_order():
    assert bar(done=5, under_way=2, planned=3) == {
        "done": (5, "0", "50"),
        "under_way": (2, "50", "20"),
        "ahead": (3, "70", "30"),
    }


def test_all_of_a_bar_is_used_and_nothing_is_drawn_for_nothing():
    assert bar(done=8) == {"done": (8, "0", "100")}
    assert bar() == {}


@pytest.mark.parametrize("late", [0, 1, 2], ids="both planned,one of each,both under way".split(","))
def test_what_is_overdue_is_drawn_as_nothing_else(late):
    drawn = bar(done=1, under_way=3, planned=2, overdue=2, overdue_under_way=late)
    counts = {name: count for name, (count, *_place) in drawn.items()}
    assert counts == {"done": 1, "under_way": 3 - late, "overdue": 2} | ({"ahead": late} if late else {})


def test_lengths_are_written_with_a_point_in_every_language():
    assert bar(done=1, planned=2)["done"] == (1, "0", "33.33")


def test_a_sparkline_rises_from_the_bottom_left_to_the_top_right():
    line = charts.sparkline([0, 1, 2], width=108, height=28)
    assert line.points == "4,24 54,14 104,4"
    assert (line.end_x, line.end_y) == ("104", "4")


def test_a_sparkline_of_nothing_but_zeros_lies_at_the_bottom():
    assert charts.sparkline([0, 0], width=108, height=28).points == "4,24 104,24"


def test_a_sparkline_reaches_only_as_high_as_its_part_of_the_most():
    assert charts.sparkline([1], width=108, height=28, most=2).end_y == "14"


def test_there_is_no_sparkline_without_a_point():
    with pytest.raises(ValueError, match="needs a point"):
        charts.sparkline([])


@pytest.mark.parametrize("choices", [Level, Course, State, Kind, ConcernKind])
def test_every_status_and_every_kind_of_entry_has_its_shape(choices):
    assert set(choices.values) <= set(charts.SHAPES)


@pytest.mark.parametrize("choices", [Level, Course, State])
def test_statuses_of_one_sort_differ_in_shape_and_not_in_colour_alone(choices):
    assert len({charts.SHAPES[value] for value in choices.values}) == len(choices)
