"""Organisations and people as one sees them, and handing over through the form."""

from datetime import date
from uuid import UUID

import pytest
from django.test import Client

from actions.lifecycle import ConcernKind
from actions.models import Entry
from actions.reporting import current
from actions.reporting.attention import Attention
from actions.reporting.work import Work
from actions.services.reports import change
from tests.factories import add_milestone, confirm, join, log, nudge
from tests.views.desk import PASSWORD
from tests.views.page import Page, follow, open_page

BELGIUM = "/reports/belgium-2013/"
HERE = f"{BELGIUM}organisations/"


def rows(page, section):
    return page.main.one("section", id=section).one("tbody").all("tr")


def names(page, section):
    found = [row.one("th").words.partition(" Hand over")[0] for row in rows(page, section)]
    return [name for name in found if not name.startswith("Nobody yet")]


def handover(user):
    return f"{BELGIUM}people/{user.pk}/handover/"


@pytest.fixture
def held(lively, coordinator, staff):
    """Stella is asked about action 1 and the late milestone."""
    change(subject=lively.late, by=coordinator, values={"focal_point": staff})
    return lively


def test_organisations_are_listed_with_links_to_the_rows_behind_each_figure(held, observer, staff, client_of):
    client = client_of(observer)
    page = open_page(client, HERE)
    assert names(page, "organisations") == ["Example Ministry", "Example Network", "North Shelter", "South Shelter"]
    north = rows(page, "organisations")[2]
    for words in ("1. Adopt a national plan of action", "today", "Stella"):
        assert words in north.words
    overdue = north.one("a", class_="late")
    assert (overdue.words, north.all("td")[2].attrs["data-label"]) == ("1", "Milestones overdue")
    assert "Working group named" in open_page(client, overdue.attrs["href"]).words
    stella = rows(page, "people")[names(page, "people").index("Stella")]
    for words in ("North Shelter", "Staff", "1 action 2 open milestones"):
        assert words in stella.words
    assert "Hand over" not in page.words


def test_what_nobody_holds_stands_last_and_each_figure_leads_to_as_many_rows(held, coordinator, observer, client_of):
    add_milestone(held.second, coordinator, "Nobody's late", due_on=date(2026, 11, 5))
    client = client_of(observer)
    for query in ("", "?sort=-leads&people=-name", "?sort=overdue&people=holds"):
        page = open_page(client, HERE + query)
        for section, words in {
            "organisations": ["3 actions", "3", "1"],
            "people": ["3 actions", "2 open milestones", "1 dropped", "1"],
        }.items():
            last = rows(page, section)[-1]
            assert last.one("th").words.startswith("Nobody yet")
            assert [a.words for a in last.all("a")] == words
            for link in last.all("a"):
                listed = open_page(client, link.attrs["href"])
                assert not listed.messages
                assert len(listed.main.one("tbody").all("tr")) == int(link.words.split()[0]), link.attrs["href"]


@pytest.fixture
def shared(held, coordinator, staff, colleague):
    """Stella and Colin are asked about an action each; of late milestones some name one of them, some nobody."""
    change(subject=held.second, by=coordinator, values={"focal_point": colleague})
    for action in (held.first, held.second, held.third):
        for number, who in enumerate([None, None, staff, colleague]):
            title, due_on = f"Step {number} of {action.number}", date(2026, 11, 3 + number)
            add_milestone(action, coordinator, title, due_on=due_on, focal_point=who)
    return held


def test_whose_a_late_milestone_is_agrees_wherever_it_is_said(shared, coordinator, staff, colleague, client_of):
    today = shared.report.today()
    concerns = Attention(shared.report, current(shared.report, today)).rows([ConcernKind.LATE], stop=100)
    client = client_of(coordinator)
    lines = rows(open_page(client, HERE), "people")
    for someone, many in ((staff, 6), (colleague, 5), (None, 2)):
        line = next(line for line in lines if line.one("th").words.startswith(someone.name if someone else "Nobody"))
        figure = line.one("a", class_="late")
        named = {c.milestone.title for c in concerns if c.person_id == (someone and someone.pk)}
        asked = f"person={someone.pk if someone else 'nobody'}&state=overdue&report=belgium-2013"
        listed = open_page(client, f"/milestones/?{asked}").main.one("tbody").all("th")
        assert {th.words for th in listed} == named
        assert (figure.words, len(named)) == (str(many), many)
        if someone:
            held = open_page(client, figure.attrs["href"].partition("#")[0]).main.one("section", id="holds").all("li")
            assert {li.one(class_="row-title").words for li in held if "late" in li.words} == named
            due = Work(someone).milestones().rows
            assert {span.milestone.title for span in due if span.due_on < today} == named


