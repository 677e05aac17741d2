"""Review: an update is submitted, sent back with a reason or accepted, and only then is in the record."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from actions.lifecycle import Kind, Refused, Stage, check_stage, spoken
from actions.models import Decision, Draft, Entry, NoticeKind, Role, User
from actions.services.drafts import CHANGED_SINCE, DISCARDED_SINCE, in_turn, nobody_decides, refuse_unless_shown
from actions.services.notices import tell
from actions.services.record import AGAIN, held, said_again
from actions.services.updates import Said, check_update, correct_update, left_unchanged, log_update, organisation_of

LOOKED_AT = timedelta(minutes=15)
"""For how long others are told that someone is reviewing an update."""


def submit(
    *,
    action,
    by,
    key,
    typed,
    corrects=None,
    organisation=None,
    seen=None,
    version=None,
    shown=None,
    meant=True,
    at=None,
    **said,
):
    """Hand an update in for review; what it says must fit the record as if it were logged now.

    ``typed`` are the words of the form, kept until it is accepted; ``said`` what they mean, with the ``reason``
    that ``log_update`` or ``correct_update`` asks for, as they do of what is ``shown``. ``corrects`` is the entry it
    corrects. Unless it is ``meant``, what was just submitted, or just accepted, is refused.

    The report is not held: nothing is added to its record yet, and whoever accepts it asks all of this again. Is
    review switched off at this very moment, it waits all the same, and stands in My work of its coordinators.
    """
    reason, moment = said.pop("reason", ""), at or timezone.now()
    about = {"action": action, "by": by, "key": key, "corrects": corrects}
    form = {"typed": typed, "seen": seen, "version": version, "shown": shown, "meant": meant}
    return in_turn(_submit, **about, **form, said=Said(**said), reason=reason, organisation=organisation, moment=moment)


def _submit(*, action, by, key, corrects, typed, seen, version, shown, meant, said, reason, organisation, moment):
    draft = Draft.objects.select_for_update().filter(author=by, key=key).first()
    logged = draft is None and Entry.objects.filter(author=by, key=key).exists()
    draft = draft or Draft(action=action, author=by, key=key)
    if logged or draft.stage in (Stage.SUBMITTED, Stage.ACCEPTED, Stage.DISCARDED):
        if draft.stage == Stage.SUBMITTED and draft.typed == typed:
            return draft
        if draft.stage == Stage.DISCARDED:
            raise Refused(DISCARDED_SINCE, used_up=True)
        raise Refused(
            _(
                "This form was submitted before. What you have written now is still here: send again to submit it "
                "as a new update, or leave the page to keep the first."
            ),
            used_up=True,
        )
    if draft.pk and version not in (None, draft.version):
        raise Refused(CHANGED_SINCE, used_up=True)
    refuse_unless_shown(by, key, shown)
    organisation = corrects.organisation if corrects else organisation or organisation_of(by)
    if not meant:
        _refuse_submitted_again(action, by, typed, moment)
        own = Entry.objects.filter(report=action.report, author=by, kind=Kind.UPDATE)
        content = {"action": action, "organisation": organisation, "reason": reason, **vars(said)}
        if doubt := said_again(own, moment, **content):
            raise doubt
    report = action.report
    check_update(report, moment, action=action, said=said, reason=reason, by=by, key=key, seen=seen, corrects=corrects)
    draft.corrects, draft.organisation, draft.milestone = corrects, organisation, said.milestone
    draft.typed, draft.submitted = typed, typed
    draft.saved_at = draft.submitted_at = moment
    draft.version += 1
    draft.reviewer = draft.reviewing_since = None
    _decide(draft, Stage.SUBMITTED, by, moment)
    _tell(draft, NoticeKind.SUBMITTED, reviewers(report), by, moment)
    return draft


def _refuse_submitted_again(action, by, typed, moment):
    same = Draft.objects.waiting().filter(action=action, author=by, submitted_at__gt=moment - AGAIN)
    if any(draft.submitted == typed for draft in same):
        raise Refused(_("You submitted exactly this before. Send it again only if it is to count twice."), doubted=True)


@transaction.atomic
def take_back(*, draft, by, at=None):
    """Take one's own update back before anyone has decided; it is a draft again."""
    held(draft.action.report)
    moment = at or timezone.now()
    draft = _read(draft)
    if draft.author_id != by.pk:
        raise Refused(_("Only who wrote an update can take it back."))
    if draft.stage == Stage.DRAFT:
        return draft
    _refuse_if_decided(draft)
    draft.saved_at = moment
    draft.version += 1
    _decide(draft, Stage.DRAFT, by, moment)
    nobody_decides(draft)
    return draft


@transaction.atomic
def send_back(*, draft, by, reason, version, at=None):
    """Send an update back to its author, saying what is missing."""
    held(draft.action.report)
    moment = at or timezone.now()
    draft = _read(draft)
    if _has_decided(draft, Stage.SENT_BACK, by, reason):
        return draft
    _refuse_to_decide(draft, by, version)
    _decide(draft, Stage.SENT_BACK, by, moment, reason)
    nobody_decides(draft, [draft.author])
    _tell(draft, NoticeKind.SENT_BACK, [draft.author], by, moment, words=reason)
    return draft


