"""Corrections of what was corrected or withdrawn meanwhile: they are told so, and their words go on."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actions.models import Draft, Entry
from actions.reporting.review import became_of
from actions.services.drafts import carry_on, discard_draft, save_draft
from tests.factories import accept, correct, log, send_back, submit, withdraw
from tests.views.desk import ACTION, PASSWORD, SCRIPT
from tests.views.page import follow, open_page
from tests.views.test_finished import led

QUEUE = "/reports/belgium-2013/review/"


def begun(client, entry, **typed):
    """The draft of a correction, begun in its form."""
    form = open_page(client, f"{entry.get_absolute_url()}correct/").form("what_changed")
    client.post(f"{entry.get_absolute_url()}draft/", form.fields | typed, headers=SCRIPT)
    return Draft.objects.get()


def _button(page, name):
    return next(form for form in page.forms() if form.address.endswith(f"/{name}/"))


def test_of_a_correction_that_cannot_be_sent_any_more_all_words_can_be_read(action, staff, client_of):
    entry, client = log(action, staff), client_of(staff)
    draft = begun(client, entry, what_changed="Better.", challenges="Money is short.")
    correct(entry, staff)
    address, page = led(client, draft, f"{entry.get_absolute_url()}correct/")
    said = f"Stella corrected entry {entry.sequence} meanwhile; entry {entry.sequence + 1} counts now."
    assert address == draft.get_absolute_url()
    assert [words in page.words for words in (said, "Better.", "Money is short.")] == [True, True, True]
    assert page.link(f"Read entry {entry.sequence + 1}") == entry.latest.get_absolute_url()


def test_the_words_of_an_overtaken_correction_go_on_in_the_form_of_what_counts(action, staff, client_of):
    entry, client = log(action, staff), client_of(staff)
    draft = begun(client, entry, what_changed="Better.")
    latest = correct(correct(entry, staff), staff)
    page = open_page(client, draft.get_absolute_url())
    page = follow(client, _button(page, "carry-on").send(client))
    said = "Your words stand in this form now, which corrects entry %s: see that nothing right is lost."
    assert said % latest.sequence in page.messages
    assert f"This form differs from entry {latest.sequence}, which counts now, in “What changed?”." in page.words
    form = page.form("what_changed")
    assert (form.fields["what_changed"], form.fields["key"]) == ("Better.", str(draft.key))
    assert form.send(client, reason="A slip.").status_code == 302
    assert (latest.latest.what_changed, Draft.objects.get().entry) == ("Better.", latest.latest)


def test_the_words_of_a_correction_of_what_was_withdrawn_go_on_as_a_new_update(action, staff, client_of):
    entry, client = log(action, staff), client_of(staff)
    draft = begun(client, entry, what_changed="Better.", reason="A slip.")
    withdraw(entry, staff)
    page = open_page(client, draft.get_absolute_url())
    said = f"Stella withdrew entry {entry.sequence} meanwhile."
    assert f"{said} So this correction cannot be sent any more." in page.words
    page = follow(client, _button(page, "carry-on").send(client))
    assert "Why you corrected it is not in it: “A slip.”" in page.messages
    assert page.form("what_changed").send(client).status_code == 302
    draft.refresh_from_db()
    assert (draft.entry.kind, draft.entry.what_changed, draft.entry.reason) == ("update", "Better.", "")


def test_an_address_of_before_leads_to_the_form_in_which_the_words_go_on(action, staff, client_of):
    entry, client = log(action, staff), client_of(staff)
    draft = begun(client, entry, what_changed="Better.")
    latest = correct(entry, staff)
    draft = carry_on(draft=draft)
    there = f"{latest.get_absolute_url()}correct/?draft={draft.pk}"
    assert led(client, draft, f"{entry.get_absolute_url()}correct/")[0] == there
    again = client.post(f"/reports/belgium-2013/drafts/{draft.pk}/carry-on/?back=mine")
    assert again["Location"] == f"{there}&back=mine", "pressed twice"


def test_what_was_typed_while_signed_out_goes_on_though_its_entry_was_corrected_meanwhile(action, staff):
    staff.set_password(PASSWORD)
    staff.save()
    entry, browser = log(action, staff), Client()
    browser.force_login(staff)
    draft = begun(browser, entry, what_changed="Half")
    form = open_page(browser, f"{entry.get_absolute_url()}correct/?draft={draft.pk}").form("what_changed")
    browser.post("/accounts/logout/")
    login = follow(browser, form.send(browser, what_changed="The whole.", reason="A slip.")).form("login")
    correct(entry, staff)
    there = login.send(browser, login=staff.email, password=PASSWORD)["Location"]
    page = follow(browser, browser.get(there))
    assert [draft.typed["what_changed"] for draft in Draft.objects.all()] == ["The whole."]
    assert "The whole." in page.words and _button(page, "carry-on")


@pytest.mark.parametrize("withdrawn", [False, True])
def test_who_may_not_correct_what_counts_is_told_so(withdrawn, action, staff, coordinator, colleague, client_of):
    theirs = log(action, colleague)
    draft = save_draft(action=action, by=staff, key=uuid4(), typed={"what_changed": "B."}, version=0, corrects=theirs)
    withdraw(theirs, colleague) if withdrawn else correct(theirs, colleague)
    page = open_page(client_of(staff), draft.get_absolute_url())
    assert "It stands for another organisation, so you cannot correct it." in page.words
    assert not [button for button in page.main.all("button") if "these words" in button.words]
    assert client_of(staff).post(f"/reports/belgium-2013/drafts/{draft.pk}/carry-on/").status_code == 403


def test_a_correction_of_what_was_corrected_meanwhile_is_sent_back(reviewed, action, staff, coordinator, client_of):
    wrong = accept(submit(action, staff, "On 2 May."), coordinator)
    first, second = (submit(action, staff, words, corrects=wrong, reason="Slip.") for words in ("3 May.", "4 May."))
    counts = accept(first, coordinator)
    client = client_of(coordinator)
    said = f"Stella corrected entry {wrong.sequence} meanwhile; entry {counts.sequence} counts now."
    assert "was corrected or withdrawn meanwhile" in open_page(client_of(staff), "/my-work/").words
    for page in (queue := open_page(client, QUEUE), open_page(client, second.get_absolute_url())):
        assert f"It cannot be accepted as it stands. {said}" in page.words
        assert ("It said" in page.words, "On 2 May." in page.words, "It says now" in page.words) == (True, True, False)
        assert not any("Accept" in form.element.words for form in page.forms())
    page = follow(client, client.post(QUEUE, {"chosen": f"{second.pk}-{second.version}", "seen": "0"}))
    assert page.messages == [f"Not accepted: “4 May.”. {said}"], "ticked on a page of before"
    form = open_page(client, queue.link(f"Send it back, saying so: {action.title}, Stella").split("#")[0]).form(
        "reason"
    )
    more = f"If something is still to be said, correct entry {counts.sequence}."
    assert form.fields["reason"] == f"{said} {more}"
    assert form.send(client).status_code == 302
    author = client_of(staff)
    page = open_page(author, open_page(author, "/notices/").link(f"See how to go on: {action.title}"))
    assert [words in page.words for words in ("4 May.", f"{said} So this correction", more)] == [True, True, True]
    page = follow(author, author.post(f"/reports/belgium-2013/drafts/{second.pk}/carry-on/"))
    assert page.form("what_changed").send(author).status_code == 302
    second.refresh_from_db()
    assert accept(second, coordinator).supersedes == counts


def test_what_became_of_a_corrected_entry_is_told_as_it_was(action, staff, coordinator):
    wrong = log(action, staff, "On 2 May.")
    number = wrong.sequence
    first = correct(wrong, coordinator)
    assert became_of(wrong) == f"Cora corrected entry {number} meanwhile; entry {first.sequence} counts now."
    second = correct(first, coordinator)
    wrong = Entry.objects.get(pk=wrong.pk)
    assert became_of(wrong) == f"Cora corrected entry {number} meanwhile; entry {second.sequence} counts now."
    withdraw(second, coordinator)
    wrong = Entry.objects.get(pk=wrong.pk)
    assert became_of(wrong) == f"Cora corrected entry {number} meanwhile, and then it was withdrawn."


def test_the_queue_asks_as_often_for_four_of_them_as_for_one(reviewed, action, staff, coordinator, client_of):
    client, asked = client_of(coordinator), []
    for n in range(4):
        wrong = accept(submit(action, staff, f"On {uuid4()}."), coordinator)
        first, _second = (
            submit(action, staff, words, corrects=wrong, reason="Slip.") for words in ("3 May.", "4 May.")
        )
        counts = accept(first, coordinator)
        for _ in range(n):
            more = submit(action, staff, f"It was {uuid4()}.", corrects=counts, reason="Slip.")
            counts = accept(more, coordinator)
        with CaptureQueriesContext(connection) as queries:
            assert "counts now" in open_page(client, QUEUE).words
        asked.append(len(queries))
    assert asked == [asked[0]] * 4


@pytest.mark.parametrize("discarded", [False, True])
def test_who_reviews_does_not_see_the_author_go_on(discarded, reviewed, action, staff, coordinator, client_of):
    wrong = accept(submit(action, staff, "On 2 May."), coordinator)
    first, second = (submit(action, staff, words, corrects=wrong, reason="Slip.") for words in ("3 May.", "4 May."))
    accept(first, coordinator)
    send_back(second, coordinator)
    client = client_of(coordinator)
    before = open_page(client, second.get_absolute_url()).main.one(class_="submission").words
    assert f"corrects entry {wrong.sequence} It saidOn 2 May." in before
    carry_on(draft=second)
    assert open_page(client, second.get_absolute_url()).main.one(class_="submission").words == before
    if discarded:
        discard_draft(draft=second)
        assert f"correction of entry {wrong.sequence}" in open_page(client, second.get_absolute_url()).words
        return
    again = open_page(client_of(staff), f"{wrong.latest.get_absolute_url()}correct/?draft={second.pk}")
    assert again.form("what_changed").send(client_of(staff)).status_code == 302
    assert "It says now3 May." in open_page(client, second.get_absolute_url()).words


def test_a_correction_that_becomes_a_new_update_stays_on_behalf_of_the_same(action, staff, coordinator, client_of):
    entry = log(action, staff)
    client = client_of(coordinator)
    draft = begun(client, entry, what_changed="Better.")
    withdraw(entry, staff)
    page = follow(client, _button(open_page(client, draft.get_absolute_url()), "carry-on").send(client))
    assert f"It is on behalf of {staff.organisation}." in page.messages
    assert page.form("what_changed").send(client).status_code == 302
    draft.refresh_from_db()
    assert draft.entry.organisation == staff.organisation


def test_a_draft_that_was_discarded_meanwhile_is_not_carried_on(action, staff, client_of):
    entry, client = log(action, staff), client_of(staff)
    draft = begun(client, entry, what_changed="Better.")
    correct(entry, staff)
    button = _button(open_page(client, draft.get_absolute_url()), "carry-on")
    discard_draft(draft=draft)
    there = button.send(client)["Location"]
    assert there == draft.get_absolute_url()
    assert follow(client, client.get(there)).messages == ["That draft was discarded."]


def test_an_old_page_does_not_write_into_a_draft_that_was_carried_on(action, staff, client_of):
    entry, client = log(action, staff), client_of(staff)
    draft = begun(client, entry, what_changed="Better.")
    form = open_page(client, f"{entry.get_absolute_url()}correct/?draft={draft.pk}").form("what_changed")
    correct(entry, staff)
    carry_on(draft=draft)
    for words in ("Better.", "Best."):
        given = form.fields | {"what_changed": words, "page": str(uuid4()), "nth": 1}
        said = client.post(f"{entry.get_absolute_url()}draft/", given, headers=SCRIPT).json()
        assert said["said"].startswith("This draft was changed on another page meanwhile.")
    assert Draft.objects.get(pk=draft.pk).typed["what_changed"] == "Better."


def test_what_is_first_saved_after_it_was_overtaken_is_found_again_by_its_own_page(action, staff, client_of):
    entry, client = log(action, staff), client_of(staff)
    here = f"{entry.get_absolute_url()}correct/"
    form = open_page(client, here).form("what_changed")
    correct(entry, staff)
    given = form.fields | {"what_changed": "Best.", "page": str(uuid4()), "nth": 1}
    said = client.post(f"{entry.get_absolute_url()}draft/", given, headers=SCRIPT).json()
    draft = Draft.objects.get()
    assert said["url"] == f"{here}?draft={draft.pk}", "the page that is open, by its own address"
    assert led(client, draft, here)[0] == draft.get_absolute_url()


def test_one_page_that_saves_in_several_forms_parts_each_time(action, staff, client_of):
    client, key, page = client_of(staff), str(uuid4()), str(uuid4())
    first, second = log(action, staff, "One."), log(action, staff, "Two.")
    for n, form in enumerate((ACTION, first.get_absolute_url(), second.get_absolute_url())):
        given = {"key": key, "what_changed": f"Words {n}", "version": "0", "page": page, "nth": str(n)}
        assert client.post(f"{form}draft/", given, headers=SCRIPT).status_code == 200
    assert sorted(draft.typed["what_changed"] for draft in Draft.objects.all()) == ["Words 0", "Words 1", "Words 2"]
