"""Saved views: keeping a list's address under a name, alone or with the people on a report."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.lifecycle import Refused
from actions.models import SavedView
from actions.permissions import can_share_view


def save_view(*, by, shows, name, query, report=None, at=None):
    """Keep ``query``, the filters and order of a list, under a name.

    With ``report``, everyone on it finds the view. Raises Refused when one has a view of this name,
    when the address is too long to be one that filters made, or when one is not on the report.
    """
    if report and not can_share_view(by, report):
        raise Refused(_("You can share a view with a report you follow."), "report")
    if len(query) > SavedView._meta.get_field("query").max_length:
        raise Refused(_("This view is too long to be kept. Take some filters away."))
    view = SavedView(owner=by, shows=shows, name=name, query=query, report=report, created_at=at or timezone.now())
    return _kept(view)


def rename_view(*, view, name):
    """Give a view another name. Raises Refused as ``save_view`` does."""
    view.name = name
    return _kept(view)


def remove_view(*, view):
    """Take a view away; what it shows is untouched."""
    view.delete()


def _kept(view):
    """Save the view; the constraint decides, also when the same name comes twice at once."""
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise Refused(_("You have a view with this name already. Choose another name."), "name") from None
    return view
