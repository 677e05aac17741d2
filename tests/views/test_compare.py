"""Comparing two days: what moved forward and back, what was added or dropped, and the entries behind it."""

from datetime import date

import pytest

from actions.reporting.sentence import number_word
from tests.factories import add_milestone, drop, log, take_up, withdraw
from tests.views.page import open_page
from tests.views.test_overview import rows

HERE = "/reports/belgium-2013/compare/"
SINCE_OPENED = f"{HERE}?first=2026-11-01&last=2026-11-24"


def sections(page):
    """{heading: words of the rows below it}."""
    found = {}
    for section in page.main.all("section", class_="panel-long"):
        found[section.one("h2").words] = [
            row.words for row in section.one("ul", class_="rows").all("li") if row.all("p")
        ]
    return found


def test_everything_that_moved_stands_under_how_it_moved(lively, observer, client_of):
    page = open_page(client_of(observer), SINCE_OPENED)
    assert page.main.one(class_="lead-sentence").words == (
        "Between 1 November 2026 and 24 November 2026: a level was reported for two actions, "
        "a course was stated for two actions, four milestones were added."
    )
    found = sections(page)
    assert list(found) == ["Stated anew", "Added, or taken up again"]
    assert "Adopt a national plan of action" in found["Stated anew"][0]


def test_a_level_that_fell_moved_back_with_the_entry_that_moved_it(lively, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}?first=2026-11-10&last=2026-11-24")
    row, milestone = sections(page)["Moved back"]
    assert "Course for the police" in milestone
    assert "Train front-line workers" in row
    assert "Fully implemented" in row and "Partly implemented" in row
    assert f"entry {lively.back.sequence}, 24 November 2026" in row


def test_what_was_dropped_done_and_postponed_is_told(lively, staff, coordinator, observer, client_of, time_machine):
    time_machine.move_to("2026-12-10T11:00Z")
    log(lively.first, staff, "It is out.", milestone=lively.coming, state="done")
    drop(lively.late, coordinator)
    new = add_milestone(lively.fourth, coordinator, "A youth council")
    page = open_page(client_of(observer), f"{HERE}?first=2026-11-24&last=2026-12-10")
    assert page.main.one(class_="lead-sentence").words == (
        "Between 24 November 2026 and 10 December 2026: one milestone was done, "
        "one milestone was added, one milestone was dropped."
    )
    found = sections(page)
    assert "Draft plan published" in found["Moved forward"][0]
    assert "Working group named" in found["Dropped"][0]
    assert new.title in found["Added, or taken up again"][0]


def test_a_day_compared_with_itself_shows_nothing(lively, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}?first=2026-11-24&last=2026-11-24")
    assert page.main.one(class_="lead-sentence").words.endswith("nothing moved.")
    assert sections(page) == {}


def test_each_figure_leads_to_as_many_rows_on_its_day(lively, observer, client_of):
    client = client_of(observer)
    counted = 0
    for link in open_page(client, SINCE_OPENED).main.one("table").all("a"):
        assert rows(open_page(client, link.attrs["href"])) == int(link.words), link.attrs["href"]
        counted += 1
    assert counted == 18


def test_a_quoted_comparison_never_changes(lively, staff, observer, client_of):
    client = client_of(observer)
    address = open_page(client, SINCE_OPENED).link("Address to quote this page by")
    before = open_page(client, address).main.words
    log(lively.third, staff, level="not_implemented", happened_on=lively.fully.happened_on)
    assert open_page(client, address).main.words == before
    assert "three actions" in open_page(client, SINCE_OPENED).words


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("first=2026-02-30", "There is no such day."),
        ("first=2026-11-10&last=2026-11-09", "Choose a day that is not before the first one."),
        ("first=2013-01-01", "is before the report was published"),
        ("last=2027-01-01", "has not come yet"),
        ("first=", "Give the day"),
        ("known=x", "a moment that does not exist"),
    ],
)
def test_days_that_cannot_be_compared_are_said(query, sentence, lively, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}?{query}")
    assert sentence in page.words


