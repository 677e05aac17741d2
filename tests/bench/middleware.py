"""Tells in a header what an answer cost: the processor's time in this thread, and queries."""

import time

from django.core.cache import caches
from django.db import connection

ANEW = "X-Bench-Anew"
"""Asks that nothing be shown from what is kept of pages."""

HEADER = "X-Bench-Cost"
"""Microseconds of processor time and number of queries, with a space between."""

NO_QUERIES = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")
"""Statements that ask for nothing; on SQLite Django sends them the way it sends queries."""


class CostMiddleware:
    """Outermost, so that all other middleware counts; the server's own work and the database's do not."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        queries = 0

        def count(execute, sql, params, many, context):
            nonlocal queries
            queries += not sql.startswith(NO_QUERIES)
            return execute(sql, params, many, context)

        if ANEW in request.headers:
            caches["pages"].clear()
        before = time.thread_time()
        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response[HEADER] = f"{(time.thread_time() - before) * 1e6:.0f} {queries}"
        return response
