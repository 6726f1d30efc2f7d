"""An OpenDocument text is read as its reader sees it."""

import pytest

from tests.loading.office_files import article, odt, paragraphs

UP = (
    '<style:style style:name="Up" style:family="text"><style:text-properties '
    'style:text-position="{}"/></style:style>'
)
HIDDEN = (
    '<style:style style:name="No" style:family="{}"><style:text-properties text:display="none"/>'
    "</style:style>"
)


def p(*content: str) -> str:
    """A paragraph."""
    return f"<text:p>{''.join(content)}</text:p>"


def text_of(*content: str, styles: str = "") -> str:
    """The text of one paragraph."""
    return article(odt(p(*content), styles)).text


@pytest.mark.parametrize(
    ("position", "before", "shifted", "text"),
    [
        ("super 58%", "a yard of 80 m", "2", "a yard of 80 m²"),
        ("33% 58%", "a yard of 80 m", "2", "a yard of 80 m²"),
        ("-33% 58%", "C", "60", "C60"),
        ("sub", "the speed v", "0", "the speed v₀"),
        ("super", "closed in 1884", "7", "closed in 1884"),
        ("0% 100%", "twice 10", "3", "twice 103"),
    ],
)
def test_raised_and_lowered_characters_keep_their_meaning(
    position: str, before: str, shifted: str, text: str
) -> None:
    """The position of a style raises or lowers them, in words or in per cent."""
    span = f'<text:span text:style-name="Up">{shifted}</text:span>'
    assert text_of(before, span, " here", styles=UP.format(position)) == f"{text} here"


def test_what_is_hidden_is_not_read() -> None:
    """By a style, by a field, by a section."""
    body = (
        p('Seen<text:span text:style-name="No"> unseen</text:span>.')
        + p('It costs <text:hidden-text text:string-value="x">nine </text:hidden-text>ten.')
        + p('<text:hidden-text text:is-hidden="false">Shown.</text:hidden-text>')
        + p('<text:hidden-paragraph text:is-hidden="true"/>Not this.')
        + f'<text:section text:display="none">{p("Nor this.")}</text:section>'
        + f"<text:section>{p('But this.')}</text:section>"
    )
    assert paragraphs(odt(body, HIDDEN.format("text"))) == [
        "Seen.",
        "It costs ten.",
        "Shown.",
        "But this.",
    ]
    body = '<text:p text:style-name="No">Gone.</text:p>' + p("Kept.")
    assert paragraphs(odt(body, HIDDEN.format("paragraph"))) == ["Kept."]


def test_tracked_deletions_stay_out() -> None:
    """What was put in their place is read."""
    changes = (
        f"<text:tracked-changes><text:deletion>{p('nine')}</text:deletion></text:tracked-changes>"
    )
    assert paragraphs(odt(changes + p("It costs <text:change/>ten.")))[-1] == "It costs ten."


def test_frames_follow_the_sentence_that_they_stand_in() -> None:
    """Their text is kept; what only stands for a picture is not text."""
    photos = p("Photo one.") + p("Photo two.")
    box = f"<draw:frame><draw:text-box>{photos}</draw:text-box></draw:frame>"
    shape = f"<draw:custom-shape>{p('In a shape.')}</draw:custom-shape>"
    named = "<svg:title>Bild 9</svg:title><svg:desc>a door</svg:desc>"
    picture = f"<draw:frame><draw:image/>{named}</draw:frame>"
    body = p(f"The pier {box}stood{picture} {shape}long.") + box
    assert paragraphs(odt(body)) == [
        "The pier stood long.",
        "Photo one.",
        "Photo two.",
        "In a shape.",
        "Photo one.",
        "Photo two.",
    ]


def test_a_reading_stands_in_brackets_after_its_characters() -> None:
    """Both are seen."""
    ruby = (
        "<text:ruby><text:ruby-base>大阪</text:ruby-base><text:ruby-text>おおさか</text:ruby-text>"
        "</text:ruby>"
    )
    assert text_of("In ", ruby, " today.") == "In 大阪（おおさか） today."


def test_formulas_are_read_and_other_objects_named() -> None:
    """A formula stands in its sentence."""
    formula = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mi>s</mi><mo>=</mo>'
        "<mfrac><mn>1</mn><mn>2</mn></mfrac><mi>g</mi><msup><mi>t</mi><mn>2</mn></msup></mrow>"
        '<annotation encoding="StarMath 5.0">s = 1 over 2 g t^2</annotation></semantics></math>'
    )
    chart = "<office:document-content><chart:chart/></office:document-content>"
    frames = [f'<draw:frame><draw:object xlink:href="./{n}"/></draw:frame>' for n in "ab"]
    data = odt(
        p(f"So {frames[0]} holds; see {frames[1]}it."),
        parts={"a/content.xml": formula.encode(), "b/content.xml": chart},
    )
    found = article(data)
    assert (found.text, found.unread) == ("So s = 1/2gt² holds; see it.", ("a chart",))


