"""Who gets where: every address, for nobody, an observer, staff, a coordinator elsewhere, and the coordinator.

A page about a report one is not on does not exist (404); what another role may do is refused (403).
"""

import re
from datetime import date, timedelta

import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import get_resolver, reverse

from actions.models import Entry, Membership, Note, User
from actions.notifications import stop_address
from actions.services.feeds import make_feed_address
from actions.services.notices import tell
from actions.services.reports import change
from actions.services.saved_views import save_view
from tests.conftest import NOW
from tests.factories import add_evidence, add_note, join, person, send_back, submit

PEOPLE = ("nobody", "observer", "staff", "stranger", "coordinator")

# Sign-in first, then one's role. Someone else's notes and entries: see below.
ANYONE_ON_IT = (302, 200, 200, 404, 200)
WRITERS = (302, 403, 200, 404, 200)
COORDINATORS = (302, 403, 403, 404, 200)
PUBLIC = (200, 200, 200, 200, 200)
INTERNAL = (302, 404, 200, 404, 200)
BUTTON = (302, 403, 302, 404, 302)  # opened instead of pressed: back to where the button is
COORDINATORS_BUTTON = (302, 403, 403, 404, 302)

ACCESS = {
    "live": PUBLIC,
    "ready": PUBLIC,
    "notices": (302, 200, 200, 200, 200),
    "notice": (302, 404, 302, 404, 404),  # whose it is; it leads on
    "read-notice": (302, 404, 302, 404, 404),
    "read-notices": (302, 302, 302, 302, 302),
    "mail-wishes": (302, 200, 200, 200, 200),
    "stop-mail": PUBLIC,  # whoever has the address, which is in a mail to Stella
    "home": (302, 302, 302, 302, 302),
    "account": (302, 200, 200, 200, 200),
    "keyboard": (302, 200, 200, 200, 200),
    "my-work": (302, 200, 200, 200, 200),
    "my-work-count": (302, 200, 200, 200, 200),
    "reports": (302, 200, 200, 200, 200),
    "search": (302, 200, 200, 200, 200),
    "reports-file": (302, 200, 200, 200, 200),
    "themes": (302, 200, 200, 200, 200),
    "activity": (302, 200, 200, 200, 200),
    "make-feed-address": (302, 200, 200, 200, 200),
    "revoke-feed-address": (302, 302, 200, 302, 302),  # for who has an address
    # Whoever has the address; it is Stella's.
    "feed": PUBLIC,
    "due-days": PUBLIC,
    "report-feed": PUBLIC,
    "all-actions": (302, 200, 200, 200, 200),
    "all-milestones": (302, 200, 200, 200, 200),
    "all-updates": (302, 200, 200, 200, 200),
    "saved-views": (302, 200, 200, 200, 200),
    "save-view": (302, 200, 200, 200, 200),
    "rename-view": (302, 403, 200, 404, 403),  # its owner alone
    "remove-view": (302, 403, 200, 404, 200),  # its owner, and coordinators of the report it is shared with
    "overview": ANYONE_ON_IT,
    "compare": ANYONE_ON_IT,
    "milestones": ANYONE_ON_IT,
    "over-time": ANYONE_ON_IT,
    "over-time-milestones": ANYONE_ON_IT,
    "over-time-csv": ANYONE_ON_IT,
    "entries": ANYONE_ON_IT,
    "meeting": ANYONE_ON_IT,
    "entry": ANYONE_ON_IT,
    # Of a submitted update its own organisation's staff and the coordinators know; Stella wrote this one.
    "review": COORDINATORS,
    "submission": (302, 404, 200, 404, 200),
    "send-back": (302, 404, 403, 404, 200),
    "take-back": (302, 404, 302, 404, 403),
    "correct-update": WRITERS,
    "withdraw": WRITERS,
    "action": ANYONE_ON_IT,
    "log-update": WRITERS,
    "still-true": BUTTON,
    "save-draft": BUTTON,
    "save-correction": BUTTON,
    "discard-draft": (302, 404, 200, 404, 404),  # its author alone
    "add-note": WRITERS,
    "add-note-on-entry": WRITERS,
    "note": ANYONE_ON_IT,
    "remove-note": (302, 403, 200, 404, 403),  # its author alone
    "milestone": ANYONE_ON_IT,
    "add-milestone": COORDINATORS,
    "edit-milestone": COORDINATORS,
    "drop-milestone": COORDINATORS,
    "take-up-milestone": COORDINATORS,
    "move-milestone": COORDINATORS_BUTTON,
    "order-milestones": COORDINATORS,
    "edit-action": COORDINATORS,
    "report-evidence": ANYONE_ON_IT,
    # Of Stella's organisation, internal.
    "evidence": INTERNAL,
    "evidence-preview": INTERNAL,
    "remove-evidence": INTERNAL,
    "add-evidence": WRITERS,
    "upload-evidence": BUTTON,
    "attention": ANYONE_ON_IT,
    "organisations": ANYONE_ON_IT,
    "person": ANYONE_ON_IT,
    "handover": COORDINATORS,
    "nudge-about-action": COORDINATORS,
    "nudge-about-milestone": COORDINATORS,
    "reassign-action": COORDINATORS,
    "reassign-milestone": COORDINATORS,
    "set-action-aside": COORDINATORS,
    "set-milestone-aside": COORDINATORS,
    "take-up-concern": COORDINATORS_BUTTON,
    "reminders": COORDINATORS,
    "report-settings": COORDINATORS,
    "members": COORDINATORS,
    "change-role": COORDINATORS_BUTTON,
    "remove-member": COORDINATORS,
    # Signing in, for those who are not; whoever is goes on.
    "account_login": (200, 302, 302, 302, 302),
    "account_logout": (302, 200, 200, 200, 200),
    "account_inactive": PUBLIC,
    "account_change_password": (302, 200, 200, 200, 200),
    "account_set_password": (302, 302, 302, 302, 302),  # for those who have none
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
}
"""{name of the address: status for each of PEOPLE who opens it}."""

