"""Pages for when something cannot be had, in the program's own look and with a way on."""

import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import OperationalError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from actions import kept


@requires_csrf_token
def bad_request(request, exception=None):
    """400: the browser sent something that makes no sense here; 413 when it was too much."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent)):
        return render(request, "errors/too_large.html", status=413)
    return render(request, "errors/400.html", status=400)


@requires_csrf_token
def permission_denied(request, exception=None):
    """403: the person may know of this, but not do it."""
    said = _("Not saved: you may not write here any more. Your words are still here: copy what you want to keep.")
    return _turned_away(request, "errors/403.html", 403, said)


@requires_csrf_token
def page_not_found(request, exception=None):
    """404: there is no such page, or the person may not know of it."""
    said = _("Not saved: you are not on this report any more. Your words are still here: copy what you want to keep.")
    return _turned_away(request, "errors/404.html", 404, said)


def switched_off(request, whose):
    """403: the account of the person of this number was switched off while they were signed in."""
    if kept.asked_by_script(request):
        said = _("Not saved: your account was switched off. Your words are still here: copy what you want to keep.")
        return JsonResponse({"said": said}, status=409)
    typed = kept.sentences(request, whose)
    return render(request, "account/account_inactive.html", {"typed": typed}, status=403)


def csrf_failure(request, reason=""):
    """403: a form with an outdated token, or without a session. What was typed waits at the form's own address."""
    try:
        me = str(request.user.pk)
        others = request.user.is_authenticated and request.POST.get("whose", me) != me
        words_are_kept = not others and kept.keep(request)
    except (RequestDataTooBig, TooManyFieldsSent) as too_much:
        return bad_request(request, too_much)
    asks_who = request.resolver_match and getattr(request.resolver_match.func, "login_required", True)
    context = {
        "words_are_kept": words_are_kept,
        "others": others,
        "form_address": request.get_full_path(),
        "signed_out": bool(asks_who) and not request.user.is_authenticated,
    }
    return render(request, "errors/csrf.html", context, status=403)


def _turned_away(request, template, status, said):
    """Say no. A form loses no words by that: its page shows them once more, and they wait at its address.

    Is that address opened and cannot be had any more, they are shown there a last time.
    """
    if not request.resolver_match or not request.user.is_authenticated:
        return render(request, template, status=status)
    if request.method != "POST":
        is_read = request.method == "GET" and not kept.asked_by_script(request)
        return render(request, template, {"typed": kept.last_sentences(request) if is_read else []}, status=status)
    if kept.asked_by_script(request):
        return JsonResponse({"said": said}, status=409)
    try:
        kept.keep(request)
        typed = kept.sentences(request, request.user.pk)
    except (RequestDataTooBig, TooManyFieldsSent) as too_much:
        return bad_request(request, too_much)
    return render(request, template, {"typed": typed}, status=status)


def server_error(request):
    """500: our fault; 503 when the database cannot be written or read just now, as on a full disk.

    Needs neither database nor session, for these may be what failed. What was typed is shown once more.
    """
    unable = isinstance(sys.exc_info()[1], OperationalError)
    context = {"typed": _typed(request), "unable": unable}
    return HttpResponse(render_to_string("errors/500.html", context), status=503 if unable else 500)


def _typed(request):
    """What was typed into a form that met a fault: its texts, as far as they can be read."""
    try:
        return kept.sentences(request, request.POST.get("whose", ""))
    except (OSError, RequestDataTooBig, TooManyFieldsSent):  # the form did not come whole
        return []
