"""What needs attention, as people see it, and what coordinators do about it."""

import csv
from datetime import date
from types import SimpleNamespace

import pytest
from django.core import mail
from django.test import Client

from actions.models import Entry, User
from actions.services.erasure import erase_words
from actions.services.members import change_role
from actions.services.outbox import send_waiting
from actions.services.reports import change
from tests.factories import add_milestone, assess, join, log, nudge, person, set_aside, submit, work
from tests.views.desk import PASSWORD
from tests.views.page import Page, follow, open_page

BELGIUM = "/reports/belgium-2013/"
HERE = f"{BELGIUM}attention/"


def rows(page):
    return page.main.all("li", class_="concern")


def titles(page):
    return [row.one("p", class_="row-title").words for row in rows(page)]


def test_the_page_lists_all_in_order_and_each_kind_by_itself(lively, observer, client_of):
    client = client_of(observer)
    page = open_page(client, HERE)
    assert titles(page) == [
        "Working group named",
        "Course for the police",
        "Train front-line workers",
        "Train front-line workers",
        "Train front-line workers",
        "Involve children and young people",
    ]
    kinds = page.main.one(class_="filters").all("a")
    assert [a.words for a in kinds] == [
        "All (6)",
        "Late (1)",
        "Due soon (1)",
        "Moved back (1)",
        "Off track or stalled (1)",
        "Without a lead or focal point (2)",
        "Set aside (1)",
    ]
    for link in kinds:
        shown = open_page(client, HERE + link.attrs["href"] if link.attrs["href"][0] == "?" else link.attrs["href"])
        assert f"({len(rows(shown))})" in link.words
        assert shown.main.one("a", **{"aria-current": "true"}).words == link.words


def test_a_row_says_what_whose_since_when_and_who_was_nudged(lively, observer, client_of):
    page = open_page(client_of(observer), HERE)
    late, soon, back, off, unled, _other = (row.words for row in rows(page))
    for words in (
        "23 days late",
        "Action 1 · North Shelter · Stella",
        "due 1 November 2026",
        "nudged by Cora on 24 November 2026",
    ):
        assert words in late
    assert "Due in 7 days" in soon and "no owner yet · no focal point yet" in soon
    assert "from “Fully implemented” to “Partly implemented” on 24 November 2026" in back
    assert "Off track" in off and "Design of the action · since 24 November 2026" in off
    assert "No lead" in unled and "since 1 October 2026" in unled


def test_the_overview_shows_the_most_urgent_and_leads_to_all(belgium, action, coordinator, client_of):
    for n in range(8):
        add_milestone(action, coordinator, f"Step {n}", due_on=date(2026, 11, 1 + n))
    client = client_of(coordinator)
    page = open_page(client, BELGIUM)
    assert len(rows(page)) == 5
    assert page.link("12 in all") == HERE
    assert len(rows(open_page(client, page.link("All 12 that need attention, by kind")))) == 12


def test_a_long_list_comes_in_pages(belgium, action, coordinator, client_of):
    for n in range(60):
        add_milestone(action, coordinator, f"Step {n}", due_on=date(2026, 11, 1))
    client = client_of(coordinator)
    page = open_page(client, f"{HERE}?kind=late")
    assert len(rows(page)) == 50
    after = open_page(client, HERE + page.link("Next"))
    assert len(rows(after)) == 10
    assert not set(titles(page)) & set(titles(after))


@pytest.mark.parametrize("kind", ["nonsense", "contested", "9" * 400, "%00", "late%00"])
def test_a_kind_that_does_not_exist_is_said_and_all_are_shown(kind, lively, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}?kind={kind}")
    assert page.messages == ["The address names a kind that there is not, so all are shown."]
    assert len(rows(page)) == len(rows(open_page(client_of(observer), HERE))) > 0


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 400, "%00"])
def test_a_page_that_does_not_exist_is_the_nearest(page, lively, observer, client_of):
    assert len(rows(open_page(client_of(observer), f"{HERE}?page={page}"))) == 6


