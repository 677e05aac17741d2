"""Carry out background work until stopped."""

import os
import signal
import time

from django.core.management.base import BaseCommand
from django.db import connections

from actions.worker import Worker

LOOK_EVERY = 0.5
"""Seconds between two looks at whether the worker lives."""


class Command(BaseCommand):
    help = "Send mail and do all other background work, until stopped. Any number of these may run at once."

    def add_arguments(self, parser):
        parser.add_argument(
            "--parent", type=int, help="begin again when killed, and stop when the process with this number has ended"
        )

    def handle(self, *, parent, **options):
        if parent is None:
            work()
        else:
            keep_working(parent)


def work(parent=None):
    worker = Worker(parent)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, worker.stop)
    worker.run()


def keep_working(parent):
    """See that a worker lives, as systemd does on a server, for as long as ``parent`` does."""
    connections.close_all()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.default_int_handler)
    worker, keeper = None, os.getpid()
    try:
        while os.getppid() == parent:
            if worker is None and not (worker := os.fork()):
                work(keeper)
                os._exit(0)
            if os.waitpid(worker, os.WNOHANG) != (0, 0):
                worker = None
            time.sleep(LOOK_EVERY)
    except KeyboardInterrupt:
        pass
    if worker:
        os.kill(worker, signal.SIGTERM)
