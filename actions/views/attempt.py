"""Doing what a form asks."""

from actions.lifecycle import Refused
from actions.models import Report


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
    try:
        return True, service(**given, **form.cleaned_data)
    except Refused as refused:
        seen = Report.objects.values_list("head_sequence", flat=True).get(pk=report.pk)
        form.refuse(refused, seen=seen)
        return False, None
