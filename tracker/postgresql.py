"""How the program talks to PostgreSQL."""

PREPARED_AFTER = 3
"""A question that comes again so often is planned once: to plan some takes PostgreSQL longer than to answer them."""


def connection(database, **options):
    """The settings of a connection to ``database``, a dict as Django has it; options of its address come first.

    Connections stay open between requests; one that died meanwhile is noticed before it is used. Values are
    bound by the server, without which nothing can be planned ahead.
    """
    own = {"server_side_binding": True, "prepare_threshold": PREPARED_AFTER}
    return {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": own | options | database.get("OPTIONS", {}),
    }