@transaction.atomic
def accept(*, draft, by, version, seen=None, at=None, **said):
    """Accept an update: it becomes an entry of its author's, which says who accepted it.

    ``said`` is what its words mean, and ``seen`` the last entry the reviewer saw. What it proposes and holds already
    is left unchanged. Does it not fit the record any more, it is refused and goes on waiting.
    """
    held(draft.action.report)
    moment = at or timezone.now()
    draft = _read(draft)
    if _has_decided(draft, Stage.ACCEPTED, by):
        return draft.entry
    _refuse_to_decide(draft, by, version)
    said = left_unchanged(draft.action, said, draft.corrects)
    if not draft.corrects:
        said["meant"] = True  # whoever accepts it has read it; its author cannot be asked here
    given = {"by": draft.author, "key": draft.key, "accepted_by": by, "at": at}
    if draft.corrects:
        entry = correct_update(entry=draft.corrects, **given, **said)
    else:
        entry = log_update(action=draft.action, organisation=draft.organisation, seen=seen, **given, **said)
    draft.refresh_from_db()
    Decision.objects.create(draft=draft, by=by, stage=Stage.ACCEPTED, at=moment)
    nobody_decides(draft, [draft.author])
    _tell(draft, NoticeKind.ACCEPTED, [draft.author], by, moment)
    return entry


def note_reviewer(*, draft, by, now=None):
    """Note that ``by`` looks at an update to decide; the person who was there before, or None."""
    now = now or timezone.now()
    there = draft.reviewer if draft.reviewing_since and draft.reviewing_since > now - LOOKED_AT else None
    if there and there != by:
        return there
    if there is None:
        Draft.objects.filter(pk=draft.pk).update(reviewer=by, reviewing_since=now)
    return None


def reviewers(report):
    """Those who decide on a report: its coordinators who have not left."""
    return User.objects.filter(is_active=True, memberships__report=report, memberships__role=Role.COORDINATOR)


def waits_for_nobody(report, author):
    """True if updates are reviewed on a report, and nobody on it but their author can accept them."""
    return report.review_asked and not reviewers(report).exclude(pk=author.pk).exists()


def ended_by(draft):
    """(the stage, who brought it there) of an update about which there is nothing to decide any more.

    Whatever its author took back counts as a draft, also once it is discarded; what was logged without review has
    no stage.
    """
    if draft.stage not in (Stage.ACCEPTED, Stage.SENT_BACK):
        return Stage.DRAFT, draft.author
    last = _last_decision(draft)
    return (Stage(draft.stage), last.by) if last else (None, draft.author)


def why_over(draft):
    """Why there is nothing to decide about an update any more, in a sentence; empty while it waits."""
    if draft.stage == Stage.SUBMITTED:
        return ""
    if draft.stage == Stage.DISCARDED:
        return _("%(who)s took this update back and discarded it.") % {"who": draft.author}
    if draft.stage not in (Stage.ACCEPTED, Stage.SENT_BACK):
        return _("%(who)s took this update back to go on writing.") % {"who": draft.author}
    last = _last_decision(draft)
    if last is None:
        return _("%(who)s logged this update without review, as entry %(number)s.") % {
            "who": draft.author,
            "number": draft.entry.sequence,
        }
    words = {
        Stage.ACCEPTED: _("%(who)s accepted this update on %(day)s at %(time)s."),
        Stage.SENT_BACK: _("%(who)s sent this update back on %(day)s at %(time)s: %(reason)s"),
    }[draft.stage]
    at = timezone.localtime(last.at)
    return words % {
        "who": last.by,
        "day": spoken(at.date()),
        "time": date_format(at, "TIME_FORMAT"),
        "reason": last.reason,
    }


def _read(draft):
    known = ("author", "organisation", "action__report", "milestone", "corrects", "entry")
    return Draft.objects.select_for_update(of=("self",)).select_related(*known).get(pk=draft.pk)


def _decide(draft, stage, by, moment, reason=""):
    check_stage(draft.stage, stage)
    draft.stage, draft.page = stage, None
    draft.save()
    Decision.objects.create(draft=draft, by=by, stage=stage, reason=reason, at=moment)


def _tell(draft, kind, people, by, moment, words=""):
    tell(
        people=people,
        kind=kind,
        report=draft.action.report,
        action=draft.action,
        milestone=draft.milestone,
        by=by,
        address=draft.get_absolute_url(),
        key=f"draft {draft.pk}, version {draft.version}, {kind}",
        words=words,
        at=moment,
    )


def _has_decided(draft, stage, by, reason=""):
    """True if this very decision was made already: its form came twice."""
    last = _last_decision(draft)
    return draft.stage == stage and last is not None and (last.by_id, last.reason) == (by.pk, reason)


def _last_decision(draft):
    """The Decision that brought an update where it is; None where none did: it was logged without review."""
    return draft.decisions.select_related("by").filter(stage=draft.stage).last()


def _refuse_to_decide(draft, by, version):
    if draft.author_id == by.pk:
        raise Refused(
            _("You wrote this update yourself. Another coordinator, or an administrator, has to decide about it.")
        )
    _refuse_if_decided(draft)
    if version != draft.version:
        raise Refused(
            _("%(who)s changed this update after you opened it. See what it says now, then decide.")
            % {"who": draft.author},
            now={"version": draft.version},
        )


def _refuse_if_decided(draft):
    if said := why_over(draft):
        raise Refused(said)
