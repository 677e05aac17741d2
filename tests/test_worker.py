"""A worker may be killed at any moment: everything is done, and once."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from django_q.tasks import async_task

from actions.models import Evidence, Mail, Notice
from actions.reporting.queue import queue_age
from actions.services.outbox import post
from actions.tasks import SCHEDULED, after_migrate, scan_files, send_waiting
from tests.clamd import EICAR, MOST_BYTES
from tests.factories import add_evidence, log, person
from tests.mail_server import MailServer
from tests.uploads.files import sent
from tracker.environment import BASE_DIR

KILLS = 100
MAILS_A_LIFE = 2
FILES = 16
PATIENCE = 30  # seconds


@pytest.fixture
def workers(transactional_db, clamd):
    """workers(port) starts a worker and gives its number; its mail goes to that port."""
    started = []

    def start(port):
        if not started:
            own = {
                "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
                "TEST_DATABASE": str(connection.settings_dict["NAME"]),
                "TEST_MAIL_PORT": str(port),
                "TEST_SCANNER": clamd.place,
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


def work_off(left):
    """Wait until nothing is left to do, as long as it becomes less: on a slow machine that takes its time.

    What a dead worker had in hand is put in the queue again, as it is scheduled for each minute; here each second.
    """
    least, since = float("inf"), time.monotonic()
    while now := left() + OrmQ.objects.count():
        if now < least:
            least, since = now, time.monotonic()
        assert time.monotonic() - since < PATIENCE, f"{now} things stay behind"
        if not OrmQ.objects.exists():
            async_task(send_waiting)
        wait_for(lambda: not (left() or OrmQ.objects.exists()), seconds=1)


def test_a_hundred_killed_workers_lose_no_mail_and_write_none_twice(workers):
    reader, chance = person("Reader"), random.Random(1)
    with MailServer() as server:
        for life in range(KILLS):
            for number in range(MAILS_A_LIFE):
                subject = f"Mail {life}.{number}"
                post(person=reader, kind="mentioned", subject=subject, body="Words.\n", key=subject)
            pid = workers(server.port)
            # Somewhere in its first moments, or while its first, second or third mail is under way.
            server.wait_for(len(server.received) + chance.randrange(3), PATIENCE)
            time.sleep(chance.uniform(0, 0.05))
            os.kill(pid, signal.SIGKILL)
        killed_with = len(server.received)
        pid = workers(server.port)
        work_off(Mail.objects.open().count)
        os.kill(pid, signal.SIGTERM)  # it ends by itself, as the fixture sees
        mails = {mail.key: mail for mail in Mail.objects.all()}
        assert len(mails) == MAILS_A_LIFE * KILLS
        assert server.ids == {subject: {mail.message_id} for subject, mail in mails.items()}
        assert all(mail.sent_at and mail.tries == 1 and not mail.body for mail in mails.values())
        assert OrmQ.objects.count() == 0
        assert killed_with > KILLS / 2, "the workers died before they did anything"


def test_killed_workers_open_every_clean_file_once_and_leave_nothing_of_an_infected_one(
    workers, scanner, action, staff, coordinator
):
    scanner.kill()
    entry, chance = log(action, staff), random.Random(1)
    sizes = [chance.randrange(MOST_BYTES // 2) for _ in range(FILES)]
    texts = [f"{n}{EICAR if n % 2 else ''}{size * 'a'}" for n, size in enumerate(sizes)]
    waiting = [add_evidence(entry, staff, sent(f"{n}.txt", text.encode())) for n, text in enumerate(texts)]
    places = [evidence.file.name for evidence in waiting]
    scanner.start()
    wait, killed_with = Evidence.objects.filter(scan="waits").count, []
    with MailServer() as server:
        while (before := wait()) and len(killed_with) < KILLS:
            async_task(scan_files)
            pid = workers(server.port)
            wait_for(lambda: wait() < before, seconds=2)
            time.sleep(chance.uniform(0, 0.01))
            os.kill(pid, signal.SIGKILL)
            killed_with.append(wait())
        async_task(scan_files)
        pid = workers(server.port)
        work_off(Mail.objects.open().count)
        os.kill(pid, signal.SIGTERM)
    assert len(set(killed_with)) > 3, "the workers died before they did anything, or after all of it"
    for n, (evidence, place) in enumerate(zip(waiting, places, strict=True)):
        evidence.refresh_from_db()
        assert (evidence.scan, evidence.file.name) == (("found", "") if n % 2 else ("", place))
        assert default_storage.exists(place) is (n % 2 == 0)
    told = Notice.objects.filter(kind="file_removed")
    assert told.count() == Mail.objects.filter(kind="file_removed").count() == FILES // 2 * len([staff, coordinator])


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
