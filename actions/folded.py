"""A filter that shows what is in use, and the rest when one asks for it: what is not shown is neither made nor read."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

OPENS, ALL = "fields", "all"
"""What in the address shows all fields."""


class Folded:
    """Before a FilterSet in its bases: of its filters there are those that the address uses, or all when it opens them.

    ``always`` are filters that are there though they are not shown; ``orders`` leave nothing out, and those
    ``told_elsewhere``, as by the heads of a table, open nothing.
    """

    always = ()
    orders = told_elsewhere = ("sort",)

    def __init__(self, data, **kwargs):
        self.is_unfolded = data.get(OPENS) == ALL
        self.in_use = [name for name in self.base_filters if any(data.getlist(name))]
        self.shown = list(self.base_filters) if self.is_unfolded else self.in_use
        self.has_more = len(self.shown) < len(self.base_filters)
        self.base_filters = {
            name: found for name, found in self.base_filters.items() if name in self.shown or name in self.always
        }
        super().__init__(data, **kwargs)

    def offer(self, **choices):
        """Offer what there is to choose from; each is a function, and asked only for a field that is shown."""
        for name, read in choices.items():
            if name in self.shown:
                self.filters[name].extra["choices"] = read()

    @property
    def narrowed(self):
        """True if the address asks for less than all; what it asks for in vain narrows nothing."""
        return any(name not in self.orders and name not in self.errors for name in self.in_use)

    def get_form_class(self):
        """The form, which says of a choice that there is not that it was left out."""
        form_class = super().get_form_class()
        for name, field in form_class.base_fields.items():
            if "error_messages" not in self.filters[name].extra:
                field.error_messages["invalid_choice"] = _("There is no such choice, so it changes nothing.")
        return form_class

    @cached_property
    def fields(self):
        """The fields to show: those that offer something, or say what is wrong with what was given.

        The first that is shown because one asked for all has the focus.
        """
        fields = [self.form[name] for name in self.shown]
        fields = [field for field in fields if field.errors or self.filters[field.name].extra.get("choices", True)]
        new = next((field for field in fields if field.name not in self.in_use), None)
        if new:
            new.field.widget.attrs["autofocus"] = True
        return fields

    @property
    def kept(self):
        """[(name, value)] of what the address uses, as it stands there."""
        return [(name, value) for name in self.in_use for value in self.data.getlist(name) if value]

    @property
    def is_open(self):
        """True if there are fields to see that tell what nothing else does."""
        return self.is_unfolded or any(
            field.errors or not (field.is_hidden or field.name in self.told_elsewhere) for field in self.fields
        )
