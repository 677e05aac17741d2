"""May I do it? The only place that knows what a role allows.

"May I know?" is a queryset, ``visible_to``. Each function here answers for a person and a thing
they may already know of; ``docs/roles.md`` is made from RIGHTS.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actions.lifecycle import UPDATE_KINDS, WITHDRAWN_KINDS, Kind
from actions.models import Membership, Role, User

EVERYONE = frozenset(Role)
WRITERS = frozenset({Role.COORDINATOR, Role.STAFF})
COORDINATORS = frozenset({Role.COORDINATOR})

RIGHTS = {
    "read": (_("Read the report, its record, milestones and shared notes"), EVERYONE),
    "log_update": (_("Log an update, or say that all is still true"), WRITERS),
    "correct_own": (_("Correct or withdraw updates of the own organisation"), WRITERS),
    "correct_any": (_("Correct or withdraw any update"), COORDINATORS),
    "assess": (_("Say how the own organisation sees an action, or withdraw that"), EVERYONE),
    "speak_for_others": (_("Log an update on behalf of another organisation"), COORDINATORS),
    "review": (_("Accept updates that others submitted, or send them back"), COORDINATORS),
    "add_evidence": (_("Add evidence to an update, public or internal"), WRITERS),
    "add_note": (_("Add notes, internal or shared"), WRITERS),
    "manage_milestones": (_("Add, change, order, drop and take up milestones"), COORDINATORS),
    "see_to_concerns": (_("Nudge, reassign and set aside what needs attention"), COORDINATORS),
    "manage_report": (_("Change the report's settings, actions, members and roles"), COORDINATORS),
}
"""What can be done on a report: {right: (in words, the roles that have it)}."""


MANAGING = ("read", "review", "manage_milestones", "see_to_concerns", "manage_report")
"""Rights an administrator has on every report."""


def require(allowed):
    """Raise PermissionDenied (403) unless ``allowed``."""
    if not allowed:
        raise PermissionDenied


def has_right(user, report, right):
    """True if the person's role on the report has the right; an administrator manages everything."""
    _words, roles = RIGHTS[right]
    if user.is_superuser:
        return right in MANAGING or user.role_on(report.pk) in roles
    return user.role_on(report.pk) in roles


def can_log_update(user, action):
    return has_right(user, action.report, "log_update")


def reporter_ids(report):
    """The ids of the people who can be asked about a report: those who may log an update on it."""
    there = Membership.objects.filter(report=report, role__in=WRITERS, user__is_active=True)
    return there.values_list("user_id", flat=True)


def reporters(report, also=None):
    """These people, and ``also`` (an id): who is the focal point now stays one until another is named."""
    return User.objects.filter(Q(pk__in=reporter_ids(report)) | Q(pk=also))


def unable_to_report(report, person):
    """The person with this id when they may not log updates on the report any more, or else None."""
    return User.objects.filter(pk=person).exclude(pk__in=reporter_ids(report)).first() if person else None


def can_speak_for_others(user, report):
    return has_right(user, report, "speak_for_others")


def can_correct(user, entry):
    """Whether a person may correct or withdraw an entry that still counts.

    Own words, or those of the own organisation; a coordinator anyone's.
    """
    if has_right(user, entry.report, "correct_any"):
        return True
    own = user.organisation_id is not None and entry.organisation_id == user.organisation_id
    return own and has_right(user, entry.report, "correct_own")


def can_withdraw(user, entry):
    """What someone reported, as for correcting; where updates are reviewed, another coordinator withdraws them.

    How an organisation sees an action is withdrawn by that organisation alone.
    """
    if entry.kind not in WITHDRAWN_KINDS:
        return False
    if entry.kind == Kind.ASSESSMENT:
        return entry.organisation_id == user.organisation_id and can_assess(user, entry.report)
    if entry.report.review_asked and entry.kind in UPDATE_KINDS:
        return has_right(user, entry.report, "correct_any") and entry.author_id != user.pk
    return can_correct(user, entry)


def can_assess(user, report):
    """Everyone on the report who speaks for an organisation."""
    return user.organisation_id is not None and has_right(user, report, "assess")


def can_review(user, report):
    return has_right(user, report, "review")


def can_decide(user, draft):
    """Whether a person may accept an update or send it back: never the one who wrote it."""
    return draft.author_id != user.pk and can_review(user, draft.action.report)


def can_add_evidence(user, action):
    return has_right(user, action.report, "add_evidence")


def can_remove_evidence(user, evidence):
    """What is not in the record: one's own, while one is on the report as a writer; a coordinator any."""
    if evidence.added_id is not None or evidence.erased_at:
        return False
    if evidence.place is not None and has_right(user, evidence.report, "correct_any"):
        return True
    return evidence.added_by_id == user.pk and has_right(user, evidence.report, "add_evidence")


def can_add_note(user, action):
    return has_right(user, action.report, "add_note")


def can_manage_milestones(user, report):
    return has_right(user, report, "manage_milestones")


def can_see_to_concerns(user, report):
    return has_right(user, report, "see_to_concerns")


def can_manage_report(user, report):
    return has_right(user, report, "manage_report")


def can_remove_note(user, note):
    """One's own note, while one is on the report as a writer."""
    return note.author_id == user.pk and can_add_note(user, note.action)


def can_share_view(user, report):
    """Everyone who may read a report may share a view with those who may."""
    return has_right(user, report, "read")


def can_rename_view(user, view):
    """One's own view alone."""
    return view.owner_id == user.pk


def can_remove_view(user, view):
    """One's own view; a coordinator also removes what others share with the report."""
    return view.owner_id == user.pk or (view.report is not None and can_manage_report(user, view.report))
