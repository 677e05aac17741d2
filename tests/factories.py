"""What tests have people do, in as few words as the test needs. All of it goes through the services."""

from datetime import date
from unittest import mock
from uuid import uuid4

from actions.forms.updates import CAME_WITH_IT, form_of
from actions.models import Membership, Organisation, User
from actions.services import assessments, attention, evidence, milestones, notes, review, updates
from actions.worker import Worker


def work():
    """Carry out what waits in the queue, as the worker does."""
    worker = Worker()
    # Between tasks it closes connections, but this one is in the test's own transaction.
    with mock.patch("django.db.close_old_connections"):
        while worker.work_once():
            pass


def person(name, organisation=None, **fields):
    """Someone with an account; ``organisation`` is a name."""
    home = Organisation.objects.get_or_create(name=organisation)[0] if organisation else None
    return User.objects.create_user(f"{name.lower()}@example.org", name=name, organisation=home, **fields)


def join(user, report, role):
    """Put someone on a report."""
    Membership.objects.create(user=user, report=report, role=role)
    user.forget_roles()
    return user


def log(action, by, what_changed="The ministry named a working group.", **fields):
    """Log an update, today unless ``happened_on`` says otherwise."""
    report = action.report
    return updates.log_update(
        action=action,
        by=by,
        what_changed=what_changed,
        **{"happened_on": report.today(fields.get("at")), "key": uuid4()} | fields,
    )


def confirm(action, by, **fields):
    """Say that all is still true."""
    return updates.confirm(action=action, by=by, **{"key": uuid4()} | fields)


def correct(entry, by, reason="The number was wrong.", **fields):
    """Correct an update; what ``fields`` do not name stays as it was."""
    names = "happened_on what_changed challenges next_steps level course course_reason milestone state".split()
    same = {name: getattr(entry, name) for name in names}
    return updates.correct_update(entry=entry, by=by, reason=reason, **{"key": uuid4()} | same | fields)


def assess(action, by, level="fully_implemented", reason="We saw it ourselves.", **fields):
    """Say how one's organisation sees an action, today unless ``happened_on`` says otherwise."""
    given = {"happened_on": action.report.today(fields.get("at")), "key": uuid4()} | fields
    return assessments.assess(action=action, by=by, level=level, reason=reason, **given)


def withdraw(entry, by, reason="Logged on the wrong action.", **fields):
    """Withdraw an update, a confirmation or an assessment."""
    return updates.withdraw(entry=entry, by=by, reason=reason, **{"key": uuid4()} | fields)


def add_milestone(action, by, title="Draft plan published", due_on=date(2027, 1, 31), **fields):
    """Add a milestone, due after the tests' today unless ``due_on`` says otherwise."""
    return milestones.add_milestone(action=action, by=by, title=title, due_on=due_on, **{"key": uuid4()} | fields)


def drop(milestone, by, reason="The ministry chose another way.", **fields):
    """Drop a milestone."""
    return milestones.drop_milestone(milestone=milestone, by=by, reason=reason, **{"key": uuid4()} | fields)


def take_up(milestone, by, reason="It is wanted after all.", **fields):
    """Take a dropped milestone up again."""
    return milestones.take_up_milestone(milestone=milestone, by=by, reason=reason, **{"key": uuid4()} | fields)


def add_note(action, by, text="Ask again after the elections.", audience="internal", **fields):
    """Add a note."""
    return notes.add_note(action=action, by=by, text=text, audience=audience, **{"key": uuid4()} | fields)


def nudge(action, by, message="What is new?", **fields):
    """Nudge the focal point of an action, or of its milestone; no mail goes out unless it is to be ``mailed``."""
    return attention.nudge(action=action, by=by, message=message, **{"key": uuid4()} | fields)


def set_aside(action, by, concern, until=date(2026, 12, 24), reason="The elections come first.", **fields):
    """Set a concern about an action, or its milestone, aside."""
    given = {"key": uuid4(), "until": until, "reason": reason} | fields
    return attention.set_aside(action=action, by=by, concern=concern, **given)


def take_up_concern(entry, by, **fields):
    """Take up again what an entry set aside."""
    return attention.take_up_concern(entry=entry, by=by, **{"key": uuid4()} | fields)


def submit(action, by, what_changed="The ministry named a working group.", **fields):
    """Hand an update in for review, as its form does."""
    said = {"happened_on": action.report.today(fields.get("at")), "what_changed": what_changed} | fields
    typed = {name: str(getattr(value, "pk", value)) for name, value in said.items() if name not in NOT_TYPED}
    return review.submit(action=action, by=by, typed=typed, **{"key": uuid4()} | said)


NOT_TYPED = ("at", "key", "seen", "version", "corrects", "organisation")


def send_back(draft, by, reason="Which ministry?", **fields):
    """Send a submitted update back."""
    return review.send_back(draft=draft, by=by, reason=reason, **{"version": draft.version} | fields)


def accept(draft, by, **fields):
    """Accept a submitted update: what was typed is read again by its form."""
    form = form_of(draft)
    assert form.is_valid(), form.errors
    said = {name: value for name, value in form.cleaned_data.items() if name not in (*CAME_WITH_IT, "organisation")}
    return review.accept(draft=draft, by=by, **{"version": draft.version} | said | fields)


def upload(action, by, file=None, url="", key=None, **described):
    """Upload a file, or give a link, for the form ``key``; the evidence as it waits there."""
    key, audience = key or uuid4(), described.pop("audience", "public")
    if file:
        kept, _new = evidence.keep_file(action=action, by=by, key=key, file=file, audience=audience)
    else:
        kept, _new = evidence.keep_link(action=action, by=by, key=key, url=url, audience=audience)
    if described:
        evidence.describe(evidence=kept, audience=audience, **{"title": kept.title} | described)
    return kept


def add_evidence(entry, by, file=None, url="", at=None, **described):
    """Add a file or a link to an entry; the evidence as it stands there."""
    key = uuid4()
    kept = upload(entry.action, by, file, url, key, **described)
    evidence.add_later(entry=entry, by=by, key=key, at=at)
    kept.refresh_from_db()
    return kept
