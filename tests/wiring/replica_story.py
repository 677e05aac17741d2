"""What test_replica.py has happen, in a process of its own whose settings know a replica: python -m … [gone]."""

import json
import os
import sys
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"

import django

django.setup()

from io import StringIO  # noqa: E402

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402

from actions.models import Report  # noqa: E402
from tests.factories import join, person  # noqa: E402

HERE = "/reports/belgium-2013/"
WORDS = "Words that the replica cannot know yet."


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def opened(client, address):
    """(the answer, the name of the database the report was read from)."""
    with CaptureQueriesContext(connections["replica"]) as on_replica:
        response = client.get(address)
    read = any("actions_report" in query["sql"] for query in on_replica)
    return response, "replica" if read else "default"


def ask(connection, sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def catch_up():
    place = ask(connections["default"], "SELECT pg_current_wal_insert_lsn()::text")
    deadline = time.monotonic() + 30
    while not ask(connections["replica"], f"SELECT pg_last_wal_replay_lsn() >= '{place}'::pg_lsn"):
        assert time.monotonic() < deadline, "the replica does not follow"
        time.sleep(0.05)


def story():
    call_command("load_report", settings.BASE_DIR / "actions" / "data" / "belgium-2013.yaml", stdout=StringIO())
    report = Report.objects.get()
    author = join(person("Stella", "North Shelter"), report, "staff")
    observer = join(person("Olive", "Example Ministry"), report, "observer")
    catch_up()
    ask(connections["replica"], "SELECT pg_wal_replay_pause()::text")
    client, another, onlooker = signed_in(author), signed_in(author), signed_in(observer)
    form, form_read = opened(client, f"{HERE}actions/1/log/")
    assert form.status_code == 200
    said = {"what_changed": WORDS, "happened_on": report.today().isoformat(), "seen": report.head_sequence}
    assert client.post(f"{HERE}actions/1/log/", said).status_code == 302
    found, read = {"the form, held back": form_read}, {}

    def look(name, client):
        response, read[name] = opened(client, HERE)
        found[name] = WORDS in response.content.decode()

    look("the author, held back", client)
    look("the author in another browser, held back", another)
    look("the observer, held back", onlooker)
    ask(connections["replica"], "SELECT pg_wal_replay_resume()::text")
    catch_up()
    look("the author, caught up", client)
    look("the observer, caught up", onlooker)
    return found | {"read from": read}


def gone():
    from actions.models import User

    response = signed_in(User.objects.get(name="Olive")).get(HERE)
    return {"status": response.status_code, "read from": "default" if WORDS in response.content.decode() else "nowhere"}


if __name__ == "__main__":
    setup_test_environment()
    print(json.dumps(gone() if sys.argv[1:] == ["gone"] else story()))
