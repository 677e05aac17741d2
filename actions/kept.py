"""Words kept: what a person typed into a form that could not be taken just then.

A form sent after sign-out, or with an outdated security token, is not carried out; but its fields
wait in the session, on the server, until the person opens the form at that address again.
"""

from django.contrib import messages
from django.utils.translation import gettext as _

from actions.forms.careful import all_texts

SESSION_KEY = "kept_words"
MOST = 200_000
"""Characters kept for one form; more than any form accepts."""

CAME_WITH_IT = ("key", "seen", "version", "meant", "next", "whose")
"""Hidden fields of a form: they go with what a person typed, but are nothing typed."""

NEVER = ("csrfmiddlewaretoken", "password", "login", "oldpassword", "password1", "password2")


def keep(request):
    """Keep the fields of this POST for the same address. True if there was something to keep.

    What a page's script sends is not kept: the page still has it, and tries again.
    """
    if asked_by_script(request):
        return False
    fields = {name: values for name, values in request.POST.lists() if name not in NEVER}
    typed = [values for name, values in fields.items() if name not in CAME_WITH_IT]
    written = any(value.strip() for values in typed for value in values)
    if not written or sum(len(value) for values in fields.values() for value in values) > MOST:
        return False
    request.session[SESSION_KEY] = {"path": request.path, "fields": fields, "had_files": bool(request.FILES)}
    return True


def sentences(request, whose):
    """What a person typed into a form that is not taken, to be shown once more: its texts.

    Of a field that is for text one word says something, too; of any other, what is chosen is one word. ``whose`` is
    the number of the person who is there; what another typed in the same browser is not shown.
    """
    return _texts(dict(request.POST.lists()), whose)


def last_sentences(request):
    """The same of the form at this address that was kept before; it is kept no longer."""
    words = request.session.pop(SESSION_KEY) if waiting(request) else {}
    return _texts(words.get("fields", {}), request.user.pk)


def give_back(request):
    """Say on the next page what was kept for this address, for its form cannot be opened any more."""
    _say(request, last_sentences(request))


def show_again(request):
    """Say on the next page what was typed into a form that is neither sent nor kept."""
    _say(request, sentences(request, request.user.pk))


def tell(request, words):
    """The same of what was taken, {name: value}."""
    _say(request, _texts({name: [value] for name, value in words.items()}, request.user.pk))


def _say(request, texts):
    for words in texts:
        messages.warning(request, _("What you wrote was not saved: %(words)s") % {"words": words})


def _texts(fields, whose):
    if fields.get("whose", [str(whose)])[-1] != str(whose):
        return []
    texts = all_texts()
    return [
        value
        for name, values in fields.items()
        if name not in (*NEVER, *CAME_WITH_IT)
        for value in values
        # A field that stands in a form several times has a number of its own in its name.
        if len(value.split()) > texts.isdisjoint(name.split("-"))
    ]


def asked_by_script(request):
    """True if a script of a page asks: it shows a sentence beside the form, which is there still."""
    return "application/json" in request.headers.get("Accept", "")


def send_on(request, path):
    """Let the words that are kept for this address wait at another. True if there are any."""
    if not waiting(request):
        return False
    request.session[SESSION_KEY] |= {"path": path}
    request.session.modified = True
    return True


def waiting(request):
    """True if words are kept for this address."""
    words = request.session.get(SESSION_KEY)
    return bool(words) and words["path"] == request.path


def key(request):
    """The key of the form that is kept for this address; empty when none is, or it has none."""
    return request.session[SESSION_KEY]["fields"].get("key", [""])[-1] if waiting(request) else ""


def elsewhere(request):
    """The address of the form of this person for which something written is kept; empty when there is none."""
    words = request.session.get(SESSION_KEY)
    return words["path"] if words and _texts(words["fields"], request.user.pk) else ""


def take(request, lists=(), told=None):
    """The kept fields for this address as {name: last value}, once; empty when there are none.

    That they are back is said, unless ``told`` is a list: then what is to be said of it is put there.

    Of the fields named in ``lists`` all values are given, as a list, also when there are none. What is sent to this
    address meanwhile does not take them: only that same form, sent once more, has them go.

    Words whose form was opened by someone else are thrown away: on a shared computer the next to
    sign in does not read them.
    """
    words = request.session.get(SESSION_KEY)
    if not words or words["path"] != request.path:
        return {}
    if request.method != "GET":
        if request.method == "POST" and words["fields"].get("key", []) == request.POST.getlist("key"):
            del request.session[SESSION_KEY]
        return {}
    del request.session[SESSION_KEY]
    fields = {name: values[-1] for name, values in words["fields"].items() if values}
    fields |= {name: words["fields"].get(name, []) for name in lists}
    if fields.pop("whose", str(request.user.pk)) != str(request.user.pk):
        return {}
    said = [_("What you wrote is back. It is not sent yet.")]
    if words.get("had_files"):
        said.append(_("The files you chose did not come along. Choose them again."))
    if told is None:
        say(request, said)
    else:
        told += said
    return fields


def say(request, sentences):
    """Say what is to be said of what is back."""
    for sentence in sentences:
        messages.warning(request, sentence)