def test_an_empty_kind_says_so_and_leads_back(belgium, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}?kind=late")
    assert "Nothing is like that now." in page.words
    assert page.link("Show all") == HERE
    assert "will stand here" in open_page(client_of(observer), f"{HERE}?kind=set_aside").words


def test_what_can_be_done_is_offered_to_whoever_may(lively, request, client_of):
    offered = {}
    for who in ("observer", "staff", "coordinator"):
        page = open_page(client_of(request.getfixturevalue(who)), HERE)
        for row in (rows(page)[0], rows(page)[3]):
            skip = {row.one("p", class_="row-title").words}
            links = [a for a in row.all("a") if a.words not in skip and not a.words.startswith(("nudged", "since"))]
            offered.setdefault(who, []).append([a.words for a in links])
    assert offered == {
        "observer": [[], []],
        "staff": [["Say what holds it up", "Log update"], ["Log update"]],
        "coordinator": [
            ["Reassign", "Change due day", "Set aside", "Log update"],
            ["Name a focal point", "Reassign", "Set aside", "Log update"],
        ],
    }


# --- The next step ---


def next_steps(page):
    """{(what a row is about, the first word of why): (its next step in words, where it leads or nothing)}"""
    found = {}
    for row in rows(page):
        step = row.one("p", class_="concern-step")
        about = row.one("p", class_="row-title").words, row.one("div", class_="concern-kind").words
        found[about] = step.words.removeprefix("Next step: "), [a.attrs["href"] for a in step.all("a")]
    return found


@pytest.fixture
def in_need(belgium, coordinator, staff, colleague):
    """Something of every kind of concern, with somebody to ask."""
    first, second, third, fourth = belgium.actions.order_by("number")
    for action in (first, second, third):
        change(subject=action, by=coordinator, values={"lead_organisation": staff.organisation, "focal_point": staff})
    change(subject=fourth, by=coordinator, values={"focal_point": staff})
    late = add_milestone(first, coordinator, "Late", due_on=date(2026, 11, 1), focal_point=colleague)
    soon = add_milestone(first, coordinator, "Soon", due_on=date(2026, 12, 1))
    log(second, staff, level="fully_implemented", happened_on=date(2026, 11, 2))
    back = log(second, staff, level="partly_implemented", reason="It ended.")
    course = {"course": "off_track", "course_reason": "capacity"}
    off = log(third, staff, next_steps=f"Ask the ministry for a second judge. {'And so on. ' * 20}", **course)
    log(third, staff, "Nothing new.")
    assess(third, colleague, "partly_implemented", "We saw it.")
    change(subject=belgium, by=coordinator, values={"review_asked": True, "rhythm_days": 30})
    submit(first, staff, "The group has met.")
    submit(second, coordinator, "It begins again.")
    return SimpleNamespace(late=late, soon=soon, back=back, off=off)


def test_each_row_says_the_next_step_and_leads_to_it(in_need, coordinator, client_of):
    one, three = (f"{BELGIUM}actions/{number}/" for number in (1, 3))
    titles = [action.title for action in in_need.late.action.report.actions.order_by("number")]
    assert next_steps(open_page(client_of(coordinator), HERE)) == {
        ("Late", "23 days late"): (
            "Ask Colin what holds it up, or agree on a new day",
            [f"{in_need.late.get_absolute_url()}nudge/"],
        ),
        ("Soon", "Due in 7 days"): (
            "Ask Stella whether it will be done by then",
            [f"{in_need.soon.get_absolute_url()}nudge/"],
        ),
        (titles[0], "54 days silent"): ("Ask Stella for an update", [f"{one}nudge/"]),
        (titles[3], "54 days silent"): ("Ask Stella for an update", [f"{BELGIUM}actions/4/nudge/"]),
        (titles[1], "Moved back"): ("Read why", [in_need.back.get_absolute_url()]),
        (titles[2], "Off track"): (
            "Follow up “Ask the ministry for a second judge. And so on. And so on. And so on. And so on. And so o…”",
            [in_need.off.get_absolute_url()],
        ),
        (titles[0], "Sent in today"): ("Review it", [f"{BELGIUM}review/"]),
        (titles[1], "Sent in today"): ("Someone else reviews it: you wrote it", []),
        (titles[2], "Disputed"): ("Answer the doubt", [f"{three}log/"]),
        (titles[3], "No lead"): ("Choose a lead", [f"{BELGIUM}actions/4/reassign/"]),
    }


