"""Notes: added, answered, taken away; who is named in them; and words that come twice."""

from uuid import UUID

import pytest
from django.core import mail

from actions.lifecycle import Refused
from actions.models import Mail, Note, Notice, Role
from actions.services.notes import answer, remove_note
from tests.factories import add_note, join, person, work
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


def test_who_was_told_of_a_note_hears_no_more_of_it_when_it_is_taken_away(action, staff, colleague, coordinator):
    gone, kept = (add_note(action, staff, f"@Colin {words}", audience="shared") for words in ("one", "two"))
    remove_note(note=gone)
    colleague.refresh_from_db()
    assert (colleague.unread, Notice.objects.get().address) == (1, kept.get_absolute_url())
    work()
    assert [f"/notices/{Notice.objects.get().pk}/" in sent.body for sent in mail.outbox] == [True]


def test_other_words_in_the_same_form_are_a_note_of_their_own(action, staff):
    add_note(action, staff, "One.", key=KEY)
    add_note(action, staff, "Two.", key=KEY)
    assert set(Note.objects.values_list("text", flat=True)) == {"One.", "Two."}


def test_someone_without_an_organisation_is_told_whom_to_ask(action, db):
    assert refused(add_note, action, person("Nomi"))[0] == "organisation"


def test_a_note_can_be_taken_away(action, staff):
    remove_note(note=add_note(action, staff))
    assert not Note.objects.exists()


def told():
    return {(notice.person.name, notice.kind, notice.address) for notice in Notice.objects.all()}


def test_who_is_named_after_an_at_is_told_where_the_note_is(action, staff, coordinator):
    note = add_note(action, staff, f"Can you ask, @{coordinator.name}?", audience="shared")
    assert list(note.mentioned.all()) == [coordinator]
    assert told() == {("Cora", "mentioned", note.get_absolute_url())}


def test_nobody_is_named_who_may_not_read_the_note(belgium, action, staff):
    outside = join(person("Otto", "Example Ministry"), belgium, Role.OBSERVER)
    field, sentence = refused(add_note, action, staff, f"@{outside.name}, look", audience="internal")
    assert field == "audience" and "Otto may not read this note" in sentence
    assert not Note.objects.exists() and not told()
    assert add_note(action, staff, f"@{outside.name}, look", audience="shared")


def test_an_answer_has_the_readers_of_what_it_answers(action, staff, coordinator):
    first = add_note(action, staff, "Who knows?", audience="shared")
    reply = answer(note=first, by=coordinator, text="I do.", key=KEY)
    again = answer(note=reply, by=staff, text=f"Thanks, @{coordinator.name}.", key=KEY)
    assert {reply.answers, again.answers} == {first}
    assert (reply.audience, reply.action) == ("shared", action)
    thread = f"/reports/belgium-2013/notes/{first.pk}/"
    assert told() == {
        ("Stella", "answered", f"{thread}#note-{reply.pk}"),
        ("Cora", "mentioned", f"{thread}#note-{again.pk}"),  # and not of the answer as well
    }


def test_who_is_answered_is_told_at_once_and_once(action, staff, coordinator, colleague):
    first = add_note(action, staff, "Who knows?", audience="shared")
    for _sent_twice in range(2):
        reply = answer(note=first, by=coordinator, text="I do.", key=KEY)
    answer(note=first, by=staff, text="Never mind.", key=KEY)  # one's own
    answer(note=reply, by=colleague, text="So do I.", key=KEY)
    assert {(name, kind) for name, kind, _address in told()} == {("Stella", "answered"), ("Cora", "answered")}
    assert Notice.objects.count() == 3
    mails = Mail.objects.filter(kind="answered").values_list("person__name", "subject")
    assert set(mails) == {
        ("Stella", "Cora answered your note on “Adopt a national plan of action”."),
        ("Stella", "Colin answered your note on “Adopt a national plan of action”."),  # she began the thread
        ("Cora", "Colin answered your note on “Adopt a national plan of action”."),
    }


def test_who_may_no_longer_read_the_thread_is_not_told_of_an_answer(belgium, action, staff, colleague):
    mate = join(person("Mona", staff.organisation.name), belgium, Role.STAFF)
    first = add_note(action, staff, audience="internal")
    type(staff).objects.filter(pk=staff.pk).update(organisation=colleague.organisation)
    first.author.refresh_from_db()
    answer(note=first, by=mate, text="I asked.", key=KEY)
    assert not told()


def test_a_note_that_was_answered_stays(action, staff, coordinator):
    first = add_note(action, staff, audience="shared")
    answer(note=first, by=coordinator, text="I do.", key=KEY)
    with pytest.raises(Refused, match=f"{coordinator.name} answered this note"):
        remove_note(note=first)
    assert Note.objects.count() == 2
