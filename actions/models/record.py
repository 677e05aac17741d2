"""The record: entries that are added and never changed, hash-chained report by report."""

from uuid import uuid4

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from actions import chain
from actions.addresses import address
from actions.lifecycle import (
    CONCERN_KINDS,
    DESCRIBING_KINDS,
    HEARD_KINDS,
    SETTING_RIGHT_KINDS,
    UPDATE_KINDS,
    Course,
    CourseReason,
    Kind,
    Level,
    State,
)
from actions.models.action import PriorityAction
from actions.models.milestone import Milestone
from actions.models.people import Organisation, User
from actions.models.report import Report, VisibleQuerySet


class EntryQuerySet(VisibleQuerySet):
    def known(self, moment):
        """Entries recorded by ``moment``; all when it is None."""
        return self if moment is None else self.filter(recorded_at__lte=moment)

    def effective(self, known=None):
        """Entries that count: neither corrected nor withdrawn, as known at ``known``.

        A withdrawal only takes away, so it is not among them.
        """
        return self.exclude(kind=Kind.WITHDRAWAL)._unsuperseded(known)

    def in_order(self):
        """As things happened; on one day, as they were recorded. A correction keeps its place."""
        return self.order_by("happened_on", "place")

    def heard(self, known=None):
        """Those of them by which someone reported on an action."""
        return self.filter(kind__in=HEARD_KINDS)._unsuperseded(known)

    def _unsuperseded(self, known):
        """Neither corrected nor withdrawn, as known at ``known``."""
        return self.known(known).exclude(superseded(known))


def superseded(known=None):
    """True of an entry that was corrected or withdrawn, as known at ``known``."""
    return Exists(Entry.objects.filter(supersedes=OuterRef("pk")).known(known))


