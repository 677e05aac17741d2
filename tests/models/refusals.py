"""How a test sees that a row is refused, before it is saved and in the database itself."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction


def sentences(row):
    """What is wrong with the row, in words; empty when nothing is.

    Fields, uniqueness and constraints are asked apart: all at once, Django keeps silent about a
    constraint on a field that is wrong already.
    """
    found = []
    for ask in (row.clean_fields, row.validate_unique, row.validate_constraints):
        try:
            ask()
        except ValidationError as error:
            found += error.messages
    return found


def assert_database_refuses(write):
    """The database refuses what ``write()`` does, and lives on."""
    with pytest.raises(IntegrityError), transaction.atomic():
        write()
