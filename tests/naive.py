"""Where a report stands, worked out the slow and simple way from a list of what was told.

Nothing here is shared with the program but the names of the words: it is what the program's own
answers are held against.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass
class Told:
    """One thing told: an entry of the record, as the test remembers it."""

    number: int
    moment: datetime
    happened_on: date
    kind: str
    action: int | None = None
    milestone: int | None = None
    level: str = ""
    course: str = ""
    course_reason: str = ""
    state: str = ""
    supersedes: int | None = None
    values: dict = field(default_factory=dict)
    erased: bool = False


class Naive:
    """What held on ``day``, as known at ``known``, by everything in ``told``."""

    def __init__(self, told, day, known):
        self.day = day
        heard_of = [t for t in told if t.moment <= known]
        self.originals = {t.number: t.supersedes for t in heard_of}
        gone = set(self.originals.values())
        counting = [t for t in heard_of if t.number not in gone and t.kind != "withdrawal"]
        self.counting = sorted(counting, key=lambda t: (t.happened_on, self.place(t.number)))
        self.describing = [t for t in heard_of if t.values and (t.happened_on <= day or t.kind != "change")]

    def place(self, number):
        while self.originals[number]:
            number = self.originals[number]
        return number

    def called(self, name, action=None, milestone=None):
        """The last value of what something is; words that were erased are not there."""
        values = [
            t.values[name]
            for t in self.describing
            if (t.action, t.milestone) == (action, milestone)
            and name in t.values
            and not (name == "title" and t.erased)
        ]
        return values[-1] if values else "[erased]"

    def steps(self, name, **about):
        """(day, number, value) of each time ``name`` became something else."""
        found = []
        for t in self.counting:
            value = getattr(t, name)
            if name == "course":
                value = (t.course, t.course_reason)
            asked = all(getattr(t, key) == wanted for key, wanted in about.items())
            if getattr(t, name) and asked and t.happened_on <= self.day and (not found or found[-1][2] != value):
                found.append((t.happened_on, t.number, value))
        return found

    def state(self, milestone, day=None):
        """The state on a day, or None while the milestone does not exist."""
        day = day or self.day
        about = [t for t in self.counting if t.milestone == milestone and t.happened_on <= self.day]
        added = next(t for t in self.counting if t.milestone == milestone and t.kind == "milestone_added")
        begins = min([added.happened_on, *(t.happened_on for t in about if t.state)])
        if day < begins:
            return None
        states = [t.state for t in about if t.state and t.happened_on <= day]
        return states[-1] if states else "planned"

    def due(self, milestone):
        added = next(t for t in self.counting if t.milestone == milestone and t.kind == "milestone_added")
        changes = [
            t.values["due_on"]
            for t in self.counting
            if t.milestone == milestone and t.kind == "change" and "due_on" in t.values and t.happened_on <= self.day
        ]
        return changes[-1] if changes else added.values["due_on"]

    def milestones(self, action):
        """{number of the milestone: its state} of those that exist."""
        ids = {t.milestone for t in self.counting if t.action == action and t.milestone}
        return {n: self.state(n) for n in ids if self.state(n)}

    def heard_on(self, action):
        zone = ZoneInfo(self.called("time_zone"))
        days = []
        for t in self.counting:
            if t.action == action and t.kind in ("update", "correction", "confirmation"):
                days += [t.happened_on, t.moment.astimezone(zone).date()]
        return max((day for day in days if day <= self.day), default=None)

    def assessed(self, action):
        """{organisation: the level at which it sees an action}."""
        about = [t for t in self.counting if t.kind == "assessment" and t.action == action]
        return {t.values["by"]: t.values["assessed"] for t in about if t.happened_on <= self.day}

    def done_by_month(self, action):
        ends, end = [self.day], self.day.replace(day=1) - timedelta(1)
        while len(ends) < 13:
            ends.insert(0, end)
            end = end.replace(day=1) - timedelta(1)
        ids = {t.milestone for t in self.counting if t.action == action and t.milestone}
        return tuple(sum(self.state(n, day) == "done" for n in ids) for day in ends)

    def figures(self, action, followed_since):
        """The figures of an action, under the names the program gives them."""
        levels = [(None, None, "no_evidence"), *self.steps("level", action=action)]
        if len(levels) > 1 and levels[1][2] == "no_evidence":
            del levels[1]
        courses = [(None, None, ("", "")), *self.steps("course", action=action)]
        states = self.milestones(action)
        still_open = [self.due(n) for n, state in states.items() if state in ("planned", "under_way")]
        quarter = self.day.replace(day=1)
        for _ in range(2):
            quarter = (quarter - timedelta(1)).replace(day=1)
        heard_on = self.heard_on(action)
        quiet = (self.day - (heard_on or followed_since)).days
        return {
            "title": self.called("title", action),
            "level": levels[-1][2],
            "previous_level": levels[-2][2] if len(levels) > 1 else "",
            "level_since": levels[-1][0],
            "level_entry": levels[-1][1],
            "course": courses[-1][2][0],
            "course_reason": courses[-1][2][1],
            "course_since": courses[-1][0],
            "course_entry": courses[-1][1],
            **{name: list(states.values()).count(name) for name in ("planned", "under_way", "done", "dropped")},
            "overdue": sum(due < self.day for due in still_open),
            "done_lately": sum(state == "done" and self.since(n) >= quarter for n, state in states.items()),
            "next_due_on": min(still_open, default=None),
            "heard_on": heard_on,
            "silent_days": quiet if quiet > self.called("rhythm_days") else 0,
            "done_by_month": self.done_by_month(action),
        }

    def since(self, milestone):
        """The day the present state began."""
        return self.steps("state", milestone=milestone)[-1][0]
