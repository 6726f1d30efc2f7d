"""Word documents, complete packages as Word writes them."""

from benchmarks.documents import (
    AROUND,
    FRAMES,
    HYPHENS,
    NUMBERS,
    RAISED,
    TABLES,
    UNKNOWN,
    UNSEEN,
    Case,
)
from tests.loading.office_files import docx, field, paragraph, run

_SCHEMA = "http://schemas.openxmlformats.org"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_LINKS = f"{_SCHEMA}/package/2006/relationships"
_OFFICE = f"{_SCHEMA}/officeDocument/2006/relationships"
_BEFORE = paragraph("The harbour of Marn was dredged in the spring of that year.")
_AFTER = paragraph("Nobody but the pilots had asked for it.")
_UP = '<w:vertAlign w:val="superscript"/>'
_DOWN = '<w:vertAlign w:val="subscript"/>'
_NUMBERING = (
    '<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>'
)


def _package() -> dict[str, str | bytes]:
    """The parts beside the text that Word writes into every document."""
    types = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_MAIN}.{kind}+xml"/>'
        for part, kind in (
            ("document", "document.main"),
            ("styles", "styles"),
            ("numbering", "numbering"),
        )
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(
            (("aFChunk", "part.html"), ("styles", "styles.xml"), ("numbering", "numbering.xml")), 1
        )
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_SCHEMA}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="html" ContentType="text/html"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_LINKS}"><Relationship Id="d" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_LINKS}">{links}</Relationships>',
        "word/styles.xml": '<w:styles><w:style w:type="paragraph" w:default="1" '
        'w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>',
        "word/numbering.xml": _NUMBERING,
        "word/part.html": "<html><body><p>The pilots row at dawn.</p></body></html>",
    }


def _written(*body: str) -> bytes:
    return docx(_BEFORE + "".join(body) + _AFTER, _package())


def _said(*content: str) -> bytes:
    return _written(paragraph(*content))


def _item(text: str, number: int) -> str:
    listed = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text, properties=listed)


def _table(*rows: list[tuple[str, str]]) -> str:
    lines = [
        "".join(f"<w:tc><w:tcPr>{p}</w:tcPr>{paragraph(*text)}</w:tc>" for p, *text in row)
        for row in rows
    ]
    grid = "<w:gridCol/>" * max(map(len, rows))
    joined = "".join(f"<w:tr>{line}</w:tr>" for line in lines)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{joined}</w:tbl>"


def _box(text: str) -> str:
    """A text box as Word draws it, with its twin for older programs."""
    inside = f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"
    graphic = (
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/'
        f'wordprocessingShape"><wps:wsp><wps:txbx>{inside}</wps:txbx><wps:bodyPr/></wps:wsp>'
        "</a:graphicData></a:graphic>"
    )
    drawing = (
        '<w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        f'wordprocessingDrawing"><wp:extent cx="1" cy="1"/><wp:docPr id="1" name="a"/>{graphic}'
        "</wp:inline></w:drawing>"
    )
    twin = f"<w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{drawing}</mc:Choice>'
        f"<mc:Fallback>{twin}</mc:Fallback></mc:AlternateContent></w:r>"
    )


_EQUATION = (
    "<m:oMath><m:r><m:t>F</m:t></m:r><m:r><m:t>=</m:t></m:r><m:r><m:t>m</m:t></m:r>"
    "<m:r><m:t>a</m:t></m:r></m:oMath>"
)
_RUBY = (
    "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>おおさか</w:t></w:r></w:rt><w:rubyBase>"
    "<w:r><w:t>大阪</w:t></w:r></w:rubyBase></w:ruby></w:r>"
)
_TICKED = (
    '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr>'
    f"<w:sdtContent>{run('☒')}</w:sdtContent></w:sdt>"
)
_CONTROL = f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{run('Odile')}</w:sdtContent></w:sdt>"
_CHOSEN = (
    '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="red"/>'
    '<w:listEntry w:val="blue"/></w:ddList></w:ffData>'
)
_DELETED = '<w:del w:id="1" w:author="a"><w:r><w:delText>nine</w:delText></w:r></w:del>'
_INSERTED = f'<w:ins w:id="2" w:author="a">{run("ten")}</w:ins>'
_CONTENTS = paragraph(
    field(' TOC \\o "1-3" ', f"{run('The dredging 3')}</w:p><w:p>{run('The pilots 9')}")
)

