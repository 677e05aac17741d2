"""Evidence: uploaded, added to an entry, handed out, listed, removed."""

import logging

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions import permissions
from actions.exchange.evidence_file import evidence_head, evidence_row
from actions.exchange.table_file import csv_answer
from actions.filters import EvidenceFilter
from actions.forms.evidence import LaterEvidenceForm
from actions.lifecycle import HEARD_KINDS
from actions.models import Evidence, Scan
from actions.permissions import require
from actions.reporting.evidence import put_evidence
from actions.services import evidence as services
from actions.services.evidence import add_later
from actions.views.as_file import refused_as_file, wants_file
from actions.views.attaching import Attaching, form_of
from actions.views.attempt import attempt, posted
from actions.views.clock import other_clock
from actions.views.columns import columns
from actions.views.finding import dashboard, find_action, find_entry, find_report, report_page
from actions.views.paging import page_of

logger = logging.getLogger(__name__)

SIZE = 50
"""Rows of a page of the list."""

HEADS = (
    (gettext_lazy("Evidence"), "title"),
    (gettext_lazy("Issuer"), "issuer"),
    (gettext_lazy("Date of the fact"), "fact"),
    (gettext_lazy("Obtained"), "obtained"),
    (gettext_lazy("Priority action"), "action"),
    (gettext_lazy("Added by"), "by"),
    (gettext_lazy("Link"), "link"),
)
LOCKED = "default-src 'none'; sandbox"
"""What an uploaded file may do in a browser: nothing."""
PREVIEW = f"{LOCKED}; style-src 'unsafe-inline'"
"""The same for a preview, which is drawn here; with the style by which a browser lays out a picture shown alone."""

HELD_BACK = {
    Scan.WAITS: gettext_lazy("“%(title)s” waits for the virus scanner, and can be opened after that."),
    Scan.FOUND: gettext_lazy("“%(title)s” was removed: the virus scanner found something in it."),
}
"""{what the virus scanner has to say: why a file is handed out to nobody}."""


def find_evidence(request, uuid):
    """Evidence that the person may see; 404 to anyone else."""
    rows = Evidence.objects.visible_to(request.user).select_related(
        "action__report", "entry__report", "organisation", "added"
    )
    return get_object_or_404(rows, uuid=uuid)


def evidence(request, uuid):
    """A file, handed out as it is kept; a link leads to the entry it stands with."""
    found = find_evidence(request, uuid)
    if not (found.file or found.scan):
        return redirect(found.entry or found.action)
    return _hand_out(request, found, found.file.name, found.content_type, found.file_name)


def preview(request, uuid):
    """A small picture of what a file shows."""
    found = find_evidence(request, uuid)
    if not (found.preview or found.scan):
        raise Http404
    return _hand_out(request, found, found.preview.name, "image/jpeg")


def _hand_out(request, found, place, content_type, name=None):
    if found.scan:
        messages.warning(request, HELD_BACK[found.scan] % {"title": found.title})
        return redirect(found.entry or found.action)
    etag = f'"{found.sha256}{"" if name else "-preview"}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            # Some stores say no only when they are asked how long the file is, as the answer is made.
            file = default_storage.open(place, "rb")
            response = FileResponse(file, as_attachment=bool(name), filename=name or "", content_type=content_type)
        except OSError:
            said = _("The file “%(title)s” is missing where files are kept.")
            return _not_handed_out(request, found, said, status=404, is_picture=not name)
        except Exception:
            logger.exception("A file could not be fetched.")
            said = _("The file “%(title)s” cannot be fetched just now. Try again in a moment.")
            return _not_handed_out(request, found, said, status=503, is_picture=not name)
    response.headers["ETag"] = etag
    response.headers["Content-Security-Policy"] = LOCKED if name else PREVIEW
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _not_handed_out(request, found, said, status, is_picture):
    """Whoever opened a file is told where it stands. A picture stands in a page, which shows its title instead."""
    said %= {"title": found.title}
    if is_picture:
        return HttpResponse(said, status=status, content_type="text/plain; charset=utf-8")
    messages.error(request, said)
    return redirect(found.entry or found.action)


def upload(request, slug, number):
    """One file or link for a form that is not sent yet, sent by a script: answers with its line, or what is wrong."""
    action = find_action(request, slug, number)
    require(permissions.can_add_evidence(request.user, action))
    if request.method != "POST":
        return redirect(action)
    attaching = Attaching(request, action, request.POST.get("key"), entry=_of(request, action))
    attaching.take()
    if attaching.errors:
        return HttpResponse(" ".join(line for _id, line in attaching.errors), status=422, content_type="text/plain")
    today = action.report.today()
    items = [(evidence, form_of(evidence, today)) for evidence, *_ in attaching.kept if evidence.place is None]
    return render(request, "components/evidence_items.html", {"items": items})


def _of(request, action):
    """The entry that a script says it uploads for, or None."""
    number = request.POST.get("of", "")
    if not number.isdecimal() or len(number) > 9:
        return None
    return action.entries.filter(sequence=number).first()


def add(request, slug, sequence):
    """Add evidence to an entry that is in the record already."""
    entry = find_entry(request, slug, sequence)
    require(entry.kind in HEARD_KINDS and permissions.can_add_evidence(request.user, entry.action))
    if entry.superseder_number and request.method != "POST":
        messages.warning(request, _("This entry was corrected or withdrawn. Evidence stands with the one that counts."))
        return redirect(entry)
    entry.action.report = entry.report
    put_evidence([entry], request.user)
    form = LaterEvidenceForm(posted(request))
    attaching = Attaching(request, entry.action, form["key"].value(), entry=entry, is_open=True)
    if request.method == "POST":
        if attaching.goes_on():
            done, _entry = attempt(form, add_later, report=entry.report, entry=entry, by=request.user)
            if done:
                messages.success(request, _("Evidence added."))
                return redirect(entry)
            attaching.follow(form)
        else:
            form.leave_unchecked(attaching.key)
    context = {"entry": entry, "action": entry.action, "form": form, "attaching": attaching}
    return report_page(request, "actions/add_evidence.html", entry.report, context)


def remove(request, uuid):
    """Take evidence away that is not in the record, after asking; of any other, say what can be done."""
    found = find_evidence(request, uuid)
    if found.added_id and not found.erased_at:
        response = report_page(request, "actions/evidence_stays.html", found.action.report, {"evidence": found})
        response.status_code = 403
        return response
    require(permissions.can_remove_evidence(request.user, found))
    if request.method == "POST":
        services.remove(evidence=found)
        messages.success(request, _("“%(title)s” was removed.") % {"title": found.title})
        return redirect(found.entry or found.action)
    return report_page(request, "actions/remove_evidence.html", found.action.report, {"evidence": found})


@dashboard
def listing(request, slug):
    """All evidence of a report that one may see, filtered and sorted by what stands in the address."""
    report = find_report(request, slug)
    asked = EvidenceFilter(request.GET, report=report, reader=request.user)
    if wants_file(request, asked):

        def address(path):
            return request.build_absolute_uri(path)

        rows = (evidence_row(row, address) for row in asked.found.iterator(chunk_size=500))
        return csv_answer(f"evidence-{report.slug}-{timezone.localdate().isoformat()}.csv", evidence_head(), rows)
    given = "" if asked.errors.get("sort") else request.GET.get("sort", "").split(",")[0]
    context = {
        "then": other_clock(request, report),
        "filter": asked,
        "page": page_of(request, Paginator(asked.found, SIZE)),
        "columns": columns(request, HEADS, given or "-added"),
    }
    return refused_as_file(request, report_page(request, "actions/evidence.html", report, context))
