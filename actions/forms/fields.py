"""Fields that say clearly what is wrong and lose nothing that was typed."""

import unicodedata
from uuid import UUID, uuid4

from django import forms
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from actions.models import Organisation, User

ALLOWED_CONTROLS = "\n\t"
TURNING = "\u202d\u202e"


def is_control(character):
    """True for a character that cannot be seen and means nothing in a text, or turns what follows around."""
    if character in TURNING:
        return True
    return unicodedata.category(character) in ("Cc", "Cs") and character not in ALLOWED_CONTROLS


def is_blank(text):
    """True if nothing of a text can be seen."""
    return all(character.isspace() or unicodedata.category(character) == "Cf" for character in text)


def without_controls(text):
    return "".join(character for character in text if not is_control(character))


class TextField(forms.CharField):
    """Text of one or more lines: trimmed, line ends unified, without invisible control characters.

    The browser is not told of the greatest length, for it would cut a pasted text off in silence.
    """

    def to_python(self, value):
        value = super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")
        for place, character in enumerate(value):
            if is_control(character):
                before = without_controls(value[:place]).split()[-3:]
                raise forms.ValidationError(
                    _(
                        "The text had an invisible control character after “%(words)s”. It has been "
                        "taken out below: look the text over and send it again."
                    )
                    if before
                    else _(
                        "The text began with an invisible control character. It has been taken out "
                        "below: look the text over and send it again."
                    ),
                    code="control_character",
                    params={"words": Truncator(" ".join(before)).chars(60)},
                )
        return "" if is_blank(value) else unicodedata.normalize("NFC", value)

    def run_validators(self, value):
        if self.max_length and len(value) > self.max_length:
            counts = {"length": len(value), "most": self.max_length}
            raise forms.ValidationError(
                _("The text has %(length)s characters; at most %(most)s fit. Shorten it: all of it is still here."),
                code="max_length",
                params={name: number_format(n, force_grouping=True) for name, n in counts.items()},
            )
        super().run_validators(value)

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class LongTextField(TextField):
    """Text of several lines."""

    def __init__(self, *, rows=3, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class KeyField(forms.Field):
    """The idempotency key of a form: made when it is shown, so that sending twice adds once."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False, initial=uuid4)

    def to_python(self, value):
        try:
            return UUID(str(value))
        except ValueError:
            return uuid4()


class SeenField(forms.Field):
    """The number of the last entry the person had seen when the form was shown."""

    widget = forms.HiddenInput

    def __init__(self):
        super().__init__(required=False)

    def to_python(self, value):
        value = str(value or "")
        return int(value) if value.isdecimal() and len(value) < 10 else 0


class OrganisationField(forms.ModelChoiceField):
    """One of the organisations on the report, or nobody yet."""

    def __init__(self, **kwargs):
        super().__init__(
            Organisation.objects.none(),
            required=False,
            empty_label=_("Nobody yet"),
            error_messages={"invalid_choice": _("Choose one of the organisations on this report.")},
            **kwargs,
        )


class FocalPointField(forms.ModelChoiceField):
    """One of the people who may log updates on the report, or nobody yet."""

    def __init__(self, **kwargs):
        super().__init__(
            User.objects.none(),
            label=_("Focal point (optional)"),
            required=False,
            empty_label=_("Nobody yet"),
            error_messages={"invalid_choice": _("Choose one of the staff or coordinators of this report.")},
            **kwargs,
        )

    def offer(self, people, unable=None):
        """Offer these people, and say of the one among them who is ``unable`` to log updates that it is so."""
        self.queryset = people
        if unable:
            said = _("%(who)s can no longer log updates here: choose another.") % {"who": unable}
            self.help_text = format_html("{} <strong>{}</strong>", self.help_text, said)


class WhyField(LongTextField):
    """The reason of a change; the form does without it."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Why? (optional)"))
        kwargs.setdefault("help_text", _("Shown in the history beside the change."))
        super().__init__(max_length=2_000, required=False, rows=2, **kwargs)