# 200: the form, empty, comes back with what is missing. 302: done, or nothing to fill in.
POSTED = {
    "read-notice": (302, 404, 302, 404, 404),
    "read-notices": (302, 302, 302, 302, 302),
    "mail-wishes": (302, 200, 200, 200, 200),
    "stop-mail": PUBLIC,
    "account": (302, 200, 200, 200, 200),
    "make-feed-address": (302, 200, 200, 200, 200),
    "revoke-feed-address": (302, 302, 302, 302, 302),
    "meeting": WRITERS,
    "review": COORDINATORS_BUTTON,
    "submission": (302, 404, 403, 404, 200),
    "send-back": (302, 404, 403, 404, 200),
    "take-back": (302, 404, 302, 404, 403),
    "save-view": (302, 200, 200, 200, 200),
    "rename-view": (302, 403, 200, 404, 403),
    "remove-view": (302, 403, 302, 404, 302),
    "correct-update": WRITERS,
    "withdraw": WRITERS,
    "log-update": WRITERS,
    "still-true": BUTTON,
    "save-draft": (302, 403, 409, 404, 409),  # without its number it is no form of ours
    "save-correction": (302, 403, 409, 404, 409),
    "discard-draft": (302, 404, 302, 404, 404),
    "add-note": WRITERS,
    "add-note-on-entry": WRITERS,
    "note": WRITERS,
    "remove-note": (302, 403, 302, 404, 403),
    "add-evidence": WRITERS,
    "upload-evidence": WRITERS,
    "remove-evidence": (302, 404, 302, 404, 302),
    "add-milestone": COORDINATORS,
    "edit-milestone": COORDINATORS,
    "drop-milestone": COORDINATORS,
    "take-up-milestone": COORDINATORS,
    "move-milestone": COORDINATORS_BUTTON,
    "edit-action": COORDINATORS,
    "nudge-about-action": COORDINATORS,
    "nudge-about-milestone": COORDINATORS,
    "reassign-action": COORDINATORS,
    "reassign-milestone": COORDINATORS,
    "set-action-aside": COORDINATORS,
    "set-milestone-aside": COORDINATORS,
    "take-up-concern": COORDINATORS_BUTTON,
    "handover": COORDINATORS,
    "report-settings": COORDINATORS,
    "members": COORDINATORS,
    "change-role": COORDINATORS_BUTTON,
    "remove-member": COORDINATORS_BUTTON,
    "account_login": (200, 302, 302, 302, 302),
    "account_logout": (302, 302, 302, 302, 302),
    "account_change_password": (302, 200, 200, 200, 200),
    "account_set_password": (302, 302, 302, 302, 302),
    "account_reset_password": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
}
"""{name of the address: status for each of PEOPLE who sends its form empty}."""

