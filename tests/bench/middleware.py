"""Tells in a header what an answer cost: the processor's time in this thread and on its files, and queries."""

import threading
import time
from pathlib import Path

from django.db import connection

from actions import uploads
from actions.uploads import looker
from tests.kept_pages import forget

ANEW = "X-Bench-Anew"
"""Asks that nothing be shown from what is kept of pages."""

HEADER = "X-Bench-Cost"
"""Microseconds of processor time and number of queries, with a space between."""

PROGRAM = Path(__file__).parent / "looking.py"
NO_QUERIES = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")
"""Statements that ask for nothing; on SQLite Django sends them the way it sends queries."""


class CostMiddleware:
    """Outermost, so that all other middleware counts; the server's own work and the database's do not."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.files = threading.local()
        looker.PROGRAM, uploads.look = PROGRAM, self._counted(uploads.look)

    def _counted(self, look):
        """Let ``files.cpu`` have the seconds that looking through files took, in their process."""

        def look_and_count(given, folder):
            found = look(given, folder)
            self.files.cpu += found.pop("cpu", 0)
            return found

        return look_and_count

    def __call__(self, request):
        queries = 0

        def count(execute, sql, params, many, context):
            nonlocal queries
            queries += not sql.startswith(NO_QUERIES)
            return execute(sql, params, many, context)

        if ANEW in request.headers:
            forget()
        self.files.cpu, before = 0, time.thread_time()
        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response[HEADER] = f"{(time.thread_time() - before + self.files.cpu) * 1e6:.0f} {queries}"
        return response
