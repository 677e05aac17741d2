"""The way in, and the overview of a report."""

from functools import cache

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from actions import permissions
from actions.lifecycle import Level
from actions.models import Report, Role
from actions.reporting.sentence import number_word, sentence
from actions.reporting.timeline import as_it_stood, latest
from actions.views.choices import chosen
from actions.views.clock import read_clock
from actions.views.finding import attention_now, dashboard, find_report, report_page, waiting_for
from actions.views.freshness import answer, kept_under
from actions.views.over_time import milestones_lately

SHOWN = {
    "moved_back": lambda standing: standing.moved_back_lately,
    "silent": lambda standing: standing.silent,
    "others_silent": lambda standing: standing.silent[1:],
    "off_course": lambda standing: [a for a in standing.actions if a.is_off_course],
    **{
        level: lambda standing, level=level: [a for a in standing.actions if a.level == level] for level in Level.values
    },
}
"""What the table of actions can be narrowed to, by a link from a figure: as many as the figure says."""


def home(request):
    """Who only writes begins with My work; else the only report one is on, or the list of reports."""
    if not request.user.is_superuser and set(request.user.roles.values()) == {Role.STAFF}:
        return redirect("my-work")
    slugs = list(Report.objects.visible_to(request.user).values_list("slug", flat=True)[:2])
    return redirect("overview", slugs[0]) if len(slugs) == 1 else redirect("reports")


@dashboard
def overview(request, slug):
    """Where a report stands, today or on another day: the sentence, the actions, what needs attention, what is new."""
    report = find_report(request, slug)
    clock = read_clock(request, report)
    show = chosen(request, "show", SHOWN, _("All actions are shown."))
    # What waits is no part of the record; those who know of it are shown other pages when it changes.
    waiting = waiting_for(request.user, report)
    # Who can be asked, or answer, has next steps of their own.
    asked = request.user.pk if permissions.has_right(request.user, report, "log_update") else None
    key = kept_under(request.user, clock, "overview", show, waiting, asked)

    def respond():
        context = _overview(request.user, clock, show) | {"kept_under": key}
        return report_page(request, "actions/overview.html", report, context)

    return answer(request, key, respond)


def _overview(user, clock, show):
    """What the overview shows. Whatever costs something is a function, called only when the page asks for it."""
    report = clock.report
    attention = cache(lambda: attention_now(user, clock))
    needing = cache(lambda: attention().first())
    return {
        "clock": clock,
        "standing": lambda: clock.standing,
        "called_report": lambda: clock.called(report),
        "action_count": lambda: number_word(len(clock.standing.actions)),
        "sentence": lambda: sentence(clock.standing, _link_figures(report, clock)),
        "rows": cache(lambda: _rows(clock.standing, show)),
        "narrowed": show != "",
        "disputed": cache(lambda: attention().disputed),
        "concerns": lambda: needing()[0],
        "concern_count": lambda: needing()[1],
        "activity": cache(lambda: _recent(clock)),
        "over_time": cache(lambda: milestones_lately(report, clock)),
        # What is to be done is done today.
        "can_log": permissions.has_right(user, report, "log_update") and not clock.is_elsewhere,
        "can_assess": permissions.can_assess(user, report) and not clock.is_elsewhere,
        "can_see_to": permissions.can_see_to_concerns(user, report) and not clock.is_elsewhere,
    }


def _rows(standing, show):
    return SHOWN[show](standing) if show else standing.actions


def _recent(clock):
    if clock.is_elsewhere:
        return as_it_stood(clock.report, clock.as_of, clock.known, standing=clock.standing)
    return latest(clock.report)


def _link_figures(report, clock):
    """A function that makes each figure of the sentence a link to the rows behind it, on the same day."""
    overview_url = reverse("overview", args=[report.slug])
    milestones_url = reverse("milestones", args=[report.slug])

    def link(text, rows):
        match rows:
            case ("actions", level):
                url = f"{overview_url}?{urlencode({'show': level})}{clock.more}#actions"
            case ("moved_back" | "others_silent" as what, *_since):
                url = f"{overview_url}?{urlencode({'show': what})}{clock.more}#actions"
            case ("action", number):
                url = reverse("action", args=[report.slug, number]) + clock.query
            case ("done", since):
                url = f"{milestones_url}?{urlencode({'state': 'done', 'since': since.isoformat()})}{clock.more}"
            case ("overdue",):
                url = f"{milestones_url}?{urlencode({'state': 'overdue'})}{clock.more}"
        return format_html('<a class="figure" href="{}">{}</a>', url, text)

    return link
