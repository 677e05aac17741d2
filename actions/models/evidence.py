"""Evidence: the files and links behind what is reported."""

from uuid import uuid4

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.addresses import address
from actions.lifecycle import Stage
from actions.models.action import PriorityAction
from actions.models.draft import Draft
from actions.models.people import Organisation, Role, User
from actions.models.record import Entry
from actions.models.report import Report


class EvidenceKind(models.TextChoices):
    """What a piece of evidence is."""

    FILE = "file", _("File")
    LINK = "link", _("Link")


class Openness(models.TextChoices):
    """Who may see a piece of evidence."""

    PUBLIC = "public", _("Everyone on the report")
    INTERNAL = "internal", _("Only my organisation and coordinators")


class LinkState(models.TextChoices):
    """What the checks of a link have found; nothing yet, or that it keeps programs out, is no state."""

    UNCHECKED = "", _("Not checked yet")
    FINE = "fine", _("As it was")
    CHANGED = "changed", _("Has changed")
    DEAD = "dead", _("Has died")


class LinkFound(models.TextChoices):
    """What the last check of a link found, as people read it."""

    FINE = LinkState.FINE.value, LinkState.FINE.label
    CHANGED = LinkState.CHANGED.value, LinkState.CHANGED.label
    DEAD = LinkState.DEAD.value, LinkState.DEAD.label
    UNREACHED = "unreached", _("Could not be reached, will be tried again")
    KEPT_OUT = "kept_out", _("Lets no programs in, so it could not be checked")
    UNCHECKED = "unchecked", LinkState.UNCHECKED.label


class Scan(models.TextChoices):
    """What the virus scanner has still to say, or has said, about a file that nobody may open for it."""

    NOTHING = "", _("Nothing to say")
    WAITS = "waits", _("Waits for the virus scanner")
    FOUND = "found", _("Removed: the virus scanner found something in it")


