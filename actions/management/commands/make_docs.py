"""Make the pages of documentation that are made from code."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from actions import permissions
from actions.lifecycle import (
    DATED_CONCERNS,
    DESCRIBING_KINDS,
    DUE_SOON_DAYS,
    HEARD_KINDS,
    INDEX_LEVELS,
    LEVEL_MOVES,
    OFF_COURSES,
    OPEN_STATES,
    RANK,
    STAGE_MOVES,
    STATE_MOVES,
    UNRECORDED_CONCERNS,
    UPDATE_KINDS,
    ConcernKind,
    Course,
    CourseReason,
    Kind,
    Level,
    Stage,
    State,
)
from actions.models import Role

MADE = "<!-- Made from {source} by `python manage.py make_docs`. Change it there. -->"


class Command(BaseCommand):
    help = "Make docs/roles.md and docs/lifecycle.md from the code; with --check, only say whether they are stale."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="change nothing; exit status 1 if a page is stale")

    def handle(self, *, check, **options):
        folder = settings.BASE_DIR / "docs"
        stale = []
        for name, text in pages().items():
            path = folder / name
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            stale.append(name)
            if not check:
                path.write_text(text, encoding="utf-8")
        if check and stale:
            raise CommandError(f"Stale: {', '.join(stale)}. Run `python manage.py make_docs`.")
        self.stdout.write("Made " + ", ".join(stale) if stale else "The pages are as the code says.")


def pages():
    """{file name: text} of each page, in English."""
    with translation.override("en"):
        return {"roles.md": roles(), "lifecycle.md": lifecycle()}


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def page(source, *parts):
    return "\n\n".join([MADE.format(source=source), *parts]) + "\n"


def roles():
    rows = [
        [words, *("yes" if role in allowed else "–" for role in Role)] for words, allowed in permissions.RIGHTS.values()
    ]
    return page(
        "actions/permissions.py",
        "# Who may do what",
        "A person has one role on each report. Of a report they are not on, people do not learn that it exists.",
        table(["", *(role.label for role in Role)], rows),
        "An internal note is read by the author's own organisation alone, whatever the role. Internal evidence is seen "
        "by the organisation of who added it and by coordinators. A draft is its author's "
        "alone; once submitted, the staff of its organisation and the coordinators read it. Nobody accepts what they "
        "wrote themselves. Where updates are reviewed, an update is withdrawn by a coordinator who did not write it. "
        "How an organisation sees an action is said by its own people, whatever their role, and withdrawn by nobody "
        "else.",
        "An administrator (superuser) knows of every report, may manage its settings, members and milestones, may "
        "review, and may see to what needs attention; to log, correct or write notes there, or to read notes, an "
        "administrator is put on the report like anyone else.",
    )


def lifecycle():
    return page(
        "actions/lifecycle.py",
        "# What can follow what",
        "## Levels",
        "How far a priority action is implemented. From the row to the column:",
        moves(Level, LEVEL_MOVES),
        "An action begins at “No evidence available”, which is not “Not implemented”. Evidence once reported is "
        "corrected or withdrawn, not forgotten. A level has moved back when it is lower than the one before, in the "
        f"order {', '.join(f'“{Level(level).label}”' for level in RANK)}; an update that says so says why.",
        "## Courses",
        "Whether an action is likely to get where it should. Any course may follow any other.",
        table(["name", "course", "needs a reason", "needs attention"], courses()),
        "The reasons:",
        table(["name", "reason"], [[f"`{reason}`", reason.label] for reason in CourseReason]),
        "## States of a milestone",
        "What an update may do. From the row to the column:",
        moves(State, STATE_MOVES),
        "Dropping a milestone and taking it up again are decisions of a coordinator, on the milestone's own page; "
        "taken up again, it is planned. A milestone is overdue once its due day has ended in the report's time zone "
        f"while it is {' or '.join(f'“{State(state).label}”' for state in OPEN_STATES)}.",
        "## An update on its way into the record",
        "A draft is its author's alone. Where updates are reviewed, it is submitted, and a coordinator or an "
        "administrator who did not write it accepts it or sends it back with a reason; only then is it an entry. "
        "From the row to the column:",
        moves(Stage, STAGE_MOVES),
        "## What needs attention",
        "In this order:",
        table(["name", "concern", "about"], concerns()),
        f"A milestone is due soon when it is open and due within {DUE_SOON_DAYS} days. A coordinator can set a concern "
        "aside until a day, with a reason; it is then left out of the list until that day begins, or until it is taken "
        "up again. Nudging, setting aside and taking up again are entries of the record; nobody is heard by them.",
        "An action is disputed when an organisation that assessed it names another level than the one at which it "
        "stands.",
        f"{' and '.join(f'“{ConcernKind(kind).label}”' for kind in UNRECORDED_CONCERNS)} is about what was submitted, "
        "from that day on. Only those who may decide know of it, so it is never set aside.",
        "## Assessments",
        "An organisation on the report says at which level it sees an action on a day, and why. That moves nothing, "
        "and nobody is heard by it. Of each organisation the newest assessment counts, by the day it is about and then "
        "by when it was recorded, unless it was withdrawn. “No evidence available” is a dissent where the action "
        "stands at another level, but does not count towards the index.",
        "Over the organisations stands the Implementation Recommendation Index of UPR Info (“On the road to "
        "implementation”, section 5.2): the mean of 0 for not, 0.5 for partly and 1 for fully implemented, to two "
        "decimals. It falls in the level of the first limit it reaches:",
        table(["from", "level"], [[limit, level.label] for limit, level in INDEX_LEVELS]),
        "## Kinds of entries",
        table(["name", "entry", "says what changed", "counts as heard", "says what a thing is called"], kinds()),
    )


def moves(values, allowed):
    def cell(before, after):
        return "" if before == after else "yes" if after in allowed[before] else "–"

    rows = [[f"**{before.label}** `{before}`", *(cell(before, after) for after in values)] for before in values]
    return table(["", *(value.label for value in values)], rows)


def courses():
    for course in Course:
        needs_reason = course != Course.ON_TRACK
        yield [f"`{course}`", course.label, "yes" if needs_reason else "–", "yes" if course in OFF_COURSES else "–"]


def concerns():
    for kind in ConcernKind:
        yield [f"`{kind}`", kind.label, "a milestone" if kind in DATED_CONCERNS else "an action"]


def kinds():
    for kind in Kind:
        marks = ["yes" if kind in group else "–" for group in (UPDATE_KINDS, HEARD_KINDS, DESCRIBING_KINDS)]
        yield [f"`{kind}`", kind.label, *marks]
