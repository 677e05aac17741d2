"""Drafts: what is being written, kept while it is written, until it is an entry or waits for review."""

from uuid import uuid4, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.lifecycle import UNFINISHED_STAGES, Kind, Refused, Stage, check_stage
from actions.models import Draft, Entry, Evidence, NoticeKind, Scan
from actions.services.evidence import divide, remove
from actions.services.notices import settle

GIVEN = ("happened_on", "organisation")
"""Fields that a form opens with: alone they are nothing typed."""


CHANGED = _(
    "This draft was changed on another page meanwhile. Both are kept: what you typed here is a draft of its own now."
)
DISCARDED = _(
    "This draft was discarded on another page meanwhile, with any files and links it had. What you typed here is a "
    "draft of its own now; choose its files and links again."
)
CHANGED_SINCE = _(
    "This draft was changed on another page meanwhile. Both are kept: that one stands under My work. What you typed "
    "is still here: send again."
)
CHANGED_BEFORE = _(
    "This draft was changed on another page meanwhile. Both are kept: that one stands under My work, and what stands "
    "here is an update of its own."
)
DISCARDED_SINCE = _("This draft was discarded on another page meanwhile. What you typed is still here: send again.")
GONE = _(
    "Files or links that stood in this form are gone: on another page they were taken out, sent, or discarded with "
    "their draft. What you typed is still here: choose again what is needed, and send again."
)
MORE = _(
    "Files or links were chosen for this form on another page. They stand here now: take out what is not to go along, "
    "and send again."
)
SENT = _("This form was sent already. What you type here is not kept: copy it, or send it as another update.")


class Elsewhere(Refused):
    """The form went on elsewhere meanwhile, and how; ``draft`` is what was typed here.

    ``other`` is the draft as it was saved there, None when it was discarded. ``doubles`` is what came with it and
    stands here, too: {uuid there: uuid here}.
    """

    def __init__(self, how, draft, other=None, doubles=()):
        super().__init__(how, used_up=True)
        self.draft, self.other, self.doubles = draft, other, dict(doubles)


def save_draft(*, action, by, key, typed, version, page=None, nth=0, described=False, shown=(), corrects=None, at=None):
    """Keep what stands in a form, right or wrong; the Draft, with the version it has now, or None.

    A form in which nothing stands is no draft: there is none then, and one that was written no further than that goes.

    ``version`` is the one the page had last, 0 for a form that was never saved; ``page`` is what the page calls itself:
    it goes on from what it saved last, also when it did not hear of that; ``nth`` counts its savings, so that one which
    comes late changes nothing. ``shown`` are the uuids of the evidence that stands in the form; ``described`` says that
    something else is said of that evidence now.

    Raises Elsewhere, after having kept these words as a draft of their own, when another page saved it since, or the
    draft was discarded; Refused when the form was sent.
    """
    is_empty = not any(text.strip() for name, text in typed.items() if name not in GIVEN)
    if is_empty and _gone(by, key, version, page, nth):
        return None
    given = {"action": action, "by": by, "key": key, "typed": typed, "page": page, "nth": nth, "corrects": corrects}
    given["at"] = at or timezone.now()
    draft, elsewhere = in_turn(_saved_or_parted, version=version, described=described, shown=shown, **given)
    if elsewhere:
        raise elsewhere
    return draft


def _saved_or_parted(*, version, described, shown, **given):
    """(the draft as it was saved, None), or (the draft that these words are now, Elsewhere)."""
    if draft := _saved(version=version, described=described, **given):
        return draft, None
    by, key = given["by"], given["key"]
    other = Draft.objects.select_related("action__report", "corrects", "author").get(author=by, key=key)
    draft = _parted(**given)
    doubles = divide(draft=other, key=key, shown=shown, here=draft.key)
    if other.stage == Stage.DISCARDED:
        return draft, Elsewhere(DISCARDED, draft)
    return draft, Elsewhere(CHANGED, draft, other, doubles)


def _parted(*, by, key, page, corrects, **given):
    """What a page types as a draft of its own; one, however often the page saves without hearing of it."""
    while True:
        key = uuid5(key, str(page or uuid4()))
        before = Draft.objects.select_for_update().filter(author=by, key=key).first()
        goes_on = before and before.stage in UNFINISHED_STAGES and before.page == page and before.corrects == corrects
        if before is None or goes_on:
            version = before.version if before else 0
            return _saved(by=by, key=key, page=page, version=version, corrects=corrects, **given)


def in_turn(save, **given):
    """What ``save`` makes of a form, in one transaction; of two first savings at once the second finds the first."""
    try:
        with transaction.atomic():
            return save(**given)
    except IntegrityError:
        with transaction.atomic():
            return save(**given)


@transaction.atomic
def _gone(by, key, version, page, nth):
    """True when there is no draft of this form here, or none any more: all of it was emptied again.

    One that was discarded, or saved on another page since, is none of this form.
    """
    if Evidence.objects.pending(key, by).exists() or Entry.objects.filter(author=by, key=key).exists():
        return False
    draft = Draft.objects.select_for_update().filter(author=by, key=key).first()
    if draft is None or draft.stage == Stage.DISCARDED:
        return True
    if draft.stage != Stage.DRAFT or draft.decisions.exists():
        return False
    if not (_is_others(draft, version, page) or is_late(draft, page, nth)):
        draft.delete()
    return True


def _is_others(draft, version, page):
    """True if another page saved a draft after this one had its ``version``."""
    return version != draft.version and (page is None or page != draft.page)


