"""One's own account: name, language, time zone."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from actions import kept
from actions.forms.reports import AccountForm
from actions.models import FeedAddress
from actions.services.accounts import change_account
from actions.views.attempt import posted


def account(request):
    """What a person decides about their own account; the rest is a coordinator's or administrator's."""
    user = request.user
    initial = {name: getattr(user, name) for name in ("name", "language", "time_zone", "single_keys")}
    form = AccountForm(posted(request), initial=initial | kept.take(request))
    if request.method == "POST" and form.is_valid():
        change_account(user=user, **form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Saved."))
        return redirect("account")
    memberships = user.memberships.select_related("report")
    context = {
        "form": form,
        "memberships": memberships,
        "address": FeedAddress.objects.live().filter(user=user).first(),
    }
    return render(request, "actions/account.html", context)


def keyboard(request):
    """The keys one can use; without scripts those of the browser do the same."""
    return render(request, "actions/keyboard.html")
