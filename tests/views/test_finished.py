"""An address that names a draft which is finished leads where its form went."""

import pytest
from django.test import Client

from actions.models import Draft, Entry
from actions.services.drafts import discard_draft
from actions.services.reports import change
from tests.factories import accept, correct, log, submit
from tests.views.desk import ACTION, PASSWORD, SCRIPT
from tests.views.page import Page, follow, open_page


def led(client, draft, form=f"{ACTION}log/"):
    """Where the address of a draft leads: (address, page)."""
    answer = client.get(f"{form}?draft={draft.pk}")
    return (answer.url, follow(client, answer)) if answer.status_code == 302 else ("", Page(answer))


def test_a_draft_that_was_logged_leads_to_its_entry(device, staff):
    here = device()
    here.save("They met.")
    here.form.send(here.client)
    entry = Entry.objects.get(kind="update")
    address, page = led(here.client, Draft.objects.get())
    assert address == entry.get_absolute_url()
    assert "They met." in page.words


def test_a_draft_that_waits_or_was_accepted_leads_to_it(belgium, action, staff, coordinator, client_of):
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    draft = submit(action, staff)
    assert led(client_of(staff), draft)[0] == draft.get_absolute_url()
    entry = accept(draft, coordinator)
    assert led(client_of(staff), draft)[0] == entry.get_absolute_url()


def test_a_correction_that_was_accepted_leads_to_it_though_another_followed(
    belgium, action, staff, coordinator, client_of
):
    wrong = log(action, staff)
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    draft = submit(action, staff, "Better.", corrects=wrong, reason="A slip.")
    form = f"/reports/belgium-2013/entries/{wrong.sequence}/correct/"
    assert led(client_of(staff), draft, form)[0] == draft.get_absolute_url()
    entry = accept(draft, coordinator)
    assert led(client_of(staff), draft, form)[0] == entry.get_absolute_url()
    assert led(client_of(staff), draft)[0] == "", "it is none of this form"


def test_of_a_correction_that_was_discarded_nothing_is_said_where_its_form_cannot_open(action, staff, client_of):
    entry, client = log(action, staff), client_of(staff)
    form = open_page(client, f"{entry.get_absolute_url()}correct/").form("what_changed")
    client.post(f"{entry.get_absolute_url()}draft/", form.fields | {"what_changed": "Better."}, headers=SCRIPT)
    draft = Draft.objects.get()
    discard_draft(draft=draft)
    correct(entry, staff)
    _address, page = led(client, draft, f"{entry.get_absolute_url()}correct/")
    assert page.messages == ["Stella corrected this update meanwhile. This is the corrected one."]


def test_of_a_draft_that_was_discarded_the_empty_form_says_so(device):
    here = device()
    here.save("They met.")
    draft = Draft.objects.get()
    discard_draft(draft=draft)
    address, page = led(here.client, draft)
    form = page.form("what_changed").fields
    assert (address, page.messages, form["what_changed"]) == (
        "",
        ["That draft was discarded. This form is a new one."],
        "",
    )
    assert form["key"] != str(draft.key)
    assert led(here.client, draft, "/reports/belgium-2013/actions/2/log/")[1].messages == []


@pytest.mark.parametrize("named", ["", "x", "99999", "9" * 30])
def test_what_names_no_draft_opens_the_form(device, named):
    assert open_page(device().client, f"{ACTION}log/?draft={named}").messages == []


def test_nobody_is_led_to_the_draft_of_another(device, staff, colleague, client_of):
    here = device()
    here.save("They met.")
    here.form.send(here.client)
    address, page = led(client_of(colleague), Draft.objects.get())
    assert (address, page.messages) == ("", [])


def test_words_that_were_kept_for_a_finished_draft_come_back_in_the_form(device, staff):
    here = device()
    here.save("They met.")
    draft = Draft.objects.get()
    fields = here.form.fields | {"what_changed": "They met, and more."}
    here.form.send(here.client)
    staff.set_password(PASSWORD)
    staff.save()
    late = Client()
    signing_in = late.post(f"{ACTION}log/?draft={draft.pk}", fields)
    page = follow(late, signing_in).form("password").send(late, login=staff.email, password=PASSWORD)
    assert follow(late, page).form("what_changed").fields["what_changed"] == "They met, and more."
