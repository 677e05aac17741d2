"""The forms of saved views."""

from django import forms
from django.utils.translation import gettext_lazy as _

from actions.forms.careful import CarefulForm
from actions.forms.fields import TextField


class ViewNameForm(CarefulForm):
    """What a view is called."""

    name = TextField(label=_("Name"), max_length=100, error_messages={"required": _("Give the view a name.")})


class SaveViewForm(ViewNameForm):
    """A list as it is narrowed and sorted now, kept for oneself or shared with one of ``reports``.

    ``wrong`` are the labels of the filters that the list does not understand as they are; ``wrong_on`` says the same
    of a report alone: what is none of its own, those on it may not know of.
    """

    report = forms.ChoiceField(
        label=_("Who finds it?"),
        required=False,
        error_messages={"invalid_choice": _("Choose one of the reports you follow, or only yourself.")},
    )

    def __init__(self, *args, reports, wrong, wrong_on, **kwargs):
        super().__init__(*args, **kwargs)
        self.wrong, self.wrong_on = wrong, wrong_on
        self.reports = {report.slug: report for report in reports}
        shared = [
            (slug, _("Everyone on %(country)s, %(year)s") % {"country": r.country.name, "year": r.published_on.year})
            for slug, r in self.reports.items()
        ]
        self.fields["report"].choices = [("", _("Only me")), *shared]

    def clean(self):
        if self.wrong:
            raise forms.ValidationError(
                _("These filters make no sense as they are: %(filters)s. Choose anew in the list, then save."),
                params={"filters": ", ".join(self.wrong)},
            )

    def clean_report(self):
        """The report, or None for a private view."""
        report = self.reports.get(self.cleaned_data["report"])
        if report and not self.wrong and (theirs := self.wrong_on(report)):
            raise forms.ValidationError(
                _(
                    "This list is narrowed to what is not on that report, and those people may not know of: "
                    "%(filters)s. Share it with a report that it is about, or take that away first."
                ),
                params={"filters": ", ".join(theirs)},
            )
        return report
