"""A history that people make step by step, for tests that throw random ones at the program."""

from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from actions import reporting
from actions.lifecycle import (
    DATED_CONCERNS,
    WITHDRAWN_KINDS,
    ConcernKind,
    Kind,
    Refused,
)
from actions.models import Entry, Report, Role
from actions.services.erasure import erase_words
from actions.services.reports import add_action, change, open_report
from tests.factories import (
    add_evidence,
    add_milestone,
    assess,
    confirm,
    correct,
    drop,
    join,
    log,
    nudge,
    set_aside,
    take_up,
    take_up_concern,
    withdraw,
)
from tests.naive import Told

PUBLISHED = date(2026, 1, 1)
BEGUN = datetime(2026, 2, 10, 12, tzinfo=UTC)
DATED, UNDATED = DATED_CONCERNS, [kind for kind in ConcernKind if kind not in DATED_CONCERNS]
ZONES = ["Europe/Brussels", "Pacific/Auckland", "Pacific/Honolulu"]
WORDS = {"theme": "A theme", "recommendation": "do it", "addressee": "Authorities"}


def pick(things, index):
    return things[index % len(things)]


class History:
    """A report, its clock, everything told so far, and the answers quoted on the way.

    Each step is something a person does; what the rules refuse did not happen.
    """

    def __init__(self, people):
        self.people, self.now, self.told, self.quoted, self.milestones = people, BEGUN, [], [], []
        settings = {"title": "A report", "rhythm_days": 30, "time_zone": "Europe/Brussels"}
        about = {"publisher": "A publisher", "country": "BE", "published_on": PUBLISHED, "words_from": "A release"}
        self.links = 0
        self.report = open_report(slug="history", at=self.now, **about, **settings)
        self.note(**settings)
        for someone in people:
            join(someone, self.report, Role.COORDINATOR)
        self.actions = []
        for number in (1, 2):
            title = f"Action {number}"
            self.actions.append(add_action(report=self.report, number=number, title=title, at=self.now, **WORDS))
            self.note(action=self.actions[-1].pk, title=title)
        self.step_milestone(0, 0, 0, 20)

    @property
    def today(self):
        return Report.objects.get(pk=self.report.pk).today(self.now)

    def note(self, entry=None, action=None, milestone=None, **content):
        """Remember the last entry, with the content that the step gave it."""
        entry = Entry.objects.filter(report=self.report).latest("sequence")
        names = ("level", "course", "course_reason", "state", "supersedes")
        said = {name: content.pop(name) for name in names if name in content}
        self.told.append(
            Told(
                number=entry.sequence,
                moment=entry.recorded_at,
                happened_on=content.pop("happened_on", None) or entry.happened_on,
                kind=entry.kind,
                action=action,
                milestone=milestone,
                values=content,
                **said,
            )
        )

    def do(self, step, *numbers):
        """Do a step; a refusal must leave no entry."""
        try:
            with transaction.atomic():
                getattr(self, f"step_{step}")(*numbers)
        except Refused:
            pass
        assert Entry.objects.filter(report=self.report).count() == len(self.told)

    # --- The steps. Numbers pick one of what there is. ---

    def step_wait(self, hours):
        self.now += timedelta(hours=hours)

    def step_update(self, who, which, days_ago, level, course, reason, which_milestone, state):
        action = pick(self.actions, which)
        mine = [m for m in self.milestones if m.action_id == action.pk]
        milestone = pick(mine, which_milestone) if mine and state else None
        said = {
            "happened_on": self.today - timedelta(days_ago),
            "level": level,
            "course": course,
            "course_reason": reason if course not in ("", "on_track") else "",
            "state": state if milestone else "",
        }
        log(action, pick(self.people, who), milestone=milestone, reason="It went back.", at=self.now, **said)
        self.note(action=action.pk, milestone=milestone and milestone.pk, **said)

    def step_confirm(self, who, which):
        action = pick(self.actions, which)
        confirm(action, pick(self.people, who), at=self.now)
        self.note(action=action.pk)

    def step_assess(self, who, which, days_ago, level):
        action, by = pick(self.actions, which), pick(self.people, who)
        day = self.today - timedelta(days_ago)
        assess(action, by, level, happened_on=day, at=self.now)
        self.note(action=action.pk, happened_on=day, assessed=level, by=by.organisation.name)

    def step_correct(self, who, which, days_ago, level, course, reason):
        entry = pick(self.entries(Kind.UPDATE, Kind.CORRECTION), which)
        said = {
            "happened_on": entry.happened_on if days_ago is None else self.today - timedelta(days_ago),
            "level": level,
            "course": course,
            "course_reason": reason if course not in ("", "on_track") else "",
        }
        correct(entry, pick(self.people, who), what_changed="Better words.", at=self.now, **said)
        self.note(
            action=entry.action_id, milestone=entry.milestone_id, state=entry.state, supersedes=entry.sequence, **said
        )

    def step_withdraw(self, who, which):
        entry = pick(self.entries(*WITHDRAWN_KINDS), which)
        withdraw(entry, pick(self.people, who), at=self.now)
        self.note(action=entry.action_id, milestone=entry.milestone_id, supersedes=entry.sequence)

    def step_milestone(self, who, which, days_ago, due_in):
        action = pick(self.actions, which)
        said = {"happened_on": self.today - timedelta(days_ago), "due_on": self.today + timedelta(due_in)}
        milestone = add_milestone(action, pick(self.people, who), at=self.now, **said)
        self.milestones.append(milestone)
        self.note(action=action.pk, milestone=milestone.pk, title=milestone.title, **said)

    def step_drop(self, who, which):
        milestone = pick(self.milestones, which)
        drop(milestone, pick(self.people, who), at=self.now)
        self.note(action=milestone.action_id, milestone=milestone.pk, state="dropped")

    def step_take_up(self, who, which):
        milestone = pick(self.milestones, which)
        take_up(milestone, pick(self.people, who), at=self.now)
        self.note(action=milestone.action_id, milestone=milestone.pk, state="planned")

    def step_due(self, who, which, due_in):
        milestone = pick(self.milestones, which)
        self.change(who, milestone, {"due_on": self.today + timedelta(due_in)}, milestone.action_id, milestone.pk)

    def step_title(self, who, which, number):
        subject = pick([*self.actions, *self.milestones], which)
        milestone = subject.pk if subject in self.milestones else None
        about = (subject.action_id if milestone else subject.pk, milestone)
        self.change(who, subject, {"title": f"Title {number}"}, *about)

    def step_rhythm(self, who, days):
        self.change(who, self.report, {"rhythm_days": days})

    def step_zone(self, who, zone):
        self.change(who, self.report, {"time_zone": zone})

    def step_erase(self, who, which):
        entry = pick(self.entries(), which)
        erase_words(entry=entry, by=pick(self.people, who), reason="By law.", at=self.now)
        self.told[entry.sequence - 1].erased = True
        self.note(action=entry.action_id, milestone=entry.milestone_id)

    def step_ask(self, who, which):
        """Name someone to be asked about an action, or nobody again."""
        action = pick(self.actions, which)
        self.change(who, action, {"focal_point": pick([None, *self.people], who + which)}, action.pk)

    def step_nudge(self, who, which):
        action = pick(self.actions, which)
        mine = [None, *(m for m in self.milestones if m.action_id == action.pk)]
        milestone = pick(mine, which)
        nudge(action, pick(self.people, who), milestone=milestone, at=self.now)
        self.note(action=action.pk, milestone=milestone and milestone.pk)

    def step_set_aside(self, who, which, days):
        milestone = pick([None, *self.milestones], which)
        action = milestone.action if milestone else pick(self.actions, who)
        concern = pick(DATED if milestone else UNDATED, which)
        until = self.today + timedelta(days)
        set_aside(action, pick(self.people, who), concern, milestone=milestone, until=until, at=self.now)
        self.note(action=action.pk, milestone=milestone and milestone.pk)

    def step_take_up_concern(self, who, which):
        entry = pick(self.entries(Kind.SET_ASIDE), which)
        take_up_concern(entry, pick(self.people, who), at=self.now)
        self.note(action=entry.action_id, milestone=entry.milestone_id)

    def step_evidence(self, who, which, issuer):
        entry = pick(self.entries(Kind.UPDATE, Kind.CORRECTION, Kind.CONFIRMATION), which)
        self.links += 1
        url = f"https://example.org/{self.links}"
        audience = "internal" if which % 2 else "public"
        add_evidence(entry, pick(self.people, who), url=url, issuer=f"Issuer {issuer}", audience=audience, at=self.now)
        if audience == "public":
            self.note(action=entry.action_id, milestone=entry.milestone_id)

    def step_quote(self, days_ago):
        """Someone quotes where things stood on a day, with what is known now."""
        day = max(PUBLISHED, self.today - timedelta(days_ago))
        self.quoted.append(reporting.standing(self.report, as_of=day, known=self.told[-1].moment))

    def change(self, who, subject, values, action=None, milestone=None):
        change(subject=subject, by=pick(self.people, who), values=values, reason="So.", at=self.now)
        self.note(action=action, milestone=milestone, **values)

    def entries(self, *kinds):
        found = Entry.objects.filter(report=self.report).order_by("sequence")
        found = list(found.filter(kind__in=kinds) if kinds else found)
        if not found:
            raise Refused("There is nothing to pick from.")
        return found
