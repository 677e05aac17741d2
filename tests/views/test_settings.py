"""A report's settings and its actions: what coordinators change, and who sees it in the record."""

from datetime import date

import pytest

from actions.models import Entry, Report
from tests.factories import add_milestone, log
from tests.views.page import Page, follow, open_page

HERE = "/reports/belgium-2013/settings/"
ACTION = "/reports/belgium-2013/actions/1/"


def test_a_coordinator_changes_rhythm_title_and_time_zone_and_the_record_tells(
    belgium, coordinator, observer, client_of
):
    client = client_of(coordinator)
    form = open_page(client, HERE).form("rhythm_days")
    assert (form.fields["rhythm_days"], form.fields["time_zone"]) == ("90", "Europe/Brussels")
    page = follow(client, form.send(client, title="Belgium 2013", rhythm_days="30", time_zone="Europe/London"))
    assert page.messages == ["Settings saved."]
    belgium.refresh_from_db()
    assert (belgium.title, belgium.rhythm_days, belgium.time_zone) == ("Belgium 2013", 30, "Europe/London")
    told = open_page(client_of(observer), "/reports/belgium-2013/entries/").main.all("article")[0].words
    for words in ("changed the report's settings", "Cora", "30", "Europe/London", "Belgium 2013"):
        assert words in told


def test_a_new_rhythm_decides_at_once_who_is_silent(belgium, coordinator, observer, client_of):
    client = client_of(coordinator)
    open_page(client, HERE).form("rhythm_days").send(client, rhythm_days="53")
    words = open_page(client_of(observer), "/reports/belgium-2013/").words
    assert "no one has reported on “Adopt a national plan of action” for 54 days, nor on three other actions" in words


def test_settings_lead_to_members_and_actions(belgium, coordinator, client_of):
    links = open_page(client_of(coordinator), HERE).links()
    assert links["Members and roles"] == f"{HERE}members/"
    assert links["Edit Adopt a national plan of action"] == f"{ACTION}edit/"


def test_only_coordinators_see_or_change_settings(belgium, staff, observer, stranger, client_of):
    typed = {"title": "Mine", "rhythm_days": "1", "time_zone": "UTC"}
    for user, status in ((staff, 403), (observer, 403), (stranger, 404)):
        client = client_of(user)
        assert client.get(HERE).status_code == status
        assert client.post(HERE, typed).status_code == status
    assert Report.objects.get(pk=belgium.pk).rhythm_days == 90
    assert "Settings" not in [a.words for a in open_page(client_of(staff), "/reports/belgium-2013/").top.all("a")]


def test_a_coordinator_edits_an_action_but_never_its_recommendation(belgium, coordinator, staff, observer, client_of):
    client = client_of(coordinator)
    page = open_page(client, f"{ACTION}edit/")
    assert "The recommendation stays as it was published." in page.words
    response = page.form("theme").send(
        client,
        title="Adopt a plan",
        addressee="Federal government",
        lead_organisation=staff.organisation_id,
        focal_point=staff.pk,
        reason="As agreed.",
        recommendation="Invented words.",
        number="9",
    )
    page = follow(client, response)
    assert (page.heading, page.messages) == ("Adopt a plan", ["Priority action changed."])
    looked = open_page(client_of(observer), ACTION)
    for words in ("Federal government", "North Shelter", "Stella", "Why: As agreed."):
        assert words in looked.words
    assert looked.main.one("blockquote").words == "the adoption of a national plan of action against CSEC"


def test_settings_and_an_action_saved_as_they_were_say_so(belgium, action, coordinator, client_of):
    client = client_of(coordinator)
    for here, field in ((HERE, "rhythm_days"), (f"{ACTION}edit/", "theme"), (f"{ACTION}reassign/", "focal_point")):
        form = open_page(client, here).form(field)
        page = Page(form.send(client, **{"reason": "So."} if "reason" in form.fields else {}))
        assert page.summary == ["Nothing changed: all of it stands like this already."]
        assert page.form(field).fields.get("reason") in (None, "So.")


def test_only_coordinators_edit_an_action(belgium, staff, observer, stranger, client_of):
    for user, status in ((staff, 403), (observer, 403), (stranger, 404)):
        client = client_of(user)
        assert client.get(f"{ACTION}edit/").status_code == status
        assert client.post(f"{ACTION}edit/", {"title": "Mine", "theme": "x", "addressee": "y"}).status_code == status
    assert not Entry.objects.filter(kind="change").exists()


def test_a_time_zone_where_it_is_still_yesterday_waits_for_its_day(
    belgium, action, staff, coordinator, client_of, time_machine
):
    time_machine.move_to("2026-11-25T01:00Z")
    log(action, staff, happened_on=date(2026, 11, 25))
    client = client_of(coordinator)
    page = Page(open_page(client, HERE).form("rhythm_days").send(client, time_zone="America/Montevideo"))
    assert list(page.errors) == ["time_zone"]
    assert "it is still 24 November 2026" in page.errors["time_zone"]
    assert page.summary == [page.errors["time_zone"]]
    assert page.form("time_zone").fields["time_zone"] == "America/Montevideo"


@pytest.mark.parametrize("role", ["observer", ""])
def test_forms_say_of_a_focal_point_who_cannot_report_any_more_that_it_is_so(
    asked, role, staff, coordinator, client_of
):
    milestone = add_milestone(asked, coordinator, focal_point=staff)
    pages = [f"{place}{form}/" for place in (ACTION, milestone.get_absolute_url()) for form in ("edit", "reassign")]
    said, client = "Stella can no longer log updates here: choose another.", client_of(coordinator)
    for page in pages:
        assert said not in open_page(client, page).words
    there = asked.report.memberships.filter(user=staff)
    there.update(role=role) if role else there.delete()
    for page in pages:
        form = open_page(client, page).form("focal_point")
        assert said in form.element.one("div", id="div_id_focal_point").words
        assert form.fields["focal_point"] == str(staff.pk)
        assert said in Page(form.send(client, focal_point="x")).words
