"""The life of things: levels, courses, milestone states, and what may follow what.

Plain data and pure functions: no query, no clock, no request. Time is always an argument.
A rule that refuses says why in a sentence a person can act on.
"""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """How far a priority action is implemented. "No evidence" is not "not implemented"."""

    NOT_IMPLEMENTED = "not_implemented", _("Not implemented")
    PARTLY_IMPLEMENTED = "partly_implemented", _("Partly implemented")
    FULLY_IMPLEMENTED = "fully_implemented", _("Fully implemented")
    NO_EVIDENCE = "no_evidence", _("No evidence available")


class Course(TextChoices):
    """Whether an action is likely to get where it should."""

    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    OFF_TRACK = "off_track", _("Off track")
    STALLED = "stalled", _("Stalled")


class CourseReason(TextChoices):
    """Why an action is not on track: a closed list, so that reasons can be counted."""

    DESIGN = "design", _("Design of the action")
    RELEVANCE = "relevance", _("Relevance")
    INSTITUTIONS = "institutions", _("Institutions and coordination")
    POLITICAL_SUPPORT = "political_support", _("Political support")
    CAPACITY = "capacity", _("Capacity and resources")


class State(TextChoices):
    """Where a milestone is. Overdue is computed from the due day, never stored."""

    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class Kind(TextChoices):
    """What an entry of the record is. Later kinds join the same record by the same mechanism."""

    REPORT_OPENED = "report_opened", _("Follow-up opened")
    ACTION_ADDED = "action_added", _("Priority action added")
    MILESTONE_ADDED = "milestone_added", _("Milestone added")
    CHANGE = "change", _("Change")
    UPDATE = "update", _("Update")
    CONFIRMATION = "confirmation", _("Still true")
    CORRECTION = "correction", _("Correction")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    ERASURE = "erasure", _("Words erased")
    NUDGE = "nudge", _("Nudge")
    SET_ASIDE = "set_aside", _("Set aside")
    TAKEN_UP = "taken_up", _("Taken up again")
    EVIDENCE = "evidence", _("Evidence added")
    ASSESSMENT = "assessment", _("Assessment")


class Stage(TextChoices):
    """Where an update is on its way into the record."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for review")
    SENT_BACK = "sent_back", _("Sent back")
    ACCEPTED = "accepted", _("Accepted")
    DISCARDED = "discarded", _("Discarded")


UNFINISHED_STAGES = (Stage.DRAFT, Stage.SENT_BACK)
"""Where an update is in its author's hands: being written, or sent back."""


class ConcernKind(TextChoices):
    """Why a thing needs attention, the most urgent first. Others join here, with a finder in ``reporting``."""

    LATE = "late", _("Late")
    DUE_SOON = "due_soon", _("Due soon")
    SILENT = "silent", _("Silent")
    MOVED_BACK = "moved_back", _("Moved back")
    OFF_COURSE = "off_course", _("Off track or stalled")
    WAITING = "waiting", _("Waiting for review")
    DISPUTED = "disputed", _("Disputed")
    UNLED = "unled", _("Without a lead or focal point")


UPDATE_KINDS = (Kind.UPDATE, Kind.CORRECTION)
"""Entries that say what changed; a correction takes the place of what it corrects."""

HEARD_KINDS = (Kind.UPDATE, Kind.CORRECTION, Kind.CONFIRMATION)
"""Entries by which someone reported on an action, so that it is not silent."""

WITHDRAWN_KINDS = (*HEARD_KINDS, Kind.ASSESSMENT)
"""Entries that can be withdrawn."""

DESCRIBING_KINDS = (Kind.REPORT_OPENED, Kind.ACTION_ADDED, Kind.MILESTONE_ADDED, Kind.CHANGE)
"""Entries that say what a report, an action or a milestone is: title, lead, due day."""

SETTING_RIGHT_KINDS = (Kind.CORRECTION, Kind.WITHDRAWAL, Kind.ERASURE)
"""Entries by which something recorded before was put right."""
ASIDE_KINDS = (Kind.SET_ASIDE, Kind.TAKEN_UP)
"""Entries that hide something that needs attention for a while, or show it again."""

CONCERN_KINDS = (Kind.NUDGE, *ASIDE_KINDS)
"""Entries by which a coordinator sees to what needs attention. They move nothing, and nobody is heard by them."""

CLOSING_LEVELS = (Level.FULLY_IMPLEMENTED,)
CLOSING_STATES = (State.DONE,)
"""With these something is closed: where a report asks for it, evidence must come with them."""

DATED_CONCERNS = (ConcernKind.LATE, ConcernKind.DUE_SOON)
"""What concerns a milestone; everything else concerns an action."""

UNRECORDED_CONCERNS = (ConcernKind.WAITING,)
"""What only those know who decide about it. It is not set aside, for that would stand in the record for all to read."""

DUE_SOON_DAYS = 14
"""An open milestone due within so many days is due soon."""

LONGEST_ASIDE_YEARS = 1
"""Nothing is set aside for longer, so that nothing is forgotten for good."""

