"""The history of an action as one timeline, and the activity of a report. Paged by place, so that
a page costs the same however long the history is.
"""

from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import attrgetter

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from actions.lifecycle import CONCERN_KINDS, DESCRIBING_KINDS, HEARD_KINDS, SETTING_RIGHT_KINDS, Kind
from actions.models import Entry, Note
from actions.reporting.evidence import marked, put_evidence
from actions.reporting.names import names
from actions.standing import ERASED, described

PAGE = 8
"""Entries and notes of an action shown at once."""

FILTERS = {
    "updates": (_("Updates"), HEARD_KINDS),
    "corrections": (_("Corrections"), SETTING_RIGHT_KINDS),
    "changes": (_("Changes"), DESCRIBING_KINDS),
    "attention": (_("Attention"), CONCERN_KINDS),
    "evidence": (_("Evidence"), (Kind.EVIDENCE,)),
    "assessments": (_("Assessments"), (Kind.ASSESSMENT,)),
    "notes": (_("Notes"), ()),
}
"""What the history can be narrowed to: {name: (label, kinds of entries)}."""

PEOPLE = ("focal_point", "nudged", "accepted_by")
"""What an entry's ``changes`` name a person for."""

OF_A_SUPERSEDER = {"number": "sequence", "kind": "kind", "at": "recorded_at", "author": "author__name"}
"""What is read of the entry that corrected or withdrew another."""


@dataclass(frozen=True)
class Page:
    """A stretch of history, newest first. ``older`` addresses the next one; empty at the end."""

    items: list
    older: str = ""


def timeline(action, user, *, only="", before="", size=PAGE, as_of=None, known=None):
    """Entries and notes of an action that ``user`` may read, by the day they are about.

    Evidence stands with the entry it proves; that it was added is an entry shown only when asked for.

    ``only`` is one of FILTERS, ``before`` the ``older`` of the page before. With ``as_of``, only
    what is about days until then, as known at ``known``. Raises ValueError when ``before`` is not
    such an address.
    """
    found = []
    if only != "notes":
        entries = Entry.objects.filter(action=action).known(known)
        if as_of:
            entries = entries.filter(happened_on__lte=as_of)
        entries = marked(_told(entries, only, known=("report", "action"), by=known))
        if not only:
            entries = entries.exclude(kind=Kind.EVIDENCE)
        if before:
            day, moment = place_in_time(before)
            entries = entries.filter(Q(happened_on__lt=day) | Q(happened_on=day, recorded_at__lt=moment))
        found += [
            (entry.happened_on, entry.recorded_at, entry)
            for entry in entries.order_by("-happened_on", "-recorded_at")[: size + 1]
        ]
    if only in ("", "notes"):
        notes = Note.objects.filter(action=action).visible_to(user)
        # Not by a join: of all ways to join so much, PostgreSQL would look longer for the best than it takes to answer.
        on_entry = Entry.objects.filter(pk=OuterRef("entry")).order_by().values("sequence")
        notes = notes.select_related("author", "organisation", "milestone").annotate(on_entry=Subquery(on_entry))
        if as_of:
            notes = notes.filter(created_on__lte=as_of)
        if known:
            notes = notes.filter(created_at__lte=known)
        if before:
            day, moment = place_in_time(before)
            notes = notes.filter(Q(created_on__lt=day) | Q(created_on=day, created_at__lt=moment))
        found += [
            (note.created_on, note.created_at, note)
            for note in notes.order_by("-created_on", "-created_at")[: size + 1]
        ]
    found.sort(key=lambda item: item[:2], reverse=True)
    shown = found[:size]
    older = f"{shown[-1][0].isoformat()}_{shown[-1][1].isoformat()}" if len(found) > size else ""
    items = [item for _day, _moment, item in shown]
    entries = [item for item in items if isinstance(item, Entry)]
    for item in items:
        item.action = action
    for entry in entries:
        entry.report = action.report
    name_people(entries, [item for item in items if isinstance(item, Note)])
    put_evidence(entries, user, known)
    return Page(items, older)


def notes_on(entry, user):
    """The notes on an entry that ``user`` may read, as they were written."""
    notes = Note.objects.filter(entry=entry).visible_to(user).select_related("author", "organisation")
    notes = list(notes.order_by("created_at", "pk"))
    for note in notes:
        note.action = entry.action
    name_people((), notes)
    return notes


def activity(report, *, entries=None, before="", size=24):
    """Entries of a report by the moment they were recorded. Raises ValueError as ``timeline`` does.

    ``entries`` is a queryset that says which, of whatever report; all when it is None.
    """
    entries = with_surroundings((Entry.objects if entries is None else entries).filter(report=report), ("report",))
    if before:
        # By the moment, which rises with the number, because the indexes of what a list is narrowed to end with it.
        earlier = Entry.objects.filter(report=report, sequence__lt=int(before)).order_by("-sequence")
        entries = entries.filter(recorded_at__lte=Subquery(earlier.values("recorded_at")[:1]))
    found = list(entries.order_by("-recorded_at")[: size + 1])
    for entry in found:
        entry.report = report
    name_people(found)
    return Page(found[:size], str(found[size - 1].sequence) if len(found) > size else "")


def latest(report, size=5):
    """The Page of what was recorded last on a report; evidence stands with its entry."""
    return activity(report, entries=Entry.objects.exclude(kind=Kind.EVIDENCE), size=size)


