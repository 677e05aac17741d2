"""Over time: picture, table and file say the same, and every figure leads to the rows behind it."""

import csv
import re
from datetime import date, datetime, timedelta

import pytest

from actions.services.reports import change
from tests.factories import add_milestone, log
from tests.views.page import open_page

HERE = "/reports/belgium-2013/over-time/"
AS_HIGH = {0: "no_evidence", 15: "not_implemented", 30: "partly_implemented", 45: "fully_implemented"}


@pytest.fixture
def years(belgium, action, staff, coordinator):
    """Milestones and levels that went up and down over two years."""
    made = []
    for n in range(6):
        agreed, due_on = date(2025, 3, 1), date(2026, 1 + n, 28)
        made.append(add_milestone(action, coordinator, f"Step {n}", due_on=due_on, happened_on=agreed))
    for n, milestone in enumerate(made[:3]):
        log(action, staff, milestone=milestone, state="done", happened_on=date(2025, 10 + n, 15))
    log(action, staff, milestone=made[3], state="under_way", happened_on=date(2026, 2, 1))
    log(action, staff, level="fully_implemented", happened_on=date(2026, 4, 1))
    log(action, staff, level="partly_implemented", reason="It ended.", happened_on=date(2026, 9, 1))
    return belgium


def panel(page, name):
    return page.main.one("section", id=name)


def table(page, name):
    """The rows of a chart's table: texts of the cells."""
    return [
        [cell.words for cell in row if cell.tag in ("td", "th")] for row in panel(page, name).one("tbody").all("tr")
    ]


def file(client, page, name):
    link = next(a for a in panel(page, name).all("a") if a.words.startswith("Download as CSV"))
    answer = client.get(link.attrs["href"])
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))


