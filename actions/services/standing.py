"""Keeping the standing true: made from the record for what an entry touched, or for everything."""

from dataclasses import asdict

from django.db import transaction
from django.db.models import DateField, Q, Value
from django.db.models.functions import Coalesce, Greatest

from actions.lifecycle import DESCRIBING_KINDS, Kind
from actions.models import (
    ActionStanding,
    Entry,
    Milestone,
    MilestoneStanding,
    PriorityAction,
    Report,
)
from actions.services.record import held
from actions.services.search import make_findable
from actions.standing import ERASED, action_spans, described, milestone_spans

DESCRIBED = {
    Report: (
        "title publisher words_from country published_on source_url language time_zone rhythm_days "
        "rhythm rhythm_dates reminder_days escalate_after review_asked evidence_asked".split()
    ),
    PriorityAction: (
        "title theme recommendation addressee position lead_organisation focal_point rhythm rhythm_dates".split()
    ),
    Milestone: "title organisation focal_point due_on".split(),
}
"""What each thing is, beside its level, course or state: all of it is in the record."""

TEXTS = {"title", "publisher", "words_from", "theme", "recommendation", "addressee"}
"""Those of them that are people's words, so that an erasure must reach them."""


def entries_describing(subject):
    """The entries that say what a report, an action or a milestone is."""
    about = {
        Report: lambda: Q(report=subject, action=None),
        PriorityAction: lambda: Q(action=subject, milestone=None),
        Milestone: lambda: Q(milestone=subject),
    }[type(subject)]()
    return Entry.objects.filter(about, kind__in=DESCRIBING_KINDS).order_by("sequence")


def description(subject):
    """{attribute: value} of ``subject`` as its record describes it."""
    names = DESCRIBED[type(subject)]
    values = dict.fromkeys(TEXTS & set(names), ERASED) | described(entries_describing(subject))
    return {
        field.attname: None if values[field.name] is None else field.to_python(values[field.name])
        for field in (subject._meta.get_field(name) for name in names)
        if field.name in values
    }


def stand_description(subject):
    """Bring title, lead, due day and the like in line with the record, and what is found of them."""
    values = description(subject)
    for name, value in values.items():
        setattr(subject, name, value)
    subject.save(update_fields=list(values))
    if not isinstance(subject, Report):
        make_findable(subject)


def wanted_action_spans(action):
    """The spans of an action as the record has them."""
    facts = Entry.objects.filter(action=action).exclude(level="", course="").effective().in_order()
    return [asdict(span) for span in action_spans(facts, action.report.published_on)]


def wanted_milestone_spans(milestone):
    """The spans of a milestone as the record has them."""
    facts = list(Entry.objects.filter(milestone=milestone).effective().in_order())
    added = next(fact for fact in facts if fact.kind == Kind.MILESTONE_ADDED)
    spans = milestone_spans(
        [fact for fact in facts if fact is not added],
        added.happened_on,
        Milestone._meta.get_field("due_on").to_python(added.changes["due_on"]),
    )
    return [asdict(span) | {"action_id": milestone.action_id} for span in spans]


def wanted_hearing(action):
    """When an action was last reported on as the record has it, and the last day of which something was reported."""
    heard = Entry.objects.filter(action=action).heard()
    return {
        "last_recorded_at": heard.order_by("-recorded_at").values_list("recorded_at", flat=True).first(),
        "last_happened_on": heard.order_by("-happened_on").values_list("happened_on", flat=True).first(),
    }


def wanted_facts(action):
    """What stands about an action beside its description and its spans, as the record has it."""
    is_assessed = Entry.objects.filter(action=action, kind=Kind.ASSESSMENT).exists()
    return wanted_hearing(action) | {"is_assessed": is_assessed}


def stored_spans(standings, wanted):
    """The stored spans, in order, with the same names as the wanted ones."""
    return list(standings.order_by("from_day").values(*wanted[0]))


def stand_action(action):
    """Bring the spans of an action in line with the record."""
    _stand(ActionStanding, action.standings, {"action": action}, wanted_action_spans(action))


def stand_hearing(action):
    """Bring when an action was last heard of in line with the record."""
    PriorityAction.objects.filter(pk=action.pk).update(**wanted_hearing(action))


def stand_heard(entry):
    """Let a report that was just added count as heard, without looking for the last one in the record."""
    day = Value(entry.happened_on, output_field=DateField())
    PriorityAction.objects.filter(pk=entry.action_id).update(
        last_recorded_at=entry.recorded_at, last_happened_on=Greatest(Coalesce("last_happened_on", day), day)
    )


def stand_assessed(action):
    """Let it stand that an action was assessed."""
    PriorityAction.objects.filter(pk=action.pk).update(is_assessed=True)


def stand_milestone(milestone):
    """Bring the spans of a milestone in line with the record."""
    _stand(
        MilestoneStanding,
        milestone.standings,
        {"milestone": milestone},
        wanted_milestone_spans(milestone),
    )


def _stand(model, standings, about, wanted):
    if stored_spans(standings, wanted) != wanted:
        _stand_anew(model, standings, about, wanted)


def _stand_anew(model, standings, about, wanted):
    standings.all().delete()
    model.objects.bulk_create(model(**about, **span) for span in wanted)


def _differing(subject, values):
    """What is stored otherwise than in ``values``: (name, what is stored, the value)."""
    stored = ((name, getattr(subject, name), value) for name, value in values.items())
    return (row for row in stored if row[1] != row[2])


def differences(report):
    """Sentences, one for each place where the standing differs from the record."""
    for subject in _subjects(report):
        facts = wanted_facts(subject) if isinstance(subject, PriorityAction) else {}
        for name, stored, value in _differing(subject, description(subject) | facts):
            yield f"{subject!r}: {name} is {stored!r}, the record says {value!r}"
        if wanted := _wanted(subject):
            stored = stored_spans(subject.standings, wanted)
            for n in range(max(len(stored), len(wanted))):
                found, should = stored[n : n + 1], wanted[n : n + 1]
                if found != should:
                    yield f"{subject!r}: span {n + 1} is {_say(found)}, the record says {_say(should)}"


@transaction.atomic
def rebuild(report):
    """Make the whole standing of a report anew from its record."""
    report, _moment = held(report)
    for subject in _subjects(report):
        if any(_differing(subject, description(subject))):
            stand_description(subject)
        match subject:
            case PriorityAction():
                _stand_anew(ActionStanding, subject.standings, {"action": subject}, wanted_action_spans(subject))
                PriorityAction.objects.filter(pk=subject.pk).update(**wanted_facts(subject))
            case Milestone():
                about = {"milestone": subject}
                _stand_anew(MilestoneStanding, subject.standings, about, wanted_milestone_spans(subject))


def _subjects(report):
    yield report
    for action in report.actions.select_related("report").order_by("number"):
        yield action
        yield from action.milestones.order_by("number")


def _wanted(subject):
    match subject:
        case PriorityAction():
            return wanted_action_spans(subject)
        case Milestone():
            return wanted_milestone_spans(subject)
    return []


def _say(spans):
    return ", ".join(f"{name} {value}" for name, value in spans[0].items() if value) if spans else "missing"
