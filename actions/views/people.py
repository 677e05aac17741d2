"""Organisations and people of a report, one person, and handing over what a person holds."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from actions import kept, permissions
from actions.forms.handover import HandoverForm
from actions.lifecycle import OPEN_STATES
from actions.models import Entry, Report, User
from actions.permissions import require
from actions.reporting.people import (
    ORGANISATION_SORTS,
    PERSON_SORTS,
    counts_of_holdings,
    holdings,
    nudges,
    who_is_who,
)
from actions.reporting.timeline import name_people, with_surroundings
from actions.services.handover import hand_over
from actions.views.attempt import attempt, posted
from actions.views.clock import other_clock
from actions.views.columns import columns
from actions.views.finding import dashboard, find_report, report_page
from actions.views.paging import page_of

ORGANISATION_HEADS = (
    (_("Organisation"), "name"),
    (_("Leads"), "leads"),
    (_("Milestones open"), "open"),
    (_("Milestones overdue"), "overdue"),
    (_("Milestones done"), "done"),
    (_("Last heard"), "heard"),
    (_("People"), "people"),
)
PERSON_HEADS = (
    (_("Person"), "name"),
    (_("Organisation"), "organisation"),
    (_("Role"), "role"),
    (_("Focal point of"), "holds"),
    (_("Milestones overdue"), "overdue"),
    (_("Nudges"), "nudges"),
    (_("Answered"), "answered"),
    (_("Median days to answer"), "days"),
)
"""The heads of the two tables: (label, what it sorts by)."""

LOGGED_SHOWN = 20
"""Entries a page of a person's page has."""


@dashboard
def organisations(request, slug):
    """Per organisation what it leads and owns and when it was heard; per person what they hold and how they answer."""
    report = find_report(request, slug)
    sort, by = _sort(request, "sort", ORGANISATION_SORTS), _sort(request, "people", PERSON_SORTS)
    found = who_is_who(report, report.today())
    context = {
        "then": other_clock(request, report),
        "organisations": _sorted(found.organisations, sort, ORGANISATION_SORTS),
        "unowned": found.unowned,
        "people": _sorted(found.people, by, PERSON_SORTS),
        "unasked": found.unasked,
        "columns": columns(request, ORGANISATION_HEADS, sort, anchor="#organisations"),
        "people_columns": columns(request, PERSON_HEADS, by, "people", "#people"),
        "can_hand_over": permissions.can_see_to_concerns(request.user, report),
    }
    return report_page(request, "actions/organisations.html", report, context)


@dashboard
def person(request, slug, pk):
    """What one person holds on a report, what they logged, which nudges they got and how they were answered."""
    report, person = _find_person(request, slug, pk)
    actions, spans = holdings(report, person, report.today())
    logged = Entry.objects.filter(report=report, author=person).order_by("-sequence")
    page = page_of(request, Paginator(logged, LOGGED_SHOWN))
    entries = list(with_surroundings(page.object_list, known=("report",)))
    for entry in entries:
        entry.report = report
        entry.may_correct = permissions.can_correct(request.user, entry)
        entry.may_withdraw = permissions.can_withdraw(request.user, entry)
    name_people(entries)
    membership = report.memberships.filter(user=person).first()
    context = {
        "then": other_clock(request, report),
        "person": person,
        "membership": membership,
        "held_actions": actions,
        "spans": spans,
        "milestones": (
            (_("Open milestones"), [span for span in spans if span.state in OPEN_STATES]),
            (_("Milestones done or dropped"), [span for span in spans if span.state not in OPEN_STATES]),
        ),
        "page": page,
        "entries": entries,
        "nudges": nudges(report, report.today(), person),
        "can_hand_over": permissions.can_see_to_concerns(request.user, report) and (actions or spans),
    }
    return report_page(request, "actions/person.html", report, context)


def handover(request, slug, pk):
    """Give what a person holds to someone else, in one step."""
    report, person = _find_person(request, slug, pk)
    require(permissions.can_see_to_concerns(request.user, report))
    actions, spans = holdings(report, person, report.today())
    others = _other_reports(request.user, report, person)
    things = [(f"action-{action.pk}", _with_milestones(action, spans)) for action in actions]
    things += [
        (
            f"milestone-{span.milestone_id}",
            gettext("%(title)s (milestone of action %(number)s)")
            % {"title": span.milestone.title, "number": span.action.number},
        )
        for span in spans
        if not span.goes_with_action
    ]
    initial = {"things": [token for token, _words in things]} | kept.take(request, lists=["things"])
    form = HandoverForm(
        posted(request),
        initial=initial,
        things=things,
        people=permissions.reporters(report).exclude(pk=person.pk),
        others=sum(count for _report, count in others),
    )
    if request.method == "POST":
        given = {"person": person, "by": request.user, "others": [other for other, _count in others]}
        done, count = attempt(form, _hand_over, report=report, place=report, **given)
        if done:
            words = ngettext("%(n)s thing was handed over.", "%(n)s things were handed over.", count) % {"n": count}
            messages.success(request, words if count else gettext("This was handed over before."))
            return redirect("person", slug, pk)
    context = {"person": person, "form": form, "holds": bool(things), "others": others}
    return report_page(request, "actions/handover.html", report, context)


def _with_milestones(action, spans):
    """What an action is called where it is handed over, with the milestones that go with it."""
    called = f"{action.number}. {action.title}"
    going = [f"“{s.milestone.title}”" for s in spans if s.goes_with_action and s.action_id == action.pk]
    if not going:
        return called
    words = ngettext(
        "%(action)s – and through it its milestone %(milestones)s",
        "%(action)s – and through it its milestones %(milestones)s",
        len(going),
    )
    return words % {"action": called, "milestones": ", ".join(going)}


def _hand_over(*, place, others, everywhere=False, **given):
    return hand_over(report=place, other_reports=others if everywhere else (), **given)


def _find_person(request, slug, pk):
    """(report, person): someone on the report, or who was and left something in it."""
    report = find_report(request, slug)
    person = User.objects.select_related("organisation").filter(pk=pk).first() if pk < 2**31 else None
    if person is None or not (
        report.memberships.filter(user=person).exists()
        or Entry.objects.filter(report=report, author=person).exists()
        or counts_of_holdings([report.pk], person)
    ):
        raise Http404
    return report, person


def _other_reports(user, report, person):
    """[(report, how many things the person holds there)] of the other reports that ``user`` coordinates."""
    mine = [r for r in Report.objects.visible_to(user).exclude(pk=report.pk) if _coordinates(user, r)]
    counts = counts_of_holdings([r.pk for r in mine], person)
    return [(r, counts[r.pk]) for r in mine if r.pk in counts]


def _coordinates(user, report):
    return permissions.can_see_to_concerns(user, report)


def _sort(request, name, sorts):
    """What the address sorts by; by name where that is nothing there is, and a sentence says so."""
    wanted = request.GET.get(name) or "name"
    if wanted.removeprefix("-") in sorts:
        return wanted
    said = gettext("One cannot sort by “%(asked)s” here: the list is sorted by name.")
    messages.warning(request, said % {"asked": Truncator(wanted).chars(40)})
    return "name"


def _sorted(lines, wanted, sorts):
    return sorted(lines, key=sorts[wanted.removeprefix("-")], reverse=wanted.startswith("-"))
