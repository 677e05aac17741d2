"""Where things stood: on any day, as known at any moment."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actions import reporting
from actions.services.reports import add_action, change, open_report
from tests.factories import add_milestone, confirm, correct, log, withdraw


def at(day, hour=12):
    """Noon in UTC, or another hour, on a day of November 2026."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def first(report, **when):
    """The figures of the first action."""
    return reporting.standing(report, **when).actions[0]


def test_before_anyone_reported_there_is_no_evidence_since_the_report(belgium, today):
    standing = reporting.standing(belgium)
    assert (standing.as_of, standing.known, standing.rhythm_days) == (today, belgium.head_at, 90)
    assert [a.level for a in standing.actions] == ["no_evidence"] * 4
    assert standing.milestones == ()
    assert standing == reporting.standing(belgium, as_of=today)


def test_a_day_before_the_report_has_no_answer(belgium):
    assert first(belgium, as_of=date(2013, 11, 13)).level == "no_evidence"
    with pytest.raises(ValueError, match="2013-11-12 is before 2013-11-13, when the report was published"):
        reporting.standing(belgium, as_of=date(2013, 11, 12))


def test_what_happened_is_one_clock_and_what_was_known_another(belgium, action, staff):
    """On the 20th someone fills in what happened on the 10th."""
    entry = log(action, staff, happened_on=date(2026, 11, 10), level="partly_implemented", at=at(20))
    answers = {
        (day, moment): first(belgium, as_of=date(2026, 11, day), known=at(moment)).level
        for day in (9, 10, 20)
        for moment in (15, 20, 21)
    }
    held = {(day, moment) for (day, moment), level in answers.items() if level == "partly_implemented"}
    assert held == {(10, 20), (10, 21), (20, 20), (20, 21)}
    assert first(belgium).level_entry == entry.sequence


def test_an_answer_with_its_known_moment_never_changes_again(belgium, action, staff, coordinator):
    entry = log(action, staff, happened_on=date(2026, 11, 2), level="partly_implemented", at=at(3))
    milestone = add_milestone(action, coordinator, happened_on=date(2026, 11, 2), at=at(3, 13))
    quoted = reporting.standing(belgium, as_of=date(2026, 11, 5))
    corrected = correct(entry, staff, level="fully_implemented", at=at(6))
    withdraw(corrected, staff, at=at(7))
    log(action, staff, happened_on=date(2026, 11, 4), milestone=milestone, state="done", at=at(8))
    change(subject=action, by=coordinator, values={"title": "Another title"}, at=at(9))
    change(subject=belgium, by=coordinator, values={"rhythm_days": 5, "time_zone": "Pacific/Auckland"}, at=at(10))
    confirm(action, staff, at=at(11))
    assert reporting.standing(belgium, as_of=quoted.as_of, known=quoted.known) == quoted
    later = reporting.standing(belgium, as_of=quoted.as_of)
    assert (later.actions[0].level, later.actions[0].done) == ("no_evidence", 1)


def test_known_is_the_moment_of_the_last_entry_the_answer_rests_on(belgium, action, staff):
    entry = log(action, staff, at=at(20))
    far = datetime(2100, 1, 1, tzinfo=UTC)
    assert reporting.standing(belgium, known=far).known == entry.recorded_at == at(20)


def test_before_the_follow_up_began_nothing_was_known(belgium):
    assert reporting.standing(belgium, known=datetime(2026, 9, 1, tzinfo=UTC)).actions == ()


def test_a_correction_counts_from_the_moment_it_was_made(belgium, action, staff):
    wrong = log(action, staff, happened_on=date(2026, 11, 2), level="fully_implemented", at=at(3))
    correct(wrong, staff, level="partly_implemented", at=at(5))
    day = date(2026, 11, 2)
    assert first(belgium, as_of=day, known=at(4)).level == "fully_implemented"
    assert first(belgium, as_of=day, known=at(5)).level == "partly_implemented"


def test_a_title_holds_from_the_day_it_was_given_and_the_first_from_the_beginning(belgium, action, coordinator):
    change(subject=action, by=coordinator, values={"title": "New"}, at=at(10))
    titles = [first(belgium, as_of=day).title for day in (date(2020, 1, 1), date(2026, 11, 9), date(2026, 11, 10))]
    assert titles == [action.title, action.title, "New"]


def test_a_rhythm_holds_from_the_day_it_was_agreed(belgium, coordinator):
    change(subject=belgium, by=coordinator, values={"rhythm_days": 10}, at=at(10))
    silent = {day: first(belgium, as_of=date(2026, 11, day)).silent_days for day in (9, 10)}
    assert silent == {9: 0, 10: 40}, "since 1 October: 39 days on the 9th, 40 on the 10th"


