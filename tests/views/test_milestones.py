"""Milestones: the list with its filters, each by itself, and what coordinators decide about them."""

from datetime import date

import pytest

from actions.models import Entry, Milestone
from actions.services.reports import change
from tests.factories import add_milestone, drop, log
from tests.views.page import Page, follow, open_page

HERE = "/reports/belgium-2013/milestones/"


def listed(page):
    bodies = page.main.all("tbody")
    return [row.one("th").words for row in bodies[0].all("tr")] if bodies else []


# --- The list ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Working group named", "Course for judges", "Course for the police", "Draft plan published"]),
        ("state=open", ["Working group named", "Course for the police", "Draft plan published"]),
        ("state=overdue", ["Working group named"]),
        ("state=planned", ["Working group named", "Course for the police"]),
        ("state=under_way", ["Draft plan published"]),
        ("state=done", []),
        ("state=dropped", ["Course for judges"]),
        ("action=2", ["Course for judges", "Course for the police"]),
        ("action=3", []),
        ("action=2&state=open", ["Course for the police"]),
        ("since=2026-11-24&action=1", ["Working group named", "Draft plan published"]),
        ("since=24/11/2026&action=3", []),
        ("sort=title", ["Course for judges", "Course for the police", "Draft plan published", "Working group named"]),
        ("sort=-due&action=1", ["Draft plan published", "Working group named"]),
    ],
)
def test_the_list_is_what_its_address_says(query, titles, lively, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}?{query}")
    assert listed(page) == titles
    assert page.main.all("p", role="status")[0].words == f"{len(titles)} milestone{'s' * (len(titles) != 1)}"


def test_as_many_are_done_as_an_action_says(lively, staff, observer, client_of):
    log(lively.first, staff, milestone=lively.coming, state="done")
    client = client_of(observer)
    page = open_page(client, lively.first.get_absolute_url())
    assert listed(open_page(client, page.link("1 of 2 done"))) == ["Draft plan published"]


def test_a_choice_there_is_not_is_said_to_change_nothing(lively, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}?state=nonsense&action=99")
    assert page.errors == dict.fromkeys(["state", "action"], "There is no such choice, so it changes nothing.")
    assert len(listed(page)) == 4
    assert "Show all" not in page.words
    page = open_page(client_of(observer), f"{HERE}?state=nonsense&action=2")
    assert listed(page) == ["Course for judges", "Course for the police"]
    assert page.link("Show all") == HERE


def test_the_filter_is_folded_until_one_opens_it_and_keeps_the_day(lively, observer, client_of):
    client = client_of(observer)
    page = open_page(client, f"{HERE}?as_of=2026-11-10&known=2026-11-10T23:00:00Z")
    form = next(f for f in page.forms() if f.element.attrs.get("id") == "filters")
    assert form.fields == {"as_of": "2026-11-10", "known": "2026-11-10T23:00:00Z"}
    assert "state" in open_page(client, f"{HERE}?fields=all").form("state").fields


def test_the_filter_shows_what_is_chosen_and_offers_all_there_is(lively, staff, observer, client_of):
    form = open_page(client_of(observer), f"{HERE}?state=overdue&sort=title").form("state")
    assert (form.fields["state"], form.fields["sort"]) == ("overdue", "title")
    form = open_page(client_of(observer), f"{HERE}?state=overdue&sort=title&fields=all").form("state")
    assert (form.fields["state"], form.fields["sort"], form.fields["action"]) == ("overdue", "title", "")
    assert list(form.choices["organisation"].values()) == ["All owners", "Nobody yet", "North Shelter"]
    page = open_page(client_of(observer), f"{HERE}?organisation={staff.organisation_id}")
    assert listed(page) == ["Working group named"]


def test_a_list_that_is_narrowed_to_nothing_leads_back_to_all(lively, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}?state=done")
    assert "No milestone is like that." in page.words
    assert page.link("Show all") == HERE


