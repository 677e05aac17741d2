"""Logging, confirming, correcting and withdrawing: what people are told, and what the record keeps."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from actions import reporting
from actions.lifecycle import Kind, Refused
from actions.models import Entry
from tests.factories import add_milestone, confirm, correct, drop, log, person, withdraw
from tests.services.refusals import refused

KEY = UUID("6f1c8a52-7d0e-4c55-9a40-0d7b6d6f3c11")
YESTERDAY = date(2026, 11, 23)


@pytest.fixture
def milestone(action, coordinator):
    return add_milestone(action, coordinator, "Draft plan published")


# --- Logging ---


def test_an_update_is_kept_as_it_was_written(action, staff, milestone):
    entry = log(
        action,
        staff,
        "The draft went to the ministers.",
        happened_on=YESTERDAY,
        challenges="Elections.",
        next_steps="A hearing.",
        level="partly_implemented",
        course="at_risk",
        course_reason="political_support",
        milestone=milestone,
        state="done",
    )
    kept = Entry.objects.get(pk=entry.pk)
    assert (kept.kind, kept.action, kept.milestone, kept.author) == ("update", action, milestone, staff)
    assert (kept.what_changed, kept.challenges) == ("The draft went to the ministers.", "Elections.")
    assert (kept.next_steps, kept.happened_on) == ("A hearing.", YESTERDAY)
    assert (kept.level, kept.course, kept.course_reason) == ("partly_implemented", "at_risk", "political_support")
    assert (kept.state, kept.organisation.name) == ("done", "North Shelter")
    assert kept.sequence == action.report.entries.count()


def test_an_update_may_be_on_behalf_of_another_organisation(action, coordinator, staff):
    assert log(action, coordinator, organisation=staff.organisation).organisation == staff.organisation


def test_someone_without_an_organisation_is_told_whom_to_ask(action, db):
    nomad = person("Nomi")
    sentence = "Your account belongs to no organisation yet. Ask a coordinator to add you to one."
    assert refused(log, action, nomad) == ("organisation", sentence)
    assert refused(confirm, action, nomad) == ("organisation", sentence)


def test_the_same_form_sent_twice_adds_one_entry(action, staff):
    said = {"key": KEY, "level": "partly_implemented"}
    assert log(action, staff, **said) == log(action, staff, **said)
    assert Entry.objects.filter(author=staff).count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"what_changed": "Other words."},
        {"level": "fully_implemented"},
        {"happened_on": YESTERDAY},
        {"next_steps": "A."},
    ],
)
def test_the_same_form_with_other_words_is_refused_and_says_what_was_kept(action, staff, other):
    first = log(action, staff, key=KEY)
    assert refused(log, action, staff, key=KEY, **other) == (
        None,
        (
            f"This form was sent before, as entry {first.sequence}. What you have written now is still here: "
            "send again to log it as a new entry, or leave the page to keep the first."
        ),
    )
    assert Entry.objects.filter(author=staff).count() == 1


def test_a_form_of_one_kind_is_never_taken_for_another(action, staff):
    log(action, staff, key=KEY)
    field, sentence = refused(confirm, action, staff, key=KEY)
    assert (field, sentence.split(",")[0]) == (None, "This form was sent before")


def test_two_people_may_come_with_the_same_key(action, staff, colleague):
    assert log(action, staff, key=KEY) != log(action, colleague, key=KEY)


def test_a_day_to_come_and_a_day_before_the_report_are_refused(action, staff):
    assert refused(log, action, staff, happened_on=date(2026, 11, 25)) == (
        "happened_on",
        "25 November 2026 has not come yet. Choose today, 24 November 2026, or an earlier day.",
    )
    assert refused(log, action, staff, happened_on=date(2013, 11, 12)) == (
        "happened_on",
        "12 November 2013 is before the report was published. Choose 13 November 2013 or a later day.",
    )
    assert log(action, staff, happened_on=date(2013, 11, 13))


def test_today_is_the_reports_own(other_report, stranger):
    assert log(other_report.actions.first(), stranger, happened_on=date(2026, 11, 25))


def test_a_course_off_track_wants_its_reason_and_no_other_course_has_one(action, staff):
    assert refused(log, action, staff, course="stalled") == (
        "course_reason",
        "Say why the action is “Stalled”: choose a reason.",
    )
    assert refused(log, action, staff, course_reason="design") == (
        "course_reason",
        "A reason belongs to a course that is not on track. Choose that course, or no reason.",
    )


def test_a_level_follows_the_one_held_on_that_day(action, staff):
    log(action, staff, happened_on=date(2025, 6, 1), level="partly_implemented")
    assert refused(log, action, staff, happened_on=date(2025, 6, 2), level="partly_implemented") == (
        "level",
        "On 2 June 2025 the level already was “Partly implemented”. Leave it unchanged, or choose another.",
    )
    assert refused(log, action, staff, level="no_evidence") == (
        "level",
        (
            "“No evidence available” cannot follow “Partly implemented”: something was reported. "
            "If that was wrong, correct or withdraw the earlier update."
        ),
    )
    assert log(action, staff, happened_on=date(2025, 5, 31), level="partly_implemented"), "the day before, it was not"


def test_a_state_needs_a_milestone_of_this_action(action, staff, belgium, coordinator):
    elsewhere = add_milestone(belgium.actions.get(number=2), coordinator)
    assert refused(log, action, staff, state="done") == ("milestone", "Choose the milestone whose state this is.")
    assert refused(log, action, staff, milestone=elsewhere, state="done") == (
        "milestone",
        "This milestone belongs to another action. Choose one of this action's.",
    )


def test_a_milestone_goes_where_its_state_on_that_day_allows(action, staff, coordinator, milestone):
    assert refused(log, action, staff, milestone=milestone, state="dropped") == (
        "state",
        "A milestone is dropped by a coordinator, on the milestone's own page.",
    )
    assert refused(log, action, staff, milestone=milestone, state="planned") == (
        "state",
        "On 24 November 2026 the milestone already was “Planned”. Choose another state, or none.",
    )
    log(action, staff, milestone=milestone, state="done")
    assert refused(log, action, staff, milestone=milestone, state="planned") == (
        "state",
        "A milestone cannot go from “Done” to “Planned”.",
    )
    drop(milestone, coordinator)
    assert refused(log, action, staff, milestone=milestone, state="under_way") == (
        "milestone",
        "This milestone was dropped. A coordinator can take it up again.",
    )


@pytest.mark.parametrize(
    ("theirs", "mine", "field", "sentence"),
    [
        (
            {"level": "partly_implemented"},
            {"level": "fully_implemented"},
            "level",
            "Colin set the level to “Partly implemented” while you were writing. ",
        ),
        (
            {"course": "on_track"},
            {"course": "on_track"},
            "course",
            "Colin set the course to “On track” while you were writing. ",
        ),
        (
            {"state": "under_way"},
            {"state": "done"},
            "milestone",
            "Colin moved this milestone to “Under way” while you were writing. ",
        ),
    ],
)
def test_who_did_not_see_what_a_colleague_did_is_told_once(
    action, staff, colleague, milestone, theirs, mine, field, sentence
):
    seen = action.report.entries.count()
    theirs, mine = ({**said, "milestone": milestone if "state" in said else None} for said in (theirs, mine))
    entry = log(action, colleague, **theirs)
    told = (field, sentence + "See whether your choice still fits, then send again.")
    assert refused(log, action, staff, seen=seen, **mine) == told
    assert log(action, staff, seen=entry.sequence, **mine)


def test_who_says_nothing_about_it_is_not_held_up_by_a_colleague(action, staff, colleague):
    seen = action.report.entries.count()
    log(action, colleague, level="partly_implemented", course="on_track")
    assert log(action, staff, seen=seen)


def test_an_update_filled_in_later_lands_on_the_day_it_happened(action, staff, belgium):
    log(action, staff, happened_on=date(2026, 11, 1), level="fully_implemented")
    log(action, staff, happened_on=date(2020, 5, 4), level="partly_implemented")
    levels = [
        reporting.standing(belgium, as_of=day).actions[0].level
        for day in (date(2020, 5, 3), date(2020, 5, 4), date(2026, 10, 31), date(2026, 11, 1))
    ]
    assert levels == ["no_evidence", "partly_implemented", "partly_implemented", "fully_implemented"]
    assert [span.level for span in action.standings.order_by("from_day")] == [levels[0], levels[1], levels[3]]


# --- Still true ---


def test_still_true_counts_as_heard_and_changes_nothing_else(action, staff, belgium, today):
    log(action, staff, happened_on=date(2020, 5, 4), level="partly_implemented")
    before = reporting.current(belgium, today).actions[0]
    entry = confirm(action, staff, key=KEY)
    assert (entry.kind, entry.happened_on, entry.organisation) == ("confirmation", today, staff.organisation)
    after = reporting.current(belgium, today).actions[0]
    assert (after.level, after.level_entry, after.heard_on) == (before.level, before.level_entry, today)
    assert confirm(action, staff, key=KEY) == entry


# --- Correcting ---


def test_a_correction_takes_the_place_of_the_update_and_both_stay(action, staff):
    wrong = log(action, staff, happened_on=YESTERDAY, level="fully_implemented")
    right = correct(wrong, staff, "It was only the draft.", level="partly_implemented", what_changed="The draft came.")
    wrong.refresh_from_db()
    assert (right.kind, right.supersedes, right.reason) == ("correction", wrong, "It was only the draft.")
    assert (wrong.what_changed, wrong.level) == ("The ministry named a working group.", "fully_implemented")
    assert action.standings.get(until_day=date.max).level == "partly_implemented"


def test_a_correction_keeps_its_place_on_its_day(action, staff, belgium):
    first = log(action, staff, happened_on=YESTERDAY, level="partly_implemented")
    log(action, staff, happened_on=YESTERDAY, level="fully_implemented")
    again = correct(correct(first, staff, level="not_implemented"), staff, level="partly_implemented")
    assert again.place == first.sequence
    assert reporting.standing(belgium).actions[0].level == "fully_implemented", "the later word of that day still holds"


def test_a_correction_may_move_an_update_to_another_day_and_milestone(action, staff, coordinator, milestone):
    other = add_milestone(action, coordinator, "Hearing held")
    wrong = log(action, staff, milestone=milestone, state="done")
    correct(wrong, staff, milestone=other, happened_on=YESTERDAY)
    assert [span.state for span in milestone.standings.all()] == ["planned"]
    assert [(span.from_day, span.state) for span in other.standings.order_by("from_day")] == [(YESTERDAY, "done")]


def test_a_correction_is_on_behalf_of_whoever_the_update_was_and_by_whoever_corrects(action, staff, coordinator):
    right = correct(log(action, staff), coordinator)
    assert (right.author, right.organisation) == (coordinator, staff.organisation)


def test_what_a_correction_leaves_as_it_was_is_not_asked_again(action, staff):
    wrong = log(action, staff, level="partly_implemented")
    log(action, staff, level="fully_implemented")
    assert correct(wrong, staff, what_changed="Other words.").level == "partly_implemented"


def test_a_correction_of_the_day_does_not_take_a_dropped_milestone_up_again(action, staff, coordinator, milestone):
    wrong = log(action, staff, milestone=milestone, state="done", happened_on=date(2026, 11, 1))
    drop(milestone, coordinator)
    later = datetime(2026, 11, 26, 12, tzinfo=UTC)
    told = ("milestone", "This milestone was dropped. A coordinator can take it up again.")
    assert refused(correct, wrong, staff, happened_on=date(2026, 11, 26), at=later) == told
    assert correct(wrong, staff, happened_on=date(2026, 11, 2), at=later).state == "done"


def test_the_same_correction_sent_twice_adds_one_entry(action, staff):
    wrong = log(action, staff)
    assert correct(wrong, staff, key=KEY) == correct(wrong, staff, key=KEY)
    other = log(action, staff)
    assert refused(correct, other, staff, key=KEY)[1].startswith("This form was sent before")


def test_only_the_last_version_of_an_update_is_corrected_or_withdrawn(action, staff, colleague):
    entry = log(action, staff)
    second = correct(entry, colleague)
    corrected = "Colin corrected this update on 24 November 2026. Correct the corrected one instead."
    assert refused(correct, entry, staff) == (None, corrected)
    assert refused(withdraw, entry, staff) == (None, corrected.replace("Correct the", "Withdraw the"))
    withdraw(second, colleague)
    withdrawn = "Colin withdrew this entry on 24 November 2026. It can no longer be changed."
    assert refused(correct, second, staff) == (None, withdrawn)
    assert refused(withdraw, second, staff) == (None, withdrawn)


def test_only_an_update_is_corrected(action, staff, coordinator, milestone):
    for kind in (Kind.ACTION_ADDED, Kind.MILESTONE_ADDED):
        entry = Entry.objects.get(action=action, kind=kind)
        assert refused(correct, entry, coordinator, what_changed="No.") == (None, "Only an update can be corrected.")
    heard = confirm(action, staff)
    assert refused(correct, heard, staff, what_changed="No.") == (None, "Only an update can be corrected.")


def test_a_corrected_update_obeys_the_same_rules(action, staff):
    entry = log(action, staff)
    assert refused(correct, entry, staff, happened_on=date(2030, 1, 1))[0] == "happened_on"
    assert refused(correct, entry, staff, course="stalled")[0] == "course_reason"
    assert refused(correct, entry, staff, level="no_evidence")[0] == "level"
    assert refused(correct, entry, staff, state="done")[0] == "milestone"


# --- Withdrawing ---


def test_a_withdrawn_update_stays_readable_and_counts_no_more(action, staff, coordinator, milestone, belgium, today):
    entry = log(action, staff, level="partly_implemented", milestone=milestone, state="done")
    withdrawal = withdraw(entry, staff, "Logged twice.", key=KEY)
    assert (withdrawal.supersedes, withdrawal.reason, withdrawal.action) == (entry, "Logged twice.", action)
    figures = reporting.current(belgium, today).actions[0]
    assert (figures.level, figures.done, figures.planned, figures.heard_on) == ("no_evidence", 0, 1, None)
    assert withdraw(entry, staff, "Logged twice.", key=KEY) == withdrawal


def test_a_withdrawn_correction_does_not_bring_the_first_version_back(action, staff, belgium):
    withdraw(correct(log(action, staff, level="partly_implemented"), staff, level="fully_implemented"), staff)
    assert reporting.standing(belgium).actions[0].level == "no_evidence"


def test_still_true_can_be_withdrawn_and_nothing_but_a_report_of_progress_can(action, staff, coordinator, milestone):
    assert withdraw(confirm(action, staff), staff)
    for entry in Entry.objects.filter(action=action, kind__in=["action_added", "milestone_added", "withdrawal"]):
        assert refused(withdraw, entry, coordinator) == (
            None,
            "Only an update, a “still true” or an assessment can be withdrawn.",
        )


def test_a_refusal_leaves_no_trace(action, staff):
    before = action.report.entries.count(), list(action.standings.values())
    with pytest.raises(Refused):
        log(action, staff, level="partly_implemented", course="stalled", key=uuid4())
    assert (action.report.entries.count(), list(action.standings.values())) == before
