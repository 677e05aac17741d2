"""Seeing to what needs attention: nudges once a day, setting aside, taking up again."""

from datetime import date
from uuid import uuid4

import pytest
from django.core import mail

from actions import reporting
from actions.models import Entry, Mail, Membership, Report, User
from actions.notifications import ANSWER, absolute
from actions.reporting import current
from actions.reporting.attention import Attention
from actions.services.reports import change
from actions.services.standing import differences
from actions.services.wishes import stop
from actions.verification import first_fault
from tests.factories import add_milestone, join, log, nudge, person, set_aside, take_up_concern, work
from tests.services.refusals import refused

TODAY = date(2026, 11, 24)
ONCE = "Cora nudged Stella about this today already. Once a day is enough: try again tomorrow."


@pytest.fixture
def milestone(asked, coordinator):
    return add_milestone(asked, coordinator, due_on=date(2026, 11, 1))


def test_a_nudge_is_an_entry_that_says_who_was_asked_what(belgium, asked, coordinator, staff):
    entry = nudge(asked, coordinator, "What is new?")
    assert (entry.kind, entry.action, entry.milestone, entry.author) == ("nudge", asked, None, coordinator)
    assert (entry.changes, entry.what_changed, entry.happened_on) == ({"nudged": staff.pk}, "What is new?", TODAY)
    assert first_fault(belgium) is None
    assert list(differences(belgium)) == []


def test_a_nudge_moves_nothing_and_nobody_is_heard_by_it(belgium, asked, milestone, coordinator):
    before = reporting.current(belgium, TODAY).actions
    nudge(asked, coordinator)
    nudge(asked, coordinator, milestone=milestone)
    entry = set_aside(asked, coordinator, "unled")
    take_up_concern(entry, coordinator)
    set_aside(asked, coordinator, "late", milestone=milestone)
    assert reporting.current(belgium, TODAY).actions == before
    assert reporting.standing(belgium).actions == before
    assert list(differences(belgium)) == []
    assert first_fault(belgium) is None


def test_a_milestone_without_a_focal_point_is_its_actions(asked, milestone, coordinator, staff, colleague):
    assert nudge(asked, coordinator, milestone=milestone).changes == {"nudged": staff.pk}
    change(subject=milestone, by=coordinator, values={"focal_point": colleague})
    assert nudge(asked, coordinator, milestone=milestone).changes == {"nudged": colleague.pk}


def test_a_person_is_nudged_once_a_day_about_one_thing_whoever_asks(asked, milestone, coordinator, belgium):
    other = join(person("Olga", "Other Network"), belgium, "coordinator")
    nudge(asked, coordinator)
    assert refused(nudge, asked, coordinator) == (None, ONCE)
    assert refused(nudge, asked, other) == (None, ONCE)
    nudge(asked, coordinator, milestone=milestone)
    assert refused(nudge, asked, other, milestone=milestone) == (None, ONCE)
    assert Entry.objects.filter(kind="nudge").count() == 2


def test_the_day_is_that_of_the_reports_zone(asked, coordinator, time_machine):
    time_machine.move_to("2026-11-24T22:59:58Z", tick=False)  # two seconds before midnight in Brussels
    nudge(asked, coordinator)
    time_machine.move_to("2026-11-24T22:59:59Z", tick=False)
    assert refused(nudge, asked, coordinator) == (None, ONCE)
    time_machine.move_to("2026-11-24T23:00Z", tick=False)
    assert nudge(asked, coordinator).happened_on == date(2026, 11, 25)
    time_machine.move_to("2026-11-25T22:59:59Z", tick=False)
    assert refused(nudge, asked, coordinator) == (None, ONCE)


def test_another_focal_point_may_be_nudged_on_the_same_day(asked, coordinator, colleague):
    nudge(asked, coordinator)
    change(subject=asked, by=coordinator, values={"focal_point": colleague})
    assert nudge(asked, coordinator).changes == {"nudged": colleague.pk}


