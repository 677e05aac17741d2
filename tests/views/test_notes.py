"""Notes: added for one's organisation or for everyone, taken away by who wrote them."""

import json
from uuid import uuid4

from actions.models import Note
from actions.services.notes import answer
from tests.factories import add_milestone, add_note, join, log, person
from tests.views.page import Page, follow, open_page

HERE = "/reports/belgium-2013/actions/1/"


def test_a_note_is_for_ones_own_organisation_unless_shared(belgium, action, staff, colleague, observer, client_of):
    client = client_of(staff)
    form = open_page(client, open_page(client, HERE).link("Add a note")).form("text")
    assert form.fields["audience"] == "internal"
    page = follow(client, form.send(client, text="Between us."))
    assert page.messages == ["Note added."]
    follow(client, open_page(client, f"{HERE}notes/add/").form("text").send(client, text="All.", audience="shared"))
    same = join(person("Sven", "North Shelter"), belgium, "staff")
    seen = {}
    for user in (staff, same, colleague, observer):
        words = open_page(client_of(user), HERE).words
        seen[user.name] = ("Between us." in words, "All." in words)
    assert seen == {"Stella": (True, True), "Sven": (True, True), "Colin": (False, True), "Olive": (False, True)}


def test_a_note_says_who_can_read_it(belgium, action, staff, client_of):
    add_note(action, staff, "Between us.")
    add_note(action, staff, "All.", audience="shared")
    tags = [tag.words for tag in open_page(client_of(staff), HERE).main.all(class_="tag")]
    assert tags == ["everyone on the report", "only North Shelter"]


def test_who_wrote_a_note_takes_it_away_after_being_asked(belgium, action, staff, client_of):
    add_note(action, staff, "Out of date.")
    client = client_of(staff)
    asked = open_page(client, open_page(client, HERE).link("Remove note"))
    assert (asked.heading, "Out of date." in asked.words) == ("Remove this note?", True)
    assert Note.objects.count() == 1
    page = follow(client, asked.forms()[-1].send(client))
    assert page.messages == ["Note removed."]
    assert not Note.objects.exists()


def test_nobody_else_takes_a_note_away(belgium, action, staff, colleague, observer, coordinator, stranger, client_of):
    same = join(person("Sven", "North Shelter"), belgium, "staff")
    shared = add_note(action, staff, "All.", audience="shared")
    internal = add_note(action, staff, "Between us.")
    found = {
        user.name: [
            client_of(user).post(f"/reports/belgium-2013/notes/{note.pk}/remove/").status_code
            for note in (shared, internal)
        ]
        for user in (same, colleague, observer, coordinator, stranger)
    }
    assert found == {
        "Sven": [403, 403],
        "Colin": [403, 404],
        "Olive": [403, 404],
        "Cora": [403, 404],
        "Xenia": [404, 404],
    }
    assert Note.objects.count() == 2


def test_a_note_sent_twice_is_there_once(belgium, staff, client_of):
    client = client_of(staff)
    form = open_page(client, open_page(client, HERE).link("Add a note")).form("text")
    for _again in range(2):
        assert form.send(client, text="Once.").status_code == 302
    assert Note.objects.count() == 1


def test_who_may_only_look_or_is_outside_adds_no_note(belgium, observer, stranger, client_of):
    for user, status in ((observer, 403), (stranger, 404)):
        response = client_of(user).post(f"{HERE}notes/add/", {"text": "Mine.", "audience": "shared"})
        Page(response, status)
    assert not Note.objects.exists()


def test_a_note_is_looked_at_before_it_is_added(belgium, action, staff, client_of):
    client = client_of(staff)
    form = open_page(client, f"{HERE}notes/add/").form("text")
    page = Page(form.send(client, text="**Soon**, they say.", audience="shared", preview="1"))
    assert page.main.one(class_="entry-text").one("strong").words == "Soon"
    assert not Note.objects.exists()
    same = page.form("text")
    assert (same.fields["text"], same.fields["audience"]) == ("**Soon**, they say.", "shared")
    assert follow(client, same.send(client)).messages == ["Note added."]


def test_who_is_mentioned_is_marked_and_the_writer_learns_who_was_told(
    belgium, action, staff, coordinator, observer, client_of
):
    milestone, words = add_milestone(action, coordinator), "@Cora, @Olive: ask @Nobody Known and @Stella."
    client = client_of(staff)
    form = open_page(client, f"{HERE}notes/add/").form("text")
    page = Page(form.send(client, text=words, audience="shared", preview="1"))
    assert marked(page) == ["@Cora", "@Olive", "@Stella"]
    page = follow(client, page.form("text").send(client))
    assert page.messages == ["Note added. Cora and Olive have been told. Nobody on this report is called “@Nobody”."]
    assert marked(page) == ["@Cora", "@Olive", "@Stella"]
    note = Note.objects.get()
    thread = open_page(client, note.get_absolute_url())
    assert marked(thread) == ["@Cora", "@Olive", "@Stella"]
    assert follow(client, thread.form("text").send(client, text="@Olive?")).messages == [
        "Answer added. Olive has been told."
    ]
    Note.objects.update(milestone=milestone)
    assert marked(open_page(client, milestone.get_absolute_url())) == ["@Olive", "@Cora", "@Olive", "@Stella"]


def marked(page):
    return [mention.words for mention in page.main.all("strong", class_="mention")]


