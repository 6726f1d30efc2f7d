"""A rich text is read as its reader sees it."""

import pytest

from tests.loading.office_files import article, paragraphs, rtf


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"It weighs 3 x 10{\super 7} grams", "It weighs 3 x 10⁷ grams"),
        (r"a yard of 80 m{\up6\fs14 2}", "a yard of 80 m²"),
        (r"a yard of 80 m\super 2\nosupersub  or so", "a yard of 80 m² or so"),
        (r"two cups, 2{\super 3}/{\sub 4}", "two cups, 2¾"),
        (r"Na{\sub 2}SO{\sub 4}", "Na2SO4"),
        (r"the speed v{\dn6 0}", "the speed v₀"),
        (r"closed in 1884{\super 7} for good", "closed in 1884 for good"),
    ],
)
def test_raised_and_lowered_characters_keep_their_meaning(body: str, text: str) -> None:
    """Powers, indices and fractions are written; the marks of notes are not."""
    assert article(rtf(rf"\pard {body}\par")).text == text


def test_notes_stand_at_the_end_without_their_marks() -> None:
    """Automatic marks and typed ones."""
    notes = (
        r"{\super\chftn}{\footnote\chftn  The first.}",
        r"{\super *}{\*\footnote {\super *} The second.}",
    )
    data = rtf(rf"\pard It rang{notes[0]} twice{notes[1]}.\par")
    assert paragraphs(data) == ["It rang twice.", "The first.", "The second."]
    assert [place.label for place in article(data).places][-1] == "notes"


def test_what_is_deleted_moved_away_or_hidden_is_not_read() -> None:
    """A paragraph whose end is deleted or hidden goes on in the next."""
    body = (
        r"\pard It costs {\deleted nine }{\revised ten}{\v  or so}.\par{\v A hidden one.\par}"
        r"{\mvf Gone. }Here{\deleted\par } it ends.\par"
    )
    assert paragraphs(rtf(body)) == ["It costs ten.", "Here it ends."]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r'{\field{\*\fldinst HYPERLINK "http://a.example/"}{\fldrslt the map}}', "the map"),
        (r"{\field{\*\fldinst MERGEFIELD x}{\fldrslt «Name»}}", "«Name»"),
        (r"{\field{\*\fldinst SYMBOL 252 \\f Wingdings \\s 12}{\fldrslt }}", "✓"),
        (
            r"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres25\ffdefres1}}}}",
            "☒",
        ),
        (
            r"{\field{\*\fldinst FORMDROPDOWN {\*\formfield{\fftype2\ffres1{\*\ffl red}"
            r"{\*\ffl blue}}}}}",
            "blue",
        ),
        (r"{\f2\'fe}", "☑"),
        (r"{\f2\u-3842?}", "☑"),
        (r"\u-10179?\u-8704?", "😀"),
        (r"{\uc0\u-10179\u-8704}", "😀"),
        (r"\u128512?", "😀"),
        (r"{\uc2\u8364\'80x}", "€"),
        (r"{\f1\'cf\'f0\'e8}", "При"),
        (r"{\upr{Lodz}{\*\ud{\u321?\'f3d\u378?}}}", "Łódź"),
        (r"\ldblquote well\_known\rdblquote\~\emdash  co\-op", "“well\u2011known” — coop"),
        (r"{\*\unknown{\b gone}}seen{\*\x\bin4 {}{}}", "seen"),
        (
            r"{\mmath{\*\moMath{\mf{\mfPr{\mctrlPr}}{\mnum{\mr a+b}}{\mden{\mr 4}}}"
            r"{\msSup{\me{\mr x}}{\msup{\mr 3}}}}{\mmathPict{\pict 00}}}",
            "(a+b)/4x³",
        ),
    ],
)
def test_nothing_that_is_seen_is_lost(body: str, text: str) -> None:
    """Fields, signs, characters beyond a code page and equations stand in their sentence."""
    assert article(rtf(rf"\pard Here {body} stands.\par")).text == f"Here {text} stands."