def as_it_stood(report, day, known=None, size=5, standing=None):
    """What last happened on a report by the end of ``day``, as known at ``known`` (default now).

    Actions, and milestones where it tells of them, are called as in ``standing``, the Standing of that day.
    """
    entries = Entry.objects.filter(report=report, happened_on__lte=day).exclude(kind=Kind.EVIDENCE).known(known)
    entries = with_surroundings(entries, known=("report",), by=known).order_by("-happened_on", "-sequence")
    found = list(entries[:size])
    for entry in found:
        entry.report = report
    if standing:
        call_as_then(found, standing)
    name_people(found)
    return Page(found)


def call_as_then(items, standing):
    """Call the actions and milestones of entries and notes as ``standing``, the Standing of a past day, has them.

    The entries are all of one report; it is put in the time zone that it had then.
    """
    zone, report = standing.told.get((None, None), {}).get("time_zone"), None
    for item in items:
        if zone and isinstance(item, Entry):
            report = report or copy(item.report)
            report.time_zone = zone
            item.report = report
        for subject, about in (
            (item.action, (item.action_id, None)),
            (item.milestone, (item.action_id, item.milestone_id)),
        ):
            if subject and about in standing.told:
                subject.title = standing.told[about].get("title", ERASED)


def with_surroundings(entries, known=(), by=None):
    """Entries with everything a page shows of them.

    ``author_name`` is that of the author, ``supersedes_number`` the number of the entry that it corrects or
    withdraws. ``superseder_number``, ``_kind``, ``_at`` and ``_author`` are the number, kind, moment and author's
    name of the entry that corrected or withdrew it ``by`` a moment (default now). None where there is none.
    What is ``known``, report or action, is not read: the caller puts it on.
    """
    read = [name for name in ("report", "action", "milestone", "organisation") if name not in known]
    later = "superseded_by"
    if by:
        entries = entries.annotate(by_then=FilteredRelation(later, condition=Q(superseded_by__recorded_at__lte=by)))
        later = "by_then"
    superseders = {f"superseder_{name}": F(f"{later}__{field}") for name, field in OF_A_SUPERSEDER.items()}
    names = {"author_name": F("author__name"), "supersedes_number": F("supersedes__sequence")}
    return entries.annotate(**names, **superseders).select_related(*read)


def name_people(entries, notes=()):
    """Put ``names`` on each entry: {field: name} of the organisation or person it newly names.

    And ``named`` on each note: the names of who is mentioned in it. One query, or none when nobody is named.
    """
    organisations, people = set(), set()
    for entry in entries:
        organisations |= {entry.changes.get("lead_organisation"), entry.changes.get("organisation")}
        people |= {*(entry.changes.get(name) for name in PEOPLE)}
    called, persons, mentions = names(organisations, people, [note.pk for note in notes if "@" in note.text])
    found = {"lead_organisation": called, "organisation": called} | dict.fromkeys(PEOPLE, persons)
    for entry in entries:
        entry.names = {
            field: names[entry.changes[field]] for field, names in found.items() if entry.changes.get(field) is not None
        }
    for note in notes:
        note.named = mentions.get(note.pk, [])


def put_former(entry):
    """Put on a change ``former`` and ``former_names``: what was so before of what it says, and what that is called.

    As ``changes`` and ``names`` have it; empty for every other entry. Two queries at most.
    """
    entry.former, entry.former_names = {}, {}
    if entry.kind != Kind.CHANGE:
        return
    before = Entry.objects.filter(report=entry.report, action=entry.action_id, milestone=entry.milestone_id)
    before = described(before.filter(kind__in=DESCRIBING_KINDS, sequence__lt=entry.sequence).order_by("sequence"))
    entry.former = {name: before[name] for name in (*entry.wording, *entry.changes) if name in before}
    organisations = {entry.former.get("lead_organisation"), entry.former.get("organisation")}
    called, persons, _mentions = names(organisations, {entry.former.get("focal_point")})
    for name in ("lead_organisation", "organisation", "focal_point"):
        if entry.former.get(name):
            entry.former_names[name] = (persons if name == "focal_point" else called)[entry.former[name]]


def put_formers(history):
    """Put the same on each change in the history of a milestone, as far as what was so before is in it, too.

    Of facts alone, for words may be erased. The entries come with their ``names``; no query.
    """
    former, called = {}, {}
    for entry in sorted((e for e in history if e.kind in DESCRIBING_KINDS), key=attrgetter("sequence")):
        if entry.kind == Kind.CHANGE:
            entry.former = {name: former[name] for name in entry.changes if name in former}
            entry.former_names = {name: called[name] for name in entry.former if name in called}
        former |= entry.changes
        called = {name: words for name, words in called.items() if name not in entry.changes} | entry.names


def _told(entries, only, known, by=None):
    if only:
        _label, kinds = FILTERS[only]
        entries = entries.filter(kind__in=kinds)
    return with_surroundings(entries, known, by)


def place_in_time(before):
    """(day, moment) of a place in a history, as an address has it. Raises ValueError when it is none."""
    day, _sep, moment = before.partition("_")
    return date.fromisoformat(day), read_moment(moment)


def read_moment(text):
    """A moment out of an address. Raises ValueError when it is none, or without a time zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError as beyond:
        raise ValueError("a moment beyond the calendar") from beyond