def is_late(draft, page, nth):
    """True of a saving that its own page has overtaken, or that comes a second time after the draft was discarded."""
    last = draft.nth + (draft.stage == Stage.DISCARDED)
    return bool(page) and page == draft.page and nth < last


def _saved(*, action, by, key, typed, version, page, nth, corrects, at, described=False):
    """The draft as it was saved; None when another page saved it since, or it was discarded."""
    draft = Draft.objects.select_for_update().filter(author=by, key=key).first()
    if draft is None:
        if Entry.objects.filter(author=by, key=key).exists():
            raise Refused(SENT, used_up=True)
        return Draft.objects.create(
            action=action,
            author=by,
            key=key,
            typed=typed,
            page=page,
            nth=nth,
            corrects=corrects,
            begun_at=at,
            saved_at=at,
        )
    if is_late(draft, page, nth):
        return draft
    if draft.stage == Stage.DISCARDED and draft.action_id == action.pk:
        return None
    if draft.stage not in UNFINISHED_STAGES or draft.action_id != action.pk:
        raise Refused(SENT, used_up=True)
    if draft.corrects_id != (corrects and corrects.pk):
        return None  # it was carried on, and goes on in another form
    if draft.typed == typed and not described:
        if page and page == draft.page:
            draft.nth = nth
            draft.save(update_fields=["nth"])
        return draft
    if _is_others(draft, version, page):
        return None
    draft.typed, draft.page, draft.nth, draft.saved_at, draft.version = typed, page, nth, at, draft.version + 1
    draft.save(update_fields=["typed", "page", "nth", "saved_at", "version"])
    return draft


def nobody_decides(draft, next_told=()):
    """Those who were asked to decide about an update need not look; ``next_told`` as ``settle`` has it."""
    settle(kind=NoticeKind.SUBMITTED, address=draft.get_absolute_url(), next_told=next_told)


@transaction.atomic
def discard_draft(*, draft, at=None):
    """Throw a draft away at its author's wish, with what comes with it; what was decided about it stays."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.stage == Stage.DISCARDED:
        return
    check_stage(draft.stage, Stage.DISCARDED)
    for evidence in Evidence.objects.pending(draft.key, draft.author):
        remove(evidence=evidence)
    draft.corrects = draft.corrected  # who was asked to decide about it knows it so
    draft.stage, draft.typed, draft.submitted, draft.saved_at = Stage.DISCARDED, {}, {}, at or timezone.now()
    draft.save(update_fields=["corrects", "stage", "typed", "submitted", "saved_at"])


@transaction.atomic
def carry_on(*, draft, at=None):
    """Let the correction of an entry that was corrected meanwhile correct the one that counts; the Draft.

    Of an entry that was withdrawn it becomes a new update, on behalf of the same organisation. Its words and its
    evidence stay as they are, but for the reason of the correction, which a new update has not. Raises Refused when it
    was sent or discarded.
    """
    draft = Draft.objects.select_for_update(of=("self",)).select_related("corrects", "author").get(pk=draft.pk)
    if draft.stage not in UNFINISHED_STAGES:
        raise Refused(_("That draft was sent or discarded meanwhile."))
    if draft.is_overtaken:
        before, latest = draft.corrects, draft.corrects.latest
        if draft.submitted:
            draft.submitted = {"carried_from": before.pk} | draft.submitted
        draft.corrects = latest
        if latest.kind == Kind.WITHDRAWAL:
            draft.corrects = None
            draft.typed |= {"reason": "", "organisation": str(before.organisation_id)}
        draft.page, draft.saved_at, draft.version = None, at or timezone.now(), draft.version + 1
        draft.save(update_fields=["corrects", "typed", "submitted", "page", "saved_at", "version"])
    return draft


def draft_sent(*, by, key, version=None, shown=None):
    """The draft of a form that is sent, locked: with the entry it becomes it is to be closed. None if there is none.

    Raises Refused when it was saved elsewhere after the ``version`` that was sent, was discarded, or when what is
    ``shown`` in the form is not the evidence that waits for it.
    """
    draft = Draft.objects.select_for_update().filter(author=by, key=key).first()
    stays = draft and draft.stage in (*UNFINISHED_STAGES, Stage.SUBMITTED)
    if stays and version not in (None, draft.version):
        raise Refused(CHANGED_SINCE, used_up=True)
    if draft and draft.stage == Stage.DISCARDED:
        raise Refused(DISCARDED_SINCE, used_up=True)
    refuse_unless_shown(by, key, shown)
    return draft


def refuse_unless_shown(by, key, shown):
    """Refuse a form that shows other evidence, as ``shown`` has it, than waits for it: what is sent was seen."""
    if shown is None:
        return
    waiting = Evidence.objects.pending(key, by)
    if set(shown) - {str(uuid) for uuid in waiting.values_list("uuid", flat=True)}:
        raise Refused(GONE)
    if {str(uuid) for uuid in waiting.exclude(scan=Scan.FOUND).values_list("uuid", flat=True)} - set(shown):
        raise Refused(MORE)


def close_draft(draft, entry):
    """The form became ``entry``: its draft is done, and its words stand in the record alone.

    If it waited for review and was logged without it, nobody has to decide about it any more.
    """
    if draft.stage == Stage.SUBMITTED and "accepted_by" not in entry.changes:
        nobody_decides(draft)
    draft.stage, draft.entry, draft.typed, draft.submitted = Stage.ACCEPTED, entry, {}, {}
    draft.submitted_at = draft.submitted_at or entry.recorded_at
    draft.save(update_fields=["stage", "entry", "typed", "submitted", "submitted_at"])
