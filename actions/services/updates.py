"""Updates: what staff say about an action. Added, corrected, withdrawn, never changed."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions import lifecycle
from actions.lifecycle import UPDATE_KINDS, WITHDRAWN_KINDS, Kind, Refused, Stage, spoken
from actions.models import Entry, Milestone
from actions.services.drafts import close_draft, draft_sent
from actions.services.evidence import append_with_evidence, attach_evidence, has_evidence
from actions.services.record import append, held, refuse_if_changed, said_again, sent_before
from actions.services.standing import stand_action, stand_heard, stand_hearing, stand_milestone


@dataclass(frozen=True, kw_only=True)
class Said:
    """What an update says; the names are those of the model's fields."""

    happened_on: date
    what_changed: str
    challenges: str = ""
    next_steps: str = ""
    level: str = ""
    course: str = ""
    course_reason: str = ""
    milestone: Milestone | None = None
    state: str = ""


@transaction.atomic
def log_update(
    *,
    action,
    by,
    key,
    organisation=None,
    seen=None,
    reason="",
    version=None,
    shown=None,
    accepted_by=None,
    meant=True,
    at=None,
    **said,
):
    """Log what changed on an action, on behalf of ``organisation`` (the author's when not given).

    ``said`` are the fields of Said; ``reason`` says why the level went back, where it did. ``version`` is the
    one of the draft that was sent, ``shown`` the uuids of the evidence that stood in its form, None for all of it. On
    a report with review, someone else has ``accepted_by``. Unless it is ``meant``, what was just logged is refused.

    ``seen`` is the number of the last entry the author saw; a level, course or milestone that
    someone else moved since is refused once, so that nobody overwrites what they did not read.

    What the author uploaded for the form ``key`` becomes evidence of the entry.
    """
    said = Said(**said)
    content = {"action": action, "organisation": organisation or organisation_of(by), "reason": reason, **vars(said)}
    own = Entry.objects.filter(report=action.report, author=by, kind=Kind.UPDATE)
    doubt = None if meant else said_again(own, at or timezone.now(), **content)
    report, moment = held(action.report, at)
    if sent := sent_before(by=by, key=key, kind=Kind.UPDATE, **content):
        return _sent_again(sent, by, key, shown, at)
    _refuse_unless_reviewed(report, by, accepted_by)
    if doubt:
        raise doubt
    check_update(report, moment, action=action, said=said, reason=reason, by=by, key=key, seen=seen)
    content |= {"kind": Kind.UPDATE, **_accepted(accepted_by)}
    entry = _append(report, moment, by, key, version, shown, at, **content)
    stand_heard(entry)
    _stand(entry)
    return entry


@transaction.atomic
def confirm(*, action, by, key, organisation=None, at=None):
    """Say that nothing changed and all is still true: counts as heard."""
    report, moment = held(action.report, at)
    content = {"action": action, "organisation": organisation or organisation_of(by)}
    if entry := sent_before(by=by, key=key, kind=Kind.CONFIRMATION, **content):
        return entry
    entry = append(
        report=report,
        kind=Kind.CONFIRMATION,
        moment=moment,
        happened_on=report.today(moment),
        author=by,
        key=key,
        **content,
    )
    stand_heard(entry)
    return entry


@transaction.atomic
def correct_update(*, entry, by, reason, key, version=None, shown=None, accepted_by=None, at=None, **said):
    """Put a corrected update in the place of an earlier one, saying why; both stay readable.

    ``said`` are the fields of Said, as they should have been; the rest is as in ``log_update``.
    """
    report, moment = held(entry.report, at)
    said = Said(**said)
    content = {"action": entry.action, "organisation": entry.organisation, "reason": reason, **vars(said)}
    if sent := sent_before(by=by, key=key, supersedes=entry, **content):
        return _sent_again(sent, by, key, shown, at)
    if entry.kind not in UPDATE_KINDS:
        raise Refused(_("Only an update can be corrected."))
    _refuse_unless_reviewed(report, by, accepted_by)
    check_update(report, moment, action=entry.action, said=said, reason=reason, by=by, key=key, corrects=entry)
    content |= {"kind": Kind.CORRECTION, "supersedes": entry, **_accepted(accepted_by)}
    correction = _append(report, moment, by, key, version, shown, at, **content)
    stand_hearing(entry.action)
    _stand(entry, correction)
    return correction


