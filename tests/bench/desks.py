"""What lies on people's desks: drafts, updates that wait or were sent back, evidence with them.

Done by the services one by one, as people do it. Stored on the reviewed report alone.
"""

from datetime import timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from actions.lifecycle import State
from actions.models import MilestoneStanding
from actions.services.drafts import save_draft
from tests.factories import send_back, submit, upload

DRAFTS = 2
"""Of each person. One more update was sent back, and two wait."""

SENTENCE = "The working group met and agreed on the dates of the training in spring."
FILE = "minutes.txt", b"Minutes of the working group.\nAll were there, and agreed on the dates.\n"


def fill_desks(report, staff, coordinator):
    """Let each of ``staff`` begin and submit updates, and ``coordinator`` decide about some."""
    actions = list(report.actions.order_by("number"))
    for action in actions:
        action.report = report
    for n, person in enumerate(staff):
        action, at = actions[n % len(actions)], timezone.now() - timedelta(hours=len(staff) - n)
        send_back(_submitted(action, person, at), coordinator, reason="Say who decided on the dates, and when.")
        _submitted(action, person, at, level="partly_implemented")
        _submitted(action, person, at, milestone=_planned(action, person), state="under_way")
        for _ in range(DRAFTS):
            typed = {"what_changed": SENTENCE, "happened_on": report.today().isoformat()}
            save_draft(action=action, by=person, key=uuid4(), typed=typed, version=0, at=at)


def _submitted(action, person, at, **said):
    """An update handed in for review, with a file and a link."""
    key = uuid4()
    upload(action, person, file=SimpleUploadedFile(*FILE), key=key)
    upload(action, person, url=f"https://www.example.org/minutes/{key}", key=key)
    return submit(action, person, SENTENCE, key=key, at=at, **said)


def _planned(action, person):
    """A milestone of the action that is planned; several people may have the same."""
    spans = MilestoneStanding.objects.on(action.report.today()).filter(action=action, state=State.PLANNED)
    milestones = [span.milestone for span in spans.select_related("milestone").order_by("milestone")]
    return milestones[person.pk % len(milestones)]
