"""Notes: added, taken away; and words that come twice."""

from uuid import UUID

from actions.models import Note
from actions.services.notes import remove_note
from tests.factories import add_note, person
from tests.services.refusals import refused

KEY = UUID("6f1c8a52-7d0e-4c55-9a40-0d7b6d6f3c11")


def test_a_note_is_its_authors_and_their_organisations(action, staff, today):
    note = add_note(action, staff, "Ask again.", audience="shared")
    assert (note.author, note.organisation, note.text, note.audience) == (
        staff,
        staff.organisation,
        "Ask again.",
        "shared",
    )
    assert note.created_on == today


def test_the_same_form_sent_twice_adds_one_note(action, staff):
    assert add_note(action, staff, key=KEY) == add_note(action, staff, key=KEY)
    assert Note.objects.count() == 1


def test_other_words_in_the_same_form_are_a_note_of_their_own(action, staff):
    add_note(action, staff, "One.", key=KEY)
    add_note(action, staff, "Two.", key=KEY)
    assert set(Note.objects.values_list("text", flat=True)) == {"One.", "Two."}


def test_someone_without_an_organisation_is_told_whom_to_ask(action, db):
    assert refused(add_note, action, person("Nomi"))[0] == "organisation"


def test_a_note_can_be_taken_away(action, staff):
    remove_note(note=add_note(action, staff))
    assert not Note.objects.exists()