def test_a_milestone_is_overdue_once_its_due_day_has_ended(belgium, action, coordinator):
    add_milestone(action, coordinator, due_on=date(2026, 11, 10), happened_on=date(2026, 11, 1), at=at(20))
    overdue = {day: first(belgium, as_of=date(2026, 11, day)).overdue for day in (1, 10, 11)}
    assert overdue == {1: 0, 10: 0, 11: 1}


def test_a_milestone_is_shown_from_the_day_it_was_agreed_with_its_due_day_of_that_day(belgium, action, coordinator):
    milestone = add_milestone(action, coordinator, happened_on=date(2026, 11, 5), at=at(6))
    change(subject=milestone, by=coordinator, values={"due_on": date(2027, 9, 9)}, reason="So.", at=at(12))
    due = {
        day: [m.due_on for m in reporting.standing(belgium, as_of=date(2026, 11, day)).milestones]
        for day in (4, 5, 11, 12)
    }
    assert due == {4: [], 5: [date(2027, 1, 31)], 11: [date(2027, 1, 31)], 12: [date(2027, 9, 9)]}


def test_heard_is_the_day_someone_reported_not_only_the_day_it_happened(belgium, action, staff):
    log(action, staff, happened_on=date(2020, 1, 1), at=at(20))
    assert first(belgium, as_of=date(2026, 11, 20)).heard_on == date(2026, 11, 20)
    assert first(belgium, as_of=date(2026, 11, 19)).heard_on == date(2020, 1, 1)
    assert first(belgium, as_of=date(2019, 12, 31)).heard_on is None


# --- The day is the report's own ---


def report_in(zone):
    report = open_report(
        slug=zone.replace("/", "-").lower(),
        title="A report",
        publisher="A publisher",
        country="NZ",
        published_on=date(2020, 1, 1),
        words_from="A release",
        time_zone=zone,
        rhythm_days=1,
        at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    words = {"theme": "T", "title": "T", "recommendation": "R", "addressee": "A"}
    return report, add_action(report=report, number=1, at=datetime(2026, 1, 1, tzinfo=UTC), **words)


@pytest.mark.parametrize(
    ("zone", "midnight", "day"),
    [
        ("Pacific/Auckland", datetime(2026, 11, 24, 11, tzinfo=UTC), date(2026, 11, 24)),
        ("Europe/Brussels", datetime(2026, 11, 24, 23, tzinfo=UTC), date(2026, 11, 24)),
        ("Pacific/Honolulu", datetime(2026, 11, 25, 10, tzinfo=UTC), date(2026, 11, 24)),
        # The days the clocks change: 23 hours, 25 hours, and one that begins at one o'clock.
        ("Europe/Brussels", datetime(2026, 3, 29, 22, tzinfo=UTC), date(2026, 3, 29)),
        ("Europe/Brussels", datetime(2026, 10, 25, 23, tzinfo=UTC), date(2026, 10, 25)),
        ("Pacific/Auckland", datetime(2026, 4, 5, 12, tzinfo=UTC), date(2026, 4, 5)),
        ("Asia/Beirut", datetime(2026, 3, 28, 22, tzinfo=UTC), date(2026, 3, 28)),
    ],
)
def test_a_day_ends_at_midnight_where_the_report_is(staff, zone, midnight, day):
    report, action = report_in(zone)
    milestone = add_milestone(
        action, staff, due_on=day, happened_on=day - timedelta(1), at=midnight - timedelta(hours=4)
    )
    before, after = midnight - timedelta(microseconds=1), midnight
    assert (report.today(before), report.today(after)) == (day, day + timedelta(1))
    confirm(action, staff, at=before)
    assert first(report, as_of=day).heard_on == day
    confirm(action, staff, at=after)
    assert first(report, as_of=day).heard_on == day, "heard the next day, it is no news of this one"
    assert first(report, as_of=day + timedelta(1)).heard_on == day + timedelta(1)
    for today, late in ((report.today(before), 0), (report.today(after), 1)):
        assert milestone.standings.overdue(today).count() == late
        assert first(report, as_of=today).overdue == late


def test_silence_is_counted_in_whole_days_of_the_report(staff):
    """A rhythm of one day, across the night in which the clocks are set back."""
    report, action = report_in("Europe/Brussels")
    confirm(action, staff, at=datetime(2026, 10, 24, 21, 59, tzinfo=UTC))  # 23:59 on the 24th
    silent = {day: first(report, as_of=date(2026, 10, day)).silent_days for day in (24, 25, 26)}
    assert silent == {24: 0, 25: 0, 26: 2}
