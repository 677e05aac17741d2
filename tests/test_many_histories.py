"""Two thousand random histories on each database: where things stand follows from the entries alone.

test_histories.py has people do what the rules allow, step by step; here entries are put down as they come,
corrections, withdrawals and days in any order, many histories at once, so that many can be tried.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import Max
from hypothesis import given, settings
from hypothesis import strategies as st

from actions import reporting
from actions.lifecycle import Course, Kind, Level, State
from actions.models import Entry, Report
from actions.services.reports import add_action
from actions.services.standing import differences, rebuild
from tests.factories import add_milestone
from tests.naive import Naive, Told

AT_ONCE = 25
PARTS = 4
"""It takes a minute; in parts, several can share the work."""

LEVELS = ["", "", *Level.values]
COURSES = ["", "", *Course.values]
STATES = ["", *State.values]
WORDS = {"theme": "A theme", "title": "An action", "recommendation": "do it", "addressee": "Authorities"}


class Begun(dict):
    """{action id: what was told of it so far}; too much to be printed with every failure."""

    def __repr__(self):
        return f"{len(self)} histories"


@pytest.fixture
def histories(belgium, coordinator):
    """The report with many actions, each with a milestone, and what was told of each so far."""
    for number in range(5, AT_ONCE + 1):
        add_action(report=belgium, number=number, **WORDS)
    for action in belgium.actions.all():
        add_milestone(action, coordinator)
    told = {action.pk: [] for action in belgium.actions.order_by("number")}
    settings_told = Told(0, Entry.objects.earliest("recorded_at").recorded_at, belgium.published_on, "report_opened")
    settings_told.values = {"rhythm_days": belgium.rhythm_days, "time_zone": belgium.time_zone}
    for entry in Entry.objects.filter(report=belgium, action__isnull=False).order_by("sequence"):
        said = dict(entry.wording)
        if entry.milestone_id:
            said["due_on"] = entry.milestone.due_on
        told[entry.action_id].append(
            Told(
                number=entry.sequence,
                moment=entry.recorded_at,
                happened_on=entry.happened_on,
                kind=entry.kind,
                action=entry.action_id,
                milestone=entry.milestone_id,
                values=said,
            )
        )
    return Begun({pk: [settings_told, *entries] for pk, entries in told.items()})


class Writer:
    """Puts random entries down, and tells the naive model what they say."""

    def __init__(self, report, person, histories):
        self.report, self.person = Report.objects.get(pk=report.pk), person
        self.told = {pk: list(told) for pk, told in histories.items()}
        self.milestones = {m.action_id: m for a in report.actions.all() for m in a.milestones.all()}
        self.counting = {pk: [] for pk in histories}
        self.entries = []
        self.next_pk = Entry.objects.aggregate(last=Max("pk"))["last"] + 1

    def put(self, number):
        """One entry, read off a random number as digits of changing base."""

        def digit(base):
            nonlocal number
            number, rest = divmod(number, base)
            return rest

        pk = list(self.told)[digit(AT_ONCE)]
        counting = self.counting[pk]
        what = digit(6)
        earlier = counting.pop(digit(len(counting))) if counting and what >= 4 else None
        kind = Kind.UPDATE if earlier is None else Kind.CORRECTION if what == 4 else Kind.WITHDRAWAL
        course = COURSES[digit(len(COURSES))]
        said = {
            "level": LEVELS[digit(len(LEVELS))],
            "course": course,
            "course_reason": "" if course in ("", Course.ON_TRACK) else "design",
            "state": STATES[digit(len(STATES))],
        }
        if kind == Kind.WITHDRAWAL:
            said = dict.fromkeys(said, "")
        entry = self.entry(pk, kind, earlier, digit(60), **said)
        if kind != Kind.WITHDRAWAL:
            counting.append(entry)

    def entry(self, pk, kind, earlier, days_ago, **said):
        report = self.report
        report.head_sequence += 1
        report.head_at += timedelta(seconds=1)
        entry = Entry(
            pk=self.next_pk,
            report=report,
            sequence=report.head_sequence,
            place=earlier.place if earlier else report.head_sequence,
            kind=kind,
            action_id=pk,
            milestone=self.milestones[pk],
            author=self.person,
            organisation=self.person.organisation,
            happened_on=report.today(report.head_at) - timedelta(days_ago),
            recorded_at=report.head_at,
            what_changed="Something changed.",
            reason="A reason.",
            supersedes=earlier,
            key=uuid4(),
            **said,
        )
        self.next_pk += 1
        self.entries.append(entry)
        self.told[pk].append(
            Told(
                number=entry.sequence,
                moment=entry.recorded_at,
                happened_on=entry.happened_on,
                kind=entry.kind,
                action=pk,
                milestone=entry.milestone_id,
                supersedes=earlier and earlier.sequence,
                **said,
            )
        )
        return entry

    def save(self):
        Entry.objects.bulk_create(self.entries)
        self.report.save()


@pytest.mark.parametrize("part", range(PARTS))
@settings(max_examples=80 // PARTS)
@given(numbers=st.lists(st.integers(0, 2**48), min_size=AT_ONCE * 4, max_size=AT_ONCE * 10))
def test_where_thousands_of_histories_lead_follows_from_their_entries(belgium, staff, histories, numbers, part):
    with transaction.atomic():
        writer = Writer(belgium, staff, histories)
        for number in numbers:
            writer.put(number)
        writer.save()
        report = Report.objects.get(pk=belgium.pk)
        rebuild(report)
        assert list(differences(report)) == []
        today, known = report.today(report.head_at), report.head_at
        standing = reporting.standing(report, as_of=today, known=known)
        assert reporting.current(report, today).actions == standing.actions
        for day in (today, today - timedelta(20)):
            for figures in reporting.standing(report, as_of=day, known=known).actions:
                naive = Naive(writer.told[figures.id], day, known)
                expected = naive.figures(figures.id, report.followed_since) | {"title": figures.title}
                assert {name: getattr(figures, name) for name in expected} == expected, (day, figures.number)
        transaction.set_rollback(True)
