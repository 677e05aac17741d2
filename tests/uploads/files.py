"""Files as people send them, and as people with bad intent would; all of them are made here."""

import struct
import zipfile
import zlib
from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

SERIAL = "camera-serial-4711"


def sent(name, content):
    """A file as it arrives with a form."""
    return SimpleUploadedFile(name, content)


def picture(kind="JPEG", size=(640, 480), colour="#2a7"):
    """A picture as a phone takes it: with its place on earth and the camera's number, and a remark."""
    dots = Image.new("RGB", size, colour)
    exif = Image.Exif()
    exif[0x010F] = SERIAL  # maker
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 50.0, 48.0), 3: "E", 4: (4.0, 21.0, 9.0)})
    file = BytesIO()
    dots.save(file, kind, exif=exif, **({"comment": SERIAL.encode()} if kind == "JPEG" else {}))
    return file.getvalue()


def pdf(**root):
    """A PDF of one page; ``root`` are more entries of its catalogue."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(300, 400))
    for name, value in root.items():
        document.Root[f"/{name}"] = document.make_indirect(value)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def locked_pdf():
    document = pikepdf.new()
    document.add_blank_page()
    file = BytesIO()
    document.save(file, encryption=pikepdf.Encryption(owner="owner", user="user"))
    return file.getvalue()


def script_pdf():
    return pdf(OpenAction=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))


def launching_pdf():
    """A program is started by a link in the middle of a page."""
    document = pikepdf.new()
    page = document.add_blank_page()
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    page.obj.Annots = pikepdf.Array([link])
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def pdf_with_attachment():
    document = pikepdf.new()
    document.add_blank_page()
    document.attachments["secret.exe"] = b"MZ"
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def docx(**more):
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>", **more})


def xlsx(**more):
    return zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<w/>", **more})


def odt(**more):
    kind = "application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": kind, "content.xml": "<office/>", "META-INF/manifest.xml": "<manifest/>", **more})


def ods():
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<office/>"})


def zip_bomb():
    return docx(**{"word/media/image1.png": b"\0" * (201 * 1024**2)})


def lying_zip_bomb():
    """Says of itself that it unpacks to nothing much."""
    content = docx(**{"word/media/image1.png": b"\0" * (201 * 1024**2)})
    size, small = struct.pack("<I", 201 * 1024**2), struct.pack("<I", 1000)
    return content.replace(size, small)


def picture_bomb():
    """A few bytes that become 40,000 by 40,000 dots."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
