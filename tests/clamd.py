"""A real clamd, the virus scanner, with a database of its own that knows two harmless marks."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from actions.uploads import scanner

MIDDLE = "EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
EICAR = f"X5O!P%@AP[4\\PZX54(P^)7CC)7}}${MIDDLE}!$H+H*"
"""What all scanners agree to find, and harms nothing. In two pieces, so that none of them finds it here."""

MARK = "a-mark-known-to-the-tests-alone"
MOST_BYTES = 1024**2
"""The longest file this scanner takes."""

SECONDS = 20


class Clamd:
    """Within ``with Clamd() as clamd:`` it listens at ``clamd.place`` once it was started; its words are in ``log``."""

    def __init__(self):
        # A short path: the address of a socket has 107 letters at most.
        self.folder = Path(tempfile.mkdtemp(prefix="clamd-"))
        self.place = str(self.folder / "socket")
        self.log = self.folder / "log"
        self.process = None
        (self.folder / "signatures").mkdir()
        marks = {"Test.Eicar": EICAR, "Test.Mark": MARK}
        lines = [f"{name}:0:*:{mark.encode().hex()}\n" for name, mark in marks.items()]
        (self.folder / "signatures" / "tests.ndb").write_text("".join(lines))
        settings = {
            "Foreground": "yes",
            "LocalSocket": self.place,
            "DatabaseDirectory": self.folder / "signatures",
            "StreamMaxLength": MOST_BYTES,
            "MaxThreads": 2,
        }
        (self.folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))

    def start(self):
        """Start it where it does not run, and wait until it answers."""
        if self.process and self.process.poll() is None:
            return
        # The Makefile puts it beside the tests' Python when Debian's package is not there.
        path = os.pathsep.join([os.environ["PATH"], "/usr/sbin", str(Path(sys.executable).parent)])
        program = shutil.which("clamd", path=path)
        assert program, "clamd is missing: make test brings it"
        Path(self.place).unlink(missing_ok=True)
        with self.log.open("a") as log:
            command = [program, f"--config-file={self.folder / 'clamd.conf'}"]
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        ends = time.monotonic() + SECONDS
        while not scanner.answers():
            assert time.monotonic() < ends and self.process.poll() is None, self.log.read_text()
            time.sleep(0.02)

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait(SECONDS)

    def freeze(self):
        """Let it listen and say nothing, until it goes on."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def __enter__(self):
        return self

    def __exit__(self, *fault):
        self.kill()
        shutil.rmtree(self.folder)