def test_a_milestone_that_goes_with_its_action_is_named_there_and_nothing_is_written_for_it(
    shared, coordinator, staff, colleague, client_of
):
    client = client_of(coordinator)
    page = open_page(client, handover(staff))
    first = next(label for label in page.main.all("label") if label.words.startswith("1. "))
    assert "and through it its milestones “Step 0 of 1”, “Step 1 of 1”, “Draft plan published”" in first.words
    assert not [label for label in page.main.all("label") if label.words.startswith("Step 0 of 1")]
    before = Entry.objects.count()
    things = [box.attrs["value"] for box in page.main.all("input", name="things")]
    assert len(things) == 5, "the action, and four milestones that name her"
    typed = {"to": colleague.pk, "things": things, "reason": "She leaves.", "key": UUID(int=7)}
    follow(client, client.post(handover(staff), typed))
    assert Entry.objects.count() == before + 5
    assert "Through action 1" in open_page(client, f"{BELGIUM}people/{colleague.pk}/").words
    assert Work(staff).milestones().rows == []


def test_milestones_of_nobody_are_found_as_known_then_too(held, observer, client_of, time_machine):
    time_machine.move_to("2026-11-25T11:00Z")
    address = f"{BELGIUM}milestones/?organisation=nobody"
    past = f"{address}&as_of=2026-11-24&known=2026-11-24T22:00:00Z"
    for found in (address, past):
        words = open_page(client_of(observer), found).main.one("tbody").words
        assert "Draft plan published" in words
        assert "Working group named" not in words


@pytest.mark.parametrize("sort", ["name", "leads", "people", "open", "overdue", "done", "heard"])
def test_organisations_are_sorted_by_what_the_address_says(sort, held, observer, client_of):
    client = client_of(observer)
    up = open_page(client, f"{HERE}?sort={sort}")
    down = open_page(client, f"{HERE}?sort=-{sort}")
    assert sorted(names(up, "organisations")) == sorted(names(down, "organisations"))
    assert up.main.one("section", id="organisations").one("th", **{"aria-sort": "ascending"})
    if sort != "people":
        assert names(up, "organisations") != names(down, "organisations") or sort == "done"
    if sort in ("leads", "overdue"):
        assert names(down, "organisations")[0] == "North Shelter"


@pytest.mark.parametrize("sort", ["name", "organisation", "role", "holds", "overdue", "nudges", "answered", "days"])
def test_people_are_sorted_by_what_the_address_says(sort, held, observer, client_of):
    client = client_of(observer)
    for way in ("", "-"):
        page = open_page(client, f"{HERE}?people={way}{sort}")
        assert sorted(names(page, "people")) == ["Colin", "Cora", "Olive", "Stella"]
    if sort in ("holds", "overdue", "nudges"):
        assert names(page, "people")[0] == "Stella"


@pytest.mark.parametrize(
    "query", ["sort=nonsense", "people=nonsense", "sort=--name", "sort=%00", "people=" + "9" * 400]
)
def test_what_nobody_can_be_sorted_by_is_said_to_be_nothing(query, belgium, observer, client_of):
    client = client_of(observer)
    page = open_page(client, f"{HERE}?{query}")
    [said] = page.messages
    assert said.startswith("One cannot sort by “")
    assert said.endswith("” here: the list is sorted by name.")
    for table in ("organisations", "people"):
        assert names(page, table) == names(open_page(client, HERE), table)


def test_a_person_is_shown_with_what_they_hold_logged_and_answered(held, observer, staff, client_of, time_machine):
    time_machine.move_to("2026-11-26T11:00Z")
    confirm(held.first, staff)
    page = open_page(client_of(observer), f"{BELGIUM}people/{staff.pk}/")
    assert page.heading == "Stella"
    holds = page.main.one("section", id="holds").words
    for words in ("1. Adopt a national plan of action", "Working group named", "25 days late"):
        assert words in holds
    assert "answered by Stella after 2 days" in page.main.one("section", id="nudges").words
    assert "confirmed: nothing changed" in page.main.one("section", id="logged").words
    assert "Hand over" not in page.words


def test_who_was_never_nudged_is_not_said_to_owe_an_answer(held, observer, client_of):
    colin, _cora, _olive, stella = [row.words for row in rows(open_page(client_of(observer), HERE), "people")[:4]]
    assert "–never nudged" in colin
    assert "–no answer yet" in stella


def test_a_nudge_nobody_answered_says_so(held, observer, staff, client_of):
    page = open_page(client_of(observer), f"{BELGIUM}people/{staff.pk}/")
    assert "not answered yet" in page.main.one("section", id="nudges").words