def test_an_observer_reads_the_next_step_and_is_led_to_what_can_be_read(in_need, observer, client_of):
    found = next_steps(open_page(client_of(observer), HERE))
    assert ("Ask Colin what holds it up, or agree on a new day", []) in found.values()
    assert sorted(url for _words, urls in found.values() for url in urls) == sorted(
        [in_need.back.get_absolute_url(), in_need.off.get_absolute_url()]
    )
    assert not [words for words, _urls in found.values() if "eview" in words]


def test_who_is_asked_has_the_answer_as_the_next_step_on_the_overview_too(in_need, staff, colleague, client_of):
    silent = in_need.late.action.title, "54 days silent"
    for address in (BELGIUM, HERE):
        mine = next_steps(open_page(client_of(colleague), address))
        assert mine["Late", "23 days late"] == (
            "Say what holds it up",
            [f"{BELGIUM}actions/1/log/?milestone={in_need.late.number}"],
        )
        assert next_steps(open_page(client_of(staff), address))[silent] == (
            "Log an update",
            [f"{BELGIUM}actions/1/log/"],
        )


def test_two_of_one_organisation_and_role_have_each_their_own_next_step(in_need, belgium, staff, client_of):
    other = join(person("Sten", "North Shelter"), belgium, "staff")
    silent = in_need.late.action.title, "54 days silent"
    assert next_steps(open_page(client_of(other), BELGIUM))[silent] == ("Ask Stella for an update", [])
    assert next_steps(open_page(client_of(staff), BELGIUM))[silent][0] == "Log an update"


def test_where_nobody_wrote_next_steps_they_are_asked_for(in_need, coordinator, client_of):
    erase_words(entry=in_need.off, by=coordinator, reason="By law.")
    found = next_steps(open_page(client_of(coordinator), HERE))
    about = in_need.off.action.title, "Off track"
    assert found[about] == ("Ask Stella what is to be done next", [f"{BELGIUM}actions/3/nudge/"])


def test_a_nudge_is_not_offered_twice_a_day_nor_to_oneself(in_need, coordinator, client_of, time_machine):
    client = client_of(coordinator)
    change(subject=in_need.soon, by=coordinator, values={"focal_point": coordinator})
    nudge(in_need.late.action, coordinator, milestone=in_need.late)

    def offered():
        page = open_page(client, HERE)
        return [[a.words for a in row.all("a")].count("Nudge") for row in rows(page)[:3]], next_steps(page)

    menus, found = offered()
    assert menus == [0, 0, 1]
    assert found["Late", "23 days late"] == ("Asked today; wait for an answer", [])
    assert found["Soon", "Due in 7 days"][0] == "Say how far it has come"
    time_machine.move_to("2026-11-25T11:00Z")
    client.force_login(coordinator)
    menus, found = offered()
    assert menus == [1, 0, 1]
    assert found["Late", "24 days late"][0].startswith("Ask Colin")


def test_another_day_names_no_next_step(in_need, coordinator, client_of):
    assert not open_page(client_of(coordinator), f"{HERE}?as_of=2026-11-23").main.all("p", class_="concern-step")


# --- Nudging ---


@pytest.fixture
def asked(belgium, action, coordinator, staff):
    change(subject=action, by=coordinator, values={"focal_point": staff})
    return action


