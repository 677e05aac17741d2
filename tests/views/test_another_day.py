"""The overview, an action and the milestones on another day: what is known of it now, or was known then."""

from datetime import date

import pytest

from actions.services.reports import change
from tests.factories import log, withdraw
from tests.views.page import open_page
from tests.views.test_milestones import listed
from tests.views.test_overview import figures, number, rows

HERE = "/reports/belgium-2013/"
BEFORE = f"{HERE}?as_of=2026-11-10"
THEN = f"{BEFORE}&known=2026-11-10T23%3A00%3A00Z"


def lead(page):
    return page.main.one(class_="lead-sentence").words


def test_a_past_day_shows_what_is_known_about_it_now(lively, observer, client_of):
    """Action 2 was fully implemented on 2 November, which was told on the 24th."""
    page = open_page(client_of(observer), BEFORE)
    assert lead(page) == (
        "One of four priority actions is fully implemented. "
        "Since 1 September 2026, one milestone was completed. No milestones are overdue."
    )
    assert "at the end of 10 November 2026, with all that is known about it now" in page.words
    assert "Log update" not in page.words


def test_as_known_then_a_past_day_shows_what_the_page_said_at_the_time(lively, observer, client_of):
    page = open_page(client_of(observer), open_page(client_of(observer), BEFORE).link("As known then"))
    assert "No evidence has been reported yet" in lead(page)
    assert "as this page said it then" in page.words
    assert "Working group named" not in page.words
    assert page.link("Today") == HERE
    assert page.link("With what is known now") == BEFORE


def test_a_quoted_address_says_the_same_for_good(lively, staff, coordinator, observer, client_of):
    client = client_of(observer)
    address = open_page(client, HERE).link("Address to quote this page by")
    before = open_page(client, address)
    assert lead(before) == lead(open_page(client, HERE))
    withdraw(lively.fully, coordinator)
    log(lively.third, staff, level="not_implemented", happened_on=date(2026, 11, 12))
    change(subject=lively.first, by=coordinator, values={"title": "Another title", "lead_organisation": None})
    after = open_page(client, address)
    assert after.main.words == before.main.words
    assert lead(after) != lead(open_page(client, HERE))


@pytest.mark.parametrize("path", ["", "actions/2/"])
def test_what_is_quoted_says_dates_and_reads_the_same_on_any_later_day(path, lively, observer, client_of, time_machine):
    time_machine.move_to("2026-11-25T11:00Z")
    address = f"{HERE}{path}?as_of=2026-11-23&known=2026-11-24T22:00:00Z"
    before = open_page(client_of(observer), address).main.words
    assert "2 November 2026 · written down 24 November 2026" in before
    assert " ago" not in before and "today" not in before
    time_machine.move_to("2026-12-09T11:00Z")
    assert open_page(client_of(observer), address).main.words == before


@pytest.mark.parametrize("address", [BEFORE, THEN, None])
def test_each_figure_of_another_day_leads_to_as_many_rows_on_that_day(address, lively, observer, client_of):
    client = client_of(observer)
    page = open_page(client, address or open_page(client, HERE).link("Address to quote this page by"))
    linked = [(words, to) for words, to in figures(page) if "/actions/" not in to]
    for line in page.main.all("p", class_="bar-words"):
        linked += [(a.words, a.attrs["href"]) for a in line.all("a")]
    for words, to in linked:
        shown = open_page(client, to)
        assert rows(shown) == number(words), (words, to)
        assert shown.main.all(class_="then-banner")


def test_an_action_on_another_day_shows_its_history_until_then_and_no_form(lively, coordinator, client_of):
    page = open_page(client_of(coordinator), f"{HERE}actions/2/?as_of=2026-11-10")
    assert "Fully implemented" in page.main.one("section", **{"aria-labelledby": "standing-title"}).words
    assert [a.attrs["id"] for a in page.main.all("article")] == [f"entry-{lively.fully.sequence}"] + [
        f"entry-{entry.sequence}"
        for entry in lively.second.entries.filter(happened_on__lte="2026-11-10").exclude(pk=lively.fully.pk)
    ]
    assert not page.main.all("textarea")
    known_then = open_page(client_of(coordinator), f"{HERE}actions/2/?as_of=2026-11-10&known=2026-11-10T23:00:00Z")
    assert "No evidence available" in known_then.main.one("section", **{"aria-labelledby": "standing-title"}).words


