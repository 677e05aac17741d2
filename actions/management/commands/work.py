"""Carry out background work until stopped."""

import signal

from django.core.management.base import BaseCommand

from actions.worker import Worker


class Command(BaseCommand):
    help = "Send mail and do all other background work, until stopped. Any number of these may run at once."

    def add_arguments(self, parser):
        parser.add_argument("--parent", type=int, help="stop when the process with this number has ended")

    def handle(self, *, parent, **options):
        worker = Worker(parent)
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, worker.stop)
        worker.run()
