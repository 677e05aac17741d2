"""A CSV file says what the table says, and nothing in it runs."""

import csv
from datetime import date

import pytest

from actions.exchange.csv_file import csv_file


def read(content):
    return list(csv.reader(content.decode("utf-8-sig").splitlines()))


def test_a_file_begins_with_its_mark_and_ends_its_lines_as_the_standard_says():
    content = csv_file(("day", "done"), [(date(2026, 11, 24), 3)])
    assert content == b"\xef\xbb\xbfday,done\r\n2026-11-24,3\r\n"


def test_commas_quotation_marks_and_letters_of_any_script_arrive_as_they_were():
    row = ["Plan, draft", 'the "best"', "Überprüfung 子供"]
    assert read(csv_file(["a", "b", "c"], [row]))[1] == row


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_text_never_runs_as_a_formula(text):
    assert csv_file(["title"], [[text]]).decode("utf-8-sig").split("\r\n", 1)[1].lstrip('"').startswith("'" + text[0])


def test_a_number_stays_a_number_and_nothing_an_empty_cell():
    assert read(csv_file(["a", "b"], [(-1, None)]))[1] == ["-1", ""]