def test_who_cannot_be_nudged_and_why(belgium, action, coordinator, staff):
    assert refused(nudge, action, coordinator) == (
        None,
        "Nobody is named to be asked about this. Name a focal point first.",
    )
    change(subject=action, by=coordinator, values={"focal_point": coordinator})
    assert refused(nudge, action, coordinator) == (
        None,
        "You are the focal point yourself. Log an update instead, or name someone else.",
    )
    change(subject=action, by=coordinator, values={"focal_point": staff})
    User.objects.filter(pk=staff.pk).update(is_active=False)
    assert refused(nudge, action, coordinator) == (
        None,
        "The account of Stella is no longer active. Name another focal point first.",
    )
    User.objects.filter(pk=staff.pk).update(is_active=True)
    Membership.objects.filter(user=staff).delete()
    assert refused(nudge, action, coordinator) == (
        None,
        "Stella is no longer on the report. Name another focal point first.",
    )
    join(staff, belgium, "observer")
    assert refused(nudge, action, coordinator) == (
        None,
        "Stella is an observer and cannot log updates. Name another focal point first.",
    )
    assert not Entry.objects.filter(kind="nudge").exists()


def test_a_nudge_sent_twice_is_recorded_once(asked, coordinator):
    key = uuid4()
    assert nudge(asked, coordinator, key=key) == nudge(asked, coordinator, key=key)
    assert refused(nudge, asked, coordinator, "Other words.", key=key)[1].startswith("This form was sent before")
    assert Entry.objects.filter(kind="nudge").count() == 1


# --- The mail ---


def test_the_mail_says_it_all_first_and_leads_to_the_form(asked, milestone, coordinator, staff):
    nudge(asked, coordinator, "Is the draft out?\nA word is enough.", mailed=True)
    nudge(asked, coordinator, milestone=milestone, mailed=True)
    work()
    first, second = mail.outbox
    assert (first.to, first.reply_to) == (["stella@example.org"], ["cora@example.org"])
    assert first.subject == f"What is new on “{asked.title}”?"
    lines = first.body.splitlines()
    assert lines[0] == f"Cora asks you to report on “{asked.title}”."
    assert lines[2:4] == ["Is the draft out?", "A word is enough."]
    told, of_milestone = (f"/notices/{notice.pk}/{ANSWER}" for notice in staff.notices.order_by("pk"))
    assert absolute(told) in lines and absolute(of_milestone) in second.body.splitlines()
    assert second.subject == "What is new on “Draft plan published”?"
    assert second.body.startswith("Cora asks you to report on the milestone “Draft plan published”.\n")


def test_a_title_of_several_lines_is_no_header_and_signs_are_not_escaped(asked, coordinator, staff):
    title = "Plan & <b>\nBcc: all@example.org"
    milestone = add_milestone(asked, coordinator, title)
    nudge(asked, coordinator, "1 < 2 & “3”", milestone=milestone, mailed=True)
    work()
    message = mail.outbox[0].message()
    assert message["Subject"] is not None and "Bcc" not in message
    assert mail.outbox[0].subject == "What is new on “Plan & <b> Bcc: all@example.org”?"
    assert "1 < 2 & “3”" in mail.outbox[0].body


def test_a_nudge_that_is_refused_leaves_no_mail(asked, coordinator):
    nudge(asked, coordinator, mailed=True)
    refused(nudge, asked, coordinator, mailed=True)
    assert Mail.objects.count() == 1


def test_a_form_sent_twice_sends_one_mail(asked, coordinator):
    key = uuid4()
    nudge(asked, coordinator, key=key, mailed=True)
    nudge(asked, coordinator, key=key, mailed=True)
    work()
    assert len(mail.outbox) == 1


def test_who_wants_no_mail_about_nudges_finds_it_in_the_program(asked, coordinator, staff):
    stop(person_id=staff.pk, kind="nudged")
    nudge(asked, coordinator, mailed=True)
    assert not Mail.objects.exists()
    assert staff.notices.get().kind == "nudged"


# --- Setting aside ---


def test_setting_aside_is_an_entry_with_what_until_when_and_why(asked, milestone, coordinator):
    entry = set_aside(asked, coordinator, "late", milestone=milestone)
    assert (entry.kind, entry.milestone, entry.reason) == ("set_aside", milestone, "The elections come first.")
    assert entry.changes == {"concern": "late", "until": "2026-12-24"}
    again = take_up_concern(entry, coordinator)
    assert (again.kind, again.milestone) == ("taken_up", milestone)
    assert again.changes == {"concern": "late", "set_aside": entry.sequence}


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        (date(2026, 11, 23), "23 November 2026 has begun already. Choose a later day than today, 24 November 2026."),
        (TODAY, "24 November 2026 has begun already. Choose a later day than today, 24 November 2026."),
        (date(2027, 11, 25), "That is more than a year from now. Choose 24 November 2027 or an earlier day."),
        (date.max, "That is more than a year from now. Choose 24 November 2027 or an earlier day."),
    ],
)
def test_a_thing_is_set_aside_until_a_later_day_within_a_year(action, coordinator, until, sentence):
    assert refused(set_aside, action, coordinator, "unled", until=until) == ("until", sentence)
    assert set_aside(action, coordinator, "unled", until=date(2027, 11, 24))


