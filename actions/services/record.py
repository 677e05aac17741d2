"""Adding to the record: one entry, linked to the one before it."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions import chain
from actions.lifecycle import Course, Level, Refused, State, spoken
from actions.models import Entry, Report
from actions.services.search import make_new_findable, stop_counting

AGAIN = timedelta(hours=1)
"""What someone says twice within that time is likely one thing, sent twice."""


def held(report, at=None):
    """The report locked for writing, and the moment of recording."""
    report = Report.objects.locked(report.pk)
    return report, next_moment(report, at)


def next_moment(report, at=None):
    """The moment of recording of the next entry of a report that is held.

    Moments rise strictly along a report's record, whatever the machine's clock does. So what was
    known at the moment of an entry never changes afterwards.
    """
    moment = at or timezone.now()
    if report.head_at and moment <= report.head_at:
        moment = report.head_at + timedelta(microseconds=1)
    return moment


def append(*, report, **content):
    """Add an entry to the record of ``report``, which is ``held`` since its ``moment`` was taken."""
    (entry,) = append_each(report, [content])
    return entry


def append_each(report, contents):
    """Add entries to the record of a report that is held; one more of ``contents`` is made when it is its turn."""
    entries = [_link(report, **content) for content in contents]
    if entries:
        Entry.objects.bulk_create(entries)
        make_new_findable(entries)
        for entry in entries:
            if entry.supersedes:
                stop_counting(entry.supersedes)
        report.save(update_fields=["head_sequence", "head_hash", "head_at"])
    return entries


def _link(report, *, kind, moment, happened_on, supersedes=None, **fields):
    """The next entry of a report, not saved; it is the head of the chain from now on."""
    sequence = report.head_sequence + 1
    entry = Entry(
        report=report,
        sequence=sequence,
        kind=kind,
        recorded_at=moment,
        happened_on=happened_on,
        supersedes=supersedes,
        place=supersedes.place if supersedes else sequence,
        previous_hash=report.head_hash,
        salt=chain.new_salt(),
        **fields,
    )
    seal(entry)
    report.head_sequence, report.head_hash, report.head_at = sequence, entry.hash, moment
    return entry


def seal(entry):
    """Fill in an entry's digest and hash; everything else about it is final."""
    entry.words_digest = chain.words_digest(entry.salt, entry.words())
    entry.hash = chain.entry_hash(entry.facts())


def sent_before(*, by, key, **content):
    """The entry that this form made when it was first sent, or None.

    Raises Refused when the form, once sent, comes again with other content: a second entry that
    nobody meant is as wrong as words thrown away.
    """
    entry = Entry.objects.filter(author=by, key=key).first()
    if entry is None:
        return None
    if not _says(entry, content):
        raise Refused(
            _(
                "This form was sent before, as entry %(number)s. What you have written now is still "
                "here: send again to log it as a new entry, or leave the page to keep the first."
            )
            % {"number": entry.sequence},
            used_up=True,
        )
    return entry


def _says(entry, content):
    """True if an entry says just this; what it names is known by its number, nothing is read for it."""
    named = {Entry._meta.get_field(name).attname: getattr(value, "pk", value) for name, value in content.items()}
    return all(getattr(entry, name) == value for name, value in named.items())


def said_again(entries, moment, **content):
    """The Refused, as what may be meant all the same, if the last of ``entries`` says just this within the hour.

    The way back in a browser shows a form anew with all that was typed, and under another key. To be asked before
    the report is held, for others wait while it is: said twice at the same moment, it is taken twice.
    """
    last = entries.filter(recorded_at__gt=moment - AGAIN).effective().order_by("-recorded_at").first()
    if last is None or not _says(last, content):
        return None
    return Refused(
        _("You recorded exactly this before, as entry %(number)s. Send it again only if it is to count twice.")
        % {"number": last.sequence},
        doubted=True,
    )


def refuse_if_changed(entries, seen, field, sentence):
    """Raise Refused if any of ``entries`` came after entry ``seen``, the last the person saw.

    ``sentence`` says what happened, with the places who, day, level, course, state.
    """
    if seen is None:
        return
    newer = entries.filter(sequence__gt=seen).select_related("author").order_by("sequence").last()
    if newer:
        raise Refused(
            sentence
            % {
                "who": newer.author or _("an administrator"),
                "day": spoken(newer.happened_on),
                "level": Level(newer.level).label if newer.level else "",
                "course": Course(newer.course).label if newer.course else "",
                "state": State(newer.state).label if newer.state else "",
            },
            field,
        )
