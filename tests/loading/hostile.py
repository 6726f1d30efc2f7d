"""Small documents made to do harm: bombs, loops and false sizes."""

import io
import zipfile
import zlib
from collections.abc import Mapping

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf"/></rootfiles></container>'
)
PACKAGE = (
    '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Bells</dc:title>'
    '</metadata><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
    '</manifest><spine><itemref idref="a"/></spine></package>'
)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 50}">' for a, b in zip("abcdef", "bcdefg", strict=True))
    + "]><html><body><p>&g;</p></body></html>"
)
EXTERNAL_ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<html><body><p>The bell rang. &x;</p></body></html>"
)


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip archive of the given parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def epub(chapter: bytes | str) -> bytes:
    """A book of one chapter."""
    return zipped({"META-INF/container.xml": CONTAINER, "book.opf": PACKAGE, "a.xhtml": chapter})


def protected_epub() -> bytes:
    """A book whose chapter is encrypted."""
    locked = '<encryption><EncryptionMethod Algorithm="aes256-cbc"/></encryption>'
    container = {"META-INF/container.xml": CONTAINER, "META-INF/encryption.xml": locked}
    return zipped(container | {"book.opf": PACKAGE, "a.xhtml": b"\x8f\x01"})


def mail_of_attachments() -> bytes:
    """A message of nothing but an attachment."""
    return (
        b"From: a@example.org\nTo: b@example.org\nSubject: Bell\nMIME-Version: 1.0\n"
        b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAEC\n"
    )


def docx(document: bytes | str) -> bytes:
    """A Word document with the given main part."""
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


def bomb(megabytes: int) -> bytes:
    """A chapter that unpacks a thousandfold."""
    return b"<html><body><p>" + b"bell " * (megabytes * 200_000) + b"</p></body></html>"


def pdf(*objects: bytes) -> bytes:
    """A PDF of the given objects, numbered from 1, the catalogue first, without a table."""
    bodies = [b"%d 0 obj %b endobj\n" % (n, body) for n, body in enumerate(objects, 1)]
    return b"%PDF-1.7\n" + b"".join(bodies) + b"trailer <</Root 1 0 R>>\n%%EOF"


def looping_pdf() -> bytes:
    """Pages that are their own parents and children."""
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2000000000/Parent 2 0 R>>",
        b"<</Type/Pages/Kids[2 0 R]/Count 1/Parent 3 0 R>>",
    )


def deep_form_pdf() -> bytes:
    """A page that draws a form that draws itself."""
    stream = (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>/Length 4>>"
    )
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
        b"/Resources<</XObject<</X 5 0 R>>>>>>",
        b"<</Length 5>>stream\n/X Do\nendstream",
        stream + b"stream\n/X Do\nendstream",
    )


def flate_bomb_pdf(megabytes: int) -> bytes:
    """A page whose drawing unpacks a thousandfold, twice over."""
    packed = zlib.compress(zlib.compress(b"(bell) Tj " * (megabytes * 100_000), 9), 9)
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%b\nendstream"
        % (len(packed), packed),
    )


def wordy_pdf(words: int) -> bytes:
    """A page that draws two words over and over, each an object in memory."""
    packed = zlib.compress(b"BT /F1 12 Tf (bell rang) Tj ET " * words, 9)
    font = b"<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources %b>>" % font,
        b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(packed), packed),
    )
