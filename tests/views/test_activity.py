"""Activity: of a report and of all reports one may read, narrowed by what stands in the address."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Entry, Report, User
from actions.services.reports import change, open_report
from tests.factories import add_note, confirm, join, log, person
from tests.views.page import open_page

ALL = "/activity/"
BELGIUM = "/reports/belgium-2013/entries/"


def shown(page):
    """[address of each entry that is shown], as they stand."""
    return [
        next(a.attrs["href"] for a in item.all("a") if a.words.startswith("Permanent link"))
        for item in page.main.all("article")
    ]


def every(client, address, **query):
    """All entries of a list, page after page."""
    found, before = [], {}
    while before is not None:
        page = open_page(client, f"{address}?{urlencode(query | before)}")
        found += shown(page)
        older = page.links().get("Older entries")
        before = {"before": older.split("before=")[1].replace("%3A", ":").replace("%2B", "+")} if older else None
    return found


def addresses(entries):
    """What the list should be, worked out the plain way."""
    entries = entries.select_related("report").order_by("-recorded_at", "-report_id")
    return [entry.get_absolute_url() for entry in entries]


@pytest.fixture
def both(lively, staff, other_report, stranger):
    """Stella is on two reports, on which something was recorded on several days."""
    join(staff, other_report, "observer")
    for day in (21, 22, 23):
        with time_machine.travel(datetime(2026, 12, day, 23, 30, tzinfo=UTC)):
            log(lively.first, staff, f"Near, {day}.")
            log(other_report.actions.first(), stranger, f"Far, {day}.")
    with time_machine.travel(datetime(2026, 12, 24, 12, tzinfo=UTC)):
        yield lively


# --- What is listed ------------------------------------------------------------------------------------------------


def test_all_reports_are_listed_together_the_newest_first_none_lost_and_none_twice(both, staff, client_of):
    assert every(client_of(staff), ALL) == addresses(Entry.objects.all())


def test_each_sees_the_activity_of_their_own_reports_only(both, observer, stranger, client_of):
    assert every(client_of(observer), ALL) == addresses(Entry.objects.filter(report=both.report))
    assert every(client_of(stranger), ALL) == addresses(Entry.objects.exclude(report=both.report))
    administrator = client_of(User.objects.create_superuser("ada@example.org", name="Ada"))
    assert every(administrator, ALL) == addresses(Entry.objects.all())
    nobody_yet = open_page(client_of(person("Nomi")), ALL)
    assert "What people record will stand here." in nobody_yet.words


def test_entries_stand_under_the_day_they_were_recorded_where_the_reader_is(both, staff, client_of):
    page = open_page(client_of(staff), ALL)
    days = [heading.words for heading in page.main.all("h2")][:2]
    assert days == ["Thursday, 24 December 2026", "Wednesday, 23 December 2026"]
    staff.time_zone = "UTC"
    staff.save()
    page = open_page(client_of(staff), ALL)
    assert page.main.all("h2")[0].words == "Wednesday, 23 December 2026"
    assert "New Zealand, 2020" in page.words


def test_how_long_ago_it_was_is_counted_where_the_report_is(both, staff, stranger, client_of):
    """In Auckland it is tomorrow already; what was recorded there a moment ago is of today all the same."""
    Report.objects.filter(slug="children-2020").update(time_zone="Pacific/Auckland")
    staff.time_zone = "Europe/Brussels"
    staff.save()
    with time_machine.travel(datetime(2026, 12, 24, 12, tzinfo=UTC)):
        log(Report.objects.get(slug="children-2020").actions.first(), stranger, "Just now.")
        newest = open_page(client_of(staff), ALL).main.all("article")[0]
    assert "Just now." in newest.words
    assert [time.words for time in newest.all("time")][:1] == ["today"]
    assert "tomorrow" not in newest.words


def test_notes_are_in_no_activity(both, staff, client_of):
    add_note(both.first, staff, "canary-7f3a", audience="shared")
    assert "canary-7f3a" not in open_page(client_of(staff), ALL).words
    page = open_page(client_of(staff), f"{ALL}?only=notes")
    assert page.messages == ["There is no choice “notes” here. All kinds are shown."]
    assert "canary-7f3a" not in page.words


def test_more_reports_than_a_page_has_entries_are_listed_in_order(belgium, staff, client_of, monkeypatch):
    """The newest are looked for in those reports alone that were heard of last."""
    for n in range(40):
        with time_machine.travel(datetime(2026, 10, 1, tzinfo=UTC) + timedelta(days=n % 7), tick=False):
            report = open_report(
                slug=f"report-{n}",
                title=f"Report {n}",
                publisher="Example",
                country="FR",
                published_on=date(2020, 1, 1),
                words_from="Example",
            )
        join(staff, report, "staff")
    for n in (3, 11, 3, 39, 25, 3):
        with time_machine.travel(datetime(2026, 11, 20, tzinfo=UTC), tick=False):
            log(belgium.actions.first(), staff, f"About {n}.")
    everything = addresses(Entry.objects.all())
    assert len(everything) > 45
    assert every(client_of(staff), ALL) == everything
    assert every(client_of(staff), ALL, country="FR") == addresses(Entry.objects.filter(report__country="FR"))
    assert every(client_of(staff), ALL, only="updates") == addresses(Entry.objects.filter(kind="update"))


def test_reports_with_more_entries_than_a_page_are_listed_together_in_order(both, staff, stranger, client_of):
    there = Report.objects.get(slug="children-2020").actions.first()
    for n in range(70):
        log(there if n % 3 else both.first, stranger if n % 3 else staff, f"About {n}.")
    assert every(client_of(staff), ALL) == addresses(Entry.objects.all())
    assert every(client_of(staff), ALL, country="NZ") == addresses(Entry.objects.filter(report__country="NZ"))


# --- Narrowed ------------------------------------------------------------------------------------------------------


def test_the_activity_of_a_report_narrows_to_each_thing_and_to_all_of_them(both, staff, colleague, client_of):
    client = client_of(staff)
    of_report = Entry.objects.filter(report=both.report)
    south = colleague.organisation
    cases = [
        ({"action": 2}, {"action__number": 2}),
        ({"theme": both.second.theme}, {"action__number": 2}),
        ({"organisation": south.pk}, {"organisation": south}),
        ({"person": staff.pk}, {"author": staff}),
        ({"only": "corrections"}, {"kind__in": ["correction", "withdrawal", "erasure"]}),
        (
            {"action": 2, "organisation": south.pk, "person": colleague.pk, "only": "updates"},
            {"action__number": 2, "author": colleague, "kind": "update"},
        ),
    ]
    for query, lookup in cases:
        found = every(client, BELGIUM, **query)
        assert found == addresses(of_report.filter(**lookup)), query
        assert found
        if "action" not in query:
            assert every(client, ALL, report=both.report.slug, **query) == found


def test_days_are_those_of_the_report_and_of_the_reader(both, staff, client_of):
    client = client_of(staff)
    near = list(Entry.objects.filter(what_changed__startswith="Near").order_by("-sequence"))
    # Half past eleven in the evening, by UTC, is the next day in Brussels.
    assert every(client, BELGIUM, since="2026-12-23") == [e.get_absolute_url() for e in near[:2]]
    assert every(client, BELGIUM, since="2026-12-23", until="2026-12-23") == [near[1].get_absolute_url()]
    assert len(every(client, ALL, since="2026-12-23", until="2026-12-23")) == 2
    staff.time_zone = "UTC"
    staff.save()
    assert every(client, BELGIUM, since="2026-12-23", until="2026-12-23") == [near[1].get_absolute_url()]
    assert len(every(client, ALL, since="2026-12-23")) == 2
    for query in ({"since": "0001-01-01"}, {"until": "9999-12-31"}):
        assert every(client, ALL, **query) == addresses(Entry.objects.all())
    assert every(client, ALL, until="0001-01-01") == []


def test_all_activity_narrows_to_a_country_a_report_and_what_is_on_it(both, staff, stranger, client_of):
    client = client_of(staff)
    form = open_page(client, f"{ALL}?fields=all").form("country")
    assert set(form.choices["country"].values()) == {"All countries", "Belgium", "New Zealand"}
    assert "action" not in form.fields, "actions of which report?"
    assert set(form.choices["person"].values()) == {"Everyone", "Colin", "Cora", "Stella", "Xenia"}
    assert every(client, ALL, country="NZ") == addresses(Entry.objects.exclude(report=both.report))
    form = open_page(client, f"{ALL}?report=children-2020&fields=all").form("country")
    assert set(form.choices["person"].values()) == {"Everyone", "Xenia"}
    found = every(client, ALL, report="children-2020", action=7)
    assert found == addresses(Entry.objects.filter(report__slug="children-2020", action__number=7))
    north = staff.organisation
    form = open_page(client, f"{ALL}?organisation={north.pk}&fields=all").form("country")
    assert set(form.choices["person"].values()) == {"Everyone", "Stella"}
    stranger.memberships.all().delete()
    names = open_page(client, f"{ALL}?fields=all").form("country").choices["person"].values()
    assert "Xenia" in names, "who wrote and left"
    assert "Colin" in names
    assert person("Nomi").name not in names
    of_stella = addresses(Entry.objects.filter(author=staff))
    assert (
        every(client, ALL, organisation=north.pk, person=staff.pk) == every(client, ALL, person=staff.pk) == of_stella
    )
    theme = both.second.theme
    assert {theme, "All themes"} < set(form.choices["theme"].values())
    of_theme = addresses(Entry.objects.filter(action__theme=theme))
    assert of_theme
    assert every(client, ALL, theme=theme) == every(client, ALL, theme=theme, country="BE") == of_theme
    assert every(client, ALL, theme=theme, person=stranger.pk) == []
    assert open_page(client, f"{ALL}?theme={theme}&report=children-2020").errors.keys() == {"theme"}


@pytest.mark.parametrize("path", ["/activity/", "/reports/", "/themes/", "/actions/", "/milestones/", "/updates/"])
def test_a_theme_is_one_on_every_page_however_it_is_written(path, both, stranger, client_of):
    schools = both.report.actions.get(number=1)
    change(subject=schools, by=join(stranger, both.report, "coordinator"), values={"theme": "SCHOOLS"}, reason="Alike.")
    client = client_of(stranger)
    pages = [open_page(client, f"{path}?theme={written}") for written in ("Schools", "schools", "SCHOOLS")]
    assert [page.errors for page in pages] == [{}] * 3
    first, *others = ([row.words for row in page.main.all("li") + page.main.all("tr")] for page in pages)
    assert first == others[0] == others[1]
    if path == "/activity/":
        found = {entry.action for entry in Entry.objects.filter(action__theme__iexact="schools")}
        assert {action.theme for action in found} == {"SCHOOLS", "Schools"}
        assert every(client, ALL, theme="schools") == addresses(Entry.objects.filter(action__in=found))


def test_a_day_that_has_not_come_is_refused_by_the_clock_of_the_list(both, staff, stranger, client_of):
    """At half past eleven in the evening, by UTC, it is tomorrow in Brussels."""
    staff.time_zone = "UTC"
    staff.save()
    with time_machine.travel(datetime(2026, 12, 24, 23, 30, tzinfo=UTC)):
        client = client_of(staff)
        said = "25 December 2026 has not come yet. Choose today, 24 December 2026, or an earlier day."
        assert open_page(client, f"{ALL}?since=25/12/2026").errors == {"since": said}
        page = open_page(client, f"{BELGIUM}?since=25/12/2026")
        assert page.errors == {}
        assert not shown(page)
        assert "has not come yet" in open_page(client, f"{BELGIUM}?since=2026-12-26").errors["since"]
        assert shown(open_page(client, f"{BELGIUM}?until=2027-01-01"))


@pytest.mark.parametrize("address", [ALL, BELGIUM])
def test_since_my_last_visit_shows_what_was_recorded_after_it_ended(lively, observer, staff, client_of, address):
    first = open_page(client_of(observer), f"{address}?since=last-visit")
    assert "This is your first visit" in first.words
    assert "Since my last visit" not in first.links()
    with time_machine.travel(datetime(2026, 11, 25, 9, tzinfo=UTC)):
        log(lively.fourth, staff, "Something new.")
        new = confirm(lively.fourth, staff)
    with time_machine.travel(datetime(2026, 11, 25, 10, tzinfo=UTC)):
        client = client_of(observer)
        assert open_page(client, address).link("Since my last visit") == "?since=last-visit"
        page = open_page(client, f"{address}?since=last-visit")
        assert len(shown(page)) == 2
        assert "since your last visit, which ended on 24 November 2026" in page.words
        page = open_page(client, f"{address}{page.link('Updates')}")
        assert len(shown(page)) == 2
        assert page.form("since").fields["since"] == "last-visit"
        assert shown(open_page(client, page.link("From the beginning")))[:1] == [new.get_absolute_url()]


def test_a_filter_that_makes_no_sense_says_so_and_shows_the_list(both, staff, client_of):
    client = client_of(staff)
    for address in (ALL, BELGIUM):
        page = open_page(client, f"{address}?organisation=x&person=-1&action=99&theme=no&since=2026-02-30&until=soon")
        assert page.errors == {
            "organisation": "Choose one of those listed.",
            "person": "Choose one of those listed.",
            "action": "Choose one of those listed.",
            "theme": "Choose one of those listed.",
            "since": "There is no such day. Write it like 2026-11-24 or 24/11/2026.",
            "until": "There is no such day. Write it like 2026-11-24 or 24/11/2026.",
        }
        assert page.form("since").fields["since"] == "2026-02-30"
        assert shown(page)
        page = open_page(client, f"{address}?before=garbage")
        assert page.messages == ["The address names no place in this list, so it is shown from its beginning."]
        assert shown(page) == shown(open_page(client, address))
        page = open_page(client, f"{address}?only=garbage&until=2026-11-24")
        assert page.messages == ["There is no choice “garbage” here. All kinds are shown."]
        assert shown(page) == shown(open_page(client, f"{address}?until=2026-11-24"))
        assert next(a.words for a in page.main.all("a") if a.attrs.get("aria-current")) == "All"
        assert "only" not in page.form("until").fields
    page = open_page(client, f"{ALL}?report=none&country=XX")
    assert set(page.errors) == {"report", "country"}


def test_a_report_one_is_not_on_is_not_told_from_one_that_is_not(both, observer, client_of):
    client = client_of(observer)
    one, other = (open_page(client, f"{ALL}?report={slug}") for slug in ("children-2020", "no-such-report"))
    assert one.errors == other.errors == {"report": "Choose one of those listed."}
    assert not shown(one) and not shown(other)


def test_narrowed_to_nothing_the_page_says_so_and_leads_back(both, staff, client_of):
    page = open_page(client_of(staff), f"{BELGIUM}?until=2012-01-01")
    assert "Nothing was recorded like that." in page.words
    assert page.link("Show all") == BELGIUM


def test_what_narrows_the_list_stays_when_the_kind_or_the_page_changes(both, staff, client_of):
    for _more in range(40):
        confirm(both.fourth, staff)
    page = open_page(client_of(staff), f"{BELGIUM}?action=4&person={staff.pk}")
    assert page.link("Updates") == f"?action=4&person={staff.pk}&only=updates"
    assert page.link("Older entries").startswith(f"?action=4&person={staff.pk}&before=")
    page = open_page(client_of(staff), f"{BELGIUM}?action=4&only=updates")
    assert page.form("action").fields["only"] == "updates"


def test_more_entries_cost_no_question_more(both, staff, client_of):
    client = client_of(staff)

    def asked():
        with CaptureQueriesContext(connection) as questions:
            open_page(client, ALL)
        return len(questions)

    few = asked()
    for _more in range(40):
        confirm(both.fourth, staff)
    assert asked() <= few <= 12
