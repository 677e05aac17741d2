"""Files that people send: taken when they are what they are called, and nothing is hidden in them.

Which type a file has is decided by its content. It is then opened and looked through in a process of its own
(``looking``), with limits on memory and time, so that no file can harm the server. What is kept of a picture is
made anew from its dots, without whatever else the camera wrote down. Where there is a virus scanner, it has the last
word; when it says nothing, the file is taken and waits for it.
"""

import errno
import logging
import math
import time
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.formats import localize
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from actions.lifecycle import Refused
from actions.uploads import scanner
from actions.uploads.looker import look

MOST_BYTES = 20 * 1024 * 1024
"""The longest file that is taken: 20 MB."""

LONGEST_NAME = 100
LONGEST_ENDING = 10
"""How many characters of a name are shown; what stands after its dot is its ending, unless it is longer."""

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FIELD = "files"
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Type:
    """One type of file: what it is called in words, how its names end, under which type it is handed out."""

    words: object
    endings: tuple
    content_type: str


OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "pdf": Type(_("a PDF"), ("pdf",), "application/pdf"),
    "png": Type(_("a PNG picture"), ("png",), "image/png"),
    "jpeg": Type(_("a JPEG picture"), ("jpg", "jpeg"), "image/jpeg"),
    "webp": Type(_("a WebP picture"), ("webp",), "image/webp"),
    "docx": Type(_("a Word document"), ("docx",), f"{OFFICE}.wordprocessingml.document"),
    "xlsx": Type(_("an Excel workbook"), ("xlsx",), f"{OFFICE}.spreadsheetml.sheet"),
    "odt": Type(_("an OpenDocument text"), ("odt",), "application/vnd.oasis.opendocument.text"),
    "ods": Type(_("an OpenDocument spreadsheet"), ("ods",), "application/vnd.oasis.opendocument.spreadsheet"),
    "text": Type(_("a text"), ("txt", "csv"), "text/plain"),
}
"""What is taken, and nothing else: {name: Type}."""

ENDINGS = [ending for kind in TYPES.values() for ending in kind.endings]
ACCEPT = ",".join(f".{ending}" for ending in ENDINGS)
"""What a browser offers to choose; a phone offers its camera for the pictures among it."""

REFUSALS = {
    "empty": _("“%(name)s” is empty. Look whether it was saved, and choose it again."),
    "unlisted": _(
        "“%(name)s” is of a type that is not taken. PDF, PNG, JPEG, WebP, Word (.docx), Excel (.xlsx), OpenDocument "
        "(.odt, .ods), text and CSV are."
    ),
    "heic": _("“%(name)s” is a HEIC picture, which is not taken. Save it as JPEG or PNG, and choose that."),
    "broken": _("“%(name)s” cannot be opened: it is damaged, or was cut off on the way. Choose it again."),
    "encrypted": _("“%(name)s” is locked with a password. Save it without one, and choose it again."),
    "old_office": _(
        "“%(name)s” is locked with a password, or in an old format of Word or Excel. Save it without a password as "
        ".docx or .xlsx, and choose it again."
    ),
    "script": _("“%(name)s” has a script in it, which is not taken. Print it into a new PDF, and choose that."),
    "launch": _("“%(name)s” wants to start a program, which is not taken. Print it into a new PDF, and choose that."),
    "embedded": _("“%(name)s” has other files hidden in it, which is not taken. Take them out, or add them singly."),
    "macros": _("“%(name)s” has macros in it, which are not taken. Save it without macros, and choose it again."),
    "outside": _("“%(name)s” loads something from outside when it is opened, which is not taken."),
    "bomb": _("“%(name)s” would become far too large when it is opened. It is not taken."),
    "too_slow": _("“%(name)s” could not be looked through in time. Try a smaller or simpler one."),
    "infected": _("The virus scanner found something in “%(name)s”. Nothing of it was kept."),
    "not_now": _("“%(name)s” could not be looked through just now. Nothing of it was kept: try again in a moment."),
}
"""{why a file is refused: the sentence that says so}."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: ``path`` is what is kept of it, ``preview`` a small JPEG of it, or None.

    ``waits`` is true if nobody may open it before the virus scanner has looked at it.
    """

    name: str
    content_type: str
    path: Path
    size: int
    sha256: str
    preview: Path | None
    waits: bool


@contextmanager
def checked(file, until=None):
    """The Checked of an uploaded file, for as long as the block lasts. Raises Refused with a sentence naming it.

    The virus scanner is waited for ``until`` a moment of time.monotonic().
    """
    name = shown(file.name)
    if getattr(file, "no_room", False):
        raise no_room(name)
    if file.size > MOST_BYTES:
        raise Refused(
            _("“%(name)s” has %(size)s MB; a file may have %(most)s MB at most.")
            % {"name": name, "size": localize(in_megabytes(file.size)), "most": MOST_BYTES // 1024**2},
            FIELD,
        )
    if not file.size:
        raise refusal("empty", name)
    with TemporaryDirectory(prefix="upload-") as folder:
        try:
            yield _looked_through(file, name, Path(folder), until or time.monotonic() + scanner.PATIENCE)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise no_room(name) from error
            raise


def in_megabytes(size):
    """A size in MB, rounded up: one byte too many is never as much as allowed."""
    return math.ceil(size * 10 / 1024**2) / 10


def refusal(why, name):
    return Refused(REFUSALS[why] % {"name": name}, FIELD)


def no_room(name):
    return Refused(
        _("The server has no room left for “%(name)s”. Nothing of it was stored. Tell an administrator.")
        % {"name": name},
        FIELD,
    )


def shown(name):
    """The name of a file as it is shown: what stands after the last slash, not endless, with its ending."""
    name = "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable()).strip()
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > LONGEST_ENDING:
        stem, dot, ending = name or "file", "", ""
    return Truncator(stem).chars(LONGEST_NAME - len(dot + ending)) + dot + ending


def _looked_through(file, name, folder, until):
    given = folder / "given"
    with given.open("wb") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
    found = look(given, folder)
    if why := found.get("refused"):
        raise no_room(name) if why == "no_room" else refusal(why, name)
    kind = TYPES[found["type"]]
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in kind.endings:
        # A text is also what is no text to look at: a page, a drawing, a program.
        if found["type"] == "text" and ending and ending not in ENDINGS:
            raise refusal("unlisted", name)
        raise Refused(
            _("“%(name)s” is %(kind)s. Give it a name that ends in .%(ending)s, and choose it again.")
            % {"name": name, "kind": kind.words, "ending": kind.endings[0]},
            FIELD,
        )
    kept = folder / "kept" if (folder / "kept").exists() else given
    preview = folder / "preview"
    return Checked(
        name=name,
        content_type="text/csv" if ending == "csv" else kind.content_type,
        path=kept,
        size=kept.stat().st_size,
        sha256=digest(kept),
        preview=preview if preview.exists() else None,
        waits=scanner.is_set() and not _is_scanned(kept, name, until),
    )


def _is_scanned(path, name, until):
    """True if the scanner finds nothing in a file, False if it says nothing; refuses one it finds something in."""
    try:
        with path.open("rb") as file:
            found = scanner.find(file, until)
    except scanner.Silent as why:
        logger.warning("A file waits for the virus scanner: %s", why)
        return False
    if found:
        logger.warning("A file that was sent is refused: the virus scanner found %s in it.", found)
        raise refusal("infected", name)
    return True


def digest(path):
    """The SHA-256 of a file."""
    found = sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()
