"""Sentences in which a model says that the passages do not answer, or speaks of itself.

Models do so in their own words whatever the prompt asks for. A refusal is no statement
about the articles, so it is never shown as one.
"""

import re

from qa_bot.generation.drafts import NO_ANSWER

_SOURCE = (
    r"(?:passages?|texts?|articles?|sources?|documents?|excerpts?|context|information|material"
    r"|content|provided \w+|given \w+)"
)
_PATTERNS = (
    re.escape(NO_ANSWER),
    rf"\b{_SOURCE}\b[^.]{{0,40}}\b(?:do(?:es)? not|don['’]t|doesn['’]t|did not|fails? to|cannot"
    r"|never)\s(?:\w{1,12}\s){0,2}(?:mention|say|state|specif|provide|contain|include|give|answer|tell"
    r"|indicate|describe|discuss|address|explain|cover|reveal|detail|offer|have)",
    r"\b(?:not|n['’]t|nowhere|never)\s(?:\w{1,12}\s){0,3}(?:mentioned|stated|specified|provided"
    rf"|given|found|available|answered|included|discussed|addressed)\b[^.]{{0,30}}\b{_SOURCE}\b",
    r"\bno (?:\w{1,12}\s){0,2}(?:mention|information|answer|details?|data|evidence)\b[^.]{0,60}"
    rf"(?:\b{_SOURCE}\b|available|\bprovided|\bgiven)",
    r"\b(?:I|we)\s?(?:am|['’]m|are|['’]re)? ?(?:sorry|unable|not able|not sure)\b",
    r"\b(?:I|we) (?:do not|don['’]t|cannot|can['’]t|could not|couldn['’]t) (?:know|answer|find|say"
    r"|tell|determine|provide|help|see)\b",
    r"\bas an? (?:AI|language model|assistant)\b",
    r"\b(?:cannot|can ?not|can['’]t) be (?:determined|answered|inferred)\b"
    r"(?: (?:from|based|with)\b|\W*\Z)",
    # German, Spanish, French, Russian and Chinese, as the bot speaks to people and models reply.
    r"\b(?:Passagen?|Texte?|Artikel|Abschnitte?|Quellen?)\b[^.]{0,60}\b(?:nicht|keine?n?)\b",
    r"\b(?:pasajes?|textos?|art[ií]culos?|fuentes?)\b[^.]{0,20}\bno (?:se )?(?:mencion|dice|indica"
    r"|contiene|especific|proporcion|responde)",
    r"\b(?:passages?|textes?|articles?|sources?)\b[^.]{0,20}\bne? ?(?:mentionne|pr[ée]cise|dit"
    r"|contient|indique|r[ée]pond|fourni)\w{0,4} (?:pas|rien)",
    r"\b(?:отрывк|текст|стать|источник)\w{0,4}[^.]{0,60}\b(?:не|нет)\b",
    r"(?:段落|文章|文本|资料|文中)[^。]{0,20}(?:没有|未|不)",
)
_REFUSAL = re.compile("|".join(_PATTERNS), re.IGNORECASE)


def is_refusal(sentence: str) -> bool:
    """Return whether a sentence says that the passages do not answer, or that the model cannot."""
    return _REFUSAL.search(sentence) is not None
