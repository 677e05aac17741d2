"""Logging an update: a sentence is enough; all of it stands in the history afterwards."""

from datetime import date

from actions.models import Entry, Organisation
from actions.reporting.beside import OFFERED
from tests.factories import add_milestone, join, person
from tests.views.page import Page, follow, open_page

HERE = "/reports/belgium-2013/actions/1/"


def test_staff_log_an_update_with_one_sentence(belgium, action, staff, client_of):
    client = client_of(staff)
    response = open_page(client, HERE).form("what_changed").send(client, what_changed="The ministry named a group.")
    entry = Entry.objects.get(kind="update")
    assert response["Location"] == f"{HERE}#entry-{entry.sequence}"
    page = follow(client, response)
    assert page.messages == [f"Update logged. It is entry {entry.sequence}."]
    assert "The ministry named a group." in page.top.one(id=f"entry-{entry.sequence}").words
    assert (entry.author, entry.organisation, entry.happened_on) == (staff, staff.organisation, date(2026, 11, 24))
    assert (entry.level, entry.course, entry.milestone, entry.state) == ("", "", None, "")


def test_of_very_many_milestones_those_due_first_can_be_chosen(lively, action, coordinator, staff, client_of):
    hint = "Those due first. Any other is logged from its own page."
    client = client_of(staff)
    assert hint not in open_page(client, HERE).words
    for n in range(OFFERED):
        add_milestone(action, coordinator, f"Step {n}", due_on=date(2027, 1, 1))
    last = add_milestone(action, coordinator, "The last", due_on=date(2027, 3, 1))
    page = open_page(client, HERE)
    assert hint in page.words
    assert not page.main.all("option", value=str(last.pk))
    assert open_page(client, f"{HERE}log/?milestone={last.number}").main.one("option", value=str(last.pk))


def test_all_that_can_be_said_at_once_is_recorded_and_shown(lively, staff, observer, client_of):
    client = client_of(staff)
    page = follow(
        client,
        open_page(client, HERE)
        .form("what_changed")
        .send(
            client,
            what_changed="The plan was adopted.\r\n\r\nIn full.",
            happened_on="20/11/2026",
            level="fully_implemented",
            course="on_track",
            milestone=lively.late.pk,
            state="done",
            challenges="No money.",
            next_steps="Ask for money.",
        ),
    )
    assert page.messages
    entry = Entry.objects.latest("sequence")
    assert (entry.happened_on, entry.what_changed) == (date(2026, 11, 20), "The plan was adopted.\n\nIn full.")
    told = open_page(client_of(observer), entry.get_absolute_url()).words
    for words in ("The plan was adopted.", "No money.", "Ask for money.", "Fully implemented", "On track", "Done"):
        assert words in told
    assert "Working group named" in told
    assert "Partly implemented" in open_page(client, HERE).main.one(class_="facts").words, "which was set later"


def test_a_coordinator_logs_on_behalf_of_another_organisation(lively, coordinator, client_of):
    south = Organisation.objects.get(name="South Shelter")
    client = client_of(coordinator)
    open_page(client, HERE).form("what_changed").send(client, what_changed="They called.", organisation=south.pk)
    entry = Entry.objects.latest("sequence")
    assert (entry.author, entry.organisation) == (coordinator, south)


def test_staff_cannot_speak_for_another_organisation_even_by_a_made_up_field(lively, staff, client_of):
    south = Organisation.objects.get(name="South Shelter")
    client = client_of(staff)
    open_page(client, HERE).form("what_changed").send(client, what_changed="We say.", organisation=south.pk)
    assert Entry.objects.latest("sequence").organisation == staff.organisation