@pytest.mark.parametrize("clock", ["?as_of=2026-11-24", "?as_of=2026-11-24&known=2026-11-24T22%3A00%3A00Z"])
@pytest.mark.parametrize("path", ["", "attention/", "attention/?kind=set_aside", "milestones/", "actions/1/"])
def test_links_of_a_past_day_lead_to_pages_of_that_day_or_that_say_they_show_today(
    path, clock, lively, observer, client_of, time_machine
):
    time_machine.move_to("2026-12-20T11:00Z")
    client = client_of(observer)
    address = HERE + path + (clock.replace("?", "&") if "?" in path else clock)
    links = {a.attrs["href"] for a in open_page(client, address).main.all("a")}
    days = ("actions/", "organisations/", "evidence/", "milestones/", "attention/")
    leading = {link for link in links if link.startswith(HERE) and link.removeprefix(HERE).startswith(("?", *days))}
    kept = {link for link in leading if clock.removeprefix("?") in link}
    assert {link for link in leading - kept if "as_of" not in link} <= {
        HERE,
        f"{HERE}actions/1/",
        f"{HERE}attention/",
        f"{HERE}milestones/",
    }, "the way back to today"
    assert kept
    for link in sorted(kept):
        assert open_page(client, link).main.all(class_="then-banner"), link


@pytest.mark.parametrize("path", ["organisations/", "people/{}/", "evidence/", "entries/"])
def test_pages_that_show_today_alone_say_so_and_lead_back_to_the_day(path, lively, staff, observer, client_of):
    client, address = client_of(observer), HERE + path.format(staff.pk)
    page = open_page(client, f"{address}?as_of=2026-11-10&known=then")
    assert "This page shows today, not 10 November 2026." in page.words
    assert open_page(client, page.link("The report on that day")).main.all(class_="then-banner")
    for nonsense in ("2026-02-30", "2030-01-01", "1990-01-01", "x"):
        banner = open_page(client, f"{address}?as_of={nonsense}").main.one(class_="then-banner")
        assert banner.words == f"This page shows today: {nonsense} is no day it could show.", "and no way to such a day"
    for today in ("", "?as_of=2026-11-24", "?known=x", "?as_of="):
        page = open_page(client, address + today)
        assert not page.main.all(class_="then-banner") and not page.messages


def test_when_an_action_was_last_heard_on_a_past_day_says_which_day_counts(
    lively, staff, observer, client_of, time_machine
):
    time_machine.move_to("2026-12-20T11:00Z")
    log(lively.third, staff, happened_on=date(2026, 12, 1))
    client, said = client_of(observer), "an update counts from the day on which it happened, also when it was written"
    for path in ("", "actions/3/"):
        known_now = open_page(client, f"{HERE}{path}?as_of=2026-12-05")
        assert said in known_now.words.replace("An update", "an update")
        assert "1 Dec" in known_now.words
        for other in ("", "?as_of=2026-12-05&known=then"):
            assert said not in open_page(client, HERE + path + other).words.replace("An update", "an update")


def test_an_action_that_was_not_known_then_says_so(lively, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}actions/2/?as_of=2026-09-10&known=2026-09-10T00:00:00Z")
    assert "This priority action was not on the report by then." in page.words


