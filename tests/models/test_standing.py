"""The stored spans: what the database refuses, and that SQL and Python agree on what is overdue."""

from datetime import date, timedelta
from itertools import product

import pytest

from actions import lifecycle
from actions.lifecycle import State
from actions.models import ActionStanding, MilestoneStanding
from actions.standing import FOREVER
from tests.factories import add_milestone
from tests.models.refusals import assert_database_refuses


@pytest.fixture
def spans(action, coordinator):
    """The spans of an action and of a milestone, one each."""
    return action.standings.get(), add_milestone(action, coordinator).standings.get()


def test_one_day_one_span(spans):
    for span in spans:
        span.pk = None
        span.until_day = span.from_day + timedelta(1)
        assert_database_refuses(lambda span=span: span.save(force_insert=True))


def test_one_span_runs_on(spans):
    for span in spans:
        span.pk = None
        span.from_day += timedelta(1)
        assert span.until_day == FOREVER
        assert_database_refuses(lambda span=span: span.save(force_insert=True))


def test_a_span_ends_after_it_began(spans):
    for span in spans:
        span.until_day = span.from_day
        assert_database_refuses(span.save)


def test_a_span_holds_from_its_first_day_to_the_day_before_its_last(spans):
    span = spans[0]
    span.from_day, span.until_day = date(2026, 3, 1), date(2026, 3, 3)
    span.save()
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)]
    mine = ActionStanding.objects.filter(pk=span.pk)
    assert [mine.on(day).exists() for day in days] == [False, True, True, False]


def test_overdue_is_the_same_in_python_and_in_the_database(spans):
    span = spans[1]
    today = date(2027, 6, 1)
    for state, days_late in product(State.values, [-1, 0, 1]):
        span.state, span.due_on = state, today - timedelta(days_late)
        span.save()
        found = MilestoneStanding.objects.overdue(today).filter(pk=span.pk).exists()
        assert found == lifecycle.is_overdue(span.due_on, state, today), (state, days_late)