def random_name(evidence, given):
    """Where a file is stored: at random, so that nobody finds it by a name."""
    return f"evidence/{uuid4().hex}"


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What one may know of on the reports one is on: public evidence; internal of the own organisation, a
        coordinator any.

        What waits to be sent with its form is its adder's; who may read a submitted draft sees what will come with
        it. Of other reports an administrator sees what is public.
        """
        on = user.memberships.values("report")
        coordinating = user.memberships.filter(role=Role.COORDINATOR).values("report")
        own = Q(organisation=user.organisation_id, organisation__isnull=False) | Q(added_by=user)
        open_to = Q(audience=Openness.PUBLIC) | own | Q(report__in=coordinating)
        submitted = Draft.objects.visible_to(user).filter(
            stage__in=[Stage.SUBMITTED, Stage.SENT_BACK, Stage.ACCEPTED],
            key=OuterRef("form_key"),
            author=OuterRef("added_by"),
        )
        known = Q(place__isnull=False) | Q(added_by=user) | Q(Exists(submitted))
        seen = Q(report__in=on) & open_to & known
        if user.is_superuser:
            seen |= Q(audience=Openness.PUBLIC, place__isnull=False)
        return self.filter(seen)

    def with_link(self, found):
        """The links of which the last check found this, a LinkFound."""
        reached = Q(link_failures=0)
        is_so = {
            LinkFound.FINE: Q(link_state=LinkState.FINE) & reached,
            LinkFound.CHANGED: Q(link_state=LinkState.CHANGED),
            LinkFound.DEAD: Q(link_state=LinkState.DEAD),
            LinkFound.UNREACHED: Q(link_state__in=[LinkState.UNCHECKED, LinkState.FINE]) & ~reached,
            LinkFound.KEPT_OUT: Q(link_state=LinkState.UNCHECKED, checked_at__isnull=False) & reached,
            LinkFound.UNCHECKED: Q(link_state=LinkState.UNCHECKED, checked_at=None) & reached,
        }[found]
        return self.filter(is_so, kind=EvidenceKind.LINK, erased_at=None)

    def attached(self):
        """What stands with an entry."""
        return self.filter(place__isnull=False)

    def pending(self, key, by):
        """What a person has uploaded for the form ``key``, which is not an entry yet."""
        return self.filter(place__isnull=True, form_key=key, added_by=by)


class Evidence(models.Model):
    """One row is one file or link behind an entry.

    ``place`` is the ``place`` of the entry it proves, so that it stays with what was corrected; it is empty
    while the form that brings it, ``form_key``, has not become an entry. ``entry`` is the entry it was added to.
    ``added`` is the entry of the record that says so: public evidence has one, internal evidence has none.
    ``sha256`` is of the file as it is kept and handed out: of a picture, made anew. ``scan`` holds a file back; one in
    which something was found is gone since ``erased_at``. ``checked_at`` is when a link, or a file that waits for the
    scanner, was last looked at. ``link_*`` is what the checks of a
    link found: ``link_digest`` of its words when it was first checked, ``link_failures`` in a row.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="evidence")
    action = models.ForeignKey(PriorityAction, on_delete=models.PROTECT, related_name="evidence")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="evidence")
    added = models.OneToOneField(Entry, on_delete=models.PROTECT, null=True, related_name="evidence_added")
    place = models.PositiveIntegerField(null=True)
    form_key = models.UUIDField()
    added_by = models.ForeignKey(User, verbose_name=_("added by"), on_delete=models.PROTECT, related_name="evidence")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, null=True, related_name="evidence"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=EvidenceKind)
    title = models.CharField(_("title"), max_length=200, blank=True)
    issuer = models.CharField(_("issuer"), max_length=200, blank=True)
    fact_on = models.DateField(_("date of the fact"), null=True)
    obtained_on = models.DateField(_("obtained on"), null=True)
    audience = models.CharField(_("who may see it"), max_length=10, choices=Openness, default=Openness.PUBLIC)
    url = models.CharField(_("address"), max_length=1_000, blank=True)
    file = models.FileField(_("file"), upload_to=random_name, max_length=100, blank=True)
    preview = models.FileField(upload_to=random_name, max_length=100, blank=True)
    file_name = models.CharField(_("file name"), max_length=100, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True)
    scan = models.CharField(_("virus scanner"), max_length=10, choices=Scan, blank=True, default="", db_default="")
    checked_at = models.DateTimeField(null=True)
    link_state = models.CharField(_("link"), max_length=10, choices=LinkState, blank=True)
    link_since = models.DateField(null=True)
    link_digest = models.CharField(max_length=64, blank=True)
    link_failures = models.PositiveSmallIntegerField(default=0)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EvidenceKind.values), name="evidence_kind_is_known"),
            models.CheckConstraint(
                condition=Q(audience__in=Openness.values),
                name="evidence_audience_is_known",
                violation_error_message=_("Choose who may see the evidence."),
            ),
            models.CheckConstraint(condition=Q(link_state__in=LinkState.values), name="link_state_is_known"),
            models.CheckConstraint(
                condition=Q(scan=Scan.NOTHING)
                | Q(scan=Scan.WAITS, kind=EvidenceKind.FILE, erased_at__isnull=True)
                | Q(scan=Scan.FOUND, kind=EvidenceKind.FILE, erased_at__isnull=False),
                name="scan_is_of_a_file",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=False)
                | Q(kind=EvidenceKind.FILE, url="") & ~Q(file="") & ~Q(sha256="")
                | Q(kind=EvidenceKind.LINK, file="", sha256="") & ~Q(url=""),
                name="evidence_is_a_file_or_a_link",
                violation_error_message=_("Choose a file, or give the address of a link."),
            ),
            models.CheckConstraint(
                condition=~Q(title="") | Q(erased_at__isnull=False),
                name="evidence_has_a_title",
                violation_error_message=_("Give the evidence a title."),
            ),
            models.CheckConstraint(
                condition=Q(place__isnull=True, entry__isnull=True, added__isnull=True)
                | Q(place__isnull=False, entry__isnull=False, audience=Openness.INTERNAL, added__isnull=True)
                | Q(place__isnull=False, entry__isnull=False, audience=Openness.PUBLIC, added__isnull=False),
                name="public_evidence_is_in_the_record",
            ),
            models.UniqueConstraint(
                fields=["added_by", "form_key", "sha256"], condition=~Q(sha256=""), name="one_file_a_form"
            ),
            models.UniqueConstraint(
                fields=["added_by", "form_key", "url"], condition=~Q(url=""), name="one_link_a_form"
            ),
        ]
        indexes = [
            models.Index(fields=["report", "place"], name="evidence_of_a_place"),
            models.Index(
                fields=["checked_at"], condition=Q(kind="link", erased_at__isnull=True), name="links_to_be_checked"
            ),
            models.Index(fields=["checked_at"], condition=~Q(scan=""), name="files_held_back"),
            models.Index(fields=["added_at"], condition=Q(place__isnull=True), name="evidence_that_waits"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address("evidence", self.uuid)

    @property
    def link_found(self):
        """What the last check of the link found: a LinkFound."""
        if self.link_failures and self.link_state in (LinkState.UNCHECKED, LinkState.FINE):
            return LinkFound.UNREACHED
        if self.link_state == LinkState.UNCHECKED:
            return LinkFound.KEPT_OUT if self.checked_at else LinkFound.UNCHECKED
        return LinkFound(self.link_state)

    @property
    def ending(self):
        """How the file's name ends, in capitals: PDF."""
        return self.file_name.rpartition(".")[2].upper()
