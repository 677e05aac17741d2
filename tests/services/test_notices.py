"""Telling people: once, and only those whom it concerns."""

from actions.models import Notice, NoticeKind, Role
from actions.services.notices import tell
from tests.factories import join, person


def told(report, people, by=None, key="entry-1"):
    tell(people=people, kind=NoticeKind.MENTIONED, report=report, by=by, address="/somewhere/", key=key)
    return [notice.person for notice in Notice.objects.all()]


def test_each_person_is_told_once_of_a_thing(belgium, staff):
    assert told(belgium, [staff, staff]) == [staff]
    assert told(belgium, [staff]) == [staff]
    assert told(belgium, [staff], key="entry-2") == [staff, staff]


def test_nobody_is_told_of_what_they_did_themselves(belgium, staff):
    assert told(belgium, [staff], by=staff) == []


def test_who_has_left_or_is_not_on_the_report_is_not_told(belgium, staff):
    gone = join(person("Gone", "Example Child Rights", is_active=False), belgium, Role.STAFF)
    assert told(belgium, [staff, gone, person("Elsewhere", "Example Network")]) == [staff]
    belgium.memberships.filter(user=staff).delete()
    assert not Notice.objects.visible_to(staff).exists()