CELLS = 5 * len(ACCESS) + 5 * len(POSTED)


def patterns(found, prefix=""):
    """{name: pattern} of every address, Django's administration apart."""
    for pattern in found.url_patterns:
        if getattr(pattern, "namespace", None) == "admin":
            continue
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern, prefix + str(pattern.pattern))
        else:
            yield pattern.name, prefix + str(pattern.pattern)


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
            given["concern"] = "due_soon" if "milestone" in name else "silent"
        if name == "discard-draft":
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


def status(response):
    """The status of an answer, which is read to its end when it is a file."""
    if response.streaming:
        response.getvalue()
    return response.status_code


def test_every_address_has_a_row_and_every_row_an_address():
    names = [name for name, _pattern in patterns(get_resolver())]
    assert sorted(names) == sorted(ACCESS), "an address without a row, or a row without an address"
    assert set(POSTED) <= set(ACCESS)


def test_the_table_has_this_many_cells():
    assert (len(ACCESS), len(POSTED), CELLS) == (94, 53, 735)


@pytest.mark.parametrize("who", PEOPLE)
def test_each_page_opens_to_those_it_is_for(who, addresses, visitor):
    place = PEOPLE.index(who)
    client = visitor(who)
    found = {name: status(client.get(address)) for name, address in addresses.items()}
    assert found == {name: row[place] for name, row in ACCESS.items()}


@pytest.mark.parametrize("who", PEOPLE)
def test_each_form_is_taken_from_those_who_may(who, addresses, visitor):
    place = PEOPLE.index(who)
    found = {name: visitor(who).post(addresses[name]).status_code for name in POSTED}
    assert found == {name: row[place] for name, row in POSTED.items()}


def test_a_page_without_a_form_changes_nothing_when_it_is_sent_one(addresses, visitor):
    before = Entry.objects.count(), Note.objects.count(), Membership.objects.count()
    client = visitor("coordinator")
    for name in ACCESS.keys() - POSTED.keys():
        assert status(client.post(addresses[name])) < 500
    assert (Entry.objects.count(), Note.objects.count(), Membership.objects.count()) == before


def test_no_form_of_someone_who_may_not_leaves_a_trace(addresses, visitor):
    before = Entry.objects.count(), Note.objects.count(), Membership.objects.count()
    typed = {"reason": "Why not.", "what_changed": "All.", "text": "Hm.", "role": "coordinator"}
    for who in ("observer", "stranger", "nobody"):
        client = visitor(who)
        for name in POSTED:
            if not name.startswith("account"):
                client.post(addresses[name], typed | {"happened_on": "2026-11-24", "audience": "shared"})
    assert (Entry.objects.count(), Note.objects.count(), Membership.objects.count()) == before


def test_nobody_is_sent_to_sign_in_and_from_there_to_where_they_wanted(addresses):
    response = Client().get(addresses["milestones"], {"state": "overdue"})
    assert response["Location"] == "/accounts/login/?next=/reports/belgium-2013/milestones/%3Fstate%3Doverdue"


# --- Whose words are whose ---------------------------------------------------------------------------------------


def test_staff_of_another_organisation_may_not_correct_or_withdraw(lively, colleague, client_of):
    client = client_of(colleague)
    for what in ("correct", "withdraw"):
        assert client.get(f"{lively.update.get_absolute_url()}{what}/").status_code == 403
        assert client.post(f"{lively.update.get_absolute_url()}{what}/").status_code == 403


CANARY = "canary-7f3a"


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


@pytest.mark.parametrize("who", ["nobody", "colleague", "observer", "coordinator", "stranger", "administrator"])
def test_an_internal_note_of_another_organisation_is_seen_by_no_one_else(
    who, lively, staff, colleague, everywhere, client_of, request
):
    note = add_note(lively.first, staff, f"{CANARY}, between us.")
    everywhere["its own removal"] = f"/reports/belgium-2013/notes/{note.pk}/remove/"
    everywhere["its own thread"] = f"/reports/belgium-2013/notes/{note.pk}/"
    if who == "nobody":
        client = Client()
    elif who == "administrator":
        client = client_of(User.objects.create_superuser("ada@example.org", name="Ada"))
        everywhere |= {f"admin {name}": f"/admin/actions/{name}/" for name in ("entry", "priorityaction", "user")}
    else:
        client = client_of(request.getfixturevalue(who))
    opened = 0
    for address in everywhere.values():
        response = client.get(address, follow=True)
        opened += response.status_code == 200
        assert CANARY not in response.getvalue().decode(errors="replace"), address
    assert opened > 5
    assert client.get(everywhere["its own removal"]).status_code == (302 if who == "nobody" else 404)


