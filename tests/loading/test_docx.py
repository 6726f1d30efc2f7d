"""A Word document is read as its reader sees it."""

import pytest

from tests.loading.office_files import (
    article,
    docx,
    field,
    paragraph,
    paragraphs,
    relationship,
    run,
)

RAISED = '<w:vertAlign w:val="superscript"/>'
LOWERED = '<w:vertAlign w:val="subscript"/>'


def text_of(*content: str) -> str:
    """The text of one paragraph."""
    return article(docx(paragraph(*content))).text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (("It weighs 3 × 10", run("7", RAISED), " grams"), "It weighs 3 × 10⁷ grams"),
        (("a yard of 80 m", run("2", RAISED)), "a yard of 80 m²"),
        (("a yard of 80 m", run("2", '<w:position w:val="8"/>')), "a yard of 80 m²"),
        (("two cups, 2", run("3", RAISED), "/", run("4", LOWERED)), "two cups, 2¾"),
        (("on the 3", run("rd", RAISED), " of May"), "on the 3rd of May"),
        (("Na", run("2", LOWERED), "SO", run("4", LOWERED)), "Na2SO4"),
        (("the speed v", run("max", LOWERED)), "the speed v_max"),
        (("closed in 1884", run("6", RAISED), " for good"), "closed in 1884 for good"),
        (("the harbour", run("14", RAISED), " froze"), "the harbour froze"),
        ((run("A letterhead, raised", RAISED),), "A letterhead, raised"),
    ],
)
def test_raised_and_lowered_characters_keep_their_meaning(
    content: tuple[str, ...], text: str
) -> None:
    """Powers, indices, fractions and ordinals are written; the marks of notes are not."""
    assert text_of(*content) == text


def test_a_style_can_raise_or_hide_characters() -> None:
    """What a run says itself is over its style, and a style over the one that it is based on."""
    styles = (
        f'<w:styles><w:style w:styleId="Base"><w:rPr>{RAISED}</w:rPr></w:style>'
        '<w:style w:styleId="Up"><w:basedOn w:val="Base"/></w:style>'
        '<w:style w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    )
    content = paragraph(
        "90 m",
        run("2", '<w:rStyle w:val="Up"/>'),
        run(" unseen", '<w:rStyle w:val="Secret"/>'),
        run(" seen", '<w:rStyle w:val="Secret"/><w:vanish w:val="0"/>'),
    )
    assert article(docx(content, {"word/styles.xml": styles})).text == "90 m² seen"


def test_what_is_deleted_moved_away_or_hidden_is_not_read() -> None:
    """A paragraph whose end is deleted goes on in the next."""
    moved = f"<w:moveFrom>{run('there')}</w:moveFrom><w:moveTo>{run('here')}</w:moveTo>"
    deleted = "<w:del><w:r><w:delText>nine</w:delText></w:r></w:del>"
    body = (
        paragraph("It costs ", deleted, f"<w:ins>{run('ten')}</w:ins>", " crowns.")
        + paragraph("Stand ", moved, run(" hidden", "<w:vanish/>"), ".")
        + paragraph("One end", properties="<w:rPr><w:del/></w:rPr>")
        + paragraph(" is gone.")
    )
    assert paragraphs(docx(body)) == ["It costs ten crowns.", "Stand here.", "One end is gone."]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (f'<w:fldSimple w:instr=" MERGEFIELD Name ">{run("«Name»")}</w:fldSimple>', "«Name»"),
        (field(" REF _x ", run("Table 4")), "Table 4"),
        (f"<w:smartTag><w:customXml>{run('Sund')}</w:customXml></w:smartTag>", "Sund"),
        (f'<w:bdo w:val="rtl">{run("שלום")}</w:bdo>', "שלום"),
        (f'<w:hyperlink r:id="r9">{run("the map")}</w:hyperlink>', "the map"),
        ("<w:r><w:t>one</w:t><w:cr/><w:t>two</w:t></w:r>", "one\ntwo"),
        ("<w:r><w:t>well</w:t><w:noBreakHyphen/><w:t>known</w:t></w:r>", "well\u2011known"),
        (
            f"<w:r><w:ruby><w:rt>{run('おおさか')}</w:rt><w:rubyBase>{run('大阪')}</w:rubyBase>"
            "</w:ruby></w:r>",
            "大阪（おおさか）",
        ),
        (field(r" EQ \* jc2 \* hps10 \o\ad(\s\up 9(おおさか),大阪) "), "大阪（おおさか）"),
        (field(r" EQ \f(1,8) "), "1/8"),
        (field(r' SYMBOL 97 \f "Symbol" \s 12 '), "α"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "✓"),
        (run("\uf06d", '<w:rFonts w:ascii="Symbol"/>'), "μ"),
        (field(" DATE ", run("3 May")) + field(" PAGEREF x "), "3 May"),
        (
            field(
                " FORMCHECKBOX ", "", "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>"
            ),
            "☒",
        ),
        (
            field(
                " FORMDROPDOWN ",
                None,
                '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="red"/>'
                '<w:listEntry w:val="blue"/></w:ddList></w:ffData>',
            ),
            "blue",
        ),
        (
            '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="0"/></w14:checkbox></w:sdtPr>'
            "<w:sdtContent/></w:sdt>",
            "☐",
        ),
        (f"<w:sdt><w:sdtContent>{run('☒')}</w:sdtContent></w:sdt>", "☒"),
    ],
)
def test_nothing_that_is_seen_is_lost(content: str, text: str) -> None:
    """Fields, controls, signs and what is wrapped in other elements stand in their sentence."""
    assert text_of("Here ", content, " stands.") == f"Here {text} stands."