@pytest.mark.parametrize(
    "query",
    [
        "",
        "state=open",
        "state=overdue",
        "state=planned",
        "state=dropped",
        "action=2",
        "since=2026-11-24&action=1",
        "sort=title",
        "sort=-due",
        "sort=owner",
        "sort=-state",
        "sort=action",
        "sort=-since",
    ],
)
def test_a_list_as_it_was_known_is_narrowed_and_sorted_as_the_list_of_now_is(query, lively, observer, client_of):
    client = client_of(observer)
    now = listed(open_page(client, f"{HERE}milestones/?{query}"))
    quoted = open_page(client, HERE).link("Address to quote this page by").partition("?")[2]
    assert listed(open_page(client, f"{HERE}milestones/?{query}&{quoted}")) == now


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("as_of=2026-02-30", "There is no such day."),
        ("as_of=2026-11-25", "25 November 2026 has not come yet."),
        ("as_of=2013-11-12", "12 November 2013 is before the report was published."),
        ("as_of=yesterday", "There is no such day."),
        ("as_of=%00", "There is no such day."),
        ("known=now", "a moment that does not exist"),
        ("known=2026-11-10T23:00:00", "a moment that does not exist"),
        ("known=0001-01-01T00:00:00%2B14:00", "a moment that does not exist"),
        ("known=0001-01-01T00:00:00Z", "a moment that does not exist"),
        ("known=2027-11-10T23:00:00Z", "a moment that has not come yet"),
        ("as_of=2026-02-30&known=2026-11-10T23:00:00Z", "This is today."),
    ],
)
@pytest.mark.parametrize("where", ["", "milestones/", "actions/1/"])
def test_a_day_that_cannot_be_shown_is_said_and_today_is_shown(where, query, sentence, lively, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}{where}?{query}")
    assert sentence in page.words
    assert not page.main.all(class_="then-banner")


def test_what_was_typed_as_a_day_is_still_there(lively, observer, client_of):
    form = open_page(client_of(observer), f"{HERE}?as_of=30 February").form("as_of")
    assert form.fields["as_of"] == "30 February"


def test_the_end_of_last_quarter_is_one_tap_away(lively, observer, client_of):
    link = open_page(client_of(observer), HERE).link("End of last quarter, 30 September 2026")
    assert link == f"{HERE}?as_of=2026-09-30"
    assert "No evidence has been reported yet" in lead(open_page(client_of(observer), link))


def test_a_day_ends_in_the_reports_zone(lively, observer, client_of, time_machine):
    """Half an hour after midnight in Brussels it is still the 24th in London: the 24th can be looked back at."""
    time_machine.move_to("2026-11-24T23:30Z")
    page = open_page(client_of(observer), f"{HERE}?as_of=2026-11-24")
    assert page.main.all(class_="then-banner")
    then = open_page(client_of(observer), page.link("As known then"))
    assert "known=2026-11-24T23%3A00%3A00Z" in then.link("Address to quote this page by")


def test_a_page_of_this_very_day_is_quoted_as_of_its_moment(lively, observer, client_of):
    """The day has not ended, so nothing is said of its end."""
    client = client_of(observer)
    page = open_page(client, f"{HERE}?as_of=2026-11-24&known=2026-11-24T09:13:00Z")
    assert "This is how things stood on 24 November 2026, 10:13. " in page.main.one(class_="then-banner").words
    page = open_page(client, f"{HERE}?as_of=2026-11-23&known=2026-11-24T09:13:00Z")
    assert "at the end of 23 November 2026, as it was known on" in page.main.one(class_="then-banner").words


def test_before_anything_happened_the_page_says_so(belgium, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}?as_of=2026-09-01")
    assert "Nothing had been recorded about the days until then." in page.words


def test_a_past_day_is_compared_with_today_and_has_no_agenda(lively, observer, client_of):
    client = client_of(observer)
    page = open_page(client, BEFORE)
    assert "Meeting agenda" not in page.links()
    form = open_page(client, page.link("Compare two days")).form("first")
    assert (form.fields["first"], form.fields["last"]) == ("2026-11-10", "2026-11-24")
    today = open_page(client, HERE)
    assert today.link("Compare two days") == f"{HERE}compare/"
    assert today.link("Meeting agenda") == f"{HERE}meeting/"


NOTHING_YET = f"{HERE}?as_of=2013-12-31&known=2013-12-31T23%3A00%3A00Z"