@pytest.mark.parametrize("who", ["nobody", "colleague", "observer", "stranger"])
def test_what_waits_for_review_is_known_to_its_organisation_and_the_coordinators_alone(
    who, lively, staff, coordinator, everywhere, client_of, request
):
    change(subject=lively.report, by=coordinator, values={"review_asked": True})
    long_ago = NOW - timedelta(days=9)
    reason = f"{CANARY}, why?"
    drafts = [
        submit(lively.second, staff, f"{CANARY}, {n}.", at=long_ago, happened_on=date(2026, 11, 1)) for n in range(3)
    ]
    send_back(drafts[0], coordinator, reason)
    client = Client() if who == "nobody" else client_of(request.getfixturevalue(who))
    for address in [*everywhere.values(), f"{everywhere['attention']}?kind=waiting"]:
        page = client.get(address, follow=True).content.decode()
        for words in (CANARY, "Waiting for review", "days waiting", "nav-count"):
            assert words not in page, address
    for draft in drafts:
        assert client.get(draft.get_absolute_url()).status_code == (302 if who == "nobody" else 404)


def test_the_coordinators_are_shown_what_waits(lively, staff, coordinator, everywhere, client_of):
    change(subject=lively.report, by=coordinator, values={"review_asked": True})
    submit(lively.second, staff, f"{CANARY}.", at=NOW - timedelta(days=9), happened_on=date(2026, 11, 1))
    client = client_of(coordinator)
    assert CANARY in client.get(everywhere["review"]).content.decode()
    for name in ("overview", "attention"):
        page = client.get(everywhere[name]).content.decode()
        assert "9 days waiting" in page, name
        assert '<span class="nav-count">2' in page, name


@pytest.mark.parametrize("who", ["colleague", "observer", "stranger", "administrator"])
def test_internal_evidence_is_seen_by_no_one_else(who, lively, staff, everywhere, client_of, request):
    """Not by its title, its link, its file, nor by any number that counts it."""
    if who == "administrator":
        client = client_of(User.objects.create_superuser("ada@example.org", name="Ada"))
    else:
        client = client_of(request.getfixturevalue(who))
    everywhere |= {
        f"evidence, {query}": f"{everywhere['report-evidence']}?{query}" for query in ("kind=link", "format=csv")
    }
    readable = {name: address for name, address in everywhere.items() if not name.startswith(("account", "ready"))}
    before = {name: read(client, address) for name, address in readable.items()}
    hidden = add_evidence(
        lively.fully, staff, url="https://example.org/canary", title=f"{CANARY} list", audience="internal"
    )
    for name, address in readable.items():
        assert read(client, address) == before[name], name
    assert not [text for text in before.values() if "canary" in text and "q=" not in text]
    assert client.get(hidden.get_absolute_url()).status_code == 404


def read(client, address):
    """A page as its words, without what is made anew each time."""
    response = client.get(address, follow=True)
    text = response.getvalue().decode(errors="replace")
    text = re.sub(r'name="(csrfmiddlewaretoken|key)" value="[^"]*"', "", text)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "", text)


def test_internal_evidence_is_seen_by_ones_organisation_and_coordinators(lively, staff, coordinator, client_of):
    same = join(person("Sven", "North Shelter"), lively.report, "observer")
    for user in (staff, same, coordinator):
        client = client_of(user)
        assert lively.inner.title in client.get("/reports/belgium-2013/evidence/").content.decode()
        assert status(client.get(lively.inner.get_absolute_url())) == 200


def test_an_internal_note_is_seen_by_those_of_the_same_organisation_on_the_report(lively, staff, client_of):
    add_note(lively.first, staff, f"{CANARY}, between us.")
    same = join(person("Sven", "North Shelter"), lively.report, "observer")
    for user in (staff, same):
        assert CANARY in client_of(user).get(lively.first.get_absolute_url()).content.decode()


