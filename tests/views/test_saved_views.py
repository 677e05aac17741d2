"""Saved views: kept under a name, found by those it is shared with, and showing each what they may see."""

import pytest

from actions.models import SavedView, User
from actions.services.saved_views import save_view
from tests.factories import join, person
from tests.models.refusals import assert_database_refuses, sentences
from tests.services.refusals import refused
from tests.views.page import Page, follow, open_page


def keep(by, name="Late", report=None, query="state=overdue", shows="milestones"):
    return save_view(by=by, shows=shows, name=name, query=query, report=report)


def test_a_list_is_saved_as_it_is_narrowed_and_found_above_it(lively, observer, client_of):
    client = client_of(observer)
    page = open_page(client, "/milestones/?state=overdue&sort=-due&page=1&nonsense=1")
    form = open_page(client, page.link("Save this view")).form("name")
    page = follow(client, form.send(client, name="Late ones"))
    assert page.messages == ["View saved."]
    assert page.link("Late ones") == "/milestones/?state=overdue&sort=-due"
    assert page.main.one("a", href="/milestones/?state=overdue&sort=-due").attrs["aria-current"] == "true"
    assert SavedView.objects.get().report is None


def test_a_view_without_a_name_or_with_one_taken_is_refused_and_nothing_is_lost(lively, observer, client_of):
    client = client_of(observer)
    keep(observer, "Late")
    form = open_page(client, open_page(client, "/milestones/?state=open").link("Save this view")).form("name")
    for typed, sentence in (("", "Give the view a name."), ("Late", "You have a view with this name already")):
        response = form.send(client, name=typed, report="belgium-2013")
        again = Page(response)
        assert sentence in again.errors["name"]
        assert again.form("name").fields["report"] == "belgium-2013"
    follow(client, again.form("name").send(client, name="Open"))
    assert SavedView.objects.get(name="Open").query == "state=open"
    assert "Choose one of the reports" in Page(form.send(client, name="X", report="children-2020")).words


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ("report=children-2020", "Report"),
        ("country=NZ", "Country"),
        ("region=009", "Region"),
        ("theme=Schools&country=NZ", "Country, Theme"),
    ],
)
def test_a_list_of_one_report_is_not_shared_with_another(asked, what, lively, both, observer, client_of):
    client = client_of(observer)
    form = open_page(client, f"/saved-views/save/milestones/?{asked}&state=open").form("name")
    again = Page(form.send(client, name="Open", report="belgium-2013"))
    assert again.errors["report"] == (
        "This list is narrowed to what is not on that report, and those people may not know of: "
        f"{what}. Share it with a report that it is about, or take that away first."
    )
    assert (again.form("name").fields["name"], SavedView.objects.exists()) == ("Open", False)
    assert again.form("name").send(client, report="children-2020").status_code == 302


def test_a_view_that_would_open_with_errors_is_not_kept_and_nothing_is_lost(lively, observer, client_of):
    client = client_of(observer)
    wrong = "level=foo&since=2026-02-31&sort=title"
    assert "Save this view" not in open_page(client, f"/actions/?{wrong}").links()
    form = open_page(client, f"/saved-views/save/actions/?{wrong}").form("name")
    again = Page(form.send(client, name="Late", report="belgium-2013"))
    assert again.summary == [
        "These filters make no sense as they are: Level, Changed since. Choose anew in the list, then save."
    ]
    assert again.form("name").fields["name"] == "Late"
    assert again.form("name").fields["report"] == "belgium-2013"
    assert again.link("Actions") == "/actions/?level=foo&since=2026-02-31&sort=title"
    assert not SavedView.objects.exists()


