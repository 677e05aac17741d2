"""One draft on two devices: each version keeps its words, and its files as they were said there."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from actions.models import Draft, Entry, Evidence
from actions.services.drafts import discard_draft
from actions.services.evidence import remove
from actions.services.reports import change
from actions.services.review import take_back
from tests.conftest import NOW
from tests.factories import upload, work
from tests.views.desk import ACTION as HERE
from tests.views.desk import SCRIPT, text
from tests.views.page import Page, open_page


@pytest.fixture
def two(device, action, staff):
    """A phone and a desk on one draft, the desk having saved it last; with files from before, and from each since."""
    phone = device()
    phone.save("On the train.")
    upload(action, staff, text("before"), key=phone.form.fields["key"])
    with time_machine.travel(NOW + timedelta(minutes=1)):
        desk = device(f"{HERE}log/?draft={Draft.objects.get().pk}")
        desk.save("At the desk.")
    with time_machine.travel(NOW + timedelta(minutes=2)):
        theirs = upload(action, staff, text("desk"), key=desk.form.fields["key"])
        mine = upload(action, staff, text("phone"), key=phone.form.fields["key"])
        first = Evidence.objects.get(title="before")
        # What the pages now hold: what is new has come with their scripts.
        for page, held in ((phone, (first, mine)), (desk, (first, theirs))):
            for evidence in held:
                said = {"title": evidence.title, "audience": "public"}
                page.form.fields |= {f"{evidence.uuid}-{name}": value for name, value in said.items()}
        yield phone, desk


def titles(draft):
    found = Evidence.objects.pending(draft.key, draft.author)
    for evidence in found:
        with evidence.file.open() as file:
            assert file.read().decode() == evidence.title
    return sorted(found.values_list("title", flat=True))


def test_files_go_with_the_version_they_stand_in(two):
    phone, desk = two
    said = phone.save("Still on the train.")
    theirs, ours = (Draft.objects.get(key=form.fields["key"]) for form in (desk.form, phone.form))
    assert (titles(theirs), titles(ours)) == (["before", "desk"], ["before", "phone"])
    (double,) = said["doubles"].values()
    assert str(Evidence.objects.get(form_key=ours.key, title="before").uuid) == double


def test_a_file_that_both_versions_have_stays_when_one_takes_it_out(two):
    phone, desk = two
    phone.save("Still on the train.")
    theirs, ours = (Draft.objects.get(key=form.fields["key"]) for form in (desk.form, phone.form))
    for draft, left in ((ours, ["before", "desk"]), (theirs, ["desk"])):
        evidence = Evidence.objects.get(form_key=draft.key, title="before")
        remove(evidence=evidence)
        work()
        assert titles(theirs) == left
        assert evidence.file.storage.exists(evidence.file.name) is (draft == ours)


def test_what_is_said_of_files_goes_with_the_version_it_was_said_in(two):
    phone, desk = two
    before = Evidence.objects.get(title="before")
    fields = [f"{before.uuid}-title", f"{before.uuid}-audience"]
    desk.form.fields |= dict(zip(fields, ["The law", "internal"], strict=True))
    desk.save("At the desk.")
    phone.save("Still on the train.")
    theirs, ours = (Draft.objects.get(key=form.fields["key"]) for form in (desk.form, phone.form))
    said = {draft: Evidence.objects.get(form_key=draft.key, file=before.file.name) for draft in (theirs, ours)}
    assert (said[theirs].title, said[theirs].audience) == ("The law", "internal")
    assert (said[ours].title, said[ours].audience) == ("before", "public")


def test_to_describe_a_file_is_a_version_of_the_draft(two):
    phone, desk = two
    phone.save("At the desk.")  # has all that was typed
    before = Evidence.objects.get(title="before", form_key=desk.form.fields["key"])
    version = desk.form.fields["version"]
    desk.form.fields |= {f"{before.uuid}-title": "The law", f"{before.uuid}-audience": "internal"}
    desk.save("At the desk.")
    assert desk.form.fields["version"] == version + 1
    desk.save("At the desk.")
    assert desk.form.fields["version"] == version + 1, "nothing else was said"
    desk.form.fields |= {"version": version, f"{before.uuid}-audience": "public"}
    desk.page = str(uuid4())  # that of an older tab
    assert "Both are kept" in desk.save("At the desk.")["said"]
    before.refresh_from_db()
    assert (before.title, before.audience) == ("The law", "internal")


def test_what_waits_for_review_keeps_its_files_as_they_were_said(two, belgium, coordinator):
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    _phone, desk = two
    remove(evidence=Evidence.objects.get(title="phone"))
    before = Evidence.objects.get(title="before")
    desk.form.fields[f"{before.uuid}-audience"] = "internal"
    assert desk.form.send(desk.client).status_code == 302
    waiting = Draft.objects.get(stage="submitted")
    desk.form.fields |= {f"{before.uuid}-title": "The law", f"{before.uuid}-audience": "public"}
    desk.save("At the desk.", status=409)
    page = Page(desk.form.send(desk.client, what_changed="At another desk."))
    assert "waits for review as it was submitted" in page.words
    assert "This form was submitted before." in page.words
    desk.client.post(f"{HERE}log/", desk.form.fields | {"remove_evidence": str(before.uuid)})
    before.refresh_from_db()
    assert (before.form_key, before.title, before.audience) == (waiting.key, "before", "internal")
    assert page.form("what_changed").send(desk.client).status_code == 302, "it is sent as a new one"
    again = Draft.objects.waiting().exclude(pk=waiting.pk).get()
    said = Evidence.objects.get(form_key=again.key, file=before.file.name)
    assert (said.title, said.audience) == ("The law", "public"), "with what the page says of its files"
    late = {"files": text("late"), "complete": "yes", "key": str(waiting.key)}
    answer = desk.client.post(f"{HERE}evidence/upload/", late)
    assert (answer.status_code, "late" in titles(waiting)) == (422, False)


@pytest.mark.parametrize("review_asked", [True, False])
def test_a_form_sent_from_an_old_version_says_nothing_of_the_files_of_the_other(
    two, belgium, coordinator, review_asked
):
    if review_asked:
        change(subject=belgium, by=coordinator, values={"review_asked": True})
    phone, desk = two
    before = Evidence.objects.get(title="before")
    desk.form.fields |= {f"{before.uuid}-title": "The law", f"{before.uuid}-audience": "internal"}
    desk.save("At the desk.")
    answer = phone.form.send(phone.client, what_changed="From the phone.")
    assert Page(answer).form("what_changed").send(phone.client).status_code == 302
    left = Draft.objects.unfinished().get()
    theirs = Evidence.objects.get(form_key=left.key, file=before.file.name)
    ours = Evidence.objects.exclude(pk=theirs.pk).get(file=before.file.name)
    assert (left.typed["what_changed"], theirs.title, theirs.audience) == ("At the desk.", "The law", "internal")
    assert (ours.title, ours.audience, ours.place is None) == ("before", "public", review_asked)


def test_an_update_takes_the_files_of_its_form_alone(two):
    phone, desk = two
    page = Page(phone.form.send(phone.client, what_changed="From the phone."))
    assert "changed on another page" in page.words
    assert page.form("what_changed").send(phone.client).status_code == 302
    entry = Entry.objects.get(kind="update")
    assert sorted(entry.evidence.values_list("title", flat=True)) == ["before", "phone"]
    left = Draft.objects.unfinished().get()
    assert (left.typed["what_changed"], titles(left)) == ("At the desk.", ["before", "desk"])
    assert desk.save("At the desk, and more.")["said"].startswith("Draft saved")
    assert desk.form.send(desk.client).status_code == 302
    entry = Entry.objects.filter(kind="update").latest("sequence")
    assert sorted(entry.evidence.values_list("title", flat=True)) == ["before", "desk"]


def test_an_update_submitted_from_an_old_version_takes_its_own_files_alone(two, belgium, coordinator):
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    phone, _desk = two
    page = Page(phone.form.send(phone.client, what_changed="From the phone."))
    assert "changed on another page" in page.words
    assert page.form("what_changed").send(phone.client).status_code == 302
    sent = Draft.objects.get(stage="submitted")
    assert titles(sent) == ["before", "phone"]
    assert titles(Draft.objects.unfinished().get()) == ["before", "desk"]


@pytest.mark.parametrize("review_asked", [True, False])
def test_a_file_taken_out_on_an_old_version_stays_with_the_other(two, belgium, coordinator, review_asked):
    if review_asked:
        change(subject=belgium, by=coordinator, values={"review_asked": True})
    phone, desk = two
    before = Evidence.objects.get(title="before")
    phone.form.fields["what_changed"] = "Still on the train."
    page = Page(phone.client.post(f"{HERE}log/", phone.form.fields | {"remove_evidence": str(before.uuid)}))
    assert "Both are kept: that one stands under My work" in page.words
    theirs = Draft.objects.unfinished().get()
    assert titles(theirs) == ["before", "desk"]
    form = page.form("what_changed")
    assert form.fields["key"] != desk.form.fields["key"]
    assert desk.save("At the desk, and more.")["said"].startswith("Draft saved")
    assert form.send(phone.client).status_code == 302
    sent = Draft.objects.waiting().get().key if review_asked else Entry.objects.get(kind="update").key
    assert [*Evidence.objects.filter(form_key=sent).values_list("title", flat=True)] == ["phone"]
    assert Draft.objects.unfinished().get().typed["what_changed"] == "At the desk, and more."
    assert titles(theirs) == ["before", "desk"]


def test_a_file_chosen_on_an_old_version_is_its_own_also_where_the_other_has_the_same(two):
    phone, desk = two
    given = {"files": text("desk"), "complete": "yes", "what_changed": "Still on the train."}
    page = Page(phone.client.post(f"{HERE}log/", phone.form.fields | given | {"add_evidence": "yes"}))
    assert page.form("what_changed").send(phone.client).status_code == 302
    entry = Entry.objects.filter(kind="update").latest("sequence")
    assert sorted(entry.evidence.values_list("title", flat=True)) == ["before", "desk", "phone"]
    assert titles(Draft.objects.unfinished().get()) == ["before", "desk"]
    assert desk.form.send(desk.client).status_code == 302


def test_an_old_version_that_is_sent_twice_says_that_its_file_went_with_the_first(two):
    phone, _desk = two
    first = Page(phone.form.send(phone.client, what_changed="From the phone."))
    again = Page(phone.form.send(phone.client, what_changed="From the phone."))
    gone = "Files or links that stood in this form are gone"
    assert (gone in first.words, gone in again.words) == (False, True)
    assert first.form("what_changed").send(phone.client).status_code == 302
    entry = Entry.objects.get(kind="update")
    assert sorted(entry.evidence.values_list("title", flat=True)) == ["before", "phone"]


@pytest.mark.parametrize("review_asked", [True, False])
def test_nothing_is_sent_that_the_page_did_not_show(two, belgium, coordinator, review_asked):
    if review_asked:
        change(subject=belgium, by=coordinator, values={"review_asked": True})
    _phone, desk = two
    page = Page(desk.form.send(desk.client))
    assert page.summary[0].startswith("Files or links were chosen for this form on another page. They stand here now")
    form, phones = page.form("what_changed"), Evidence.objects.get(title="phone")
    assert f"{phones.uuid}-title" in form.fields
    page = Page(desk.client.post(f"{HERE}log/", form.fields | {"remove_evidence": str(phones.uuid)}))
    assert page.form("what_changed").send(desk.client).status_code == 302
    sent = Draft.objects.waiting().get().key if review_asked else Entry.objects.get(kind="update").key
    assert sorted(Evidence.objects.filter(form_key=sent).values_list("title", flat=True)) == ["before", "desk"]
    assert not Evidence.objects.filter(title="phone").exists()


@pytest.mark.parametrize("who", ["staff", "coordinator"])
def test_what_is_to_be_internal_is_submitted_so_also_from_an_old_version_in_the_same_words(
    who, request, belgium, action, coordinator, client_of
):
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    person = request.getfixturevalue(who)
    client = client_of(person)
    form = open_page(client, f"{HERE}log/").form("what_changed")
    form.fields["what_changed"] = "At the desk."
    law = upload(action, person, text("law"), key=form.fields["key"])
    client.post(f"{HERE}draft/", form.fields, headers=SCRIPT)
    old = open_page(client, f"{HERE}log/?draft={Draft.objects.get().pk}").form("what_changed")
    new = old.fields | {f"{law.uuid}-title": "The law"}
    assert client.post(f"{HERE}draft/", new, headers=SCRIPT).status_code == 200
    page = Page(old.send(client, evidence_audience="internal"))
    assert page.messages[0].startswith("This draft was changed on another page meanwhile. Both are kept: ")
    assert page.form("what_changed").send(client).status_code == 302
    sent = Draft.objects.waiting().get()
    assert [*Evidence.objects.filter(form_key=sent.key).values_list("title", "audience")] == [("law", "internal")]
    left = Draft.objects.unfinished().get()
    assert [*Evidence.objects.filter(form_key=left.key).values_list("title", "audience")] == [("The law", "public")]


@pytest.mark.parametrize("review_asked", [True, False])
def test_no_update_goes_without_the_files_that_went_with_a_draft_discarded_elsewhere(
    two, belgium, coordinator, review_asked
):
    if review_asked:
        change(subject=belgium, by=coordinator, values={"review_asked": True})
    _phone, desk = two
    desk = open_page(desk.client, f"{HERE}log/?draft={Draft.objects.get().pk}").form("what_changed"), desk.client
    discard_draft(draft=Draft.objects.get())
    page = Page(desk[0].send(desk[1]))
    assert "Files or links that stood in this form are gone" in page.words
    assert page.summary[0].startswith("This draft was discarded on another page meanwhile.")
    assert not Entry.objects.filter(kind="update").exists()
    form = page.form("what_changed")
    assert form.fields["what_changed"] == "At the desk."
    assert form.send(desk[1]).status_code == 302


def test_a_file_taken_out_on_another_page_is_told_of_and_leaves_no_second_draft(device, action, staff):
    first = device()
    first.save("They met.")
    law = upload(action, staff, text("law"), key=first.form.fields["key"])
    first.form.fields |= {f"{law.uuid}-title": "law", f"{law.uuid}-audience": "public"}
    remove(evidence=law)
    page = Page(first.form.send(first.client))
    assert page.summary[0].startswith("Files or links that stood in this form are gone")
    assert page.form("what_changed").send(first.client).status_code == 302
    assert not Draft.objects.unfinished().exists()


def test_a_form_whose_draft_was_discarded_elsewhere_says_so_before_it_is_logged(device):
    first = device()
    first.save("They met.")
    discard_draft(draft=Draft.objects.get())
    page = Page(first.form.send(first.client))
    assert page.summary == [
        "This draft was discarded on another page meanwhile. What you typed is still here: send again."
    ]
    assert page.form("what_changed").send(first.client).status_code == 302


def test_the_files_of_a_draft_discarded_elsewhere_leave_the_form(two):
    _phone, desk = two
    draft = Draft.objects.get()
    form = open_page(desk.client, f"{HERE}log/?draft={draft.pk}").form("what_changed")
    uuids = [str(uuid) for uuid in Evidence.objects.values_list("uuid", flat=True)]
    discard_draft(draft=draft)
    desk.form = form
    assert desk.save("And more.")["gone"] == sorted(uuids)


def test_each_page_of_a_draft_discarded_elsewhere_keeps_its_own_words(device):
    first = device()
    first.save("Words.")
    draft = Draft.objects.get()
    second = device(f"{HERE}log/?draft={draft.pk}")
    discard_draft(draft=draft)
    first.save("Long words of the first.")
    second.save("Words of the second.")
    typed = {draft.typed["what_changed"] for draft in Draft.objects.unfinished()}
    assert typed == {"Long words of the first.", "Words of the second."}
    assert first.save("Long words of the first, and more.")["said"].startswith("Draft saved at")


def test_what_is_typed_after_a_draft_was_discarded_twice_is_kept_too(device):
    first = device()
    first.save("Words.")
    before = dict(first.form.fields)
    for words in ("Once more.", "And once more."):
        for draft in Draft.objects.unfinished():
            discard_draft(draft=draft)
        first.form.fields |= before
        assert first.save(words)["said"].startswith("This draft was discarded on another page")
        assert Draft.objects.unfinished().get().typed["what_changed"] == words


def test_a_file_chosen_again_after_a_draft_was_discarded_goes_with_its_own_page_once(device, action, staff):
    first = device()
    first.save("Words.")
    before = dict(first.form.fields)
    second = device(f"{HERE}log/?draft={Draft.objects.get().pk}")
    discard_draft(draft=Draft.objects.get())
    law = upload(action, staff, text("law"), key=before["key"])
    first.form.fields |= {f"{law.uuid}-title": "law"}
    second.save("Words of the second.")
    first.save("Words of the first.")
    drafts = {draft.typed["what_changed"]: titles(draft) for draft in Draft.objects.unfinished()}
    assert drafts == {"Words of the second.": [], "Words of the first.": ["law"]}
    again = upload(action, staff, text("law"), key=before["key"])
    first.form.fields |= before | {f"{again.uuid}-title": "law"}  # as if the answer had not come
    said = first.save("Words of the first. And more.")
    assert (said["gone"], titles(Draft.objects.get(key=said["key"]))) == ([str(again.uuid)], ["law"])


@pytest.mark.parametrize("words", ["On the train, today. And more.", "Written anew.", "On the"])
def test_a_page_goes_on_from_what_it_saved_last_though_no_answer_came(device, words):
    here = device()
    here.save("On the train.")
    version = here.form.fields["version"]
    here.save("On the train, today.")
    here.form.fields["version"] = version
    assert here.save(words)["said"].startswith("Draft saved")
    assert Draft.objects.get().typed["what_changed"] == words


def test_a_page_that_does_not_hear_that_its_draft_went_on_elsewhere_makes_one_more_of_it_once(two):
    phone, _desk = two
    unheard = dict(phone.form.fields)
    first = phone.save("Still on the train.")
    phone.form.fields = unheard
    again = phone.save("Still on the train, and late.")
    assert (again["key"], again["doubles"]) == (first["key"], first["doubles"])
    typed = {draft.typed["what_changed"]: titles(draft) for draft in Draft.objects.unfinished()}
    assert typed == {"At the desk.": ["before", "desk"], "Still on the train, and late.": ["before", "phone"]}
    assert phone.save("Still on the train, and later.")["said"].startswith("Draft saved")


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ({"what_changed": "They met. Anna told us. More."}, {"what_changed": "They met."}),
        ({"milestone": "10"}, {"milestone": "1"}),
        ({"challenges": "Money."}, {"challenges": ""}),
    ],
)
def test_an_old_page_neither_brings_back_nor_replaces_what_was_said_on_another(device, here, there):
    phone = device()
    phone.form.fields |= {"challenges": "Money."}
    phone.save("They met. Anna told us.")
    desk = device(f"{HERE}log/?draft={Draft.objects.get().pk}")
    typed = desk.form.fields | there
    desk.form.fields |= there
    desk.save(typed["what_changed"])
    phone.form.fields |= here
    assert "Both are kept" in phone.save(phone.form.fields["what_changed"])["said"]
    theirs, ours = (Draft.objects.get(key=form.fields["key"]) for form in (desk.form, phone.form))
    assert there.items() <= theirs.typed.items()
    assert here.items() <= ours.typed.items()


def test_what_a_page_saved_before_and_comes_late_changes_nothing(device, action, staff):
    here = device()
    here.save("They met.")
    law = upload(action, staff, text("law"), key=here.form.fields["key"])
    late = {"nth": 2, "version": 1, "what_changed": "They met. On", f"{law.uuid}-title": "law"}
    here.nth = 2  # stuck on its way
    here.form.fields |= {f"{law.uuid}-title": "The law", f"{law.uuid}-audience": "internal"}
    here.save("They met. On Monday, all of them.")
    here.client.post(f"{HERE}draft/", here.form.fields | {"page": here.page} | late, headers=SCRIPT)
    assert Draft.objects.get().typed["what_changed"] == "They met. On Monday, all of them."
    law.refresh_from_db()
    assert (law.title, law.audience) == ("The law", "internal")
    here.save("They met. On Monday.")
    before = here.form.fields
    for words in ("They met. On Monday, all of them.", ""):
        here.form.fields = dict(before)
        here.save(words, nth=2)
        assert Draft.objects.get().typed["what_changed"] == "They met. On Monday."
    discard_draft(draft=Draft.objects.get())
    here.save("They met. On", nth=2)
    assert not Draft.objects.unfinished().exists()


@pytest.mark.parametrize("heard", [True, False])
def test_of_a_form_that_is_emptied_no_draft_is_left_but_what_another_page_saved(device, heard):
    phone = device()
    phone.save("On the train.")
    desk = device(f"{HERE}log/?draft={Draft.objects.get().pk}")
    version = phone.form.fields["version"]
    phone.save("On the train, late.")
    if not heard:
        phone.form.fields["version"] = version
    assert phone.save("")["said"] == "Nothing is typed: no draft"
    assert not Draft.objects.exists()
    phone.save("On the train.")
    desk.form.fields["version"] = 1
    desk.save("At the desk.")
    assert "Both are kept" not in phone.save("")["said"]
    assert Draft.objects.get().typed["what_changed"] == "At the desk."


def test_an_old_page_does_not_replace_what_was_submitted_and_taken_back_since(device, belgium, coordinator):
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    phone = device()
    phone.save("On the train.")
    desk = device(f"{HERE}log/?draft={Draft.objects.get().pk}")
    assert desk.form.send(desk.client, what_changed="At the desk.").status_code == 302
    take_back(draft=Draft.objects.get(), by=Draft.objects.get().author)
    assert "Both are kept" in phone.save("Still on the train.")["said"]
    typed = {draft.typed["what_changed"] for draft in Draft.objects.unfinished()}
    assert typed == {"At the desk.", "Still on the train."}


def test_of_a_draft_discarded_elsewhere_and_emptied_here_nothing_is_left(device):
    here = device()
    here.save("Words.")
    discard_draft(draft=Draft.objects.get())
    assert here.save("")["said"] == "Nothing is typed: no draft"
    assert not Draft.objects.unfinished().exists()


def test_a_saving_that_comes_a_second_time_does_not_bring_a_discarded_draft_back(device):
    here = device()
    here.save("Twelve judges.")
    discard_draft(draft=Draft.objects.get())
    here.nth -= 1
    here.save("Twelve judges.")
    assert [(draft.stage, draft.typed) for draft in Draft.objects.all()] == [("discarded", {})]
    here.save("Twelve judges, at last.")
    assert Draft.objects.unfinished().get().typed["what_changed"] == "Twelve judges, at last."