def test_a_coordinator_nudges_and_the_person_answers_through_the_link(
    asked, coordinator, staff, observer, client_of, mailoutbox
):
    client = client_of(coordinator)
    form = open_page(client, open_page(client, HERE).link("Nudge")).form("message")
    assert form.fields["message"].startswith("Dear Stella, what is new on “Adopt a national plan of action”?")
    page = follow(client, form.send(client, message="Is the draft out?"))
    assert page.messages == ["Nudged. Stella finds the message under the bell, and gets it by mail as they wish."]
    work()
    (message,) = mailoutbox
    (link,) = [line for line in message.body.splitlines() if line.startswith("http")]
    assert link == f"http://testserver{BELGIUM}actions/1/log/"
    browser = client_of(staff)
    answer = open_page(browser, link.removeprefix("http://testserver")).form("what_changed")
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
    nudged = [mail for mail in mailoutbox if "/log/" in mail.body and staff.email in mail.to]
    assert any(f"/actions/1/log/?milestone={lively.coming.number}" in mail.body for mail in nudged)


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
    form = open_page(client, f"{BELGIUM}actions/2/nudge/")
    assert "Stella may not log updates on this report." in form.words
    assert form.link("Name another focal point first") == f"{BELGIUM}actions/2/reassign/"
    assert Page(form.form("message").send(client)).summary[0].endswith("Name another focal point first.")
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


def test_where_nobody_is_named_the_page_says_so_and_how_to_name_one(lively, coordinator, client_of):
    client = client_of(coordinator)
    page = open_page(client, f"{BELGIUM}actions/3/nudge/")
    assert page.link("Name a focal point first") == f"{BELGIUM}actions/3/reassign/"
    page = Page(page.form("message").send(client, message="Hello?"))
    assert page.summary == ["Nobody is named to be asked about this. Name a focal point first."]


# --- Reassigning ---


def test_a_coordinator_reassigns_an_action_and_a_milestone(lively, coordinator, colleague, observer, client_of):
    client = client_of(coordinator)
    for subject, owner in ((lively.second, "lead_organisation"), (lively.coming, "organisation")):
        form = open_page(client, f"{subject.get_absolute_url()}reassign/").form("focal_point")
        typed = {owner: colleague.organisation_id, "focal_point": colleague.pk, "reason": "South Shelter offered."}
        assert follow(client, form.send(client, **typed)).messages == ["Reassigned."]
        subject.refresh_from_db()
        assert (getattr(subject, owner), subject.focal_point) == (colleague.organisation, colleague)
        told = open_page(client_of(observer), subject.get_absolute_url()).words
        for words in ("South Shelter", "Colin", "Why: South Shelter offered."):
            assert words in told


def test_someone_who_is_not_on_the_report_cannot_be_given_a_thing(lively, coordinator, stranger, client_of):
    client = client_of(coordinator)
    form = open_page(client, f"{BELGIUM}actions/2/reassign/").form("focal_point")
    for pk in (stranger.pk, "0", "x", "9" * 400):
        assert Page(form.send(client, focal_point=pk, reason="So.")).errors == {
            "focal_point": "Choose one of the staff or coordinators of this report."
        }


# --- Setting aside ---


def test_a_thing_is_set_aside_with_a_reason_and_taken_up_again(lively, coordinator, observer, client_of):
    client = client_of(coordinator)
    row = rows(open_page(client, HERE))[0]
    address = next(a.attrs["href"] for a in row.all("a") if a.words == "Set aside")
    form = open_page(client, address).form("until")
    page = follow(client, form.send(client, reason="Elections.", until="24/12/2026"))
    assert page.messages == ["Set aside until 24 December 2026."]
    assert "Working group named" not in titles(page)
    shown = open_page(client_of(observer), f"{HERE}?kind=set_aside")
    assert titles(shown) == ["Increase support for victims", "Working group named"], "both until 24 December"
    assert "set aside by Cora on 24 November 2026, until 24 December 2026" in rows(shown)[1].words
    assert "Elections." in rows(shown)[1].words
    assert not shown.main.all("button", class_="btn-sm")
    again = [f for f in open_page(client, f"{HERE}?kind=set_aside").forms() if "take-up" in f.address][1]
    page = follow(client, again.send(client))
    assert page.messages == ["Taken up again: it stands in the list."]
    assert "Working group named" in titles(open_page(client, HERE))
    assert follow(client, again.send(client)).messages == ["Taken up again: it stands in the list."], "sent twice"
    told = open_page(client_of(observer), f"{BELGIUM}entries/?only=attention").words
    for words in (
        "set aside what needs attention",
        "WhatLate",
        "Until24 December 2026",
        "Why: Elections.",
        "took up again",
    ):
        assert words in told


