"""The lists across reports: actions, milestones and updates of all reports one may see."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from django.core.paginator import Paginator
from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from actions.exchange import list_files
from actions.exchange.table_file import csv_answer
from actions.filters import ActionsFilter, MilestonesFilter, UpdatesFilter
from actions.lifecycle import State
from actions.models import ListName, Report, SavedView
from actions.reporting import lists
from actions.reporting.tallies import tallied
from actions.reporting.todays import Todays
from actions.views.as_file import refused_as_file, wants_file
from actions.views.columns import columns
from actions.views.finding import dashboard
from actions.views.paging import from_place, page_of

SIZE = 50
"""Rows of a page."""

REPORT_FIELDS = "slug title country published_on time_zone rhythm_days followed_since head_hash".split()
"""What rows, filters, counts and files say of a report, or go by."""

SAID_OF_BOTH = {"report", "country", "region", "theme", "level", "course", "silent"}
"""Filters that leave the same actions in the list of actions as in that of milestones."""

UPDATES_SIZE = 20
"""Rows of a page of updates, each of several lines."""


@dataclass(frozen=True)
class Shape:
    """What makes one list: its filters, its rows with all they say, its columns (label, name to sort by), its file.

    ``usual`` is the order when the address says none.
    """

    filter: type
    rows: Callable
    with_all: Callable
    columns: tuple
    head: Callable
    row: Callable
    usual: str


SHAPES = {
    ListName.ACTIONS: Shape(
        ActionsFilter,
        lists.action_rows,
        lists.with_subjects,
        (
            (_("Priority action"), "title"),
            (_("Country"), "country"),
            (_("Level"), "level"),
            (_("Course"), "course"),
            (_("Lead"), "lead"),
            (_("Milestones"), ""),
            (_("Last heard"), "heard"),
        ),
        list_files.actions_head,
        list_files.action_row,
        usual="country",
    ),
    ListName.MILESTONES: Shape(
        MilestonesFilter,
        lists.milestone_rows,
        lists.with_owners,
        (
            (_("Milestone"), "title"),
            (_("Country"), "country"),
            (_("Action"), ""),
            (_("Owner"), "owner"),
            (_("State"), "state"),
            (_("Due"), "due"),
        ),
        list_files.milestones_head,
        list_files.milestone_row,
        usual="due",
    ),
    ListName.UPDATES: Shape(
        UpdatesFilter,
        lists.update_rows,
        lists.with_authors,
        (
            (_("What changed"), ""),
            (_("Priority action"), ""),
            (_("Sets, or is about"), ""),
            (_("By"), ""),
            (_("Happened"), "happened"),
            (_("Recorded"), "recorded"),
        ),
        list_files.updates_head,
        list_files.update_row,
        usual=lists.USUAL,
    ),
}


@dashboard
def actions(request):
    """All actions, each as it stands today on its report."""
    shape, todays, found = _opened(request, ListName.ACTIONS)
    if wants_file(request, found):
        return _file(request, ListName.ACTIONS, todays, found)
    whole = found.whole_reports
    levels, silent = lists.levels_and_silent(found.qs, todays if whole is None else todays.only(whole))
    page = _page(request, shape, todays, found.qs, sum(levels.values()))
    _put_milestones(page.object_list, todays)
    counted = lists.milestones_of(found.qs, todays) if whole is None else tallied(todays, whole)
    context = {"page": page, "levels": levels, "silent": silent}
    context |= {"milestones_done": counted.done, "milestones_overdue": counted.overdue}
    context |= {"count": page.paginator.count, "milestones_url": _milestones_of(found)}
    context["all_count"] = lists.action_rows(todays).count() if found.narrowed else page.paginator.count
    return _answer(request, ListName.ACTIONS, todays, found, context)


def _put_milestones(rows, todays):
    """Put on each action's row its ``milestones``, counted; one query."""
    counted = lists.milestones_by_action([row.action_id for row in rows], todays)
    for row in rows:
        row.milestones = counted[row.action_id]


def _milestones_of(found):
    """The address of the milestones of the actions that are found, to narrow further; empty when no list has them."""
    asked = {name: value for name, value in found.kept if name not in found.orders}
    if found.errors or not asked.keys() <= SAID_OF_BOTH:
        return ""
    return f"{reverse('all-milestones')}?{urlencode(asked | {'state': ''})}"


