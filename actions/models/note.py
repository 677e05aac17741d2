"""Notes: remarks among the people on a report. They are never published and not in the record."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.addresses import address
from actions.models.action import PriorityAction
from actions.models.milestone import Milestone
from actions.models.people import Organisation, User
from actions.models.record import Entry


class Audience(models.TextChoices):
    """Who may read a note."""

    INTERNAL = "internal", _("Only my organisation")
    SHARED = "shared", _("Everyone on the report")


class NoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Shared notes of the reports this person is on, and their own organisation's notes there.

        An administrator is no exception: an internal note is for its organisation alone.
        """
        return self.filter(
            Q(audience=Audience.SHARED) | Q(organisation=user.organisation_id, organisation__isnull=False),
            action__report__memberships__user=user,
        )


class Note(models.Model):
    """One remark on a priority action, on one of its milestones, or on an entry of the record.

    ``answers`` is the note that began the thread; an answer is about the same thing and has the same readers.
    ``mentioned`` are the people named in it after an @, all of whom may read it.
    """

    action = models.ForeignKey(PriorityAction, on_delete=models.PROTECT, related_name="notes")
    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, null=True, related_name="notes")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="notes")
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="answered_by")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="notes")
    audience = models.CharField(_("who may read it"), max_length=20, choices=Audience, default=Audience.INTERNAL)
    text = models.TextField(_("note"), max_length=10_000)
    created_on = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(default=uuid4)

    mentioned = models.ManyToManyField(User, related_name="mentions")

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [
            models.UniqueConstraint(fields=["author", "key"], name="one_note_a_form"),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values),
                name="audience_is_known",
                violation_error_message=_("Choose who may read the note."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="a_note_says_something",
                violation_error_message=_("Write the note."),
            ),
        ]
        indexes = [models.Index(fields=["action", "-created_on", "-created_at"], name="notes_in_timeline")]

    def __str__(self):
        return self.text[:50]

    def get_absolute_url(self):
        """Where it stands in its thread."""
        beginning = self.answers_id or self.pk
        return f"{address('note', self.action.report.slug, beginning)}#note-{self.pk}"
