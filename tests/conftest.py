"""The people and reports of the tests: one who may, one who may only look, one outside.

The tests' today is 24 November 2026; the follow-up of the reports began on 1 October 2026.
"""

import socket
from contextlib import contextmanager
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import hypothesis
import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from actions.models import Note, Report, Role, User
from actions.services.drafts import discard_draft
from actions.services.erasure import erase_words
from actions.services.reports import change
from tests import snapshot
from tests.clamd import Clamd
from tests.factories import (
    add_evidence,
    add_milestone,
    add_note,
    assess,
    confirm,
    correct,
    drop,
    join,
    log,
    nudge,
    person,
    send_back,
    set_aside,
    submit,
    take_up,
    take_up_concern,
    withdraw,
)
from tests.guarded import missing_guards, remove_guards
from tests.kept_pages import forget
from tests.uploads import files

BELGIUM = Path(__file__).parent.parent / "actions" / "data" / "belgium-2013.yaml"
OTHER = Path(__file__).parent / "data" / "other-report.yaml"
OPENED = datetime(2026, 10, 1, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)

# More histories than an ordinary run tries: pytest tests/test_histories.py --hypothesis-profile=thousands
common = {"deadline": None, "suppress_health_check": list(hypothesis.HealthCheck)}
hypothesis.settings.register_profile("ordinary", max_examples=15, **common)
hypothesis.settings.register_profile("thousands", max_examples=5000, **common)
hypothesis.settings.load_profile("ordinary")