@dashboard
def milestones(request):
    """All milestones, each as it stands today on its report."""
    shape, todays, found = _opened(request, ListName.MILESTONES)
    if wants_file(request, found):
        return _file(request, ListName.MILESTONES, todays, found)
    whole, states = found.whole_reports, found.states
    if whole is None:
        counted = lists.milestones_counted(found.qs, todays, states)
    else:
        counted = tallied(todays, whole, states, found.overdue)
    rows = found.qs if counted.all < lists.MANY else found.filter_queryset(lists.milestones_by_due_day(todays))
    page = _page(request, shape, todays, rows, counted.all)
    context = {"page": page, "counted": counted, "count": counted.all}
    context["states"] = [(state, getattr(counted, state)) for state in State.values]
    context["all_count"] = lists.all_milestones_counted(todays) if found.narrowed else counted.all
    return _answer(request, ListName.MILESTONES, todays, found, context)


@dashboard
def updates(request):
    """All updates that count; turned by place, for there may be very many."""
    shape, todays, found = _opened(request, ListName.UPDATES)
    if wants_file(request, found):
        return _file(request, ListName.UPDATES, todays, found)
    count, more = lists.count_up_to(found.qs)
    rows = found.filter_queryset(lists.first_updates(todays)) if more or not found.narrowed else found.qs
    stretch = from_place(request, lambda before: lists.stretch(rows, found.order, before, UPDATES_SIZE))
    lists.tell(stretch.rows, todays)
    all_count, all_more = lists.count_up_to(shape.rows(todays)) if found.narrowed else (count, more)
    context = {"stretch": stretch, "count": count, "more": more, "all_count": all_count, "all_more": all_more}
    return _answer(request, ListName.UPDATES, todays, found, context)


def query_of(name, given):
    """The part of a list's address that narrows and sorts it, always in the same order; nothing else of ``given``."""
    kept = QueryDict(mutable=True)
    for field in SHAPES[name].filter.base_filters:
        if given.get(field):
            kept[field] = given[field]
    return kept.urlencode()


def not_understood(request, name, report=None):
    """The labels of what narrows or sorts a list and makes no sense, or none to who knows ``report`` alone."""
    _shape, _todays, found = _opened(request, name, Report.objects.filter(pk=report.pk) if report else None)
    return [str(found.filters[field].label) for field in found.errors]


def _opened(request, name, reports=None):
    """(the list's Shape, the Todays of the reports, all one may see if not given, its filter as the address says)."""
    shape = SHAPES[name]
    reports = Report.objects.visible_to(request.user) if reports is None else reports
    todays = Todays(reports.only(*REPORT_FIELDS), timezone.now())
    found = shape.filter(request.GET, rows=shape.rows(todays), todays=todays, reader=request.user)
    return shape, todays, found


def _page(request, shape, todays, rows, count):
    """A page of the list; only its own rows are read whole."""
    paginator = Paginator(rows.values_list("pk", flat=True), SIZE)
    paginator.count = count
    page = page_of(request, paginator)
    pks = list(page.object_list)
    by_pk = shape.with_all(rows.model.objects).in_bulk(pks)
    page.object_list = lists.tell([by_pk[pk] for pk in pks if pk in by_pk], todays)
    return page


def _answer(request, name, todays, found, context):
    shape, query = SHAPES[name], query_of(name, request.GET)
    views = list(SavedView.objects.visible_to(request.user).filter(shows=name).select_related("report"))
    for view in views:
        view.is_open = view.query == query
    context |= {
        "list": name.value,
        "filter": found,
        "query": query,
        "views": views,
        "columns": _columns(request, shape, found),
    }
    return refused_as_file(request, render(request, f"actions/all_{name.value}.html", context))


def _columns(request, shape, found):
    given = "" if found.errors.get("sort") else request.GET.get("sort", "").split(",")[0]
    return columns(request, shape.columns, given or shape.usual)


AT_ONCE = 500
"""Rows of a file that are read together."""


def _file(request, name, todays, found):
    shape = SHAPES[name]

    def address(thing):
        return request.build_absolute_uri(thing.get_absolute_url())

    def rows():
        whole = shape.with_all(found.qs).iterator(chunk_size=AT_ONCE)
        while some := lists.tell(list(islice(whole, AT_ONCE)), todays):
            if name == ListName.ACTIONS:
                _put_milestones(some, todays)
            yield from (shape.row(row, address) for row in some)

    return csv_answer(f"{name.value}-{timezone.localdate().isoformat()}.csv", shape.head(), rows())