@pytest.mark.parametrize("known", ["", "&as_of=2026-11-24&known=then"])
@pytest.mark.parametrize("address", [HERE, "/milestones/"])
def test_titles_stand_where_one_looks_for_them(address, known, belgium, action, coordinator, client_of, time_machine):
    for title in ("Zone", "yearly review", "Étape 1", "Training", "e\u0301tape 0", "support"):
        add_milestone(action, coordinator, title)
    time_machine.move_to("2026-11-26T11:00Z")
    order = ["e\u0301tape 0", "Étape 1", "support", "Training", "yearly review", "Zone"]
    client = client_of(coordinator)
    assert listed(open_page(client, f"{address}?sort=title{known}")) == order
    assert listed(open_page(client, f"{address}?sort=-title{known}")) == order[::-1]


@pytest.mark.parametrize("sort", ["due", "title", "action", "owner", "state", "since", "-state", "-owner"])
def test_a_long_list_comes_in_pages_none_lost_and_none_twice_however_it_is_sorted(
    sort, belgium, action, coordinator, client_of
):
    made = Milestone.objects.count()
    for n in range(60):
        add_milestone(action, coordinator, f"Step {n % 7}", due_on=date(2027, 1, 1 + n % 3))
    assert made == 0
    client = client_of(coordinator)
    rows, here = [], f"{HERE}?sort={sort}"
    while here:
        page = open_page(client, here)
        rows += [row.one("th").one("a").attrs["href"] for row in page.main.one("tbody").all("tr")]
        here = (after := page.links().get("Next")) and HERE + after
    assert len(rows) == len(set(rows)) == 60


def test_a_page_keeps_the_filter_when_one_turns_it(belgium, action, coordinator, client_of):
    for n in range(51):
        add_milestone(action, coordinator, f"Step {n}")
    client = client_of(coordinator)
    page = open_page(client, f"{HERE}?state=open&sort=title")
    assert len(listed(page)) == 50
    second = open_page(client, HERE + page.link("Next"))
    assert len(listed(second)) == 1
    assert (second.form("state").fields["state"], second.form("sort").fields["sort"]) == ("open", "title")


def test_only_coordinators_are_offered_to_add_one(lively, staff, observer, coordinator, client_of):
    offered = [
        "Add milestone" in open_page(client_of(person), HERE).main.one(class_="page-actions").words
        for person in (coordinator, staff, observer)
    ]
    assert offered == [True, False, False]


# --- One by itself -----------------------------------------------------------------------------------------------


def test_a_milestone_tells_where_it_stands_whose_it_is_and_what_happened(lively, observer, client_of):
    page = open_page(client_of(observer), lively.coming.get_absolute_url())
    facts = page.main.one(class_="facts").words
    assert "Under way since 24 November 2026" in facts
    assert "28 February 2027" in facts
    for words in ("added a milestone", "Why: Elections.", "The ministry named a working group."):
        assert words in page.words
    late = open_page(client_of(observer), lively.late.get_absolute_url()).main.one(class_="facts").words
    assert "Planned since 24 November 2026 23 days late" in late, "it has been planned since then, not late"
    assert "North Shelter" in late


def test_what_can_be_done_with_a_milestone_is_offered_to_whoever_may(
    lively, staff, observer, coordinator, stranger, client_of
):
    offered = {}
    for person in (staff, observer, coordinator):
        for milestone in (lively.coming, lively.dropped):
            page = open_page(client_of(person), milestone.get_absolute_url())
            buttons = page.main.one(class_="page-actions").all("a", class_="btn")
            offered[person.name, milestone.title] = [a.words for a in buttons]
    assert offered == {
        ("Stella", "Draft plan published"): ["Log update"],
        ("Stella", "Course for judges"): [],
        ("Olive", "Draft plan published"): [],
        ("Olive", "Course for judges"): [],
        ("Cora", "Draft plan published"): ["Log update", "Edit", "Drop"],
        ("Cora", "Course for judges"): ["Edit", "Take up again"],
    }
    open_page(client_of(stranger), lively.coming.get_absolute_url(), 404)


def test_staff_move_its_state_through_an_update(lively, staff, client_of):
    client = client_of(staff)
    address = open_page(client, lively.late.get_absolute_url()).link("Log update")
    form = open_page(client, address).form("what_changed")
    follow(client, form.send(client, what_changed="They met.", state="done"))
    assert "Done since 24 November 2026" in open_page(client, lively.late.get_absolute_url()).words


