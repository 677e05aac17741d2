"""Activity for feed readers and due days for calendars, at a personal address that works without signing in."""

import hashlib
from contextlib import contextmanager

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from actions.exchange import atom, calendar
from actions.forms.activity import KINDS, AllActivityFilter, ReportActivityFilter
from actions.models import FeedAddress, Report
from actions.models.feed import digest_of
from actions.reporting.activity import activity_of
from actions.reporting.calendar import due_days_of, report_days_of
from actions.reporting.timeline import activity
from actions.services.feeds import make_feed_address, revoke_feed_address, use_feed_address
from actions.views.activity import reports_of

MOST = 50
"""Entries in a feed. A reader that comes once in a while has missed none by then."""

HEADERS = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
"""The address is a secret: it is neither passed on nor listed, and what is there is asked for anew each time."""


@login_not_required
@require_safe
def feed(request, token):
    """The newest entries of all reports that whose address it is may read."""
    address = _find(token)
    with _as_read_by(address.user):
        found, wrong = _narrowed(request, AllActivityFilter, reports=reports_of(address.user))
        if wrong:
            return _not_understood(wrong)
        page = activity_of(found.chosen, entries=found.qs, size=MOST)
        return _answer(request, address, page, found, _("Activity of all reports you follow"), reverse("activity"))


@login_not_required
@require_safe
def report_feed(request, token, slug):
    """The newest entries of one report."""
    address = _find(token)
    report = get_object_or_404(Report.objects.visible_to(address.user), slug=slug)
    with _as_read_by(address.user):
        found, wrong = _narrowed(request, ReportActivityFilter, report=report)
        if wrong:
            return _not_understood(wrong)
        page = activity(report, entries=found.qs, size=MOST)
        title = f"{report.country.name}, {report.published_on.year}: {report.title}"
        return _answer(request, address, page, found, title, reverse("entries", args=[slug]))


@login_not_required
@require_safe
def due_days(request, token):
    """The due days that are whose address it is, as a calendar that can be subscribed to."""
    address = _find(token)
    with _as_read_by(address.user):
        due, reports = due_days_of(address.user), report_days_of(address.user)
        content = calendar.calendar(due, reports, site=_site(request))
    use_feed_address(address=address)
    response = HttpResponse(content, content_type=calendar.CONTENT_TYPE)
    response["ETag"] = etag = f'"{hashlib.sha256(content).hexdigest()}"'
    return _private(get_conditional_response(request, etag=etag, response=response))


@never_cache
def make(request):
    """Give oneself an address, in place of the one before, after asking. It is shown once."""
    if request.method != "POST":
        context = {"address": FeedAddress.objects.live().filter(user=request.user).first()}
        return render(request, "actions/make_feed_address.html", context)
    # Answered at once rather than redirected to: the address is kept nowhere it could be shown from later.
    token = make_feed_address(user=request.user)
    context = {"token": token, "site": _site(request), "memberships": request.user.memberships.select_related("report")}
    return render(request, "actions/feed_address.html", context)


def revoke(request):
    """Take one's address back, after asking."""
    address = FeedAddress.objects.live().filter(user=request.user).first()
    if address is None:
        return redirect("account")
    if request.method == "POST":
        revoke_feed_address(user=request.user)
        messages.success(request, _("Revoked. The address leads nowhere any more."))
        return redirect("account")
    return render(request, "actions/revoke_feed_address.html", {"address": address})


def _find(token):
    """The address with this secret part, if it still works; 404 whatever else it may be."""
    return get_object_or_404(FeedAddress.objects.live().select_related("user"), digest=digest_of(token))


@contextmanager
def _as_read_by(person):
    """Speak the language of whose address it is, in that person's time zone."""
    with timezone.override(person.time_zone), translation.override(person.language):
        yield


def _narrowed(request, kind, **whose):
    """(the filter of this ``kind`` that the address asks for, {parameter: what is wrong with it})."""
    only = request.GET.get("only", "")
    if only not in ("", *KINDS):
        return None, {"only": [_("Choose one of %(kinds)s.") % {"kinds": ", ".join(KINDS)}]}
    found = kind(request.GET, only=only, **whose)
    return found, found.errors


def _not_understood(wrong):
    """400, and plain words for who looks why a feed reader finds nothing."""
    lines = [_("This feed cannot be narrowed as its address says.")]
    lines += [f"{name}: {' '.join(sentences)}" for name, sentences in wrong.items()]
    return _private(HttpResponse("\n".join(lines), status=400, content_type="text/plain; charset=utf-8"))


def _site(request):
    return request.build_absolute_uri("/").removesuffix("/")


def _answer(request, address, page, found, title, path):
    """The feed, which says what it is narrowed to; 304 to a reader that has it already."""
    if found.query:
        path = f"{path}?{found.query}"
    if found.told:
        title = _("%(title)s – %(narrowed)s") % {"title": title, "narrowed": found.told}
    use_feed_address(address=address)
    changed = max((atom.updated_at(entry) for entry in page.items), default=address.made_at)
    content = atom.atom(page.items, title=title, page=path, site=_site(request), updated=changed).encode()
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    response = HttpResponse(content, content_type=atom.CONTENT_TYPE)
    response["ETag"] = etag
    modified = int(changed.timestamp())
    if modified < int(timezone.now().timestamp()):
        # Not within the same second: a header has no fractions to tell a second entry from the first by.
        response["Last-Modified"] = http_date(modified)
    response = get_conditional_response(request, etag, modified, response)
    return _private(response)


def _private(response):
    for name, value in HEADERS.items():
        response[name] = value
    return response
