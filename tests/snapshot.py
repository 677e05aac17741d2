"""A world that many tests begin with, made by the services once in a process and put back as rows after that.

Making it takes as long as most tests do; its rows are the same each time, for the clock stands still while it is made.
"""

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

KEPT = {}
"""{name of a world: ([all rows], {name of a thing in it: (model, number in the database)})}."""


def models():
    return [model for model in apps.get_app_config("actions").get_models() if not model._meta.proxy]


def nothing_is_there():
    """True if a world can be put back: its numbers are not taken."""
    return not any(model.objects.exists() for model in models())


def keep(name, things):
    """Keep all rows there are as this world; ``things`` are the model instances that tests go by."""
    rows = [row for model in models() for row in model.objects.all()]
    KEPT[name] = rows, {key: (type(thing), thing.pk) for key, thing in things.items()}


@transaction.atomic
def put_back(name):
    """Put the rows of a kept world into a database that has none of its own."""
    rows, _things = KEPT[name]
    for model in models():
        model.objects.bulk_create(row for row in rows if type(row) is model)
    with connection.cursor() as cursor:
        # The next numbers come after those put back, whatever a test in between has set them to.
        for statement in connection.ops.sequence_reset_sql(no_style(), models()):
            cursor.execute(statement)


def things(name):
    """{name: model instance} of a world that was put back."""
    _rows, found = KEPT[name]
    return {key: model.objects.get(pk=pk) for key, (model, pk) in found.items()}
