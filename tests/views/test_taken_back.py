"""Updates that their author takes back or discards while they wait for review."""

from uuid import uuid4

from django.urls import reverse

from actions.services.drafts import discard_draft, save_draft
from actions.services.review import take_back
from tests.factories import join, person, send_back, submit
from tests.views.page import Page, follow, open_page
from tests.views.test_review import QUEUE


def test_an_author_takes_back_what_nobody_decided_yet(reviewed, action, staff, coordinator, client_of):
    draft = submit(action, staff)
    client = client_of(staff)
    page = open_page(client, draft.get_absolute_url())
    page = follow(client, next(f for f in page.forms() if "Take it back" in f.element.words).send(client))
    assert page.messages == ["Taken back. It is a draft again: change it and submit it, or leave it."]
    assert client_of(coordinator).get(draft.get_absolute_url()).url == QUEUE


def test_the_notice_of_an_update_that_was_taken_back_says_so(
    reviewed, action, staff, colleague, coordinator, client_of
):
    draft = submit(action, staff, "A group of six was named.")
    unknown = save_draft(action=action, by=staff, key=uuid4(), typed={"what_changed": "Mine."}, version=0)
    client, notice = client_of(coordinator), coordinator.notices.get()
    take_back(draft=draft, by=staff)
    taken_back = ("Review", ["Stella took this update back to go on writing."])
    heading = f"Discarded update: {action.title}"
    for discarded, shown, asked in (
        (False, taken_back, taken_back),
        (True, (heading, []), (heading, ["Stella took this update back and discarded it."])),
    ):
        if discarded:
            discard_draft(draft=draft)
        for address, there in ((f"/notices/{notice.pk}/", shown), (f"{draft.get_absolute_url()}send-back/", asked)):
            page = Page(client.get(address, follow=True))
            assert (page.heading, page.messages) == there
            assert "A group of six" not in page.words
        assert client_of(colleague).get(draft.get_absolute_url()).status_code == 404, "who does not review"
    assert client.get(unknown.get_absolute_url()).status_code == 404, "it was never shown"


def test_the_notice_of_an_update_that_one_discarded_oneself_says_so(reviewed, action, staff, coordinator, client_of):
    draft = send_back(submit(action, staff), coordinator)
    discard_draft(draft=draft)
    client = client_of(staff)
    page = Page(client.get(f"/notices/{staff.notices.get().pk}/", follow=True))
    assert page.heading == f"Discarded update: {action.title}"
    assert "You discarded this update." in page.words


def test_what_was_decided_about_a_discarded_update_stays_for_its_author_and_those_who_review(
    reviewed, action, staff, colleague, observer, coordinator, client_of
):
    same = join(person("Sven", "North Shelter"), reviewed, "staff")
    draft = send_back(submit(action, staff, "A group of six was named."), coordinator, "Which group?")
    unsent = save_draft(action=action, by=staff, key=uuid4(), typed={"what_changed": "Mine."}, version=0)
    asked = open_page(client_of(staff), reverse("discard-draft", args=[reviewed.slug, draft.pk]))
    assert "what was decided about it stays with the report." in asked.words
    for one in (draft, unsent):
        discard_draft(draft=one)
    draft.refresh_from_db()
    assert (draft.typed, draft.submitted) == ({}, {}), "its words are kept nowhere"
    reviewer = client_of(coordinator)
    listed = open_page(reviewer, open_page(reviewer, QUEUE).link("Discarded"))
    assert "1 update was discarded by its author after it was submitted." in listed.words
    assert "Cora asked: Which group?" in listed.words
    assert listed.link("1. Adopt a national plan of action") == draft.get_absolute_url()
    for who in (staff, coordinator):
        decided = open_page(client_of(who), draft.get_absolute_url()).main.one("ol", class_="rows").words
        assert "Stella submitted it" in decided
        assert "Cora sent it back" in decided
        assert "Which group?" in decided
    for who in (same, colleague, observer):
        assert client_of(who).get(draft.get_absolute_url()).status_code == 404
    assert client_of(coordinator).get(unsent.get_absolute_url()).status_code == 404, "it was never shown"


def test_discarded_updates_stand_on_pages_of_their_own(reviewed, action, staff, coordinator, client_of):
    for n in range(26):
        discard_draft(draft=send_back(submit(action, staff, f"Group {n}."), coordinator, f"Reason {n}."))
    client = client_of(coordinator)
    first = open_page(client, f"{QUEUE}?only=discarded")
    assert "Reason 25." in first.words
    assert "Reason 0." not in first.words
    assert "Reason 0." in open_page(client, QUEUE + first.link("Next")).words


def test_an_update_that_was_taken_back_shows_all_that_was_typed(reviewed, action, staff, client_of):
    said = {"level": "not_implemented", "course": "at_risk", "course_reason": "capacity"}
    draft = submit(action, staff, "It was closed.", challenges="Money.", next_steps="Ask again.", **said)
    take_back(draft=draft, by=staff)
    client = client_of(staff)
    page = open_page(client, draft.get_absolute_url())
    words = page.main.one(class_="submission").words
    for text in ("LevelNot implemented", "CourseAt risk · ", "It was closed.", "Money.", "Ask again."):
        assert text in words
    typed = draft.typed | {"level": "half", "reason": "The money ended."}
    save_draft(action=action, by=staff, key=draft.key, typed=typed, version=draft.version + 1)
    words = open_page(client, draft.get_absolute_url()).main.one(class_="submission").words
    assert "Levelhalf" in words
    assert "Why: The money ended." in words


def test_who_decides_about_what_was_taken_back_is_told_and_goes_on(
    reviewed, action, staff, colleague, coordinator, client_of
):
    draft, other = submit(action, staff), submit(action, staff)
    unknown = save_draft(action=action, by=staff, key=uuid4(), typed={"what_changed": "Mine."}, version=0)
    client = client_of(coordinator)
    page, queue = open_page(client, draft.get_absolute_url()), open_page(client, QUEUE)
    take_back(draft=draft, by=staff)
    decision = next(form for form in page.forms() if form.element.words == "Accept")
    answer = decision.send(client)
    assert answer.url == QUEUE
    said = "Stella took this update back to go on writing."
    assert follow(client, answer).messages == [said]
    answer = page.form("reason").send(client, reason="Which group?")
    assert answer.url == QUEUE
    assert follow(client, answer).messages == [f"{said} You had written: “Which group?”"]
    chosen = {
        "chosen": [f"{one.pk}-{one.version}" for one in (draft, other)],
        "seen": queue.form("seen").fields["seen"],
    }
    assert follow(client, client.post(QUEUE, chosen)).messages == [
        "Taken back by Stella: 1 update.",
        "1 update accepted.",
    ]
    assert decision.send(client_of(colleague)).status_code == 404, "who does not review learns nothing"
    assert client.post(unknown.get_absolute_url(), {"version": "1"}).status_code == 404, "it was never shown"
