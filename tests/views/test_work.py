"""My work: where staff begin, and all they have to do from there."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Draft, Entry
from actions.services.drafts import save_draft
from actions.services.members import change_role, remove_member
from actions.services.reports import change
from actions.services.wishes import change_wishes
from tests.factories import add_milestone, join, log, person, send_back, submit
from tests.views.desk import ACTION
from tests.views.page import Page, follow, open_page

HERE = "/my-work/"


def titles(page, section):
    panel = next(p for p in page.main.all("section") if p.all("h2") and p.all("h2")[0].words == section)
    return [row.all(class_="row-title")[0].words for row in panel.all("li")]


def test_staff_begin_with_what_is_late_silent_or_sent_back(lively, staff, client_of):
    client = client_of(staff)
    assert client.get("/")["Location"] == HERE
    page = open_page(client, HERE)
    assert titles(page, "Late and due milestones") == ["Working group named"], "it names nobody; the action names her"
    assert "Cora asks: Which ministry?" in page.words
    assert titles(page, "Waiting for review") == [lively.third.title]
    assert titles(page, "Your actions") == [lively.first.title], "none is silent that would stand above"
    assert client.get("/my-work/count/").json() == {"count": 2}


def test_the_organisation_shows_what_is_its_own(lively, staff, client_of):
    late = add_milestone(lively.second, staff, "Ours", due_on=date(2026, 11, 2), organisation=staff.organisation)
    client = client_of(staff)
    assert late.title not in titles(open_page(client, HERE), "Late and due milestones")
    page = open_page(client, f"{HERE}?whose=organisation")
    assert titles(page, "Late and due milestones") == ["Working group named", "Ours"]
    assert lively.first.title in titles(page, "Its actions")
    assert page.main.one("a", **{"aria-current": "true"}).words == "North Shelter"


def test_the_longest_silent_and_the_first_due_come_first(belgium, staff, coordinator, client_of, time_machine):
    for number, day in ((1, 20), (2, 10), (3, 24)):
        action = belgium.actions.get(number=number)
        change(subject=action, by=coordinator, values={"focal_point": staff})
        add_milestone(action, coordinator, f"Step {number}", due_on=date(2027, 3, day), focal_point=staff)
        log(action, staff, happened_on=date(2026, 11, day))
    time_machine.move_to("2027-03-20T11:00Z")
    page = open_page(client_of(staff), HERE)
    assert titles(page, "Late and due milestones") == ["Step 2", "Step 1", "Step 3"]
    assert titles(page, "Actions gone silent") == [belgium.actions.get(number=n).title for n in (2, 1, 3)]


def test_actions_to_report_on_come_in_the_order_of_the_reports(other_report, belgium, staff, coordinator, client_of):
    assert other_report.pk < belgium.pk, "by country Belgium comes first, though it is the younger"
    join(staff, other_report, "staff")
    expected = []
    for report, numbers in ((belgium, (1, 2)), (other_report, (7, 12))):
        for number in numbers:
            action = report.actions.get(number=number)
            change(subject=action, by=coordinator, values={"focal_point": staff})
            log(action, staff)
            expected.append(action.title)
    assert titles(open_page(client_of(staff), HERE), "Your actions") == expected, "nothing stands above them"


def test_empty_parts_say_what_will_stand_there(belgium, staff, observer, client_of):
    for who in (staff, observer):
        page = open_page(client_of(who), HERE)
        assert "No milestone is late or due in the next two weeks." in page.words
        assert "You answer for no action yet." in page.words
        assert ("To report on any other, find it in the list." in page.words) == (who == staff)
        assert ("You write on no report, so nothing is for you to do here." in page.words) == (who == observer)
    assert "North Shelter leads no action yet." in open_page(client_of(staff), f"{HERE}?whose=organisation").words


def test_that_nothing_is_silent_is_said_of_the_actions_there_are(belgium, action, staff, coordinator, client_of):
    change(subject=action, by=coordinator, values={"focal_point": staff, "lead_organisation": staff.organisation})
    client = client_of(staff)
    assert "No action you answer for has gone silent." in open_page(client, HERE).words
    assert (
        "No action that North Shelter leads has gone silent." in open_page(client, f"{HERE}?whose=organisation").words
    )


def test_a_coordinator_is_told_what_waits_for_them_and_nobody_else_is(
    lively, staff, colleague, coordinator, observer, client_of
):
    submit(lively.first, coordinator, "My own.")
    assert "1 update waits for you" in open_page(client_of(coordinator), HERE).words
    for who in (staff, colleague, observer):
        assert "waits for you" not in open_page(client_of(who), HERE).words
    assert "A helpline was opened." not in open_page(client_of(colleague), f"{HERE}?whose=organisation").words


@pytest.mark.parametrize("whose", ["", "?whose=organisation"])
def test_it_asks_as_often_for_many_things_as_for_few(whose, lively, other_report, staff, coordinator, client_of):
    def more(n):
        for m in range(n):
            add_milestone(lively.first, coordinator, f"Step {m}", due_on=date(2026, 11, 1 + m), focal_point=staff)
            send_back(submit(lively.first, staff, f"Sent {m}."), coordinator)
            submit(lively.first, staff, f"Submitted {m}.")

    def asked():
        client = client_of(staff)
        with CaptureQueriesContext(
            connection,
        ) as questions:
            assert client.get(f"{HERE}{whose}").status_code == 200
        return len(questions)

    more(1)
    few = asked()
    more(8)
    join(person("Sven", "North Shelter"), other_report, "staff")
    join(staff, other_report, "staff")
    assert asked() == few <= 12


def test_a_long_list_is_cut_and_the_rest_a_click_away(belgium, action, staff, coordinator, client_of):
    for n in range(13):
        add_milestone(action, coordinator, f"Step {n}", due_on=date(2026, 11, 2 + n), focal_point=staff)
    client = client_of(staff)
    page = open_page(client, HERE)
    assert len(titles(page, "Late and due milestones")) == 10
    shown = open_page(client, page.link("3 more: all milestones"))
    assert "Step 12" in shown.words


def test_all_that_waits_for_review_can_be_reached(belgium, action, staff, colleague, client_of):
    for who, count in ((staff, 12), (colleague, 1)):
        for n in range(count):
            submit(action, who, f"Submitted {n}.")
    sven = join(person("Sven", "North Shelter"), belgium, "staff")
    for who, here in ((staff, HERE), (sven, f"{HERE}?whose=organisation")):
        client = client_of(who)
        page = open_page(client, here)
        assert len(titles(page, "Waiting for review")) == 10
        page = open_page(client, page.link("2 more: all that wait").replace("?", f"{HERE}?"))
        assert len(titles(page, "Waiting for review")) == 12
        assert "more: all that wait" not in page.words


def opened_from(client, here, words):
    """The form that a button of the list opens in place."""
    page = open_page(client, here)
    address = next(a.attrs["hx-get"] for a in page.main.all("a") if a.words == f"Log update: {words}")
    return open_page(client, address).form("what_changed")


@pytest.mark.parametrize("here", [HERE, f"{HERE}?whose=organisation"])
def test_who_sends_an_update_from_the_list_is_back_at_it_and_it_is_shorter(here, lively, staff, client_of):
    client = client_of(staff)
    form = opened_from(client, here, lively.late.title)
    assert form.fields["milestone"] == str(lively.late.pk)
    refused = Page(form.send(client, what_changed="", state="done"))
    answer = refused.form("what_changed").send(client, what_changed="A group was named.", state="done")
    assert answer["Location"] == here
    page = open_page(client, here)
    entry = Entry.objects.latest("sequence")
    assert page.messages == [f"Update logged. It is entry {entry.sequence}. See what you sent"]
    assert page.link("See what you sent") == entry.get_absolute_url()
    assert "Working group named" not in page.words


def test_a_form_sent_in_place_is_answered_with_the_page_to_go_to(lively, staff, client_of):
    client = client_of(staff)
    form = opened_from(client, HERE, lively.late.title)
    sent = form.fields | {"what_changed": "A group was named.", "state": "done"}
    answer = client.post(form.address, sent, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (200, HERE)
    assert open_page(client, HERE).messages[0].startswith("Update logged."), "it is said there, and not before"


def test_still_true_from_the_list_leads_back_to_it(lively, staff, client_of):
    client = client_of(staff)
    page = Page(client.get(f"{ACTION}log/?back=mine"))
    (form,) = [form for form in page.forms() if form.address.startswith(f"{ACTION}still-true/")]
    answer = form.send(client)
    assert answer["Location"] == HERE
    assert open_page(client, HERE).messages[0].startswith("Noted: nothing changed")


def test_what_is_submitted_from_the_list_is_a_click_away(lively, staff, coordinator, client_of):
    change(subject=lively.report, by=coordinator, values={"review_asked": True})
    client = client_of(staff)
    form = opened_from(client, HERE, lively.late.title)
    assert form.send(client, what_changed="A group was named.")["Location"] == HERE
    page = open_page(client, HERE)
    assert page.messages[0].startswith("Submitted for review.")
    assert page.link("See what you sent") == Draft.objects.latest("pk").get_absolute_url()


def test_a_draft_saved_continued_or_discarded_leads_back_to_the_list(lively, staff, client_of):
    client = client_of(staff)
    form = opened_from(client, HERE, lively.late.title)
    (button,) = [b for b in form.element.all("button") if b.attrs.get("formaction")]
    saved = client.post(button.attrs["formaction"], form.fields | {"what_changed": "Half a sent"})
    assert saved["Location"].endswith("&back=mine")
    kept = Draft.objects.latest("pk")
    first = next(a for a in open_page(client, HERE).main.all("a") if f"draft={kept.pk}" in a.attrs["href"])
    form = open_page(client, first.attrs["href"]).form("what_changed")
    assert form.fields["what_changed"] == "Half a sent"
    assert form.send(client, what_changed="A whole sentence.")["Location"] == HERE
    discard = open_page(client, HERE).link(f"Discard: {lively.fourth.title}")
    asked = next(form for form in open_page(client, discard).forms() if "Discard" in form.element.words)
    assert asked.send(client)["Location"] == HERE


def test_what_was_begun_or_sent_back_says_what_can_be_done_with_it(lively, staff, coordinator, client_of):
    client = client_of(staff)
    assert f"Go on writing: {lively.fourth.title}" in open_page(client, HERE).links(), "nobody reviews any more"
    change(subject=lively.report, by=coordinator, values={"review_asked": True})
    form = opened_from(client, HERE, lively.late.title)
    (save,) = [b for b in form.element.all("button") if b.attrs.get("formaction")]
    client.post(save.attrs["formaction"], form.fields | {"what_changed": "Half a sent"})
    page = open_page(client, HERE)
    drafts = page.main.one("section", **{"aria-labelledby": "drafts-title"})
    assert drafts.one(class_="numbers").words == "2"
    back, begun = Draft.objects.get(stage="sent_back"), Draft.objects.get(stage="draft")
    for words in (f"Change and submit again: {back.action.title}", f"Go on writing: {begun.action.title}"):
        assert "draft=" in page.link(words)


def test_more_drafts_than_are_shown_are_counted(lively, staff, coordinator, client_of):
    for n in range(21):
        send_back(submit(lively.first, staff, f"Sent {n}."), coordinator)
    drafts = open_page(client_of(staff), HERE).main.one("section", **{"aria-labelledby": "drafts-title"})
    assert (drafts.one(class_="numbers").words, len(drafts.all("li"))) == ("22", 20)
    fold = drafts.one("details", class_="panel-foot")
    assert (fold.one("summary").words, len(fold.all("li"))) == ("Show all 22", 17), "three stand above the fold"
    assert "2 more." in fold.words


def test_three_drafts_need_no_fold(lively, staff, coordinator, client_of):
    for n in range(2):
        send_back(submit(lively.first, staff, f"Sent {n}."), coordinator)
    drafts = open_page(client_of(staff), HERE).main.one("section", **{"aria-labelledby": "drafts-title"})
    assert (len(drafts.all("li")), drafts.all("summary")) == (3, [])


def test_what_has_something_in_it_comes_first_and_what_has_not_is_a_line(
    belgium, action, staff, coordinator, client_of
):
    submit(action, staff, "They met.")
    client = client_of(staff)
    page = open_page(client, HERE)
    assert [h2.words for h2 in page.main.all("h2")] == ["Waiting for review", "Where there is nothing"]
    nothing = page.main.one("section", **{"aria-labelledby": "nothing-title"})
    assert [line.words for line in nothing.all("li")][:3] == [
        "No milestone is late or due in the next two weeks.",
        "You answer for no action yet.",
        "No draft, and nothing sent back.",
    ]
    assert page.link("All actions") == "/actions/"
    add_milestone(action, coordinator, "Ours", due_on=date(2026, 11, 2), focal_point=staff)
    page = open_page(client, HERE)
    assert page.main.all("h2")[0].words == "Late and due milestones"
    assert "No milestone is late" not in page.words


def test_who_has_paused_their_mails_is_reminded_until_they_come_again(staff, client_of, time_machine):
    client = client_of(staff)
    assert "Your mails pause" not in open_page(client, HERE).words
    change_wishes(user=staff, often="daily", paused_until=date(2027, 1, 3), kinds={})
    page = open_page(client, HERE)
    assert "Your mails pause until 3 January 2027." in page.words
    assert page.link("Change the pause") == "/account/mail/"
    time_machine.move_to("2027-01-03T08:00Z")
    assert "Your mails pause" not in open_page(client_of(staff), HERE).words


@pytest.mark.parametrize("change_of_role", ["demoted", "removed"])
def test_the_words_of_who_no_longer_writes_on_a_report_are_still_theirs(
    change_of_role, belgium, action, staff, coordinator, client_of
):
    typed = {"what_changed": "They met. " * 30, "level": "partly_implemented", "challenges": "Money."}
    begun = save_draft(action=action, by=staff, key=uuid4(), typed=typed, version=0)
    returned = send_back(submit(action, staff, "A group was named."), coordinator, "Which group?")
    membership = belgium.memberships.get(user=staff)
    if change_of_role == "demoted":
        change_role(membership=membership, role="observer")
        why, title = "You only read this report now, so this cannot be sent.", action.title
    else:
        remove_member(membership=membership)
        why, title = "You are no longer on this report, so this cannot be sent.", "Priority action 1"
    client = client_of(staff)
    page = open_page(client, HERE)
    assert all(title in words for words in titles(page, "Sent back, and drafts"))
    assert page.words.count(why) == 2
    assert ("Which group?" in page.words) == (action.title in page.words) == (change_of_role == "demoted")
    for words in ("They met. " * 30, "Partly implemented", "Money.", "A group was named."):
        assert words.strip() in page.words
    assert "Go on writing" not in page.words
    assert "Change and submit again" not in page.words
    for draft in (begun, returned):
        address = f"/reports/{belgium.slug}/drafts/{draft.pk}/discard/"
        asked = open_page(client, address)
        assert asked.link("Cancel") == HERE
        assert (belgium.country.name in asked.top.words) == (change_of_role == "demoted")
        page = follow(client, client.post(address))
        assert (page.heading, page.messages) == ("My work", ["Draft discarded."])
    assert "Sent back, and drafts" not in page.words


def test_the_page_of_an_update_offers_nothing_that_who_only_reads_may_not_do(
    belgium, action, staff, coordinator, client_of
):
    waiting, returned = submit(action, staff), send_back(submit(action, staff), coordinator)
    change_role(membership=belgium.memberships.get(user=staff), role="observer")
    client = client_of(staff)
    assert "Take it back" not in open_page(client, waiting.get_absolute_url()).words
    page = open_page(client, returned.get_absolute_url())
    assert "Go on writing" not in page.words
    assert "You only read this report now, so this cannot be sent." in page.words


def test_a_correction_sent_back_leads_back_to_the_list(lively, staff, coordinator, client_of):
    change(subject=lively.report, by=coordinator, values={"review_asked": True})
    again = submit(lively.third, staff, "A safer plan.", corrects=lively.corrected, reason="It was wrong.")
    send_back(again, coordinator)
    client = client_of(staff)
    address = next(a for a in open_page(client, HERE).main.all("a") if f"draft={again.pk}" in a.attrs["href"])
    answer = open_page(client, address.attrs["href"]).form("reason").send(client, what_changed="The safest plan.")
    assert answer["Location"] == HERE


@pytest.mark.parametrize("back", ["https://example.org", "//example.org", "/reports/", "nowhere", "mine%0d%0aX: y", ""])
def test_a_form_leads_to_no_other_place_than_the_list(back, action, staff, client_of):
    client = client_of(staff)
    form = open_page(client, f"{ACTION}log/?back={back}").form("what_changed")
    form.address = f"{ACTION}log/?back={back}"
    assert form.send(client, what_changed="They met.")["Location"].startswith(f"{ACTION}#entry-")


def test_the_number_in_the_navigation_is_right_on_the_next_page(belgium, action, staff, coordinator, client_of):
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    draft = submit(action, staff, "They met.")
    client = client_of(staff)
    before = client.get("/my-work/count/")
    assert "no-store" in before["Cache-Control"], "a browser that kept it would show it again"
    send_back(draft, coordinator)
    assert client.get("/my-work/count/").json()["count"] == before.json()["count"] + 1
