"""Visits: when one ends, and how seldom that costs a question."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import User
from actions.services.visits import note_visit
from tests.conftest import NOW


def seen(user, minutes):
    """What is noted of the visits after one comes back at so many minutes past NOW: minutes past NOW, or None."""
    note_visit(user, NOW + timedelta(minutes=minutes))
    stored = User.objects.get(pk=user.pk)
    assert (stored.previous_visit_at, stored.last_seen_at) == (user.previous_visit_at, user.last_seen_at)
    return [moment and (moment - NOW) // timedelta(minutes=1) for moment in (user.previous_visit_at, user.last_seen_at)]


def test_a_visit_ends_after_half_an_hour_without_a_page(staff):
    assert seen(staff, 0) == [None, 0]
    assert seen(staff, 2) == [None, 0]
    assert seen(staff, 20) == [None, 20]
    assert seen(staff, 50) == [None, 50]
    assert seen(staff, 81) == [50, 81]
    assert seen(staff, 100) == [50, 100]
    assert seen(staff, 60 * 24) == [100, 60 * 24]


def test_of_two_requests_at_once_one_begins_the_visit(staff):
    note_visit(staff, NOW)
    one, other = User.objects.get(pk=staff.pk), User.objects.get(pk=staff.pk)
    assert seen(one, 60) == [0, 60]
    assert seen(other, 61) == [0, 60]


def test_being_here_costs_no_question_until_some_minutes_have_passed(staff):
    note_visit(staff, NOW)
    for minutes, questions in ((1, 0), (2, 0), (4, 1)):
        with CaptureQueriesContext(connection) as asked:
            note_visit(staff, NOW + timedelta(minutes=minutes))
        assert len(asked) == questions


def test_signing_in_is_a_visit(staff, client_of, today):
    client_of(staff)
    staff.refresh_from_db()
    assert staff.last_seen_at is not None
    assert staff.previous_visit_at is None
