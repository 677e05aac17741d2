"""Every address as it is for something on the Belgium report, and people who open them."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from actions.models import Membership
from actions.notifications import stop_address
from actions.services.feeds import make_feed_address
from actions.services.notices import tell
from actions.services.saved_views import save_view
from tests.access.table import patterns
from tests.factories import add_note


@pytest.fixture
def addresses(lively, staff):
    """{name: address} of something on the Belgium report; entry, note and shared view are Stella's."""
    view = save_view(by=staff, shows="milestones", name="Late", query="state=overdue", report=lively.report)
    shared = add_note(lively.first, staff, "For everyone.", audience="shared")
    belonging = {
        "slug": lively.report.slug,
        "number": 1,
        "milestone": lively.coming.number,
        "sequence": lively.update.sequence,
        "draft": lively.submitted.pk,
        "uidb36": "1",
        "key": "none",
        "chart": "milestones",
        "token": make_feed_address(user=staff),
        "shows": "milestones",
        "uuid": lively.inner.uuid,
    }
    told = tell(
        people=[staff],
        kind="mentioned",
        report=lively.report,
        address=lively.first.get_absolute_url(),
        key="in a note",
        action=lively.first,
    )

    def address(name, pattern):
        given = {key: value for key, value in belonging.items() if f":{key}>" in pattern or f"<{key}>" in pattern}
        if "<slug:concern>" in pattern:
            about = {"milestone": lively.late.number, "concern": "late"}
            given |= about if "milestone" in name else {"number": 2, "concern": "moved_back"}
        if name in ("discard-draft", "carry-on"):
            given["draft"] = lively.returned.pk
        if name == "stop-mail":
            return stop_address(staff, "digest")
        if name == "take-up-concern":
            given["sequence"] = lively.aside.sequence
        if "<int:pk>" in pattern:
            if "saved-views" in pattern:
                return reverse(name, args=[view.pk])
            if "notice" in name:
                return reverse(name, args=[told[0].pk])
            members = Membership.objects.filter(report=lively.report, user=staff)
            given["pk"] = shared.pk if "notes/" in pattern else members.get().pk
            if name in ("person", "handover"):
                given["pk"] = staff.pk
        return reverse(name, kwargs=given)

    return {name: address(name, pattern) for name, pattern in patterns(get_resolver())}


@pytest.fixture
def visitor(request, client_of, observer, staff, stranger, coordinator):
    """A browser of someone who has a password: visitor("staff")."""

    def browser(who):
        if who == "nobody":
            return Client()
        user = request.getfixturevalue(who)
        user.set_password("rivers run softly")
        user.save()
        return client_of(user)

    return browser


@pytest.fixture
def everywhere(addresses):
    """Every address that can be opened, the lists with each of their filters."""
    pages = dict(addresses)
    pages.pop("account_logout")
    for only in ("updates", "corrections", "changes", "notes"):
        pages[f"action, {only}"] = f"{addresses['action']}?only={only}"
    for query in ("canary", "between&only=notes", "us&earlier=yes"):
        pages[f"search, {query}"] = f"{addresses['search']}?q={query}"
    for page in ("overview", "action"):
        for number in (2, 3, 4):
            pages[f"{page} {number}"] = f"/reports/belgium-2013/actions/{number}/"
    return pages
