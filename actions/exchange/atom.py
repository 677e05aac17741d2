"""Activity as an Atom feed (RFC 4287): plain words, links to the permanent pages, nothing that cannot stand in XML."""

import re
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from actions.reporting.telling import what_happened

CONTENT_TYPE = Atom1Feed.content_type
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 has no way to write, not even as a reference."""


class Feed(Atom1Feed):
    """A feed that says when it last changed; empty, it would otherwise change at every look."""

    def latest_post_date(self):
        return self.feed["updated"]


def updated_at(entry):
    """When what a reader sees of an entry last changed: recorded, corrected or withdrawn, or erased."""
    moments = [entry.recorded_at, entry.erased_at, entry.superseder_at]
    return max(moment for moment in moments if moment)


def atom(entries, *, title, page, site, updated):
    """The feed as text.

    ``entries`` come with their surroundings; ``page`` is the path of the page that shows the same,
    ``site`` what stands before a path. The address of the feed itself is a secret, and not in it.
    """
    feed = Feed(
        title=_readable(title),
        link=site + page,
        description=None,
        language=get_language(),
        author_name=_("Priority Action Tracker"),
        feed_guid=f"tag:{urlsplit(site).hostname},2026:{page}",
        updated=updated,
    )
    for entry in entries:
        path = entry.get_absolute_url()
        words = render_to_string("feeds/entry.html", {"entry": entry, "site": site})
        feed.add_item(
            title=_readable(_title(entry)),
            link=site + path,
            description=_readable(words),
            author_name=_readable(_author(entry)),
            pubdate=entry.recorded_at,
            updateddate=updated_at(entry),
            unique_id=f"tag:{urlsplit(site).hostname},{entry.recorded_at:%Y-%m-%d}:{path}",
        )
    return feed.writeString("utf-8")


def _readable(text):
    return NOT_XML.sub("\ufffd", text)


def _author(entry):
    names = [str(who) for who in (entry.author_name, entry.organisation) if who]
    return ", ".join(names) or _("An administrator")


def _title(entry):
    """What happened, by whom, on what: in words."""
    report = f"{entry.report.country.name}, {entry.report.published_on.year}"
    subject = str(entry.action) if entry.action else report
    return _("%(what)s: %(subject)s") % {"what": _what(entry), "subject": subject}


def _what(entry):
    if not entry.organisation:
        return entry.get_kind_display()
    return what_happened(entry).format(who=entry.organisation.name)