def test_a_private_view_is_its_owners_alone_and_a_shared_one_the_reports(
    lively, staff, colleague, coordinator, stranger, client_of
):
    private, shared = keep(staff, "Private canary"), keep(staff, "Shared canary", lively.report)
    boss = User.objects.create_superuser("ada@example.org", name="Ada")
    seen = {
        who.name: {view.name for view in SavedView.objects.visible_to(who)}
        for who in (staff, colleague, coordinator, stranger, boss)
    }
    both, one = {private.name, shared.name}, {shared.name}
    assert seen == {"Stella": both, "Colin": one, "Cora": one, "Xenia": set(), "Ada": one}
    for who in (colleague, stranger, boss):
        client = client_of(who)
        for address in ("/milestones/", "/saved-views/", "/actions/"):
            assert "Private canary" not in client.get(address).content.decode()
        for what in ("rename", "remove"):
            assert client.get(f"/saved-views/{private.pk}/{what}/").status_code == 404
    assert "Shared canary" not in client_of(stranger).get("/saved-views/").content.decode()


def test_a_shared_view_shows_each_reader_what_that_reader_may_see(lively, other_report, staff, client_of):
    both = join(join(person("Bo", "North Shelter"), lively.report, "observer"), other_report, "observer")
    view = keep(both, "All", lively.report, "sort=title", "actions")
    counts = [
        open_page(client_of(who), view.get_absolute_url()).main.one("p", role="status").words for who in (both, staff)
    ]
    assert counts == ["6 actions", "4 actions"]


def test_its_owner_renames_and_removes_a_view_and_a_coordinator_removes_a_shared_one(
    lively, staff, colleague, coordinator, client_of
):
    view = keep(staff, "Late", lively.report)
    keep(staff, "Other")
    for who, rename, remove in ((staff, 200, 200), (colleague, 403, 403), (coordinator, 403, 200)):
        client = client_of(who)
        assert client.get(f"/saved-views/{view.pk}/rename/").status_code == rename
        assert client.get(f"/saved-views/{view.pk}/remove/").status_code == remove
    client = client_of(staff)
    form = open_page(client, f"/saved-views/{view.pk}/rename/").form("name")
    assert "already" in Page(form.send(client, name="Other")).errors["name"]
    assert follow(client, form.send(client, name="Later")).messages == ["View renamed."]
    assert SavedView.objects.filter(name="Later").exists()
    client = client_of(coordinator)
    page = open_page(client, f"/saved-views/{view.pk}/remove/")
    assert "Nobody on the report on Belgium finds it" in page.words
    assert SavedView.objects.filter(pk=view.pk).exists()
    assert follow(client, client.post(f"/saved-views/{view.pk}/remove/")).messages == ["View removed."]
    assert not SavedView.objects.filter(pk=view.pk).exists()


def test_who_leaves_a_report_finds_its_shared_views_no_more(lively, staff, colleague):
    keep(staff, "Late", lively.report)
    colleague.memberships.all().delete()
    assert not SavedView.objects.visible_to(colleague).exists()


def test_a_view_whose_filters_make_no_sense_any_more_says_so(lively, observer, client_of):
    view = keep(observer, "Old", query="state=gone&organisation=999999&since=last-visit&sort=x", shows="milestones")
    page = open_page(client_of(observer), view.get_absolute_url())
    assert set(page.errors) == {"state", "organisation", "sort"}


def test_what_must_hold_of_a_view(lively, staff, stranger):
    view = keep(staff)
    view.name = ""
    assert "Give the view a name." in sentences(view)
    assert_database_refuses(view.save)
    view.name, view.shows = "Late", "notes"
    assert "A view is of actions, milestones or updates." in sentences(view)
    assert_database_refuses(view.save)
    view.pk, view.shows = None, "milestones"
    assert "You have a view with this name already. Choose another name." in sentences(view)
    assert_database_refuses(lambda: view.save(force_insert=True))
    assert refused(keep, stranger, "Theirs", lively.report)[0] == "report"
    assert "too long" in refused(keep, staff, "Long", query="a" * 2001)[1]


@pytest.mark.parametrize("address", ["save/notes/", "999999/rename/", "999999/remove/"])
def test_there_is_no_view_of_nothing(address, staff, client_of):
    open_page(client_of(staff), f"/saved-views/{address}", 404)
