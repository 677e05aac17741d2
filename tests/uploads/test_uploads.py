"""What is taken of the files people send, what is refused, and what each is told."""

from io import BytesIO

import pytest
from PIL import Image

from actions.lifecycle import Refused
from actions.uploads import MOST_BYTES, checked
from tests.uploads import files
from tests.uploads.files import SERIAL, sent

TAKEN = {
    "report.pdf": (files.pdf, "application/pdf"),
    "scan.PNG": (lambda: files.picture("PNG"), "image/png"),
    "photo.jpg": (files.picture, "image/jpeg"),
    "photo.jpeg": (files.picture, "image/jpeg"),
    "photo.webp": (lambda: files.picture("WEBP"), "image/webp"),
    "letter.docx": (files.docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "budget.xlsx": (files.xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "letter.odt": (files.odt, "application/vnd.oasis.opendocument.text"),
    "budget.ods": (files.ods, "application/vnd.oasis.opendocument.spreadsheet"),
    "minutes.txt": (lambda: "Élève, 日本\r\n".encode(), "text/plain"),
    "old.txt": (lambda: "Élève\n".encode("cp1252"), "text/plain"),
    "figures.csv": (lambda: b"\xef\xbb\xbfyear;number\r\n2026;12\r\n", "text/csv"),
    "unicode.txt": (lambda: "Élève".encode("utf-16"), "text/plain"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_of_a_listed_type_is_taken(name):
    make, content_type = TAKEN[name]
    with checked(sent(name, make())) as file:
        assert (file.name, file.content_type) == (name, content_type)
        assert file.size == file.path.stat().st_size > 0
        has_preview = content_type.startswith("image/") or content_type == "application/pdf"
        assert (file.preview is not None) is has_preview
        if has_preview:
            assert max(Image.open(BytesIO(file.preview.read_bytes())).size) <= 480


REFUSED = {
    "empty.pdf": (lambda: b"", "“empty.pdf” is empty"),
    "program.exe": (lambda: b"MZ\x90\x00", "is of a type that is not taken"),
    "page.html": (lambda: b"<script>1</script>", "“page.html” is of a type that is not taken"),
    "drawing.svg": (
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "“drawing.svg” is of a type that is not taken",
    ),
    "notes": (lambda: b"Notes.", "“notes” is a text. Give it a name that ends in .txt"),
    "notes.pdf": (lambda: b"Notes.", "“notes.pdf” is a text. Give it a name that ends in .txt"),
    "photo.pdf": (files.picture, "“photo.pdf” is a JPEG picture. Give it a name that ends in .jpg"),
    "photo.png": (files.picture, "is a JPEG picture"),
    "report": (files.pdf, "“report” is a PDF. Give it a name that ends in .pdf"),
    "archive.docx": (lambda: files.zipped({"a.txt": "a"}), "is of a type that is not taken"),
    "slides.docx": (lambda: files.zipped({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "not taken"),
    "letter.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old format of Word or Excel"),
    "half.pdf": (lambda: files.pdf()[:60], "cannot be opened"),
    "half.jpg": (lambda: files.picture()[:900], "cannot be opened"),
    "half.png": (lambda: files.picture("PNG")[:200], "cannot be opened"),
    "half.docx": (lambda: files.docx()[:90], "cannot be opened"),
    "locked.pdf": (files.locked_pdf, "is locked with a password"),
    "repaired.pdf": (lambda: files.locked_pdf() + b"x" * 300_000, "is locked with a password"),
    "script.pdf": (files.script_pdf, "has a script in it"),
    "launch.pdf": (files.launching_pdf, "wants to start a program"),
    "holds.pdf": (files.pdf_with_attachment, "has other files hidden in it"),
    "macros.docx": (lambda: files.docx(**{"word/vbaProject.bin": b"\0"}), "has macros in it"),
    "macros.xlsx": (lambda: files.xlsx(**{"xl/macrosheets/sheet1.xml": b"<x/>"}), "has macros in it"),
    "macros.odt": (lambda: files.odt(**{"Basic/Standard/Module1.xml": b"<x/>"}), "has macros in it"),
    "renamed.docx": (
        lambda: files.zipped({"[Content_Types].xml": "application/x.macroEnabled.main", "word/document.xml": ""}),
        "has macros in it",
    ),
    "holds.docx": (lambda: files.docx(**{"word/embeddings/oleObject1.bin": b"\0"}), "has other files hidden"),
    "template.docx": (
        lambda: files.docx(
            **{
                "word/_rels/settings.xml.rels": '<Relationship Type="http://x/relationships/attachedTemplate" '
                'Target="http://evil.example/t.dotm" TargetMode="External"/>'
            }
        ),
        "loads something from outside",
    ),
    "locked.odt": (lambda: files.odt(**{"META-INF/manifest.xml": "<m:encryption-data/>"}), "locked with a password"),
    "bomb.docx": (files.zip_bomb, "far too large"),
    "lying.docx": (files.lying_zip_bomb, "cannot be opened"),
    "bomb.png": (files.picture_bomb, "far too large"),
    "photo.heic": (lambda: b"\0\0\0\x18ftypheic" + b"\0" * 600, "Save it as JPEG or PNG"),
    "long.txt": (lambda: b"a" * (MOST_BYTES + 1), "has 20.1 MB; a file may have 20 MB at most"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_whatever_else_is_refused_with_a_sentence_that_names_it(name):
    make, sentence = REFUSED[name]
    with pytest.raises(Refused) as refused, checked(sent(name, make())):
        pass
    assert sentence in str(refused.value.message)
    assert f"“{name}”" in str(refused.value.message)
    assert refused.value.field == "files"


@pytest.mark.parametrize(("name", "kind"), [("p.jpg", "JPEG"), ("p.png", "PNG"), ("p.webp", "WEBP")])
def test_nothing_of_where_and_by_what_a_picture_was_taken_is_kept(name, kind):
    given = files.picture(kind)
    assert SERIAL.encode() in given
    with checked(sent(name, given)) as file:
        content = file.path.read_bytes()
        kept = Image.open(BytesIO(content))
        assert (kept.format, kept.size) == (kind, (480, 640)), "and it stands upright"
        assert not dict(kept.getexif())
        assert SERIAL.encode() not in content + file.preview.read_bytes()


def test_a_name_from_another_folder_is_only_a_name():
    for name in ("../../etc/passwd.txt", r"C:\files\passwd.txt", "pass\x00wd.txt"):
        with checked(sent("x.txt", b"words") if "\x00" in name else sent(name, b"words")) as file:
            assert "/" not in file.name
            assert "\\" not in file.name
