"""Thirty days of reminders, hour by hour: each mail as a mail server receives it, word for word."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from actions.models import Draft, Mail, Notice, User
from actions.notifications import read_stop
from actions.services.reminders import run_reminders
from actions.services.reports import change
from tests.factories import add_milestone, confirm, log, send_back, submit, work
from tests.mail_server import MailServer

HOUR = timedelta(hours=1)
SITE = "http://127.0.0.1:8000"
GROUP = f"{SITE}/reports/belgium-2013/actions/1/log/?milestone=1"
PLAN = f"{SITE}/reports/belgium-2013/actions/1/log/?milestone=2"
BUDGET = f"{SITE}/reports/belgium-2013/actions/1/log/?milestone=3"
TRAINING = f"{SITE}/reports/belgium-2013/actions/2/log/"

DUE = """{subject}

Belgium 2013

{lines}
The links lead to the form; a sentence is enough. If nothing has changed, one tap says so.

Change how often this comes, or pause it while you are away:
http://127.0.0.1:8000/account/mail/
No more of these mails:
{stop}
"""

NEW = """{subject}

New to you

{lines}
Change how often this comes, or pause it while you are away:
http://127.0.0.1:8000/account/mail/
No more of these mails:
{stop}
"""

SENT_BACK = """{subject}

Which ministry?

Here you can change it and submit it again:
{lines}

Belgium, 2013: Status of action against commercial sexual exploitation of children: Belgium

