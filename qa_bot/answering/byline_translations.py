"""The lines that say who wrote a text and when, in Russian, German, Spanish and Chinese.

Dates are a day, a word and a year in any language but English.
"""

import re
from collections.abc import Iterable

from qa_bot.answering.date_expressions import MONTH
from qa_bot.documents import Span

_CAPITALISED = r"(?=[^\W\d_a-zà-öø-ÿа-яё])[^\W\d_][\w.’'-]*+"
_PERSON = rf"{_CAPITALISED}(?: (?:(?:de|del|la|von|van|der|zu) ){{0,2}}{_CAPITALISED}){{1,3}}+"
_LABEL = (
    r"(?:(?:[Vv]erfasst |[Gg]eschrieben |[Aa]ufgezeichnet |[Ee]in Interview )?[Vv]on"
    r"|Autor(?:in)?|Verfasser(?:in)?|Text|Protokoll|Interview|Schriftführer(?:in)?"
    r"|(?:Escrito |Redactado |Texto )?[Pp]or|Autora?|Texto|Redacción|Entrevista(?: de)?"
    r"|(?:Автор|Текст|Интервью|Секретарь|Корреспондент|Протокол)(?: статьи| текста| вел[аи]?)?"
    r"|Составил[аи]?|Подготовил[аи]?|Записал[аи]?|Беседовал[аи]?)"
)
# Marks of emphasis may stand before and within the line; a line that ends as a sentence is one.
_LABELLED = re.compile(
    rf"\W*{_LABEL}[:*_ ]+(?:(?:Schriftführer|Obmann)(?:in)? )?(?P<name>{_PERSON})(?!.*[.!?]\W*$)"
)
_CHINESE = re.compile(
    r"(?:作者|撰文|文|记者|采访|整理|记录|编辑)(?:、(?:整理|撰文|记录))?[：:/／ \u3000]{1,3}"
    r"(?P<name>[\u4e00-\u9fff·]{2,8})(?![\u4e00-\u9fff])"
)
# "Olga Lem, Riverside News, 14 August 2025": a name first and a date last.
_NAME_AND_DATE = re.compile(rf"\W*(?P<name>{_PERSON})[,·|] .*\b\d{{4}}(?: года| г\.?)?\W*$")
_DAY = re.compile(
    rf"\b\d{{1,2}}(?:[.º] (?:de )?| de | (?!{MONTH}))[^\W\d_]{{3,12}}(?: del?)? \d{{4}}(?: года)?\b"
    r"|\d{4}年\d{1,2}月(?:\d{1,2}日)?"
)
_SENTENCE_ENDS = (".", "。", "!", "！", "?", "？")


def translated_byline(text: str, lines: Iterable[Span]) -> Span | None:
    """Return the name in the first of some lines that says who wrote a text."""
    for line in lines:
        for pattern in (_LABELLED, _NAME_AND_DATE):
            if found := pattern.match(text, line.start, line.end):
                return Span(*found.span("name"))
        if found := _CHINESE.search(text, line.start, line.end):
            return Span(*found.span("name"))
    return None


def translated_date(text: str, lines: Iterable[Span]) -> Span | None:
    """Return the date in the first of some lines that has one and is no sentence."""
    for line in lines:
        said = text[line.start : line.end].rstrip(" *_")
        found = _DAY.search(text, line.start, line.end)
        if found and not said.endswith(_SENTENCE_ENDS):
            return Span(*found.span())
    return None
