"""Statuses in words and shapes, days as people say them, and the geometry of small charts."""

from datetime import date
from functools import cache, lru_cache

from django import template
from django.forms.utils import flatatt
from django.templatetags.static import static
from django.utils.formats import date_format, localize, number_format
from django.utils.html import format_html
from django.utils.text import Truncator, capfirst, get_text_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from actions import charts
from actions.lifecycle import (
    ASIDE_KINDS,
    CONCERN_KINDS,
    ConcernKind,
    Course,
    CourseReason,
    Kind,
    Level,
    Stage,
    State,
    is_overdue,
)
from actions.models import Evidence, Milestone, PriorityAction, Report, Role
from actions.reporting import telling

register = template.Library()

LABELS = {
    choice.value: choice.label
    for choices in (Level, Course, CourseReason, State, Kind, ConcernKind, Stage)
    for choice in choices
}

WORDS = ("what_changed", "challenges", "next_steps", "reason")
CHOICES = ("level", "course", "course_reason", "state")
"""Fields of an update that are written, and those that are chosen."""


@register.filter
def label(value):
    """The words for a level, a course, its reason, a milestone's state, a kind of entry or concern, or a stage."""
    return LABELS[value]


@register.filter
def chosen(value):
    """The words for what stands in a field one chooses in; as it stands where it is none of the choices."""
    return LABELS.get(value, value)


@register.filter
def in_short(draft, most):
    """What stands in the form of a draft, at most so long: its words, or else what was chosen and comes with it."""
    typed = draft.typed
    if words := next((typed[name] for name in WORDS if typed.get(name, "").strip()), ""):
        return Truncator(words).chars(most)
    choices = [f"“{chosen(typed[name])}”" for name in CHOICES if typed.get(name)]
    what = [_("%(choices)s chosen") % {"choices": get_text_list(choices, _("and"))}] if choices else []
    if comes := coming(draft):
        what.append(comes)
    return _("%(what)s, no words yet") % {"what": ", ".join(what)} if what else _("No words yet")


@register.filter
def coming(draft):
    """How many files and links come with a draft whose evidence was counted, in words; empty when none do."""
    files, links = getattr(draft, "files", 0), getattr(draft, "links", 0)
    told = [ngettext("%(count)s file", "%(count)s files", files) % {"count": files}] if files else []
    if links:
        told.append(ngettext("%(count)s link", "%(count)s links", links) % {"count": links})
    return ", ".join(told)


@register.filter
def attributes(values):
    """The attributes of an element as HTML has them, from a dict."""
    return flatatt(values)


@register.filter
def grouped(number):
    """A great number as people write it, its thousands apart."""
    return number_format(number, force_grouping=True)


COUNTED = {
    "under_way": _lazy("Under way, in time"),
    "planned": _lazy("Planned, in time"),
    "overdue": _lazy("Overdue"),
    "due": _lazy("Due by then"),
    "pursued": _lazy("All"),
}


@register.filter
def counted(name):
    """The words for what a figure over time counts."""
    return COUNTED.get(name) or LABELS[name]


@register.filter
def role(value):
    """The word for what a person is on a report."""
    return Role(value).label


@register.simple_tag
@cache
def shape(value):
    """The small picture of a status, of a kind of entry, or of another name in charts.SHAPES."""
    return format_html(
        '<svg class="shape" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">'
        '<path fill="currentColor" fill-rule="evenodd" d="{}"/></svg>',
        charts.SHAPES[value],
    )


def _pill(kind, picture, words):
    return _drawn_pill(kind, picture, str(words))


@lru_cache(maxsize=1_000)
def _drawn_pill(kind, picture, words):
    return format_html('<span class="pill pill-{}">{} {}</span>', kind, shape(picture), words)


@register.simple_tag
def level(value):
    """How far an action is implemented: word, shape and colour."""
    return _pill(value, value, label(value))


@register.simple_tag
def course(value, reason=""):
    """Where an action is heading, with the reason if it is given; either may be empty."""
    if not value:
        return format_html('<span class="meta">{}</span>', _("Not stated"))
    pill = _pill(value, value, label(value))
    return format_html('{} <span class="meta">{}</span>', pill, label(reason)) if reason else pill


@register.simple_tag
def stage(value):
    """Where an update is on its way into the record: word and shape."""
    return _pill(value, value, label(value))


@register.simple_tag
def state(value, days_overdue=0):
    """Where a milestone is; when it is overdue, also by how many days."""
    if not days_overdue:
        return _pill(value, value, label(value))
    return format_html("{} {}", _pill("overdue", value, label(value)), late(days_overdue))


@register.simple_tag
def late(days):
    """For how many days something has been late."""
    words = ngettext("%(days)s day late", "%(days)s days late", days)
    return _pill("attention", "attention", words % {"days": localize(days)})


@register.simple_tag
def silent(days):
    """For how many days nobody has reported on an action."""
    words = ngettext("%(days)s day silent", "%(days)s days silent", days)
    return _pill("attention", "attention", words % {"days": localize(days)})


