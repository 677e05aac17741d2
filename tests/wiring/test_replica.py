"""A real replica, made from the installed PostgreSQL: dashboards read from it, and nobody sees less than they wrote."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.with_postgresql import postgresql, replica_of

PROJECT = Path(__file__).parent.parent.parent


@pytest.fixture
def seen(tmp_path):
    """What two people saw before the replica was held back, while it was, and after; and when it was gone."""
    with postgresql() as primary:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")},
            "PROFILE": "local",
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": primary,
            "DATABASE_REPLICA_URL": "",
        }
        run(environment, "manage.py", "migrate", "--verbosity=0")
        run(environment, "manage.py", "collectstatic", "--noinput", "--verbosity=0")
        with replica_of(primary) as replica:
            environment |= {"DATABASE_REPLICA_URL": replica}
            found = json.loads(run(environment, "-m", "tests.wiring.replica_story"))
        found["when the replica is gone"] = json.loads(run(environment, "-m", "tests.wiring.replica_story", "gone"))
        return found


def run(environment, *command):
    done = subprocess.run([sys.executable, *command], env=environment, cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_dashboards_read_from_a_replica_and_nobody_sees_less_than_they_wrote(seen):
    read = seen.pop("read from")
    # Held back, it cannot know what was just logged: who wrote nothing does not see it yet.
    assert (seen["the observer, held back"], read["the observer, held back"]) == (False, "replica")
    # What a person just wrote is in what that person next sees, in another browser too.
    assert (seen["the author, held back"], read["the author, held back"]) == (True, "default")
    assert seen["the author in another browser, held back"] is True
    assert (seen["the author, caught up"], read["the author, caught up"]) == (True, "replica")
    assert (seen["the observer, caught up"], read["the observer, caught up"]) == (True, "replica")
    # Forms do not wait for it, and without it dashboards read from the database.
    assert seen["the form, held back"] == "default"
    assert seen["when the replica is gone"] == {"status": 200, "read from": "default"}
