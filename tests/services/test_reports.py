"""Opening a report, adding actions, and changing what things are called."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from actions.lifecycle import Refused
from actions.models import Entry, Membership, Report
from actions.services.reports import add_action, change, open_report
from tests.factories import add_milestone, log
from tests.services.refusals import refused

ABOUT = {"publisher": "A publisher", "country": "BE", "published_on": date(2020, 1, 1), "words_from": "A release"}


def test_a_report_opens_its_record(db, today):
    report = open_report(slug="new", title="A title", **ABOUT)
    entry = report.entries.get()
    assert (entry.sequence, entry.kind, entry.happened_on) == (1, "report_opened", today)
    assert entry.wording == {"title": "A title", "publisher": "A publisher", "words_from": "A release"}
    assert entry.changes == {"country": "BE", "published_on": "2020-01-01"}
    assert (report.head_sequence, report.head_hash, report.followed_since) == (1, entry.hash, today)


def test_a_report_that_cannot_be_is_not_opened(db):
    with pytest.raises(ValidationError) as wrong:
        open_report(slug="new", title="", **ABOUT | {"country": "XX"}, rhythm_days=0)
    assert set(wrong.value.message_dict) == {"title", "country", "rhythm_days"}
    assert not Report.objects.exists()


def test_an_action_begins_without_evidence_from_the_day_of_the_report(belgium):
    action = add_action(report=belgium, number=5, theme="T", title="Fifth", recommendation="do", addressee="All")
    span = action.standings.get()
    assert (span.from_day, span.level) == (belgium.published_on, "no_evidence")
    entry = action.entries.get()
    assert (entry.kind, entry.wording["title"], entry.changes["lead_organisation"]) == ("action_added", "Fifth", None)


def test_an_action_with_a_number_taken_is_not_added(belgium):
    with pytest.raises(ValidationError, match="has an action with this number already"):
        add_action(report=belgium, number=1, theme="T", title="T", recommendation="R", addressee="A")


def test_a_change_keeps_only_what_is_new(action, coordinator, staff):
    entry = change(
        subject=action,
        by=coordinator,
        values={"title": action.title, "lead_organisation": staff.organisation, "focal_point": staff},
        reason="Agreed at the meeting.",
    )
    assert (entry.wording, entry.reason) == ({}, "Agreed at the meeting.")
    assert entry.changes == {"lead_organisation": staff.organisation.pk, "focal_point": staff.pk}
    action.refresh_from_db()
    assert (action.lead_organisation, action.focal_point) == (staff.organisation, staff)


def test_a_change_of_nothing_is_refused(action, coordinator):
    before = Entry.objects.count()
    same = {"title": action.title, "focal_point": None}
    assert refused(change, subject=action, by=coordinator, values=same, reason="So.") == (
        None,
        "Nothing changed: all of it stands like this already.",
    )
    assert Entry.objects.count() == before


def test_a_new_due_day_says_why(action, coordinator):
    milestone = add_milestone(action, coordinator)
    change(subject=milestone, by=coordinator, values={"title": "Draft published"})
    assert refused(change, subject=milestone, by=coordinator, values={"due_on": date(2027, 3, 1)}) == (
        "reason",
        "Say why the milestone is due on another day.",
    )


def test_a_new_due_day_moves_a_milestone_from_today_on(action, coordinator):
    milestone = add_milestone(action, coordinator, due_on=date(2026, 11, 1), happened_on=date(2026, 10, 1))
    change(subject=milestone, by=coordinator, values={"due_on": date(2027, 3, 1)}, reason="Elections.")
    spans = milestone.standings.order_by("from_day").values_list("from_day", "due_on")
    assert list(spans) == [(date(2026, 10, 1), date(2026, 11, 1)), (date(2026, 11, 24), date(2027, 3, 1))]


@pytest.mark.parametrize("which", ["report", "action", "milestone"])
def test_who_did_not_see_a_change_is_told_once_and_loses_nothing(belgium, action, coordinator, staff, which):
    subject = {"report": belgium, "action": action, "milestone": add_milestone(action, coordinator)}[which]
    seen = Report.objects.get(pk=belgium.pk).head_sequence
    theirs = change(subject=subject, by=coordinator, values={"title": "Theirs"}, seen=seen)
    mine = {"subject": subject, "by": staff, "values": {"title": "Mine"}}
    assert refused(change, **mine, seen=seen) == (
        "title",
        "Cora changed this while you were writing, to “Theirs”. Send again to put yours in its place.",
    )
    change(**mine, seen=theirs.sequence)
    subject.refresh_from_db()
    assert subject.title == "Mine"


def test_two_who_change_different_things_do_not_undo_each_other(belgium, action, coordinator, staff):
    milestone = add_milestone(action, coordinator, "Step", due_on=date(2026, 12, 1))
    seen = Report.objects.get(pk=belgium.pk).head_sequence
    change(subject=milestone, by=coordinator, values={"title": "Theirs"}, seen=seen)
    form = {"title": "Step", "due_on": date(2027, 3, 1)}
    entry = change(subject=milestone, by=staff, values=form, seen=seen, reason="Later.")
    assert (entry.changes, entry.wording) == ({"due_on": "2027-03-01"}, {})
    milestone.refresh_from_db()
    assert (milestone.title, milestone.due_on) == ("Theirs", date(2027, 3, 1))
    with pytest.raises(Refused, match="Nothing changed"):
        change(subject=milestone, by=staff, values={"title": "Step"}, seen=seen)


def test_days_of_the_year_and_the_choice_that_makes_them_count_are_one(belgium, coordinator, staff):
    seen = Report.objects.get(pk=belgium.pk).head_sequence
    change(subject=belgium, by=coordinator, values={"rhythm": "dates", "rhythm_dates": "03-31"}, seen=seen)
    with pytest.raises(Refused, match="Cora changed this while you were writing, to “") as refusal:
        change(subject=belgium, by=staff, values={"rhythm": "monthly", "rhythm_dates": ""}, seen=seen)
    assert (refusal.value.field, refusal.value.now) == ("rhythm", {"rhythm_dates": "03-31"})


def test_a_change_elsewhere_holds_nobody_up(belgium, action, coordinator, staff):
    seen = belgium.head_sequence
    change(subject=action, by=coordinator, values={"title": "Another"}, seen=seen)
    log(action, staff)
    assert change(subject=belgium, by=coordinator, values={"rhythm_days": 30}, seen=seen)


def test_the_time_zone_changes_unless_the_day_would_go_back(belgium, action, coordinator, staff):
    early = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # in Brussels it is the 25th already, in London not yet
    log(action, staff, at=early)
    west = {"subject": belgium, "by": coordinator, "values": {"time_zone": "Europe/London"}}
    assert refused(change, **west, at=early) == (
        "time_zone",
        (
            "In Europe/London it is still 24 November 2026, and the record has entries of 25 November 2026 already. "
            "Change the time zone once that day has come there."
        ),
    )
    entry = change(**west, at=datetime(2026, 11, 25, 0, 1, tzinfo=UTC))
    assert entry.happened_on == date(2026, 11, 25)


def test_a_change_of_time_zone_happened_on_the_day_it_is_in_the_new_one(belgium, coordinator):
    late = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)
    entry = change(subject=belgium, by=coordinator, values={"time_zone": "Pacific/Auckland"}, at=late)
    assert entry.happened_on == Report.objects.get(pk=belgium.pk).today(late) == date(2026, 11, 25)


def test_moments_rise_though_the_machines_clock_goes_back(action, staff):
    first = log(action, staff)
    second = log(action, staff, at=datetime(2026, 10, 2, tzinfo=UTC), happened_on=date(2026, 10, 2))
    assert second.recorded_at > first.recorded_at


def test_who_may_not_log_becomes_no_focal_point_and_who_is_one_stays(belgium, action, coordinator, observer, staff):
    given = {"subject": action, "by": coordinator}
    sentence = "Olive may not log updates on this report. Choose one of its staff or coordinators."
    assert refused(change, **given, values={"focal_point": observer}) == ("focal_point", sentence)
    change(**given, values={"focal_point": staff})
    Membership.objects.filter(user=staff).update(role="observer")
    assert change(**given, values={"focal_point": staff, "title": "Adopt a plan"}).changes == {}
    assert change(**given, values={"focal_point": None}).changes == {"focal_point": None}
