"""Evidence as it is shown: with the entries it stands with."""

from functools import cache

from django.db.models import Count, Exists, OuterRef, Q

from actions.lifecycle import HEARD_KINDS
from actions.models import Evidence, EvidenceKind


def marked(entries):
    """Entries, each with ``has_evidence``: true if something stands with it, whoever may see it."""
    return entries.annotate(has_evidence=_is_there())


@cache
def _is_there():
    """True of an entry with which evidence stands; put together once, for every history asks it."""
    return Exists(Evidence.objects.attached().filter(report=OuterRef("report"), place=OuterRef("place")))


def put_evidence(entries, user, known=None):
    """Put on each entry ``evidence_shown``, what of its evidence ``user`` may see, as known at ``known``.

    Evidence stands with an entry and with those that correct it. One question, and none when the entries
    are ``marked`` and none of them has any.
    """
    bearing = [entry for entry in entries if entry.kind in HEARD_KINDS and getattr(entry, "has_evidence", True)]
    found = {}
    if bearing:
        there = Evidence.objects.attached().visible_to(user).order_by("pk")
        there = there.filter(report__in={e.report_id for e in bearing}, place__in={e.place for e in bearing})
        if known:
            there = there.filter(added_at__lte=known)
        for evidence in there.select_related("added_by", "organisation"):
            found.setdefault((evidence.report_id, evidence.place), []).append(evidence)
    for entry in entries:
        entry.evidence_shown = found.get((entry.report_id, entry.place), []) if entry in bearing else []


def coming_with(draft, user):
    """What will stand with a draft's entry once it is accepted, as far as ``user`` may see it."""
    there = Evidence.objects.visible_to(user).pending(draft.key, draft.author)
    return there.select_related("added_by", "organisation").order_by("pk")


def count_coming(drafts, user):
    """Put on each draft ``files`` and ``links``, how many of either ``coming_with`` it shows; one question.

    ``user`` reviews the drafts, or wrote them, and may know of all that comes with them, so rights are not asked for
    each.
    """
    there = Evidence.objects.filter(place=None, erased_at=None, form_key__in={draft.key for draft in drafts})
    if user.is_superuser:
        there = there.visible_to(user)
    kinds = {kind.name: Count("pk", Q(kind=kind)) for kind in EvidenceKind}
    counts = there.order_by().values_list("form_key", "added_by").annotate(**kinds)
    found = {(key, author): numbers for key, author, *numbers in counts}
    for draft in drafts:
        draft.files, draft.links = found.get((draft.key, draft.author_id), (0, 0))


def count_wordless(drafts, user):
    """The same for those of a person's own drafts in which nothing is written yet; no question when there are none."""
    if wordless := [draft for draft in drafts if not draft.typed.get("what_changed", "").strip()]:
        count_coming(wordless, user)
