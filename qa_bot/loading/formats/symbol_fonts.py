"""Fonts that draw signs in place of letters: Symbol, and the common signs of Wingdings.

Knows the code of each sign (the tables of Adobe's Symbol and of Microsoft's
Wingdings fonts), as Word and RTF store them, and its character in Unicode.
"""

_SYMBOL_20 = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾"
    "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_SYMBOL_A0 = (
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪"
    "\uf8ff〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
)
_SYMBOL = {0x20 + i: sign for i, sign in enumerate(_SYMBOL_20)} | {
    0xA0 + i: sign for i, sign in enumerate(_SYMBOL_A0)
}
_WINGDINGS_SIGNS = (
    "22✂ 28☎ 2A✉ 36⌛ 46☞ 4A☺ 4B😐 4C☹ 51✈ 52☼ 54❄ 6C● 6D❍ 6E■ 6F☐ 70☐ 71❑ 72❒ 73⬧ 74⧫ 75◆ "
    "76❖ 78☒ 9E· 9F• A1○ A4◉ A7▪ A8☐ AB★ B2✧ D8➢ DF← E0→ E1↑ E2↓ E8➔ EF⇦ F0⇨ F1⇧ F2⇩ F3⬄ "
    "FB✗ FC✓ FD☒ FE☑"
)
_WINGDINGS_2_SIGNS = "4F✗ 50✓ 51☒ 52☑ 53☒ 54☒ 56⊗ 97● A2■ A3☐ A4■ A5☐"
_WEBDINGS_SIGNS = "61✓ 63☐ 72✗ 67■ 33◀ 34▶ 59♥"
_CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿"  # from 80 on in Wingdings


def _table(signs: str) -> dict[int, str]:
    """Return the table of pairs such as "28☎": a code in hexadecimal digits, and its sign."""
    return {0x20: " "} | {int(pair[:2], 16): pair[2:] for pair in signs.split()}


_FONTS = {
    "symbol": _SYMBOL,
    "wingdings": _table(_WINGDINGS_SIGNS) | {0x80 + i: each for i, each in enumerate(_CIRCLED)},
    "wingdings 2": _table(_WINGDINGS_2_SIGNS),
    "webdings": _table(_WEBDINGS_SIGNS),
}
# Word stores the signs of such fonts in this block of Unicode's private use area.
_PRIVATE = 0xF000


def is_symbol_font(font: str) -> bool:
    """Return whether the codes of a font are signs that this module knows."""
    return font.strip().lower() in _FONTS


def sign(font: str, code: int) -> str | None:
    """Return the character that a font draws for a code; None where it is not known.

    A code of a font of letters is its character.
    """
    table = _FONTS.get(font.strip().lower())
    is_private = _PRIVATE <= code <= _PRIVATE + 0xFF
    if table is None:
        is_character = 0x20 <= code < 0xD800 or 0xF900 <= code <= 0x10FFFF
        return chr(code) if is_character else None
    return table.get(code - _PRIVATE if is_private else code)


def read_signs(font: str, text: str) -> str:
    """Return a text in a font of signs as Unicode; signs that are not known stay as they are."""
    return "".join(sign(font, ord(character)) or character for character in text)
