"""Worlds that several tests of pages begin with, and the desk at which the tests of forms sit."""

from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest

from actions.models import User
from actions.services.reports import change
from tests.bench.seed import seed
from tests.bench.sizes import Size
from tests.factories import add_milestone, assess, drop, join, log, submit
from tests.views.desk import ACTION, FORMS, SCRIPT, Desk
from tests.views.page import open_page


@pytest.fixture
def desk(belgium, action, staff, coordinator, client_of, request):
    """desk("log"): a browser at that form, the form as it opens, and how it is sent."""
    update = log(action, staff, level="partly_implemented", course="at_risk", course_reason="capacity")
    change(subject=action, by=coordinator, values={"focal_point": staff})
    milestone = add_milestone(action, coordinator)
    dropped = add_milestone(action, coordinator, "Dropped step")
    drop(dropped, coordinator)
    places = {
        "update": update.get_absolute_url(),
        "milestone": milestone.get_absolute_url(),
        "dropped": dropped.get_absolute_url(),
    }

    def at(name):
        sent = FORMS[name]
        client = client_of(request.getfixturevalue(sent.who))
        address = sent.address.format(**places)
        return Desk(client, address, next(iter(sent.texts)), sent.good)

    return at


@pytest.fixture
def form(client, action):
    """The form of an update on its own page, as whoever ``client`` is sees it."""
    return open_page(client, action.get_absolute_url() + "log/").form("what_changed")


@pytest.fixture
def both(lively, other_report, observer, stranger):
    """Olive is on both reports; on the other one Xenia has reported too."""
    join(observer, other_report, "observer")
    action = other_report.actions.order_by("number").first()
    add_milestone(action, stranger, "Survey finished", due_on=date(2026, 12, 20), organisation=stranger.organisation)
    log(action, stranger, "The survey began.", level="partly_implemented")
    return lively


@pytest.fixture
def in_need(belgium, coordinator, staff, colleague):
    """Something of every kind of concern, with somebody to ask."""
    first, second, third, fourth = belgium.actions.order_by("number")
    for action in (first, second, third):
        change(subject=action, by=coordinator, values={"lead_organisation": staff.organisation, "focal_point": staff})
    change(subject=fourth, by=coordinator, values={"focal_point": staff})
    late = add_milestone(first, coordinator, "Late", due_on=date(2026, 11, 1), focal_point=colleague)
    soon = add_milestone(first, coordinator, "Soon", due_on=date(2026, 12, 1))
    log(second, staff, level="fully_implemented", happened_on=date(2026, 11, 2))
    back = log(second, staff, level="partly_implemented", reason="It ended.")
    course = {"course": "off_track", "course_reason": "capacity"}
    off = log(third, staff, next_steps=f"Ask the ministry for a second judge. {'And so on. ' * 20}", **course)
    log(third, staff, "Nothing new.")
    assess(third, colleague, "partly_implemented", "We saw it.")
    change(subject=belgium, by=coordinator, values={"review_asked": True, "rhythm_days": 30})
    submit(first, staff, "The group has met.")
    submit(second, coordinator, "It begins again.")
    return SimpleNamespace(late=late, soon=soon, back=back, off=off)


@pytest.fixture
def ada(db, today):
    return User.objects.create_superuser("ada@example.org", name="Ada")


@pytest.fixture
def network(db, today):
    """Twenty made-up reports of as many countries, with three years of random history on each."""
    seed(Size("network", reports=20, milestones=160, updates=1_600), progress=False)


@pytest.fixture
def reviewed(belgium, coordinator):
    change(subject=belgium, by=coordinator, values={"review_asked": True})
    belgium.refresh_from_db()
    return belgium


@pytest.fixture
def device(action, staff, client_of):
    """A device of Stella's, with the form open; ``save(words)`` is what its script does."""

    class Device:
        def __init__(self, address=f"{ACTION}log/"):
            self.client = client_of(staff)
            self.page, self.nth = str(uuid4()), 0
            self.form = open_page(self.client, address).form("what_changed")

        def save(self, words, status=200, **said):
            self.nth += 1
            self.form.fields["what_changed"] = words
            given = self.form.fields | {"page": self.page, "nth": self.nth} | said
            answer = self.client.post(f"{ACTION}draft/", given, headers=SCRIPT)
            assert answer.status_code == status
            said = answer.json()
            self.form.fields |= {name: said[name] for name in ("key", "version") if name in said}
            return said

    return Device
