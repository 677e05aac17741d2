"""The forms of evidence: choosing files and links, and saying what each of them is."""

from urllib.parse import urlsplit

import idna
from django import forms
from django.core.validators import URLValidator
from django.utils.encoding import iri_to_uri, punycode
from django.utils.translation import gettext_lazy as _

from actions.days import DayField
from actions.forms.careful import CarefulForm
from actions.forms.fields import KeyField, TextField
from actions.lifecycle import Refused, check_has_come
from actions.models import Openness
from actions.services.fetching import leads_inside
from actions.uploads import ACCEPT

LONGEST_ADDRESS = 1_000
TOO_LONG = _("The address is too long: at most 1,000 characters.")
UNSEEN = dict.fromkeys([0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
"""Signs that come along when an address is copied from a text, and that nobody sees: they are no part of it."""
NO_ADDRESS = _("This is not an address of a page. Write it like https://www.example.org/law.pdf.")


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else []


class FilesField(forms.Field):
    """Files that were chosen; what each of them is, the service looks at."""

    widget = FilesInput(attrs={"multiple": True, "accept": ACCEPT})


class LinkField(TextField):
    """The address of a page or file elsewhere, without a password in it."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}), **kwargs)

    def clean(self, value):
        value = super().clean((value or "").translate(UNSEEN))
        if not value:
            return value
        if len(value) > LONGEST_ADDRESS:
            raise forms.ValidationError(TOO_LONG, code="max_length")
        is_whole = "://" in value
        if not is_whole:
            value = f"https://{value}"
        try:
            URLValidator(schemes=["http", "https"])(value)
            parts = urlsplit(value)
            host = _in_letters(parts.hostname or "")
            port = f":{parts.port}" if parts.port is not None else ""
        except (forms.ValidationError, ValueError):
            raise forms.ValidationError(NO_ADDRESS, code="invalid") from None
        if parts.username or parts.password:
            has_name = _("The address has a name or password in it. Take that out.")
            raise forms.ValidationError(has_name if is_whole else NO_ADDRESS, code="invalid")  # else it is one of mail
        if leads_inside(host.strip("[]")):
            raise forms.ValidationError(
                _("Nobody else could open this address: it leads to one computer or its own network alone."),
                code="invalid",
            )
        address = iri_to_uri(parts._replace(netloc=host + port).geturl())
        if len(address) > LONGEST_ADDRESS:
            raise forms.ValidationError(TOO_LONG, code="max_length")
        return address


def _in_letters(host):
    """A host as the network has it, in the letters a to z alone. Raises ValueError for a name there cannot be."""
    if host.isascii():
        return f"[{host}]" if ":" in host else host
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return punycode(host)  # a name of the rules before, with a sign that is no letter


class OpennessField(forms.ChoiceField):
    """Who may see evidence."""

    def __init__(self, **kwargs):
        super().__init__(
            label=_("Who may see it?"),
            choices=Openness,
            initial=Openness.PUBLIC,
            error_messages={name: _("Choose who may see the evidence.") for name in ("required", "invalid_choice")},
            **kwargs,
        )


class NewEvidenceForm(CarefulForm):
    """Files and a link to go with a form. ``camera`` is another way to choose, on a phone."""

    files = FilesField(
        label=_("Files"),
        required=False,
        help_text=_(
            "PDF, pictures, Word, Excel, OpenDocument, text or CSV, up to 20 MB each. Where and by what a picture was "
            "taken is removed. Never show or name a child."
        ),
    )
    link = LinkField(label=_("Address of a page or document"), required=False)
    evidence_audience = OpennessField(
        required=False,
        help_text=_(
            "This goes for all files and links of this form. To change a single one, open the line below "
            "its name. Once sent, what is for everyone cannot be made internal any more."
        ),
    )


class EvidenceForm(CarefulForm):
    """What one piece of evidence is; nothing of it is later than ``today``."""

    title = TextField(label=_("Title"), max_length=200, error_messages={"required": _("Give the evidence a title.")})
    issuer = TextField(
        label=_("Issuer (optional)"), max_length=200, required=False, help_text=_("Who published or signed it.")
    )
    fact_on = DayField(label=_("Date of the fact (optional)"), required=False)
    obtained_on = DayField(label=_("Obtained on (optional)"), required=False)
    audience = OpennessField()

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        for name in ("fact_on", "obtained_on"):
            self.fields[name].widget.attrs["max"] = today.isoformat()

    def clean(self):
        cleaned = super().clean()
        for name in ("fact_on", "obtained_on"):
            if day := cleaned.get(name):
                try:
                    check_has_come(day, self.today, name)
                except Refused as refused:
                    self.add_error(name, refused.message)
        return cleaned


class LaterEvidenceForm(CarefulForm):
    """Evidence for an entry that is in the record already."""

    key = KeyField()
