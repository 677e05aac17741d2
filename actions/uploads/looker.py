"""The process that looks through files: begun with the first, so that no other has to wait for it to start."""

import atexit
import json
import logging
import os
import socket
import subprocess
import sys
from pathlib import Path
from threading import Lock

from actions.uploads import looking
from actions.uploads.looking import SECONDS

PROGRAM = Path(looking.__file__)
ATTEMPTS = 3
"""It may end just when it is asked, so it is asked again."""

KEPT = ("LD_LIBRARY_PATH",)
"""What it learns of the environment: nothing that is secret."""

logger = logging.getLogger(__name__)


class Looker:
    """Asks ``looking`` about files, and starts it anew when it has ended: it does when nobody asked for a while."""

    def __init__(self):
        self._lock = Lock()
        self._process = self._channel = None
        atexit.register(self.end)

    @property
    def pid(self):
        """Of the process that waits for the next file."""
        return self._process.pid

    def look(self, given, folder):
        """What ``looking`` found out about a file: {"type": …} or {"refused": why}."""
        for _attempt in range(ATTEMPTS):
            mine, theirs = socket.socketpair()
            with mine:
                with theirs:
                    self._ask(theirs, given, folder)
                try:
                    taken, answer = _read(mine)
                except TimeoutError:
                    return {"refused": "too_slow"}
            if taken:
                # Without an answer the file brought the process down.
                return json.loads(answer) if answer else {"refused": "broken"}
        logger.error("The process that looks through files does not start: %s", PROGRAM)
        return {"refused": "not_now"}

    def _ask(self, answer_to, given, folder):
        question = json.dumps([str(given), str(folder)]).encode()
        with self._lock:
            if self._process and self._process.poll() is not None:
                self.end()
            if self._process is None:
                self._begin()
            try:
                socket.send_fds(self._channel, [question], [answer_to.fileno()])
            except OSError:  # it ends this very moment
                self.end()

    def _begin(self):
        self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._channel.settimeout(SECONDS)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  our own program
                [sys.executable, "-I", str(PROGRAM), str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in KEPT if name in os.environ},
                pass_fds=[theirs.fileno()],
            )

    def end(self):
        """End what waits; what is being looked at is finished. The next file begins it anew."""
        if self._process is not None:
            self._channel.close()
            self._process.kill()
            self._process.wait()
            self._process = None


def _read(connection):
    """(True if the question was taken up, the answer)."""
    connection.settimeout(SECONDS)
    received = b""
    while chunk := connection.recv(4096):
        received += chunk
    return received[:1], received[1:]


look = Looker().look