def pictured(svg):
    """{what a band or a line is labelled: its counts from month to month}, read from the picture by its axis.

    Bands have none where there is nothing to count.
    """
    marks = [(int(text.words), float(text.attrs["y"])) for text in svg.all("text", **{"text-anchor": "end"})]
    zero, unit = marks[0][1], (marks[0][1] - marks[-1][1]) / marks[-1][0]
    found = {}
    for path, label in zip(
        svg.all("path", class_="band") or svg.all("path", class_="line"), svg.all(class_="chart-label"), strict=True
    ):
        tall = []
        for part in path.attrs["d"].split("M")[1:]:
            edges = [float(y) for y in re.findall(r"V([\d.]+)", part)]
            tops, floors = edges[: len(edges) // 2], edges[: len(edges) // 2 - 1 : -1]
            tall += [floor - top for top, floor in zip(tops, floors, strict=True)]
            tall += [zero - float(y) for y in re.findall(r"(?:^|L)[\d.]+ ([\d.]+)", part) if not edges]
        found[label.words.rpartition(" ")[0]] = [round(height / unit, 2) for height in tall]
    return found


def levels_pictured(svg):
    """[(from day, until day, level)] of each step, read from the picture by the months below it and by its height."""
    months = [
        (datetime.strptime(f"{text.words}Z", "%b %Y%z").date(), float(text.attrs["x"]))
        for text in svg.all("text", **{"text-anchor": "middle"})
    ]
    (first, begins), (last, ends) = months[0], months[-1]
    wide = (ends - begins) / (last - first).days

    def day(x):
        return f"{first + timedelta(round((x - begins) / wide))}"

    found = []
    for block in svg.all("rect", class_="block"):
        x, width, height = (float(block.attrs[name]) for name in ("x", "width", "height"))
        found.append((day(x), day(x + width), AS_HIGH[height]))
    return found


@pytest.mark.parametrize("query", ["", "?months=24", "?as_of=2026-03-15", "?known={head}"])
@pytest.mark.parametrize("who", ["observer", "coordinator"])
def test_picture_table_and_file_show_the_same_numbers(query, who, years, client_of, request):
    client = client_of(request.getfixturevalue(who))
    years.refresh_from_db()
    page = open_page(client, HERE + query.format(head=years.head_at.isoformat().replace("+", "%2B")))
    for name in ("milestones", "burn-up"):
        rows, filed = table(page, name), file(client, page, name)
        assert [row[1:] for row in rows] == [list(line.values())[1:] for line in filed]
        for svg in panel(page, name).all("svg", role="img"):
            ends = {
                text.words.rpartition(" ")[0]: text.words.rpartition(" ")[2] for text in svg.all(class_="chart-label")
            }
            heads = [cell.words for cell in panel(page, name).one("thead").all("th")][1:]
            assert ends.items() <= dict(zip(heads, rows[-1][1:], strict=True)).items()
            columns = dict(zip(heads, zip(*(map(int, row[1:]) for row in rows), strict=True), strict=True))
            assert pictured(svg) == {
                words: [count for count in counts if count or name == "burn-up"]
                for words, counts in columns.items()
                if any(counts) or name == "burn-up"
            }
    days = [line["day"] for line in filed]
    levels, filed = table(page, "levels"), file(client, page, "levels")
    assert [row[0].partition(".")[0] for row in levels] == [line["action"] for line in filed]
    assert [row[3].lower().replace(" available", "").replace(" ", "_") for row in levels] == [
        line["level"] for line in filed
    ]
    for svg in panel(page, "levels").all("svg", role="img"):
        assert levels_pictured(svg) == [
            (max(line["from_day"], days[0]), line["until_day"] or days[-1], line["level"]) for line in filed
        ]


def test_a_milestone_postponed_later_was_due_when_it_was_due(years, action, coordinator, observer, client_of):
    """So the month in which it was late shows more due than done, as the picture of the states does."""
    late = action.milestones.get(title="Step 3")
    postponed = {
        "subject": late,
        "by": coordinator,
        "values": {"due_on": date(2027, 5, 1)},
        "reason": "It takes longer.",
    }
    change(**postponed)
    client = client_of(observer)
    page = open_page(client, HERE)
    burn_up, states = ({line["day"]: line for line in file(client, page, name)} for name in ("burn-up", "milestones"))
    assert [burn_up["2026-04-30"][name] for name in ("due", "done")] == ["4", "3"]
    assert states["2026-04-30"]["overdue"] == "1"
    assert burn_up["2026-11-24"]["due"] == "5"


def test_since_the_report_begins_with_the_month_before_the_first_thing(years, observer, client_of):
    client = client_of(observer)
    page = open_page(client, f"{HERE}?months=all")
    for name in ("milestones", "burn-up"):
        assert [line["day"] for line in file(client, page, name)][:2] == ["2025-02-28", "2025-03-31"]
        assert len(table(page, name)) == 22
        assert "Feb 2013" not in panel(page, name).words
    assert page.words.count("Nothing before March 2025.") == 3
    assert "Nothing before" not in open_page(client, HERE).words


def test_since_a_report_of_which_there_is_nothing_is_since_last_month(observer, client_of):
    page = open_page(client_of(observer), f"{HERE}?months=all")
    assert "2013" not in panel(page, "levels").one("svg", role="img", class_="chart-wide").words


def test_no_word_means_two_things_on_one_day(years, action, observer, client_of):
    """The bands are named for what they leave out; the row says of which the overdue are part."""
    client = client_of(observer)
    page = open_page(client, HERE)
    heads = ["At the end of", "Done", "Under way, in time", "Planned, in time", "Overdue"]
    assert [cell.words for cell in panel(page, "milestones").one("thead").all("th")] == heads
    assert list(file(client, page, "milestones")[0]) == [
        "day",
        "done",
        "under_way_in_time",
        "planned_in_time",
        "overdue",
    ]
    row = open_page(client, "/reports/belgium-2013/").main.all("p", class_="bar-words")[0]
    assert row.words == "3 of 6 done · 1 under way · 2 planned · 3 of 3 open overdue"


def test_every_figure_leads_to_as_many_milestones_as_it_says(years, observer, client_of):
    client = client_of(observer)
    page = open_page(client, f"{HERE}?as_of=2026-11-02")
    links = [a for name in ("milestones", "burn-up") for a in panel(page, name).one("tbody").all("a", class_="figure")]
    assert len(links) > 40
    for a in links[-24:]:
        behind = open_page(client, a.attrs["href"])
        assert len(behind.main.one("tbody").all("tr")) == int(a.words)


@pytest.mark.parametrize("known", ["", "&known={head}"])
def test_the_rows_behind_a_figure_say_whose_a_milestone_was_and_how_late_on_that_day(
    known, years, action, coordinator, staff, observer, client_of
):
    subject = action.milestones.get(title="Step 3")
    change(subject=subject, by=coordinator, values={"organisation": staff.organisation}, reason="It was agreed.")
    years.refresh_from_db()
    known = known.format(head=years.head_at.isoformat().replace("+", "%2B"))
    page = open_page(client_of(observer), f"{HERE}milestones/?day=2026-11-24&count=overdue{known}")
    row = page.main.one("tbody").all("tr")[0]
    assert [cell.words for cell in row.all("td")] == [
        f"1. {action.title}",
        staff.organisation.name,
        "Under way since 1 Feb 2026 210 days late",
        "28 Apr 2026",
    ]
    assert row.all(class_="pill-under_way")
    assert ("With all that is known about that day now." in page.words) == (not known)
    whole = open_page(client_of(observer), f"{HERE}milestones/?day=2026-11-24{known}")
    assert whole.main.one("h1").words == "Milestones on 24 November 2026, without the dropped"


def test_what_was_known_then_does_not_change(years, action, staff, observer, client_of):
    client = client_of(observer)
    years.refresh_from_db()
    address = f"{HERE}?as_of=2026-11-24&known={years.head_at.isoformat().replace('+', '%2B')}"
    before = open_page(client, address)
    log(
        action,
        staff,
        level="fully_implemented",
        happened_on=date(2026, 10, 1),
        milestone=action.milestones.last(),
        state="done",
    )
    after = open_page(client, address)
    assert [table(after, name) for name in ("milestones", "levels", "burn-up")] == [
        table(before, name) for name in ("milestones", "levels", "burn-up")
    ]
    assert table(open_page(client, HERE), "burn-up") != table(before, "burn-up")
    assert "as was known on" in after.words


def test_a_fresh_report_says_what_will_stand_here(observer, client_of):
    page = open_page(client_of(observer), HERE)
    assert "No milestones are planned yet." in page.words
    assert "How the milestones go from month to month will stand here" in page.words
    assert "No evidence has been reported yet on any of the four priority actions." in page.words
    assert len(panel(page, "levels").all("svg", role="img")) == 2


def test_the_overview_shows_the_first_picture_and_leads_to_the_others(years, observer, client_of):
    client = client_of(observer)
    page = open_page(client, "/reports/belgium-2013/")
    whole = open_page(client, HERE)
    shown, there = (panel(p, "milestones") for p in (page, whole))
    assert shown.one("h2").words == there.one("h2").words
    assert [svg.words for svg in shown.all("svg")] == [svg.words for svg in there.all("svg")] != []
    assert page.link("All over time") == HERE
    assert page.link("The same as a table") == f"{HERE}#milestones-table"


NO_DAYS = {
    "as_of=2026-02-30": "There is no such day.",
    "as_of=x": "There is no such day.",
    "as_of=2026-11-25": "25 November 2026 has not come yet.",
    "as_of=2013-11-12": "12 November 2013 is before the report was published.",
    "as_of=%00": "There is no such day.",
    "known=yesterday": "a moment that does not exist",
    "known=2026-11-24": "a moment that does not exist",
    "known=0001-01-01T00:00:00%2B14:00": "a moment that does not exist",
    "known=%00": "a moment that does not exist",
}


@pytest.mark.parametrize("query", NO_DAYS)
def test_a_day_that_cannot_be_shown_is_said_over_todays_pictures_and_is_no_file(query, years, observer, client_of):
    client = client_of(observer)
    page = open_page(client, f"{HERE}?{query}")
    assert NO_DAYS[query] in page.main.one("p", class_="message-warning").words
    assert table(page, "milestones") == table(open_page(client, HERE), "milestones") != []
    assert client.get(f"{HERE}milestones.csv?{query}").status_code == 404
    behind = open_page(client, f"{HERE}milestones/?{query}")
    assert NO_DAYS[query] in behind.messages[0]
    assert not behind.main.all("table")
    assert behind.link("Back to the pictures") == HERE


@pytest.mark.parametrize("months", ["13", "", "%00"])
def test_a_stretch_of_time_that_there_is_not_is_said(months, years, observer, client_of):
    client = client_of(observer)
    page = open_page(client, f"{HERE}?months={months}")
    assert page.messages == ["The address names a stretch of time that there is not; these are the last twelve months."]
    assert table(page, "milestones") == table(open_page(client, HERE), "milestones") != []
    assert client.get(f"{HERE}milestones.csv?months={months}").status_code == 404


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("count=none", "The address names a figure that there is not."),
        ("day=2026-02-31", "The address names a day that does not exist."),
        ("day=2026-11-25", "25 November 2026 is not one of the days from 13 November 2013 to 24 November 2026."),
        ("as_of=2026-10-31&day=2013-01-01", "1 January 2013 is not one of the days from"),
    ],
)
def test_a_figure_that_there_is_not_is_said_and_nothing_is_shown_for_it(query, sentence, years, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}milestones/?{query}")
    assert sentence in page.messages[0]
    assert not page.main.all("table")