def test_controls_of_forms_show_their_state() -> None:
    """They are drawn where they stand, and described apart."""
    forms = (
        '<office:forms><form:form><form:checkbox form:id="a" form:label="Rope" '
        'form:current-state="checked"/><form:checkbox form:id="b" form:label="Oar"/></form:form>'
        "</office:forms>"
    )
    drawn = '<draw:control draw:control="a"/>, <draw:control draw:control="b"/>'
    assert article(odt(forms + p(drawn))).text == "☒ Rope, ☐ Oar"


def test_a_table_of_contents_is_left_out_and_named() -> None:
    """Other indexes are kept."""
    contents = f"<text:table-of-content>{p('Dam 1')}</text:table-of-content>"
    index = f"<text:alphabetical-index>{p('ropes 4')}</text:alphabetical-index>"
    found = article(odt(contents + p("It held.") + index))
    assert (found.text, found.unread) == ("It held.\n\nropes 4", ("table of contents",))


LISTS = """<text:list-style style:name="N">
<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"
 text:display-levels="2"/></text:list-style>
<text:list-style style:name="R"><text:list-level-style-number text:level="1" style:num-format="i"
 style:num-prefix="(" style:num-suffix=")" text:start-value="3"/></text:list-style>
<text:list-style style:name="B"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/>
</text:list-style>"""


def listed(*items: str, style: str = "N", attributes: str = "") -> str:
    """A list of items, each of paragraphs and lists."""
    inside = "".join(f"<text:list-item>{item}</text:list-item>" for item in items)
    return f'<text:list text:style-name="{style}" {attributes}>{inside}</text:list>'


def test_items_keep_the_numbers_that_are_shown() -> None:
    """Lists count anew unless they go on; a second paragraph has no number."""
    inner = f"<text:list><text:list-item>{p('Rope')}</text:list-item></text:list>"
    body = (
        listed(p("Fee"), p("Boats") + p("of any size") + inner, p("Late"))
        + p("Between.")
        + listed(p("Lost"), attributes='text:continue-numbering="true"')
        + listed(p("dot"), style="B")
        + listed(p("third"), p("fourth"), style="R")
        + listed(p("Again"))
    )
    assert paragraphs(odt(body, LISTS)) == [
        "1. Fee\n2. Boats\nof any size\n2.a) Rope\n3. Late",
        "Between.",
        "4. Lost",
        "- dot",
        "(iii) third\n(iv) fourth",
        "1. Again",
    ]


def test_an_item_may_state_its_number() -> None:
    """The next count from there."""
    items = (
        f'<text:list-item text:start-value="5">{p("a")}</text:list-item><text:list-item>{p("b")}'
    )
    body = f'<text:list text:style-name="N">{items}</text:list-item></text:list>'
    assert paragraphs(odt(body, LISTS)) == ["5. a\n6. b"]


def test_numbered_headings_keep_their_numbers() -> None:
    """Where the document numbers its outline."""
    outline = (
        "<office:document-styles><office:styles><text:outline-style>"
        '<text:outline-level-style text:level="1" style:num-format="1"/>'
        '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
        "</text:outline-style></office:styles></office:document-styles>"
    )
    body = "".join(
        f'<text:h text:outline-level="{level}">{text}</text:h>'
        for level, text in ((1, "Dam"), (2, "Gate"), (2, "Lock"))
    )
    found = article(odt(body, parts={"styles.xml": outline}))
    assert [place.label for place in found.places] == [
        "1 Dam",
        "1 Dam › 1.1 Gate",
        "1 Dam › 1.2 Lock",
    ]


def cell(*content: str, attributes: str = "") -> str:
    """A cell of a table."""
    return f"<table:table-cell {attributes}>{''.join(map(p, content))}</table:table-cell>"


@pytest.mark.parametrize("covered", ["<table:covered-table-cell/>", ""])
def test_cells_are_whole_and_stand_in_their_columns(covered: str) -> None:
    """Whether the cells that others cover are written, as they should, or left out."""
    rows = [
        cell("Coast") + cell("Ships", attributes='table:number-columns-spanned="2"') + covered,
        cell("East", attributes='table:number-rows-spanned="2"') + cell("3") + cell("4"),
        covered + cell("Fen<text:span>wick</text:span>", "Bay") + cell("9"),
        cell("West") + cell("5", attributes='table:number-columns-repeated="2"'),
    ]
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    assert article(odt(f"<table:table>{body}</table:table>")).text == (
        "Coast | Ships | Ships\nEast | 3 | 4\nEast | Fenwick Bay | 9\nWest | 5 | 5"
    )


def test_the_title_may_be_a_paragraph_of_its_style() -> None:
    """A style of its own that is based on it counts, too."""
    style = (
        '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    )
    found = article(odt('<text:p text:style-name="P1">The Fair</text:p>' + p("It rained."), style))
    assert (found.title, found.text) == ("The Fair", "It rained.")
