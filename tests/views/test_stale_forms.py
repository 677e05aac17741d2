"""Forms that are stale, sent twice, or sent by two people at once."""

from uuid import uuid4

import pytest

from actions.models import Draft, Entry, Milestone
from actions.services.reports import change
from actions.services.updates import withdraw
from tests.factories import accept, add_milestone, join, log, person
from tests.views.desk import FORMS, Desk, written
from tests.views.page import Page, follow, open_page


def test_a_level_set_by_someone_else_meanwhile_is_told_once_and_then_accepted(desk, action, colleague):
    here = desk("log")
    log(action, colleague, "Adopted.", level="fully_implemented")
    sentence = here.refused("level", level="not_implemented")
    assert sentence == (
        "Colin set the level to “Fully implemented” while you were writing. "
        "See whether your choice still fits, then send again."
    )
    page = Page(here.send(level="not_implemented"))
    assert page.form("level").send(here.client, reason="It was taken back.").status_code == 302
    assert Entry.objects.latest("sequence").level == "not_implemented"


def test_a_course_set_by_someone_else_meanwhile_is_told(desk, action, colleague):
    here = desk("log")
    log(action, colleague, course="on_track")
    assert here.refused("course", course="stalled", course_reason="design").startswith(
        "Colin set the course to “On track” while you were writing."
    )


def test_two_people_moving_the_same_milestone_are_told_of_each_other(desk, action, colleague):
    here = desk("log")
    milestone = Milestone.objects.get(number=1)
    log(action, colleague, milestone=milestone, state="under_way")
    sentence = here.refused("milestone", milestone=str(milestone.pk), state="done")
    assert sentence.startswith("Colin moved this milestone to “Under way” while you were writing.")
    assert Entry.objects.filter(milestone=milestone, state="done").count() == 0


def test_an_update_that_moves_nothing_is_taken_however_old_its_form_is(desk, action, colleague):
    here = desk("log")
    log(action, colleague, level="fully_implemented")
    assert here.send().status_code == 302


@pytest.mark.parametrize("name", ["edit milestone", "edit action", "settings"])
def test_two_people_changing_the_same_thing_are_told_of_each_other(name, desk, belgium, client_of):
    here, other = desk(name), client_of(join(person("Olga", "Other Network"), belgium, "coordinator"))
    theirs = open_page(other, here.address).form("title")
    assert theirs.send(other, title="Theirs").status_code == 302
    before = written()
    page = Page(here.send(title="Mine"))
    assert len(page.summary) == 1
    assert "Olga changed this while you were writing, to “Theirs”." in page.summary[0]
    assert (page.form("title").fields["title"], written()) == ("Mine", before)
    assert page.form("title").send(here.client).status_code == 302
    assert open_page(other, here.address).form("title").fields["title"] == "Mine"


def test_what_someone_else_changed_stands_in_the_form_that_is_refused(desk, belgium, action, client_of):
    here, other = desk("edit milestone"), client_of(join(person("Olga", "Other Network"), belgium, "coordinator"))
    theirs = open_page(other, here.address).form("title")
    assert theirs.send(other, title="Theirs", due_on="2027-01-31", reason="Later.").status_code == 302
    page = Page(here.send(title="Mine"))
    assert page.form("title").fields["due_on"] == "2027-01-31"
    assert page.form("title").send(here.client).status_code == 302
    kept = open_page(other, here.address).form("title").fields
    assert (kept["title"], kept["due_on"]) == ("Mine", "2027-01-31")


def test_a_form_whose_memory_was_tampered_with_is_no_accident(desk):
    log_form, edit_form = desk("log"), desk("edit milestone")
    for n, seen in enumerate(("", "-1", "x", "9" * 400, "1\0", "²")):
        assert log_form.send(seen=seen, what_changed=f"Step {n}.", key=str(n) * 32).status_code == 302
        assert edit_form.send(seen=seen).status_code in (200, 302)


UNKEYED = ("edit milestone", "reassign", "edit action", "settings", "members", "account")
KEYED = [name for name in FORMS if name not in UNKEYED]


@pytest.mark.parametrize("name", KEYED)
def test_the_same_form_sent_twice_counts_once(name, desk):
    here = desk(name)
    first = here.send()
    once = written()
    second = here.send()
    assert first["Location"] == second["Location"]
    assert written() == once