def test_a_file_of_a_picture_that_there_is_not_is_no_file(observer, client_of):
    assert client_of(observer).get(f"{HERE}none.csv").status_code == 404


def test_before_the_record_began_nothing_went_over_time(belgium, observer, client_of):
    page = open_page(client_of(observer), "/reports/belgium-2013/over-time/?as_of=2014-01-01&known=then")
    assert "At the end of 1 January 2014 nothing was in the record yet: it begins on 1 October 2026." in page.words
    assert "no priority actions" not in page.words
    first = open_page(client_of(observer), page.link("First day with a record"))
    assert "over-time" in first.link("Last 24 months")


@pytest.mark.parametrize("query", ["?as_of=2026-11-10", "?as_of=2026-11-24&known=2026-11-24T22:00:00Z"])
def test_on_another_day_actions_are_opened_on_that_day(query, lively, observer, client_of, time_machine):
    time_machine.move_to("2026-11-25T11:00Z")
    client = client_of(observer)
    page = open_page(client, HERE + query)
    links = [a.attrs["href"] for a in panel(page, "levels").all("a") if "/actions/" in a.attrs["href"]]
    behind = [a.attrs["href"] for a in panel(page, "milestones").all("a", class_="figure")]
    assert links and behind
    rows = open_page(client, behind[-1]).main.one("tbody")
    links += [a.attrs["href"] for name in ("row-title", "plain") for a in rows.all("a", class_=name)]
    for address in links:
        assert open_page(client, address).main.all(class_="then-banner"), address


