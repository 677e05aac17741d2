"""Drafts keep themselves, on several devices, for their author alone."""

from uuid import uuid4

import pytest
from django.urls import reverse

from actions.models import Draft, Entry, Evidence
from actions.services.reports import change
from tests.factories import add_milestone, log, submit, upload
from tests.uploads import files
from tests.views.desk import ACTION, SCRIPT, text
from tests.views.page import Page, follow, open_page

HERE = ACTION


@pytest.mark.parametrize("review_asked", [True, False])
def test_what_is_sent_twice_and_meant_so_leaves_no_draft(belgium, coordinator, device, review_asked):
    if review_asked:
        change(subject=belgium, by=coordinator, values={"review_asked": True})
    for times in (1, 2):
        here = device()
        here.save("They met.")
        answer = here.form.send(here.client)
        if times == 2:
            page = Page(answer)
            assert "exactly this before" in page.summary[0]
            assert Draft.objects.unfinished().count() == 1, "who leaves now finds the words again"
            here.form = page.form("what_changed")
            here.save("They met.")
            answer = here.form.send(here.client)
        assert answer.status_code == 302
        assert not Draft.objects.unfinished().exists()
    assert (Draft.objects.waiting().count(), Entry.objects.filter(kind="update").count()) == (
        (2, 0) if review_asked else (0, 2)
    )


def test_a_draft_is_saved_says_when_and_is_there_on_another_device(device):
    said = device().save("Half a sent")
    assert said["said"] == "Draft saved at 12:00"
    page = open_page(device().client, HERE)
    other = device(page.link("Continue your draft of 24 November 2026, 12:00"))
    assert other.form.fields["what_changed"] == "Half a sent"
    assert not Entry.objects.filter(kind="update").exists()


def test_whatever_stands_in_a_form_is_kept_right_or_wrong(device):
    first = device()
    first.form.fields |= {"happened_on": "soon", "level": "none such", "course": "at_risk", "milestone": "77"}
    first.save("\0" + 200_000 * "x")
    typed = Draft.objects.get().typed
    assert (typed["happened_on"], typed["level"], len(typed["what_changed"])) == ("soon", "none such", 99_999)
    assert device(f"{HERE}log/?draft={Draft.objects.get().pk}").form.fields["what_changed"].startswith("xxx")


def test_the_milestone_of_a_draft_stays_chosen_though_it_was_done_meanwhile(device, action, staff, coordinator):
    milestone = add_milestone(action, coordinator)
    first = device()
    first.form.fields |= {"milestone": str(milestone.pk), "state": "done"}
    first.save("The plan is out.")
    log(action, staff, milestone=milestone, state="done")
    form = device(f"{HERE}log/?draft={Draft.objects.get().pk}").form
    assert (form.fields["milestone"], form.fields["state"]) == (str(milestone.pk), "done")
    assert "milestone" not in open_page(first.client, f"{HERE}log/").form("what_changed").fields, "none is open"


def test_without_scripts_a_button_saves(action, staff, client_of):
    client = client_of(staff)
    form = open_page(client, HERE).form("what_changed")
    (button,) = [b for b in form.element.all("button") if b.attrs.get("formaction")]
    form.address = button.attrs["formaction"]
    page = follow_with_query(client, form.send(client, what_changed="Half a sent"))
    assert page.messages == ["Draft saved at 12:00"]
    assert page.form("what_changed").fields["what_changed"] == "Half a sent"


def follow_with_query(client, response):
    assert response.status_code == 302
    return open_page(client, response["Location"])


def test_two_devices_keep_both_versions(device):
    phone = device()
    phone.save("On the train.")
    desk = device(f"{HERE}log/?draft={Draft.objects.get().pk}")
    desk.save("At the desk.")
    said = phone.save("Still on the train.")
    assert "Both are kept" in said["said"]
    assert said["other"]["words"] == "At the desk."
    assert phone.save("Still on the train, later.")["said"] == "Draft saved at 12:00", "it goes on with its own"
    words = {draft.typed["what_changed"] for draft in Draft.objects.unfinished()}
    assert words == {"At the desk.", "Still on the train, later."}


def test_the_logged_update_closes_its_draft_and_a_later_version_stays(device):
    phone = device()
    phone.save("One.")
    assert phone.form.send(phone.client, what_changed="One and all.").status_code == 302
    draft = Draft.objects.get()
    assert (draft.stage, draft.entry, draft.typed) == ("accepted", Entry.objects.latest("sequence"), {})
    phone.save("One and more.", status=409)

    phone = device()
    phone.save("Two.")
    desk = device(f"{HERE}log/?draft={Draft.objects.unfinished().get().pk}")
    desk.save("Two, from the desk.")
    page = Page(phone.form.send(phone.client, what_changed="Two, from the phone."))
    assert page.messages[0].startswith("This draft was changed on another page meanwhile. Both are kept: ")
    assert page.form("what_changed").send(phone.client).status_code == 302
    assert Draft.objects.unfinished().get().typed["what_changed"] == "Two, from the desk."


