"""Coordinators are told, once, when nobody answers reminders."""

from datetime import date

from actions.models import Mail, Notice, Reminder
from actions.services.reports import change
from actions.services.wishes import change_wishes
from tests.factories import add_milestone, log, work
from tests.test_reminders import digest, moment
from tests.views.page import open_page


def test_coordinators_are_told_once_when_nobody_answers(belgium, asked, coordinator, staff):
    change(subject=belgium, by=coordinator, values={"escalate_after": 2})
    add_milestone(asked, coordinator, due_on=date(2026, 11, 25))
    for day in ("2026-11-25", "2026-11-28"):
        digest(staff, f"{day}T08:00")
        assert not Notice.objects.exists(), "who was reminded has the day to answer"
    for day in ("2026-11-29", "2026-11-30", "2026-12-05"):
        digest(staff, f"{day}T08:00")
        assert Notice.objects.filter(person=coordinator, kind="escalated").count() == 1
    said = (
        "Nobody has answered the reminders about the milestone “Draft plan published” of “Adopt a national plan of "
        "action”."
    )
    assert said in Mail.objects.get(person=coordinator).body


def test_coordinators_are_told_of_the_action_when_nobody_reports_on_it_at_all(belgium, asked, coordinator, staff):
    change(subject=belgium, by=coordinator, values={"escalate_after": 1, "rhythm_days": 52})
    for day in ("2026-11-25", "2026-11-26", "2026-11-27"):
        digest(staff, f"{day}T08:00")
    said = "Nobody has answered the reminders about “Adopt a national plan of action”."
    assert said in Mail.objects.get(person=coordinator).body


def test_coordinators_are_told_too_of_who_wants_no_digest(belgium, asked, coordinator, staff, client_of):
    change(subject=belgium, by=coordinator, values={"escalate_after": 2})
    change_wishes(user=staff, often="never", paused_until=None, kinds={})
    late = add_milestone(asked, coordinator, due_on=date(2026, 11, 25))
    answered = add_milestone(asked, coordinator, "Group named", due_on=date(2026, 11, 25))
    for day in ("2026-11-25", "2026-11-28"):
        digest(staff, f"{day}T08:00")
        assert not Notice.objects.exists(), "there is the day to answer"
        if day == "2026-11-25":
            log(asked, staff, milestone=answered, state="under_way", at=moment(f"{day}T09:00"))
    for day in ("2026-11-29", "2026-12-05"):
        assert digest(staff, f"{day}T08:00") is None
        told = Notice.objects.get(person=coordinator, kind="escalated")
        assert told.address == late.get_absolute_url()
    said = "Stella, on 25 November 2026 · due that day, 25 November 2026 · not mailed, as they wish"
    assert said in open_page(client_of(coordinator), "/reports/belgium-2013/reminders/").words


def test_an_answer_spares_the_coordinators(belgium, asked, coordinator, staff, time_machine):
    change(subject=belgium, by=coordinator, values={"escalate_after": 2})
    milestone = add_milestone(asked, coordinator, due_on=date(2026, 11, 25))
    digest(staff)
    time_machine.move_to(moment("2026-11-26T09:00"))
    log(asked, staff, milestone=milestone, state="under_way")
    for day in ("2026-11-28", "2026-12-05", "2026-12-06"):
        digest(staff, f"{day}T08:00")
    assert Reminder.objects.count() == 2
    assert not Notice.objects.exists()


def test_coordinators_see_who_was_reminded_when_and_others_do_not(
    belgium, asked, coordinator, staff, client_of, mail_server_down
):
    milestone = add_milestone(asked, coordinator, due_on=date(2026, 11, 22))
    address = "/reports/belgium-2013/reminders/"
    client = client_of(coordinator)
    assert "Reminders will stand here" in open_page(client, address).words
    digest(staff)
    said = "Stella, on 25 November 2026 · 3 days after it was due, 22 November 2026 · the mail is on its way"
    assert said in open_page(client, address).words
    assert said in open_page(client, milestone.get_absolute_url()).words
    assert "Reminded" not in open_page(client_of(staff), milestone.get_absolute_url()).words
    with mail_server_down():
        work()
    assert "the mail has not gone yet" in open_page(client, address).words
