"""Looks through files, each in a process of its own, for files may be hostile: ``python looking.py CHANNEL``.

On the channel, the number of an open socket, it is asked [file, folder] as JSON, with a socket for the answer. It
reads all it needs for its work once, and for each file becomes two: one looks and ends, the other goes on waiting and
never touches a file. The answer is a sign that the question was taken up, then {"type": …} or {"refused": why} as JSON;
nothing when the file brought the process down. What is kept of a picture (``kept``) and a small picture of what the
file shows (``preview``) are in the folder then. Knows nothing of the rest of the program.
"""

import errno
import gc
import json
import os
import re
import resource
import signal
import socket
import sys
import zipfile
from pathlib import Path

TAKEN = b"+"
IDLE_SECONDS = 60
"""After so long without a file it ends, and gives its memory back."""

SECONDS = 30
"""How long a file may take to be looked through."""

MEMORY = 2 * 1024**3
CPU_SECONDS = 20
MOST_WRITTEN = 100 * 1024**2

MOST_DOTS = 60_000_000
"""Dots of a picture: more than phones take, and few enough to be held in memory."""

MOST_UNPACKED = 200 * 1024**2
MOST_PARTS = 5_000
"""How large an office file may be when it is unpacked, and of how many parts."""

PREVIEW = (480, 480)
PICTURES = {"PNG": "png", "JPEG": "jpeg", "WEBP": "webp"}
OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
CONTROLS = set(range(32)) - set(b"\t\n\r\f")


class Refuse(Exception):
    """Carries the name of the reason."""


def look(path, folder):
    """The type of a file; raises Refuse when it may not be kept."""
    with path.open("rb") as file:
        head = file.read(16)
    if head.startswith(b"%PDF-"):
        return look_at_pdf(path, folder)
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return look_at_picture(path, folder)
    if head.startswith(b"PK\x03\x04"):
        return look_at_zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise Refuse("old_office")
    if head[4:8] == b"ftyp" and head[8:12] in HEIC:
        raise Refuse("heic")
    return look_at_text(path)


# --- Pictures ---


def look_at_picture(path, folder):
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_DOTS
    try:
        with Image.open(path, formats=list(PICTURES)) as opened:
            name = opened.format
            if opened.width * opened.height > MOST_DOTS:
                raise Refuse("bomb")
            picture = ImageOps.exif_transpose(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise Refuse("bomb") from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise Refuse("broken") from None
    # Only the dots stay, and which of them can be seen through.
    picture.info = {key: value for key, value in picture.info.items() if key == "transparency"}
    if name == "JPEG" and picture.mode not in ("L", "RGB"):
        picture = picture.convert("RGB")
    picture.save(folder / "kept", name, **({} if name == "PNG" else {"quality": 92}))
    save_preview(picture, folder)
    return PICTURES[name]


def save_preview(picture, folder):
    """A small JPEG of a picture; none of one whose colours it has no way to show."""
    from PIL import Image

    try:
        picture = picture.convert("RGBA")
    except ValueError:
        return
    picture.thumbnail(PREVIEW)
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    ground.convert("RGB").save(folder / "preview", "JPEG", quality=82)


# --- PDF ---

RUNS = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/ImportData": "launch",
    "/RichMedia": "embedded",
    "/FileAttachment": "embedded",
    "/EmbeddedFile": "embedded",
}
HOLDS = {"/JS": "script", "/JavaScript": "script", "/XFA": "script", "/EmbeddedFiles": "embedded", "/EF": "embedded"}


def look_at_pdf(path, folder):
    import pikepdf

    try:
        with pikepdf.open(path) as pdf:
            # One that had to be repaired is opened without its password: nothing in it can be read.
            if pdf.is_encrypted and not (pdf.user_password_matched or pdf.owner_password_matched):
                raise Refuse("encrypted")
            if not pdf.pages:
                raise Refuse("broken")
            for thing in pdf.objects:
                look_into(thing, pikepdf)
            look_into(pdf.trailer, pikepdf)
    except pikepdf.PasswordError:
        raise Refuse("encrypted") from None
    except (pikepdf.PdfError, RecursionError, ValueError):
        raise Refuse("broken") from None
    draw_first_page(path, folder)
    return "pdf"


def look_into(thing, pikepdf, depth=0):
    """Refuse whatever runs, or holds another file. What is told of elsewhere is looked into there."""
    if depth > 100:
        raise Refuse("broken")
    if isinstance(thing, pikepdf.Array):
        for part in thing:
            look_into_part(part, pikepdf, depth)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for name in ("/S", "/Subtype", "/Type"):
            if why := RUNS.get(str(thing.get(name, ""))):
                raise Refuse(why)
        for name in thing.keys():  # noqa: SIM118  not a dict
            if name in HOLDS:
                raise Refuse(HOLDS[name])
            look_into_part(thing[name], pikepdf, depth)


def look_into_part(part, pikepdf, depth):
    if isinstance(part, pikepdf.Object) and not part.is_indirect:
        look_into(part, pikepdf, depth + 1)


