"""A real SMTP server that keeps what it is given."""

import socket
import time
from collections import defaultdict
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class MailServer:
    """Within ``with MailServer() as server:`` mail to ``server.port`` lands in ``server.received``."""

    def __init__(self):
        self.received = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def wait_for(self, count, seconds):
        """Wait until so many mails have come, but no longer than so many seconds."""
        deadline = time.monotonic() + seconds
        while len(self.received) < count and time.monotonic() < deadline:
            time.sleep(0.005)

    @property
    def ids(self):
        """{subject: the Message-IDs of all its copies}."""
        found = defaultdict(set)
        for message in self.received:
            found[message["Subject"]].add(message["Message-ID"])
        return dict(found)

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *fault):
        self._controller.stop()
