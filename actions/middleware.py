"""Around every request: the reader's language, time zone and visit, and words kept when a form is turned away."""

from django.contrib.auth import SESSION_KEY
from django.utils import timezone, translation

from actions import kept
from actions.models import User
from actions.services.visits import note_visit
from actions.views.errors import switched_off


class ReaderMiddleware:
    """Speak the reader's language, and show moments in the reader's time zone.

    Before sign-in the browser's wish counts, through Django's LocaleMiddleware.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.user.is_authenticated:
            return self.get_response(request)
        language = request.user.language
        with timezone.override(request.user.time_zone), translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class VisitMiddleware:
    """Note that the reader is here, so that lists can say what is new since the last visit."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            note_visit(request.user, timezone.now())
        return self.get_response(request)


class KeptWordsMiddleware:
    """Keep what was typed when a form arrives after sign-out; the form shows it again.

    Stands before LoginRequiredMiddleware, which sends the person to sign in.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method == "POST" and not request.user.is_authenticated:
            if getattr(view, "login_required", True):
                kept.keep(request)


class SwitchedOffMiddleware:
    """Tell a person whose account was switched off meanwhile, who would else be asked to sign in.

    Stands between KeptWordsMiddleware and LoginRequiredMiddleware.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        pk = request.session.get(SESSION_KEY)
        if pk and User.objects.filter(pk=pk, is_active=False).exists():
            return switched_off(request, pk)
        return None
