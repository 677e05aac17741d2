"""A report's settings, for its coordinators: the report, its actions, its members."""

from functools import partial

from allauth.account.forms import ResetPasswordForm
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from actions import kept, permissions
from actions.forms.reports import ActionForm, MemberForm, ReportForm, RoleForm
from actions.lifecycle import Refused
from actions.models import Organisation, Report, Role
from actions.permissions import require
from actions.reporting.people import counts_of_holdings
from actions.services import members as services
from actions.services.reports import change
from actions.services.review import reviewers
from actions.views.attempt import attempt, posted
from actions.views.finding import find_action, find_report, report_page, waiting_for

REPORT_FIELDS = (
    "title rhythm_days rhythm rhythm_dates reminder_days escalate_after time_zone review_asked evidence_asked".split()
)


def report_settings(request, slug):
    """What the report is called here, its rhythm, reminders and time zone; the way to actions and members."""
    report = _managed(request, slug)
    initial = {name: getattr(report, name) for name in REPORT_FIELDS}
    initial |= {"seen": report.head_sequence} | kept.take(request)
    form = ReportForm(posted(request), initial=initial)
    if request.method == "POST":
        done, _entry = attempt(form, _change, report=report, subject=report, by=request.user)
        if done:
            messages.success(request, _("Settings saved."))
            return redirect("report-settings", slug)
    if reviewers(report).count() < 2:
        form.fields["review_asked"].help_text = format_html(
            '{} <strong>{}</strong> <a href="{}">{}</a>',
            form.fields["review_asked"].help_text,
            _("Nobody can accept yet what the only coordinator writes: a second coordinator is needed."),
            reverse("members", args=[slug]),
            _("Add a coordinator"),
        )
    actions = report.actions.select_related("lead_organisation", "focal_point")
    context = {
        "form": form,
        "actions": actions,
        "member_count": report.memberships.count(),
        "waiting_count": len(waiting_for(request.user, report)),
    }
    return report_page(request, "actions/report_settings.html", report, context)


def edit_action(request, slug, number):
    """An action's short title, theme, addressee, lead organisation and focal point."""
    action = find_action(request, slug, number)
    report = action.report
    require(permissions.can_manage_report(request.user, report))
    initial = {
        "title": action.title,
        "theme": action.theme,
        "addressee": action.addressee,
        "lead_organisation": action.lead_organisation_id,
        "focal_point": action.focal_point_id,
        "rhythm": action.rhythm,
        "rhythm_dates": action.rhythm_dates,
        "seen": report.head_sequence,
    }
    form = ActionForm(
        posted(request),
        initial=initial | kept.take(request),
        organisations=Organisation.objects.on_report(report),
        people=permissions.reporters(report, action.focal_point_id),
        unable=permissions.unable_to_report(report, action.focal_point_id),
    )
    if request.method == "POST":
        done, _entry = attempt(form, _change, report=report, subject=action, by=request.user)
        if done:
            messages.success(request, _("Priority action changed."))
            return redirect(action)
    return report_page(request, "actions/edit_action.html", report, {"action": action, "form": form})


def members(request, slug):
    """Who is on the report, in which role; and putting someone on it."""
    report = _managed(request, slug)
    form = MemberForm(posted(request), initial=kept.take(request))
    if request.method == "POST":
        done, result = attempt(form, partial(services.add_member, report=report), report=report)
        if done:
            _welcome(request, *result)
            return redirect("members", slug)
    context = {
        "form": form,
        "roles": Role.choices,
        "members": report.memberships.select_related("user__organisation"),
        "organisations": Organisation.objects.on_report(report),
    }
    return report_page(request, "actions/members.html", report, context)


def change_role(request, slug, pk):
    """Give a member another role."""
    report = _managed(request, slug)
    membership = get_object_or_404(report.memberships.select_related("user"), pk=pk)
    if request.method == "POST":
        form = RoleForm(request.POST)
        done, _result = attempt(form, services.change_role, report=report, membership=membership)
        if done:
            words = {"who": membership.user, "role": membership.get_role_display()}
            messages.success(request, _("%(who)s: the role is now %(role)s.") % words)
        else:
            messages.error(request, " ".join(e for errors in form.errors.values() for e in errors))
    return redirect("members", slug)


def remove_member(request, slug, pk):
    """Take a member off the report, after asking."""
    report = _managed(request, slug)
    membership = get_object_or_404(report.memberships.select_related("user__organisation"), pk=pk)
    if request.method == "POST":
        try:
            services.remove_member(membership=membership)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("%(who)s is no longer on the report.") % {"who": membership.user})
        return redirect("members", slug)
    holds = counts_of_holdings([report.pk], membership.user).get(report.pk, 0)
    return report_page(request, "actions/remove_member.html", report, {"membership": membership, "holds": holds})


def _managed(request, slug) -> Report:
    report = find_report(request, slug)
    require(permissions.can_manage_report(request.user, report))
    return report


def _change(*, subject, by, seen, reason="", **values):
    return change(subject=subject, by=by, values=values, reason=reason, seen=seen)


def _welcome(request, membership, is_new):
    """Say that a person is on the report now; a new one gets a mail to choose a password."""
    user = membership.user
    if not is_new:
        messages.success(request, _("%(who)s is on the report now.") % {"who": user})
        return
    invitation = ResetPasswordForm(data={"email": user.email})
    if invitation.is_valid():
        invitation.save(request)
    messages.success(
        request,
        _("%(who)s is on the report now. A mail to %(email)s says how to choose a password.")
        % {"who": user, "email": user.email},
    )
