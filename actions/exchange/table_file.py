"""A table as a CSV file, written while it is sent, and opened by a spreadsheet as text."""

import csv
from io import StringIO
from itertools import islice

from django.http import StreamingHttpResponse
from django.utils import timezone, translation

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""

ROWS_AT_ONCE = 500


def csv_answer(name, head, rows):
    """An answer that is the file ``name``: the ``head`` and the ``rows``, any iterable of lists.

    Made in the reader's language and time zone, which the request has left when the file is sent.
    """
    reader = translation.get_language(), timezone.get_current_timezone()
    answer = StreamingHttpResponse(_written(head, iter(rows), *reader), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _written(head, rows, language, zone):
    # The mark by which spreadsheets know the text to be UTF-8.
    yield "\ufeff" + _lines([head])
    while True:
        with translation.override(language), timezone.override(zone):
            some = list(islice(rows, ROWS_AT_ONCE))
            text = _lines(some)
        if not some:
            return
        yield text


def _lines(rows):
    file = StringIO()
    csv.writer(file).writerows([safe(value) for value in row] for row in rows)
    return file.getvalue()


def safe(value):
    """A cell as text that no spreadsheet takes for a formula; numbers stay numbers, None is empty."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
