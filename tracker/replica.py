"""Reading dashboards from a replica of the database, named by DATABASE_REPLICA_URL.

Views that carry ``dashboard`` read from the replica; all else, and whatever is written, goes to the database itself.
A person never sees less than they wrote: where in PostgreSQL's log they last wrote is kept with the person, and until
the replica has come that far, or when it does not answer, that person reads from the database itself.
"""

import logging
from contextvars import ContextVar

from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, connections

REPLICA = "replica"
SAFE = ("GET", "HEAD")
logger = logging.getLogger(__name__)

_reads_replica = ContextVar("reads the replica", default=False)


class Router:
    """Sends the reads of a dashboard to the replica; the person and the session always come from the database."""

    def db_for_read(self, model, **hints):
        if _reads_replica.get() and model._meta.app_label == "actions" and model is not get_user_model():
            return REPLICA
        return "default"

    def db_for_write(self, model, **hints):
        return "default"

    def allow_relation(self, first, second, **hints):
        return True  # they are two copies of one database

    def allow_migrate(self, db, app_label, **hints):
        return db == "default"


class ReplicaMiddleware:
    """Decides for each request where it reads, and keeps where in the log a person wrote."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            response = self.get_response(request)
        finally:
            _reads_replica.set(False)
        if request.method not in SAFE and request.user.is_authenticated and response.status_code < 400:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
                (place,) = cursor.fetchone()
            get_user_model().objects.filter(pk=request.user.pk).update(wrote_at=place)
        return response

    def process_view(self, request, view, args, kwargs):
        if request.method in SAFE and getattr(view, "dashboard", False) and request.user.is_authenticated:
            _reads_replica.set(has_reached(request.user.wrote_at))


def has_reached(place):
    """Whether the replica answers and has all that was written up to ``place`` in the database's log."""
    try:
        with connections[REPLICA].cursor() as cursor:
            cursor.execute("SELECT coalesce(pg_last_wal_replay_lsn() >= %s::pg_lsn, false)", [place or "0/0"])
            return cursor.fetchone()[0]
    except DatabaseError as error:
        logger.warning("The replica does not answer, so the database itself is read: %s", error)
        connections[REPLICA].close()
        return False
