"""The lists across reports as tables: the head and the row of each, the same figures as on the pages."""

from django.utils import timezone
from django.utils.translation import gettext as _

from actions.lifecycle import State, is_overdue


def actions_head():
    return [
        *_report_head(),
        *[_("Number"), _("Priority action"), _("Theme"), _("Level"), _("Level since"), _("Course"), _("Course since")],
        *[_("Lead"), _("Focal point"), _("Milestones"), _("Milestones done"), _("Milestones overdue")],
        *[_("Last heard"), _("Days silent"), _("Address")],
    ]


def action_row(row, address):
    action = row.action
    return [
        *_report_cells(row),
        *[action.number, action.title, action.theme],
        *[row.get_level_display(), row.level_since, row.get_course_display(), row.course_since],
        *[action.lead_organisation, action.focal_point],
        *[row.milestones.pursued, row.milestones.done, row.milestones.overdue],
        *[row.heard_on, row.silent_days],
        address(action),
    ]


def milestones_head():
    return [
        *_report_head(),
        *[_("Action"), _("Number"), _("Milestone"), _("State"), _("State since"), _("Due on")],
        *[_("Originally due on"), _("Overdue"), _("Owner"), _("Focal point"), _("Address")],
    ]


def milestone_row(row, address):
    milestone = row.milestone
    milestone.action = row.action
    overdue = is_overdue(row.due_on, row.state, row.today)
    return [
        *_report_cells(row),
        *[row.action.number, milestone.number, milestone.title, State(row.state).label, row.state_since, row.due_on],
        *[row.original_due_on, _("yes") if overdue else _("no")],
        *[row.owner, row.asked_name, address(milestone)],
    ]


def updates_head():
    return [
        *_report_head(),
        *[_("Entry"), _("Action"), _("Happened on"), _("Recorded at"), _("On behalf of"), _("Author")],
        *[_("What changed"), _("Challenges"), _("Next steps"), _("Level"), _("Course"), _("Reason")],
        *[_("Milestone"), _("State"), _("Address")],
    ]


def update_row(row, address):
    return [
        *_report_cells(row),
        *[row.sequence, row.action.number, row.happened_on, timezone.localtime(row.recorded_at).isoformat()],
        *[row.organisation, row.author, row.what_changed, row.challenges, row.next_steps],
        *[row.get_level_display(), row.get_course_display(), row.get_course_reason_display()],
        *[row.milestone, row.get_state_display(), address(row)],
    ]


def _report_head():
    return [_("Country"), _("Year"), _("Report")]


def _report_cells(row):
    report = row.in_report
    return [report.country.name, report.published_on.year, report.title]
