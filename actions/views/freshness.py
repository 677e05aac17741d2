"""Whether a page that was made earlier is still true, and parts of it that can be shown again."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.messages import get_messages
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language

from actions import kept

FOLDERS = ("actions", "templates", "static", "locale")


@cache
def release():
    """A digest of the program's own files: another version makes other pages."""
    digest = sha256()
    for folder in FOLDERS:
        for path in sorted((Path(settings.BASE_DIR) / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return digest.hexdigest()


def kept_under(reader, clock, *asked):
    """The key of what ``reader`` sees of a report at ``clock``: everything it depends on.

    That is the head of the report's chain, what is shown beside the record, the day and the moment
    of knowing, the reader's rights, language and time zone, and what the address ``asked`` for.
    People of one role and organisation share it unless ``asked`` names the person.
    """
    report = clock.report
    parts = (
        report.pk,
        report.head_hash,
        report.asides,
        clock.today,
        clock.as_of,
        clock.known,
        reader.role_on(report.pk),
        reader.is_superuser,
        reader.organisation_id,
        get_language(),
        reader.time_zone,
        *asked,
    )
    return sha256(repr(parts).encode()).hexdigest()


def answer(request, key, respond, beside=()):
    """304 when the browser shows this very page already; otherwise what ``respond`` makes, marked.

    The mark covers what ``key`` does, what stands ``beside`` the parts that are kept, the person, how many
    notices wait, the address and the session, whose token the page's forms carry. A page with a message, or
    with words kept from before, is always made anew.
    """
    if len(get_messages(request)) or kept.waiting(request):
        return respond()
    user = request.user
    reader = (user.pk, user.name, user.unread, request.session.session_key)
    parts = (release(), key, *beside, *reader, request.get_full_path())
    etag = f'"{sha256(repr(parts).encode()).hexdigest()}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = respond()
    response.headers["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response
