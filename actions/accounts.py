"""How people come in: django-allauth with e-mail and password, and no sign-up."""

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    """Accounts are given by a coordinator or an administrator, never taken."""

    def is_open_for_signup(self, request):
        return False
