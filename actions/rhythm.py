"""On which days a report is due, and on which one is reminded of something due: plain text to days, pure functions."""

import re
from calendar import monthrange
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from actions.lifecycle import Refused

MOST_STEPS = 10
FARTHEST = 365
"""Days from the due day beyond which nobody is reminded."""


class Rhythm(TextChoices):
    """By which days an action is to be reported on."""

    DAYS = "days", _("So many days after the last report: see rhythm in days")
    MONTHLY = "monthly", _("By the last day of each month")
    QUARTERLY = "quarterly", _("By the last day of each quarter")
    DATES = "dates", _("By days of the year, given below")


def steps(text):
    """The days of reminders, counted from the due day: "-7, 0, 3" is (-7, 0, 3)."""
    return tuple(int(word) for word in text.replace(",", " ").split())


def tidy_steps(text):
    """The text in order and without doubles; Refused when it is no list of days."""
    words = text.replace(",", " ").replace("−", "-").replace("–", "-").split()
    if any(not re.fullmatch(r"[+-]?\d{1,3}", word) or abs(int(word)) > FARTHEST for word in words):
        raise Refused(
            _("Write days from the due day, like -7, 0, 3, 10: seven days before, on the day, three and ten after."),
            "reminder_days",
        )
    found = sorted({int(word) for word in words})
    if len(found) > MOST_STEPS:
        raise Refused(_("That is more than ten reminders about one thing. Choose fewer."), "reminder_days")
    return ", ".join(str(step) for step in found)


def tidy_dates(text):
    """Days of the year, "03-31, 09-30", in order and without doubles; Refused when one of them is none."""
    words = text.replace(",", " ").split()
    for word in words:
        match = re.fullmatch(r"(\d\d?)-(\d\d?)", word)
        # 29 February is a day of some years only.
        if not match or not 1 <= int(match[1]) <= 12 or not 1 <= int(match[2]) <= monthrange(2023, int(match[1]))[1]:
            raise Refused(
                _("“%(word)s” is no day of the year. Write month and day, like 03-31, 09-30.") % {"word": word},
                "rhythm_dates",
            )
    return ", ".join(sorted({"-".join(part.zfill(2) for part in word.split("-")) for word in words}))


def check_rhythm(rhythm, dates):
    """Refuse days of the year without one, or one where they do not count."""
    if rhythm == Rhythm.DATES and not dates:
        raise Refused(_("Give at least one day of the year, like 03-31, 09-30."), "rhythm_dates")
    if rhythm != Rhythm.DATES and dates:
        raise Refused(_("Days of the year count only with that choice. Choose it, or leave them out."), "rhythm_dates")


def due_days(rhythm, dates, first, last):
    """The days of the calendar, from ``first`` to ``last``, by which a report is due; not for Rhythm.DAYS."""
    match rhythm:
        case Rhythm.MONTHLY | Rhythm.QUARTERLY:
            months = range(1, 13) if rhythm == Rhythm.MONTHLY else (3, 6, 9, 12)
            ends = [
                date(year, month, monthrange(year, month)[1])
                for year in range(first.year, last.year + 1)
                for month in months
            ]
        case _:
            parts = [word.split("-") for word in dates.replace(",", " ").split()]
            ends = [date(year, int(m), int(d)) for year in range(first.year, last.year + 1) for m, d in parts]
    return sorted(day for day in ends if first <= day <= last)


def step_between(days, due_on, since, today):
    """The last of the steps ``days`` that falls after ``since`` and not after ``today``; None if none does."""
    passed = [step for step in days if since < due_on + timedelta(days=step) <= today]
    return max(passed, default=None)
