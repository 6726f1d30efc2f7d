"""The documents that fuzzing mutates: those of other programs, and small ones full of markup."""

from pathlib import Path

from tests.loading import hostile
from tests.loading.office_files import docx, field, odt, paragraph, relationship, rtf, run
from tests.loading.printing import Sheet, drawn, lowered, printed, raised

FILES = Path(__file__).parent.parent / "data" / "files"
_MATH = (
    '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><munderover><mo>∑</mo>'
    "<mi>i</mi><mi>n</mi></munderover><mfrac><mn>1</mn><msqrt><mi>g</mi></msqrt></mfrac>"
    "<msubsup><mi>t</mi><mn>2</mn><mi>k</mi></msubsup><mroot><mi>x</mi><mn>3</mn></mroot>"
    "<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr></mtable><mfenced><mi>c</mi>"
    '</mfenced></mrow><annotation encoding="StarMath 5.0">s</annotation></semantics></math>'
)
_CSV = "bell,weight,price\n" + "".join(
    f'"Bell {n}","{n},5 kg",{9 * n}\n' if n % 3 else f"Bell {n},{n} kg,\n" for n in range(1, 40)
)
_HTML = f"""<!DOCTYPE html><html lang="en"><head><title>Locks</title><meta charset="utf-8"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Locks</h1><p>A yard of 80 m<sup>2</sup> holds
H<sub>2</sub>O, {_MATH} and <ruby>銀<rt>ぎん</rt></ruby>.<a id="r1" href="#n1"><sup>1</sup></a></p>
<figure><img src="a.png" alt="A gate"><figcaption>The gate.</figcaption></figure>
<table><caption>Tolls</caption><tr><th rowspan="2">Boat</th><th colspan="2">Toll</th></tr>
<tr><th>day</th><th>night</th></tr><tr><td>Punt</td><td>1</td><td>2</td></tr></table>
<ol start="3" type="a"><li>Pay.<ul><li>Coins</li></ul></li><li value="9">Go.</li></ol>
<dl><dt>Lock</dt><dd>A gate.</dd></dl><pre>a  b</pre><details><summary>More</summary><p>So.</p>
</details><blockquote><p>Quoted.</p></blockquote><p hidden>Unseen.</p>
<section><p id="n1">1. A note.<a href="#r1">↩</a></p></section></article></body></html>"""


def documents() -> dict[str, bytes]:
    """Return the documents by their names, of every kind that can be read."""
    found = {path.name: path.read_bytes() for path in sorted(FILES.glob("bells*"))}
    text = found["bells.md"].split(b"---\n")[-1]
    return found | {
        "tables.csv": _CSV.encode(),
        "prose.txt": text,
        "markup.docx": _docx(),
        "markup.odt": _odt(),
        "markup.rtf": _rtf(),
        "markup.epub": hostile.epub(_HTML.replace("<!DOCTYPE html>", "")),
        "markup.html": _HTML.encode(),
        "printed.pdf": _pdf(),
    }


