"""Every form there is, what it would be taken with, and a desk at which someone fills it in."""

from dataclasses import dataclass

from actions.models import Entry, Membership, Milestone, Note, Organisation, Report, User
from tests.uploads import files
from tests.views.page import Page, open_page

BELGIUM = "/reports/belgium-2013/"
ACTION = f"{BELGIUM}actions/1/"
PASSWORD = "rivers run softly"
SCRIPT = {"Accept": "application/json"}


def written():
    """Everything a form could write, counted."""
    models = (Entry, Note, Milestone, Membership, User, Organisation)
    return [model.objects.count() for model in models], [*Report.objects.values_list("title", "head_sequence")]


@dataclass
class Sent:
    """A form, where it is, and something it would be taken with."""

    who: str
    address: str
    good: dict
    texts: dict
    """{name of a text field: (most characters, what is said when it is empty; None when it may be)}."""
    days: tuple = ()


LONG, SHORT = 10_000, 2_000
UPDATE_TEXTS = {
    "what_changed": (LONG, "Say what changed, in a sentence or two."),
    "challenges": (LONG, None),
    "next_steps": (LONG, None),
}
FORMS = {
    "log": Sent("staff", f"{ACTION}log/", {"what_changed": "They met."}, UPDATE_TEXTS, ("happened_on",)),
    "assess": Sent(
        "staff",
        f"{ACTION}assess/",
        {"level": "not_implemented", "reason": "Nothing has reached us."},
        {"reason": (SHORT, "Say why you see it so.")},
        ("happened_on",),
    ),
    "correct": Sent(
        "staff",
        "{update}correct/",
        {"reason": "A mistake."},
        UPDATE_TEXTS | {"reason": (SHORT, "Say why the update is corrected.")},
        ("happened_on",),
    ),
    "withdraw": Sent(
        "staff", "{update}withdraw/", {"reason": "A mistake."}, {"reason": (SHORT, "Say why the entry is withdrawn.")}
    ),
    "note": Sent("staff", f"{ACTION}notes/add/", {"text": "Hm."}, {"text": (LONG, "Write the note.")}),
    "add milestone": Sent(
        "coordinator",
        f"{ACTION}milestones/add/",
        {"title": "A step", "due_on": "2027-01-31"},
        {"title": (200, "Say what will have happened when the milestone is done.")},
        ("due_on", "happened_on"),
    ),
    "edit milestone": Sent(
        "coordinator",
        "{milestone}edit/",
        {"title": "Another step"},
        {"title": (200, "Say what will have happened when the milestone is done."), "reason": (SHORT, None)},
        ("due_on",),
    ),
    "drop": Sent("coordinator", "{milestone}drop/", {"reason": "So."}, {"reason": (SHORT, "Say why.")}),
    "take up": Sent("coordinator", "{dropped}take-up/", {"reason": "So."}, {"reason": (SHORT, "Say why.")}),
    "nudge": Sent("coordinator", f"{ACTION}nudge/", {}, {"message": (SHORT, "Write the message.")}),
    "set aside": Sent(
        "coordinator",
        f"{ACTION}set-aside/unled/",
        {"reason": "Elections.", "until": "2026-12-24"},
        {"reason": (SHORT, "Say why it can wait.")},
        ("until",),
    ),
    "reassign": Sent(
        "coordinator",
        f"{ACTION}reassign/",
        {"focal_point": "", "reason": "They offered."},
        {"reason": (SHORT, "Say why.")},
    ),
    "settings": Sent(
        "coordinator", f"{BELGIUM}settings/", {"title": "New"}, {"title": (300, "Give the report a title.")}
    ),
    "edit action": Sent(
        "coordinator",
        f"{ACTION}edit/",
        {"title": "New"},
        {
            "title": (200, "Give the action a title."),
            "theme": (100, "Give the action a theme."),
            "addressee": (200, "Say who has to act."),
            "reason": (SHORT, None),
        },
    ),
    "members": Sent(
        "coordinator",
        f"{BELGIUM}settings/members/",
        {"email": "nora@example.org", "name": "Nora", "organisation": "North Shelter"},
        {"name": (150, "Nobody with this address is here yet. Give the name as well."), "organisation": (200, None)},
    ),
    "account": Sent("staff", "/account/", {"name": "Stella"}, {"name": (150, "Give your name.")}),
}


class Desk:
    def __init__(self, client, address, field, good):
        self.client, self.address, self.field, self.good = client, address, field, good
        self.form = open_page(client, address).form(field)

    def send(self, **typed):
        return self.form.send(self.client, **self.good | typed)

    def refused(self, field, **typed):
        """What is said at ``field``; the same stands in the summary, all typed is there still, nothing was written."""
        before = written()
        page = Page(self.send(**typed))
        assert written() == before
        sentence = page.errors[field]
        assert sentence in page.summary
        stands = page.form(field).fields
        control = page.top.one(None, id=f"id_{field}")
        assert control.attrs.get("aria-invalid") == "true"
        assert f"id_{field}_error" in control.attrs["aria-describedby"]
        for name, value in (self.good | typed).items():
            if name in stands and name not in ("key", "seen"):
                assert stands[name] == value.replace("\r\n", "\n"), name
        return sentence


def text(name):
    """A text file as a browser sends it; its words are its name."""
    return files.sent(f"{name}.txt", name.encode())