def test_an_equation_is_a_line_of_text() -> None:
    """Fractions, powers, sums and roots are written as one types them."""
    equation = (
        "<m:oMath><m:r><m:t>y</m:t></m:r><m:r><m:t>=</m:t></m:r>"
        "<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>4</m:t></m:r></m:den></m:f>"
        "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>3</m:t></m:r></m:sup></m:sSup>"
        '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>i</m:t></m:r></m:sub>'
        "<m:sup><m:r><m:t>n</m:t></m:r></m:sup><m:e><m:r><m:t>z</m:t></m:r></m:e></m:nary>"
        "<m:rad><m:deg/><m:e><m:r><m:t>2</m:t></m:r></m:e></m:rad></m:oMath>"
    )
    assert text_of("So ", equation, " holds.") == "So y = (a+b)/4x³∑_iⁿ z√2 holds."


BOX = f"<w:txbxContent>{paragraph('Boxed words.')}</w:txbxContent>"


@pytest.mark.parametrize(
    "drawing",
    [
        f"<w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing>",
        f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>",
        f"<mc:AlternateContent><mc:Choice><w:drawing>{BOX}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback></mc:AlternateContent>",
        f"<mc:AlternateContent><mc:Choice><w:drawing/></mc:Choice><mc:Fallback>{BOX}"
        "</mc:Fallback></mc:AlternateContent>",
        '<w:pict><v:shape><v:textpath string="Boxed words."/></v:shape></w:pict>',
        "<w:drawing><a:txBody><a:p><a:r><a:t>Boxed words.</a:t></a:r></a:p></a:txBody></w:drawing>",
    ],
)
def test_a_text_box_follows_the_sentence_that_it_stands_in(drawing: str) -> None:
    """It is read once, and cuts no sentence."""
    body = paragraph("The pier ", f"<w:r>{drawing}</w:r>", "stood long.") + paragraph("Then not.")
    assert paragraphs(docx(body)) == ["The pier stood long.", "Boxed words.", "Then not."]


def test_a_dropped_capital_belongs_to_its_word() -> None:
    """Word keeps it in a paragraph of its own."""
    body = paragraph("T", properties='<w:framePr w:dropCap="drop"/>') + paragraph("he ferry left.")
    assert paragraphs(docx(body)) == ["The ferry left."]


