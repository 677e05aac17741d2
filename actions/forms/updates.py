"""The forms of an update: logging, correcting, withdrawing, and "still true"."""

from crispy_forms.bootstrap import Div
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from actions.days import DayField
from actions.forms.careful import CarefulForm
from actions.forms.fields import KeyField, LongTextField, SeenField
from actions.lifecycle import Course, CourseReason, Level, State, moved_back
from actions.models import Milestone, Organisation

CAME_WITH_IT = ("key", "seen", "version", "meant")
"""Hidden fields: they go with what a person typed, but are nothing typed."""

MOST = 100_000
"""Characters of one field that are kept of a draft; more than any field takes."""

UPDATE_STATES = [(state.value, state.label) for state in State if state != State.DROPPED]


class MilestoneChoice(forms.ModelChoiceField):
    """A milestone of the action, or none."""

    def __init__(self, **kwargs):
        super().__init__(
            Milestone.objects.none(),
            required=False,
            empty_label=_("None"),
            label=_("Milestone (optional)"),
            error_messages={"invalid_choice": _("Choose one of this action's milestones, or none.")},
            **kwargs,
        )


class UpdateForm(CarefulForm):
    """What changed on an action. Opens with where things stand, so one sentence is enough.

    ``milestones`` are all of the action; ``organisations`` those the person may speak for, None when only the own.
    """

    level = forms.ChoiceField(
        label=_("Where does it stand now?"),
        required=False,
        choices=Level,
        error_messages={"invalid_choice": _("Choose one of the levels listed.")},
    )
    milestone = MilestoneChoice()
    state = forms.ChoiceField(
        label=_("The milestone is now"),
        required=False,
        choices=[("", _("No change")), *UPDATE_STATES],
        error_messages={"invalid_choice": _("Choose planned, under way or done.")},
    )
    what_changed = LongTextField(
        label=_("What changed?"),
        max_length=10_000,
        help_text=_("Never name or describe a child."),
        error_messages={"required": _("Say what changed, in a sentence or two.")},
    )
    happened_on = DayField(label=_("When did it happen?"), help_text=_("The day itself, even if it was long ago."))
    course = forms.ChoiceField(
        label=_("Is it on course?"),
        required=False,
        choices=Course,
        error_messages={"invalid_choice": _("Choose one of the courses listed.")},
    )
    course_reason = forms.ChoiceField(
        label=_("If not on track, why?"),
        required=False,
        choices=[("", _("No reason needed")), *CourseReason.choices],
        error_messages={"invalid_choice": _("Choose one of the reasons listed.")},
    )
    reason = LongTextField(
        label=_("Why did it go back?"),
        max_length=2_000,
        required=False,
        rows=2,
        help_text=_("Only where the level is lower than before."),
    )
    challenges = LongTextField(label=_("Challenges (optional)"), max_length=10_000, required=False, rows=2)
    next_steps = LongTextField(label=_("Next steps (optional)"), max_length=10_000, required=False, rows=2)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        required=False,
        label=_("On behalf of"),
        error_messages={"invalid_choice": _("Choose one of the organisations on this report.")},
    )
    key = KeyField()
    seen = SeenField()
    version = SeenField()

    CAN_BE_DOUBTED = True
    asks_why = False
    """Whether the level chosen is lower than the one of now: the fold with the reason is open then."""

    FOLDED = ("course", "course_reason", "reason", "challenges", "next_steps", "organisation")
    """Fields that stand under the fold, the first two side by side."""
    BELOW = ()

    without_milestone = all_are_done = False
    """True where there is no milestone to choose, so that none is asked for; and where there are some, all done."""

    def __init__(self, *args, milestones, organisations=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["milestone"].queryset = milestones
        if organisations is None:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = organisations

    def show(self, standing, offered):
        """Say what one chooses from: ``standing``, the ActionFigures of today, or the ``offered`` milestones."""
        # Evidence once recorded is not forgotten, so this is not offered; the rule says why if sent.
        levels = [choice for choice in Level.choices if choice[0] != Level.NO_EVIDENCE]
        self._offer("level", _unchanged(Level, standing.level), levels)
        lower = " ".join(level for level in Level.values if moved_back(standing.level, level))
        self.fields["level"].widget.attrs["data-lower"] = lower
        self.asks_why = self["level"].value() in lower.split()
        self._offer("course", _unchanged(Course, standing.course), Course.choices)
        self._offer_milestones(offered)
        if standing.planned + standing.under_way > len(offered):
            self["milestone"].help_text = _("Those due first. Any other is logged from its own page.")
        self.without_milestone = not offered and not self.errors.keys() & {"milestone", "state"}
        self.all_are_done = bool(standing.done)

    @property
    def chosen_milestone(self):
        """The number that stands in the field of the milestone, as text; nothing when none does."""
        chosen = str(self["milestone"].value() or "")
        return chosen if chosen.isdecimal() and len(chosen) < 10 else ""

    def _offer(self, name, nothing, choices):
        self.fields[name].widget.choices = [("", nothing), *choices]

    def _offer_milestones(self, offered):
        named = [(milestone.pk, milestone.title) for milestone in offered]
        self._offer("milestone", self.fields["milestone"].empty_label, named)

    @property
    def helper(self):
        helper = super().helper
        more = [*self.FOLDED]
        more = [name for name in more if name in self.fields]
        filled = any(self[name].value() for name in more if name != "organisation")
        opened = filled or self.asks_why or any(name in self.errors for name in more)
        helper.layout = Layout(
            "what_changed",
            Div("level", "happened_on", css_class="field-pair"),
            *self._about_a_milestone(),
            Div(
                Div("course", "course_reason", css_class="field-pair"),
                *more[2:],
                template="components/more_fields.html",
                open=opened,
            ),
            *self.BELOW,
        )
        helper.render_hidden_fields = True
        return helper

    def _about_a_milestone(self):
        if not self.without_milestone:
            return [Div("milestone", "state", css_class="field-pair")]
        return [Div(template="components/milestones_done.html")] if self.all_are_done else []

    @property
    def typed(self):
        """What stands in the fields, word for word: {name: text}. A day that is one is written in one way."""
        typed = _texts(self.data, self.base_fields)
        if day := getattr(self, "cleaned_data", {}).get("happened_on"):
            typed["happened_on"] = day.isoformat()
        return typed

    @property
    def fields_alone(self):
        """A helper for a page that writes the hidden fields itself, because they differ each time."""
        helper = self.helper
        helper.render_hidden_fields = False
        return helper


def _unchanged(choices, value):
    """The label of the choice that leaves things as they are."""
    if not value:
        return _("Not stated (as now)")
    return _("%(value)s (as now)") % {"value": choices(value).label}


class CorrectionForm(UpdateForm):
    """An earlier update, to be put right; says why."""

    reason = LongTextField(
        label=_("Why is this corrected?"),
        max_length=2_000,
        rows=2,
        help_text=_("Both versions stay readable, with this reason between them."),
        error_messages={"required": _("Say why the update is corrected.")},
    )
    seen = None

    CAN_BE_DOUBTED = False  # an entry is corrected once
    FOLDED = tuple(name for name in UpdateForm.FOLDED if name != "reason")
    BELOW = ("reason",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].label = _("Level this update reports")
        self.fields["course"].label = _("Course this update reports")

    def differs_from(self, said):
        """The labels of the fields in which something else stands than was ``said``, {name: value}."""
        found = {name: self[name].value() or "" for name in said}
        found = {name: now.replace("\r\n", "\n") if isinstance(now, str) else now for name, now in found.items()}
        fields = {name: self.fields[name] for name in said}
        return [field.label for name, field in fields.items() if field.has_changed(said[name], found[name])]

    def show(self, offered):
        for name, choices in (("level", Level.choices), ("course", Course.choices)):
            self._offer(name, _("Says nothing about it"), choices)
        self._offer_milestones(offered)


def typed_in(data, corrects=None):
    """What stands in the fields of a form that is not finished: {name: text}, at most as much as a form takes."""
    return _texts(data, (CorrectionForm if corrects else UpdateForm).base_fields)


def _texts(data, fields):
    return {name: data.get(name, "")[:MOST].replace("\0", "") for name in fields if name not in CAME_WITH_IT}


def form_of(draft):
    """The form an update was typed into, with its words, to be checked again."""
    form = CorrectionForm if draft.corrects_id else UpdateForm
    return form(draft.typed, milestones=Milestone.objects.filter(action=draft.action_id))


class WithdrawalForm(CarefulForm):
    """Taking an entry back, saying why."""

    reason = LongTextField(
        label=_("Why is it withdrawn?"),
        max_length=2_000,
        rows=3,
        help_text=_("The entry stays readable, marked as withdrawn, with this reason."),
        error_messages={"required": _("Say why the entry is withdrawn.")},
    )
    key = KeyField()


class ConfirmationForm(CarefulForm):
    """Nothing changed, still true: one tap."""

    key = KeyField()
