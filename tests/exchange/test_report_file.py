"""Every complaint about a report file names line and field."""

import pytest

from actions.exchange.report_file import BadFile, read_report
from tests.conftest import BELGIUM, OTHER

GOOD = OTHER.read_text()
LINES = GOOD.splitlines()


def complaints(text):
    """(line, field, sentence) of everything wrong with the file."""
    with pytest.raises(BadFile) as wrong:
        read_report(text)
    return [(c.line, str(c.field), str(c.sentence)) for c in wrong.value.complaints]


def changed(before, after):
    assert GOOD.count(before) >= 1
    return GOOD.replace(before, after, 1)


def line_of(words):
    return next(number for number, line in enumerate(LINES, 1) if words in line)


def test_a_good_file_is_read_into_values_for_the_models():
    report, actions = read_report(GOOD)
    assert (report["country"], report["rhythm_days"], str(report["published_on"])) == ("NZ", 30, "2020-02-28")
    assert [action["number"] for action in actions] == [7, 12]


def test_what_may_be_left_out_may_be_empty_too():
    report, actions = read_report(changed("time_zone: Pacific/Auckland", "time_zone:").replace("position: noted", ""))
    assert "time_zone" not in report
    assert "position" not in actions[1]


def test_norway_stays_norway():
    assert read_report(changed("country: NZ", "country: NO"))[0]["country"] == "NO"


@pytest.mark.parametrize(
    ("before", "after", "field", "said"),
    [
        ("slug: children-2020", "slug: children 2020", "slug", "Enter a valid “slug” consisting of"),
        ("country: NZ", "country: XX", "country", "Value 'XX' is not a valid choice."),
        ("published_on: 2020-02-28", "published_on: 2020-02-30", "published_on", "it is an invalid date."),
        ("published_on: 2020-02-28", "published_on: last year", "published_on", "It must be in YYYY-MM-DD format."),
        ("published_on: 2020-02-28", "published_on: 2099-01-01", "published_on", "This day has not come yet."),
        ("number: 7", "number: 0", "number", "The numbers of actions begin with 1."),
        ("time_zone: Pacific/Auckland", "time_zone: Kiwi", "time_zone", "is not a time zone. Write it like"),
        ("rhythm_days: 30", "rhythm_days: 0", "rhythm_days", "greater than or equal to 1"),
        ("rhythm_days: 30", "rhythm_days: often", "rhythm_days", "“often” value must be an integer."),
        ("rhythm_days: 30", "rhythm_days: [30]", "rhythm_days", "Here should be one value."),
        ("publisher: Example Committee", "publisher:", "publisher", "This field cannot be blank."),
        ("number: 7", "number: seven", "number", "“seven” value must be an integer."),
        ("position: noted", "position: maybe", "position", "Value 'maybe' is not a valid choice."),
        ("language: fr", "langauge: fr", "langauge", "There is no such field here. The fields are slug, title,"),
        (
            "title: Teach in every school",
            f"title: {'x' * 201}",
            "title",
            "Ensure this value has at most 200 characters",
        ),
    ],
)
def test_a_wrong_field_is_named_with_its_line(before, after, field, said):
    (found, *more) = [c for c in complaints(changed(before, after)) if c[2] != "This field is missing."]
    assert found[:2] == (line_of(before), field)
    assert said in found[2]
    assert more == []


@pytest.mark.parametrize("field", ["slug", "title", "publisher", "country", "published_on", "words_from", "language"])
def test_a_missing_field_of_the_report_is_named(field):
    line = next(line for line in LINES if line.strip().startswith(f"{field}:"))
    assert complaints(GOOD.replace(f"{line}\n", "", 1)) == [(3, field, "This field is missing.")]


@pytest.mark.parametrize("field", ["theme", "title", "recommendation", "addressee"])
def test_a_missing_field_of_an_action_is_named(field):
    line = next(line for line in LINES[line_of("number: 7") :] if line.strip().startswith(f"{field}:"))
    assert complaints(GOOD.replace(f"{line}\n", "", 1)) == [(line_of("number: 7"), field, "This field is missing.")]


def test_a_field_given_twice_is_named():
    twice = changed("  language: fr\n", "  language: fr\n  language: en\n")
    assert complaints(twice) == [(line_of("language: fr") + 1, "language", "This field is here twice.")]


def test_a_number_given_twice_is_named():
    said = "An earlier action has this number already."
    assert complaints(changed("number: 12", "number: 7")) == [(line_of("number: 12"), "number", said)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("just words", [(1, "the file", "Here should be fields, each as “name: value”.")]),
        ("- a list", [(1, "the file", "Here should be fields, each as “name: value”.")]),
        (
            f"{GOOD}\nfooter: x",
            [(len(LINES) + 2, "footer", "There is no such field here. The fields are report, actions.")],
        ),
        (
            GOOD.split("actions:")[0] + "actions: []",
            [(line_of("actions:"), "actions", "List at least one action here.")],
        ),
        (
            GOOD.split("actions:")[0] + "actions: none",
            [(line_of("actions:"), "actions", "List at least one action here.")],
        ),
        (GOOD.split("actions:")[0], [(2, "actions", "This field is missing.")]),
        (
            GOOD.split("actions:")[0] + "actions:\n  - only words",
            [(line_of("actions:") + 1, "actions[1]", "Here should be fields, each as “name: value”.")],
        ),
    ],
)
def test_a_file_of_another_shape_is_told_what_should_be_there(text, expected):
    assert complaints(text) == expected


def test_everything_wrong_is_said_at_once_in_the_order_of_the_lines():
    bad = (
        changed("country: NZ", "country: XX")
        .replace("number: 7", "number: x")
        .replace("rhythm_days: 30", "rhythm_days: x")
    )
    assert [field for _line, field, _said in complaints(bad)] == ["country", "rhythm_days", "number"]


@pytest.mark.parametrize(
    "text", ["report: &a [*a]", "report: *nobody", "a: b: c", "report:\n\tslug: x", "\x00", "%YAML 9"]
)
def test_broken_yaml_is_a_complaint_with_a_line_and_never_a_crash(text):
    (line, field, _said), *_more = complaints(text)
    assert line >= 1
    assert field


def test_the_file_that_ships_is_in_order():
    assert len(read_report(BELGIUM.read_text(encoding="utf-8"))[1]) == 4