@transaction.atomic
def withdraw(*, entry, by, reason, key, at=None):
    """Take an update, a confirmation or an assessment back, saying why; it stays readable but counts no more."""
    report, moment = held(entry.report, at)
    if sent := sent_before(by=by, key=key, supersedes=entry, reason=reason):
        return sent
    if entry.kind not in WITHDRAWN_KINDS:
        raise Refused(_("Only an update, a “still true” or an assessment can be withdrawn."))
    if report.review_asked and entry.kind in UPDATE_KINDS and entry.author_id == by.pk:
        raise Refused(_("Updates are reviewed on this report. A coordinator who did not write it can withdraw it."))
    _refuse_if_superseded(entry, _("%(who)s corrected this update on %(day)s. Withdraw the corrected one instead."))
    withdrawal = append(
        report=report,
        kind=Kind.WITHDRAWAL,
        moment=moment,
        happened_on=report.today(moment),
        author=by,
        organisation=organisation_of(by, entry.organisation),
        action=entry.action,
        milestone=entry.milestone,
        supersedes=entry,
        reason=reason,
        key=key,
    )
    stand_hearing(entry.action)
    _stand(entry)
    return withdrawal


def organisation_of(by, otherwise=None):
    """On whose behalf a person writes; refused when the account belongs to no organisation."""
    organisation = by.organisation or otherwise
    if organisation is None:
        raise Refused(
            _("Your account belongs to no organisation yet. Ask a coordinator to add you to one."),
            "organisation",
        )
    return organisation


def check_update(report, moment, *, action, said, reason, by, key, seen=None, corrects=None):
    """Ask whether an update fits the record: nobody moved the same since ``seen``, and it can have happened.

    ``report`` is ``held`` since ``moment``; ``said`` is a Said. What a correction leaves as it was is not asked
    again.
    """
    if corrects:
        _refuse_if_superseded(
            corrects, _("%(who)s corrected this update on %(day)s. Correct the corrected one instead.")
        )
    _refuse_if_overtaken(action, said, seen)
    day, milestone = said.happened_on, said.milestone
    lifecycle.check_day(day, report.published_on, report.today(moment))
    lifecycle.check_course(said.course, said.course_reason)
    if milestone and milestone.action_id != action.pk:
        raise Refused(_("This milestone belongs to another action. Choose one of this action's."), "milestone")
    if said.state and milestone is None:
        raise Refused(_("Choose the milestone whose state this is."), "milestone")
    level = "" if corrects and corrects.level == said.level else said.level
    if level:
        before = _level_on(action, day, corrects)
        lifecycle.check_level(before, level, day)
        lifecycle.check_way_back(before, level, reason, day)
    state = "" if _is_as_it_was(corrects, milestone, said.state, day) else said.state
    if state:
        lifecycle.check_state(_state_on(milestone, day, corrects), state, day)
    if report.evidence_asked:
        place = corrects and corrects.place
        lifecycle.check_evidence(level, state, has_evidence(report=report, by=by, key=key, place=place))


def left_unchanged(action, said, corrects=None):
    """``said``, {field: value} of an update that waited, without what it proposes and already holds on its day.

    While it waits, others may move an action or a milestone to the same. What a correction leaves as it was stays.
    """
    said, day, milestone = dict(said), said["happened_on"], said.get("milestone")
    course = said.get("course", ""), said.get("course_reason", "")
    if (level := said.get("level")) and not (corrects and corrects.level == level):
        if level == _level_on(action, day, corrects):
            said["level"] = ""
    if course[0] and not (corrects and (corrects.course, corrects.course_reason) == course):
        if course == _course_on(action, day, corrects):
            said["course"] = said["course_reason"] = ""
    if (state := said.get("state")) and milestone and not _is_as_it_was(corrects, milestone, state, day):
        if state == _state_on(milestone, day, corrects):
            said["state"] = ""
    return said


