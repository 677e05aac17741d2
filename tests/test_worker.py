"""A worker may be killed at any moment: everything is done, and once."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ, Schedule

from actions.models import Mail
from actions.reporting.queue import queue_age
from actions.services.outbox import post
from actions.tasks import SCHEDULED, after_migrate
from tests.factories import person
from tests.mail_server import MailServer
from tracker.environment import BASE_DIR

KILLS = 100
MAILS_A_LIFE = 2
PATIENCE = 30  # seconds


@pytest.fixture
def workers(transactional_db):
    """workers(port) starts a worker and gives its number; its mail goes to that port."""
    started = []

    def start(port):
        if not started:
            own = {
                "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
                "TEST_DATABASE": str(connection.settings_dict["NAME"]),
                "TEST_MAIL_PORT": str(port),
            }
            command = [sys.executable, "-m", "tests.many_workers"]
            how = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": BASE_DIR}
            started.append(subprocess.Popen(command, env=os.environ | own, **how))
        started[0].stdin.write("\n")
        started[0].stdin.flush()
        return int(started[0].stdout.readline())

    yield start
    for process in started:
        process.stdin.close()
        process.wait(PATIENCE)
        process.stdout.close()


def wait_for(come, seconds):
    """Wait until it has come, but no longer than so many seconds."""
    deadline = time.monotonic() + seconds
    while not come() and time.monotonic() < deadline:
        time.sleep(0.005)


def test_a_hundred_killed_workers_lose_no_mail_and_write_none_twice(workers):
    reader, chance = person("Reader"), random.Random(1)
    with MailServer() as server:
        for life in range(KILLS):
            for number in range(MAILS_A_LIFE):
                subject = f"Mail {life}.{number}"
                post(person=reader, kind="mentioned", subject=subject, body="Words.\n", key=subject)
            pid = workers(server.port)
            # Somewhere in its first moments, or while its first, second or third mail is under way.
            server.wait_for(len(server.received) + chance.randrange(3), seconds=0.4)
            time.sleep(chance.uniform(0, 0.05))
            os.kill(pid, signal.SIGKILL)
        killed_with = len(server.received)
        pid = workers(server.port)
        wait_for(lambda: not (Mail.objects.open().exists() or OrmQ.objects.exists()), PATIENCE)
        os.kill(pid, signal.SIGTERM)  # it ends by itself, as the fixture sees
        mails = {mail.key: mail for mail in Mail.objects.all()}
        assert len(mails) == MAILS_A_LIFE * KILLS
        assert server.ids == {subject: {mail.message_id} for subject, mail in mails.items()}
        assert all(mail.sent_at and mail.tries == 1 and not mail.body for mail in mails.values())
        assert OrmQ.objects.count() == 0
        assert killed_with > KILLS / 2, "the workers died before they did anything"


def test_what_is_scheduled_stands_in_the_database_once_and_keeps_its_moment(db):
    Schedule.objects.update(next_run=timezone.now() + timedelta(hours=7))
    before = list(Schedule.objects.order_by("func").values_list("func", "minutes", "next_run"))
    Schedule.objects.create(func="actions.tasks.of_an_earlier_version")
    after_migrate()
    assert list(Schedule.objects.order_by("func").values_list("func", "minutes", "next_run")) == before
    assert len(before) == len(SCHEDULED)


def test_the_age_of_the_queue_is_that_of_what_waits_longest(db, today, time_machine):
    Schedule.objects.update(next_run=timezone.now() + timedelta(minutes=10))
    assert queue_age() == timedelta(0)
    post(person=person("Reader"), kind="mentioned", subject="One", body="Words.", key="one")
    time_machine.move_to("2026-11-24T11:05Z", tick=False)
    assert timedelta(minutes=4) < queue_age() <= timedelta(minutes=5)
    time_machine.move_to("2026-11-24T11:30Z", tick=False)  # nobody has begun what was scheduled either
    OrmQ.objects.all().delete()
    assert timedelta(minutes=19) < queue_age() <= timedelta(minutes=20)
