"""The evidence of one report: what its list can be narrowed to and sorted by."""

import django_filters
from django.utils.translation import gettext_lazy as _

from actions.filters.across import SortFilter
from actions.folded import Folded
from actions.models import Evidence, EvidenceKind, LinkFound, Openness, PriorityAction


class EvidenceFilter(Folded, django_filters.FilterSet):
    """Evidence of a report that ``reader`` may see. ``found`` is what the address asks for, in its order."""

    always = ("sort",)

    action = django_filters.ModelChoiceFilter(
        label=_("Priority action"),
        queryset=PriorityAction.objects.none(),
        to_field_name="number",
        empty_label=_("All actions"),
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), empty_label=_("Files and links"), choices=EvidenceKind)
    audience = django_filters.ChoiceFilter(label=_("Who may see it"), empty_label=_("Anyone"), choices=Openness)
    link = django_filters.ChoiceFilter(
        label=_("Link"),
        method="narrow_to_links",
        empty_label=_("In any state"),
        choices=LinkFound,
    )
    sort = SortFilter(
        label=_("Sort by"),
        fields=[
            ("added_at", "added"),
            ("title", "title"),
            ("issuer", "issuer"),
            ("fact_on", "fact"),
            ("obtained_on", "obtained"),
            ("action__number", "action"),
            ("added_by__name", "by"),
            ("link_state", "link"),
        ],
        field_labels={
            "added_at": _("Added"),
            "title": _("Title"),
            "issuer": _("Issuer"),
            "fact_on": _("Date of the fact"),
            "obtained_on": _("Obtained"),
            "action__number": _("Priority action"),
            "added_by__name": _("Added by"),
            "link_state": _("Link"),
        },
        texts=("title", "issuer", "added_by__name"),
        ties=("-added_at", "-pk"),
    )

    class Meta:
        model = Evidence
        fields = ["action", "kind", "audience", "link"]

    def __init__(self, data, *, report, reader):
        super().__init__(data, queryset=report.evidence.attached().visible_to(reader))
        if "action" in self.filters:
            self.filters["action"].queryset = report.actions.all()

    def narrow_to_links(self, rows, name, found):
        return rows.with_link(found)

    @property
    def found(self):
        return self.qs.select_related("action__report", "entry__report", "added_by", "organisation")
