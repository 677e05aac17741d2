"""The door for the server. Production unless PROFILE says otherwise, so that a forgotten variable is the safe one."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("PROFILE", "production")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

application = get_wsgi_application()
