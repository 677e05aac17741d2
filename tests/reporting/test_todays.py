"""Several reports, each with its own today and rhythm: SQL says the same as the rules of the lifecycle."""

from datetime import UTC, datetime, timedelta
from itertools import product

import time_machine

from actions import lifecycle
from actions.lifecycle import is_overdue
from actions.models import ActionStanding, MilestoneStanding, Report
from actions.reporting.today import heard_on, last_heard
from actions.reporting.todays import Todays
from tests.conftest import NOW
from tests.factories import add_milestone, confirm, log, withdraw

ZONES = ("Pacific/Kiritimati", "Europe/Brussels", "America/Sao_Paulo", "Pacific/Pago_Pago")
RHYTHMS = (1, 2, 30, 55, 90)


def test_silent_is_said_in_sql_as_the_lifecycle_says_it(belgium, other_report, staff, stranger, colleague):
    """Never heard of, heard at the edges of a day, only of something long ago, withdrawn; in zones and rhythms."""
    first, second, third, _fourth = belgium.actions.order_by("number")
    for days, seconds in product((1, 2, 30), (-1, 0, 1)):
        moment = datetime(2026, 11, 24, 23, tzinfo=UTC) - timedelta(days=days) + timedelta(seconds=seconds)
        if moment < NOW:
            with time_machine.travel(moment, tick=False):
                log(first if days < 3 else second, staff, happened_on=belgium.followed_since)
    withdraw(confirm(third, staff), staff)
    log(other_report.actions.first(), stranger, happened_on=other_report.followed_since)
    nows = [NOW + timedelta(days=days, hours=hours) for days in (0, 1, 2, 29, 30, 89, 91) for hours in (0, 11, 12, 13)]
    found = set()
    for zone, rhythm, now in product(ZONES, RHYTHMS, nows):
        Report.objects.filter(pk=belgium.pk).update(time_zone=zone, rhythm_days=rhythm)
        reports = {report.pk: report for report in Report.objects.all()}
        todays = Todays(reports.values(), now)
        rows = ActionStanding.objects.filter(todays.holding()).select_related("action").annotate(**last_heard())
        said = set(todays.silent(ActionStanding.objects.filter(todays.holding())).values_list("action", flat=True))
        ruled = set()
        for row in rows:
            report = reports[row.action.report_id]
            heard, today = heard_on(report, row), report.today(now)
            if lifecycle.silent_days(heard, report.followed_since, report.rhythm_days, today):
                ruled.add(row.action_id)
        assert said == ruled, (zone, rhythm, now)
        found.add(len(said))
    assert len(found) > 2


def test_overdue_is_said_in_sql_as_the_lifecycle_says_it(belgium, other_report, action, staff, stranger):
    for n, days in enumerate((-1, 0, 1)):
        due = (NOW + timedelta(days=days)).date()
        add_milestone(action, staff, f"Here {n}", due_on=due)
        add_milestone(other_report.actions.first(), stranger, f"There {n}", due_on=due)
    reports = list(Report.objects.all())
    for hours in range(0, 72, 6):
        todays = Todays(reports, NOW + timedelta(hours=hours))
        rows = MilestoneStanding.objects.filter(todays.holding()).select_related("action")
        late = {row.pk for row in rows if is_overdue(row.due_on, row.state, todays.of(row.action.report_id))}
        assert set(rows.filter(todays.overdue()).values_list("pk", flat=True)) == late


def test_no_reports_have_nothing(db):
    todays = Todays([])
    assert not ActionStanding.objects.filter(todays.holding()).exists()
    assert not todays.silent(ActionStanding.objects.all()).exists()
