"""Files that wait for the virus scanner: opened once it finds nothing in them, given up when it finds something."""

import logging
import time

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F

from actions.models import Draft, Evidence, NoticeKind, Scan
from actions.services.evidence import concerned
from actions.services.leftovers import give_up
from actions.services.notices import tell
from actions.services.record import held
from actions.uploads import scanner

SECONDS = 25
"""How long files are looked at before no more is begun: a task that takes a minute is taken for dead."""

logger = logging.getLogger(__name__)


def scan_waiting(*, now, seconds=SECONDS):
    """Have the scanner look at the files that wait, those first that it was not asked about for longest."""
    if scanner.is_set() and scanner.answers():
        _scan(now, time.monotonic() + seconds)


def _scan(now, until):
    waiting = Evidence.objects.filter(scan=Scan.WAITS)
    for pk in list(waiting.order_by(F("checked_at").asc(nulls_first=True), "pk").values_list("pk", flat=True)):
        evidence = waiting.filter(pk=pk).select_related("report").first()
        if evidence is None:
            continue  # looked at meanwhile, by another worker or where else the file stands
        # Noted before it is opened: should this process die over it, the others come first the next time.
        Evidence.objects.filter(pk=evidence.pk).update(checked_at=now)
        try:
            with default_storage.open(evidence.file.name, "rb") as file:
                found = scanner.find(file, until)
        except Exception as why:  # whatever a store may raise; what was not looked at stays closed
            logger.warning("Evidence %s goes on waiting for the virus scanner: %s", evidence.pk, why)
        else:
            _note(evidence, found, now)
        if time.monotonic() > until:
            break


@transaction.atomic
def _note(evidence, found, now):
    """Write down what the scanner says about a file, wherever it stands: a file of two drafts is stored once."""
    held(evidence.report)  # a form may become an entry meanwhile, and its files with it
    same = Evidence.objects.select_for_update(of=("self",)).filter(file=evidence.file.name, scan=Scan.WAITS)
    for one in same.select_related("report", "action__report", "entry__report"):
        one.checked_at = now
        one.scan = Scan.NOTHING
        if found:
            logger.warning("The virus scanner found %s in evidence %s; its file is removed.", found, one.pk)
            give_up(one)
            one.scan, one.erased_at, one.file, one.preview = Scan.FOUND, now, "", ""
            _tell(one, now)
        one.save(update_fields=["checked_at", "scan", "erased_at", "file", "preview"])


def _tell(evidence, now):
    draft = Draft.objects.filter(key=evidence.form_key, author=evidence.added_by_id).first()
    tell(
        people=concerned(evidence),
        kind=NoticeKind.FILE_REMOVED,
        report=evidence.report,
        action=evidence.action,
        address=(evidence.entry or draft or evidence.action).get_absolute_url(),
        key=f"file-{evidence.pk}-{Scan.FOUND}",
        at=now,
    )