def test_someone_who_has_nothing_has_a_page_that_says_what_will_stand_there(belgium, observer, client_of):
    page = open_page(client_of(observer), f"{BELGIUM}people/{observer.pk}/")
    assert page.words.count("will stand here") == 3


def test_people_who_are_not_on_the_report_have_no_page_there(belgium, observer, stranger, client_of):
    for pk in (stranger.pk, 0, 10**9, int("9" * 30)):
        open_page(client_of(observer), f"{BELGIUM}people/{pk}/", 404)
        open_page(client_of(observer), f"{BELGIUM}people/{pk}/handover/", 404)


def test_someone_who_left_keeps_their_page(held, colleague, observer, client_of):
    held.report.memberships.filter(user=colleague).delete()
    assert "no longer on the report" in open_page(client_of(observer), f"{BELGIUM}people/{colleague.pk}/").words


def test_a_long_list_of_entries_comes_in_pages(belgium, action, staff, observer, client_of):
    for n in range(25):
        log(action, staff, f"Word {n}.")
    client = client_of(observer)
    first = open_page(client, f"{BELGIUM}people/{staff.pk}/")
    assert len(first.main.all("article")) == 20
    assert len(open_page(client, f"{BELGIUM}people/{staff.pk}/{first.link('Next')}").main.all("article")) == 5


# --- Handing over ---


def tick(client, address, **typed):
    """Send the form with all that is ticked."""
    page = open_page(client, address)
    form = page.form("to")
    ticked = [i.attrs["value"] for i in page.main.all("input", name="things") if "checked" in i.attrs]
    return client.post(address, form.fields | {"things": ticked, "reason": "She leaves."} | typed)


def test_a_coordinator_hands_over_all_in_one_step(held, coordinator, staff, colleague, observer, client_of):
    client = client_of(coordinator)
    address = open_page(client, f"{BELGIUM}people/{staff.pk}/").link("Hand over")
    before = Entry.objects.count()
    page = follow(client, tick(client, address, to=colleague.pk))
    assert page.messages == ["2 things were handed over."]
    assert "will stand here" in page.main.one("section", id="holds").words
    assert Entry.objects.count() == before + 2
    told = open_page(client_of(observer), f"{BELGIUM}people/{colleague.pk}/").main.one("section", id="holds").words
    assert "Working group named" in told
    assert (
        "Why: Handed over by Cora from Stella to Colin. She leaves."
        in open_page(client_of(observer), held.late.get_absolute_url()).words
    )


def test_sent_twice_it_is_done_once_and_says_so(held, coordinator, staff, colleague, client_of):
    client = client_of(coordinator)
    page = open_page(client, handover(staff))
    typed = page.form("to").fields | {"to": colleague.pk, "reason": "So."}
    typed["things"] = [i.attrs["value"] for i in page.main.all("input", name="things")]
    assert follow(client, client.post(handover(staff), typed)).messages == ["2 things were handed over."]
    before = Entry.objects.count()
    assert follow(client, client.post(handover(staff), typed)).messages == ["This was handed over before."]
    assert Entry.objects.count() == before


def test_a_change_meanwhile_stops_it_and_the_form_shows_what_is_still_held(
    held, coordinator, staff, colleague, client_of
):
    client = client_of(coordinator)
    page = open_page(client, handover(staff))
    typed = page.form("to").fields | {"to": colleague.pk, "reason": "My own words."}
    typed["things"] = [i.attrs["value"] for i in page.main.all("input", name="things")]
    change(subject=held.late, by=coordinator, values={"focal_point": None})
    page = Page(client.post(handover(staff), typed))
    assert page.summary[0].startswith("“Working group named” is no longer with Stella")
    assert page.form("to").fields["reason"] == "My own words."
    assert [i.attrs["value"] for i in page.main.all("input", name="things")] == [f"action-{held.first.pk}"]
    held.first.refresh_from_db()
    assert held.first.focal_point == staff


def test_what_is_missing_or_makes_no_sense_is_said(held, coordinator, staff, colleague, stranger, client_of):
    client = client_of(coordinator)
    page = Page(client.post(handover(staff)))
    assert page.errors == {"to": "Choose to whom it goes.", "reason": "Say why."}
    page = Page(tick(client, handover(staff), to=colleague.pk, things=[]))
    assert page.errors == {"things": "Choose what is handed over."}
    for nonsense in ("x", "action-", "action-1x", "action-" + "9" * 400, "report-1", "\0"):
        assert Page(tick(client, handover(staff), to=colleague.pk, things=[nonsense])).errors.keys() == {"things"}
    for to in (stranger.pk, staff.pk, "x", "9" * 400):
        assert Page(tick(client, handover(staff), to=to)).errors == {
            "to": "Choose one of the staff or coordinators of this report."
        }
    held.late.refresh_from_db()
    assert held.late.focal_point == staff


