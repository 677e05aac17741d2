"""The evidence of a report as a table."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actions.models import EvidenceKind


def evidence_head():
    return [
        *[_("Title"), _("Kind"), _("Issuer"), _("Date of the fact"), _("Obtained on"), _("Who may see it")],
        *[_("Action"), _("Entry"), _("Added by"), _("Organisation"), _("Added at"), _("File name"), _("Bytes")],
        *["SHA-256", _("Virus scanner"), _("Link"), _("Link checked at"), _("Address")],
    ]


def evidence_row(row, address):
    """One piece of evidence; ``address`` makes a path a whole address."""
    is_link = row.kind == EvidenceKind.LINK
    checked_at = timezone.localtime(row.checked_at).isoformat() if is_link and row.checked_at else ""
    return [
        *[row.title, row.get_kind_display(), row.issuer, row.fact_on, row.obtained_on, row.get_audience_display()],
        *[row.action.number, row.entry.sequence, row.added_by, row.organisation],
        *[timezone.localtime(row.added_at).isoformat(), row.file_name, row.size or ""],
        *[row.sha256, row.get_scan_display() if row.scan else "", row.link_found.label if is_link else "", checked_at],
        row.url or (address(reverse("evidence", args=[row.uuid])) if row.file else ""),
    ]
