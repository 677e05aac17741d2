"""Nudges: who is asked, what is said to them, and how they answer."""

from urllib.parse import urlsplit

import pytest
from django.core import mail

from actions.models import Entry, User
from actions.notifications import ANSWER
from actions.services.members import change_role
from actions.services.outbox import send_waiting
from actions.services.reports import change
from tests.factories import nudge, work
from tests.views.page import Page, follow, open_page
from tests.views.test_attention import BELGIUM, HERE, rows, titles
from tests.views.test_next_steps import next_steps


def test_a_coordinator_nudges_and_the_person_answers_through_the_link(
    asked, coordinator, staff, observer, client_of, mailoutbox
):
    client = client_of(coordinator)
    page = open_page(client, open_page(client, HERE).link("Nudge"))
    assert "Whoever is asked finds it under the bell, and by mail if they chose so." in page.words
    form = page.form("message")
    assert form.fields["message"].startswith("Dear Stella, what is new on “Adopt a national plan of action”?")
    page = follow(client, form.send(client, message="Is the draft out?"))
    assert page.messages == ["Nudged. Stella finds the message under the bell, and by mail if they chose so."]
    work()
    (message,) = mailoutbox
    assert "An answer to it goes to the person who sent it;" in message.body
    link, *_ways_out = [line for line in message.body.splitlines() if line.startswith("http")]
    browser = client_of(staff)
    answer = follow(browser, browser.get(urlsplit(link).path + ANSWER)).form("what_changed")
    assert answer.send(browser, what_changed="It is.").status_code == 302
    told = open_page(client_of(observer), f"{BELGIUM}actions/1/?only=attention").words
    for words in ("Example Network asked for news", "Is the draft out?", "AskedStella"):
        assert words in told


def test_a_nudge_about_a_milestone_leads_to_the_form_with_it_chosen(lively, coordinator, staff, client_of, mailoutbox):
    change(subject=lively.coming, by=coordinator, values={"focal_point": staff})
    client = client_of(coordinator)
    form = open_page(client, f"{lively.coming.get_absolute_url()}nudge/").form("message")
    assert form.send(client).status_code == 302
    work()
    # What the world of ``lively`` has to mail goes out, too, in whatever order.
    [nudged] = [mail for mail in mailoutbox if ANSWER in mail.body and staff.email in mail.to]
    [link] = [line for line in nudged.body.splitlines() if line.endswith(ANSWER)]
    there = client_of(staff).get(urlsplit(link).path + ANSWER)["Location"]
    assert there.endswith(f"/actions/1/log/?milestone={lively.coming.number}")


def test_the_mail_speaks_the_language_of_whom_it_goes_to(asked, coordinator, staff, client_of, mailoutbox):
    staff.language = "fr"
    staff.save()
    client = client_of(coordinator)
    open_page(client, f"{BELGIUM}actions/1/nudge/").form("message").send(client)
    work()
    assert "Belgique, " in mailoutbox[0].body


@pytest.mark.parametrize("how", ["observes", "left"])
def test_a_focal_point_who_cannot_report_is_not_asked_but_stands_there_to_be_replaced(
    how, in_need, belgium, staff, colleague, coordinator, client_of
):
    if how == "left":
        User.objects.filter(pk=staff.pk).update(is_active=False)
    else:
        change_role(membership=belgium.memberships.get(user=staff), role="observer")
    client = client_of(coordinator)
    page = open_page(client, HERE)
    found, fourth = next_steps(page), belgium.actions.get(number=4)
    for title in (in_need.late.action.title, in_need.back.action.title):
        assert found[title, "Cannot report"][0] == "Name another focal point"
    assert found[fourth.title, "No lead"] == ("Choose a lead and a focal point", [f"{BELGIUM}actions/4/reassign/"])
    assert found["Soon", "Due in 7 days"] == (
        "Name another focal point",
        [f"{in_need.soon.get_absolute_url()}reassign/"],
    )
    (row,) = [row for row in rows(page) if "Cannot report" in row.words and "Action 2" in row.words]
    assert "Stella, who may not log updates here the focal point cannot report; named on 24 November 2026" in row.words
    offering = [row for row in rows(page) if "Nudge" in [a.words for a in row.all("a")]]
    assert titles(page)[0] == "Late" and offering == rows(page)[:1]
    assert found["Late", "23 days late"][0].startswith("Ask Colin")
    page = open_page(client, f"{BELGIUM}actions/2/nudge/")
    assert "Stella may not log updates on this report." in page.words
    assert page.link("Name another focal point") == f"{BELGIUM}actions/2/reassign/"
    assert page.main.all("form") == [], "nothing is written that cannot be sent"
    shown = next_steps(open_page(client, BELGIUM))
    assert shown["Soon", "Due in 7 days"][0] == "Name another focal point"


