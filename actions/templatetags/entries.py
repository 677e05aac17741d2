"""What entries of the record tell, in words."""

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from actions.lifecycle import ASIDE_KINDS, CONCERN_KINDS, Kind
from actions.models import Evidence, Milestone, PriorityAction, Report
from actions.reporting import telling
from actions.templatetags.status import label

register = template.Library()


@register.simple_tag
def what_happened(entry):
    """What an entry is, said of the organisation that made it; without one, by its kind alone."""
    if not entry.organisation:
        return format_html("<strong>{}</strong>", label(entry.kind))
    return format_html(telling.what_happened(entry), who=format_html("<strong>{}</strong>", entry.organisation.name))


@register.filter
def recorded_later(entry):
    """The day an entry was written down, when it is not the day that it happened; otherwise None."""
    day = entry.report.today(entry.recorded_at)
    return day if day != entry.happened_on else None


@register.filter
def accepted_by(entry):
    """Who accepted an entry that was reviewed, by name; otherwise nothing."""
    return getattr(entry, "names", {}).get("accepted_by", "")


TOLD_KINDS = (Kind.CHANGE, Kind.MILESTONE_ADDED, *CONCERN_KINDS, Kind.EVIDENCE)
"""Entries that are shown with what they say a thing is from now on."""

NAMED = ("lead_organisation", "organisation", "focal_point")
"""Fields whose value in an entry is the number of an organisation or a person."""


@register.filter
def told(entry):
    """What an entry says a thing is from now on: [(field's name, value in words, what it was before or nothing)]; of
    a new milestone, its due day, and its title if that is another by now; of a nudge, whom it went to; of what is set
    aside, what and until when. Empty for every other kind.

    Organisations and people are known to it by number; ``entry.names``, if a view has set it, maps
    the names of such fields to words.
    """
    if entry.kind not in TOLD_KINDS:
        return []
    if entry.kind == Kind.NUDGE:
        return [(_("Asked"), getattr(entry, "names", {}).get("nudged", _("the focal point")), "")]
    if entry.kind == Kind.EVIDENCE:
        return _told_evidence(entry)
    if entry.kind in ASIDE_KINDS:
        until = entry.changes.get("until")
        until = [(_("Until"), _told_value("until_on", until, {}), "")] if until else []
        return [(label(entry.kind), label(entry.changes["concern"]), ""), *until]
    model = Milestone if entry.milestone_id else PriorityAction if entry.action_id else Report
    names = getattr(entry, "names", {})
    values = {**entry.wording, **entry.changes}
    if entry.kind == Kind.MILESTONE_ADDED:
        renamed = values.get("title") != entry.milestone.title
        shown = ("due_on", "title") if renamed else ("due_on",)
        values = {name: value for name, value in values.items() if name in shown}
    former, called = getattr(entry, "former", {}), getattr(entry, "former_names", {})
    return [
        (
            capfirst(model._meta.get_field(name).verbose_name),
            _told_value(name, value, names, model),
            _told_value(name, former[name], called, model) if name in former else "",
        )
        for name, value in values.items()
        if name in {field.name for field in model._meta.fields}
    ]


def _told_evidence(entry):
    """What was added: its title and the rest of what is known of it."""
    values = {**entry.wording, **entry.changes}
    names = [name for name in ("title", "issuer", "url", "fact_on", "obtained_on", "sha256") if values.get(name)]
    return [
        (capfirst(Evidence._meta.get_field(name).verbose_name), _told_value(name, values[name], {}), "")
        for name in names
    ]


def _told_value(name, value, names, model=None):
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in (None, ""):
        return _("nobody") if name in NAMED else _("nothing")
    if name in NAMED:
        return names.get(name, _("changed"))
    if name.endswith("_on"):
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    if name == "rhythm":
        return dict(model._meta.get_field(name).choices)[value]
    return value