class Entry(models.Model):
    """One fact about a report, told by someone at a moment.

    Two clocks: ``happened_on`` is the day it happened in the report's time zone, ``recorded_at``
    the moment it was written down. ``sequence`` counts a report's entries from 1. ``place`` is the
    sequence of the entry this one stands in for, so that a correction keeps the original's place
    on its day. ``changes`` holds new values of what the report, action or milestone is (dates,
    numbers, ids), ``wording`` new titles and other texts. Of a nudge, ``changes`` holds whom it went to
    (``nudged``) and ``what_changed`` the message; of what is set aside, the ``concern`` and ``until`` when; of an
    update that was reviewed, who accepted it (``accepted_by``); of
    evidence, which it is (``evidence``), the number of the entry it proves (``of``) and its ``sha256``; of an
    assessment, the level it names (``assessed``): ``level`` stays empty, for it moves nothing.
    ``docs/record.md`` says what is hashed.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="entries")
    sequence = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    action = models.ForeignKey(PriorityAction, on_delete=models.PROTECT, null=True, related_name="entries")
    milestone = models.ForeignKey(
        Milestone,
        verbose_name=_("milestone"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
    )
    author = models.ForeignKey(
        User, verbose_name=_("author"), on_delete=models.PROTECT, null=True, related_name="entries"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("on behalf of"),
        on_delete=models.PROTECT,
        null=True,
        related_name="entries",
    )
    happened_on = models.DateField(_("happened on"))
    recorded_at = models.DateTimeField(_("recorded at"))
    what_changed = models.TextField(_("what changed"), max_length=10_000, blank=True)
    challenges = models.TextField(_("challenges"), max_length=10_000, blank=True)
    next_steps = models.TextField(_("next steps"), max_length=10_000, blank=True)
    level = models.CharField(_("level"), max_length=20, choices=Level, blank=True)
    course = models.CharField(_("course"), max_length=20, choices=Course, blank=True)
    course_reason = models.CharField(_("reason"), max_length=20, choices=CourseReason, blank=True)
    state = models.CharField(_("milestone's state"), max_length=20, choices=State, blank=True)
    reason = models.TextField(_("why"), max_length=2_000, blank=True)
    changes = models.JSONField(default=dict)
    wording = models.JSONField(default=dict)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")
    place = models.PositiveIntegerField()
    key = models.UUIDField(default=uuid4)
    salt = models.CharField(max_length=32, blank=True)
    words_digest = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["report", "sequence"]
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.UniqueConstraint(fields=["report", "sequence"], name="one_entry_a_number"),
            models.UniqueConstraint(fields=["author", "key"], name="one_entry_a_form"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="kind_is_known"),
            models.CheckConstraint(condition=Q(level__in=["", *Level.values]), name="level_is_known"),
            models.CheckConstraint(condition=Q(course__in=["", *Course.values]), name="course_is_known"),
            models.CheckConstraint(condition=Q(state__in=["", *State.values]), name="state_is_known"),
            models.CheckConstraint(
                condition=Q(course_reason="", course__in=["", Course.ON_TRACK])
                | Q(course_reason__in=CourseReason.values)
                & Q(course__in=[Course.AT_RISK, Course.OFF_TRACK, Course.STALLED]),
                name="a_course_off_track_has_a_reason",
                violation_error_message=_("Say why the action is not on track: choose a reason."),
            ),
            models.CheckConstraint(
                condition=Q(state="") | Q(milestone__isnull=False),
                name="a_state_has_a_milestone",
                violation_error_message=_("Choose the milestone whose state this is."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[Kind.CORRECTION, Kind.WITHDRAWAL], supersedes__isnull=False)
                | ~Q(kind__in=[Kind.CORRECTION, Kind.WITHDRAWAL]) & Q(supersedes__isnull=True),
                name="only_corrections_and_withdrawals_supersede",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=UPDATE_KINDS) | ~Q(what_changed="") | Q(erased_at__isnull=False),
                name="an_update_says_what_changed",
                violation_error_message=_("Say what changed."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[Kind.CORRECTION, Kind.WITHDRAWAL]) | ~Q(reason="") | Q(erased_at__isnull=False),
                name="a_correction_says_why",
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[*HEARD_KINDS, Kind.WITHDRAWAL])
                | Q(author__isnull=False, organisation__isnull=False, action__isnull=False),
                name="a_report_of_progress_has_an_author",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=CONCERN_KINDS) | Q(author__isnull=False, action__isnull=False),
                name="a_concern_is_seen_to_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.NUDGE) | ~Q(what_changed="") | Q(erased_at__isnull=False),
                name="a_nudge_says_something",
                violation_error_message=_("Write the message."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.SET_ASIDE) | ~Q(reason="") | Q(erased_at__isnull=False),
                name="setting_aside_says_why",
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.EVIDENCE) | Q(author__isnull=False, action__isnull=False),
                name="evidence_is_added_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.ASSESSMENT)
                | Q(author__isnull=False, organisation__isnull=False, action__isnull=False),
                name="an_assessment_is_an_organisations",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.ASSESSMENT) | ~Q(reason="") | Q(erased_at__isnull=False),
                name="an_assessment_says_why",
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.ASSESSMENT) | Q(level="", course="", state=""),
                name="an_assessment_moves_nothing",
            ),
            models.CheckConstraint(condition=Q(place__lte=F("sequence")), name="place_is_not_after_sequence"),
        ]
        indexes = [
            models.Index(fields=["report", "-recorded_at"], name="entries_by_moment"),
            models.Index(fields=["report", "organisation", "-recorded_at"], name="entries_by_organisation"),
            models.Index(fields=["report", "author", "-recorded_at"], name="entries_by_author"),
            models.Index(
                fields=["report", "-recorded_at"],
                condition=Q(kind__in=SETTING_RIGHT_KINDS),
                name="entries_that_set_right",
            ),
            models.Index(
                fields=["report", "-recorded_at"],
                condition=Q(kind__in=DESCRIBING_KINDS),
                name="entries_that_describe",
            ),
            models.Index(fields=["report", "-happened_on", "-sequence"], name="entries_by_day"),
            models.Index(fields=["-recorded_at", "-id"], name="entries_of_all_by_moment"),
            models.Index(fields=["-happened_on", "-id"], name="entries_of_all_by_day"),
            models.Index(fields=["action", "-happened_on", "-recorded_at"], name="timeline"),
            models.Index(fields=["action", "-recorded_at"], name="heard"),
            models.Index(fields=["report", "kind", "sequence"], name="entries_of_a_kind"),
            models.Index(
                fields=["action", "happened_on", "place"],
                condition=~Q(level="") | ~Q(course=""),
                name="entries_that_move_an_action",
            ),
            models.Index(
                fields=["action", "happened_on"],
                condition=Q(kind=Kind.ASSESSMENT),
                name="assessments",
            ),
        ]

    def __str__(self):
        return f"{self.report.slug} {self.sequence}"

    def get_absolute_url(self):
        return address("entry", self.report.slug, self.sequence)

    @property
    def superseder(self):
        """The entry that corrected or withdrew this one, or None."""
        return getattr(self, "superseded_by", None)

    @cached_property
    def latest(self):
        """What was said last in place of this entry: a correction, or the withdrawal; itself if nothing was."""
        entry = self
        while entry.superseder:
            entry = entry.superseder
        return entry

    def words(self):
        """The words of this entry, as the chain's digest covers them."""
        return {name: getattr(self, name) for name in chain.WORDS}

    def facts(self):
        """Everything else that is hashed, as ``docs/record.md`` lists it."""
        return {
            "action": self.action_id,
            "author": self.author_id,
            "changes": self.changes,
            "course": self.course,
            "course_reason": self.course_reason,
            "happened_on": self.happened_on.isoformat(),
            "key": str(self.key),
            "kind": str(self.kind),
            "level": self.level,
            "milestone": self.milestone_id,
            "organisation": self.organisation_id,
            "place": self.place,
            "previous_hash": self.previous_hash,
            "recorded_at": chain.moment(self.recorded_at),
            "report": self.report_id,
            "sequence": self.sequence,
            "state": self.state,
            "supersedes": self.supersedes_id,
            "words_digest": self.words_digest,
        }


class UpdateManager(models.Manager.from_queryset(EntryQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(kind__in=UPDATE_KINDS)


class Update(Entry):
    """An entry that says what changed on an action: an update, or the correction of one."""

    objects = UpdateManager()

    class Meta:
        proxy = True
        verbose_name = _("update")
        verbose_name_plural = _("updates")
