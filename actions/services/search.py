"""What the search finds, kept in step with what it is about: written with it, in one transaction."""

from django.db import connection
from django.db.models import Exists, OuterRef

from actions import word_index
from actions.lifecycle import DESCRIBING_KINDS, UPDATE_KINDS, Kind
from actions.models import Entry, Evidence, Milestone, Note, Openness, PriorityAction, SearchText
from actions.models.note import Audience
from actions.models.search import Found, place
from actions.standing import ERASED
from actions.words import indexed

BATCH = 1000
"""Things that are looked at together when the whole is gone through."""

FIELDS = ("report_id", "kind", "thing", "only_for_id", "counts", "words")


def make_findable(thing):
    """Bring in line what is found of an action, milestone, entry, note or evidence."""
    row = wanted_row(thing)
    if row.words:
        row.save()
    else:
        SearchText.objects.filter(pk=row.pk).delete()


def make_new_findable(things):
    """Let things be found that just came."""
    rows = [wanted_row(thing, new=True) for thing in things]
    SearchText.objects.bulk_create([row for row in rows if row.words])


def stop_counting(entry):
    """An entry was corrected or withdrawn: it is found only by who asks for that, too."""
    SearchText.objects.filter(pk=_place(entry)).update(counts=False)


def make_unfindable(thing):
    """The words of a thing are gone, and nothing of them stays behind."""
    SearchText.objects.filter(pk=_place(thing)).delete()
    word_index.wipe_traces(connection)


def wanted_row(thing, new=False):
    """The row as it should be, not saved; its words are empty when there is nothing to find."""
    report = _report_of(thing)
    return SearchText(
        pk=_place(thing),
        report_id=report,
        kind=_kind(thing),
        thing=thing.pk,
        only_for_id=thing.organisation_id if _is_internal(thing) else None,
        counts=not isinstance(thing, Entry) or _counts(thing, new),
        words=indexed(report, [text for text in texts_of(thing) if text and text != ERASED]),
    )


def texts_of(thing):
    """The texts in which a thing is found, what it is called first."""
    match thing:
        case PriorityAction():
            return [thing.title, thing.theme, thing.recommendation, thing.addressee]
        case Milestone():
            return [thing.title]
        case Note():
            return [thing.text]
        case Evidence():
            return [thing.title, thing.issuer]
        case Entry() if thing.kind == Kind.EVIDENCE:
            return []  # the evidence itself is found
    return [
        thing.what_changed,
        thing.challenges,
        thing.next_steps,
        thing.reason,
        *(words for _name, words in sorted(thing.wording.items())),
    ]


def _report_of(thing):
    match thing:
        case PriorityAction() | Entry() | Evidence():
            return thing.report_id
    return thing.action.report_id


def _kind(thing):
    match thing:
        case PriorityAction():
            return Found.ACTION
        case Milestone():
            return Found.MILESTONE
        case Note():
            return Found.NOTE
        case Evidence():
            return Found.EVIDENCE
    return Found.UPDATE if thing.kind in UPDATE_KINDS else Found.DECISION


def _is_internal(thing):
    match thing:
        case Note():
            return thing.audience == Audience.INTERNAL
        case Evidence():
            return thing.audience == Openness.INTERNAL
    return False


def _counts(entry, new):
    """False for what was corrected or withdrawn, a withdrawal, and for what a thing was first called."""
    if entry.kind == Kind.WITHDRAWAL or (entry.kind in DESCRIBING_KINDS and entry.kind != Kind.CHANGE):
        return False
    return new or entry.superseder is None


def _place(thing):
    match thing:
        case Entry():
            return place(_kind(thing), thing.pk, thing.recorded_at)
        case Note():
            return place(_kind(thing), thing.pk, thing.created_at)
    return place(_kind(thing), thing.pk)


# --- Going through all of it ---


def differences(report, put_right=False, seen=lambda count: None):
    """Sentences, one for each place where what is found differs from what is there.

    With ``put_right`` they are no more, batch by batch, so that people can write meanwhile. ``seen``
    is told after each batch how many things were in it.
    """
    for model, things in _everything(report):
        last = 0
        while batch := list(things.filter(pk__gt=last).order_by("pk")[:BATCH]):
            last = batch[-1].pk
            wanted = {row.pk: row for row in map(wanted_row, batch) if row.words}
            stored = SearchText.objects.in_bulk({_place(thing) for thing in batch})
            come, change = [], []
            for pk in sorted(wanted.keys() | stored.keys()):
                if not _same(wanted.get(pk), stored.get(pk)):
                    yield _sentence(wanted.get(pk), stored.get(pk))
                    (change if pk in stored else come).append(wanted.get(pk) or stored[pk])
            if put_right:
                SearchText.objects.filter(pk__in=[row.pk for row in change]).delete()
                rows = [*come, *(row for row in change if row.pk in wanted)]
                SearchText.objects.bulk_create(rows, ignore_conflicts=True)  # someone may have been quicker
            seen(len(batch))
        yield from _strays(report, model, put_right)


def _everything(report):
    yield PriorityAction, report.actions.all()
    yield Milestone, Milestone.objects.filter(action__report=report).select_related("action")
    yield Entry, report.entries.select_related("superseded_by")
    yield Note, Note.objects.filter(action__report=report).select_related("action")
    yield Evidence, report.evidence.attached()


KINDS = {
    PriorityAction: (Found.ACTION,),
    Milestone: (Found.MILESTONE,),
    Entry: (Found.UPDATE, Found.DECISION),
    Note: (Found.NOTE,),
    Evidence: (Found.EVIDENCE,),
}


def _strays(report, model, put_right):
    """Words of things that are not there, or not there any more."""
    rows = SearchText.objects.filter(report=report, kind__in=KINDS[model])
    strays = rows.filter(~Exists(model.objects.filter(pk=OuterRef("thing"))))
    for row in strays:
        yield _sentence(None, row)
    if put_right:
        SearchText.objects.filter(pk__in=[row.pk for row in strays]).delete()


def _same(wanted, stored):
    return wanted and stored and all(getattr(wanted, name) == getattr(stored, name) for name in FIELDS)


def _sentence(wanted, stored):
    if wanted is None:
        return f"{stored!r}: it is found, and should not be"
    if stored is None:
        return f"{wanted!r}: it is not found"
    names = [name for name in FIELDS if getattr(wanted, name) != getattr(stored, name)]
    return f"{wanted!r}: {', '.join(names)} differ"


def count(report):
    """How many things of a report ``differences`` goes through."""
    return sum(things.count() for _model, things in _everything(report))
