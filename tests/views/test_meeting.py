"""Meeting mode: an agenda of what needs attention, and notes that land where they belong."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actions.models import Entry, MilestoneStanding, Note
from actions.services.reports import change
from tests.factories import add_milestone, add_note, confirm, correct, join, log, person, send_back, submit
from tests.views.desk import PASSWORD
from tests.views.page import Page, follow, open_page

HERE = "/reports/belgium-2013/meeting/"


def items(page):
    """{number on the agenda: what is said about it}."""
    return {
        item.one(class_="meeting-number").words: item.words.partition("Note on")[0]
        for item in page.main.all("li", class_="meeting-item")
    }


def fields(page):
    """{name of a note's field: the note in it}."""
    return {name: text for name, text in page.form("key").fields.items() if name.startswith("note-")}


@pytest.fixture
def late(belgium, action, staff, coordinator):
    return add_milestone(
        action, coordinator, "Working group named", due_on=date(2026, 11, 1), organisation=staff.organisation
    )


@pytest.fixture
def off(belgium, colleague):
    """The second action is off track."""
    second = belgium.actions.get(number=2)
    log(second, colleague, "The budget was cut.", course="off_track", course_reason="capacity")
    return second


# --- The agenda ---------------------------------------------------------------------------------------------------


def test_the_agenda_holds_what_needs_attention_by_action(late, off, staff, client_of):
    client = client_of(staff)
    page = open_page(client, open_page(client, "/reports/belgium-2013/").link("Meeting agenda"))
    assert page.heading == "Belgium: agenda of 24 November 2026"
    assert [title.words[:2] for title in page.main.all("h2")] == ["1.", "2."]
    found = items(page)
    assert set(found) == {"1.1", "2.1"}
    for words in ("Working group named", "North Shelter", "due 1 November 2026", "23 days late", "Nothing has been"):
        assert words in found["1.1"]
    for words in ("The action as a whole", "Off track", "Capacity and resources", "since 24 November 2026"):
        assert words in found["2.1"]
    assert "The budget was cut. South Shelter, 24 November 2026" in found["2.1"]
    assert "2 items need the meeting" in page.words


def test_what_concerns_the_same_thing_is_one_item(off, staff, client_of):
    with time_machine.travel(datetime(2027, 6, 1, tzinfo=UTC)):
        found = items(open_page(client_of(staff), HERE))
    assert "days silent" in found["2.1"]
    assert "Off track" in found["2.1"]
    assert "2.2" not in found


def test_the_last_update_is_the_one_that_counts(late, action, staff, coordinator, client_of):
    log(action, staff, "Names were asked for.", milestone=late, state="under_way")
    wrong = log(action, staff, "Names were agred.", milestone=late)
    correct(wrong, staff, what_changed="Names were agreed.")
    confirm(action, staff)
    log(action, staff, "About something else.")
    found = items(open_page(client_of(coordinator), HERE))["1.1"]
    assert "Names were agreed." in found
    for gone in ("agred", "asked for", "something else"):
        assert gone not in found


def test_with_nothing_to_talk_about_the_page_says_so(belgium, staff, client_of):
    page = open_page(client_of(staff), HERE)
    assert "Nothing needs the meeting today" in page.words
    assert not page.main.all("form")


def test_what_is_beyond_any_meeting_is_counted(late, staff, coordinator, client_of, monkeypatch):
    monkeypatch.setattr("actions.reporting.meeting.MOST", 1)
    add_milestone(late.action, coordinator, "Another", due_on=date(2026, 11, 2))
    page = open_page(client_of(staff), HERE)
    assert set(items(page)) == {"1.1"}
    assert "One more needs attention and is not on this agenda." in page.words


def test_who_may_only_look_reads_the_agenda_and_has_no_fields(late, observer, client_of):
    page = open_page(client_of(observer), HERE)
    assert set(items(page)) == {"1.1"}
    assert not page.main.all("textarea")
    assert client_of(observer).post(HERE, {"note-1-1": "x", "audience": "shared"}).status_code == 403
    assert not Note.objects.exists()


# --- Notes --------------------------------------------------------------------------------------------------------


def test_who_is_named_in_notes_of_a_meeting_is_told_and_the_writer_learns_it(
    late, off, action, staff, observer, client_of
):
    client = client_of(staff)
    form = open_page(client, HERE).form("key")
    typed = {f"note-1-{late.number}": "@Olive asks the minister.", "note-2": "@Olive and @Stella write."}
    page = follow(client, form.send(client, **typed, audience="shared"))
    assert page.messages == [f"2 notes added: 1 to “{action}” and 1 to “{off}”. Olive has been told."]
    assert observer.notices.filter(kind="mentioned").count() == 2


def test_all_notes_land_on_their_items_at_once(late, off, action, staff, observer, client_of):
    client = client_of(staff)
    form = open_page(client, HERE).form("key")
    typed = {f"note-1-{late.number}": "Ask the minister.", "note-2": "Write to the budget office."}
    response = form.send(client, **typed, audience="shared")
    assert response["Location"] == f"{HERE}?audience=shared"
    page = open_page(client, response["Location"])
    assert page.messages == [f"2 notes added: 1 to “{action}” and 1 to “{off}”."]
    assert page.link(str(off)) == "/reports/belgium-2013/actions/2/?only=notes#history"
    assert page.form("key").fields["audience"] == "shared", "the same choice goes on"
    assert not any(fields(page).values())
    found = items(page)
    assert "North Shelter: Ask the minister. everyone on the report" in found["1.1"]
    on_milestone, on_action = Note.objects.order_by("action__number")
    assert (on_milestone.milestone, on_milestone.action, on_milestone.author) == (late, action, staff)
    assert (on_action.milestone, on_action.action) == (None, off)
    looking = client_of(observer)
    for address in (action.get_absolute_url(), late.get_absolute_url()):
        assert "Ask the minister." in open_page(looking, address).words
    assert open_page(looking, action.get_absolute_url()).link("Working group named") == late.get_absolute_url()
    assert "Write to the budget office." in open_page(looking, off.get_absolute_url()).words


def test_notes_for_ones_own_organisation_are_read_by_nobody_else(
    late, staff, colleague, coordinator, observer, client_of
):
    client = client_of(staff)
    open_page(client, HERE).form("key").send(client, **{"note-1-1": "Between us.", "audience": "internal"})
    same = join(person("Sven", "North Shelter"), late.action.report, "observer")
    for user, reads in ((staff, True), (same, True), (colleague, False), (coordinator, False), (observer, False)):
        for address in (HERE, late.get_absolute_url(), late.action.get_absolute_url()):
            assert ("Between us." in open_page(client_of(user), address).words) is reads, (user, address)


def test_a_note_on_a_milestone_is_taken_away_by_who_wrote_it(late, staff, client_of):
    add_note(late.action, staff, "Out of date.", milestone=late)
    client = client_of(staff)
    asked = open_page(client, open_page(client, late.get_absolute_url()).link("Remove note"))
    follow(client, asked.forms()[-1].send(client))
    assert "Out of date." not in open_page(client, late.get_absolute_url()).words


def test_sent_twice_each_note_is_there_once_and_one_more_is_added(late, off, staff, client_of):
    client = client_of(staff)
    form = open_page(client, HERE).form("key")
    for _again in range(2):
        form.send(client, **{"note-1-1": "First.", "audience": "shared"})
    form.send(client, **{"note-1-1": "First.", "note-2": "Second.", "audience": "shared"})
    assert sorted(Note.objects.values_list("text", flat=True)) == ["First.", "Second."]
    form.send(client, **{"note-1-1": "Other words.", "audience": "shared"})
    assert Note.objects.count() == 3


def test_the_same_words_from_another_page_are_asked_about_first(late, off, staff, client_of):
    client = client_of(staff)
    here, there = (open_page(client, HERE).form("key") for _page in range(2))
    written = {"note-1-1": "First.", "audience": "shared"}
    here.send(client, **written)
    page = Page(there.send(client, **written, **{"note-2": "Second."}))
    said = "You wrote exactly this here before. Send it again only if it is to stand here twice."
    assert page.errors == {"note-1-1": said}
    assert fields(page)["note-2"] == "Second."
    assert Note.objects.count() == 1
    assert page.form("key").send(client).status_code == 302
    assert sorted(Note.objects.values_list("text", flat=True)) == ["First.", "First.", "Second."]


def test_paper_says_that_it_holds_what_not_all_may_read(late, belgium, staff, coordinator, observer, client_of):
    said = "Not to be handed round as it is"
    add_note(late.action, staff, milestone=late, audience="shared")
    assert said not in open_page(client_of(staff), HERE).words
    add_note(late.action, staff, "For us.", milestone=late, audience="internal")
    assert said in open_page(client_of(staff), HERE).main.one("p", class_="in-print").words
    assert said not in open_page(client_of(coordinator), HERE).words
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    send_back(submit(late.action, staff), coordinator, "By whom?")
    assert said in open_page(client_of(coordinator), HERE).words
    assert said not in open_page(client_of(observer), HERE).words


def test_an_agenda_is_of_today_and_says_so_where_its_address_names_another_day(late, staff, client_of):
    page = open_page(client_of(staff), f"{HERE}?as_of=2026-10-01")
    assert "This page shows today, not 1 October 2026." in page.words


def test_without_a_note_or_without_readers_nothing_is_saved_and_all_is_there_still(late, off, staff, client_of):
    client = client_of(staff)
    form = open_page(client, HERE).form("key")
    page = Page(form.send(client, audience="shared"))
    assert page.summary == ["Write a note on at least one item."]
    page = Page(form.send(client, **{"note-1-1": "Words.", "note-2": "x" * 10_001}))
    assert page.errors["audience"] == "Choose who may read the notes."
    assert "10,001 characters" in page.errors["note-2"]
    assert fields(page) == {"note-1-1": "Words.", "note-2": "x" * 10_001}
    page = Page(form.send(client, **{"note-1-1": "Wo\0rds.", "note-2": "More.", "audience": "public"}))
    assert set(page.errors) == {"audience", "note-1-1"}
    assert fields(page)["note-2"] == "More."
    assert not Note.objects.exists()


def test_one_note_that_cannot_be_saved_keeps_all_of_them(late, off, staff, client_of, monkeypatch):
    client = client_of(staff)
    client.raise_request_exception = False
    form = open_page(client, HERE).form("key")
    create, made = Note.objects.create, []

    def create_once(**fields):
        if made:
            raise RuntimeError("tried on purpose")
        made.append(create(**fields))
        return made[0]

    monkeypatch.setattr(Note.objects, "create", create_once)
    response = form.send(client, **{"note-1-1": "First.", "note-2": "Second.", "audience": "shared"})
    assert response.status_code == 500
    assert made
    assert not Note.objects.exists()


def test_who_is_on_the_report_without_an_organisation_is_told_and_loses_nothing(late, belgium, client_of):
    nomad = join(person("Nomi"), belgium, "staff")
    client = client_of(nomad)
    page = Page(open_page(client, HERE).form("key").send(client, **{"note-1-1": "Mine.", "audience": "shared"}))
    assert page.summary
    assert fields(page)["note-1-1"] == "Mine."


def test_what_is_settled_meanwhile_still_takes_its_note(late, off, staff, colleague, client_of):
    client = client_of(staff)
    form = open_page(client, HERE).form("key")
    log(late.action, colleague, milestone=late, state="done")
    page = Page(form.send(client, **{"note-1-1": "It was done."}))
    assert "needs attention no more" in items(page)["1.1"]
    assert fields(page)["note-1-1"] == "It was done."
    form.send(client, **{"note-1-1": "It was done.", "audience": "shared"})
    assert Note.objects.get().milestone == late


def test_names_of_nothing_on_this_report_add_nothing(late, staff, other_report, client_of):
    client = client_of(staff)
    for name in ("note-99", "note-1-99", "note-7", "note-0", "note-1-0", "note-x", "note-", "note-99999-999999999"):
        page = Page(client.post(HERE, {name: "Words.", "audience": "shared"}))
        assert page.summary == ["Write a note on at least one item."]
    assert not Note.objects.exists()


def test_what_was_typed_before_signing_out_is_there_after_signing_in_again(late, off, staff, client_of):
    staff.set_password(PASSWORD)
    staff.save()
    browser = client_of(staff)
    form = open_page(browser, HERE).form("key")
    browser.post("/accounts/logout/")
    response = form.send(browser, **{"note-1-1": "Long words.", "note-2": "More.", "audience": "internal"})
    log(late.action, staff, milestone=late, state="done")
    form = follow(browser, response).form("login")
    page = follow(browser, form.send(browser, login="stella@example.org", password=PASSWORD))
    assert fields(page) == {"note-1-1": "Long words.", "note-2": "More."}
    page.form("key").send(browser)
    assert Note.objects.count() == 2
    assert fields(open_page(browser, HERE)) == {"note-2": ""}, "kept once"


def test_nobody_and_a_stranger_add_no_note(late, stranger, client_of):
    before = Entry.objects.count()
    typed = {"note-1-1": "x", "audience": "shared"}
    assert Client().post(HERE, typed).status_code == 302
    assert client_of(stranger).post(HERE, typed).status_code == 404
    assert (Note.objects.count(), Entry.objects.count()) == (0, before)


# --- As many as there are -------------------------------------------------------------------------------------------


def test_two_hundred_items_are_read_and_noted_with_as_many_questions_as_two(late, off, staff, coordinator, client_of):
    client = client_of(staff)

    def asked():
        with CaptureQueriesContext(connection) as questions:
            page = open_page(client, HERE)
        return len(questions), len(items(page))

    log(late.action, staff, milestone=late, state="under_way")
    add_note(late.action, staff, milestone=late)
    few = asked()
    for n in range(40):
        milestone = add_milestone(late.action, coordinator, f"Step {n}", due_on=date(2026, 11, 2))
        log(late.action, staff, f"Seen {n}.", milestone=milestone, state="under_way")
        add_note(late.action, staff, milestone=milestone)
    many = asked()
    assert (few[1], many[1]) == (2, 42)
    assert many[0] == few[0]
    assert MilestoneStanding.objects.overdue(date(2026, 11, 24)).count() == 41


def test_what_was_sent_back_is_on_the_agenda_of_those_who_may_know(lively, staff, coordinator, observer, client_of):
    change(subject=lively.report, by=coordinator, values={"review_asked": True})
    draft = send_back(submit(lively.fourth, staff, "The children were asked."), coordinator, "By whom?")
    for user in (staff, coordinator):
        page = open_page(client_of(user), HERE)
        assert "Sent back to North Shelter: By whom?" in page.words
        assert draft.get_absolute_url() in [link.attrs["href"] for link in page.main.all("a")]
    assert "By whom?" not in open_page(client_of(observer), HERE).words


def test_names_are_offered_once_for_all_notes_to_those_who_may_write_them(
    late, off, belgium, staff, observer, client_of
):
    page = client_of(staff).get(HERE).text
    assert page.count("data-people=") == 1
    assert "Cora" in page.partition("data-people=")[2].partition(">")[0]
    assert page.count("aria-autocomplete") == len(fields(open_page(client_of(staff), HERE))) == 2
    assert "data-people" not in client_of(observer).get(HERE).text