@pytest.mark.parametrize("review_asked", [True, False])
def test_what_is_typed_after_the_form_was_sent_elsewhere_is_not_sent_unasked(
    belgium, action, staff, coordinator, device, review_asked
):
    if review_asked:
        change(subject=belgium, by=coordinator, values={"review_asked": True})
    phone = device()
    phone.save("On the train.")
    upload(action, staff, text("law"), key=phone.form.fields["key"])
    desk = device(f"{HERE}log/?draft={Draft.objects.get().pk}")
    assert desk.form.send(desk.client).status_code == 302
    sent = Draft.objects.get()
    said = phone.save("On the train, and more.", status=409)["said"]
    assert said == "This form was sent already. What you type here is not kept: copy it, or send it as another update."
    page = Page(phone.form.send(phone.client))
    assert "send again to" in page.summary[0]
    assert page.form("what_changed").fields["what_changed"] == "On the train, and more."
    assert page.form("what_changed").send(phone.client).status_code == 302
    assert Evidence.objects.get(form_key=sent.key).title == "law"


def test_to_save_a_draft_without_scripts_keeps_its_file_and_its_link(device):
    here = device()
    with_it = {"what_changed": "They met.", "files": text("law"), "link": "x.org", "complete": "yes"}
    page = follow(here.client, here.client.post(f"{HERE}draft/", here.form.fields | with_it))
    assert page.messages == ["Draft saved at 12:00"]
    assert sorted(Evidence.objects.values_list("title", flat=True)) == ["law", "x.org"]
    form = page.form("what_changed")
    wrong = {"files": text(""), "link": "not an address"}
    page = follow(here.client, here.client.post(f"{HERE}draft/", form.fields | wrong))
    assert len(page.messages) == 3
    assert "“not an address” was not added." in page.messages[1]


def test_words_that_cannot_be_saved_are_shown_once_more(device):
    here = device()
    fields = dict(here.form.fields)
    here.form.send(here.client, what_changed="They met.")
    given = {"what_changed": "They met, and more.", "files": text("law"), "complete": "yes"}
    answer = here.client.post(f"{HERE}draft/", fields | given)
    assert not Evidence.objects.exists()
    assert "What you wrote was not saved: They met, and more." in follow(here.client, answer).messages


def test_a_form_that_was_logged_is_no_draft_again(device):
    phone = device()
    assert phone.form.send(phone.client, what_changed="Logged.").status_code == 302
    phone.save("Logged.", status=409)
    assert not Draft.objects.exists()


def test_a_draft_is_discarded_after_asking(transactional_db, device):
    first = device()
    first.save("Never mind.")
    page = open_page(first.client, HERE)
    page = open_page(first.client, page.link("Discard the draft of 24 November 2026, 12:00"))
    assert "Never mind." in page.words
    asked = next(form for form in page.forms() if "Discard" in form.element.words)
    page = follow(first.client, asked.send(first.client))
    assert page.messages == ["Draft discarded."]
    assert "Continue your draft" not in page.words
    assert Draft.objects.get().typed == {}
    version = dict(first.form.fields)
    for words in ("Never mind?", "Never mind? Do."):
        first.form.fields |= version  # as if the answer had not come
        said = first.save(words)["said"]
        assert said.startswith("This draft was discarded on another page meanwhile, with any files and links it had.")
        assert Draft.objects.unfinished().get().typed["what_changed"] == words
    assert first.save("Never mind? Do it.")["said"] == "Draft saved at 12:00"
    assert first.form.send(first.client).status_code == 302


def test_a_draft_of_files_alone_says_so_and_they_go_with_it(device, action, staff):
    first = device()
    key = first.form.fields["key"]
    for file in (files.sent("a.txt", b"One."), files.sent("b.txt", b"Two.")):
        upload(action, staff, file, key=key)
    upload(action, staff, url="https://www.example.org/law", key=key)
    first.save("")
    for address in (HERE, "/my-work/"):
        assert "2 files, 1 link, no words yet" in open_page(first.client, address).words
    page = open_page(first.client, f"/reports/belgium-2013/drafts/{Draft.objects.get().pk}/discard/")
    assert "What was added to it goes, too: 2 files, 1 link." in page.words
    asked = next(form for form in page.forms() if "Discard" in form.element.words)
    follow(first.client, asked.send(first.client))
    assert not Evidence.objects.exists()


