"""Evidence: kept while a form is being filled in, attached when the form becomes an entry, added later, removed."""

import logging
from contextlib import suppress
from copy import copy
from datetime import timedelta
from urllib.parse import quote, urlsplit
from uuid import uuid4

import idna
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils import timezone
from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext_lazy as _

from actions.asides import count_aside
from actions.lifecycle import HEARD_KINDS, UNFINISHED_STAGES, Kind, Refused, Stage, check_has_come
from actions.models import Draft, Entry, Evidence, EvidenceKind, Openness, Role, Scan, User
from actions.models.evidence import random_name
from actions.services.leftovers import give_up
from actions.services.record import append_each, held, next_moment
from actions.services.search import make_new_findable, make_unfindable
from actions.uploads import NO_ROOM, checked

WORDS = ("title", "issuer", "url")
"""What of public evidence is people's words in the record."""

FORGOTTEN_DAYS = 30
"""What was uploaded for a form that was never sent is removed after so many days."""

logger = logging.getLogger(__name__)


def keep_file(*, action, by, key, file, audience=Openness.PUBLIC, entry=None, at=None, until=None):
    """Keep an uploaded file for the form ``key``, until that is an entry: (Evidence, is it new?).

    The same file chosen twice is stored once; one that stands with ``entry`` already is refused. Raises Refused
    with a sentence that names the file; then nothing of it is stored. The virus scanner is waited for ``until`` a
    moment of time.monotonic().
    """
    with checked(file, until) as found:
        _refuse_if_there(entry, by, "files", found.name, sha256=found.sha256)
        mine = Evidence.objects.filter(added_by=by, form_key=key)
        if before := mine.filter(sha256=found.sha256).first():
            return before, False
        stored = []
        try:
            stored.append(_store(found.path, found.name))
            if found.preview:
                stored.append(_store(found.preview, found.name))
            with transaction.atomic():
                return _keep(
                    action,
                    by,
                    key,
                    audience,
                    at,
                    kind=EvidenceKind.FILE,
                    title=_without_ending(found.name),
                    file=stored[0],
                    preview=stored[1] if found.preview else "",
                    file_name=found.name,
                    content_type=found.content_type,
                    size=found.size,
                    sha256=found.sha256,
                    scan=Scan.WAITS if found.waits else Scan.NOTHING,
                ), True
        except IntegrityError:  # someone sends it twice at once
            _take_back(*stored)
            return mine.get(sha256=found.sha256), False
        except BaseException:
            _take_back(*stored)
            raise


def keep_link(*, action, by, key, url, audience=Openness.PUBLIC, entry=None, at=None):
    """Keep a link for the form ``key``, until that is an entry: (Evidence, is it new?)."""
    _refuse_if_there(entry, by, "link", url, url=url)
    mine = Evidence.objects.filter(added_by=by, form_key=key, url=url)
    if before := mine.first():
        return before, False
    try:
        with transaction.atomic():
            return _keep(action, by, key, audience, at, kind=EvidenceKind.LINK, title=_as_written(url), url=url), True
    except IntegrityError:
        return mine.get(), False


def _as_written(url):
    """Where a link leads, as people write it: without what an address needs beside."""
    parts = urlsplit(url)
    host = parts.hostname or url
    with suppress(idna.IDNAError):
        host = idna.decode(host)
    read = uri_to_iri(f"{host}{parts.path.rstrip('/')}")
    # What cannot be seen, as a sign that turns the direction of reading, stays as the address has it.
    return "".join(sign if sign.isprintable() else quote(sign) for sign in read)[:200]


def _refuse_if_there(entry, by, field, name, **same):
    if entry is None:
        return
    there = Evidence.objects.attached().visible_to(by).filter(report=entry.report_id, place=entry.place, **same)
    there = there.exclude(scan=Scan.FOUND)
    if evidence := there.filter(added_by=by).first() or there.first():
        raise Refused(
            _("“%(name)s” stands with this entry already, as “%(title)s”. It was not stored again.")
            % {"name": name, "title": evidence.title},
            field,
        )


def _keep(action, by, key, audience, at, **fields):
    return Evidence.objects.create(
        report=action.report,
        action=action,
        added_by=by,
        organisation=by.organisation,
        form_key=key,
        audience=audience,
        obtained_on=action.report.today(at),
        added_at=at or timezone.now(),
        **fields,
    )


def _without_ending(name):
    return name.rpartition(".")[0].replace("_", " ").strip()[:200] or name


def _store(path, name):
    """Put a file where files are kept, under a random name; nothing stays behind when that fails."""
    place = random_name(None, name)
    try:
        with path.open("rb") as file:
            return default_storage.save(place, File(file))
    except Exception as error:
        if isinstance(error, OSError):
            _take_back(place)
            if error.errno in NO_ROOM:
                raise
        logger.exception("A file could not be stored.")
        raise Refused(
            _("“%(name)s” could not be stored just now. Nothing of it was kept: try again in a moment.")
            % {"name": name},
            "files",
        ) from error


