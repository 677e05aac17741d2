"""A report on which everything that can happen has happened, for the pages to show."""

from datetime import date
from types import SimpleNamespace

import pytest

from actions.services.erasure import erase_words
from actions.services.reports import change
from tests.factories import add_milestone, add_note, confirm, correct, drop, log, take_up, withdraw


@pytest.fixture
def lively(belgium, staff, colleague, coordinator):
    """Belgium with updates, corrections, a withdrawal, an erasure, notes and milestones in every state."""
    first, second, third, fourth = belgium.actions.order_by("number")
    change(subject=first, by=coordinator, values={"lead_organisation": staff.organisation, "focal_point": staff})
    late = add_milestone(
        first, coordinator, "Working group named", due_on=date(2026, 11, 1), organisation=staff.organisation
    )
    coming = add_milestone(first, coordinator, "Draft plan published", due_on=date(2027, 1, 31))
    dropped = add_milestone(second, coordinator, "Course for judges", due_on=date(2026, 12, 1))
    again = add_milestone(second, coordinator, "Course for the police", due_on=date(2026, 12, 1))
    drop(dropped, coordinator)
    drop(again, coordinator)
    take_up(again, coordinator)
    change(subject=coming, by=coordinator, values={"due_on": date(2027, 2, 28)}, reason="Elections.")
    update = log(
        first,
        staff,
        level="partly_implemented",
        course="at_risk",
        course_reason="capacity",
        milestone=coming,
        state="under_way",
    )
    fully = log(
        second, colleague, level="fully_implemented", milestone=again, state="done", happened_on=date(2026, 11, 2)
    )
    back = log(second, colleague, level="partly_implemented", course="off_track", course_reason="design")
    corrected = correct(
        log(third, staff, "A new saftey plan.", challenges="Money.", next_steps="Ask."),
        staff,
        what_changed="A new safety plan.",
    )
    withdrawn = log(third, staff, "Logged twice.")
    withdrawal = withdraw(withdrawn, staff)
    erased = log(third, staff, "Words that must go.")
    erase_words(entry=erased, by=coordinator, reason="A name was in them.")
    confirmation = confirm(fourth, staff)
    note = add_note(first, staff)
    shared = add_note(first, staff, "Everyone should know.", audience="shared")
    belgium.refresh_from_db()
    return SimpleNamespace(
        report=belgium,
        first=first,
        second=second,
        third=third,
        fourth=fourth,
        late=late,
        coming=coming,
        dropped=dropped,
        again=again,
        update=update,
        fully=fully,
        back=back,
        corrected=corrected,
        withdrawn=withdrawn,
        withdrawal=withdrawal,
        erased=erased,
        confirmation=confirmation,
        note=note,
        shared=shared,
    )
