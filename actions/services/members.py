"""Members of a report: who is on it, in which role."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actions.lifecycle import Refused
from actions.models import Membership, Milestone, Organisation, Report, Role, User
from actions.services.notices import read
from actions.services.wishes import begin_digest


@transaction.atomic
def add_member(*, report, email, name, organisation, role):
    """Put a person on a report. Returns (membership, whether the account is new).

    ``organisation`` is a name; it and the account are made when they do not exist. An account that
    exists keeps its own name and organisation.
    """
    Report.objects.locked(report.pk)
    user = User.objects.filter(email__iexact=email).first()
    new = user is None
    if user is None:
        if not name:
            raise Refused(_("Nobody with this address is here yet. Give the name as well."), "name")
        if not organisation:
            raise Refused(_("Nobody with this address is here yet. Give the organisation as well."), "organisation")
        home = Organisation.objects.filter(name__iexact=organisation).first()
        home = home or Organisation.objects.create(name=organisation)
        user = User.objects.create_user(email, name=name, organisation=home, language=report.language)
    elif not user.is_active:
        raise Refused(_("This person's account is no longer active. An administrator can open it again."), "email")
    elif report.memberships.filter(user=user).exists():
        raise Refused(_("This person is on the report already. Change the role in the list."), "email")
    if not user.memberships.exists():
        begin_digest(person=user)
    membership = Membership.objects.create(report=report, user=user, role=role)
    user.forget_roles()
    return membership, new


@transaction.atomic
def change_role(*, membership, role):
    """Give a member another role; a report keeps at least one coordinator."""
    Report.objects.locked(membership.report_id)
    if role != Role.COORDINATOR:
        _refuse_without_coordinator(membership)
    membership.role = role
    membership.save(update_fields=["role"])


@transaction.atomic
def remove_member(*, membership):
    """Take a person off a report. What they wrote stays; what they hold must be handed over first."""
    Report.objects.locked(membership.report_id)
    _refuse_without_coordinator(membership)
    user, report = membership.user, membership.report
    held = [
        *(_("priority action %(number)s") % {"number": a.number} for a in report.actions.filter(focal_point=user)),
        *(f"“{m.title}”" for m in Milestone.objects.filter(action__report=report, focal_point=user)),
    ]
    if held:
        raise Refused(
            _("%(who)s is still the focal point of %(what)s. Name someone else there first.")
            % {"who": user, "what": ", ".join(held)}
        )
    read(person=user, report=report)
    membership.delete()
    user.forget_roles()


def _refuse_without_coordinator(membership):
    others = Membership.objects.filter(
        ~Q(pk=membership.pk), report=membership.report_id, role=Role.COORDINATOR, user__is_active=True
    )
    if membership.role == Role.COORDINATOR and not others.exists():
        raise Refused(_("A report needs a coordinator. Make someone else coordinator first."))