def test_other_reports_go_too_when_that_is_ticked(held, coordinator, staff, colleague, other_report, client_of):
    theirs = other_report.actions.first()
    for user, role in ((staff, "staff"), (colleague, "staff"), (coordinator, "coordinator")):
        join(user, other_report, role)
    change(subject=theirs, by=coordinator, values={"focal_point": staff})
    client = client_of(coordinator)
    page = open_page(client, handover(staff))
    assert any(href == f"/reports/children-2020/people/{staff.pk}/handover/" for href in page.links().values())
    page = follow(client, tick(client, handover(staff), to=colleague.pk, everywhere="on"))
    assert page.messages == ["3 things were handed over."]
    theirs.refresh_from_db()
    assert theirs.focal_point == colleague


def test_what_someone_holds_on_a_report_one_does_not_coordinate_stays(
    held, coordinator, staff, colleague, other_report, client_of
):
    theirs = other_report.actions.first()
    for user in (staff, colleague, coordinator):
        join(user, other_report, "staff")
    change(subject=theirs, by=coordinator, values={"focal_point": staff})
    client = client_of(coordinator)
    page = open_page(client, handover(staff))
    assert "other reports" not in page.words
    tick(client, handover(staff), to=colleague.pk, everywhere="on")
    theirs.refresh_from_db()
    assert theirs.focal_point == staff


def test_removing_a_member_who_holds_things_offers_to_hand_over_first(held, coordinator, staff, client_of):
    client = client_of(coordinator)
    membership = held.report.memberships.get(user=staff)
    page = open_page(client, f"{BELGIUM}settings/members/{membership.pk}/remove/")
    assert "Stella still holds 2 things here." in page.words
    assert page.link("Hand over first") == handover(staff)


def test_words_and_ticks_from_before_signing_out_are_there_again(held, coordinator, staff, colleague):
    coordinator.set_password(PASSWORD)
    coordinator.save()
    browser = Client()
    browser.force_login(coordinator)
    typed = open_page(browser, handover(staff)).form("to").fields
    browser.logout()
    sent = typed | {"to": colleague.pk, "things": [f"milestone-{held.late.pk}"], "reason": "My words."}
    login = follow(browser, browser.post(handover(staff), sent)).form("login")
    back = follow(browser, login.send(browser, login=coordinator.email, password=PASSWORD))
    ticked = [i.attrs["value"] for i in back.main.all("input", name="things") if "checked" in i.attrs]
    fields = back.form("to").fields
    assert (fields["to"], fields["reason"], ticked) == (str(colleague.pk), "My words.", [f"milestone-{held.late.pk}"])


def test_staff_observers_and_strangers_hand_nothing_over(held, staff, observer, stranger, colleague, client_of):
    typed = {"to": colleague.pk, "things": [f"action-{held.first.pk}"], "reason": "So."}
    before = Entry.objects.count()
    for user, status in ((staff, 403), (observer, 403), (stranger, 404)):
        assert client_of(user).get(handover(staff)).status_code == status
        assert client_of(user).post(handover(staff), typed).status_code == status
    assert Entry.objects.count() == before


def test_a_figure_of_nudges_leads_to_as_many_rows(held, action, coordinator, staff, observer, client_of):
    nudge(action, coordinator)
    nudge(action, coordinator, milestone=add_milestone(action, coordinator, due_on=date(2026, 12, 1)))
    client = client_of(observer)
    stella = rows(open_page(client, HERE), "people")[3]
    address = next(a.attrs["href"] for a in stella.all("a") if a.attrs["href"].endswith("#nudges")).partition("#")[0]
    assert len(open_page(client, address).main.one("section", id="nudges").all("li")) == 3


def test_a_persons_pages_ask_as_often_for_ten_things_as_for_one(
    belgium, action, staff, coordinator, client_of, django_assert_num_queries
):
    client = client_of(coordinator)
    asked = {f"{BELGIUM}people/{staff.pk}/": 12, handover(staff): 9}

    def hold(n):
        milestone = add_milestone(action, coordinator, f"Step {n}", focal_point=staff)
        nudge(action, coordinator, milestone=milestone)
        log(action, staff, milestone=milestone, state="under_way")

    for many in (1, 9):
        for n in range(many):
            hold(n)
        for address, count in asked.items():
            with django_assert_num_queries(count):
                open_page(client, address)
