"""Around every request: the reader's language, time zone and visit, and words kept when a form is turned away."""

from django.utils import timezone, translation

from actions import kept
from actions.services.visits import note_visit


class ReaderMiddleware:
    """Speak the reader's language, and show moments in the reader's time zone.

    Before sign-in the browser's wish counts, through Django's LocaleMiddleware.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(request.user.time_zone), translation.override(request.user.language):
            request.LANGUAGE_CODE = request.user.language
            return self.get_response(request)


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
