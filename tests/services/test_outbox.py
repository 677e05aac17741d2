"""The outbox: what cannot be sent is tried again, what got lost is found, and nothing is mailed twice."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from actions.models import Mail
from actions.notifications import message
from actions.services.notes import remove_note
from actions.services.outbox import HELD, LOST, WAITS, post, send, send_waiting
from actions.services.reminders import run_reminders
from actions.services.wishes import change_wishes
from tests.conftest import NOW
from tests.factories import add_note, person, work


@pytest.fixture
def waiting(db, today):
    return post(person=person("Reader"), kind="mentioned", subject="News", body="Words.\n", key="one")


def test_a_thing_is_mailed_once_however_often_it_is_told(waiting, mailoutbox):
    assert post(person=waiting.person, kind="mentioned", subject="News", body="Words.\n", key="one") == waiting
    work()
    send(waiting.pk)
    assert len(mailoutbox) == 1
    waiting.refresh_from_db()
    assert (waiting.sent_at is None, waiting.tries, waiting.body) == (False, 1, ""), "its words go with it"


def test_a_mail_that_goes_out_while_its_note_is_removed_has_gone(action, staff, colleague, mailoutbox, monkeypatch):
    note = add_note(action, staff, "@Colin, look.", audience="shared")

    def removed_meanwhile(mail):
        remove_note(note=note)
        return message(mail)

    monkeypatch.setattr("actions.services.outbox.message", removed_meanwhile)
    work()
    sent = Mail.objects.get(person=colleague)
    assert (bool(sent.sent_at), sent.given_up_at, len(mailoutbox)) == (True, None, 1)


def test_a_mail_that_fails_is_tried_again_for_days_and_then_given_up(waiting, mail_server_down, time_machine):
    now = timezone.now()
    with mail_server_down():
        work()
        for wait in WAITS:
            assert Mail.objects.failing().get().last_error.startswith("ConnectionRefusedError")
            time_machine.move_to(now := now + wait + timedelta(seconds=30))
            send_waiting()
            work()
    waiting.refresh_from_db()
    assert (waiting.tries, waiting.given_up_at is None, waiting.sent_at) == (len(WAITS) + 1, False, None)
    send_waiting()
    assert not OrmQ.objects.exists()


def test_a_mail_whose_task_was_lost_is_put_in_the_queue_again(waiting, mailoutbox, time_machine):
    OrmQ.objects.all().delete()
    send_waiting()
    assert not OrmQ.objects.exists(), "it is not known to be lost yet"
    time_machine.move_to(timezone.now() + LOST + timedelta(seconds=1))
    send_waiting()
    send_waiting()
    assert OrmQ.objects.count() == 1
    work()
    assert len(mailoutbox) == 1


def test_a_mail_from_before_a_pause_waits_for_its_end_however_often_that_is_moved(waiting, mailoutbox, time_machine):
    change_wishes(user=waiting.person, often="daily", paused_until=date(2026, 12, 24), kinds={})
    for hours in (0, 2, 48):
        time_machine.move_to(NOW + timedelta(hours=hours))
        send_waiting()
        work()
        assert mailoutbox == []
    change_wishes(user=waiting.person, often="daily", paused_until=None, kinds={})
    time_machine.move_to(NOW + timedelta(hours=50))
    send_waiting()
    work()
    waiting.refresh_from_db()
    assert (len(mailoutbox), waiting.tries) == (1, 1)


def test_what_could_not_be_mailed_at_once_is_in_the_digest(
    belgium, action, staff, coordinator, mail_server_down, mailoutbox, time_machine
):
    add_note(action, coordinator, "For @Stella.", audience="shared")
    with mail_server_down():
        work()
    Mail.objects.update(given_up_at=timezone.now())
    run_reminders(NOW + timedelta(days=1))
    assert Mail.objects.get(kind="digest").subject == "1 thing is new to you"


def test_while_one_has_it_in_hand_nobody_else_sends_it(waiting, mailoutbox, time_machine):
    Mail.objects.update(held_until=timezone.now() + HELD)  # and then that process dies
    work()
    assert mailoutbox == []
    time_machine.move_to(timezone.now() + HELD + timedelta(seconds=1))
    send(waiting.pk)
    assert len(mailoutbox) == 1
