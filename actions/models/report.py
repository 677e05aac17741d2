"""A monitoring report, or a committee's list of recommendations, whose follow-up is tracked."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from actions import chain
from actions.addresses import address
from actions.models.people import check_time_zone
from actions.rhythm import Rhythm

EARLY_ON_AND_AFTER = "-7, 0, 3, 10"


class VisibleQuerySet(models.QuerySet):
    """Rows that one may know of through the report they belong to.

    ``to_memberships`` leads from a row to the memberships of its report.
    """

    to_memberships = "report__memberships"

    def visible_to(self, user):
        """The rows of the reports this person is on; for an administrator all."""
        if user.is_superuser:
            return self
        return self.filter(**{f"{self.to_memberships}__user": user})

    def met_by(self, user):
        """The same, each row with ``reader_role``, the person's role on its report."""
        if user.is_superuser:
            return self
        return self.visible_to(user).annotate(reader_role=F(f"{self.to_memberships}__role"))


class ReportQuerySet(VisibleQuerySet):
    to_memberships = "memberships"

    def locked(self, pk):
        """The report, held so that entries are added to its record one after the other."""
        return self.select_for_update(no_key=True).get(pk=pk)


class Report(models.Model):
    """One row is one report whose priority actions are followed up.

    ``title``, ``time_zone``, the rhythm, the reminders and ``review_asked`` are standing: they follow from the
    record, and only ``services`` changes them. ``head_*`` is the last entry of the report's hash chain.
    """

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=200)
    country = CountryField(_("country"))
    published_on = models.DateField(_("published on"))
    source_url = models.URLField(_("address of the report"), max_length=500, blank=True)
    words_from = models.CharField(
        _("where the words come from"),
        max_length=300,
        help_text=_("The document whose words the recommendations are, as one would cite it."),
    )
    language = models.CharField(_("language"), max_length=10, default=settings.LANGUAGE_CODE)
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default="Europe/Brussels",
        validators=[check_time_zone],
        help_text=_("Due days end, and silence is counted, in this zone."),
    )
    rhythm_days = models.PositiveSmallIntegerField(
        _("rhythm in days"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text=_("An action nobody reported on for longer than this is silent."),
    )
    review_asked = models.BooleanField(
        _("updates are reviewed"),
        default=False,
        help_text=_(
            "An update then counts once a coordinator who did not write it has accepted it. “Nothing changed, still "
            "true” counts at once: it moves only when an action was last heard, and no level."
        ),
    )
    evidence_asked = models.BooleanField(
        _("closing asks for evidence"),
        default=False,
        db_default=False,
        help_text=_("A milestone is done, and an action fully implemented, only with a file or a link that shows it."),
    )
    rhythm = models.CharField(
        _("reports are due"),
        max_length=10,
        choices=Rhythm,
        default=Rhythm.DAYS,
        db_default=Rhythm.DAYS,
        help_text=_("By then someone should have reported on each action; people are reminded of it."),
    )
    rhythm_dates = models.CharField(_("days of the year"), max_length=100, blank=True, default="", db_default="")
    reminder_days = models.CharField(
        _("reminders"),
        max_length=60,
        blank=True,
        default=EARLY_ON_AND_AFTER,
        db_default=EARLY_ON_AND_AFTER,
        help_text=_("Days from the due day, comma between: -7 is a week before, 0 the day itself, 3 three days after."),
    )
    escalate_after = models.PositiveSmallIntegerField(
        _("tell coordinators after"),
        default=3,
        db_default=3,
        validators=[MaxValueValidator(10)],
        help_text=_("So many reminders nobody answered; 0 for never."),
    )
    followed_since = models.DateField(_("followed since"))
    head_sequence = models.PositiveIntegerField(default=0, editable=False)
    head_hash = models.CharField(max_length=64, default=chain.START, editable=False)
    head_at = models.DateTimeField(null=True, editable=False)
    asides = models.PositiveIntegerField(default=0, editable=False)
    """How often something shown beside the record changed; ``actions.asides`` counts."""

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["country", "-published_on", "slug"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.CheckConstraint(
                condition=Q(rhythm_days__gte=1, rhythm_days__lte=1000),
                name="rhythm_is_1_to_1000_days",
                violation_error_message=_("The rhythm is a number of days from 1 to 1000."),
            ),
            models.CheckConstraint(
                condition=Q(rhythm__in=Rhythm.values, escalate_after__lte=10), name="report_rhythm_is_known"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address("overview", self.slug)

    def today(self, now=None):
        """The day it is now, or was at ``now``, in the report's time zone."""
        return timezone.localdate(now, timezone=ZoneInfo(self.time_zone))

    @property
    def recorded_since(self):
        """The day on which the first entry was recorded; one query."""
        return self.today(self.entries.order_by("sequence").first().recorded_at)

    def end_of(self, day):
        """The moment at which ``day`` ends in the report's time zone, daylight saving included."""
        return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(self.time_zone))
