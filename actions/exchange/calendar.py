"""Due days as a calendar (iCalendar, RFC 5545): an all-day event for each milestone and each report that is due."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

CONTENT_TYPE = "text/calendar; charset=utf-8"


def calendar(spans, reports, *, site):
    """The calendar as bytes; ``site`` stands before each path. It is the same as long as what it shows is.

    ``spans`` are of milestones, ``reports`` are [(action, the day its next report is due)].
    """
    result = Calendar()
    result.add("prodid", "-//Priority Action Tracker//EN")
    result.add("version", "2.0")
    result.add("method", "PUBLISH")
    result.add("x-wr-calname", _("Priority actions: due days"))
    result.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    for span in spans:
        span.milestone.action = span.action
        said = _("Due: %(title)s") % {"title": _one_line(span.milestone.title)}
        about = f"milestone-{span.milestone.pk}"
        result.add_component(_event(span.action, about, span.due_on, said, site + span.milestone.get_absolute_url()))
    for action, day in reports:
        said = _("Report due: %(title)s") % {"title": _one_line(action.title)}
        about = f"report-{action.pk}-{day}"
        result.add_component(_event(action, about, day, said, site + action.get_absolute_url()))
    return result.to_ical()


def _event(action, about, day, said, url):
    report = action.report
    event = Event()
    event.add("uid", f"{about}@{urlsplit(url).hostname}")
    event.add("dtstamp", report.head_at)
    event.add("dtstart", day)  # without an end it lasts for the day
    event.add("transp", "TRANSPARENT")
    event.add("summary", said)
    words = {"country": report.country.name, "number": action.number, "title": _one_line(action.title)}
    event.add("description", _("%(country)s, action %(number)s: %(title)s") % words)
    event.add("url", url)
    return event


def _one_line(text):
    return " ".join(text.split())