def test_diagrams_are_read_and_charts_and_objects_are_named() -> None:
    """Nothing is lost in silence."""
    link = {"word/_rels/document.xml.rels": relationship("part.xml")}
    diagram = "<dgm:dataModel><a:p><a:r><a:t>Plan</a:t></a:r></a:p></dgm:dataModel>"
    drawn = paragraph("See ", '<w:r><w:drawing><dgm:relIds r:dm="r1"/></w:drawing></w:r>', "it.")
    assert paragraphs(docx(drawn, link | {"word/part.xml": diagram})) == ["See it.", "Plan"]
    chart = "<c:chart><c:title><a:p><a:r><a:t>Rain</a:t></a:r></a:p></c:title></c:chart>"
    drawn = paragraph("See ", '<w:r><w:drawing><c:chart r:id="r1"/></w:drawing></w:r>', "it.")
    found = article(docx(drawn, link | {"word/part.xml": chart}))
    assert (found.text, found.unread) == ("See it.\n\nRain", ("a chart",))
    embedded = '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>'
    found = article(docx(paragraph("See ", embedded, "it.")))
    assert (found.text, found.unread) == ("See it.", ("an embedded object (Excel.Sheet.12)",))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("part.html", "<h1>The boat</h1><p>It left."),
        ("part.rtf", r"{\rtf1 The \b boat\b0\par It left.\par}"),
        ("part.txt", "The boat\nIt left."),
        ("part.docx", docx(paragraph("The boat") + paragraph("It left."))),
        (
            "part.mht",
            "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
            "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable"
            "\n\n<p>The =62oat<p>It left.\n--b--\n",
        ),
    ],
)
def test_an_inserted_document_is_read_in_its_place(name: str, data: str | bytes) -> None:
    """Whatever its format."""
    body = paragraph("Before.") + '<w:altChunk r:id="r1"/>' + paragraph("After.")
    parts = {"word/_rels/document.xml.rels": relationship(name), f"word/{name}": data}
    assert paragraphs(docx(body, parts)) == ["Before.", "The boat", "It left.", "After."]


def test_an_inserted_document_that_cannot_be_read_is_named() -> None:
    """So is one within another: packages within packages have no end."""
    body = paragraph("Before.") + '<w:altChunk r:id="r1"/>'
    link = {"word/_rels/document.xml.rels": relationship("part")}
    inner = docx(body, link | {"word/part": docx(paragraph("Deep."))})
    found = article(docx(body, link | {"word/part": inner}))
    assert found.text == "Before.\n\nBefore."
    found = article(docx(body, link | {"word/part": b"\x00\x01\x02"}))
    assert (found.text, found.unread) == ("Before.", ("an inserted document",))


CONTENTS = field(' TOC \\o "1-3" ', f"{run('Dam 3')}</w:p><w:p>{run('Boats 9')}")


@pytest.mark.parametrize(
    "contents",
    [
        paragraph("Contents", properties='<w:pStyle w:val="TOCHeading"/>') + paragraph(CONTENTS),
        paragraph("Dam 3", properties='<w:pStyle w:val="TOC1"/>'),
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
        f"</w:sdtPr><w:sdtContent>{paragraph('Dam 3')}</w:sdtContent></w:sdt>",
    ],
)
def test_a_table_of_contents_is_left_out_and_named(contents: str) -> None:
    """It repeats the headings."""
    heading = paragraph("Dam", properties='<w:outlineLvl w:val="0"/>')
    found = article(docx(contents + heading + paragraph("It held.")))
    assert (found.text, found.unread) == ("Dam\n\nIt held.", ("table of contents",))
    assert [place.label for place in found.places] == ["Dam"]


def test_a_field_that_never_ends_hides_nothing() -> None:
    """Its characters are passed over."""
    opened = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
    )
    assert paragraphs(docx(paragraph(opened, "Kept.") + paragraph("So too."))) == [
        "Kept.",
        "So too.",
    ]