def _take_back(*places):
    """Delete what was stored in vain. Is the store gone, the log says what stays behind: the reason why goes first."""
    for place in places:
        try:
            default_storage.delete(place)
        except Exception:
            logger.exception("%s stays behind where files are kept, though nothing needs it.", place)


@transaction.atomic
def describe(*, evidence, title, issuer="", fact_on=None, obtained_on=None, audience=Openness.PUBLIC):
    """Say what a piece of evidence is, while its form is not an entry yet."""
    evidence = Evidence.objects.select_for_update(of=("self",)).select_related("report").get(pk=evidence.pk)
    if evidence.place is not None:
        raise Refused(_("“%(title)s” stands in the record already.") % {"title": evidence.title})
    for name, day in (("fact_on", fact_on), ("obtained_on", obtained_on)):
        if day:
            check_has_come(day, evidence.report.today(), name)
    evidence.title, evidence.issuer, evidence.audience = title, issuer, audience
    evidence.fact_on, evidence.obtained_on = fact_on, obtained_on
    evidence.save(update_fields=["title", "issuer", "audience", "fact_on", "obtained_on"])


def narrow(*, by, key):
    """Make all internal that ``by`` uploaded for the form ``key``."""
    Evidence.objects.pending(key, by).update(audience=Openness.INTERNAL)


def append_with_evidence(*, report, by, key, shown=None, at=None, **content):
    """Add an entry to the record of a report that is held, and all that ``by`` uploaded for its form ``key``.

    With ``shown``, uuids, no more than these: another page of the form may have got more.
    """
    supersedes = content.get("supersedes")
    found = _uploaded(report, by, key, place=supersedes and supersedes.place, shown=shown)

    def contents():
        yield content | {"author": by, "key": key}
        number = report.head_sequence  # of the entry that was just made
        yield from _told(found, report, by, at, of=number, action=content["action"], milestone=content["milestone"])

    entry, *told = append_each(report, contents())
    _stand_with(entry, found, told)
    return entry


def attach_evidence(*, entry, by, key, shown=None, at=None):
    """Let what ``by`` uploaded for the form ``key`` stand with an ``entry`` that is in the record already.

    The report is held, and ``entry.report`` was read since; ``shown`` as in ``append_with_evidence``.
    """
    found, report = _uploaded(entry.report, by, key, place=entry.place, shown=shown), entry.report
    told = _told(found, report, by, at, of=entry.sequence, action=entry.action, milestone=entry.milestone)
    _stand_with(entry, found, append_each(report, told))


def _uploaded(report, by, key, place, shown):
    """What is to stand at a ``place`` of the record, None for a new one: [Evidence].

    What stands there already is not attached again, nor a file in which the virus scanner found something.
    """
    same = set()
    if place is not None:
        there = Evidence.objects.attached().filter(report=report, place=place).exclude(scan=Scan.FOUND)
        same = set(there.visible_to(by).values_list("url", "sha256"))
    found = []
    for evidence in Evidence.objects.pending(key, by).filter(report=report).order_by("pk"):
        if evidence.scan == Scan.FOUND or (evidence.url, evidence.sha256) in same:
            remove(evidence=evidence)
        elif shown is None or str(evidence.uuid) in shown:
            found.append(evidence)
    return found


def _told(found, report, by, at, *, of, action, milestone):
    """The contents of the entries that say that evidence was added to entry ``of``: one for each that is public.

    Internal evidence becomes none: everyone counts entries.
    """
    for evidence in found:
        if evidence.audience != Openness.PUBLIC:
            continue
        moment = next_moment(report, at)
        days = {"fact_on": evidence.fact_on, "obtained_on": evidence.obtained_on}
        yield {
            "kind": Kind.EVIDENCE,
            "moment": moment,
            "happened_on": report.today(moment),
            "action": action,
            "milestone": milestone,
            "author": by,
            "organisation": by.organisation,
            "changes": {
                "evidence": str(evidence.uuid),
                "of": of,
                "sha256": evidence.sha256,
                **{name: day.isoformat() for name, day in days.items() if day},
            },
            "wording": {name: getattr(evidence, name) for name in WORDS if getattr(evidence, name)},
            "key": uuid4(),
        }


def _stand_with(entry, found, told):
    """Evidence stands with ``entry`` from now on; ``told`` are the entries that say so of what is public."""
    if not found:
        return
    added = {told_of.changes["evidence"]: told_of for told_of in told}
    for evidence in found:
        evidence.entry, evidence.place, evidence.added = entry, entry.place, added.get(str(evidence.uuid))
    rows = Evidence.objects.filter(pk__in=[evidence.pk for evidence in found])
    says = [When(pk=evidence.pk, then=evidence.added_id) for evidence in found if evidence.added_id]
    rows.update(entry=entry, place=entry.place, **({"added": Case(*says)} if says else {}))
    if len(told) < len(found):
        count_aside(entry.report_id)  # of what is public the head of the record tells
    make_new_findable(found)


