"""The worker: one process that takes task after task from the queue in the database.

Queue, schedules and the lease on what was taken are django-q2's. Its cluster of processes is not used: it stands
still for good once one of them is killed (docs/decisions/queue.md). One process has nothing but the database to
agree with; when it dies, the lease on its task ends, and the task is carried out again.
"""

import logging
import os
import time
from multiprocessing import Value
from queue import SimpleQueue

from django.db import DatabaseError, close_old_connections
from django_q.brokers import get_broker
from django_q.conf import Conf
from django_q.monitor import monitor
from django_q.scheduler import scheduler
from django_q.signing import BadSignature, SignedPackage
from django_q.worker import worker as carry_out

SCHEDULE_EVERY = 10
"""Seconds between two looks at what is scheduled."""

logger = logging.getLogger(__name__)


class Worker:
    """Works until ``stop`` is called, or, where ``parent`` is given, until that process is gone."""

    def __init__(self, parent=None):
        self.parent, self.stopped = parent, False
        self.broker = get_broker()

    def stop(self, *signal):
        """End after the task in hand."""
        self.stopped = True

    def run(self):
        looked = None
        while not self.stopped and self.parent in (None, os.getppid()):
            try:
                if looked is None or time.monotonic() - looked >= SCHEDULE_EVERY:
                    scheduler(self.broker)
                    looked = time.monotonic()
                self.work_once()
            except DatabaseError:
                logger.exception("The database does not answer; trying again.")
                close_old_connections()
                time.sleep(Conf.POLL)

    def work_once(self):
        """Carry out the next task; False, after a short wait, when there is none."""
        taken = self.broker.dequeue()
        for ack, packed in taken or ():
            try:
                task = SignedPackage.loads(packed)
            except (TypeError, BadSignature):
                logger.error("A task in the queue was signed with another key; it is thrown away.")
                self.broker.fail(ack)
                continue
            todo, done = SimpleQueue(), SimpleQueue()
            todo.put(task | {"cluster": Conf.CLUSTER_NAME, "ack_id": ack})
            todo.put("STOP")
            carry_out(todo, done, Value("f", -1))
            done.put("STOP")
            monitor(done, self.broker)
        return bool(taken)