CASES = [
    Case(RAISED, "power.docx", _said("It holds 3 × 10", run("7", _UP), " buckets."),
         (r"3 × 10\^7 buckets",)),
    Case(RAISED, "area.docx", _said("The yard is 80 m", run("2", _UP), " wide."),
         (r"80 m\^?2 wide",)),
    Case(RAISED, "fraction.docx", _said("Add 2", run("3", _UP), "/", run("4", _DOWN), " cups."),
         (r"2[ ^]\s?3 ?/ ?_?4 cups",)),
    Case(RAISED, "formula.docx", _said("Soda is Na", run("2", _DOWN), "CO", run("3", _DOWN), "."),
         ("Na_?2 ?CO_?3",)),
    Case(RAISED, "note-mark.docx", _said("It shut in 1884", run("6", _UP), " for good."),
         (r"in 1884\b",)),
    Case(UNKNOWN, "simple-field.docx",
         _said("It was weighed on ", f'<w:fldSimple w:instr="DATE">{run("3 May")}</w:fldSimple>',
               " at noon."), ("weighed on 3 May at noon",)),
    Case(UNKNOWN, "field.docx", _said("See ", field(" REF _x ", run("Table 4")), " below."),
         ("See Table 4 below",)),
    Case(UNKNOWN, "chosen.docx", _said("Paint it ", field(" FORMDROPDOWN ", None, _CHOSEN), "."),
         ("Paint it blue",)),
    Case(UNKNOWN, "text-box.docx", _said("The pier was sold.", _box("Bids close in June.")),
         ("Bids close in June",)),
    Case(UNKNOWN, "equation.docx", _said("The force is ", _EQUATION, " throughout."),
         ("force is F ?= ?ma throughout",)),
    Case(UNKNOWN, "ruby.docx", _said("She left ", _RUBY, " in May."),
         ("大阪",), ("大阪おおさか", "おおさか大阪")),
    Case(UNKNOWN, "ticked.docx", _said(_TICKED, " Paid in cash"), (r"[☒☑✓x]\]? ?Paid in cash",)),
    Case(UNKNOWN, "control.docx", _said("Signed by ", _CONTROL, " herself."),
         ("Signed by Odile herself",)),
    Case(UNKNOWN, "inserted.docx", _written('<w:altChunk r:id="r1"/>'),
         ("pilots row at dawn",)),
    Case(UNKNOWN, "sign.docx",
         _said('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', " Oiled the winch"),
         ("[✓✔] ?Oiled",)),
    Case(UNKNOWN, "return.docx", _said("<w:r><w:t>The gate opens.</w:t><w:cr/><w:t>Last the "
         "ferry leaves.</w:t></w:r>"), (r"opens\. (¶ )?Last",)),
    Case(UNSEEN, "deleted.docx", _said("It costs ", _DELETED, _INSERTED, " crowns."),
         ("costs ten crowns",), ("nine",)),
    Case(UNSEEN, "hidden.docx", _said("It costs ", run("about ", "<w:vanish/>"), "ten crowns."),
         ("costs ten crowns",)),
    Case(UNSEEN, "contents.docx", _written(_CONTENTS, paragraph("The dredging took a year.")),
         ("The dredging took a year",), ("pilots 9",)),
    Case(NUMBERS, "steps.docx",
         _written(*(_item(t, 1) for t in ("Shut the sluice.", "Open the drain.", "Ring."))),
         (r"2\. Open the drain",)),
    Case(NUMBERS, "from-seven.docx",
         _written(_item("Oil the winch.", 2), _item("Wait an hour.", 2)),
         (r"8\. Wait an hour",)),
    Case(TABLES, "cells.docx",
         _written(_table([("", "Ship"), ("", "Cargo")],
                         [("", run("Fen") + run("wick", "<w:b/>")), ("", "salt")])),
         ("Fenwick ¦ salt",)),
    Case(TABLES, "rows-merged.docx",
         _written(_table([("", "Coast"), ("", "Town"), ("", "Ships")],
                         [('<w:vMerge w:val="restart"/>', "East"), ("", "Sund"), ("", "12")],
                         [("<w:vMerge/>", ""), ("", "Marn"), ("", "31")])),
         ("¦ Marn ¦ 31",)),
    Case(TABLES, "head-merged.docx",
         _written(_table([("", "Coast"), ('<w:gridSpan w:val="2"/>', "Ships")],
                         [("", "East"), ("", "12"), ("", "31")])),
         ("East ¦ 12 ¦ 31", "Coast ¦ Ships")),
    Case(HYPHENS, "soft.docx", _said("<w:r><w:t>The light</w:t><w:softHyphen/><w:t>house burnt."
         "</w:t></w:r>"), ("The light\u00ad?house burnt",)),
    Case(HYPHENS, "unbroken.docx", _said("<w:r><w:t>A well</w:t><w:noBreakHyphen/><w:t>known "
         "pilot.</w:t></w:r>"), ("well[-\u2010\u2011]known pilot",)),
    Case(AROUND, "address.docx",
         _said("See ", field(' HYPERLINK "https://marn.example/t" ', run("the table")), "."),
         (r"marn\.example/t",)),
    Case(FRAMES, "box-in-sentence.docx",
         _said("The old pier ", _box("Sold in June."), "stood for long."),
         ("The old pier stood for long", r"Sold in June")),
]  # fmt: skip
