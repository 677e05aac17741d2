"""Who is told what: the texts of mails, each in the language of the person it goes to."""

from email.utils import format_datetime

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from actions.models import NoticeKind

SALT = "stop mail"
ANSWER = "?answer"
"""What follows the address of a nudge's notice in its mail: it has said all, and leads on to the form."""


def absolute(path):
    """A path in the program as it is written in a mail."""
    return settings.SITE_URL + path


def nudge_text(entry, notice):
    """(subject, body) that tell a person of the nudge ``entry``, and lead by their ``notice`` to the form."""
    address = absolute(reverse("notice", args=[notice.pk]) + ANSWER)
    return text("nudge", notice.person, NoticeKind.NUDGED, {"entry": entry, "address": address})


def text(name, person, kind, context):
    """(subject, body) from the templates of this name, in the language of ``person``.

    Each ends with where one chooses what is mailed, and where mails of this ``kind`` are ended.
    """
    ways_out = {"wishes": absolute(reverse("mail-wishes")), "stop": absolute(stop_address(person, kind))}
    context = {"person": person, **ways_out, **context}
    with translation.override(person.language):
        subject = render_to_string(f"emails/{name}_subject.txt", context)
        body = render_to_string(f"emails/{name}.txt", context)
    # A title with a line end in it must not become a header.
    return " ".join(subject.split()), body.strip() + "\n"


def message(mail):
    """The message of a mail in the outbox: the same, with the same Message-ID, each time it is made."""
    stop = absolute(stop_address(mail.person, mail.kind))
    return EmailMessage(
        subject=mail.subject,
        body=mail.body,
        to=[mail.person.email],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={
            "Message-ID": mail.message_id,
            "Date": format_datetime(mail.made_at),
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )


def stop_address(person, kind):
    """Where ``person`` ends mails of this kind without signing in: nobody else can make the address."""
    return reverse("stop-mail", args=[signing.dumps([person.pk, kind], salt=SALT)])


def read_stop(token):
    """(id of the person, kind of mail) of such an address; raises signing.BadSignature."""
    return signing.loads(token, salt=SALT)