def test_before_the_record_began_the_page_says_that_and_leads_on(belgium, observer, client_of):
    page = open_page(client_of(observer), NOTHING_YET)
    assert page.heading == "Belgium: follow-up on priority actions"
    assert "nothing was in the record yet: it begins on 1 October 2026" in page.words
    assert "as this page said it" not in page.words
    assert not page.main.all("section")
    assert page.link("With what is known now") == f"{HERE}?as_of=2013-12-31"
    first = open_page(client_of(observer), page.link("First day with a record"))
    assert first.heading == "Belgium: follow-up on four priority actions"
    assert "at the end of 1 October 2026, as this page said it then" in first.words


def test_on_the_day_the_record_begins_there_is_no_earlier_day_to_go_to(belgium, observer, client_of, time_machine):
    time_machine.move_to("2026-10-01T12:00Z")
    page = open_page(client_of(observer), NOTHING_YET)
    assert "First day with a record" not in page.links()
    assert page.link("Today") == HERE


@pytest.mark.parametrize("path", ["milestones/", "actions/1/", "attention/"])
def test_no_page_says_what_it_said_before_the_record_began(path, belgium, observer, client_of):
    page = open_page(client_of(observer), NOTHING_YET.replace(HERE, f"{HERE}{path}"))
    assert "nothing was in the record yet" in page.words


@pytest.mark.parametrize("known", ["then", "2026-11-10T23:00:00Z"])
def test_a_page_as_it_was_known_then_still_is_after_the_zone_was_changed(
    known, lively, coordinator, observer, client_of, time_machine
):
    """10 November ended in Brussels, whatever the zone is now; the next day that ends does so in New York."""
    change(subject=lively.report, by=coordinator, values={"time_zone": "America/New_York"})
    page = open_page(client_of(observer), f"{BEFORE}&known={known}")
    assert "as this page said it then" in page.words
    time_machine.move_to("2026-11-26T11:00Z")
    address = f"{HERE}?as_of=2026-11-24&known=then"
    quoted = open_page(client_of(observer), address).link("Address to quote this page by")
    assert quoted == f"{HERE}?as_of=2026-11-24&known=2026-11-25T05%3A00%3A00Z"
    assert "as this page said it then" in open_page(client_of(observer), quoted).words


@pytest.mark.parametrize("path", ["", "milestones/", "actions/1/", "attention/"])
def test_from_a_page_as_it_was_known_then_one_goes_on_to_another_day_as_known_then(path, lively, observer, client_of):
    client = client_of(observer)
    page = open_page(client, THEN.replace(HERE, f"{HERE}{path}"))
    quarter = open_page(client, page.link("End of last quarter, 30 September 2026"))
    assert "nothing was in the record yet" in quarter.words
    form = page.form("as_of")
    other = open_page(client, f"{form.address}?as_of=2026-11-12&known={form.fields['known']}")
    assert "at the end of 12 November 2026, as this page said it then" in other.words
    assert "As this page said it on" in other.words


def test_from_a_page_as_known_at_a_moment_one_goes_on_with_that_moment(lively, observer, client_of):
    client = client_of(observer)
    page = open_page(client, f"{BEFORE}&known=2026-11-24T10:00:00Z")
    assert page.form("as_of").fields["known"] == "2026-11-24T10:00:00Z"
    assert "known=2026-11-24T10%3A00%3A00Z" in page.link("End of last quarter, 30 September 2026")
    assert open_page(client, page.link("Compare two days")).form("first").fields["known"] == "2026-11-24T10:00:00Z"


def test_a_day_that_has_not_ended_is_shown_as_it_is_known_now(lively, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}?as_of=2026-11-24&known=then")
    assert not page.main.all(class_="then-banner")


@pytest.mark.parametrize("path", ["", "?show=no_evidence", "milestones/?state=open", "actions/1/", "attention/"])
def test_on_paper_a_page_says_its_day_and_an_address_that_never_changes(path, lively, observer, client_of):
    client = client_of(observer)
    page = open_page(client, f"{HERE}{path}")
    said, _sep, address = page.main.one("p", class_="in-print").words.partition(" Address to quote this page by: ")
    assert said == "As it stood on 24 November 2026."
    assert address.startswith(f"http://testserver{HERE}{path}")
    quoted = open_page(client, address.removeprefix("http://testserver"))
    assert "This address always shows the same." in quoted.words
    assert rows(quoted) == rows(page)
    assert quoted.main.one("p", class_="in-print").words == f"Address to quote this page by: {address}"