LONGEST_ASIDE_DAYS = 366 * LONGEST_ASIDE_YEARS
"""No year has more days than 366."""

LONGEST_DUE_YEARS = 50
"""No milestone is due later: such a day is a slip of the pen."""

LEVEL_MOVES = {
    Level.NO_EVIDENCE: (
        Level.NOT_IMPLEMENTED,
        Level.PARTLY_IMPLEMENTED,
        Level.FULLY_IMPLEMENTED,
    ),
    Level.NOT_IMPLEMENTED: (Level.PARTLY_IMPLEMENTED, Level.FULLY_IMPLEMENTED),
    Level.PARTLY_IMPLEMENTED: (Level.NOT_IMPLEMENTED, Level.FULLY_IMPLEMENTED),
    Level.FULLY_IMPLEMENTED: (Level.NOT_IMPLEMENTED, Level.PARTLY_IMPLEMENTED),
}
"""A level may rise or fall, but evidence once recorded is corrected or withdrawn, not forgotten."""

STATE_MOVES = {
    State.PLANNED: (State.UNDER_WAY, State.DONE),
    State.UNDER_WAY: (State.PLANNED, State.DONE),
    State.DONE: (State.UNDER_WAY,),
    State.DROPPED: (),
}
"""What an update may do to a milestone. Dropping and taking up again are decisions of their own."""

STAGE_MOVES = {
    Stage.DRAFT: (Stage.SUBMITTED, Stage.ACCEPTED, Stage.DISCARDED),
    Stage.SUBMITTED: (Stage.DRAFT, Stage.SENT_BACK, Stage.ACCEPTED),
    Stage.SENT_BACK: (Stage.SUBMITTED, Stage.DISCARDED),
    Stage.ACCEPTED: (),
    Stage.DISCARDED: (),
}
"""Where nobody reviews, a draft is accepted as it is sent. What is submitted may be taken back until it is decided."""

OPEN_STATES = (State.PLANNED, State.UNDER_WAY)
"""A milestone someone still has to reach; only an open one can be overdue."""

OFF_COURSES = (Course.OFF_TRACK, Course.STALLED)
"""Courses that need someone's attention now."""

COURSE_RANK = {Course.ON_TRACK: 2, Course.AT_RISK: 1, Course.OFF_TRACK: 0, Course.STALLED: 0}
"""Order of the courses, the best the highest; off track and stalled are as bad as each other."""

RANK = {Level.NOT_IMPLEMENTED: 0, Level.PARTLY_IMPLEMENTED: 1, Level.FULLY_IMPLEMENTED: 2}
"""Order of the levels; "no evidence" has no rank, so coming from it is neither up nor down."""

INDEX_LEVELS = (
    (Decimal("0.66"), Level.FULLY_IMPLEMENTED),
    (Decimal("0.33"), Level.PARTLY_IMPLEMENTED),
    (Decimal(0), Level.NOT_IMPLEMENTED),
)
"""The level an index falls in: that of the first limit it reaches.

The Implementation Recommendation Index of UPR Info, "On the road to implementation", section 5.2: 0 to 0.32 not,
0.33 to 0.65 partly, 0.66 to 1 fully implemented.
"""


class Refused(Exception):
    """A rule said no. ``message`` is the sentence for the person, ``field`` where to show it.

    ``used_up`` says that the form has been taken before: sent again, it is another one. ``doubted`` says that it may
    be meant all the same: sent again, it is taken. ``now`` is {field: value} of what stands in the form from when it
    was opened, and is otherwise by now.
    """

    def __init__(self, message, field=None, *, used_up=False, doubted=False, now=None):
        super().__init__(message)
        self.message = message
        self.field = field
        self.used_up = used_up
        self.doubted = doubted
        self.now = now or {}


def moved_back(before, after):
    """True if the level ``after`` is lower than ``before``."""
    return before in RANK and after in RANK and RANK[after] < RANK[before]


def implementation_index(levels):
    """The mean of 0 for not, 0.5 for partly and 1 for fully implemented, to two decimals.

    "No evidence" is no judgement of how far it is, and does not count. None where no level counts.
    """
    ranks = [RANK[level] for level in levels if level in RANK]
    if not ranks:
        return None
    return (Decimal(sum(ranks)) / (2 * len(ranks))).quantize(Decimal("0.01"), ROUND_HALF_UP)


def index_level(index):
    """The level in which an ``implementation_index`` falls."""
    return next(level for limit, level in INDEX_LEVELS if index >= limit)


def is_overdue(due_on, state, today):
    """True once the due day has ended and the milestone is still open."""
    return state in OPEN_STATES and due_on < today


def is_due_soon(due_on, state, today):
    """True if the milestone is open and due today or in the next DUE_SOON_DAYS days."""
    return state in OPEN_STATES and today <= due_on <= today + timedelta(days=DUE_SOON_DAYS)


def silent_days(heard_on, since, rhythm_days, today):
    """Days nobody has reported, when more than the rhythm allows; otherwise 0.

    ``heard_on`` is the last day someone reported, or None; then the days count from ``since``,
    the day the follow-up began.
    """
    days = (today - (heard_on or since)).days
    return days if days > rhythm_days else 0