def test_an_action_that_rose_and_fell_again_did_not_move_here_nor_between_the_same_days(
    belgium, staff, coordinator, observer, client_of
):
    """The picture of the levels and the comparison of its first day with its last count by one rule."""
    first, second = belgium.actions.order_by("number")[:2]
    for action in (first, second):
        log(action, staff, level="partly_implemented", happened_on=date(2025, 6, 1))
        log(action, staff, level="fully_implemented", happened_on=date(2026, 2, 1))
    log(first, staff, level="partly_implemented", reason="It ended.", happened_on=date(2026, 10, 1))
    add_milestone(first, coordinator, "Step", happened_on=date(2025, 6, 1))
    client = client_of(observer)
    page = open_page(client, HERE)
    moves = "Since 30 November 2025, one action moved forward; one moved and came back."
    assert panel(page, "levels").one("h2").words == moves
    start = file(client, page, "milestones")[0]["day"]
    lead = open_page(client, f"/reports/belgium-2013/compare/?first={start}").main.one(class_="lead-sentence")
    assert lead.words == "Between 30 November 2025 and 24 November 2026: one action moved forward."


@pytest.mark.parametrize(("query", "points", "start"), [("", 13, "2025-11-30"), ("?months=24", 25, "2024-11-30")])
def test_a_year_begins_with_the_end_of_the_same_month_a_year_before(query, points, start, years, observer, client_of):
    client = client_of(observer)
    page = open_page(client, HERE + query)
    for name in ("milestones", "burn-up"):
        days = [line["day"] for line in file(client, page, name)]
        assert (len(days), days[0], days[-1]) == (points, start, "2026-11-24")
