"""OpenDocument texts and rich texts, complete as LibreOffice writes them."""

from benchmarks.documents import (
    FRAMES,
    HYPHENS,
    NUMBERS,
    RAISED,
    TABLES,
    UNKNOWN,
    UNSEEN,
    Case,
)
from tests.loading.office_files import odt, rtf

_BEFORE = "<text:p>The harbour of Marn was dredged in the spring of that year.</text:p>"
_AFTER = "<text:p>Nobody but the pilots had asked for it.</text:p>"
_TEXT = "application/vnd.oasis.opendocument.text"
_MANIFEST_SPACE = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_PARTS: dict[str, str | bytes] = {
    "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_MANIFEST_SPACE}">'
    f'<m:file-entry m:full-path="/" m:media-type="{_TEXT}"/>'
    '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/>'
    '<m:file-entry m:full-path="styles.xml" m:media-type="text/xml"/></m:manifest>',
    "styles.xml": "<office:document-styles><office:styles/></office:document-styles>",
    "meta.xml": "<office:document-meta><office:meta/></office:document-meta>",
}
_STYLES = (
    '<style:style style:name="Up" style:family="text"><style:text-properties '
    'style:text-position="super 58%"/></style:style>'
    '<style:style style:name="Down" style:family="text"><style:text-properties '
    'style:text-position="sub 58%"/></style:style>'
    '<style:style style:name="No" style:family="text"><style:text-properties '
    'text:display="none"/></style:style>'
    '<text:list-style style:name="N"><text:list-level-style-number text:level="1" '
    'style:num-format="1" style:num-suffix="."/></text:list-style>'
)


def _written(body: str) -> bytes:
    return odt(_BEFORE + body + _AFTER, _STYLES, _PARTS)


def _said(text: str) -> bytes:
    return _written(f"<text:p>{text}</text:p>")


def _span(style: str, text: str) -> str:
    return f'<text:span text:style-name="{style}">{text}</text:span>'


def _rich(body: str) -> bytes:
    return rtf(rf"\pard The harbour was dredged.\par\pard {body}\par\pard Nobody asked.\par")


def _listed(*items: str) -> str:
    inside = "".join(f"<text:list-item><text:p>{i}</text:p></text:list-item>" for i in items)
    return f'<text:list text:style-name="N">{inside}</text:list>'


def _table(*rows: str) -> str:
    joined = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    columns = '<table:table-column table:number-columns-repeated="3"/>'
    return f'<table:table table:name="T">{columns}{joined}</table:table>'


def _cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


_BOX = (
    '<draw:frame draw:name="F" text:anchor-type="as-char"><draw:text-box><text:p>Sold in June.'
    "</text:p></draw:text-box></draw:frame>"
)
_PICTURE = (
    '<draw:frame draw:name="Bild 9" text:anchor-type="as-char"><draw:image xlink:href="a.png"/>'
    "<svg:title>Bild 9</svg:title><svg:desc>a grey door</svg:desc></draw:frame>"
)
_RUBY = (
    "<text:ruby><text:ruby-base>大阪</text:ruby-base><text:ruby-text>おおさか</text:ruby-text>"
    "</text:ruby>"
)
_CHANGES = (
    '<text:tracked-changes><text:changed-region text:id="c"><text:deletion><office:change-info/>'
    "<text:p>nine</text:p></text:deletion></text:changed-region></text:tracked-changes>"
)
_CONTENTS = (
    '<text:table-of-content text:name="C"><text:index-body><text:p>The dredging 3</text:p>'
    "<text:p>The pilots 9</text:p></text:index-body></text:table-of-content>"
)
_ROWS = (
    _cell("Coast") + _cell("Town") + _cell("Ships"),
    _cell("East", 'table:number-rows-spanned="2"') + _cell("Sund") + _cell("12"),
    "<table:covered-table-cell/>" + _cell("Marn") + _cell("31"),
)
_SHAPE = r"{\shp{\*\shpinst{\shptxt \pard Sold in June.\par}}}"
_LINK = r'{\field{\*\fldinst HYPERLINK "http://map.example/x"}{\fldrslt the map}}'
_COLUMNS = r"\trowd\cellx2000\cellx4000"

