"""Links that are evidence: looked at from time to time, to notice when one has died or its page has changed."""

import re
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from html import unescape

from django.db import transaction
from django.db.models import F, Q

from actions.models import Evidence, EvidenceKind, LinkState, NoticeKind
from actions.services.evidence import concerned
from actions.services.fetching import Unreachable, fetch
from actions.services.notices import tell

EVERY = timedelta(days=7)
"""A link is looked at again after so long."""

AGAIN = timedelta(hours=20)
"""One at which nothing answered is looked at again sooner: a server may only be resting."""

FAILURES = 2
"""Nothing answered so many times in a row: the link has died."""

GONE = (404, 410)
"""Statuses by which a server itself says that nothing is there any more."""

KEPT_OUT = (401, 403, 429, 451)
"""Statuses by which a server keeps programs out: that says nothing about the page."""

UNSEEN = re.compile(rb"<(script|style|noscript|svg|head)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)


@dataclass
class Checked:
    """How many links were looked at, and how many were found dead or changed that were not so before."""

    looked_at: int = 0
    died: int = 0
    changed: int = 0


def check_links(*, now, most=500, loopback=False, everything=False):
    """Look at the links that are due, the longest unseen first; tell who added one, and coordinators, what happened.

    ``everything`` looks at all of them. ``loopback`` lets this computer itself be asked, in tests.
    """
    links = Evidence.objects.attached().filter(kind=EvidenceKind.LINK, erased_at=None)
    if not everything:
        due = Q(checked_at=None) | Q(checked_at__lte=now - EVERY)
        links = links.filter(due | Q(checked_at__lte=now - AGAIN, link_failures__gt=0))
    done = Checked()
    for evidence in links.order_by(F("checked_at").asc(nulls_first=True), "pk")[:most]:
        state = _note(evidence, now, *_look(evidence.url, loopback))
        done.looked_at += 1
        done.died += state == LinkState.DEAD
        done.changed += state == LinkState.CHANGED
    return done


def _look(url, loopback):
    """(what was found, a digest of the words there): found is "there", "gone", "nothing" or "kept out"."""
    try:
        answer = fetch(url, loopback=loopback)
    except Unreachable:
        return "nothing", ""
    if answer.status in GONE:
        return "gone", ""
    if answer.status in KEPT_OUT:
        return "kept out", ""
    if answer.status >= 400:
        return "nothing", ""
    return "there", digest(answer)


def digest(answer):
    """A digest of the words of a page; of anything else, of all its bytes."""
    content = answer.content
    if "html" in answer.content_type.lower():
        text = unescape(UNSEEN.sub(b" ", content).decode("utf-8", "replace"))
        content = " ".join(text.split()).encode()
    return sha256(content).hexdigest()


@transaction.atomic
def _note(evidence, now, found, seen):
    """Write down what was found; the new state if it is one that people are told of, else None."""
    evidence = (
        Evidence.objects.select_for_update(of=("self",))
        .select_related("report", "action", "entry__report", "added_by")
        .get(pk=evidence.pk)
    )
    if evidence.erased_at:
        return None
    before = evidence.link_state
    evidence.checked_at = now
    evidence.link_failures = evidence.link_failures + 1 if found in ("gone", "nothing") else 0
    evidence.link_digest = evidence.link_digest or seen
    if found == "gone" or evidence.link_failures >= FAILURES:
        evidence.link_state = LinkState.DEAD
    elif found == "there":
        evidence.link_state = LinkState.FINE if seen == evidence.link_digest else LinkState.CHANGED
    elif found == "kept out" and before == LinkState.FINE:
        evidence.link_state = LinkState.UNCHECKED  # whether it is as it was, nobody knows any more
    told = evidence.link_state != before and evidence.link_state in (LinkState.DEAD, LinkState.CHANGED)
    if evidence.link_state != before:
        evidence.link_since = evidence.report.today(now)
    evidence.save(update_fields=["checked_at", "link_failures", "link_digest", "link_state", "link_since"])
    if not told:
        return None
    tell(
        people=concerned(evidence),
        kind=NoticeKind.LINK_DIED,
        report=evidence.report,
        action=evidence.action,
        address=evidence.entry.get_absolute_url(),
        key=f"link-{evidence.pk}-{evidence.link_state}-{evidence.link_since}",
        at=now,
    )
    return evidence.link_state
