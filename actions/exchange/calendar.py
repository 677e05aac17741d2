"""Due days as a calendar (iCalendar, RFC 5545): one all-day event a milestone."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

CONTENT_TYPE = "text/calendar; charset=utf-8"


def calendar(spans, *, site):
    """The calendar as bytes; ``site`` stands before each path. It is the same as long as the spans are."""
    result = Calendar()
    result.add("prodid", "-//Priority Action Tracker//EN")
    result.add("version", "2.0")
    result.add("method", "PUBLISH")
    result.add("x-wr-calname", _("Priority actions: due days"))
    result.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    for span in spans:
        result.add_component(_event(span, site))
    return result.to_ical()


def _event(span, site):
    milestone, action, report = span.milestone, span.action, span.action.report
    milestone.action = action
    event = Event()
    event.add("uid", f"milestone-{milestone.pk}@{urlsplit(site).hostname}")
    event.add("dtstamp", report.head_at)
    event.add("dtstart", span.due_on)
    event.add("dtend", span.due_on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", _("Due: %(title)s") % {"title": _one_line(milestone.title)})
    words = {"country": report.country.name, "number": action.number, "title": _one_line(action.title)}
    event.add("description", _("%(country)s, action %(number)s: %(title)s") % words)
    event.add("url", site + milestone.get_absolute_url())
    return event


def _one_line(text):
    return " ".join(text.split())