def test_nobody_but_the_author_knows_of_a_draft(lively, device, colleague, coordinator, observer, client_of):
    device().save("canary-7f3a")
    draft = Draft.objects.get(stage="draft")
    for person in (colleague, coordinator, observer):
        client = client_of(person)
        addresses = (HERE, "/reports/belgium-2013/", "/my-work/", "/my-work/?whose=organisation", "/search/?q=canary*")
        for address in (*addresses, f"{HERE}log/?draft={draft.pk}"):
            answer = client.get(address)
            assert answer.status_code == 200 or (person == observer and "draft=" in address)
            assert "canary-7f3a" not in answer.content.decode().replace('value="canary*"', "")
            assert "Continue your draft" not in answer.content.decode()
        assert client.get(draft.get_absolute_url()).status_code == 404
        assert client.post(f"/reports/belgium-2013/drafts/{draft.pk}/discard/").status_code == 404
    assert Draft.objects.get(pk=draft.pk).stage == "draft"


def test_the_page_of_an_action_changes_for_the_author_of_a_draft_alone(lively, device, staff, colleague, client_of):
    marks = {who.name: client_of(who) for who in (staff, colleague)}
    before = {name: client.get(HERE).headers["ETag"] for name, client in marks.items()}
    device().save("New.")
    after = {
        name: client.get(HERE, headers={"If-None-Match": before[name]}).status_code for name, client in marks.items()
    }
    assert after == {"Stella": 200, "Colin": 304}


def test_what_is_typed_after_it_was_sent_back_is_seen_by_no_reviewer(belgium, action, staff, coordinator, client_of):
    draft = submit(action, staff, "First words.")
    client_of(coordinator).post(f"{draft.get_absolute_url()}send-back/", {"reason": "Why?", "version": draft.version})
    author = client_of(staff)
    form = open_page(author, f"{HERE}log/?draft={draft.pk}").form("what_changed")
    author.post(f"{HERE}draft/", form.fields | {"what_changed": "Second words."}, headers=SCRIPT)
    seen = client_of(coordinator).get(draft.get_absolute_url()).content.decode()
    assert "First words." in seen and "Second words." not in seen
    assert (
        open_page(author, f"{HERE}log/?draft={draft.pk}").form("what_changed").fields["what_changed"] == "Second words."
    )


def test_another_person_at_the_same_computer_does_not_get_the_words(device, colleague, client_of):
    form = device().form
    typed = form.fields | {"what_changed": "Stella's."}
    answer = client_of(colleague).post(f"{HERE}draft/", typed, headers=SCRIPT)
    assert (answer.status_code, Draft.objects.count()) == (409, 0)


def test_a_script_that_comes_without_sense_is_answered(device, staff, client_of):
    client = client_of(staff)
    for key, version in (("", ""), ("nonsense", "-1"), (str(uuid4()), "9" * 50)):
        answer = client.post(f"{HERE}draft/", {"key": key, "version": version}, headers=SCRIPT)
        assert answer.status_code in (200, 409)
    assert client.get(f"{HERE}draft/", headers=SCRIPT).json()["whose"] == str(staff.pk)


def test_a_form_in_which_nothing_is_typed_is_no_draft(device):
    first = device()
    assert first.save("") == {"said": "Nothing is typed: no draft", "version": 0, "url": f"{HERE}log/"}
    assert not Draft.objects.exists()
    first.save("Half a sent")
    first.save("  ")
    assert not Draft.objects.exists()
    first.save("Begun again")
    assert Draft.objects.get().typed["what_changed"] == "Begun again"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"level": "partly_implemented"}, "“Partly implemented” chosen, no words yet"),
        (
            {"level": "partly_implemented", "course": "at_risk", "course_reason": "capacity"},
            "“Partly implemented”, “At risk” and “Capacity and resources” chosen, no words yet",
        ),
        ({"level": "fully_implemented", "challenges": "Money."}, "Money."),
        ({"what_changed": "They met."}, "They met."),
        ({}, "No words yet"),
    ],
)
def test_a_draft_that_is_offered_says_what_is_in_it(typed, said, action, staff, client_of):
    draft = Draft.objects.create(action=action, author=staff, typed=typed)
    client = client_of(staff)
    discard = reverse("discard-draft", args=[action.report.slug, draft.pk])
    for address in (HERE, f"{HERE}log/", "/my-work/", discard):
        assert said in open_page(client, address).main.words


def test_what_was_emptied_here_stays_where_it_was_changed_meanwhile(device):
    phone = device()
    phone.save("On the train.")
    desk = device(f"{HERE}log/?draft={Draft.objects.get().pk}")
    desk.save("At the desk.")
    phone.save("")
    assert [draft.typed["what_changed"] for draft in Draft.objects.order_by("pk")] == ["At the desk."]
