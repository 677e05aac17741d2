"""The desk at which the tests of forms sit."""

import pytest

from actions.services.reports import change
from tests.factories import add_milestone, drop, log
from tests.views.desk import FORMS, Desk
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
