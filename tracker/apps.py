"""The wiring is an app so that its system checks and its command are found, and the database is set up in time."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.db.backends.signals import connection_created

from tracker import postgresql, sqlite


class TrackerConfig(AppConfig):
    name = "tracker"

    def ready(self):
        from tracker import checks  # noqa: F401  registers them

        sqlite.know_dates_again()
        connection_created.connect(postgresql.tune)


class StaticFiles(StaticFilesConfig):
    """Leaves out what no page asks for: collecting takes seconds, not half a minute."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        # Bootstrap comes whole and in parts, for both reading directions; the pages use bootstrap.min.css and
        # bootstrap.bundle.min.js, and a browser's tools the maps of these two.
        "bootstrap-grid*",
        "bootstrap-reboot*",
        "bootstrap-utilities*",
        "bootstrap.css*",
        "bootstrap.js*",
        "bootstrap.min.js*",
        "bootstrap.bundle.js*",
        "bootstrap.esm*",
        "bootstrap.rtl*",
        # htmx 2 is in use, without extensions.
        "htmx-4*",
        "htmax-*",
        "htmx-2.js",
        "ext",
        # Pictures of flags, and the admin's maps.
        "flags",
        "gis",
    ]
