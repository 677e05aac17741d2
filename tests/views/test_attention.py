"""What needs attention, as people see it, and what coordinators do about it."""

import csv
from datetime import date
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.test import Client

from actions.models import Entry
from actions.services.erasure import erase_words
from actions.services.handover import hand_over
from actions.services.reports import change
from tests.factories import add_milestone, log, set_aside
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
    [said] = page.messages
    assert said.startswith(f"There is no choice “{unquote(kind)[:20]}")
    assert said.endswith("” here. All kinds are shown.")
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


def test_after_a_handover_a_nudge_says_who_got_it(lively, coordinator, staff, colleague, observer, client_of):
    said = "nudged by Cora on 24 November 2026"
    assert said in rows(open_page(client_of(observer), HERE))[0].words
    hand_over(
        report=lively.report,
        person=staff,
        to=colleague,
        actions=[lively.first.pk],
        milestones=[],
        reason="She leaves.",
        by=coordinator,
        key=uuid4(),
    )
    row = rows(open_page(client_of(observer), HERE))[0].words
    assert "Colin" in row
    assert "Cora nudged Stella on 24 November 2026" in row
    assert said not in row
    assert "Cora nudged Stella on" in open_page(client_of(observer), BELGIUM).words


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
    assert rows(shown)[0].words.startswith("No lead Increase support for victims Action 3 · no lead yet")
    whose, due = "Action 1 · North Shelter · Stella", "due 1 November 2026 set aside"
    assert rows(shown)[1].words.startswith(f"23 days late Working group named {whose} {due}")
    assert not shown.main.all("button", class_="btn-sm")
    again = [f for f in open_page(client, f"{HERE}?kind=set_aside").forms() if "take-up" in f.address][1]
    page = follow(client, again.send(client))
    assert page.messages == ["Taken up again: it stands in the list."]
    assert "Working group named" in titles(open_page(client, HERE))
    assert follow(client, again.send(client)).messages == ["Taken up again: it stands in the list."], "sent twice"
    told = open_page(client_of(observer), f"{BELGIUM}entries/?only=attention").words
    for words in (
        "set aside what needs attention",
        "Set asideLate",
        "Until24 December 2026",
        "Why: Elections.",
        "took up again",
        "Taken up againLate",
    ):
        assert words in told


def test_a_thing_whose_cause_is_gone_is_set_aside_no_more(lively, coordinator, staff, client_of):
    client = client_of(coordinator)
    page = open_page(client, f"{HERE}?kind=set_aside")
    assert titles(page) == ["Increase support for victims"]
    values = {"lead_organisation": staff.organisation, "focal_point": staff}
    change(subject=lively.third, by=coordinator, values=values)
    page = open_page(client, f"{HERE}?kind=set_aside")
    assert "will stand here" in page.words
    assert "Set aside (0)" in page.words


def test_what_needs_no_attention_for_that_is_refused_when_opened_and_when_sent(lively, coordinator, staff, client_of):
    client = client_of(coordinator)
    nothing = "This does not need attention because of that any more: there is nothing to set aside."
    for address in (f"{BELGIUM}actions/1/set-aside/silent/", f"{BELGIUM}actions/1/set-aside/off_course/"):
        page = follow(client, client.get(address))
        assert (page.heading, page.messages) == ("Needs attention", [nothing])
    form = open_page(client, f"{BELGIUM}actions/2/set-aside/moved_back/").form("until")
    log(lively.second, staff, level="fully_implemented")
    page = Page(form.send(client, reason="They meet first.", until="2026-12-31"))
    assert page.summary[0].startswith(nothing)
    assert page.form("until").fields["reason"] == "They meet first."
    assert "It needs attention because of this" not in page.words
    assert page.link("Cancel") == HERE


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
    assert "28 Feb 2027originally 31 Jan 2027" in open_page(client, "/milestones/").words, "on a line of its own"
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


def test_a_day_left_empty_is_asked_for_again_with_a_picker(lively, coordinator, client_of):
    client = client_of(coordinator)
    row = rows(open_page(client, HERE))[0]
    form = open_page(client, next(a.attrs["href"] for a in row.all("a") if a.words == "Set aside")).form("until")
    page = Page(form.send(client, reason="Elections.", until=""))
    assert page.errors == {"until": "Give the day, like 2026-11-24."}
    assert page.main.one("input", name="until").attrs["type"] == "date"
    page = Page(form.send(client, reason="Elections.", until="2020-01-01"))
    assert page.errors["until"]
    assert page.main.one("input", name="until").attrs["type"] == "date", "a picker shows a day that is refused"


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