NUMBERING = """<w:numbering><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="Article %1"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%3"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>
<w:lvlText w:val="\uf0b7"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>
<w:lvlText w:val="☒"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="0"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num></w:numbering>"""


def item(text: str, number: int, level: int = 0, properties: str = "") -> str:
    """An item of a list."""
    listed = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text, properties=properties + listed)


def test_items_keep_the_numbers_that_word_shows() -> None:
    """A list goes on after other text, begins anew where it says so, and bullets are "-"."""
    body = (
        item("Fee", 1) + item("Card", 1, 1) + item("Cash", 1, 1) + item("Coins", 1, 2)
        + item("Boats", 1) + item("Rope", 1, 1) + paragraph("Between.") + item("Late", 1)
        + item("dot", 2) + item("done", 3) + item("Seven", 4) + item("Eight", 4)
    )  # fmt: skip
    assert paragraphs(docx(body, {"word/numbering.xml": NUMBERING})) == [
        "Article 1 Fee\n1.a) Card\n1.b) Cash\nI Coins\nArticle 2 Boats\n2.a) Rope",
        "Between.",
        "Article 3 Late",
        "- dot",
        "☒ done",
        "Article 7 Seven\nArticle 8 Eight",
    ]


def test_a_numbered_heading_keeps_its_number() -> None:
    """Text refers to it by that."""
    body = item("Scope", 1, 0, '<w:outlineLvl w:val="0"/>') + paragraph("Boats.")
    found = article(docx(body, {"word/numbering.xml": NUMBERING}))
    assert found.text == "Article 1 Scope\n\nBoats."
    assert [place.label for place in found.places] == ["Article 1 Scope"]


def table(*rows: list[tuple[str, str]]) -> str:
    """A table of cells, each with its properties and the content of its paragraph."""
    return "<w:tbl>{}</w:tbl>".format(
        "".join(
            f"<w:tr>{''.join(f'<w:tc><w:tcPr>{p}</w:tcPr>{paragraph(*c)}</w:tc>' for p, *c in row)}"
            "</w:tr>"
            for row in rows
        )
    )


def test_cells_are_whole_and_stand_in_their_columns() -> None:
    """What a cell spans repeats it where it is a head, else leaves its columns empty."""
    down, still = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        [("", "Coast"), ("", "Harbour"), ('<w:gridSpan w:val="2"/>', "Ships")],
        [(down, "East"), ("", run("Fen") + run("wick", "<w:b/>")), ("", "3"), ("", "4")],
        [(still, ""), ('<w:gridSpan w:val="2"/>', "Sund"), ("", "9")],
        [('<w:gridSpan w:val="4"/>', "Counted at dusk")],
    )
    assert article(docx(body)).text == (
        "Coast | Harbour | Ships | Ships\nEast | Fenwick | 3 | 4\nEast | Sund |  | 9\n"
        "Counted at dusk"
    )


def test_a_table_that_lays_out_a_page_is_read_as_a_page() -> None:
    """One column, or tables within cells, hold paragraphs."""
    inner = table([("", "a"), ("", "b")])
    body = f"<w:tbl><w:tr><w:tc>{paragraph('Minutes')}{paragraph('We met.')}</w:tc></w:tr></w:tbl>"
    assert paragraphs(docx(body)) == ["Minutes", "We met."]
    body = f"<w:tbl><w:tr><w:tc>{paragraph('Left')}</w:tc><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    assert paragraphs(docx(body)) == ["Left", "a | b"]


def test_the_text_may_be_a_part_of_another_name() -> None:
    """The package says which part it is."""
    parts = {
        "_rels/.rels": relationship("/word/document2.xml", "officeDocument"),
        "word/document2.xml": f"<w:document><w:body>{paragraph('Found.')}</w:body></w:document>",
    }
    assert paragraphs(docx(paragraph("Not this."), parts)) == ["Found."]