def test_who_may_only_look_is_told_why_they_cannot_answer_and_what_they_can_do(
    belgium, action, staff, coordinator, observer, client_of
):
    entry = log(action, staff)
    add_note(action, staff, "@Olive, is this right?", audience="shared", entry=entry)
    address = observer.notices.get().address
    said = "You read this report and write no notes on it. To answer, ask a coordinator to let you write."
    for there in (address, entry.get_absolute_url()):
        page = open_page(client_of(observer), there)
        assert said in page.words
        assert open_page(client_of(observer), page.link("Say how your organisation sees this action")).form("level")
        assert said not in open_page(client_of(staff), there).words
    alone = join(person("Alone"), belgium, "observer")
    page = open_page(client_of(alone), address)
    assert said in page.words
    assert "Say how your organisation" not in page.words, "who speaks for none cannot"


def test_a_preview_warns_of_who_may_not_read_it(belgium, action, staff, observer, client_of):
    client = client_of(staff)
    form = open_page(client, f"{HERE}notes/add/").form("text")
    page = Page(form.send(client, text="@Olive, between us", audience="internal", preview="1"))
    assert page.errors["audience"].startswith("Olive may not read this note: it is only for North Shelter.")
    assert marked(page) == []
    thread = add_note(action, staff, "Between us.")
    page = Page(open_page(client, thread.get_absolute_url()).form("text").send(client, text="@Olive", preview="1"))
    assert page.summary[0].startswith("Olive may not read this note")


def test_only_who_may_read_an_internal_thread_is_offered_in_it(belgium, action, staff, observer, client_of):
    client = client_of(staff)
    offered = open_page(client, f"{HERE}notes/add/").form("text").element.one("textarea").attrs["data-people"]
    people = {person["name"]: person["inside"] for person in json.loads(offered)}
    assert people["Olive"] is False
    assert "Stella" not in people, "nobody tells themself"
    thread = add_note(action, staff, "Between us.")
    join(person("Sten", "North Shelter"), belgium, "staff")
    thread = open_page(client, thread.get_absolute_url())
    offered = json.loads(thread.form("text").element.one("textarea").attrs["data-people"])
    assert [person["name"] for person in offered] == ["Sten"]


def test_an_entry_has_a_thread_and_who_is_named_finds_it(lively, staff, coordinator, client_of):
    entry, writer = lively.update, client_of(staff)
    asked = open_page(writer, open_page(writer, entry.get_absolute_url()).link("Add a note"))
    page = follow(writer, asked.form("text").send(writer, text="@Cora, is that so?", audience="shared"))
    assert page.heading.startswith(f"Entry {entry.sequence}")
    reader = client_of(coordinator)
    (notice,) = coordinator.notices.filter(kind="mentioned")
    thread = open_page(reader, notice.address)
    assert f"About entry {entry.sequence}" in thread.words and "is that so?" in thread.words
    page = follow(reader, thread.form("text").send(reader, text="It is."))
    assert page.messages == ["Answer added."]
    notes = open_page(writer, entry.get_absolute_url()).main.one(id="notes")
    assert [one.words for one in notes.all(class_="entry-text")] == ["@Cora, is that so?", "It is."]


def test_naming_who_may_not_read_it_is_refused_and_nothing_is_lost(belgium, action, staff, observer, client_of):
    client = client_of(staff)
    form = open_page(client, f"{HERE}notes/add/").form("text")
    page = Page(form.send(client, text="@Olive, between us", audience="internal"))
    assert page.form("text").fields["text"] == "@Olive, between us"
    assert "Olive may not read this note" in page.words
    assert not Note.objects.exists()


def test_who_wrote_the_note_in_a_thread_that_is_answered_is_told(
    belgium, action, staff, colleague, coordinator, client_of
):
    first = add_note(action, staff, "Who knows?", audience="shared")
    second = answer(note=first, by=coordinator, text="I do.", key=uuid4())
    other = answer(note=add_note(action, staff, "Else?", audience="shared"), by=coordinator, text="No.", key=uuid4())
    client = client_of(colleague)
    thread = open_page(client, first.get_absolute_url())
    link = thread.link("Answer the note of Cora")
    assert f"?to={second.pk}#" in link
    page = open_page(client, link)
    assert "Answer the note of Cora" in [heading.words for heading in page.main.all("h2")]
    page = Page(page.form("text").send(client, text="So do I.", preview="1"))
    page = follow(client, page.form("text").send(client))
    assert page.messages == ["Answer added."]
    added = Note.objects.latest("pk")
    assert added.answers == first
    for who in (staff, coordinator):
        assert who.notices.filter(address=added.get_absolute_url(), kind="answered").count() == 1
    for wrong in (other.pk, "x", 0):
        page = open_page(client, f"/reports/belgium-2013/notes/{first.pk}/?to={wrong}")
        assert "Answer" in [heading.words for heading in page.main.all("h2")], "it is not in this thread"


def test_a_note_that_was_answered_is_not_taken_away(belgium, action, staff, coordinator, client_of):
    note = add_note(action, staff, "All.", audience="shared")
    answer(note=note, by=coordinator, text="Yes.", key=uuid4())
    client = client_of(staff)
    page = follow(client, client.post(f"/reports/belgium-2013/notes/{note.pk}/remove/"))
    assert page.messages == ["Cora answered this note. It can no longer be removed."]
    assert Note.objects.count() == 2
