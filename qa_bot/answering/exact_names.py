"""Names with digits, such as m14x1, K-12 or Q3, are exact: another one is another thing.

They look alike, to an embedding model and to a reader as well, so that a sentence about the
mast m0x14 scores high for a question about m14x1. Knows letters and digits, and no language.
"""

import re
import unicodedata
from typing import Final

from qa_bot.answering.scoring import ScoredSentence

# Letters and then a digit; "10 pm" and "2nd" are amounts.
_NAME: Final = re.compile(r"(?<![^\W_])([^\W\d_]+)[-‐‑–]?(\d[^\W_]*(?:\.\d+)*)")
# After a digit a raised one is the mark of a note; after a letter it counts, as in m².
_NOTE_MARK: Final = re.compile("(?<=[0-9])[⁰¹²³⁴-⁹]+")
# After these a sentence may be about what the one before it names.
_POINTING: Final = re.compile(
    r"\b(?:it|its|they|them|their|this|these|that|those|he|she|him|his|her|which)\b", re.IGNORECASE
)


def exact_first(question: str, sentences: list[ScoredSentence]) -> list[ScoredSentence]:
    """Return sentences, best first, with the first that has all names asked for in front.

    Only where the best one has another name in place of one of them.
    """
    if not sentences or not names_another(question, sentences[0]):
        return sentences
    asked = _names(question)
    exact = next((each for each in sentences if asked <= _names(each.in_context)), None)
    if exact is None:
        return sentences
    return [exact, *(each for each in sentences if each is not exact)]


def holds_names(asked: str, text: str) -> bool:
    """Return whether a text has all names with digits that are asked for, if any are."""
    wanted = _names(asked)
    held = _names(text) if wanted else set()
    return all(any(_is_same(each, other) for other in held) for each in wanted)


def names_another(question: str, sentence: ScoredSentence) -> bool:
    """Return whether a sentence has, beside its answer, another name in place of one asked for.

    Another one begins with the same letters. A name that is asked for may also stand in the
    title, in the heading, or in the sentence before one that points to it.
    """
    asked = _names(question)
    if not asked:
        return False
    said = _names(sentence.in_context) - _names(_answer(sentence))
    rivals = {letters for letters, _ in said}
    if rivals.isdisjoint(letters for letters, _ in asked):
        return False
    near = said | _names(_around(sentence))
    return any(
        letters in rivals and not any(_is_same((letters, rest), other) for other in near)
        for letters, rest in asked
    )


def _names(text: str) -> set[tuple[str, str]]:
    """Return the names in a text, each as its first letters and the rest in one case."""
    plain = unicodedata.normalize("NFKC", _NOTE_MARK.sub("", text)).casefold()
    return {(match[1], match[2]) for match in _NAME.finditer(plain)}


def _is_same(asked: tuple[str, str], other: tuple[str, str]) -> bool:
    """Return whether a name is the one asked for, or its more exact form: v2.0 for v2."""
    return asked == other or (asked[0] == other[0] and other[1].startswith(f"{asked[1]}."))


def _answer(sentence: ScoredSentence) -> str:
    """Return the words that answer; none where a reader gives the sentence as a whole."""
    text = sentence.chunk.text[sentence.span.start : sentence.span.end]
    return text if len(text) < len(sentence.text.strip()) else ""


def _around(sentence: ScoredSentence) -> str:
    """Return what a sentence stands under, and the sentence before it if it points there."""
    chunk, texts = sentence.chunk, sentence.passage.sentences
    at = sentence.passage.reading.spans.index(sentence.span)
    before = texts[at - 1] if at and _POINTING.search(sentence.text) else ""
    place = chunk.place(chunk.start + sentence.span.sentence.start)
    sections = [each.label for each in chunk.places[:1]]
    return "\n".join([chunk.article.title, *sections, place, before])
