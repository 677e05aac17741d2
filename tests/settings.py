"""The program's settings, made quick and kept away from the data of whoever runs the tests."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tracker.variables import VARIABLES

# The first process makes the folder and removes it; the processes that pytest-xdist starts share it.
FOLDER = os.environ.get("TRACKER_TEST_FOLDER")
if not FOLDER:
    FOLDER = os.environ["TRACKER_TEST_FOLDER"] = tempfile.mkdtemp(prefix="tracker-tests-")
    atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

# What is set in the shell decides nothing here, but for the database to test on.
for variable in VARIABLES:
    if variable.name != "DATABASE_URL":
        os.environ.pop(variable.name, None)
# Each of those processes has its own data: tests look at which files are stored.
OWN = Path(FOLDER) / os.environ.get("PYTEST_XDIST_WORKER", "alone")
OWN.mkdir(exist_ok=True)
os.environ |= {"PROFILE": "local", "DATA_DIR": str(OWN)}

from tracker.settings import *  # noqa: E402, F403
from tracker.settings import DATABASES, Q_CLUSTER, STORAGES  # noqa: E402

DATABASE = DATABASES["default"]
if DATABASE["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and the live server open connections of their own.
    DATABASE["TEST"] = {"NAME": f"{OWN}/test.sqlite3"}
else:
    # A connection left open by a thread would keep the test database from being removed.
    DATABASE["CONN_MAX_AGE"] = 0

Q_CLUSTER["poll"] = 0  # nobody waits for a task that is not there

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Without collecting, but a page that asks for a file that is not there still fails.
STORAGES |= {"staticfiles": {"BACKEND": "tests.static_files.CheckedStaticFilesStorage"}}
