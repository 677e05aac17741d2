"""How the program talks to PostgreSQL."""

PREPARED_AFTER = 3
"""A question that comes again so often is planned once: to plan some takes PostgreSQL longer than to answer them."""

PREPARED_AT_MOST = 1_000
"""Questions a connection keeps planned. The pages ask some hundreds; with fewer they would drive each other out."""

KEPT = 3_600
"""Seconds a connection is kept. What it has planned goes with it, and a question is planned eight times before it is
planned for good.
"""


RANDOM_PAGE_COST = 1.1
"""How many times as dear as the next row any other is, where they lie in memory or on a disk that does not turn.

PostgreSQL takes it for four times, and reads whole tables in which a page needs a few hundred rows.
"""


def connection(database, **options):
    """The settings of a connection to ``database``, a dict as Django has it; options of its address come first.

    Connections stay open between requests; one that died meanwhile is noticed before it is used. Values are
    bound by the server, without which nothing can be planned ahead.
    """
    own = {"server_side_binding": True, "prepare_threshold": PREPARED_AFTER}
    return {
        "CONN_MAX_AGE": KEPT,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": own | options | database.get("OPTIONS", {}),
    }


def tune(connection, **signal):
    """Receives connection_created: keep what is planned, and plan for rows that are at hand."""
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = PREPARED_AT_MOST  # psycopg takes this from the connection alone
        with connection.cursor() as cursor:
            cursor.execute(f"SET random_page_cost = {RANDOM_PAGE_COST}")