def test_what_someone_took_up_before_is_said(lively, coordinator, client_of):
    client = client_of(coordinator)
    form = next(f for f in open_page(client, f"{HERE}?kind=set_aside").forms() if "take-up" in f.address)
    client_of(coordinator).post(form.address, {"key": ""})
    assert follow(client, form.send(client)).messages == ["This is not set aside any more."]


def test_only_a_concern_that_can_be_has_a_form(lively, coordinator, client_of):
    client = client_of(coordinator)
    for concern in ("late", "due_soon", "nonsense", "set_aside"):
        assert client.get(f"{BELGIUM}actions/1/set-aside/{concern}/").status_code == 404
        assert client.post(f"{BELGIUM}actions/1/set-aside/{concern}/").status_code == 404
    for concern in ("silent", "unled", "x" * 300):
        assert client.get(f"{lively.late.get_absolute_url()}set-aside/{concern}/").status_code == 404
    for entry in (lively.update, lively.nudged, lively.taken_up):
        assert client.post(f"{entry.get_absolute_url()}take-up/").status_code == 404


def test_a_day_that_has_begun_is_refused_at_the_field(lively, coordinator, client_of):
    client = client_of(coordinator)
    form = open_page(client, f"{BELGIUM}actions/2/set-aside/moved_back/").form("until")
    page = Page(form.send(client, reason="So.", until="2026-11-24"))
    assert page.errors["until"].startswith("24 November 2026 has begun already.")
    assert page.form("until").fields["reason"] == "So."


def test_an_erased_reason_is_a_tombstone(lively, coordinator, client_of):
    erase_words(entry=lively.aside, by=coordinator, reason="By law.")
    row = rows(open_page(client_of(coordinator), f"{HERE}?kind=set_aside"))[0]
    assert "The reason was erased." in row.words


def test_words_typed_before_signing_out_are_there_again(lively, coordinator):
    coordinator.set_password(PASSWORD)
    coordinator.save()
    for address, field in (
        (f"{BELGIUM}actions/1/nudge/", "message"),
        (f"{BELGIUM}actions/2/set-aside/moved_back/", "reason"),
    ):
        browser = Client()
        browser.force_login(coordinator)
        form = open_page(browser, address).form(field)
        browser.logout()
        login = follow(browser, form.send(browser, **{field: "My words."})).form("login")
        back = follow(browser, login.send(browser, login=coordinator.email, password=PASSWORD))
        assert back.form(field).fields[field] == "My words."


def test_staff_observers_and_strangers_see_to_nothing(lively, staff, observer, stranger, client_of):
    before = Entry.objects.count()
    late = lively.late.get_absolute_url()
    typed = {"message": "New?", "reason": "So.", "until": "2026-12-24", "focal_point": ""}
    addresses = [f"{late}{what}/" for what in ("nudge", "reassign", "set-aside/late")]
    addresses += [f"{BELGIUM}actions/1/{what}/" for what in ("nudge", "reassign", "set-aside/silent")]
    addresses.append(f"{lively.aside.get_absolute_url()}take-up/")
    for user, status in ((staff, 403), (observer, 403), (stranger, 404)):
        assert {client_of(user).post(address, typed).status_code for address in addresses} == {status}
    assert Entry.objects.count() == before


# --- Due days that were moved ---


