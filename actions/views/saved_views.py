"""Saved views: keeping a list under a name, renaming it, taking it away."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from actions import kept, permissions
from actions.alphabet import BY_NAME
from actions.forms.saved_views import SaveViewForm, ViewNameForm
from actions.lifecycle import Refused
from actions.models import ListName, Report, SavedView
from actions.permissions import require
from actions.services import saved_views as services
from actions.views.attempt import posted
from actions.views.lists import not_understood, query_of


def saved_views(request):
    """The views one has saved, and those others share, list by list."""
    found = SavedView.objects.visible_to(request.user).select_related("owner", "report").order_by("shows", *BY_NAME)
    views = list(found)
    for view in views:
        view.may_rename = permissions.can_rename_view(request.user, view)
        view.may_remove = permissions.can_remove_view(request.user, view)
    return render(request, "actions/saved_views.html", {"views": views})


def save(request, shows):
    """Keep a list, as the address narrows and sorts it, under a name."""
    if shows not in ListName.values:
        raise Http404
    reports = Report.objects.visible_to(request.user)
    wrong = not_understood(request, shows)
    asked = {"reports": reports, "wrong": wrong, "wrong_on": partial(not_understood, request, shows)}
    form = SaveViewForm(posted(request), initial=kept.take(request), **asked)
    query = query_of(shows, request.GET)
    if request.method == "POST" and form.is_valid():
        try:
            view = services.save_view(by=request.user, shows=shows, query=query, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("View saved."))
            return redirect(view)
    context = {"form": form, "list": ListName(shows), "back": SavedView(shows=shows, query=query).get_absolute_url()}
    return render(request, "actions/save_view.html", context)


def rename(request, pk):
    """Give one's own view another name."""
    view = _find(request, pk)
    require(permissions.can_rename_view(request.user, view))
    form = ViewNameForm(posted(request), initial={"name": view.name} | kept.take(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_view(view=view, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("View renamed."))
            return redirect("saved-views")
    return render(request, "actions/rename_view.html", {"form": form, "view": view})


def remove(request, pk):
    """Take a view away, after asking."""
    view = _find(request, pk)
    require(permissions.can_remove_view(request.user, view))
    if request.method == "POST":
        services.remove_view(view=view)
        messages.success(request, _("View removed."))
        return redirect("saved-views")
    return render(request, "actions/remove_view.html", {"view": view})


def _find(request, pk):
    return get_object_or_404(SavedView.objects.visible_to(request.user).select_related("report", "owner"), pk=pk)
