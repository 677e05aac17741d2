"""People, their organisations, and the role each has on a report."""

import zoneinfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is on a report. ``permissions.py`` says what each may do."""

    COORDINATOR = "coordinator", _("Coordinator")
    STAFF = "staff", _("Staff")
    OBSERVER = "observer", _("Observer")


def time_zones():
    """The time zones one can choose: continent and city, and UTC."""
    names = zoneinfo.available_timezones()
    return sorted(n for n in names if n == "UTC" or ("/" in n and not n.startswith("Etc/")))


def check_time_zone(name):
    """Refuse a name that is not among the time zones."""
    if name not in time_zones():
        raise ValidationError(_("“%(name)s” is not a time zone. Write it like Europe/Brussels."), params={"name": name})


class OrganisationQuerySet(models.QuerySet):
    def on_report(self, report):
        """Organisations that have someone on the report, or lead one of its actions."""
        return self.filter(Q(people__memberships__report=report) | Q(led_actions__report=report)).distinct()


class Organisation(models.Model):
    """Who reports, leads an action or owns a milestone: a member NGO, a ministry, a funder."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self):
        return self.name


class NeverDeleted(models.ProtectedError):
    """People leave, records stay: nobody is deleted."""

    def __init__(self, people):
        super().__init__(_("A person is deactivated, never deleted."), set(people))


class UserQuerySet(models.QuerySet):
    def on_report(self, report):
        """People on the report who have not left."""
        return self.filter(memberships__report=report, is_active=True)

    def delete(self):
        """Raise NeverDeleted: records must go on naming who wrote them."""
        raise NeverDeleted(self)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        """A new person, known by the e-mail address; without a password they must choose one first."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """An administrator: everything in Django admin, and every report."""
        fields |= {"is_staff": True, "is_superuser": True}
        return self.create_user(email, password, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address. Deactivated when they leave, never deleted.

    ``previous_visit_at`` is the end of the visit before this one, None on the first; ``last_seen_at``
    is when this visit was last noted. ``services.visits`` keeps both.
    """

    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("Someone with this e-mail address is here already.")},
    )
    name = models.CharField(_("name"), max_length=150)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="people",
        help_text=_("On whose behalf this person reports. Administrators need none."),
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Brussels", validators=[check_time_zone])
    single_keys = models.BooleanField(
        _("single keys"), default=True, help_text=_("“/” searches and “?” shows the keys, while one does not type.")
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Take the tick away when the person leaves.")
    )
    is_staff = models.BooleanField(
        _("administrator"), default=False, help_text=_("May sign in to the administration pages.")
    )
    wrote_at = models.CharField(max_length=32, blank=True, editable=False)
    """Where in PostgreSQL's log this person last wrote; empty where no replica is read."""
    date_joined = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    previous_visit_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When the visit before this one ended: “since my last visit”.")
    )
    last_seen_at = models.DateTimeField(null=True, editable=False)
    unread = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    """How many notices are unread: kept here so that no page has to ask; ``services.notices`` counts."""

    objects = UserManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "email"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_person_an_address",
                violation_error_message=_("Someone with this e-mail address is here already."),
            ),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="person_language_is_known",
                violation_error_message=_("Choose one of the languages listed."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    def delete(self, *args, **kwargs):
        """Raise NeverDeleted: records must go on naming who wrote them."""
        raise NeverDeleted([self])

    @cached_property
    def roles(self):
        """{report id: role} for every report this person is on. Asked once per request."""
        return dict(self.memberships.values_list("report_id", "role"))

    def role_on(self, report_id):
        """The role on one report, or None; not asked for when it was learned while finding the report."""
        learned = self.__dict__.get("learned_roles", {})
        return learned[report_id] if report_id in learned else self.roles.get(report_id)

    def learn_role(self, report_id, role):
        """Remember, for this request, a role that was read with something else."""
        self.__dict__.setdefault("learned_roles", {})[report_id] = role

    def forget_roles(self):
        """Ask again for the roles next time: a membership has just changed."""
        for name in ("roles", "learned_roles"):
            self.__dict__.pop(name, None)


class Membership(models.Model):
    """A person's role on a report."""

    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="memberships")
    report = models.ForeignKey("Report", verbose_name=_("report"), on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        ordering = ["user__name"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "report"],
                name="one_role_a_person_and_report",
                violation_error_message=_("This person is on the report already."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values),
                name="role_is_known",
                violation_error_message=_("Choose one of the roles listed."),
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}"
