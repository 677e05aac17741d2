"""Doing what a form asks."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from actions.lifecycle import Refused
from actions.models import Report
from actions.permissions import can_manage_report
from actions.services.review import submit, waits_for_nobody


def posted(request):
    """What a form is filled with: what was sent, or None when the page is just opened."""
    return request.POST if request.method == "POST" else None


def attempt(form, service, *, report, **given):
    """(True, what ``service`` returned), or (False, None) when the form now says what is wrong.

    ``given`` and the form's fields are the service's arguments. A refused form can be sent again:
    it then knows of everything that is in the report's record by now.
    """
    if not form.is_valid():
        return False, None
    if form.CAN_BE_DOUBTED:
        given["meant"] = form.is_meant
    try:
        return True, service(**given, **form.cleaned_data)
    except Refused as refused:
        seen = Report.objects.values_list("head_sequence", flat=True).get(pk=report.pk)
        form.refuse(refused, seen=seen)
        return False, None


def attempt_to_submit(form, *, action, by, shown, corrects=None):
    """The same for an update that is to be reviewed: (True, what was submitted), or (False, None)."""
    if not form.is_valid():
        return False, None
    given = {"action": action, "by": by, "shown": shown, "corrects": corrects, "typed": form.typed}
    return attempt(form, submit, report=action.report, **given)


def said_of_submitting(report, by):
    """What is said once an update was submitted: who decides, or that nobody can yet and what to do about it."""
    if not waits_for_nobody(report, by):
        return _("Submitted for review. A coordinator who did not write it decides; you are told.")
    said = _("Submitted for review. Nobody else on this report can accept it yet: a second coordinator is needed.")
    if not can_manage_report(by, report):
        return said
    return format_html('{} <a href="{}">{}</a>', said, reverse("members", args=[report.slug]), _("Add a coordinator"))