# --- What coordinators decide ------------------------------------------------------------------------------------


def test_a_coordinator_adds_a_milestone(belgium, action, coordinator, staff, observer, client_of):
    client = client_of(coordinator)
    form = open_page(client, "/reports/belgium-2013/actions/1/milestones/add/").form("title")
    assert form.fields["happened_on"] == "2026-11-24"
    page = follow(
        client,
        form.send(
            client,
            title="The plan is published",
            due_on="31/01/2027",
            organisation=staff.organisation_id,
            focal_point=staff.pk,
            happened_on="2026-11-20",
        ),
    )
    assert (page.heading, page.messages) == ("The plan is published", ["Milestone added."])
    facts = page.main.one(class_="facts").words
    for words in ("Planned", "since 20 November 2026", "31 January 2027", "North Shelter", "Stella"):
        assert words in facts
    assert listed(open_page(client_of(observer), HERE)) == ["The plan is published"]


def test_a_form_sent_twice_adds_one_milestone(belgium, action, coordinator, client_of):
    client = client_of(coordinator)
    form = open_page(client, "/reports/belgium-2013/actions/1/milestones/add/").form("title")
    answers = [form.send(client, title="The plan", due_on="2027-01-31")["Location"] for _again in range(2)]
    assert answers[0] == answers[1]
    assert Milestone.objects.count() == 1


def test_a_coordinator_changes_a_milestone_and_says_why(lively, coordinator, staff, observer, client_of):
    client = client_of(coordinator)
    form = open_page(client, f"{lively.late.get_absolute_url()}edit/").form("title")
    assert (form.fields["title"], form.fields["due_on"]) == ("Working group named", "2026-11-01")
    page = follow(
        client, form.send(client, title="Group named", due_on="2026-12-31", focal_point=staff.pk, reason="Elections.")
    )
    assert (page.heading, page.messages) == ("Group named", ["Milestone changed."])
    looked = open_page(client_of(observer), lively.late.get_absolute_url())
    for words in ("31 December 2026", "Stella", "Why: Elections.", "Example Network changed a milestone"):
        assert words in looked.words
    assert "late" not in looked.main.one(class_="facts").words


def test_a_milestone_saved_as_it_was_records_nothing_says_so_and_loses_nothing(lively, coordinator, client_of):
    before = Entry.objects.count()
    client = client_of(coordinator)
    page = Page(open_page(client, f"{lively.late.get_absolute_url()}edit/").form("title").send(client, reason="So."))
    assert page.summary == ["Nothing changed: all of it stands like this already."]
    assert (page.form("title").fields["reason"], Entry.objects.count()) == ("So.", before)


def test_a_due_day_changes_with_a_reason_alone(lively, coordinator, client_of):
    client = client_of(coordinator)
    form = open_page(client, f"{lively.late.get_absolute_url()}edit/").form("title")
    page = Page(form.send(client, due_on="2026-12-31"))
    assert page.errors == {"reason": "Say why the milestone is due on another day."}
    assert page.form("title").fields["due_on"] == "2026-12-31"
    assert follow(client, page.form("title").send(client, reason="Elections.")).messages == ["Milestone changed."]


def test_a_milestone_is_dropped_with_a_reason_and_taken_up_again(lively, coordinator, observer, client_of):
    client = client_of(coordinator)
    here = lively.coming.get_absolute_url()
    form = open_page(client, f"{here}drop/").form("reason")
    page = follow(client, form.send(client, reason="The ministry chose another way."))
    assert page.messages == ["Milestone dropped. It stays readable, and can be taken up again."]
    looked = open_page(client_of(observer), here)
    assert "Dropped since 24 November 2026" in looked.words
    assert "The ministry chose another way." in looked.words
    again = open_page(client, f"{here}take-up/").form("reason")
    page = follow(client, again.send(client, reason="It is wanted after all."))
    assert page.messages == ["Milestone taken up again. It is planned."]
    assert "Planned since 24 November 2026" in open_page(client_of(observer), here).words