def test_an_administrator_opens_every_report_but_reports_nothing(addresses, other_report, client_of):
    administrator = client_of(User.objects.create_superuser("ada@example.org", name="Ada"))
    listed = administrator.get(addresses["reports"]).content.decode()
    assert "Belgium" in listed
    assert "New Zealand" in listed
    found = {name: administrator.get(addresses[name]).status_code for name in ACCESS if not name.startswith("account_")}
    refused = {"correct-update", "withdraw", "log-update", "still-true", "add-note", "add-note-on-entry"}
    refused |= {"save-draft", "save-correction", "take-back", "add-evidence", "upload-evidence"}
    assert {name for name, status in found.items() if status == 403} == refused | {"rename-view"}
    hidden = {"note", "remove-note", "discard-draft", "evidence", "evidence-preview", "remove-evidence"}
    hidden |= {"notice", "read-notice"}
    assert {name for name, status in found.items() if status == 404} == hidden
    assert administrator.get(other_report.get_absolute_url()).status_code == 200


def test_who_is_deactivated_is_refused_at_the_very_next_request(lively, staff, client_of):
    client = client_of(staff)
    address = lively.first.get_absolute_url()
    assert client.get(address).status_code == 200
    User.objects.filter(pk=staff.pk).update(is_active=False)
    before = Entry.objects.count()
    assert client.get(address)["Location"].startswith("/accounts/login/")
    assert client.post(f"{address}still-true/").status_code == 302
    assert Entry.objects.count() == before


def test_who_is_taken_off_a_report_is_refused_at_the_very_next_request(lively, staff, client_of):
    client = client_of(staff)
    Membership.objects.filter(user=staff, report=lively.report).delete()
    assert client.get(lively.first.get_absolute_url()).status_code == 404
    assert client.post(f"{lively.first.get_absolute_url()}still-true/").status_code == 404


def test_nobody_can_sign_up_anywhere(addresses, rf):
    for path in ("signup", "sign-up", "register", "email", "confirm-email", "login/code", "social", "3rdparty"):
        assert Client().get(f"/accounts/{path}/").status_code == 404
    for name in ("account_login", "account_reset_password", "account_inactive"):
        page = Client().get(addresses[name]).content.decode().lower()
        assert not any(words in page for words in ("sign up", "signup", "register", "create an account"))
    people = User.objects.count()
    Client().post(addresses["account_login"], {"login": "new@example.org", "password": "rivers run softly"})
    Client().post(addresses["account_reset_password"], {"email": "new@example.org"})
    assert User.objects.count() == people
    request = rf.get("/")
    request.user = AnonymousUser()
    assert not get_adapter(request).is_open_for_signup(request)


# --- Administration ----------------------------------------------------------------------------------------------


def admin_addresses():
    names = ("user", "organisation", "membership", "report", "priorityaction", "milestone", "entry")
    return ["/admin/", *(f"/admin/actions/{name}/" for name in names), *(f"/admin/actions/{n}/add/" for n in names[:3])]


@pytest.mark.parametrize("who", PEOPLE)
def test_the_administration_is_closed_to_everyone_but_administrators(who, visitor):
    client = visitor(who)
    for address in admin_addresses():
        response = client.get(address, follow=True)
        assert response.request["PATH_INFO"] in ("/accounts/login/", "/admin/login/"), address
        assert response.status_code == (200 if who == "nobody" else 403)


def test_the_administration_is_open_to_administrators(belgium, client_of):
    administrator = client_of(User.objects.create_superuser("ada@example.org", name="Ada"))
    assert {address: administrator.get(address).status_code for address in admin_addresses()} == dict.fromkeys(
        admin_addresses(), 200
    )


def test_who_may_enter_the_administration_without_being_superuser_finds_nothing_there(belgium, client_of):
    helper = client_of(person("Hal", is_staff=True))
    assert [helper.get(address).status_code for address in admin_addresses()[1:]] == [403] * 10


def test_sign_in_is_asked_for_before_anything_else():
    order = [name.rpartition(".")[2] for name in settings.MIDDLEWARE]
    assert order.index("KeptWordsMiddleware") + 1 == order.index("LoginRequiredMiddleware")