def test_no_field_beside_those_of_the_form_has_an_effect(lively, staff, coordinator, client_of):
    client = client_of(staff)
    before = Entry.objects.count()
    open_page(client, HERE).form("what_changed").send(
        client,
        what_changed="Plain.",
        kind="correction",
        sequence="1",
        author=coordinator.pk,
        by=coordinator.pk,
        recorded_at="2020-01-01",
        at="2020-01-01",
        action=lively.second.pk,
        report="2",
        hash="0",
        erased_at="2020-01-01",
    )
    entry = Entry.objects.latest("sequence")
    assert Entry.objects.count() == before + 1
    assert (entry.kind, entry.author, entry.action, entry.reason) == ("update", staff, lively.first, "")
    assert entry.recorded_at.year == 2026


def test_a_level_goes_back_with_its_reason_which_stands_in_the_history(lively, staff, observer, client_of):
    client = client_of(staff)
    form = open_page(client, "/reports/belgium-2013/actions/2/").form("what_changed")
    typed = {"what_changed": "The last course was called off.", "level": "not_implemented"}
    page = Page(form.send(client, **typed))
    sentence = "On 24 November 2026 the level was “Partly implemented”. Say why it went back to “Not implemented”."
    assert page.errors["reason"] == sentence
    more = page.main.all("details", class_="more-fields")[0]
    assert more.attrs.get("open") is not None, "the field can be seen"
    response = page.form("what_changed").send(client, reason="No money was left.")
    entry = Entry.objects.latest("sequence")
    assert response["Location"].endswith(f"#entry-{entry.sequence}")
    assert "Why: No money was left." in open_page(client_of(observer), entry.get_absolute_url()).words


def test_an_observer_sees_why_they_may_not_and_a_stranger_that_there_is_no_such_page(
    belgium, observer, stranger, client_of
):
    typed = {"what_changed": "Mine.", "happened_on": "2026-11-24"}
    page = client_of(observer).post(f"{HERE}log/", typed)
    assert page.status_code == 403
    assert "for people with another role on the report" in page.content.decode()
    assert client_of(stranger).post(f"{HERE}log/", typed).status_code == 404
    assert not Entry.objects.filter(kind="update").exists()


def test_words_are_shown_as_they_were_written_and_never_as_markup(belgium, action, staff, client_of):
    client = client_of(staff)
    words = "<script>alert(1)</script> & <b>“bold”</b> 100 % {{ user.password }}"
    page = follow(client, open_page(client, HERE).form("what_changed").send(client, what_changed=words))
    assert words in page.words
    assert "<script>alert" not in page.response.content.decode()


def test_someone_without_an_organisation_is_told_whom_to_ask(belgium, client_of):
    nomad = join(person("Nomi"), belgium, "staff")
    client = client_of(nomad)
    response = open_page(client, HERE).form("what_changed").send(client, what_changed="Hello.")
    page = Page(response)
    assert page.summary == ["Your account belongs to no organisation yet. Ask a coordinator to add you to one."]
    assert page.form("what_changed").fields["what_changed"] == "Hello."


def test_where_no_milestone_is_open_none_is_asked_for(lively, staff, client_of):
    client = client_of(staff)
    assert {"milestone", "state"} <= open_page(client, f"{HERE}log/").form("what_changed").fields.keys()
    for milestone in (lively.late, lively.coming):
        open_page(client, HERE).form("what_changed").send(
            client, what_changed="It is out.", milestone=milestone.pk, state="done"
        )
    for address in (HERE, f"{HERE}log/"):
        page = open_page(client, address)
        assert not {"milestone", "state"} & page.form("what_changed").fields.keys()
        assert "One that is done is taken up again from its own page." in page.words
    page = open_page(client, f"{HERE}log/?milestone={lively.coming.number}")
    assert page.form("what_changed").fields["milestone"] == str(lively.coming.pk)
    page = open_page(client, "/reports/belgium-2013/actions/3/log/")
    assert not {"milestone", "state"} & page.form("what_changed").fields.keys()
    assert "One that is done" not in page.words, "there is none"
    assert open_page(client, f"{HERE}log/").form("what_changed").send(client, what_changed="More.").status_code == 302
