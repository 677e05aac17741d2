"""Notes: what is refused."""

from actions.models import Note
from tests.factories import add_note
from tests.models.refusals import assert_database_refuses, sentences


def test_a_note_says_something(action, staff):
    note = add_note(action, staff)
    note.text = ""
    assert "Write the note." in sentences(note)
    assert_database_refuses(note.save)


def test_a_note_is_for_the_organisation_or_for_all(action, staff):
    note = add_note(action, staff)
    note.audience = "public"
    assert "Choose who may read the note." in sentences(note)
    assert_database_refuses(note.save)


def test_a_form_makes_one_note(action, staff):
    note = add_note(action, staff)
    note.pk = None
    assert_database_refuses(lambda: note.save(force_insert=True))
    assert Note.objects.count() == 1