@register.simple_tag
def concern(found):
    """Why something needs attention, and for how long it has: word, shape and colour."""
    match found.kind:
        case ConcernKind.LATE:
            return late(found.days)
        case ConcernKind.DUE_SOON:
            words = ngettext("Due in %(days)s day", "Due in %(days)s days", found.days) % {"days": localize(found.days)}
            return _pill(found.kind, found.kind, words if found.days else _("Due today"))
        case ConcernKind.SILENT:
            return silent(found.days)
        case ConcernKind.WAITING:
            words = ngettext("%(days)s day waiting", "%(days)s days waiting", found.days)
            words = words % {"days": localize(found.days)} if found.days else _("Sent in today")
            return _pill(found.kind, found.kind, words)
        case ConcernKind.OFF_COURSE:
            return course(found.figures.course)
        case ConcernKind.UNLED:
            missing = _("Cannot report") if found.person_id else _("No focal point")
            return _pill(found.kind, found.kind, missing if found.figures.lead_organisation_id else _("No lead"))
    return mark(found.kind)


@register.simple_tag
def mark(kind):
    """A kind of concern that something is of: word, shape and colour."""
    return _pill(kind, kind, label(kind))


@register.simple_tag
def short_day(value):
    """A day as a short date."""
    return _short_day(value, get_language())


@lru_cache(maxsize=5_000)
def _short_day(value, _language):
    date = date_format(value, "SHORT_DATE_FORMAT")
    return format_html('<time class="nowrap" datetime="{}">{}</time>', value.isoformat(), date)


@register.filter
def since(day):
    """Since when something is as it is."""
    return _since(day, get_language())


@lru_cache(maxsize=5_000)
def _since(day, _language):
    return _("since %(day)s") % {"day": date_format(day, "SHORT_DATE_FORMAT")}


@register.simple_tag
def day(value, today):
    """A day as people say it, "3 days ago", with the date in the tooltip and in print; without ``today``, the date."""
    return _day(value, today, get_language())


@lru_cache(maxsize=5_000)
def _day(value, today, _language):
    date = date_format(value, "DATE_FORMAT")
    if today is None:
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), date)
    return format_html(
        '<time datetime="{}" title="{}">{}</time><span class="in-print"> ({})</span>',
        value.isoformat(),
        date,
        ago(value, today),
        date,
    )


@register.filter
def ago(day, today):
    """How long before or after ``today`` a day is, in words."""
    days = (today - day).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days == -1:
        return _("tomorrow")
    if days < 0:
        return _distance(-days, "in")
    return _distance(days, "ago")


def _distance(days, direction):
    past = direction == "ago"
    if days < 100:
        words = ngettext("%(count)d day ago", "%(count)d days ago", days)
        words = words if past else ngettext("in %(count)d day", "in %(count)d days", days)
        return words % {"count": days}
    if days < 730:
        months = round(days / 30.44)
        words = ngettext("%(count)d month ago", "%(count)d months ago", months)
        words = words if past else ngettext("in %(count)d month", "in %(count)d months", months)
        return words % {"count": months}
    years = round(days / 365.25)
    words = ngettext("%(count)d year ago", "%(count)d years ago", years)
    words = words if past else ngettext("in %(count)d year", "in %(count)d years", years)
    return words % {"count": years}


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


@register.filter
def days_late(due_on, today):
    """Days since a due day ended; 0 when it has not."""
    return max(0, (today - due_on).days)


@register.filter
def overdue_days(span, today):
    """Days an open milestone is overdue; 0 when it is not."""
    return days_late(span.due_on, today) if is_overdue(span.due_on, span.state, today) else 0


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
        return [(_("What"), label(entry.changes["concern"]), ""), *until]
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


@register.filter
def step(reminder):
    """How far a reminder is from the due day, in words."""
    days, words = abs(reminder.step), {"day": date_format(reminder.due_on, "DATE_FORMAT")}
    if not reminder.step:
        return _("due that day, %(day)s") % words
    words["days"] = days
    if reminder.step < 0:
        said = ngettext("%(days)s day before it was due, %(day)s", "%(days)s days before it was due, %(day)s", days)
    else:
        said = ngettext("%(days)s day after it was due, %(day)s", "%(days)s days after it was due, %(day)s", days)
    return said % words


@register.filter
def elided(page):
    """The numbers of a pager, with gaps where there are many."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.simple_tag
def milestone_bar(figures):
    """The segments of the bar that shows an action's milestones."""
    return charts.milestone_bar(figures)


@register.simple_tag
def sparkline(points, most=None):
    """The line through some points; None when there are none."""
    return charts.sparkline(points, most=most) if points else None


@register.simple_tag
def error_links(form):
    """What is wrong with a form, in its own order: [(id of the field or empty, sentence)]."""
    links = [("", sentence) for sentence in form.non_field_errors()]
    for field in form:
        links += [("" if field.is_hidden else _field_id(field), sentence) for sentence in field.errors]
    return links


def _field_id(field):
    if field.field.widget.use_fieldset and field.auto_id:
        return f"{field.auto_id}_0"  # the first of several buttons
    return field.id_for_label


@register.simple_tag
def static_if_there(path):
    """The address of a static file, or nothing when the files have not been collected."""
    try:
        return static(path)
    except ValueError:
        return ""