@transaction.atomic
def add_later(*, entry, by, key, at=None):
    """Let what was uploaded for the form ``key`` stand with an entry that is in the record already."""
    held(entry.report, at)
    entry = Entry.objects.select_related("report", "action", "milestone").get(pk=entry.pk)
    if entry.kind not in HEARD_KINDS:
        raise Refused(_("Evidence stands with an update, or with “still true”."))
    if entry.superseder:
        raise Refused(_("This entry was corrected or withdrawn meanwhile. Add the evidence to the one that counts."))
    sent = Evidence.objects.attached().filter(added_by=by, form_key=key).exists()
    if not sent and not Evidence.objects.pending(key, by).filter(report=entry.report, erased_at=None).exists():
        raise Refused(_("Choose a file, or give the address of a link."), "files")
    attach_evidence(entry=entry, by=by, key=key, at=at)
    return entry


def has_evidence(*, report, by, key, place=None):
    """True if evidence comes with the form ``key``, or stands at ``place`` in the record already."""
    if Evidence.objects.pending(key, by).filter(report=report, erased_at=None).exists():
        return True
    there = Evidence.objects.attached().filter(report=report, place=place, erased_at=None)
    return place is not None and there.exists()


@transaction.atomic
def rebind(*, by, before, after, shown):
    """What was uploaded for a form goes with it when it gets another key; see divide where a draft stays behind.

    So does one that waits for review, with all that it was submitted with. Gives {uuid: that of its double}.
    """
    stay = (*UNFINISHED_STAGES, Stage.SUBMITTED)
    if draft := Draft.objects.filter(author=by, key=before, stage__in=stay).first():
        return divide(draft=draft, key=before, shown=shown, here=after)
    Evidence.objects.pending(before, by).update(form_key=after)
    return {}


def divide(*, draft, key, shown, here):
    """A form goes two ways: what was uploaded for it under ``key`` stays with the draft, goes with the page, or both.

    ``shown`` are the uuids that stand in the page, which goes on as ``here``; ``draft`` is the other, as it was saved
    last, or discarded. What may stand in both is kept twice. Gives {uuid: that of its double}.
    """
    since = None if draft.stage == Stage.DISCARDED else draft.saved_at
    doubles = {}
    there = Evidence.objects.pending(here, draft.author)
    for evidence in Evidence.objects.pending(key, draft.author).select_for_update():
        if str(evidence.uuid) not in shown:
            continue
        before = there.filter(sha256=evidence.sha256, url=evidence.url).first()
        if since and evidence.added_at <= since:
            doubles[str(evidence.uuid)] = str((before or _double(evidence, here)).uuid)
        elif before:
            remove(evidence=evidence)  # it was chosen twice
        else:
            evidence.form_key = here
            evidence.save(update_fields=["form_key"])
    return doubles


def _double(evidence, key):
    """The same for another form; what is stored is stored once."""
    double = copy(evidence)
    double.pk, double.uuid, double.form_key, double._state.adding = None, uuid4(), key, True
    double.save()
    return double


@transaction.atomic
def remove(*, evidence):
    """Take evidence away that is not in the record: what waits with a form, or is internal."""
    evidence = Evidence.objects.select_for_update().filter(pk=evidence.pk).first()
    if evidence is None:
        return
    if evidence.added_id:
        raise Refused(_("“%(title)s” stands in the record. What must go by law is erased.") % {"title": evidence.title})
    if evidence.place is not None:
        make_unfindable(evidence)
    give_up(evidence)
    evidence.delete()


def erase(*, evidence, moment):
    """Nothing of the words and the file stays; part of erasing the entry that says it was added."""
    give_up(evidence)
    evidence.title = evidence.issuer = evidence.url = evidence.file_name = evidence.file = evidence.preview = ""
    evidence.link_digest = evidence.link_state = evidence.scan = ""
    evidence.erased_at = moment
    evidence.save()
    make_unfindable(evidence)


def concerned(evidence):
    """Who is told what becomes of evidence: who added it, and coordinators once it stands with an entry."""
    coordinators = Q(memberships__report=evidence.report, memberships__role=Role.COORDINATOR)
    people = Q(pk=evidence.added_by_id)
    return User.objects.filter(people if evidence.place is None else people | coordinators).distinct()


def remove_forgotten(*, now):
    """Remove what was uploaded long ago for forms that were never sent; how many there were."""
    unfinished = Draft.objects.filter(
        key=OuterRef("form_key"),
        author=OuterRef("added_by"),
        stage__in=[Stage.DRAFT, Stage.SUBMITTED, Stage.SENT_BACK],
    )
    old = Evidence.objects.filter(place=None, added_at__lt=now - timedelta(days=FORGOTTEN_DAYS))
    forgotten = list(old.exclude(Exists(unfinished)))
    for evidence in forgotten:
        remove(evidence=evidence)
    return len(forgotten)