Choose what is mailed to you, and when:
http://127.0.0.1:8000/account/mail/
No more mails of this kind:
{stop}
"""

# Stella lives in Brussels, where summer time begins on 28 March 2027; Colin in Auckland, where it ends on 4 April.
# {0} and so on stand for the notices, in the order in which they are told.
EXPECTED = [
    (
        "stella",
        "2027-03-15T06:00",  # the day itself
        DUE,
        "2 milestones are due on Belgium 2013",
        "“Working group named” is due on 15 March 2027.",
        GROUP,
        "“Budget voted” is due on 22 March 2027.",
        BUDGET,
    ),
    # 18 March: nothing, for she reported on the 16th
    (
        "stella",
        "2027-03-22T11:00",  # one is of the 21st, when nobody looked
        DUE,
        "2 milestones are due on Belgium 2013",
        "“Budget voted” is due on 22 March 2027.",
        BUDGET,
        "“Draft plan published” is due on 28 March 2027.",
        PLAN,
    ),
    (
        "colin",
        "2027-03-24T18:00",  # in Brussels it is the 24th by then
        DUE,
        "1 update is due on Belgium 2013",
        "Action 2, “Train front-line workers”, is to be reported on by 31 March 2027.",
        TRAINING,
    ),
    (
        "stella",
        "2027-03-25T06:00",
        DUE,
        "1 milestone is late on Belgium 2013",
        "Late: “Working group named” was due on 15 March 2027.",
        GROUP,
    ),
    (
        "stella",
        "2027-03-28T05:00",  # seven o'clock is an hour earlier
        DUE,
        "1 milestone is due on Belgium 2013",
        "“Draft plan published” is due on 28 March 2027.",
        PLAN,
    ),
    # 31 March: nothing for her, for an update waits for review
    (
        "cora",
        "2027-03-31T05:00",
        NEW,
        "1 thing is new to you",
        (
            "Stella submitted an update on the milestone “Draft plan published” of “Adopt a national plan of action” "
            "for review."
        ),
        f"{SITE}/notices/{{0}}/",
    ),
    (
        "colin",
        "2027-03-31T18:00",  # in Brussels the day has not ended
        DUE,
        "1 update is due on Belgium 2013",
        "Action 2, “Train front-line workers”, is to be reported on by 31 March 2027.",
        TRAINING,
    ),
    (
        "colin",
        "2027-04-03T19:00",  # and here an hour later
        DUE,
        "1 action is silent on Belgium 2013",
        "Silent: action 2, “Train front-line workers”, was to be reported on by 31 March 2027.",
        TRAINING,
    ),
    (
        "cora",
        "2027-04-05T05:00",  # Colin has not answered three reminders
        NEW,
        "1 thing is new to you",
        "Nobody has answered the reminders about “Train front-line workers”.",
        f"{SITE}/notices/{{1}}/",
    ),
    (
        "stella",
        "2027-04-05T15:00",  # at once
        SENT_BACK,
        "Cora sent an update on the milestone “Draft plan published” of “Adopt a national plan of action” back.",
        f"{SITE}/notices/{{2}}/",
    ),
    (
        "stella",
        "2027-04-07T05:00",  # it was sent back
        DUE,
        "1 milestone is late on Belgium 2013",
        "Late: “Draft plan published” was due on 28 March 2027.",
        PLAN,
    ),
    (
        "cora",
        "2027-04-09T05:00",  # nor did Stella answer three
        NEW,
        "1 thing is new to you",
        (
            "Nobody has answered the reminders about the milestone “Draft plan published” of “Adopt a national plan "
            "of action”."
        ),
        f"{SITE}/notices/{{3}}/",
    ),
]


@pytest.fixture
def mail_server(settings):
    with MailServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def test_thirty_days_of_reminders(belgium, asked, staff, colleague, coordinator, mail_server, time_machine):
    type(staff).objects.filter(pk=colleague.pk).update(time_zone="Pacific/Auckland")
    second = belgium.actions.get(number=2)
    change(subject=second, by=coordinator, values={"focal_point": colleague, "rhythm": "monthly"})
    group = add_milestone(asked, coordinator, "Working group named", due_on=date(2027, 3, 15))
    plan = add_milestone(asked, coordinator, "Draft plan published", due_on=date(2027, 3, 28))
    budget = add_milestone(asked, coordinator, "Budget voted", due_on=date(2027, 3, 22))
    time_machine.move_to(moment("2027-02-28T10:00"), tick=False)
    confirm(asked, staff), confirm(second, colleague)
    happens = {
        "2027-03-16T15:00": lambda: log(asked, staff, "It meets.", milestone=group, state="under_way"),
        "2027-03-23T15:00": lambda: log(asked, staff, "It is voted.", milestone=budget, state="done"),
        "2027-03-30T15:00": lambda: submit(asked, staff, "It is written.", milestone=plan),
        "2027-04-05T15:00": lambda: send_back(Draft.objects.get(), coordinator, "Which ministry?"),
    }
    now = moment("2027-03-10T00:00")
    while now < moment("2027-04-09T06:00"):
        time_machine.move_to(now, tick=False)
        happens.get(f"{now:%Y-%m-%dT%H:%M}", lambda: None)()
        if not moment("2027-03-20T00:00") <= now < moment("2027-03-22T11:00"):  # the worker stood still
            run_reminders()
            run_reminders()
            time_machine.shift(1)
            work()
        now += HOUR
    notices, review = Notice.objects.order_by("pk"), Draft.objects.get().get_absolute_url()
    assert list(notices.values_list("person", "kind", "address")) == [
        (coordinator.pk, "submitted", review),
        (coordinator.pk, "escalated", second.get_absolute_url()),
        (staff.pk, "sent_back", review),
        (coordinator.pk, "escalated", plan.get_absolute_url()),
    ]
    numbers = [notice.pk for notice in notices]
    assert [as_it_came(message) for message in mail_server.received] == [
        written(*mail, numbers=numbers) for mail in EXPECTED
    ]
    assert all(mail.sent_at and mail.tries == 1 for mail in Mail.objects.all())


def moment(text):
    return datetime.fromisoformat(f"{text}:00+00:00")


def written(who, when, form, subject, *lines, numbers):
    """What a mail must be. ``lines`` alternate with their addresses; that to end such mails reads as what it ends."""
    lines = [line.format(*numbers) for line in lines]
    if form != SENT_BACK:
        lines = [f"- {line}\n  {address}\n" for line, address in zip(lines[::2], lines[1::2], strict=True)]
    stop = f"ends {'sent_back' if form == SENT_BACK else 'digest'} for {who}"
    return {
        "To": f"{who}@example.org",
        "Date": moment(when),
        "Subject": subject,
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "body": form.format(subject=subject, lines="".join(lines), stop=stop),
    }


def as_it_came(message):
    """The same of a mail that came."""
    names = ("To", "Subject", "List-Unsubscribe", "List-Unsubscribe-Post")
    came = {name: message[name].strip() for name in names}
    came["body"] = message.get_content().replace("\r\n", "\n")
    came = {name: re.sub(rf"{SITE}/mail/([^/\s]+)/stop/", _ended_by, text) for name, text in came.items()}
    return came | {"Date": message["Date"].datetime.astimezone(UTC)}


def _ended_by(address):
    person, kind = read_stop(address[1])
    return f"ends {kind} for {User.objects.get(pk=person).email.partition('@')[0]}"