@pytest.fixture(autouse=True)
def flush_past_the_guards(request):
    """After a test that commits, the tables are emptied, which the guards on the record forbid.

    They come off for that alone, and only after it was seen that the test left all of them on;
    emptying ends with post_migrate, which puts them on again, and the next such test sees to that.
    """
    if not {"transactional_db", "live_server"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db")  # so that it ends after this fixture
    assert not missing_guards()
    yield
    remove_guards()


@pytest.fixture(autouse=True)
def no_language_left_over():
    """A page asked for in German leaves German behind in its thread, where the next page would set its own."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def nothing_kept_of_pages():
    """A world that is put back has the same record each time, but what is beside it counts from the beginning."""
    forget()


@pytest.fixture
def today():
    """The clock stands at noon in Brussels on 24 November 2026, and goes on from there."""
    with time_machine.travel(NOW):
        yield date(2026, 11, 24)


@pytest.fixture
def belgium(db, today, request):
    """The report on Belgium as it ships, with nobody on it yet; or with all that ``lively`` tells of it."""
    if not snapshot.nothing_is_there():
        return load(BELGIUM, "belgium-2013")
    for name in ("lively", "belgium"):
        if name in request.fixturenames and name in snapshot.KEPT:
            snapshot.put_back(name)
            return Report.objects.get()
    report = load(BELGIUM, "belgium-2013")
    snapshot.keep("belgium", {})
    return report


@pytest.fixture
def other_report(db, today):
    """A report of another country, in another time zone, with actions 7 and 12."""
    return load(OTHER, "children-2020")


def load(file, slug):
    with time_machine.travel(OPENED):
        call_command("load_report", file, stdout=StringIO())
    return Report.objects.get(slug=slug)


def member(name, organisation, report, role):
    """Someone on the report; a world that was put back has them already."""
    found = User.objects.filter(name=name).first()
    return found or join(person(name, organisation), report, role)


@pytest.fixture
def staff(belgium):
    """One who may: reports on Belgium for North Shelter."""
    return member("Stella", "North Shelter", belgium, Role.STAFF)


@pytest.fixture
def colleague(belgium):
    """Reports on Belgium too, for another organisation."""
    return member("Colin", "South Shelter", belgium, Role.STAFF)


@pytest.fixture
def observer(belgium):
    """One who may only look."""
    return join(person("Olive", "Example Ministry"), belgium, Role.OBSERVER)


@pytest.fixture
def coordinator(belgium):
    """Coordinates the report on Belgium."""
    return member("Cora", "Example Network", belgium, Role.COORDINATOR)


@pytest.fixture
def stranger(other_report):
    """One outside: everything on another report, nothing on Belgium."""
    return join(person("Xenia", "Far Shelter"), other_report, Role.COORDINATOR)


@pytest.fixture
def action(belgium):
    """The first priority action on Belgium."""
    return belgium.actions.get(number=1)


@pytest.fixture
def asked(action, coordinator, staff):
    """Action 1, whose focal point is Stella."""
    change(subject=action, by=coordinator, values={"focal_point": staff})
    return action


@pytest.fixture
def client_of():
    """A browser in which this person is signed in: client_of(staff)."""

    def signed_in(person):
        client = Client()
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def mail_server_down(settings):
    """Within ``with mail_server_down():`` nobody listens where the mail server should be."""

    @contextmanager
    def down():
        before = settings.EMAIL_BACKEND
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # bound and not listening: whoever comes is refused
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()
            yield
        settings.EMAIL_BACKEND = before

    return down


@pytest.fixture(scope="session")
def clamd():
    """A virus scanner, not started."""
    with Clamd() as clamd:
        yield clamd


@pytest.fixture
def scanner(clamd, settings):
    """The program has a virus scanner, and it runs; a test may kill or freeze it."""
    settings.SCANNER = clamd.place
    clamd.start()
    yield clamd
    clamd.go_on()


@pytest.fixture
def lively(belgium, staff, colleague, coordinator):
    """Belgium, on which everything has happened that can: the pages have all of it to show."""
    if Note.objects.exists():
        return SimpleNamespace(**snapshot.things("lively") | {"report": belgium})
    with time_machine.travel(NOW, tick=False):
        world = everything_that_can_happen(belgium, staff, colleague, coordinator)
    if (User.objects.count(), Report.objects.count()) == (3, 1):
        snapshot.keep("lively", vars(world))
    return world


def everything_that_can_happen(belgium, staff, colleague, coordinator):
    first, second, third, fourth = belgium.actions.order_by("number")
    change(subject=first, by=coordinator, values={"lead_organisation": staff.organisation, "focal_point": staff})
    late = add_milestone(
        first, coordinator, "Working group named", due_on=date(2026, 11, 1), organisation=staff.organisation
    )
    coming = add_milestone(first, coordinator, "Draft plan published", due_on=date(2027, 1, 31))
    dropped = add_milestone(second, coordinator, "Course for judges", due_on=date(2026, 12, 1))
    again = add_milestone(second, coordinator, "Course for the police", due_on=date(2026, 12, 1))
    drop(dropped, coordinator)
    drop(again, coordinator)
    take_up(again, coordinator)
    change(subject=coming, by=coordinator, values={"due_on": date(2027, 2, 28)}, reason="Elections.")
    update = log(
        first,
        staff,
        level="partly_implemented",
        course="at_risk",
        course_reason="capacity",
        milestone=coming,
        state="under_way",
    )
    fully = log(
        second, colleague, level="fully_implemented", milestone=again, state="done", happened_on=date(2026, 11, 2)
    )
    back = log(
        second,
        colleague,
        level="partly_implemented",
        reason="The courses ended.",
        course="off_track",
        course_reason="design",
    )
    corrected = correct(
        log(third, staff, "A new saftey plan.", challenges="Money.", next_steps="Ask."),
        staff,
        what_changed="A new safety plan.",
    )
    withdrawn = log(third, staff, "Logged twice.")
    withdrawal = withdraw(withdrawn, staff)
    erased = log(third, staff, "Words that must go.")
    erase_words(entry=erased, by=coordinator, reason="A name was in them.")
    proof = add_evidence(
        fully, colleague, url="https://www.example.org/decree.pdf", title="Royal decree", issuer="Example gazette"
    )
    photo = files.sent("photo.jpg", files.picture())
    inner = add_evidence(update, staff, photo, title="First meeting of the group", audience="internal")
    assessed = assess(first, colleague, "partly_implemented", "The group has met, and published nothing yet.")
    confirmation = confirm(fourth, staff)
    note = add_note(first, staff)
    shared = add_note(first, staff, "Everyone should know.", audience="shared")
    nudged = nudge(first, coordinator, "Who is in the group?", milestone=late)
    aside = set_aside(third, coordinator, "unled", reason="An organisation is being asked.")
    taken_up = take_up_concern(set_aside(fourth, coordinator, "unled"), coordinator)
    submitted = submit(third, staff, "A helpline was opened.", level="partly_implemented")
    returned = send_back(submit(fourth, staff, "Children were heard."), coordinator)
    discarded = send_back(submit(fourth, staff, "A school was asked."), coordinator, "Which school?")
    discard_draft(draft=discarded)
    belgium.refresh_from_db()
    return SimpleNamespace(
        report=belgium,
        first=first,
        second=second,
        third=third,
        fourth=fourth,
        late=late,
        coming=coming,
        dropped=dropped,
        again=again,
        update=update,
        fully=fully,
        back=back,
        corrected=corrected,
        withdrawn=withdrawn,
        withdrawal=withdrawal,
        erased=erased,
        confirmation=confirmation,
        note=note,
        shared=shared,
        nudged=nudged,
        aside=aside,
        taken_up=taken_up,
        assessed=assessed,
        submitted=submitted,
        returned=returned,
        discarded=discarded,
        proof=proof,
        inner=inner,
    )
