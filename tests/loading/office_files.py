"""Small documents of word processors, written element by element."""

import io
import zipfile
from collections.abc import Mapping

from qa_bot.documents import Article
from qa_bot.loading import LoadLimits, load_bytes

_WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_OPEN_DOCUMENT = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "style": "style",
        "svg": "svg-compatible",
        "form": "form",
        "chart": "chart",
    }.items()
)
_XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def article(data: bytes, name: str = "a.docx") -> Article:
    """The article that a document becomes."""
    return load_bytes(data, "trial", LoadLimits(), name=name)


def paragraphs(data: bytes) -> list[str]:
    """The paragraphs of the article that a document becomes."""
    return article(data).text.split("\n\n")


def docx(body: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A Word document; the parts beside its text are given without their namespaces."""
    package: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document><w:body>{body}</w:body></w:document>",
    }
    return _zipped(package | dict(parts or {}), _WORD)


def odt(body: str, styles: str = "", parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """An OpenDocument text with automatic styles."""
    package: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": (
            f"<office:document-content><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>"
        ),
    }
    return _zipped(package | dict(parts or {}), f"{_OPEN_DOCUMENT} {_XLINK}")


def rtf(body: str) -> bytes:
    """A rich text with fonts of several character sets and a style of headings."""
    fonts = r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}{\f2\fcharset2 Wingdings;}}"
    styles = r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}}"
    return f"{{\\rtf1\\ansi\\ansicpg1252{fonts}{styles}{body}}}".encode("latin-1")


def relationship(target: str, kind: str = "aFChunk") -> str:
    """The relationships of a Word document that has one of its own, "r1"."""
    return (
        f'<Relationships><Relationship Id="r1" Type="x/{kind}" Target="{target}"/></Relationships>'
    )


def run(text: str, properties: str = "") -> str:
    """A run of Word."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content: str, properties: str = "") -> str:
    """A paragraph of Word, of texts and elements."""
    inside = "".join(part if part.startswith("<") else run(part) for part in content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def field(code: str, result: str | None = None, data: str = "") -> str:
    """A field of Word, with or without a result."""
    begin = f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
    shown = "" if result is None else f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    return f"{begin}<w:r><w:instrText>{code}</w:instrText></w:r>{shown}{end}"


def _zipped(package: Mapping[str, str | bytes], namespaces: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in package.items():
            if isinstance(data, str) and name.endswith(".xml"):
                head, _, rest = data.partition(">")
                data = f"{head.removesuffix('/')} {namespaces}{'/' * head.endswith('/')}>{rest}"
            archive.writestr(name, data)
    return packed.getvalue()
