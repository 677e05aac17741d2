"""What all forms here share: a refusal becomes an error, and what was typed is never lost."""

from datetime import date
from functools import cache
from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.forms.utils import ErrorDict

from actions.days import show_as_typed
from actions.forms.fields import TextField, without_controls


class CarefulForm(forms.Form):
    """A form whose refusals stand at the field and in the summary, in the rule's own words."""

    refused = None
    """What was refused of it, or None."""

    CAN_BE_DOUBTED = False
    """Whether it is refused at first what is likely a slip, and taken when it is sent again."""

    use_required_attribute = False
    """The server's sentences are clearer than the browser's, and reach everyone alike."""

    @classmethod
    def texts(cls):
        """The names of the fields that are for text; of those of one sort, what their names have in common."""
        return {name for name, field in cls.base_fields.items() if isinstance(field, TextField)}

    @property
    def helper(self):
        """The form tag, the token and the buttons are in the template."""
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper

    def full_clean(self):
        super().full_clean()
        for name in list(self.errors):
            if self.has_error(name, "control_character"):
                self._retype(name, without_controls(self[name].data))
        show_as_typed(self)

    def leave_unchecked(self, key):
        """Show what was typed without saying what is wrong with it: it is not being sent yet. It goes on as ``key``."""
        self._errors, self.cleaned_data = ErrorDict(), {}
        self._retype("key", str(key))

    def refuse(self, refused, *, seen=None):
        """Show the rule's sentence; the form can be sent again, knowing of entry ``seen``."""
        self.refused = refused
        field = refused.field if refused.field in self.fields else None
        self.add_error(field, refused.message)
        if "seen" in self.fields:
            self._retype("seen", str(seen))
        if "key" in self.fields and refused.used_up:
            self._retype("key", str(uuid4()))
        if refused.doubted:
            self.fields["meant"] = forms.CharField(widget=forms.HiddenInput)
            self._retype("meant", "yes")
        for name, value in refused.now.items():
            if name not in self.fields:
                continue
            self._retype(name, value.isoformat() if isinstance(value, date) else self.fields[name].prepare_value(value))

    @property
    def is_meant(self):
        """True if it was doubted, and is sent again."""
        return bool(self.data.get(self.add_prefix("meant")))

    def _retype(self, name, value):
        self.data = self.data.copy()
        self.data[self.add_prefix(name)] = value
        if value in (None, False):
            del self.data[self.add_prefix(name)]


@cache
def all_texts():
    """The names of fields that are for text in every form that has them. Asked once all forms are there."""
    forms = [CarefulForm]
    for form in forms:
        forms += form.__subclasses__()
    others = {name for form in forms for name in form.base_fields.keys() - form.texts()}
    return frozenset().union(*(form.texts() for form in forms)) - others