CASES = [
    Case(RAISED, "power.odt", _said(f"It holds 3 × 10{_span('Up', '7')} buckets."),
         (r"3 × 10\^7 buckets",)),
    Case(RAISED, "area.odt", _said(f"The yard is 80 m{_span('Up', '2')} wide."),
         (r"80 m\^?2 wide",)),
    Case(RAISED, "formula.odt", _said(f"Soda is Na{_span('Down', '2')}CO{_span('Down', '3')}."),
         ("Na_?2 ?CO_?3",)),
    Case(RAISED, "power.rtf", _rich(r"It holds 3 x 10{\super 7} buckets."),
         (r"3 x 10\^7 buckets",)),
    Case(RAISED, "note-mark.rtf", _rich(r"It shut in 1884{\super 6} for good."),
         (r"in 1884\b",)),
    Case(UNKNOWN, "text-box.odt", _said(f"The pier was sold.{_BOX}"), ("Sold in June",)),
    Case(UNKNOWN, "ruby.odt", _said(f"She left {_RUBY} in May."),
         ("大阪",), ("大阪おおさか", "おおさか大阪")),
    Case(UNKNOWN, "field.odt",
         _said('Read by <text:author-name text:fixed="true">Odile Marr</text:author-name> here.'),
         ("Read by Odile Marr here",)),
    Case(UNKNOWN, "beyond.rtf", _rich(r"The smile \u-10179?\u-8704? ends it."), ("smile 😀 ends",)),
    Case(UNKNOWN, "shape.rtf", _rich(rf"The pier was sold.{_SHAPE}"), ("Sold in June",)),
    Case(UNKNOWN, "field.rtf", _rich(rf"See {_LINK} for it."), ("See the map for it",)),
    Case(UNKNOWN, "character-set.rtf", _rich(r"It says {\f1\'cf\'f0\'e8} there."),
         ("says При there",)),
    Case(UNSEEN, "deleted.odt", _written(_CHANGES + "<text:p>It costs <text:change "
         'text:change-id="c"/>ten crowns.</text:p>'), ("costs ten crowns",), ("nine",)),
    Case(UNSEEN, "hidden.odt", _said(f"It costs {_span('No', 'about ')}ten crowns."),
         ("costs ten crowns",)),
    Case(UNSEEN, "contents.odt", _written(_CONTENTS + "<text:p>The dredging took a year.</text:p>"),
         ("The dredging took a year",), ("pilots 9",)),
    Case(UNSEEN, "deleted.rtf", _rich(r"It costs {\deleted nine }{\revised ten} crowns."),
         ("costs ten crowns",), ("nine",)),
    Case(UNSEEN, "hidden.rtf", _rich(r"It costs {\v about }ten crowns."), ("costs ten crowns",)),
    Case(NUMBERS, "steps.odt", _written(_listed("Shut the sluice.", "Open the drain.", "Ring.")),
         (r"2\. Open the drain",)),
    Case(NUMBERS, "steps.rtf",
         _rich(r"{\pntext\f0 1.\tab}Shut.\par{\pntext\f0 2.\tab}Open the drain.\par\pard End."),
         (r"2\. Open the drain",)),
    Case(TABLES, "rows-merged.odt", _written(_table(*_ROWS)), ("¦ Marn ¦ 31",)),
    Case(TABLES, "cells.odt", _written(_table(_cell("Ship") + _cell("Cargo"),
         _cell("Fen<text:span>wick</text:span>") + _cell("salt"))), ("Fenwick ¦ salt",)),
    Case(TABLES, "cells.rtf",
         _rich(rf"{_COLUMNS}\intbl Ship\cell Cargo\cell\row{_COLUMNS}\intbl Fen{{\b wick}}\cell "
               r"salt\cell\row\pard End."), ("Fenwick ¦ salt",)),
    Case(HYPHENS, "soft.rtf", _rich(r"The light\-house burnt, a well\_known one."),
         ("light\u00ad?house burnt, a well[-\u2010\u2011]known",)),
    Case(FRAMES, "box-in-sentence.odt", _said(f"The old pier {_BOX}stood for long."),
         ("The old pier stood for long", "Sold in June")),
    Case(FRAMES, "picture-in-sentence.odt", _said(f"The old pier {_PICTURE}stood for long."),
         ("The old pier stood for long",)),
    Case(FRAMES, "shape-in-sentence.rtf", _rich(rf"The old pier {_SHAPE}stood for long."),
         ("The old pier stood for long", "Sold in June")),
]  # fmt: skip