QUOTED = "?as_of=2026-11-20&known=2026-11-24T22:30:00Z"
TOGETHER = "compare/?first=2026-11-10&last=2026-11-20&known=2026-11-24T22:30:00Z"


@pytest.mark.parametrize("path", [QUOTED, f"over-time/{QUOTED}", f"over-time/milestones/{QUOTED}", TOGETHER])
def test_a_quoted_page_says_its_moment_alike_to_all(path, lively, coordinator, observer, client_of, time_machine):
    time_machine.move_to("2026-11-26T11:00Z")
    client = client_of(observer)
    before = open_page(client, f"{HERE}{path}").main.words
    assert "24 November 2026, 23:30" in before, "as clocks go in Belgium"
    observer.time_zone = "Asia/Tokyo"
    observer.save()
    change(subject=lively.report, by=coordinator, values={"time_zone": "America/New_York"})
    assert open_page(client, f"{HERE}{path}").main.words == before


@pytest.mark.parametrize(("known", "wrong"), [("xx", "does not exist"), ("2027-01-01T10:00Z", "has not come yet")])
@pytest.mark.parametrize("path", ["", "milestones/", "actions/1/", "attention/"])
def test_a_wrong_moment_leaves_the_day_as_it_is(path, known, wrong, lively, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}{path}?as_of=2026-11-10&known={known}")
    assert f"The address names a moment that {wrong}, so this shows what is known now." in page.words
    assert "at the end of 10 November 2026, with all that is known about it now" in page.words


def test_what_is_wrong_with_one_address_is_not_shown_on_the_page_of_another(lively, observer, client_of):
    """The control of the day is kept with the page, for what stands in the address alone."""
    client = client_of(observer)
    for path in ("", "actions/1/"):
        assert "There is no such day." in open_page(client, f"{HERE}{path}?as_of=2026-02-30").words
        assert "There is no such day." not in open_page(client, f"{HERE}{path}").words
        assert "a moment that does not exist" in open_page(client, f"{HERE}{path}?known=x").words


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("/themes/", "24 November 2026"),
        ("/themes/?as_of=2026-11-10&region=150", "10 November 2026"),
        ("/reports/?only=overdue", "24 November 2026"),
        ("/reports/?as_of=2026-11-10", "10 November 2026"),
        ("/actions/?level=no_evidence", "24 November 2026"),
        ("/milestones/?state=open&sort=due", "24 November 2026"),
        ("/updates/", "24 November 2026"),
        (f"{HERE}organisations/", "24 November 2026"),
    ],
)
def test_on_paper_a_list_says_its_day_and_its_address_with_the_filters(address, day, lively, observer, client_of):
    page = open_page(client_of(observer), address)
    said = page.main.one("p", class_="in-print").words
    assert said == f"As it stood on {day}. Address of this page: http://testserver{address}"


@pytest.mark.parametrize("known", ["", "&known=then", "&known=2026-11-24T10:00:00Z"])
def test_on_paper_a_comparison_has_the_address_that_always_shows_the_same(known, lively, observer, client_of):
    client = client_of(observer)
    page = open_page(client, f"{HERE}compare/?first=2026-11-01&last=2026-11-20{known}")
    said, _sep, address = page.main.one("p", class_="in-print").words.partition(" http://testserver")
    assert said == "Address to quote this page by:"
    quoted = open_page(client, address)
    assert "This address always shows the same." in quoted.words
    assert quoted.main.one(class_="lead-sentence").words == page.main.one(class_="lead-sentence").words


def test_on_paper_a_comparison_that_goes_on_has_no_address_to_quote(lively, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}compare/?first=2026-11-01&last=2026-11-24&known=then")
    assert page.main.one("p", class_="in-print").words.startswith("Address of this page: http://testserver")