def test_what_was_set_aside_for_a_year_with_a_leap_day_is_so_until_it_is_over(action, coordinator, time_machine):
    time_machine.move_to("2027-11-26T11:00Z")
    entry = set_aside(action, coordinator, "unled", until=date(2028, 11, 26))
    for day, aside in (("2028-11-25", [entry]), ("2028-11-26", [])):
        time_machine.move_to(f"{day}T11:00Z")
        report = Report.objects.get(pk=action.report_id)
        found = Attention(report, current(report, report.today())).set_aside
        assert [e for e in found if e.action_id == action.pk] == aside


def test_what_is_set_aside_already_is_not_set_aside_again(action, coordinator, time_machine):
    set_aside(action, coordinator, "unled")
    assert refused(set_aside, action, coordinator, "unled", until=date(2027, 1, 1)) == (
        None,
        "Cora has set this aside already, until 24 December 2026. Take it up again first to choose another day.",
    )
    log(action, coordinator, course="off_track", course_reason="design")
    assert set_aside(action, coordinator, "off_course"), "another thing about the same action"
    time_machine.move_to("2026-12-24T11:00Z")
    assert set_aside(action, coordinator, "unled", until=date(2027, 1, 1))


@pytest.mark.parametrize(("concern", "about"), [("silent", 1), ("off_course", 2), ("late", 3), ("unled", 2)])
def test_what_does_not_need_attention_for_that_is_not_set_aside(concern, about, belgium, coordinator, staff):
    """Action 1 has been heard, action 2 is led and only at risk, the milestone of action 3 is done."""
    first, second, third, _fourth = belgium.actions.order_by("number")
    log(first, staff)
    log(second, staff, course="at_risk", course_reason="design")
    change(subject=second, by=coordinator, values={"lead_organisation": staff.organisation, "focal_point": staff})
    milestone = add_milestone(third, coordinator, due_on=date(2026, 11, 1))
    log(third, staff, milestone=milestone, state="done")
    given = {"milestone": milestone} if concern == "late" else {}
    nothing = "This does not need attention because of that any more: there is nothing to set aside."
    before = Entry.objects.count()
    assert refused(set_aside, belgium.actions.get(number=about), coordinator, concern, **given) == (None, nothing)
    assert Entry.objects.count() == before


def test_a_focal_point_who_left_leaves_an_action_that_can_be_set_aside(belgium, action, coordinator, staff):
    change(subject=action, by=coordinator, values={"lead_organisation": staff.organisation, "focal_point": staff})
    Membership.objects.filter(user=staff).delete()
    assert set_aside(action, coordinator, "unled")


def test_what_is_taken_up_already_or_has_come_back_is_not_taken_up_again(action, coordinator, time_machine):
    entry = set_aside(action, coordinator, "unled")
    take_up_concern(entry, coordinator)
    assert refused(take_up_concern, entry, coordinator) == (None, "This is not set aside any more.")
    later = set_aside(action, coordinator, "unled", until=date(2026, 12, 1))
    assert refused(take_up_concern, entry, coordinator) == (None, "This is not set aside any more.")
    time_machine.move_to("2026-12-01T11:00Z")
    assert refused(take_up_concern, later, coordinator) == (None, "This is not set aside any more.")


def test_either_form_sent_twice_counts_once(action, coordinator):
    key = uuid4()
    entry = set_aside(action, coordinator, "unled", key=key)
    assert set_aside(action, coordinator, "unled", key=key) == entry
    key = uuid4()
    assert take_up_concern(entry, coordinator, key=key) == take_up_concern(entry, coordinator, key=key)
    assert Entry.objects.filter(kind__in=("set_aside", "taken_up")).count() == 2


def test_an_administrator_without_an_organisation_sees_to_things_too(asked, belgium):
    administrator = User.objects.create_superuser("ada@example.org", name="Ada")
    entry = nudge(asked, administrator)
    assert (entry.author, entry.organisation) == (administrator, None)
    log(asked, User.objects.get(name="Stella"))
    assert first_fault(belgium) is None