def test_what_another_dropped_first_is_not_dropped_twice(lively, coordinator, client_of):
    client = client_of(coordinator)
    form = open_page(client, f"{lively.coming.get_absolute_url()}drop/").form("reason")
    drop(lively.coming, coordinator)
    page = Page(form.send(client, reason="My own reason."))
    assert page.summary == ["This milestone has been dropped already."]
    assert page.form("reason").fields["reason"] == "My own reason."


def test_an_update_on_a_dropped_milestone_says_who_can_take_it_up(lively, staff, client_of):
    client = client_of(staff)
    address = f"{lively.second.get_absolute_url()}log/?milestone={lively.dropped.number}"
    form = open_page(client, address).form("what_changed")
    page = Page(form.send(client, what_changed="They trained.", state="done"))
    assert page.errors == {"milestone": "This milestone was dropped. A coordinator can take it up again."}


def test_milestones_are_put_in_the_order_they_are_read_in(belgium, action, coordinator, client_of):
    for title in ("First", "Second", "Third"):
        add_milestone(action, coordinator, title)
    client = client_of(coordinator)
    here = "/reports/belgium-2013/actions/1/milestones/order/"

    def order(page):
        return [item.words for item in page.main.all(class_="row-main")]

    def press(title, button):
        page = open_page(client, here)
        row = next(row for row in page.main.all("li", class_="row-line") if title in row.words)
        return follow(client, client.post(row.one("form").attrs["action"], {button: "1"}))

    assert order(press("Third", "earlier")) == ["First", "Third", "Second"]
    assert order(press("First", "later")) == ["Third", "First", "Second"]
    assert order(press("Third", "earlier")) == ["Third", "First", "Second"], "there is nothing before the first"
    assert order(press("Second", "later")) == ["Third", "First", "Second"]
    offered = [button.attrs["name"] for button in open_page(client, here).main.all("button")]
    assert offered == ["later", "earlier", "later", "earlier"]


def test_staff_observers_and_strangers_decide_nothing(lively, staff, observer, stranger, client_of):
    before = Entry.objects.count(), [*Milestone.objects.values_list("pk", "position", "title", "due_on")]
    here = lively.coming.get_absolute_url()
    typed = {"title": "Mine", "due_on": "2027-01-01", "happened_on": "2026-11-24", "reason": "So.", "later": "1"}
    addresses = [f"{here}{what}/" for what in ("edit", "drop", "take-up", "move")]
    addresses.append("/reports/belgium-2013/actions/1/milestones/add/")
    for person, status in ((staff, 403), (observer, 403), (stranger, 404)):
        client = client_of(person)
        assert {client.post(address, typed).status_code for address in addresses} == {status}
    assert (Entry.objects.count(), [*Milestone.objects.values_list("pk", "position", "title", "due_on")]) == before


def test_a_milestone_of_another_action_is_no_page(lively, coordinator, client_of):
    open_page(client_of(coordinator), "/reports/belgium-2013/actions/3/milestones/1/", 404)
    open_page(client_of(coordinator), "/reports/belgium-2013/actions/1/milestones/99/", 404)


def test_a_long_history_of_a_milestone_is_read_from_the_newest(lively, staff, observer, client_of):
    entry = log(lively.first, staff, "The newest.", milestone=lively.late, state="under_way")
    page = open_page(client_of(observer), lively.late.get_absolute_url())
    assert page.main.all("article")[0].attrs["id"] == f"entry-{entry.sequence}"


def test_the_history_says_what_was_so_before_and_whose_it_was(action, coordinator, staff, colleague, client_of):
    milestone = add_milestone(action, coordinator, focal_point=staff)
    for person in (colleague, None, staff):
        change(subject=milestone, by=coordinator, values={"focal_point": person})
    page = open_page(client_of(staff), milestone.get_absolute_url())
    told = [element.words for element in page.main.all("dl", class_="entry-told")]
    assert told == [
        "Focal pointStella before: nobody",
        "Focal pointnobody before: Colin",
        "Focal pointColin before: Stella",
        "Due on31 January 2027",
    ]
