"""A theme to choose, on every page: it is one theme however reports write it."""

import django_filters

from actions.alphabet import folded


class ThemeField(django_filters.fields.ChoiceField):
    """A theme, however it is written: of those that are offered, the one that is ``folded`` alike."""

    def to_python(self, value):
        return self.prepare_value(super().to_python(value))

    def prepare_value(self, value):
        alike = (theme for theme, _words in self.choices if theme and folded(theme) == folded(value or ""))
        return next(alike, value)


class ThemeFilter(django_filters.ChoiceFilter):
    field_class = ThemeField
