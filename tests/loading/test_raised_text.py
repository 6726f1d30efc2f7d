"""Raised and lowered characters keep their meaning, and the marks of notes are dropped."""

import pytest
from lxml import html

from qa_bot.loading.formats.html_blocks import extract_blocks
from qa_bot.loading.formats.ruby import spell_out_ruby


def text_of(fragment: str) -> str:
    """The text of a fragment of HTML, its blocks on lines."""
    page = html.document_fromstring(f"<body>{fragment}</body>")
    spell_out_ruby(page)
    return "\n".join(block.text for block in extract_blocks(page))


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("6 × 10<sup>9</sup> tons", "6 × 10⁹ tons"),
        ("10<sup>−3</sup> bar", "10⁻³ bar"),
        ("2<sup>8</sup> keys", "2⁸ keys"),
        ("a hall of 90 m<sup>2</sup>, 4 in<sup>3</sup>", "a hall of 90 m², 4 in³"),
        ("R<sup>2</sup>, sin<sup>2</sup> and (a + b)<sup>3</sup>", "R², sin² and (a + b)³"),
        ("x<sup>n+1</sup>, e<sup>kt</sup>, y<sup>k</sup>", "xⁿ⁺¹, e^kt, y^k"),
        ("C<sub>6</sub>H<sub>12</sub>O<sub>6</sub>", "C6H12O6"),
        ("SO<sub>4</sub><sup>2−</sup> and <sup>40</sup>K", "SO4²⁻ and ⁴⁰K"),
        ("v<sub>max</sub>, v<sub>0</sub>, log<sub>2</sub>", "v_max, v₀, log₂"),
        ("2<sup>3</sup>/<sub>4</sub> cups", "2¾ cups"),
        ("5<sup>7</sup>&frasl;<sub>16</sub> inches", "5 7/16 inches"),
        ("3<sup>1</sup>/2 feet", "3 1/2 feet"),
        ("the 2<sup>nd</sup>, M<sup>lle</sup>, XIX<sup>e</sup>", "the 2nd, Mlle, XIXe"),
        ("Brello<sup>TM</sup>", "Brello™"),
    ],
)
def test_powers_indices_and_fractions_are_written(fragment: str, text: str) -> None:
    """In Unicode where it has the character, else after a sign."""
    assert text_of(f"<p>{fragment}</p>") == text


@pytest.mark.parametrize(
    "fragment",
    [
        "It closed in 1884<sup>{}</sup> for good.",
        "The whole harbour<sup>{}</sup> froze.",
        "It rang.<sup>{}</sup> Nobody came.",
        "They paid 12,400<sup>{}</sup> guilders.",
        "“So be it”<sup>{}</sup> she said.",
    ],
)
@pytest.mark.parametrize("mark", ["7", "12", "[3]", "*", "†", "2, 3"])
def test_marks_of_notes_are_dropped(fragment: str, mark: str) -> None:
    """What they stand on tells them from powers."""
    assert text_of(f"<p>{fragment.format(mark)}</p>") == fragment.replace("<sup>{}</sup>", "")


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<mi>F</mi><mo>=</mo><mi>m</mi><mo>&#8290;</mo><mi>a</mi>", "F = ma"),
        ("<mfrac><mrow><mi>s</mi><mo>+</mo><mi>t</mi></mrow><mn>4</mn></mfrac>", "(s + t)/4"),
        ("<msup><mi>c</mi><mn>2</mn></msup>", "c²"),
        ("<msub><mi>v</mi><mi>out</mi></msub>", "v_out"),
        ("<msup><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>k</mi></msup>", "(a + b)^k"),
        ("<msup><mi>e</mi><mrow><mo>−</mo><mi>t</mi></mrow></msup>", "e^(−t)"),
        ("<msup><mi>f</mi><mo>′</mo></msup>", "f′"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "∛x"),
        ("<mover><mi>v</mi><mo>¯</mo></mover>", "v̄"),
        ("<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr></mtable>", "[a, b]"),
        ("<msqrt><mn>2</mn><mi>g</mi></msqrt>", "√(2g)"),
        (
            "<munderover><mo>∑</mo><mrow><mi>k</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi>"
            "</munderover>",
            "∑_(k=1)ⁿ",
        ),
        (
            "<semantics><mi>y</mi><annotation encoding='application/x-tex'>y</annotation>"
            "</semantics>",
            "y",
        ),
    ],
)
def test_a_formula_is_written_on_one_line(formula: str, text: str) -> None:
    """MathML is read with its operators, fractions, powers and roots."""
    assert text_of(f"<p>Where <math>{formula}</math> holds.</p>") == f"Where {text} holds."


def test_a_reading_stands_in_brackets_after_what_it_annotates() -> None:
    """Ruby is not run together with its text."""
    ruby = "<ruby>大<rp>(</rp><rt>おお</rt><rp>)</rp>阪<rt>さか</rt></ruby>"
    assert text_of(f"<p>{ruby}城と <q>here</q></p>") == "大阪（おおさか）城と “here”"
