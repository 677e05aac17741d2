"""Feeds: at a personal address, what its owner may read at that moment, and nothing else."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.test import Client

from actions.models import FeedAddress, Membership, User
from actions.services.feeds import make_feed_address, revoke_feed_address
from actions.services.reports import change
from tests.factories import accept, add_note, correct, join, log, person, submit
from tests.views.page import Page, follow, open_page

ATOM = "{http://www.w3.org/2005/Atom}"


def address(token, slug=None):
    return f"/feeds/{token}/reports/{slug}.atom" if slug else f"/feeds/{token}/activity.atom"


def read(response):
    """The feed, parsed; its status must be 200."""
    assert response.status_code == 200
    return ET.fromstring(response.content)


def texts(feed, name):
    return [entry.findtext(f"{ATOM}{name}") for entry in feed.findall(f"{ATOM}entry")]


def titles(token, slug=None, query=""):
    return texts(read(Client().get(address(token, slug) + query)), "title")


@pytest.fixture
def token(staff):
    return make_feed_address(user=staff)


# --- The address --------------------------------------------------------------------------------------------------


def test_a_person_makes_an_address_sees_it_once_and_a_reader_finds_the_entries_there(lively, staff, client_of):
    client = client_of(staff)
    asked = open_page(client, open_page(client, "/account/").link("Make an address"))
    assert asked.heading == "Make a feed address?"
    assert not FeedAddress.objects.exists()
    response = asked.forms()[-1].send(client)
    page = Page(response)
    shown = [field.attrs["value"] for field in page.main.all("input", type="url")]
    assert [where.rpartition("/")[2] for where in shown] == ["due.ics", "activity.atom", "belgium-2013.atom"]
    assert "no-store" in response["Cache-Control"]
    for where in shown[1:]:
        assert len(texts(read(Client().get(where.removeprefix("http://testserver"))), "title")) > 10
    token = shown[0].split("/")[4]
    assert len(token) >= 43, "256 bits"
    for here in ("/account/", "/account/feed/make/", "/activity/", "/reports/belgium-2013/entries/"):
        assert token not in client.get(here).content.decode(), "shown once"
    assert token not in str(FeedAddress.objects.values().get()), "kept nowhere"


def test_a_new_address_stops_the_one_before(lively, staff, client_of):
    client = client_of(staff)
    old = make_feed_address(user=staff)
    asked = open_page(client, open_page(client, "/account/").link("Make a new address"))
    assert "The address of 24 November 2026 stops working." in asked.words
    asked.forms()[-1].send(client)
    assert Client().get(address(old)).status_code == 404
    assert FeedAddress.objects.live().count() == 1


def test_a_revoked_address_leads_nowhere(lively, staff, token, client_of):
    client = client_of(staff)
    assert Client().get(address(token)).status_code == 200
    asked = open_page(client, open_page(client, "/account/").link("Revoke the address"))
    page = follow(client, asked.forms()[-1].send(client))
    assert page.messages == ["Revoked. The address leads nowhere any more."]
    assert "Make an address" in page.links()
    for where in (address(token), address(token, "belgium-2013")):
        assert Client().get(where).status_code == 404
    follow(client, client.get("/account/feed/revoke/"))


def test_each_person_makes_and_revokes_their_own_address_only(lively, staff, colleague, token, client_of):
    other = make_feed_address(user=colleague)
    client_of(colleague).post("/account/feed/revoke/")
    assert Client().get(address(other)).status_code == 404
    assert Client().get(address(token)).status_code == 200


def test_every_wrong_address_is_answered_alike(lively, staff, token):
    revoked = make_feed_address(user=staff)
    revoke_feed_address(user=staff)
    wrong = [token, revoked, "x", "a" * 43, "é", "%00", "a" * 3000, "' OR 1=1 --", FeedAddress.objects.first().digest]
    found = {Client().get(address(one)).content for one in wrong}
    found |= {Client().get(address(one, "belgium-2013")).content for one in wrong}
    found |= {Client().get(address(make_feed_address(user=staff), "no-such-report")).content}
    assert len(found) == 1
    assert {Client().get(address(one)).status_code for one in wrong} == {404}


def test_when_an_address_was_used_is_noted_once_a_day(lively, token):
    seen = []
    for hours in (0, 1, 23, 25, 26):
        with time_machine.travel(datetime(2026, 11, 25, 8, tzinfo=UTC) + timedelta(hours=hours), tick=False):
            Client().get(address(token))
        seen.append(FeedAddress.objects.get().last_used_at)
    assert seen[0] == seen[1] == seen[2]
    assert seen[3] == seen[4] == seen[0] + timedelta(hours=25)


# --- Whose eyes ----------------------------------------------------------------------------------------------------


def test_two_readers_see_each_their_own_reports(lively, staff, stranger, other_report):
    log(other_report.actions.first(), stranger, "Far away.")
    near, far = make_feed_address(user=staff), make_feed_address(user=stranger)
    assert not set(titles(near)) & set(titles(far))
    assert Client().get(address(near, "children-2020")).status_code == 404
    assert Client().get(address(far, "belgium-2013")).status_code == 404
    assert "Far away." not in Client().get(address(near)).content.decode()


def test_who_is_signed_in_changes_nothing_about_whose_feed_it_is(lively, staff, stranger, token, client_of):
    assert client_of(stranger).get(address(token)).content == Client().get(address(token)).content


def test_who_is_taken_off_a_report_finds_nothing_of_it_at_the_very_next_request(lively, staff, token):
    before = Client().get(address(token))
    Membership.objects.filter(user=staff).delete()
    assert Client().get(address(token, "belgium-2013")).status_code == 404
    assert titles(token) == []
    again = Client().get(address(token), headers={"If-None-Match": before["ETag"]})
    assert again.status_code == 200


def test_who_is_deactivated_has_no_feed_any_more(lively, staff, token):
    User.objects.filter(pk=staff.pk).update(is_active=False)
    for slug in (None, "belgium-2013"):
        assert Client().get(address(token, slug)).status_code == 404


def test_who_joins_a_report_finds_it_in_the_feed(lively, staff, token, other_report):
    assert Client().get(address(token, "children-2020")).status_code == 404
    join(staff, other_report, "observer")
    assert titles(token, "children-2020")
    assert set(titles(token, "children-2020")) <= set(titles(token))


def test_notes_are_in_no_feed(lively, staff, colleague, token):
    for audience in ("internal", "shared"):
        add_note(lively.first, colleague, "canary-7f3a", audience=audience)
    for slug in (None, "belgium-2013"):
        assert "canary-7f3a" not in Client().get(address(token, slug)).content.decode()


def test_an_administrator_finds_all_reports(lively, other_report):
    token = make_feed_address(user=User.objects.create_superuser("ada@example.org", name="Ada"))
    assert titles(token, "belgium-2013")
    assert titles(token, "children-2020")


# --- What is in it -------------------------------------------------------------------------------------------------


def test_a_feed_is_what_the_standard_asks_for(lively, token):
    for slug in (None, "belgium-2013"):
        response = Client().get(address(token, slug))
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert response["Cache-Control"] == "private, no-cache"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert response["Referrer-Policy"] == "no-referrer"
        assert token not in response.content.decode()
        assert "&lt;p&gt;&lt;/p&gt;" not in response.content.decode()
        feed = read(response)
        assert feed.tag == f"{ATOM}feed"
        for name in ("title", "id", "updated", f"author/{ATOM}name"):
            assert feed.findtext(f"{ATOM}{name}"), name
        ids = texts(feed, "id")
        assert len(set(ids)) == len(ids) > 10
        for name in ("title", "updated", "published", f"author/{ATOM}name", "summary"):
            assert all(texts(feed, name)), name
        assert all(one.startswith("tag:testserver,2026-") for one in ids)
        moments = [datetime.fromisoformat(text) for text in texts(feed, "published")]
        assert moments == sorted(moments, reverse=True)
        assert feed.findtext(f"{ATOM}updated") == max(texts(feed, "updated"))


def test_each_entry_says_in_words_what_happened_and_links_to_its_page(lively, staff, token, client_of):
    feed = read(Client().get(address(token)))
    found = {e.find(f"{ATOM}link").attrib["href"]: e for e in feed.findall(f"{ATOM}entry")}
    update = found[f"http://testserver{lively.update.get_absolute_url()}"]
    assert update.findtext(f"{ATOM}title") == f"North Shelter logged an update: {lively.first}"
    assert update.findtext(f"{ATOM}author/{ATOM}name") == "Stella, North Shelter"
    summary = update.findtext(f"{ATOM}summary")
    for words in ("The ministry named a working group.", "Partly implemented", "Capacity and resources", "24 November"):
        assert words in summary
    client = client_of(staff)
    for href in found:
        assert client.get(href.removeprefix("http://testserver")).status_code == 200
    said = {title.partition(":")[0] for title in texts(feed, "title")}
    assert {
        "North Shelter logged an update",
        "North Shelter corrected an update",
        "North Shelter withdrew an entry",
        "North Shelter confirmed",
        "Example Network erased the words of an entry",
        "Example Network added a milestone",
        "Example Network dropped a milestone",
        "Example Network took a milestone up again",
        "Example Network changed a milestone",
        "Example Network changed the priority action",
        "Follow-up opened",
    } <= said


def test_the_feed_of_a_report_says_of_which_country_it_is(belgium, token):
    assert read(Client().get(address(token, "belgium-2013"))).findtext(f"{ATOM}title") == (
        f"Belgium, 2013: {belgium.title}"
    )


def test_whose_address_it_is_reads_when_its_use_was_noted(lively, staff, token, client_of):
    Client().get(address(token))
    assert "Its use was last noted on 24 November 2026; that is done once a day at most." in (
        open_page(client_of(staff), "/account/").words
    )


def test_a_change_of_settings_is_said_in_words(belgium, coordinator):
    change(subject=belgium, by=coordinator, values={"rhythm_days": 30})
    title, *_others = titles(make_feed_address(user=coordinator), "belgium-2013")
    assert title == "Example Network changed the report's settings: Belgium, 2013"


def test_a_correction_is_a_new_entry_that_links_to_the_earlier_which_says_so(belgium, action, staff, token):
    entry = log(action, staff, "A new saftey plan.")
    before = texts(read(Client().get(address(token))), "id")
    later = correct(entry, staff, what_changed="A new safety plan.")
    feed = read(Client().get(address(token)))
    assert texts(feed, "id")[1:] == before, "ids stay"
    correction, corrected = feed.findall(f"{ATOM}entry")[:2]
    assert f'<a href="http://testserver{entry.get_absolute_url()}">' in correction.findtext(f"{ATOM}summary")
    assert "A new safety plan." in correction.findtext(f"{ATOM}summary")
    summary = corrected.findtext(f"{ATOM}summary")
    assert "Corrected by Stella on 24 November 2026." in summary
    assert f'<a href="http://testserver{later.get_absolute_url()}">' in summary
    assert corrected.findtext(f"{ATOM}updated") == correction.findtext(f"{ATOM}published")


@pytest.mark.parametrize("slug", [None, "belgium-2013"])
def test_a_reviewed_update_says_who_accepted_it(slug, belgium, action, staff, coordinator, token):
    log(action, staff)
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    accept(submit(action, staff), coordinator)
    accepted, _changed, logged = texts(read(Client().get(address(token, slug))), "summary")[:3]
    assert "happened on 24 November 2026 · accepted by Cora</p>" in accepted
    assert "accepted by" not in logged


def test_erased_words_are_nowhere_in_a_feed(lively, token):
    content = Client().get(address(token)).content.decode()
    assert "Words that must go." not in content
    assert "The words of this entry were erased on 24 November 2026." in content


def test_a_feed_speaks_the_language_of_whose_it_is(lively, staff):
    staff.language = "fr"
    staff.save()
    feed = read(Client().get(address(make_feed_address(user=staff)), headers={"Accept-Language": "de"}))
    assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "fr"


def test_a_feed_without_entries_is_one(staff, token):
    Membership.objects.all().delete()
    first, again = (Client().get(address(token)) for _time in range(2))
    assert texts(read(first), "title") == []
    assert first["ETag"] == again["ETag"]


def test_a_feed_is_narrowed_as_the_page_is(lively, staff, colleague, token):
    south = titles(token, "belgium-2013", f"?organisation={colleague.organisation_id}")
    assert south
    assert all(title.startswith("South Shelter") for title in south)
    theme = lively.second.theme
    there = titles(token, "belgium-2013", "?action=2")
    assert there
    assert titles(token, None, f"?theme={theme}") == titles(token, "belgium-2013", f"?theme={theme}") == there


def test_a_narrowed_feed_says_what_it_is_narrowed_to_and_leads_to_the_page_that_is(lively, staff, token, client_of):
    query = f"only=updates&theme={quote(lively.first.theme)}&person={staff.pk}&since=2026-11-01"
    feed = read(Client().get(f"{address(token)}?{query}"))
    words = f"Updates; Theme: {lively.first.theme}; Person: Stella; Recorded from: 1 November 2026"
    assert feed.findtext(f"{ATOM}title") == f"Activity of all reports you follow – {words}"
    assert "theme=" in feed.findtext(f"{ATOM}id")
    page = open_page(client_of(staff), feed.find(f"{ATOM}link").attrib["href"].removeprefix("http://testserver"))
    assert len(page.main.all("article")) == len(texts(feed, "title")) > 0
    whole = read(Client().get(address(token)))
    assert whole.findtext(f"{ATOM}title") == "Activity of all reports you follow"
    assert whole.findtext(f"{ATOM}id") == "tag:testserver,2026:/activity/"


def test_a_feed_that_is_narrowed_to_nothing_there_is_is_no_feed(lively, token):
    for wrong in ("only=notes", "organisation=999", "since=2026-02-30", "action=99", "person=x", "theme=x"):
        for where in (address(token), address(token, "belgium-2013")):
            response = Client().get(f"{where}?{wrong}")
            assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
            first, second = response.content.decode().splitlines()
            assert first == "This feed cannot be narrowed as its address says."
            assert second.startswith(f"{wrong.partition('=')[0]}: ")
            assert response["Cache-Control"] == "private, no-cache"


# --- Asked again ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", [None, "belgium-2013"])
def test_an_unchanged_feed_is_answered_with_304_and_a_new_entry_shows_at_once(slug, lively, staff, token):
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC)):
        first = Client().get(address(token, slug))
    asking = ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]})
    for asked in asking:
        again = Client().get(address(token, slug), headers=asked)
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert again["Cache-Control"] == "private, no-cache"
    with time_machine.travel(datetime(2026, 11, 25, tzinfo=UTC)):
        log(lively.first, staff, "News.")
        for asked in asking:
            again = Client().get(address(token, slug), headers=asked)
            assert again.status_code == 200
            assert "News." in again.content.decode()


def test_an_entry_of_the_same_second_is_not_missed_by_who_asks_by_the_clock(belgium, action, staff, token):
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=False):
        log(action, staff, "First.")
        first = Client().get(address(token))
        log(action, staff, "Second.")
    assert "Last-Modified" not in first


def test_the_same_feed_of_another_reader_is_another(lively, staff, colleague, token):
    colleague.language = "fr"
    colleague.save()
    first = Client().get(address(token))
    other = Client().get(
        address(make_feed_address(user=colleague)),
        headers={"If-None-Match": first["ETag"]},
    )
    assert other.status_code == 200


def test_a_feed_is_only_read(lively, token):
    assert Client().head(address(token)).status_code == 200
    assert Client().post(address(token)).status_code == 405


def test_someone_elsewhere_with_the_same_organisation_finds_no_more_than_their_reports(lively, other_report):
    sophie = join(person("Sophie", "North Shelter"), other_report, "staff")
    assert not [title for title in titles(make_feed_address(user=sophie)) if "logged" in title]
