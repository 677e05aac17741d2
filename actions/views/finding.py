"""Finding what an address names, for a person who may know of it: 404 to anyone else."""

from django.shortcuts import get_object_or_404, render

from actions.models import Entry, Milestone, PriorityAction, Report
from actions.permissions import can_manage_report, can_review, reporter_ids
from actions.reporting.attention import Attention
from actions.reporting.review import waiting
from actions.reporting.timeline import with_surroundings


def dashboard(view):
    """Mark a view that only shows where things stand: it may be answered from a replica of the database."""
    view.dashboard = True
    return view


def find_report(request, slug):
    return _met(request, Report.objects, lambda report: report.pk, slug=slug)


def find_action(request, slug, number, **asked):
    """An action; ``asked`` are annotations that are read with it."""
    actions = PriorityAction.objects.annotate(**asked).select_related("report", "lead_organisation")
    return _met(request, actions, lambda action: action.report_id, report__slug=slug, number=number)


def find_milestone(request, slug, number, milestone):
    milestones = Milestone.objects.select_related(
        "action__report", "action__focal_point", "organisation", "focal_point"
    )
    where = {"action__report__slug": slug, "action__number": number, "number": milestone}
    return _met(request, milestones, lambda milestone: milestone.action.report_id, **where)


def find_entry(request, slug, sequence):
    entries = with_surroundings(Entry.objects.all())
    return _met(request, entries, lambda entry: entry.report_id, report__slug=slug, sequence=sequence)


def _met(request, rows, report_of, **where):
    """What an address names; the person's role on its report is learned on the way."""
    thing = get_object_or_404(rows.met_by(request.user), **where)
    if not request.user.is_superuser:
        request.user.learn_role(report_of(thing), thing.reader_role)
    return thing


def waiting_for(user, report):
    """The updates that wait for review, for who may decide; nothing for anyone else. Asked once per request."""
    if not (report.review_asked and can_review(user, report)):
        return ()
    if not hasattr(report, "waiting"):
        report.waiting = waiting(report)
    return report.waiting


def attention_now(user, clock):
    """What needs attention at the clock of a page; what waits, and who can be asked, is known of today alone."""
    report = clock.report
    if clock.is_elsewhere:
        return Attention(report, clock.standing)
    can_be_asked = frozenset(reporter_ids(report))
    return Attention(report, clock.standing, waiting_for(user, report), can_be_asked)


def report_page(request, template, report, context):
    """Answer with a page about a report: the navigation knows where it is."""
    context |= {
        "report": report,
        "today": report.today(),
        "can_manage": can_manage_report(request.user, report),
        "reviews": report.review_asked and can_review(request.user, report),
        "to_decide": sum(update.author_id != request.user.pk for update in waiting_for(request.user, report)),
    }
    return render(request, template, context)
