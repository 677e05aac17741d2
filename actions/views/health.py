"""Is it alive, is it ready: asked by machines, without signing in."""

import shutil
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from actions.reporting.queue import queue_age
from actions.uploads import scanner

LEAST_FREE = 100
"""Megabytes of disk below which writing may soon fail."""

OLDEST = timedelta(minutes=15)
"""A task that waits longer says that no worker runs, or that it is far behind."""


@login_not_required
@require_safe
@never_cache
def live(request):
    """The server answers; the database is not asked."""
    return _answer(["server: ok"], ready=True)


@login_not_required
@require_safe
@never_cache
def ready(request):
    """Database, migrations, disk, queue and the virus scanner where one is set, a line each.

    503 when one of them is not as it should be.
    """
    lines = {}
    try:
        connection.ensure_connection()
        lines["database"] = "ok"
        lines["migrations"] = "ok" if _migrated() else "missing"
        age = queue_age()
        lines["queue"] = f"{'ok' if age <= OLDEST else 'behind'}, {int(age.total_seconds())} s"
    except DatabaseError:
        lines["database"] = "does not answer"
    free = shutil.disk_usage(settings.DATA_DIR).free // 1_000_000
    lines["disk"] = f"{'ok' if free >= LEAST_FREE else 'nearly full'}, {free} MB free"
    if scanner.is_set():
        lines["scanner"] = "ok" if scanner.answers() else "does not answer"
    return _answer([f"{name}: {said}" for name, said in lines.items()], all(s.startswith("ok") for s in lines.values()))


def _answer(lines, ready):
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8", status=200 if ready else 503)


def _migrated():
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
