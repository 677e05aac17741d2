"""Finding what was written: actions, milestones, entries of the record and notes, in the reader's rights."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from actions.lifecycle import Kind
from actions.models import Entry, Evidence, Milestone, Note, PriorityAction, SearchText
from actions.models.search import Found
from actions.words import excerpt, marked

COUNTED = 200
"""Results are counted up to here; beyond, more of them cost nothing."""

ONLY = {
    "actions": (_("Actions"), Found.ACTION),
    "milestones": (_("Milestones"), Found.MILESTONE),
    "updates": (_("Updates"), Found.UPDATE),
    "changes": (_("Changes"), Found.DECISION),
    "evidence": (_("Evidence"), Found.EVIDENCE),
    "notes": (_("Notes"), Found.NOTE),
}
"""What a search can be narrowed to: {name: (label, kind)}."""


@dataclass(frozen=True)
class Result:
    """One thing that has the words. ``title`` and ``words`` are [(is it marked?, words)].

    ``thing`` is the action, milestone, evidence, entry or note; ``fate`` is empty, "corrected", "withdrawn" or
    "earlier" (what a thing was first called). ``action`` is the one it is about, or None; ``day`` when
    it happened, was noted or is due, or None.
    """

    kind: str
    thing: object
    report: object
    action: object
    url: str
    title: list
    words: list
    day: object
    fate: str = ""


@dataclass(frozen=True)
class Results:
    """A page of results. ``count`` is how many there are in all, of no later page than the first; at most COUNTED,
    and ``more`` if there are more than that. ``next`` addresses the page that follows; None at the end.
    """

    items: list
    count: int
    more: bool
    next: int | None


def search(user, terms, *, reports, only="", earlier=False, after=None, size=20):
    """What ``user`` may read that has all these terms (``words.asked``), on these of their reports.

    Actions come first, then milestones, evidence, then entries and notes, the newest first. ``only`` is one of
    ONLY; ``earlier`` shows what was corrected or withdrawn, too; ``after`` is the ``next`` of the
    page before.
    """
    rows = SearchText.objects.visible_to(user).matching(terms, [report.pk for report in reports])
    if only:
        _label, kind = ONLY[only]
        rows = rows.filter(kind=kind)
    if not earlier:
        rows = rows.filter(counts=True)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    most = size if after is not None else COUNTED
    found = list(rows.values_list("pk", "kind", "thing")[: most + 1])
    shown = found[:size]
    things = _things([(kind, thing) for _pk, kind, thing in shown])
    by_pk = {report.pk: report for report in reports}
    items = [_result(kind, things[kind, thing], by_pk, terms) for _pk, kind, thing in shown if (kind, thing) in things]
    return Results(
        items=items,
        count=min(len(found), most),
        more=len(found) > most,
        next=shown[-1][0] if len(found) > size else None,
    )


READ = {
    PriorityAction: PriorityAction.objects,
    Milestone: Milestone.objects.select_related("action", "organisation"),
    Entry: Entry.objects.select_related("action", "milestone", "organisation", "superseded_by"),
    Evidence: Evidence.objects.select_related("action", "entry", "organisation"),
    Note: Note.objects.select_related("action", "milestone", "organisation"),
}
MODELS = {
    Found.ACTION: PriorityAction,
    Found.MILESTONE: Milestone,
    Found.UPDATE: Entry,
    Found.DECISION: Entry,
    Found.EVIDENCE: Evidence,
    Found.NOTE: Note,
}


def _things(found):
    """{(kind, id): thing}, asking once for each model."""
    things = {}
    for model in {MODELS[kind] for kind, _pk in found}:
        pks = {pk for kind, pk in found if MODELS[kind] is model}
        read = READ[model].order_by().in_bulk(pks)
        things |= {(kind, pk): read[pk] for kind, pk in found if MODELS[kind] is model and pk in read}
    return things


def _result(kind, thing, reports, terms):
    match thing:
        case PriorityAction():
            report, action, title, day = reports[thing.report_id], None, str(thing), None
            texts = [thing.recommendation, thing.addressee, thing.theme]
            url = reverse("action", args=[report.slug, thing.number])
        case Milestone():
            report, action, title, day = reports[thing.action.report_id], thing.action, thing.title, thing.due_on
            texts = []
            url = reverse("milestone", args=[report.slug, action.number, thing.number])
        case Evidence():
            report, action, title, day = reports[thing.report_id], thing.action, thing.title, thing.fact_on
            texts = [thing.issuer]
            url = reverse("entry", args=[report.slug, thing.entry.sequence])
        case Note():
            report, action, title, day = reports[thing.action.report_id], thing.action, "", thing.created_on
            texts = [thing.text]
            url = _address_of_note(report, thing)
        case _:
            report, action, title, day = reports[thing.report_id], thing.action, "", thing.happened_on
            texts = [
                thing.what_changed,
                thing.challenges,
                thing.next_steps,
                thing.reason,
                *(words for _name, words in sorted(thing.wording.items())),
            ]
            url = reverse("entry", args=[report.slug, thing.sequence])
    return Result(
        kind=kind,
        thing=thing,
        report=report,
        action=action,
        url=url,
        title=marked(title, terms),
        words=excerpt([text for text in texts if text], terms),
        day=day,
        fate=_fate(thing) if isinstance(thing, Entry) else "",
    )


def _address_of_note(report, note):
    """The page of its milestone, or the history of its action from the note on."""
    if note.milestone:
        return reverse("milestone", args=[report.slug, note.action.number, note.milestone.number]) + f"#note-{note.pk}"
    before = f"{note.created_on.isoformat()}_{(note.created_at + timedelta(microseconds=1)).isoformat()}"
    query = urlencode({"only": "notes", "before": before})
    return f"{reverse('action', args=[report.slug, note.action.number])}?{query}#note-{note.pk}"


def _fate(entry):
    if entry.superseder:
        return "withdrawn" if entry.superseder.kind == Kind.WITHDRAWAL else "corrected"
    return "earlier" if entry.kind in (Kind.REPORT_OPENED, Kind.ACTION_ADDED, Kind.MILESTONE_ADDED) else ""
