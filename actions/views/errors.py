"""Pages for when something cannot be had, in the program's own look and with a way on."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
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
    return render(request, "errors/403.html", status=403)


@requires_csrf_token
def page_not_found(request, exception=None):
    """404: there is no such page, or the person may not know of it."""
    return render(request, "errors/404.html", status=404)


def csrf_failure(request, reason=""):
    """403: a form with an outdated token. What was typed waits at the form's own address."""
    try:
        words_are_kept = kept.keep(request)
    except (RequestDataTooBig, TooManyFieldsSent) as too_much:
        return bad_request(request, too_much)
    context = {"words_are_kept": words_are_kept, "form_address": request.get_full_path()}
    return render(request, "errors/csrf.html", context, status=403)


def server_error(request):
    """500: our fault. Needs neither database nor session, for these may be what failed."""
    return HttpResponseServerError(render_to_string("errors/500.html"))
