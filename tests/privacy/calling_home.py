"""Articles of every kind that would have their reader fetch something from the web."""

import re
import zipfile
from pathlib import Path

_HOST = "tracker.example.net"
_ADDRESS = f"http://{_HOST}/pixel.png"
_PAGE = f"""<!DOCTYPE html><html><head><title>Call home</title><base href="http://{_HOST}/">
<link rel="stylesheet" href="style.css"><link rel="canonical" href="{_ADDRESS}">
<meta http-equiv="refresh" content="0; url={_ADDRESS}"><script src="{_ADDRESS}"></script></head>
<body><p>The page was opened by its reader in the quiet reading room of the old library.</p>
<img src="{_ADDRESS}" srcset="{_ADDRESS} 2x"><iframe src="{_ADDRESS}"></iframe>
<object data="{_ADDRESS}"></object><video src="{_ADDRESS}"></video></body></html>
"""
_MAIL = "From: a@example.org\nSubject: Call home\nMIME-Version: 1.0\nContent-Type: text/html\n\n"
_TEXTS = {
    "page.html": _PAGE,
    "entity.html": f'<!DOCTYPE html SYSTEM "{_ADDRESS}">\n{_PAGE.partition(">")[2]}',
    "letter.eml": f"{_MAIL}{_PAGE}",
    "notes.md": f"# Call home\n\n![a picture]({_ADDRESS}) <img src='{_ADDRESS}'> It was opened.\n",
    "fields.rtf": rf'{{\rtf1{{\field{{\*\fldinst INCLUDEPICTURE "{_ADDRESS}" \\d}}}} It opened.}}',
    "feed.xml": f'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{_ADDRESS}"><rss><channel/></rss>',
}
_DOCTYPE = f'<!DOCTYPE r SYSTEM "{_ADDRESS}" [<!ENTITY % x SYSTEM "{_ADDRESS}"> %x;]>'
# How each of the packed kinds names a picture that is somewhere else.
_PICTURES = {
    ".docx": (
        f'<Relationship Id="rIdX" TargetMode="External" Target="{_ADDRESS}" Type="http://schemas.'
        'openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>'
    ),
    ".odt": f'<draw:frame><draw:image xlink:href="{_ADDRESS}"/></draw:frame></office:text>',
    ".epub": f'<img src="{_ADDRESS}"/></body>',
}
_DRAWN = "http://schemas.openxmlformats.org/drawingml/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BLIP = (
    f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{_DRAWN}/wordprocessingDrawing">'
    f'<a:graphic xmlns:a="{_DRAWN}/main"><a:graphicData><pic:pic xmlns:pic="{_DRAWN}/picture">'
    f'<pic:blipFill><a:blip xmlns:r="{_OFFICE}" r:link="rIdX"/></pic:blipFill></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p></w:body>"
)


def write_callers(folder: Path, samples: Path) -> None:
    """Write them; the packed kinds are made of those in `samples`, twice each."""
    folder.mkdir()
    for name, text in _TEXTS.items():
        (folder / name).write_text(text, "utf-8")
    for kind, picture in _PICTURES.items():
        packed = samples / f"bells{kind}"
        end = re.search(r"</[\w:]+>$", picture)
        assert end
        _repack(packed, folder / f"picture{kind}", {end[0]: picture, "</w:body>": _BLIP})
        _repack(packed, folder / f"entity{kind}", {"?>": f"?>{_DOCTYPE}"})


def _repack(source: Path, target: Path, changes: dict[str, str]) -> None:
    """Copy a packed document, its XML changed; the first of the changes must have a place."""
    placed = False
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith((".xml", ".rels", ".xhtml", ".opf", ".html")):
                text = data.decode("utf-8")
                placed = placed or next(iter(changes)) in text
                for mark, changed in changes.items():
                    text = text.replace(mark, changed, 1)
                data = text.encode("utf-8")
            new.writestr(name, data)
    assert placed, source