def _docx() -> bytes:
    equation = (
        "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>4</m:t></m:r>"
        "</m:den></m:f><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>3</m:t></m:r>"
        '</m:sup></m:sSup><m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>i</m:t>'
        "</m:r></m:sub><m:e><m:r><m:t>z</m:t></m:r></m:e></m:nary></m:oMath>"
    )
    up, down = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
    box = f"<w:drawing><w:txbxContent>{paragraph('Boxed.')}</w:txbxContent></w:drawing>"
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    spans = '<w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr>'
    cell = f"<w:tc><w:tcPr/>{paragraph('c')}</w:tc>"
    body = (
        paragraph("Dam", properties='<w:outlineLvl w:val="0"/>')
        + paragraph("80 m", run("2", up), " of H", run("2", down), "O.", equation)
        + paragraph(field(" REF _x ", run("Table 4")), field(r" EQ \f(1,8) "), f"<w:r>{box}</w:r>")
        + paragraph("Fee", properties=numbered)
        + f"<w:tbl><w:tr><w:tc>{spans}{paragraph('h')}</w:tc>{cell}</w:tr><w:tr>{cell * 3}</w:tr>"
        + "</w:tbl>"
        + f"<w:sdt><w:sdtContent>{paragraph('Held.')}</w:sdtContent></w:sdt>"
        + '<w:altChunk r:id="r1"/>'
        + paragraph('<w:r><w:footnoteReference w:id="2"/></w:r>', "<w:del/>")
    )
    numbering = (
        '<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt '
        'w:val="lowerRoman"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1">'
        '<w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    notes = f'<w:footnotes><w:footnote w:id="2">{paragraph("A note.")}</w:footnote></w:footnotes>'
    return docx(
        body,
        {
            "word/numbering.xml": numbering,
            "word/footnotes.xml": notes,
            "word/_rels/document.xml.rels": relationship("part.html"),
            "word/part.html": "<h1>The boat</h1><p>It left.",
        },
    )


def _odt() -> bytes:
    styles = (
        '<style:style style:name="Up" style:family="text"><style:text-properties '
        'style:text-position="super 58%"/></style:style><text:list-style style:name="N">'
        '<text:list-level-style-number text:level="1" style:num-format="i" '
        'text:start-value="3"/></text:list-style>'
    )
    cells = (
        '<table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2">'
        "<text:p>h</text:p></table:table-cell><table:covered-table-cell/>"
        '<table:table-cell table:number-columns-repeated="3"><text:p>c</text:p></table:table-cell>'
    )
    body = (
        '<text:h text:outline-level="1">Dam</text:h><text:p>80 m<text:span '
        'text:style-name="Up">2</text:span> of<text:s text:c="2"/>water<text:note><text:note-body>'
        "<text:p>A note.</text:p></text:note-body></text:note>.<draw:frame><draw:object "
        'xlink:href="./a"/></draw:frame><draw:frame><draw:text-box><text:p>Boxed.</text:p>'
        '</draw:text-box></draw:frame></text:p><text:list text:style-name="N"><text:list-item>'
        "<text:p>Fee</text:p></text:list-item></text:list><table:table>"
        f"<table:table-row>{cells}</table:table-row><table:table-row>{cells}</table:table-row>"
        '</table:table><text:section text:display="none"><text:p>Gone.</text:p></text:section>'
    )
    return odt(body, styles, {"a/content.xml": _MATH.encode()})


def _rtf() -> bytes:
    return rtf(
        r"\pard\s1 Dam\par\pard 80 m{\super 2} of H{\sub 2}O{\super\chftn}{\footnote\chftn  A note."
        r"} \u8364?\uc2\u945\'e1x {\field{\*\fldinst SYMBOL 252 \\f Wingdings}{\fldrslt }}\par"
        r"{\listtext 2.a)\tab}Card\par{\shp{\*\shpinst{\shptxt \pard Boxed.\par}}}"
        r"\pard\trowd\clvmgf\cellx1000\cellx2000\intbl East\cell 3\cell\row\trowd\clvmrg\cellx1000"
        r"\cellx2000\intbl\cell 5\cell\row\pard\trowd\cellx1000\intbl Left\cell\pard\intbl\itap2 a"
        r"\nestcell{\*\nesttableprops\trowd\cellx500\nestrow}\pard\intbl under\cell\row\pard"
        r"{\mmath{\*\moMath{\mf{\mnum{\mr a}}{\mden{\mr 4}}}}}{\upr{L}{\*\ud{\u321?}}}\par"
    )


def _pdf() -> bytes:
    rows = [(60, "Boat"), (160, "Toll"), (260, "Night")]
    lines = [drawn(60, 700, "A yard of 80 m", raised("2"), " holds H", lowered("2"), "O and more.")]
    lines += [drawn(x, 640 - 14 * n, f"{text} {n}") for n in range(5) for x, text in rows]
    return printed(
        Sheet(lines, [(50, 560, 300, 100)], ["<</Type/Annot/Subtype/Text/Contents(A note)>>"]),
        [drawn(60, 780, "A head", size=14), drawn(60, 700, "It goes on over the page-")],
        [drawn(60, 700, "break to here."), drawn(300, 20, "3", size=8)],
    )