def test_a_wrong_moment_compares_the_days_as_they_are_known_now(lively, observer, client_of):
    client = client_of(observer)
    for known in ("x", "2099-01-01T00:00:00Z"):
        page = open_page(client, f"{SINCE_OPENED}&known={known}")
        assert "so this shows what is known now." in page.words
        assert page.main.one(class_="lead-sentence").words == (
            open_page(client, SINCE_OPENED).main.one(class_="lead-sentence").words
        )


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (1, "three milestones were added, one of them done."),
        (2, "three milestones were added, two of them done."),
        (3, "three milestones were added, all of them done."),
    ],
)
def test_what_was_added_and_is_done_is_told(done, said, lively, staff, coordinator, observer, client_of, time_machine):
    time_machine.move_to("2026-12-10T11:00Z")
    for number in range(3):
        new = add_milestone(lively.fourth, coordinator, f"Step {number}")
        if number < done:
            log(lively.fourth, staff, "It is there.", milestone=new, state="done")
    page = open_page(client_of(observer), f"{HERE}?first=2026-11-24&last=2026-12-10")
    assert page.main.one(class_="lead-sentence").words.endswith(f": {said}")


def test_what_was_taken_up_again_is_not_told_as_new(lively, staff, coordinator, observer, client_of, time_machine):
    new = add_milestone(lively.fourth, coordinator)
    drop(new, coordinator)
    time_machine.move_to("2026-12-10T11:00Z")
    take_up(new, coordinator)
    log(lively.fourth, staff, "It is there.", milestone=new, state="done")
    page = open_page(client_of(observer), f"{HERE}?first=2026-11-24&last=2026-12-10")
    assert page.main.one(class_="lead-sentence").words.endswith(": one milestone was taken up again.")


@pytest.mark.parametrize(
    ("name", "typed", "kind"),
    [("first", "2026-02-30", "text"), ("last", "30 Februari", "text"), ("last", "2027-01-01", "date")],
)
def test_what_was_typed_as_a_day_to_compare_is_still_there(name, typed, kind, lively, observer, client_of):
    page = open_page(client_of(observer), f"{HERE}?{name}={typed}")
    field = page.main.one("input", name=name)
    assert (field.attrs["type"], field.attrs["value"]) == (kind, typed)


def test_opened_without_days_it_compares_the_end_of_last_quarter_with_today(lively, observer, client_of):
    form = open_page(client_of(observer), HERE).form("first")
    assert (form.fields["first"], form.fields["last"]) == ("2026-09-30", "2026-11-24")


def test_as_known_then_it_compares_what_the_pages_said(lively, coordinator, observer, client_of, time_machine):
    """What was told on the 24th of 2 November moved nothing between the 12th and the 20th, and all until the 25th."""
    time_machine.move_to("2026-11-25T11:00Z")
    entry = withdraw(lively.back, coordinator)
    time_machine.move_to("2026-11-27T11:00Z")
    client = client_of(observer)
    now = open_page(client, f"{HERE}?first=2026-11-12&last=2026-11-24")
    then = open_page(client, now.link("As known then").replace("?", f"{HERE}?"))
    assert "Each day as the pages said it when it ended." in then.words
    row = next(row for row in sections(then)["Stated anew"] if "Train front-line workers" in row)
    assert f"entry {lively.fully.sequence}, 2 November 2026" in row
    assert then.link("With what is known now") == f"{HERE}?first=2026-11-12&last=2026-11-24"
    withdrawn = open_page(client, f"{HERE}?first=2026-11-24&last=2026-11-25&known=then")
    assert f"entry {entry.sequence}, " in withdrawn.words
    assert sections(open_page(client, f"{HERE}?first=2026-11-12&last=2026-11-20&known=then")) == {}


def test_as_known_then_each_figure_leads_to_as_many_rows(lively, observer, client_of, time_machine):
    time_machine.move_to("2026-11-27T11:00Z")
    client = client_of(observer)
    for link in open_page(client, f"{SINCE_OPENED}&known=then").main.one("table").all("a"):
        assert rows(open_page(client, link.attrs["href"])) == int(link.words), link.attrs["href"]


