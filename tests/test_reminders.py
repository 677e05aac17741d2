"""Reminders: several, before and after, without a flood; none is lost and none is sent twice."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Draft, Mail, NoticeKind, Reminder
from actions.services.members import add_member
from actions.services.notices import tell
from actions.services.reminders import remind, run_reminders
from actions.services.reports import change
from actions.services.wishes import change_wishes
from tests.factories import add_milestone, add_note, confirm, log, nudge, send_back, set_aside, submit, withdraw, work
from tests.views.page import Page, follow, open_page


def moment(text):
    return datetime.fromisoformat(f"{text}:00+00:00")


# --- What a digest says ---


def digest(who, at="2026-11-25T08:00"):
    run_reminders(moment(at))
    mails = Mail.objects.filter(person=who, kind="digest").order_by("-pk")
    return mails.first()


def test_one_mail_says_it_all_first_and_leads_to_the_forms(belgium, asked, coordinator, staff):
    late = add_milestone(asked, coordinator, "Working group named", due_on=date(2026, 11, 22))
    add_milestone(asked, coordinator, "Second group named", due_on=date(2026, 11, 22))
    add_milestone(asked, coordinator, "Draft plan published", due_on=date(2026, 12, 2))
    add_milestone(asked, coordinator, "Law passed", due_on=date(2026, 12, 9))  # not yet
    change(subject=belgium, by=coordinator, values={"rhythm_days": 52})  # followed since 1 October
    tell(people=[staff], kind="accepted", report=belgium, action=asked, by=coordinator, address="/", key="one")
    mail = digest(staff)
    lines = mail.body.splitlines()
    assert lines[0] == mail.subject
    assert mail.subject == (
        "2 milestones are late, 1 milestone is due and 1 action is silent on Belgium 2013; 1 thing is new to you"
    )
    assert "- Late: “Working group named” was due on 22 November 2026." in lines
    assert f"  http://127.0.0.1:8000/reports/belgium-2013/actions/1/log/?milestone={late.number}" in lines
    assert "- Cora accepted an update on “Adopt a national plan of action”." in lines
    assert "Law passed" not in mail.body
    assert digest(staff) == mail, "one a day"
    assert Reminder.objects.filter(person=staff).count() == 4
    assert digest(staff, "2026-11-26T08:00") == mail, "and nothing twice"


def test_no_two_lines_of_a_digest_read_alike(belgium, asked, coordinator, staff):
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    second = belgium.actions.get(number=2)
    first, other = (
        add_milestone(action, coordinator, "Plan", due_on=date(2026, 11, 22), focal_point=staff)
        for action in (asked, second)
    )
    wishes = dict.fromkeys(NoticeKind.values, "digest")
    change_wishes(user=staff, often="daily", paused_until=None, kinds=wishes)
    for milestone, at in ((None, 8), (None, 9), (first, 10)):
        when = moment(f"2026-11-24T{at:02}:00")
        add_note(asked, coordinator, f"{at}: @Stella.", audience="shared", milestone=milestone, at=when)
    said = {"milestone": first, "state": "done"}
    for fields in (said, {}):
        send_back(submit(asked, staff, "They met.", **fields), coordinator)
    nudge(asked, coordinator, milestone=first)
    lines = [line for line in digest(staff).body.splitlines() if line.startswith("- ")]
    title = "“Adopt a national plan of action”"
    assert lines == [
        "- Late: “Plan” was due on 22 November 2026. (milestone 1 of action 1)",
        "- Late: “Plan” was due on 22 November 2026. (milestone 1 of action 2)",
        f"- Cora mentioned you on {title}. (24 November 2026, 09:00)",
        f"- Cora mentioned you on {title}. (24 November 2026, 10:00)",
        f"- Cora mentioned you on the milestone “Plan” of {title}.",
        f"- Cora sent an update on the milestone “Plan” of {title} back.",
        f"- Cora sent an update on {title} back.",
        f"- Cora asks you to report on the milestone “Plan” of {title}.",
    ]
    assert other.number == 1


def test_it_speaks_the_language_of_whom_it_goes_to(asked, coordinator, staff):
    add_milestone(asked, coordinator, due_on=date(2026, 11, 25))
    type(staff).objects.filter(pk=staff.pk).update(language="nl")
    mail = digest(staff)
    assert "België 2013" in mail.subject
    assert "25 november 2026" in mail.body


def test_before_seven_in_the_morning_nobody_is_reminded(asked, coordinator, staff):
    add_milestone(asked, coordinator, due_on=date(2026, 11, 25))
    assert digest(staff, "2026-11-25T05:59") is None
    assert digest(staff, "2026-11-25T06:00").made_at == moment("2026-11-25T06:00")


def test_a_due_day_lasts_until_its_end_in_the_reports_zone(asked, coordinator, staff):
    """In Auckland the 26th has begun at seven; in Brussels it is the 25th still, and so nothing is late."""
    type(staff).objects.filter(pk=staff.pk).update(time_zone="Pacific/Auckland")
    add_milestone(asked, coordinator, due_on=date(2026, 11, 25))
    assert digest(staff, "2026-11-25T18:00").subject == "1 milestone is due on Belgium 2013"


def test_once_a_week_on_mondays_or_on_the_first_day_after(asked, coordinator, staff):
    change_wishes(user=staff, often="weekly", paused_until=None, kinds={})
    digest(staff, "2026-11-24T08:00")
    add_milestone(asked, coordinator, due_on=date(2026, 11, 25))
    assert [digest(staff, f"2026-11-{day}T08:00") for day in (25, 26, 27, 28, 29)] == [None] * 5
    assert (
        digest(staff, "2026-12-01T08:00").subject == "1 milestone is late on Belgium 2013"
    )  # Tuesday; Monday was missed
    assert Mail.objects.count() == 1


def test_what_happens_after_the_digest_is_in_the_next_though_the_morning_comes_twice(asked, coordinator, staff):
    add_milestone(asked, coordinator, due_on=date(2026, 11, 26))
    digest(staff, "2026-11-24T08:00")
    mail = digest(staff, "2026-11-26T08:00")
    change_wishes(user=staff, often="daily", paused_until=None, kinds={NoticeKind.MENTIONED: "digest"})
    add_note(asked, coordinator, "When, @Stella?", audience="shared", at=moment("2026-11-26T09:00"))
    type(staff).objects.filter(pk=staff.pk).update(time_zone="America/New_York")
    assert digest(staff, "2026-11-26T13:00") == mail, "the same day begins again"
    assert "Cora mentioned you" not in mail.body
    assert "Cora mentioned you" in digest(staff, "2026-11-27T13:00").body


def test_who_is_away_gets_it_all_in_one_after(asked, coordinator, staff):
    add_milestone(asked, coordinator, due_on=date(2026, 11, 26))
    add_milestone(asked, coordinator, "Group named", due_on=date(2026, 12, 8))
    digest(staff, "2026-11-24T08:00")
    change_wishes(user=staff, often="daily", paused_until=date(2026, 12, 3), kinds={})
    assert [digest(staff, f"{day}T08:00") for day in ("2026-11-26", "2026-11-29", "2026-12-02")] == [None] * 3
    assert digest(staff, "2026-12-03T08:00").subject == "1 milestone is late and 1 milestone is due on Belgium 2013"
    assert Mail.objects.count() == 1


def test_a_pause_before_the_first_digest_loses_nothing(asked, coordinator, staff):
    add_milestone(asked, coordinator, due_on=date(2026, 11, 26))
    change_wishes(user=staff, often="daily", paused_until=date(2026, 12, 3), kinds={})
    assert [digest(staff, f"{day}T08:00") for day in ("2026-11-26", "2026-12-02")] == [None] * 2
    mail = digest(staff, "2026-12-03T08:00")
    assert mail.subject == "1 milestone is late on Belgium 2013"
    assert digest(staff, "2026-12-04T08:00") == mail, "and nothing twice"


def test_nothing_is_mailed_at_once_to_who_is_away_and_all_of_it_is_in_the_first_digest_after(
    belgium, asked, coordinator, staff, mailoutbox, time_machine, client_of
):
    def happens(n):
        add_note(asked, coordinator, f"Note {n}, @Stella.", audience="shared")
        nudge(asked, coordinator, f"What is new, {n}?", mailed=True)
        work()

    happens(1)
    assert len(mailoutbox) == 2, "both are mailed at once"
    change_wishes(user=staff, often="daily", paused_until=date(2026, 12, 3), kinds={"accepted": "never"})
    time_machine.move_to(moment("2026-11-27T09:00"))
    happens(2)
    tell(people=[staff], kind="accepted", report=belgium, action=asked, by=coordinator, address="/", key="one")
    time_machine.move_to(moment("2026-12-02T22:30"))
    run_reminders()
    happens(3)
    assert len(mailoutbox) == 2, "it is the 2nd still"
    client_of(staff).post(f"/notices/{staff.notices.filter(kind='nudged').first().pk}/read/")
    time_machine.move_to(moment("2026-12-03T08:00"))
    run_reminders()
    work()
    assert [m.subject for m in mailoutbox[2:]] == ["3 things are new to you"], "the last nudge was read"
    body = mailoutbox[2].body
    told = "- Cora {} “Adopt a national plan of action”."
    assert (body.count(told.format("mentioned you on")), body.count(told.format("asks you to report on"))) == (2, 1)
    add_note(asked, coordinator, "Note 4, @Stella.", audience="shared")
    work()
    assert len(mailoutbox) == 4, "back again"


def test_the_day_after_a_pause_begins_where_the_person_is(asked, coordinator, staff, mailoutbox, time_machine):
    type(staff).objects.filter(pk=staff.pk).update(time_zone="Pacific/Auckland")
    change_wishes(user=staff, often="never", paused_until=date(2026, 12, 3), kinds={})
    for at, mails in (("2026-12-02T10:30", 0), ("2026-12-02T11:30", 1)):
        time_machine.move_to(moment(at))
        add_note(asked, coordinator, f"Since {at}, @Stella.", audience="shared")
        work()
        assert len(mailoutbox) == mails


def test_a_newcomer_is_reminded_of_what_fell_due_before_the_first_look(belgium, action, coordinator):
    fields = {"email": "nora@example.org", "name": "Nora", "organisation": "Far Shelter", "role": "staff"}
    newcomer = add_member(report=belgium, **fields)[0].user
    change(subject=action, by=coordinator, values={"focal_point": newcomer})
    add_milestone(action, coordinator, due_on=date(2026, 11, 25))
    # From the 24th to the 27th the worker stood still.
    assert digest(newcomer, "2026-11-27T08:00").subject == "1 milestone is late on Belgium 2013"


def test_who_wants_none_gets_none_and_no_flood_on_coming_back(asked, coordinator, staff):
    add_milestone(asked, coordinator, due_on=date(2026, 11, 25))
    change_wishes(user=staff, often="never", paused_until=None, kinds={})
    assert digest(staff) is None
    change_wishes(user=staff, often="daily", paused_until=None, kinds={})
    assert digest(staff, "2026-11-27T08:00") is None
    assert digest(staff, "2026-11-28T08:00").subject == "1 milestone is late on Belgium 2013"


# --- What stops a reminder ---

STOPS = {
    "a draft": (lambda w: Draft.objects.create(action=w.action, milestone=w.milestone, author=w.staff), False),
    "a submitted draft": (lambda w: submit(w.action, w.staff, milestone=w.milestone), True),
    "a submitted draft on the action": (lambda w: submit(w.action, w.staff), True),
    "another organisation's submitted draft": (lambda w: submit(w.action, w.colleague, milestone=w.milestone), True),
    "another organisation's on the action": (lambda w: submit(w.action, w.colleague), False),
    "another organisation's on another milestone": (lambda w: submit(w.action, w.colleague, milestone=w.other), False),
    "another organisation's update": (lambda w: log(w.action, w.colleague, milestone=w.milestone), True),
    "another organisation's update on the action": (lambda w: log(w.action, w.colleague), False),
    "another organisation's still true": (lambda w: confirm(w.action, w.colleague), False),
    "an update": (lambda w: log(w.action, w.staff, milestone=w.milestone, state="under_way"), True),
    "still true": (lambda w: confirm(w.action, w.staff), True),
    "an update on another milestone": (lambda w: log(w.action, w.staff, milestone=w.other, state="under_way"), False),
    "an update that is withdrawn": (
        lambda w: withdraw(log(w.action, w.staff, milestone=w.milestone, state="under_way"), w.staff),
        False,
    ),
    "done": (lambda w: log(w.action, w.staff, milestone=w.milestone, state="done"), True),
    "set aside": (lambda w: set_aside(w.action, w.coordinator, "due_soon", milestone=w.milestone), True),
    "someone else is asked": (
        lambda w: change(subject=w.milestone, by=w.coordinator, values={"focal_point": w.coordinator}),
        True,
    ),
    "off the report": (lambda w: w.staff.memberships.all().delete(), True),
    "only an observer now": (lambda w: w.staff.memberships.update(role="observer"), True),
}


@pytest.mark.parametrize("what", STOPS)
def test_what_stops_a_reminder_and_what_does_not(what, asked, coordinator, staff, colleague):
    milestone = add_milestone(asked, coordinator, due_on=date(2026, 11, 25))
    other = add_milestone(asked, coordinator, "Another", due_on=date(2027, 6, 1))
    do, stops = STOPS[what]
    people = {"staff": staff, "colleague": colleague, "coordinator": coordinator}
    do(SimpleNamespace(action=asked, milestone=milestone, other=other, **people))
    assert (digest(staff) is None) == stops


@pytest.mark.parametrize("on", ["action", "milestone"])
def test_whoever_reports_on_an_action_ends_its_silence_also_while_it_waits(
    on, belgium, asked, coordinator, staff, colleague
):
    about = {} if on == "action" else {"milestone": add_milestone(asked, coordinator, due_on=date(2027, 6, 1))}
    change(subject=belgium, by=coordinator, values={"rhythm_days": 52})
    draft = submit(asked, colleague, **about)
    assert digest(staff) is None
    send_back(draft, coordinator)
    assert digest(staff, "2026-12-02T08:00").subject == "1 action is silent on Belgium 2013"


# --- On the pages ---


def test_how_people_are_reminded_is_set_on_the_report_and_is_in_its_record(belgium, coordinator, client_of):
    client, address = client_of(coordinator), "/reports/belgium-2013/settings/"
    form = open_page(client, address).form("reminder_days")
    assert (form.fields["rhythm"], form.fields["reminder_days"], form.fields["escalate_after"]) == (
        "days",
        "-7, 0, 3, 10",
        "3",
    )
    page = Page(form.send(client, rhythm="dates", reminder_days="a week before", escalate_after="11"))
    assert page.errors["reminder_days"].startswith("Write days from the due day, like -7, 0, 3, 10")
    assert page.errors["rhythm_dates"] == "Give at least one day of the year, like 03-31, 09-30."
    assert page.errors["escalate_after"] == "Give a number of reminders from 0 to 10."
    assert page.form("reminder_days").fields["reminder_days"] == "a week before"
    typed = {"rhythm": "dates", "rhythm_dates": "9-30 03-31", "reminder_days": "1 −14,1", "escalate_after": "0"}
    follow(client, form.send(client, **typed))
    entry = belgium.entries.latest("sequence")
    told = {"rhythm": "dates", "rhythm_dates": "03-31, 09-30", "reminder_days": "-14, 1", "escalate_after": 0}
    assert entry.changes == told
    assert "By days of the year, given below" in open_page(client, entry.get_absolute_url()).words


def test_one_action_may_have_its_own_rhythm(belgium, asked, coordinator, staff, client_of):
    client = client_of(coordinator)
    form = open_page(client, "/reports/belgium-2013/actions/1/edit/").form("rhythm")
    follow(client, form.send(client, rhythm="dates", rhythm_dates="11-25"))
    assert digest(staff).subject == "1 update is due on Belgium 2013"
    form = open_page(client, "/reports/belgium-2013/actions/1/edit/").form("rhythm")
    page = Page(form.send(client, rhythm="monthly", rhythm_dates="02-29"))
    assert page.errors["rhythm_dates"].startswith("“02-29” is no day of the year.")


def test_a_digest_costs_as_many_questions_for_many_things_as_for_one(asked, coordinator, staff):
    add_milestone(asked, coordinator, due_on=date(2026, 11, 25))
    with CaptureQueriesContext(connection) as one:
        remind(person=staff, now=moment("2026-11-25T08:00"))
    for n in range(20):
        add_milestone(asked, coordinator, f"Step {n}", due_on=date(2026, 11, 26))
    with CaptureQueriesContext(connection) as many:
        remind(person=staff, now=moment("2026-11-26T08:00"))
    assert Reminder.objects.count() == 21
    # The first look begins the row that keeps how far it was looked.
    assert len(many) <= len(one)


def test_a_look_before_anyones_hour_has_come_costs_one_question(asked, staff, coordinator, django_assert_num_queries):
    run_reminders(moment("2026-11-25T08:00"))
    with django_assert_num_queries(1):
        run_reminders(moment("2026-11-25T09:00"))
