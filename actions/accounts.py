"""How people come in: django-allauth with e-mail and password, and no sign-up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _


class Adapter(DefaultAccountAdapter):
    """Accounts are given by a coordinator or an administrator, never taken."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "This address and password do not go together. Write both once more, or set a new password."
        ),
    }

    def is_open_for_signup(self, request):
        return False