def check_level(before, after, day):
    """Refuse a level that cannot follow ``before``, the level held on ``day``."""
    if after == before:
        raise Refused(
            _("On %(day)s the level already was “%(level)s”. Leave it unchanged, or choose another.")
            % {"day": spoken(day), "level": Level(before).label},
            "level",
        )
    if after not in LEVEL_MOVES[before]:
        raise Refused(
            _(
                "“%(after)s” cannot follow “%(before)s”: something was reported. "
                "If that was wrong, correct or withdraw the earlier update."
            )
            % {"after": Level(after).label, "before": Level(before).label},
            "level",
        )


def check_way_back(before, after, reason, day):
    """Refuse a level lower than ``before``, the level held on ``day``, without its reason."""
    if moved_back(before, after) and not reason:
        raise Refused(
            _("On %(day)s the level was “%(before)s”. Say why it went back to “%(after)s”.")
            % {"day": spoken(day), "before": Level(before).label, "after": Level(after).label},
            "reason",
        )


def check_course(course, reason):
    """Refuse a course that is not on track without its reason, and a reason without such a course."""
    if course in ("", Course.ON_TRACK):
        if reason:
            raise Refused(
                _("A reason belongs to a course that is not on track. Choose that course, or no reason."),
                "course_reason",
            )
    elif not reason:
        raise Refused(
            _("Say why the action is “%(course)s”: choose a reason.") % {"course": Course(course).label},
            "course_reason",
        )


def check_state(before, after, day):
    """Refuse a milestone state that cannot follow ``before``, the state held on ``day``."""
    if after == State.DROPPED:
        raise Refused(_("A milestone is dropped by a coordinator, on the milestone's own page."), "state")
    if before == State.DROPPED:
        raise Refused(_("This milestone was dropped. A coordinator can take it up again."), "milestone")
    if after == before:
        raise Refused(
            _("On %(day)s the milestone already was “%(state)s”. Choose another state, or none.")
            % {"day": spoken(day), "state": State(before).label},
            "state",
        )
    if after not in STATE_MOVES[before]:
        raise Refused(
            _("A milestone cannot go from “%(before)s” to “%(after)s”.")
            % {"before": State(before).label, "after": State(after).label},
            "state",
        )


def check_stage(before, after):
    """Refuse a stage that cannot follow ``before``."""
    if after not in STAGE_MOVES[before]:
        raise Refused(
            _("This update is at “%(before)s”: “%(after)s” cannot follow.")
            % {"before": Stage(before).label, "after": Stage(after).label}
        )


def check_evidence(level, state, is_there):
    """Refuse to close an action or a milestone without evidence, where closing asks for it."""
    if (level in CLOSING_LEVELS or state in CLOSING_STATES) and not is_there:
        raise Refused(
            _("Closing asks for evidence on this report. Add a file or a link that shows it."),
            "evidence",
        )


def check_day(day, first, today, field="happened_on"):
    """Refuse a day before the report was published, or one that has not come yet."""
    check_has_come(day, today, field)
    if day < first:
        raise Refused(
            _("%(day)s is before the report was published. Choose %(first)s or a later day.")
            % {"day": spoken(day), "first": spoken(first)},
            field,
        )


def check_has_come(day, today, field):
    """Refuse a day that has not come yet."""
    if day > today:
        raise Refused(
            _("%(day)s has not come yet. Choose today, %(today)s, or an earlier day.")
            % {"day": spoken(day), "today": spoken(today)},
            field,
        )


def check_until(day, today):
    """Refuse to set a thing aside until a day that has begun, or for longer than a year."""
    if day <= today:
        raise Refused(
            _("%(day)s has begun already. Choose a later day than today, %(today)s.")
            % {"day": spoken(day), "today": spoken(today)},
            "until",
        )
    last = in_years(today, LONGEST_ASIDE_YEARS)
    if day > last:
        raise Refused(
            _("That is more than a year from now. Choose %(last)s or an earlier day.") % {"last": spoken(last)},
            "until",
        )


def check_due(due_on, first, today):
    """Refuse a due day before the report was published, or in more than fifty years; a past one may be agreed."""
    last = in_years(today, LONGEST_DUE_YEARS)
    if due_on > last:
        raise Refused(
            _("That is more than fifty years from now. Choose %(last)s or an earlier day.") % {"last": spoken(last)},
            "due_on",
        )
    check_day(due_on, first, last, "due_on")


def check_long_past(due_on, agreed_on):
    """Refuse, as what may be meant all the same, a due day more than a year before the day of the agreement."""
    if due_on < in_years(agreed_on, -1):
        raise Refused(
            _("%(day)s is more than a year before the milestone was agreed. Send again if that is the day.")
            % {"day": spoken(due_on)},
            "due_on",
            doubted=True,
        )


def in_years(day, years):
    """The same day of the year so many years later; on 29 February the day before, where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def spoken(day: date):
    """The day as people write it: 24 November 2026, in the reader's language."""
    return date_format(day, "DATE_FORMAT")
