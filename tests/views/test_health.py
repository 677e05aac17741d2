"""What machines ask: is it alive, is it ready."""

import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from django.utils import timezone
from django_q.models import Schedule


def asked(path):
    response = Client().get(path)
    return response.status_code, dict(line.split(": ", 1) for line in response.content.decode().splitlines())


@pytest.fixture
def calm(db):
    Schedule.objects.update(next_run=timezone.now() + timedelta(minutes=10))


def test_it_is_ready_when_database_migrations_queue_and_disk_are(calm):
    status, said = asked("/readyz")
    assert (status, said["database"], said["migrations"], said["queue"]) == (200, "ok", "ok", "ok, 0 s")
    assert said["disk"].startswith("ok")
    assert "scanner" not in said


def test_a_worker_that_stands_still_is_seen(calm):
    Schedule.objects.update(next_run=timezone.now() - timedelta(hours=1))
    status, said = asked("/readyz")
    assert (status, said["queue"].split(",")[0], said["database"]) == (503, "behind", "ok")


def test_without_the_database_it_is_alive_and_not_ready(db, monkeypatch):
    def down():
        raise OperationalError

    with monkeypatch.context() as patched:
        patched.setattr(connection, "ensure_connection", down)
        assert asked("/livez") == (200, {"server": "ok"})
        status, said = asked("/readyz")
    assert (status, said["database"]) == (503, "does not answer")


def test_a_virus_scanner_that_is_set_and_does_not_answer_is_seen(calm, scanner):
    status, said = asked("/readyz")
    assert (status, said["scanner"]) == (200, "ok")
    scanner.kill()
    status, said = asked("/readyz")
    assert (status, said["scanner"]) == (503, "does not answer")


def test_a_disk_that_is_nearly_full_is_seen(calm, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**12, 10**12, 10**7))
    status, said = asked("/readyz")
    assert (status, said["disk"]) == (503, "nearly full, 10 MB free")