def test_a_moved_due_day_is_shown_beside_the_original_one(lively, coordinator, observer, client_of):
    client = client_of(observer)
    history = open_page(client, lively.coming.get_absolute_url()).words
    assert "Due on28 February 2027 before: 31 January 2027 Why: Elections." in history
    assert "28 February 2027originally 31 January 2027" in open_page(client, lively.coming.get_absolute_url()).words
    listed = open_page(client, f"{BELGIUM}milestones/?action=1").words
    assert "originally 31 Jan 2027" in listed
    assert listed.count("originally") == 1
    assert "due 28 Feb 2027, originally 31 Jan 2027" in open_page(client, f"{BELGIUM}actions/1/").words
    assert "28 Feb 2027 originally 31 Jan 2027" in open_page(client, "/milestones/").words
    rows_of_file = csv.DictReader(client.get("/milestones/?format=csv").getvalue().decode("utf-8-sig").splitlines())
    due = {row["Milestone"]: (row["Due on"], row["Originally due on"]) for row in rows_of_file}
    assert due["Draft plan published"] == ("2027-02-28", "2027-01-31")
    assert due["Working group named"] == ("2026-11-01", "2026-11-01")
    change(subject=lively.late, by=coordinator, values={"due_on": date(2026, 11, 20)}, reason="Elections.")
    change(subject=lively.late, by=coordinator, values={"due_on": date(2026, 11, 22)}, reason="Elections again.")
    assert "due 22 November 2026, originally 1 November 2026" in rows(open_page(client, HERE))[0].words
    assert "due 22 November 2026, originally 1 November 2026" in open_page(client, f"{BELGIUM}meeting/").words
    change(subject=lively.late, by=coordinator, values={"due_on": date(2026, 11, 1)}, reason="After all.")
    assert "originally" not in rows(open_page(client, HERE))[0].words


def test_a_thing_set_aside_by_someone_meanwhile_is_told(lively, coordinator, client_of):
    client = client_of(coordinator)
    form = open_page(client, f"{BELGIUM}actions/2/set-aside/moved_back/").form("until")
    set_aside(lively.second, coordinator, "moved_back")
    page = Page(form.send(client, reason="Mine.", until="2026-12-31"))
    assert page.summary[0].startswith("Cora has set this aside already, until 24 December 2026.")
    assert page.form("until").fields["reason"] == "Mine."


# --- Another day ---


def test_another_day_shows_what_needed_attention_then_and_leads_on_to_that_day(
    lively, coordinator, client_of, time_machine
):
    time_machine.move_to("2026-12-20T11:00Z")
    client = client_of(coordinator)
    day = "?as_of=2026-11-24"
    overview = open_page(client, f"{BELGIUM}{day}")
    assert overview.link("6 in all") == f"{HERE}{day}"
    page = open_page(client, f"{HERE}{day}")
    assert titles(page)[0] == "Working group named"
    assert "23 days late" in rows(page)[0].words
    assert not page.main.all("summary", class_="btn-sm"), "what is to be done is done today"
    kind = next(a for a in page.main.one(class_="filters").all("a") if a.words == "Set aside (1)")
    shown = open_page(client, HERE + kind.attrs["href"])
    assert titles(shown) == ["Increase support for victims"]
    assert not shown.main.all("button", class_="btn-sm")
    known = open_page(client, f"{HERE}{day}&known=2026-10-02T00:00:00Z")
    assert len(rows(known)) == 4, "nobody was named by then"
    for nonsense in ("as_of=2026-02-30", "as_of=2030-01-01", "known=x", "as_of=%00"):
        assert open_page(client, f"{HERE}?{nonsense}").heading == "Needs attention"


def test_the_milestones_as_known_then_show_both_due_days(lively, observer, client_of):
    page = open_page(client_of(observer), f"{BELGIUM}milestones/?as_of=2026-11-24&known=2026-11-24T22:00:00Z&action=1")
    assert "originally 31 Jan 2027" in page.words
    action = f"{BELGIUM}actions/1/?as_of=2026-11-24&known=2026-11-24T22:00:00Z"
    assert "due 28 Feb 2027, originally 31 Jan 2027" in open_page(client_of(observer), action).words


def test_whoever_is_asked_is_not_asked_to_nudge_themselves(belgium, action, coordinator, client_of):
    change(subject=action, by=coordinator, values={"focal_point": coordinator})
    client = client_of(coordinator)
    page = follow(client, client.get("/reports/belgium-2013/actions/1/nudge/"))
    assert page.messages == ["You are the focal point yourself. Log an update instead, or name someone else."]
