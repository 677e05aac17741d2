"""The tests' settings for a worker in a process of its own, on the database of the test that started it."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASE, Q_CLUSTER

DATABASE["NAME"] = os.environ["TEST_DATABASE"]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ["TEST_MAIL_PORT"])
SCANNER = os.environ["TEST_SCANNER"]
# Nobody wants to wait two minutes to see that a dead worker's task comes back.
Q_CLUSTER |= {"timeout": 1, "retry": 2, "poll": 0.01}