def draw_first_page(path, folder):
    """A picture of the first page; none when it cannot be drawn."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(path)
        page = pdf[0]
        longest = max(*page.get_size(), 1)
        picture = page.render(scale=max(PREVIEW) / longest).to_pil()
        save_preview(picture, folder)
        pdf.close()
    except (pypdfium2.PdfiumError, ValueError, MemoryError):
        (folder / "preview").unlink(missing_ok=True)


# --- Word, Excel, OpenDocument ---

MACROS = re.compile(r"vbaProject|/activeX/|^Basic/|^Scripts/|/macrosheets/", re.IGNORECASE)
HIDDEN = re.compile(
    r"embeddings/.*\.(?!xlsx$|docx$|pptx$)\w+$|\.(exe|dll|bat|cmd|js|vbs|ps1|jar|scr|hta)$", re.IGNORECASE
)


def look_at_zip(path):
    try:
        with zipfile.ZipFile(path) as archive:
            kind = kind_of_office(archive)
            unpack(archive)
            look_at_parts(archive)
            return kind
    # zipfile raises NotImplementedError for a part packed in a way it does not know.
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, UnicodeDecodeError, KeyError):
        raise Refuse("broken") from None
    except RuntimeError:
        raise Refuse("encrypted") from None  # the parts are locked


def kind_of_office(archive):
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refuse("bomb")
    if "mimetype" in names and parts[0].filename == "mimetype":
        kind = OPEN_DOCUMENTS.get(archive.read("mimetype").strip())
    elif "[Content_Types].xml" in names:
        kind = "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else None
    else:
        kind = None
    if kind is None:
        raise Refuse("unlisted")
    return kind


def unpack(archive):
    """Read every part: whether it is whole, and no larger than it says. Nothing is written down."""
    total = 0
    for part in archive.infolist():
        with archive.open(part) as opened:
            while chunk := opened.read(1 << 16):
                total += len(chunk)
                if total > MOST_UNPACKED:
                    raise Refuse("bomb")


def look_at_parts(archive):
    for part in archive.infolist():
        name = part.filename
        if MACROS.search(name):
            raise Refuse("macros")
        if HIDDEN.search(name):
            raise Refuse("embedded")
        if name == "[Content_Types].xml" and b"macroEnabled" in archive.read(part):
            raise Refuse("macros")
        if name == "META-INF/manifest.xml" and b"encryption-data" in archive.read(part):
            raise Refuse("encrypted")
        if name.endswith(".rels"):
            told = archive.read(part)
            if b"External" in told and re.search(rb"/(attachedTemplate|oleObject|frame)\"", told):
                raise Refuse("outside")


# --- Text ---


def look_at_text(path):
    """Text in UTF-8 or another alphabet of one byte a letter; what spreadsheets call Unicode is UTF-16."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeDecodeError:
            raise Refuse("unlisted") from None
    if CONTROLS & set(content):
        raise Refuse("unlisted")
    return "text"


# --- One process for each file ---


def main(channel):
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)  # what is being looked at is finished; the end of the channel ends all
    load()
    with socket.socket(fileno=int(channel)) as asked:
        asked.settimeout(IDLE_SECONDS)
        while question := next_question(asked):
            given, folder, answer_to = question
            # After one that was brought down, another begins elsewhere in memory: nobody can try again and again.
            if was_brought_down():
                return
            with answer_to:
                answer_to.send(TAKEN)
                if os.fork() == 0:
                    asked.close()
                    answer(given, folder, answer_to)


def load():
    """Read all that looking may need."""
    import pikepdf  # noqa: F401
    import pypdfium2  # noqa: F401
    from PIL import Image, ImageOps  # noqa: F401

    Image.preinit()
    Image.init()
    gc.collect()
    gc.freeze()


def next_question(asked):
    """(file, folder, socket for the answer), or None when there will be none."""
    try:
        message, sockets, _flags, _from = socket.recv_fds(asked, 1 << 16, 1)
    except TimeoutError:
        return None
    return (*json.loads(message), socket.socket(fileno=sockets[0])) if message else None


def was_brought_down():
    """True if one of those that looked did not end by itself."""
    try:
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0 or status:
                return bool(status)
    except ChildProcessError:
        return False


def answer(given, folder, answer_to):
    """Look at a file and say what it is; does not return."""
    try:
        limit()
        answer_to.sendall(json.dumps(found_in(Path(given), Path(folder))).encode())
        os._exit(0)
    finally:
        os._exit(1)


def limit():
    """Neither much memory, nor long, nor much written."""
    signal.alarm(SECONDS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    allowed, _most = resource.getrlimit(resource.RLIMIT_FSIZE)
    if allowed == resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))


def found_in(path, folder):
    try:
        return {"type": look(path, folder)}
    except Refuse as why:
        return {"refused": str(why)}
    except MemoryError:
        return {"refused": "bomb"}
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise
        return {"refused": "no_room"}


if __name__ == "__main__":
    main(*sys.argv[1:])
