"""Who is told what: messages, each in the language of the person it goes to."""

from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation


class NotSent(Exception):
    """A mail could not be sent. ``person`` is whom it was for; what it told of is recorded all the same."""

    def __init__(self, person):
        super().__init__(f"no mail to person {person.pk}")
        self.person = person


def send_nudge(entry, person, address):
    """Tell ``person`` of the nudge ``entry``, and where to answer. Raises NotSent."""
    context = {"entry": entry, "person": person, "address": address}
    with translation.override(person.language):
        subject = render_to_string("emails/nudge_subject.txt", context)
        body = render_to_string("emails/nudge.txt", context)
    mail = EmailMessage(
        # A title with a line end in it must not become a header.
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        to=[person.email],
        reply_to=[entry.author.email],
    )
    try:
        mail.send()
    except (OSError, SMTPException) as fault:
        raise NotSent(person) from fault
