"""Tables as CSV files: as RFC 4180 has them, and safe to open in a spreadsheet."""

import csv
from datetime import date
from io import StringIO

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a text begins that a spreadsheet takes for something to carry out."""


def csv_file(header, rows):
    """The file, as bytes: UTF-8 with the mark by which a spreadsheet knows it, days in ISO form.

    A text that a spreadsheet would take for a formula begins with an apostrophe. None is an empty cell.
    """
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value):
    if isinstance(value, date):
        return value.isoformat()
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
