"""Every kind of entry is said in a sentence of its own, on pages and in feeds alike."""

import pytest

from actions.lifecycle import Kind, Level
from actions.models import Entry
from actions.reporting.telling import SENTENCES, what_happened
from tests.views.page import open_page


def test_every_kind_has_a_sentence_that_names_who_it_was():
    said = [str(what_happened(Entry(kind=kind))) for kind in Kind if kind != Kind.ASSESSMENT]
    said += [str(what_happened(Entry(kind=Kind.ASSESSMENT, changes={"assessed": level}))) for level in Level]
    assert all(sentence.count("{who}") == 1 for sentence in said)
    assert len(set(said)) == len(Kind) - 1 + len(Level)
    assert set(SENTENCES) == set(Kind) - {Kind.CHANGE, Kind.ASSESSMENT}


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ({"milestone_id": 1, "action_id": 1, "state": "dropped"}, "{who} dropped a milestone"),
        ({"milestone_id": 1, "action_id": 1, "state": "planned"}, "{who} took a milestone up again"),
        ({"milestone_id": 1, "action_id": 1}, "{who} changed a milestone"),
        ({"action_id": 1}, "{who} changed the priority action"),
        ({}, "{who} changed the report's settings"),
    ],
)
def test_a_change_is_said_by_what_was_changed(about, sentence):
    assert what_happened(Entry(kind=Kind.CHANGE, **about)) == sentence


def test_a_page_says_it_of_the_organisation_and_escapes_its_name(lively, observer, client_of):
    home = lively.nudged.organisation
    home.name = "Shelter <North> & South"
    home.save()
    page = open_page(client_of(observer), lively.nudged.get_absolute_url())
    assert "Shelter <North> & South asked for news" in page.words
