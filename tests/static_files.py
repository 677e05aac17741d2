"""Static files straight from where they lie."""

from django.contrib.staticfiles.finders import find
from django.contrib.staticfiles.storage import StaticFilesStorage


class CheckedStaticFilesStorage(StaticFilesStorage):
    """Refuses the address of a file that is not there, as the manifest of the real storage does."""

    def url(self, name):
        if name and find(name) is None:
            raise ValueError(f"There is no static file {name}.")
        return super().url(name)
