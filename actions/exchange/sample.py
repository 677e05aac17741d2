"""Reading the sample story and living it through, on the days it happened.

``actions/data/sample.yaml`` says what it looks like. Everything goes through the services, as if
people had written it down at the time.
"""

from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import yaml
from django.db import transaction

from actions.models import Milestone, Organisation, User
from actions.services import assessments, attention, erasure, evidence, milestones, notes, reports, updates
from actions.services.members import add_member

DAYS = {"happened_on", "due_on", "until", "fact_on", "obtained_on"}
"""Fields that the story counts from today."""

DOES = (
    "add_milestone",
    "drop_milestone",
    "take_up_milestone",
    "log_update",
    "confirm",
    "assess",
    "correct_update",
    "withdraw",
    "erase_words",
    "add_note",
    "add_evidence",
    "nudge",
    "set_aside",
    "take_up_concern",
    "change",
)
"""What a step can do: the names of services, and of methods of Story that call them."""


class Story:
    """Sample progress on a report that is not here yet, ending at ``now``.

    ``text`` is the story as a file has it; ``report`` and ``actions`` are what ``read_report`` gives.
    """

    def __init__(self, text, report, actions, now):
        told = yaml.safe_load(text)
        self.organisations = told["organisations"]
        self.people = told["people"]
        self.opened = told["opened"]
        self.steps = sorted((step for steps in told["story"].values() for step in steps), key=lambda step: step["day"])
        self.values, self.actions, self.now = report, actions, now
        self.zone = ZoneInfo(report["time_zone"])
        self.entries = {}

    @transaction.atomic
    def load(self):
        """Open the report, bring everyone in, and take every step. Returns the report."""
        opened = datetime.combine(self.day(self.opened), time(9), self.zone)
        self.report = reports.open_report(**self.values, at=opened)
        for action in self.actions:
            reports.add_action(report=self.report, **action, at=opened)
        for person in self.people.values():
            home = self.organisations[person["organisation"]]
            add_member(report=self.report, **person | {"organisation": home})
        self.users = {name: User.objects.get(email=person["email"]) for name, person in self.people.items()}
        self.homes = {name: Organisation.objects.get(name=title) for name, title in self.organisations.items()}
        self.by_number = {action.number: action for action in self.report.actions.all()}
        before = opened
        for step in self.steps:
            before = self.moment(step["day"], before)
            self.take(dict(step), before)
        self.report.refresh_from_db()
        return self.report

    def day(self, offset):
        """The day that many days from today, or the Friday before it; today itself is any day of the week."""
        day = self.now.astimezone(self.zone).date() + timedelta(days=offset)
        return day - timedelta(days=max(0, day.weekday() - 4)) if offset else day

    def moment(self, offset, before):
        """When something is written down on a day: during office hours, after the moment ``before``."""
        if offset == 0:
            return self.now
        start = datetime.combine(self.day(offset), time(9, -offset % 60), self.zone)
        return max(start, before + timedelta(minutes=17))

    def take(self, step, moment):
        """Take one step: the function it names, about what it says, with what else it holds."""
        by, day, name = step["by"], step.pop("day"), step.pop("name", None)
        key = uuid5(NAMESPACE_URL, f"{by} {day} {sorted(step.items())}")
        does = next(verb for verb in DOES if verb in step)
        about = step.pop(does)
        if does in ("log_update", "assess"):
            step.setdefault("happened_on", day)
        entry = getattr(self, does)(about, at=moment, key=key, **self.meant(step))
        if name:
            self.entries[name] = entry

    def meant(self, step):
        """What the words of a step stand for: days, organisations, people, milestones."""
        return {field: self.means(field, value) for field, value in step.items()}

    def means(self, field, value):
        if field in DAYS:
            return self.day(value)
        match field:
            case "organisation" | "lead_organisation":
                return self.homes[value]
            case "by" | "focal_point":
                return self.users[value]
            case "milestone":
                return self.milestone(value)
            case "values":
                return self.meant(value)
        return value

    def milestone(self, address):
        """The milestone at “action-number”."""
        action, number = address.split("-")
        return Milestone.objects.get(action=self.by_number[int(action)], number=number)

    # What a step can do, as DOES lists it.

    def add_milestone(self, about, **fields):
        return milestones.add_milestone(action=self.by_number[about], **fields)

    def drop_milestone(self, about, **fields):
        return milestones.drop_milestone(milestone=self.milestone(about), **fields)

    def take_up_milestone(self, about, **fields):
        return milestones.take_up_milestone(milestone=self.milestone(about), **fields)

    def log_update(self, about, **fields):
        return updates.log_update(action=self.by_number[about], **fields)

    def confirm(self, about, **fields):
        return updates.confirm(action=self.by_number[about], **fields)

    def assess(self, about, **fields):
        return assessments.assess(action=self.by_number[about], **fields)

    def correct_update(self, about, **fields):
        entry = self.entries[about]
        names = "happened_on what_changed challenges next_steps level course course_reason milestone state".split()
        return updates.correct_update(entry=entry, **{name: getattr(entry, name) for name in names} | fields)

    def withdraw(self, about, **fields):
        return updates.withdraw(entry=self.entries[about], **fields)

    def erase_words(self, about, *, key, **fields):
        return erasure.erase_words(entry=self.entries[about], **fields)

    def add_note(self, about, **fields):
        return notes.add_note(action=self.by_number[about], **fields)

    def add_evidence(self, about, *, by, key, at, url, **described):
        entry = self.entries[about]
        link, _new = evidence.keep_link(action=entry.action, by=by, key=key, url=url, at=at)
        evidence.describe(evidence=link, **described)
        return evidence.add_later(entry=entry, by=by, key=key, at=at)

    def nudge(self, about, **fields):
        return attention.nudge(action=self.by_number[about], **fields)

    def set_aside(self, about, **fields):
        return attention.set_aside(action=self.by_number[about], **fields)

    def take_up_concern(self, about, **fields):
        return attention.take_up_concern(entry=self.entries[about], **fields)

    def change(self, about, *, key, **fields):
        match about:
            case "report":
                subject = self.report
            case int():
                subject = self.by_number[about]
            case _:
                subject = self.milestone(about)
        return reports.change(subject=subject, **fields)