@pytest.mark.parametrize("name", KEYED)
def test_the_same_form_sent_again_with_other_words_loses_none_of_them(name, desk):
    here = desk(name)
    here.send()
    once = written()
    field = next(iter(FORMS[name].texts))
    response = here.send(**{field: "Quite other words."})
    if name == "note":
        assert "Quite other words." in follow(here.client, response).words
        return
    page = Page(response)
    assert page.form(field).fields[field] == "Quite other words."
    assert len(page.summary) == 1
    assert written() == once


def test_a_form_without_its_key_is_taken_all_the_same(desk):
    log_form, note_form = desk("log"), desk("note")
    for key in ("", "nonsense", "9" * 100_000, "\0", "{}"):
        words = f"Sent with {key[:9]!r}."
        assert log_form.send(key=key, what_changed=words).status_code == 302
        assert note_form.send(key=key, text=words).status_code == 302


def test_a_form_with_nothing_in_it_at_all_is_answered(belgium, desk):
    for name in FORMS:
        here = desk(name)
        before = written()
        response = here.client.post(here.address)
        assert response.status_code == 200, name
        assert Page(response).summary
        assert written() == before


def test_an_action_of_a_report_one_is_not_on_does_not_exist(belgium, other_report, staff, client_of):
    before = written()
    for what in ("log", "still-true", "notes/add", "edit", "milestones/add"):
        response = client_of(staff).post(
            f"/reports/children-2020/actions/7/{what}/", {"what_changed": "Mine.", "text": "Mine."}
        )
        assert response.status_code == 404
    assert written() == before


def test_a_milestone_of_another_action_cannot_be_moved(desk, belgium, coordinator):
    other = add_milestone(belgium.actions.get(number=2), coordinator)
    here = desk("log")
    before = written()
    page = Page(here.send(milestone=str(other.pk), state="done"))
    assert page.errors["milestone"] == "Choose one of this action's milestones, or none."
    assert written() == before


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("log", "You recorded exactly this before, as entry "),
        ("assess", "You recorded exactly this before, as entry "),
        ("note", "You wrote exactly this here before."),
        ("add milestone", "The action has a milestone “A step” for that day."),
    ],
)
def test_what_is_sent_again_after_going_back_is_doubted_and_then_taken(name, sentence, desk):
    """The way back shows the form anew: with what was typed, and under another key."""
    here = desk(name)
    assert here.send().status_code == 302
    before, back = written(), Desk(here.client, here.address, here.field, here.good)
    page = Page(back.send())
    assert (page.summary[0].startswith(sentence), written()) == (True, before)
    assert page.form(here.field).send(here.client).status_code == 302
    assert written() != before


def test_an_update_submitted_again_after_going_back_is_doubted_and_then_taken(desk, belgium, coordinator):
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    here = desk("log")
    assert here.send().status_code == 302
    page = Page(Desk(here.client, here.address, here.field, here.good).send())
    assert page.summary == ["You submitted exactly this before. Send it again only if it is to count twice."]
    assert Draft.objects.waiting().count() == 1
    assert page.form(here.field).send(here.client).status_code == 302
    assert Draft.objects.waiting().count() == 2


def test_an_update_submitted_again_after_it_was_accepted_is_doubted_and_then_taken(desk, belgium, coordinator):
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    here = desk("log")
    assert here.send().status_code == 302
    accept(Draft.objects.waiting().get(), coordinator)
    page = Page(Desk(here.client, here.address, here.field, here.good).send())
    assert page.summary[0].startswith("You recorded exactly this before, as entry ")
    assert not Draft.objects.waiting().exists()
    assert page.form(here.field).send(here.client).status_code == 302
    assert Draft.objects.waiting().count() == 1


def test_words_withdrawn_meanwhile_are_not_doubted(desk, staff):
    here = desk("log")
    assert here.send().status_code == 302
    withdraw(entry=Entry.objects.latest("sequence"), by=staff, reason="The wrong day.", key=uuid4())
    assert Desk(here.client, here.address, here.field, here.good).send().status_code == 302


def test_a_due_day_long_past_is_doubted_and_then_taken(desk):
    here = desk("add milestone")
    page = Page(here.send(due_on="2014-01-01"))
    assert page.errors["due_on"] == (
        "1 January 2014 is more than a year before the milestone was agreed. Send again if that is the day."
    )
    assert page.form("title").send(here.client).status_code == 302
    assert Milestone.objects.latest("pk").due_on.year == 2014