def test_only_who_may_log_is_offered_as_a_focal_point_and_who_is_one_stays(
    in_need, belgium, staff, observer, coordinator, client_of
):
    client, late = client_of(coordinator), in_need.late.get_absolute_url()
    addresses = [f"{late}reassign/", f"{late}edit/", f"{BELGIUM}actions/1/reassign/", f"{BELGIUM}actions/1/edit/"]
    addresses += [f"{BELGIUM}actions/1/milestones/add/"]

    def offered(address, field="focal_point"):
        page = open_page(client, address)
        return [option.words for option in page.main.one("select", name=field).all("option")][1:]

    for address in addresses:
        assert offered(address) == ["Colin", "Cora", "Stella"]
    assert offered(f"{BELGIUM}people/{staff.pk}/handover/", "to") == ["Colin", "Cora"]
    change_role(membership=belgium.memberships.get(user=staff), role="observer")
    assert offered(addresses[0]) == ["Colin", "Cora"]
    assert offered(addresses[2]) == ["Colin", "Cora", "Stella"]
    form = open_page(client, f"{BELGIUM}actions/1/edit/").form("title")
    assert form.send(client, title="Adopt a plan").status_code == 302
    assert belgium.actions.get(number=1).focal_point == staff
    form = open_page(client, addresses[2]).form("focal_point")
    page = Page(form.send(client, focal_point=observer.pk, reason="So."))
    assert page.errors == {"focal_point": "Choose one of the staff or coordinators of this report."}


def test_while_the_mail_cannot_be_sent_the_coordinator_sees_so_and_when_it_went(
    asked, coordinator, staff, observer, client_of, mailoutbox, mail_server_down, time_machine
):
    client = client_of(coordinator)
    open_page(client, f"{BELGIUM}actions/1/nudge/").form("message").send(client)
    entry = Entry.objects.get(kind="nudge").get_absolute_url()
    assert "The mail to Stella is on its way." in open_page(client, entry).words
    with mail_server_down():
        work()
    assert mailoutbox == []
    assert "could not be sent yet, and is tried again. Write to stella@example.org" in open_page(client, entry).words
    assert "the mail has not gone yet" in open_page(client, HERE).words
    assert "stella@example.org" not in open_page(client_of(observer), entry).words
    time_machine.move_to("2026-11-24T11:02Z")
    send_waiting()
    work()
    assert [message.to for message in mailoutbox] == [["stella@example.org"]]
    assert "The mail to Stella went out on" in open_page(client, entry).words
    assert "the mail has not gone yet" not in open_page(client, HERE).words


def test_a_second_nudge_on_one_day_is_refused_and_nothing_typed_is_lost(asked, coordinator, client_of):
    client = client_of(coordinator)
    form = open_page(client, f"{BELGIUM}actions/1/nudge/").form("message")
    nudge(asked, coordinator)
    page = Page(form.send(client, message="My own words."))
    assert page.summary == ["Cora nudged Stella about this today already. Once a day is enough: try again tomorrow."]
    assert page.form("message").fields["message"] == "My own words."
    assert mail.outbox == []


def test_who_was_nudged_today_is_said_before_a_message_is_written(asked, coordinator, client_of):
    nudge(asked, coordinator)
    client = client_of(coordinator)
    assert client.get(f"{BELGIUM}actions/1/nudge/").headers["Location"] == HERE
    assert "Cora nudged Stella about this today already." in open_page(client, HERE).words


def test_where_nobody_is_named_the_page_says_so_and_how_to_name_one(lively, coordinator, client_of):
    client = client_of(coordinator)
    page = open_page(client, f"{BELGIUM}actions/3/nudge/")
    assert "Nobody is named to be asked about this." in page.words
    assert page.link("Name a focal point") == f"{BELGIUM}actions/3/reassign/"
    assert page.main.all("form") == [], "nothing is written that cannot be sent"


def test_what_was_written_stays_when_nobody_is_named_any_more(asked, coordinator, client_of):
    client = client_of(coordinator)
    form = open_page(client, f"{BELGIUM}actions/1/nudge/").form("message")
    change(subject=asked, by=coordinator, values={"focal_point": None})
    page = Page(form.send(client, message="Hello?"))
    assert page.summary == ["Nobody is named to be asked about this. Name a focal point first."]
    assert page.form("message").fields["message"] == "Hello?"
    assert page.link("Name a focal point") == f"{BELGIUM}actions/1/reassign/"


def test_whoever_is_asked_is_not_asked_to_nudge_themselves(belgium, action, coordinator, client_of):
    change(subject=action, by=coordinator, values={"focal_point": coordinator})
    client = client_of(coordinator)
    page = follow(client, client.get("/reports/belgium-2013/actions/1/nudge/"))
    assert page.messages == ["You are the focal point yourself. Log an update instead, or name someone else."]