def _is_as_it_was(corrects, milestone, state, day):
    return corrects and (corrects.milestone, corrects.state, corrects.happened_on) == (milestone, state, day)


def _append(report, moment, by, key, version, shown, at, **content):
    """Add what a form says, with the evidence that came with it; the draft it was is closed."""
    draft = draft_sent(by=by, key=key, version=version, shown=shown)
    entry = append_with_evidence(report=report, moment=moment, by=by, key=key, shown=shown, at=at, **content)
    if draft:
        close_draft(draft, entry)
    return entry


def _sent_again(entry, by, key, shown, at):
    """The entry that a form made before: what was uploaded since stands with it, and none of its drafts waits."""
    draft = draft_sent(by=by, key=key)
    if draft and draft.stage != Stage.ACCEPTED:
        close_draft(draft, entry)
    attach_evidence(entry=entry, by=by, key=key, shown=shown, at=at)
    return entry


def _refuse_unless_reviewed(report, by, accepted_by):
    if accepted_by is None and report.review_asked:
        raise Refused(_("Updates are reviewed on this report. Submit it; a coordinator then accepts it."))
    if accepted_by == by:
        raise Refused(_("You wrote this update yourself. Someone else has to accept it."))


def _accepted(by):
    return {"changes": {"accepted_by": by.pk}} if by else {}


def _level_on(action, day, without):
    facts = Entry.objects.filter(action=action, happened_on__lte=day).exclude(level="").effective()
    fact = facts.exclude(pk=without.pk if without else None).in_order().last()
    return fact.level if fact else lifecycle.Level.NO_EVIDENCE


def _course_on(action, day, without):
    """(the course, its reason) on a day; both empty where none is stated."""
    facts = Entry.objects.filter(action=action, happened_on__lte=day).exclude(course="").effective()
    fact = facts.exclude(pk=without.pk if without else None).in_order().last()
    return (fact.course, fact.course_reason) if fact else ("", "")


def _state_on(milestone, day, without):
    facts = Entry.objects.filter(milestone=milestone, happened_on__lte=day).exclude(state="").effective()
    fact = facts.exclude(pk=without.pk if without else None).in_order().last()
    return fact.state if fact else lifecycle.State.PLANNED


def _refuse_if_superseded(entry, corrected):
    later = Entry.objects.filter(supersedes=entry).select_related("author").first()
    if later:
        raise Refused(
            (
                _("%(who)s withdrew this entry on %(day)s. It can no longer be changed.")
                if later.kind == Kind.WITHDRAWAL
                else corrected
            )
            % {"who": later.author, "day": spoken(later.report.today(later.recorded_at))}
        )


def _refuse_if_overtaken(action, said, seen):
    entries = Entry.objects.filter(action=action, report=action.report).effective()
    if said.level:
        refuse_if_changed(
            entries.exclude(level=""),
            seen,
            "level",
            _(
                "%(who)s set the level to “%(level)s” while you were writing. "
                "See whether your choice still fits, then send again."
            ),
        )
    if said.course:
        refuse_if_changed(
            entries.exclude(course=""),
            seen,
            "course",
            _(
                "%(who)s set the course to “%(course)s” while you were writing. "
                "See whether your choice still fits, then send again."
            ),
        )
    if said.state:
        refuse_if_changed(
            entries.filter(milestone=said.milestone).exclude(state=""),
            seen,
            "milestone",
            _(
                "%(who)s moved this milestone to “%(state)s” while you were writing. "
                "See whether your choice still fits, then send again."
            ),
        )


def _stand(*entries):
    """Bring in line whatever these entries moved."""
    if any(entry.level or entry.course for entry in entries):
        stand_action(entries[0].action)
    for milestone in {entry.milestone for entry in entries if entry.state and entry.milestone}:
        stand_milestone(milestone)
