"""Accounts: what people change of their own, and those of the local profile, to start at once."""

from django.conf import settings
from django.db import transaction

from actions.lifecycle import Refused
from actions.models import Membership, Organisation, Report, Role, User

LOCAL_ACCOUNTS = {
    "coordinator@example.org": ("Local coordinator", Role.COORDINATOR),
    "staff@example.org": ("Local staff", Role.STAFF),
}


@transaction.atomic
def make_local_accounts(passwords):
    """Make the local accounts, {e-mail: password}, members of every report; safe to run twice.

    An account that is there without a password, as the sample's are, gets its password and stays
    as it is otherwise. Raises Refused outside the local profile: nobody may find these accounts on
    a server.
    """
    if not settings.LOCAL:
        raise Refused("Local accounts are made in the local profile only.")
    for email, password in passwords.items():
        name, role = LOCAL_ACCOUNTS[email]
        user = User.objects.filter(email=email).first()
        if user is None:
            home, _created = Organisation.objects.get_or_create(name="My organisation")
            user = User.objects.create_user(email, password, name=name, organisation=home)
            for report in Report.objects.all():
                Membership.objects.get_or_create(user=user, report=report, defaults={"role": role})
        elif not user.has_usable_password():
            user.set_password(password)
            user.save(update_fields=["password"])


def change_account(*, user, **decided):
    """Change what a person decides about their own account: name, language, time_zone, single_keys."""
    for name, value in decided.items():
        setattr(user, name, value)
    user.save(update_fields=list(decided))
