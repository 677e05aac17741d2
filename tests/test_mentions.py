"""Who is meant by @ and a name."""

import pytest

from actions.mentions import mentioned, nobodys

NAMES = {"Anna", "Anna Verhoeven", "Jörg Weiß", "Ali"}


@pytest.mark.parametrize(
    "text, people",
    [
        ("Ask @Anna Verhoeven, please", {"Anna Verhoeven"}),
        ("Ask @anna verhoeven.", {"Anna Verhoeven"}),
        ("(@Anna) and @Ali: yes", {"Anna", "Ali"}),
        ("@Alice is not on the report", set()),
        ("mail anna@Anna.example or me@ali", set()),
        ("@@Ali", set()),
        ("@ Ali", set()),
        ("@Jörg Weiß\n@JÖRG WEISS", {"Jörg Weiß"}),
        ("no one", set()),
    ],
)
def test_the_longest_name_that_stands_after_an_at_is_meant(text, people):
    assert set(mentioned(text, NAMES)) == people


@pytest.mark.parametrize(
    "text, words",
    [
        ("Ask @Anna Verhoeven and @Ali", []),
        ("Ask @jean-luc, @O’Brien or @jean-luc.", ["jean-luc", "O’Brien"]),
        ("@Verhoeven is half a name", ["Verhoeven"]),
        ("mail anna@Anna.example, at @ 9 or @9", []),
    ],
)
def test_names_that_nobody_has_are_found(text, words):
    assert nobodys(text, NAMES) == words
