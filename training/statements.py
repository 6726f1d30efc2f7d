"""Questions with their answers as statements, by rule, to fit what supports a written sentence.

"Who wrote Emma?" and "Jane Austen" make "Jane Austen wrote Emma.", in the words of the
person who asked and not of the passage (as Demszky et al., "Transforming Question
Answering Datasets Into Natural Language Inference Datasets", 2018, do with parses).
The order of words may be odd, which nothing that compares them looks at.
"""

import re

_BE = r"(?:is|are|was|were)"
_DO = r"(?:do|does|did|can|could|will|would|has|have|had)"
_NOUN = r"[\w' -]{1,40}?"
_SUBJECT = re.compile(
    rf"(?:who|what|which {_NOUN}|what {_NOUN}) (?!{_BE}\b|{_DO}\b|should\b|might\b|must\b)"
    r"(?=\w+(?:ed|s|t|w|e|n)\b)(.+)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"how (?:many|much) (\w+(?: \w+)?) ((?:are|were|is|was|lived?|died|have|had|work|worked"
    r"|attended|participated|took|play)\b.+)",
    re.IGNORECASE,
)
_IDENTITY = re.compile(rf"(?:who|what|where|when) ({_BE}) (.+)", re.IGNORECASE)
_PARTICIPLE = re.compile(
    r"(.*?)\b(\w+(?:ed|en|wn|lt|nt|ld|ught|born|made|held|won|set|cut|led|lost|sung|begun|said))"
    r"\b(.*)",
    re.IGNORECASE,
)
_INVERTED = re.compile(
    rf"(when|where|what|which {_NOUN}|what {_NOUN}|whom?|how many {_NOUN}) ({_DO}) (.+)",
    re.IGNORECASE,
)
_PREPOSITIONS = {"when": "in ", "where": "in "}
_DETERMINERS = ("the", "a", "an", "his", "her", "its", "their")
_PREPOSITION = re.compile(
    r"(?:in|on|at|by|from|to|since|until|during|near|between)\b", re.IGNORECASE
)


def as_statement(question: str, answer: str) -> str:
    """Return the statement that a question and its answer make; "" where no rule fits."""
    asked = " ".join(question.strip().rstrip("?").split())
    said = answer.strip(" .,;")
    if not said or len(said.split()) > 12 or "," in asked:
        return ""
    statement = _statement(asked, said)
    return f"{statement[0].upper()}{statement[1:]}." if statement else ""


def _statement(asked: str, said: str) -> str:
    if found := _COUNTED.fullmatch(asked):
        counted = said if found[1].lower() in said.lower() else f"{said} {found[1]}"
        return f"{counted} {found[2]}"
    if found := _INVERTED.fullmatch(asked):
        auxiliary = "" if found[2].lower() in ("do", "does", "did") else f"{found[2]} "
        return f"{found[3]} {auxiliary}{_lead(found[1], said)}{said}"
    if found := _IDENTITY.fullmatch(asked):
        return _identity(asked.split()[0], found[1], found[2], said)
    found = _SUBJECT.fullmatch(asked)
    return f"{said} {found[1]}" if found else ""


def _identity(asks: str, verb: str, rest: str, said: str) -> str:
    """Return what a question with "is" or "was" states of the thing that it asks about."""
    if asks.lower() in _PREPOSITIONS:
        split = _PARTICIPLE.fullmatch(rest)
        has_subject = split is not None and bool(split[1].strip())
        if split is not None and has_subject:
            rest, verb = split[1].strip(), f"{verb} {split[2]}{split[3]}"
        return f"{rest} {verb} {_lead(asks, said)}{said}"
    first = rest.split()[0]
    is_described = first.lower() not in _DETERMINERS and not first[0].isupper()
    return f"{said} {verb} {rest}" if is_described else f"{rest} {verb} {said}"


def _lead(asks: str, said: str) -> str:
    """Return the preposition before a time or place that has none."""
    return "" if _PREPOSITION.match(said) else _PREPOSITIONS.get(asks.lower(), "")