def test_a_last_day_that_has_not_ended_is_said_to_be_as_known_now(lively, observer, client_of):
    page = open_page(client_of(observer), f"{SINCE_OPENED}&known=then")
    assert "The last has not ended yet: it is as it is known now." in page.words


def test_from_a_page_as_known_then_days_are_compared_as_known_then(lively, observer, client_of):
    client = client_of(observer)
    page = open_page(client, "/reports/belgium-2013/?as_of=2026-11-10&known=then")
    form = open_page(client, page.link("Compare two days")).form("first")
    assert (form.fields["first"], form.fields["known"]) == ("2026-11-10", "then")


@pytest.mark.parametrize(
    ("before", "after", "where", "said"),
    [
        ("on_track", "at_risk", "Moved back", "the course of one action got worse"),
        ("at_risk", "off_track", "Moved back", "the course of one action got worse"),
        ("off_track", "on_track", "Moved forward", "the course of one action got better"),
        ("off_track", "stalled", "Stated anew", "a course was stated for one action"),
        ("", "on_track", "Stated anew", "a course was stated for one action"),
    ],
)
def test_a_course_that_got_worse_moved_back(before, after, where, said, action, staff, observer, client_of):
    for day, course in ((date(2026, 11, 2), before), (date(2026, 11, 12), after)):
        reason = {"course_reason": "capacity"} if course not in ("", "on_track") else {}
        log(action, staff, course=course, happened_on=day, **reason)
    page = open_page(client_of(observer), f"{HERE}?first=2026-11-10&last=2026-11-24")
    assert list(sections(page)) == [where]
    assert page.main.one(class_="lead-sentence").words.endswith(f": {said}.")


def test_the_sentence_adds_up_to_its_lists(lively, staff, coordinator, observer, client_of, time_machine):
    time_machine.move_to("2026-12-10T11:00Z")
    log(lively.first, staff, "It is out.", milestone=lively.coming, state="done", course="on_track")
    log(lively.first, staff, "It began.", milestone=lively.late, state="under_way")
    log(lively.third, staff, level="not_implemented", course="at_risk", course_reason="capacity")
    add_milestone(lively.fourth, coordinator, "A youth council")
    numbers = {number_word(n): n for n in range(11)}
    for first in ("2026-10-01", "2026-11-10", "2026-11-24"):
        page = open_page(client_of(observer), f"{HERE}?first={first}&last=2026-12-10")
        said = page.main.one(class_="lead-sentence").words.partition(": ")[2].strip(".")
        clauses = [clause.split() for clause in said.split(", ") if not clause.endswith("of them done")]
        counted = sum(numbers.get(word, 0) for clause in clauses for word in clause)
        assert counted == sum(len(rows) for rows in sections(page).values()) > 0


def test_actions_that_came_into_the_record_between_the_days_are_added(lively, observer, client_of, time_machine):
    time_machine.move_to("2026-12-10T11:00Z")
    page = open_page(client_of(observer), f"{HERE}?first=2014-01-01&last=2026-11-24&known=then")
    said = page.main.one(class_="lead-sentence").words
    assert "four actions were added, four milestones were added" in said
    assert "a course was stated for two actions" in said
    added = next(row for row in sections(page)["Added, or taken up again"] if "Train front-line workers" in row)
    assert "Partly implemented" in added
    assert f"entry {lively.back.sequence}, 24 November 2026" in added
    actions = lively.report.entries.filter(kind="action_added")
    assert f"entry {actions.get(action__number=2).sequence}, " in added
    assert "At the end of 1 January 2014 nothing was in the record yet: it begins on 1 October 2026." in page.words


def test_before_the_record_began_there_is_nothing_to_compare(lively, observer, client_of):
    client = client_of(observer)
    for known, begins in (("then", "At the end of 1 February 2014"), ("2014-02-01T10:00Z", "On 1 February 2014")):
        page = open_page(client, f"{HERE}?first=2014-01-01&last=2014-02-01&known={known}")
        said = page.main.one(class_="lead-sentence").words
        assert said.startswith(begins)
        assert said.endswith("nothing was in the record yet: it begins on 1 October 2026.")
        assert "nothing moved" not in page.words
        assert not page.main.all("table")
