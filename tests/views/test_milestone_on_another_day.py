"""A milestone's page as it stood on an earlier day."""

from datetime import date

import pytest

from actions.services.reports import change
from tests.factories import log
from tests.views.page import open_page

MILESTONE = "/reports/belgium-2013/actions/1/milestones/2/"


def test_a_milestone_on_another_day_is_shown_as_it_was(lively, coordinator, colleague, client_of, time_machine):
    """Due on 28 February 2027 and under way since 24 November; later it is renamed, given to another, and done."""
    time_machine.move_to("2026-12-20T11:00Z")
    new = {"title": "Plan published", "focal_point": colleague, "organisation": colleague.organisation}
    change(subject=lively.coming, by=coordinator, values=new)
    log(lively.first, colleague, milestone=lively.coming, state="done", happened_on=date(2026, 12, 10))
    client = client_of(coordinator)
    past = open_page(client, f"{MILESTONE}?as_of=2026-12-01")
    stands = past.main.one("section", **{"aria-labelledby": "standing-title"}).words
    assert past.heading == "Draft plan published"
    for words in (
        "Under way since 24 November 2026",
        "28 February 2027",
        "OwnerNobody yet",
        "Stella, that of the action",
    ):
        assert words in stands
    assert "Plan published" not in past.main.one(class_="timeline").words
    for offered in ("Log update", "Edit", "Drop", "Correct", "Withdraw", "Remove note"):
        assert offered not in [a.words for a in past.main.all("a")]
    later = open_page(client, f"{MILESTONE}?as_of=2026-12-15").main.one(
        "section", **{"aria-labelledby": "standing-title"}
    )
    assert "Done since 10 December 2026" in later.words, "it was told on the 20th, and is known now"
    then = open_page(client, f"{MILESTONE}?as_of=2026-12-15&known=then")
    assert "Under way" in then.main.one("section", **{"aria-labelledby": "standing-title"}).words
    today = open_page(client, past.link("Today"))
    assert (today.heading, today.main.all(class_="then-banner")) == ("Plan published", [])


@pytest.mark.parametrize("query", ["?as_of=2026-11-01", "?as_of=2026-11-24&known=2026-10-02T00:00:00Z"])
def test_a_milestone_that_was_not_there_then_says_so(query, lively, observer, client_of):
    page = open_page(client_of(observer), MILESTONE + query)
    assert "This milestone was not there by then." in page.words
    assert "History" not in page.main.words


def test_a_milestone_on_a_day_that_makes_no_sense_is_shown_today(lively, observer, client_of):
    for nonsense in ("as_of=2026-02-30", "as_of=2030-01-01", "known=x", "as_of=%00"):
        page = open_page(client_of(observer), f"{MILESTONE}?{nonsense}")
        assert "Under way" in page.words
        assert not page.main.all(class_="then-banner")
