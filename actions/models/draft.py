"""What is not yet a fact: an update being written, or waiting to be accepted."""

from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from actions.addresses import address
from actions.lifecycle import UNFINISHED_STAGES, Stage
from actions.models.action import PriorityAction
from actions.models.milestone import Milestone
from actions.models.people import Membership, Organisation, Role, User
from actions.models.record import Entry


class DraftQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own; once they were submitted, those of the own organisation for its staff, and anyone's for
        a coordinator or an administrator.

        Only on reports one is on still. Nobody else knows of them, not even by a count.
        """
        seen = ~Q(stage__in=[Stage.DRAFT, Stage.DISCARDED])
        if user.is_superuser:
            return self.filter(Q(author=user) | seen)
        roles = Membership.objects.filter(user=user, report=OuterRef("action__report"))
        on = Q(Exists(roles))
        writing, coordinating = (Q(Exists(roles.filter(role=role))) for role in (Role.STAFF, Role.COORDINATOR))
        own = Q(organisation=user.organisation_id, organisation__isnull=False)
        return self.filter(on & Q(author=user) | seen & (writing & own | coordinating))

    def waiting(self):
        """Submitted, and nobody has decided yet."""
        return self.filter(stage=Stage.SUBMITTED)

    def taken_back(self):
        """Submitted once, and in its author's hands again: who reviews knew that there was something."""
        return self.filter(stage__in=[Stage.DRAFT, Stage.DISCARDED], submitted_at__isnull=False)

    def discarded(self):
        """Submitted once, and thrown away: its words are gone, and what was decided about it is kept."""
        return self.filter(stage=Stage.DISCARDED, submitted_at__isnull=False)

    def unfinished(self):
        """Still in its author's hands: being written, or sent back."""
        return self.filter(stage__in=UNFINISHED_STAGES)


class Draft(models.Model):
    """One row is one update on its way into the record.

    ``typed`` holds what stands in the fields of the form, word for word, right or wrong: {name: text}. It is checked
    when it is submitted and again when it is accepted. ``submitted`` is what it held when it was submitted, and what
    it corrected then, if it was carried on since: who reviews it does not see the author go on. ``key`` is the
    form's: the entry it becomes has the same, so that it becomes one entry only. ``version`` counts the times it was
    saved; who saves an older one is told. ``page`` is the open page that saved it last, as that calls itself, and
    ``nth`` counts the page's savings; None where a button did, or it was submitted, taken back or carried on since.
    ``milestone`` is the one it reports on, known once it was submitted. ``reviewer`` has been looking at it to decide
    since ``reviewing_since``. When it is an entry, its words stand there alone.
    """

    action = models.ForeignKey(PriorityAction, on_delete=models.PROTECT, related_name="drafts")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, null=True, related_name="drafts")
    corrects = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="drafts")
    author = models.ForeignKey(User, verbose_name=_("author"), on_delete=models.PROTECT, related_name="drafts")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("on behalf of"), on_delete=models.PROTECT, null=True, related_name="drafts"
    )
    typed = models.JSONField(default=dict)
    submitted = models.JSONField(default=dict)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, default=Stage.DRAFT)
    key = models.UUIDField(default=uuid4)
    version = models.PositiveIntegerField(default=1)
    page = models.UUIDField(null=True)
    nth = models.PositiveIntegerField(db_default=0, default=0)
    begun_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True)
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="reviewing")
    reviewing_since = models.DateTimeField(null=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="draft")

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at"]
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["author", "key"], name="one_draft_a_form"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="stage_is_known"),
            models.CheckConstraint(
                condition=Q(stage__in=[Stage.DRAFT, Stage.DISCARDED]) | Q(submitted_at__isnull=False),
                name="what_was_submitted_says_when",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.ACCEPTED, entry__isnull=False)
                | ~Q(stage=Stage.ACCEPTED) & Q(entry__isnull=True),
                name="what_was_accepted_is_an_entry",
            ),
        ]
        indexes = [
            models.Index(fields=["author", "-saved_at"], name="drafts_of_a_person"),
            models.Index(
                fields=["action", "submitted_at"], condition=Q(stage=Stage.SUBMITTED), name="drafts_that_wait"
            ),
        ]

    def __str__(self):
        return f"{self.action}: {self.get_stage_display()}"

    def get_absolute_url(self):
        return address("submission", self.action.report.slug, self.pk)

    @cached_property
    def corrected(self):
        """The entry that it corrected when it was submitted, or None: since then it may have been carried on."""
        if "carried_from" not in self.submitted:
            return self.corrects
        return Entry.objects.select_related("report", "superseded_by__author").get(pk=self.submitted["carried_from"])

    @property
    def is_overtaken(self):
        """True of a correction of what was corrected or withdrawn meanwhile: as it is, it becomes no entry any more."""
        return bool(self.stage != Stage.ACCEPTED and self.corrects and self.corrects.superseder)