@pytest.mark.parametrize(
    "box",
    [
        r"{\shp{\*\shpinst{\sp{\sn a}{\sv 0}}{\shptxt \pard In a box.\par}}{\shprslt{\*\do "
        r"{\dptxbxtext \pard In a box.\par}}}}",
        r"{\*\do\dobxpage{\dptxbxtext \pard In a box.\par}}",
        r"{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv In a box.}}}}",
    ],
)
def test_a_shape_follows_the_sentence_that_it_stands_in(box: str) -> None:
    """Its text is read once."""
    data = rtf(rf"\pard The pier {box}stood long.\par Then not.\par")
    assert paragraphs(data) == ["The pier stood long.", "In a box.", "Then not."]


def test_contents_are_left_out_and_objects_without_text_are_named() -> None:
    """An object with a text in its place is read."""
    contents = r"{\field{\*\fldinst TOC \\o}{\fldrslt Dam\tab 1\par Boats\tab 4\par}}"
    sheet = r"{\object{\*\objclass Excel.Sheet.8}{\*\objdata 01}{\result {\pict 00}}}"
    text = r"{\object{\*\objclass Word.Document.8}{\result inside}}"
    found = article(rtf(rf"{contents}\pard It {sheet}held {text}.\par"))
    assert found.text == "It held inside."
    assert found.unread == ("table of contents", "an embedded object (Excel.Sheet.8)")


def test_items_keep_the_numbers_that_are_shown() -> None:
    """As list text of either kind, or typed; other signs are bullets."""
    body = (
        r"\pard{\pntext\f0 1.\tab}Fee\par{\listtext\tab 2.a)\tab}Card\par"
        r"{\listtext\f2\'a8\tab}Open\par"
        r"{\listtext o\tab}Ring\par\bullet\tab Dot\par IV.\tab Four\par\pard End \bullet  here.\par"
    )
    assert paragraphs(rtf(body)) == [
        "1. Fee\n2.a) Card\n☐ Open\n- Ring\n- Dot\nIV. Four",
        "End • here.",
    ]


def test_headings_label_what_stands_under_them() -> None:
    """By their style or their outline level."""
    found = article(
        rtf(r"\pard\s1 Dam\par\pard It held.\par\pard\outlinelevel1 Gate\par\pard Shut.\par")
    )
    assert found.text == "Dam\n\nIt held.\n\nGate\n\nShut."
    assert [place.label for place in found.places] == ["Dam", "Dam › Gate"]


def test_cells_stand_in_their_columns() -> None:
    """A cell that spans rows is repeated, one over columns keeps them in line."""
    columns = r"\cellx1000\cellx2000\cellx3000"
    body = (
        rf"\pard\trowd\cellx1000\cellx3000\intbl Coast\cell Ships\cell\row\trowd\clvmgf{columns}"
        rf"\intbl East\cell 3\par 4\cell Fen{{\b wick}}\cell\row\trowd\clvmrg{columns}"
        r"\intbl\cell 5\cell 6\cell\row\pard After.\par"
    )
    assert paragraphs(rtf(body)) == [
        "Coast | Ships | Ships\nEast | 3 4 | Fenwick\nEast | 5 | 6",
        "After.",
    ]


def test_a_table_within_a_cell_is_read_in_its_place() -> None:
    """The outer table then only lays out the page."""
    body = (
        r"\pard\trowd\cellx1000\cellx2000\intbl Left\cell\pard\intbl\itap2 a\nestcell b\nestcell"
        r"{\*\nesttableprops\trowd\cellx500\cellx1000\nestrow}{\nonesttables\par}"
        r"\pard\intbl under\cell\row\pard After.\par"
    )
    assert paragraphs(rtf(body)) == ["Left", "a | b", "under", "After."]


def test_a_file_that_breaks_off_is_read_to_there() -> None:
    """Groups that never end end with it."""
    assert article(rtf(r"\pard It rang.\par{\b And ag")[:-1]).text == "It rang.\n\nAnd ag"


def test_properties_are_the_metadata() -> None:
    """Title, author, keywords and the date of creation."""
    created = r"{\creatim\yr1931\mo5\dy3}"
    info = rf"{{\info{{\title The \'cefair}}{{\author H. L.}}{{\keywords rain, boats}}{created}}}"
    found = article(rtf(info + r"\pard It rained.\par"))
    assert (found.title, found.author, found.published) == ("The Îfair", "H. L.", "1931-05-03")
    assert found.tags == ("rain", "boats")
