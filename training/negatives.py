"""Unanswerable examples: another passage, the evidence left out, or a false premise.

A `PassageIndex` ranks the passages of one dataset by BM25; the rules below turn an answerable
example into one whose context no longer answers the question.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

from qa_bot.text.unspaced_scripts import unspaced_parts
from training.sources import Example, WhyItem, evidence
from training.text import STOP_WORDS, content_words, sentences
from training.wordlists import NEGATED, PLAIN, antonyms

ANTONYMS = antonyms()
_NAME = re.compile(r"\b[A-Z][\w'’-]+(?:\s+(?:(?:of|the|and|de|von|van)\s+)?[A-Z][\w'’-]+)*")
_INNER_NAME = re.compile(r"(?<=[\w,;:)]\s)" + _NAME.pattern)  # not where a sentence opens
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d{2}s?\b")
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_WORD = re.compile(r"[A-Za-z][a-z'’-]+")
_TERM = re.compile(r"\b\w+\b")
_SUFFIXES = (
    "tion", "sion", "ment", "ness", "ity", "ance", "ence", "ing", "ists", "ist", "ers", "er",
    "ors", "or", "ies", "ed", "ism", "ian", "ians", "ous", "ful", "ive", "ical", "al", "ure",
    "age", "ists", "es", "ss", "s",
)  # fmt: skip


def _terms(text: str) -> list[str]:
    """Return the words that BM25 counts, and pairs of characters of scripts without spaces."""
    found = [word for word in _TERM.findall(text.lower()) if word not in STOP_WORDS]
    return found + [part for part in unspaced_parts(text) if len(part) > 1]


def holds_answer(context: str, example: Example) -> bool:
    """Whether a context holds the text of any answer of the example."""
    lowered = context.lower()
    return any(example.context[a:b].strip(" .,").lower() in lowered for a, b in example.answers)


class PassageIndex:
    """BM25 over the distinct contexts of a dataset, and how rare each word is in them."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.contexts = list(dict.fromkeys(example.context for example in examples))
        group_of = {example.context: example.group for example in examples}
        self._groups = np.array([group_of[context] for context in self.contexts])
        self._vectors = CountVectorizer(analyzer=_terms)
        counts = self._vectors.fit_transform(self.contexts).astype(np.float32).tocsr()
        self._frequency = np.asarray((counts > 0).sum(axis=0)).ravel()
        self._weights = self._bm25(counts).T.tocsr()

    @staticmethod
    def _bm25(counts: csr_matrix, k1: float = 1.2, b: float = 0.75) -> csr_matrix:
        lengths = np.asarray(counts.sum(axis=1)).ravel()
        frequency = np.asarray((counts > 0).sum(axis=0)).ravel()
        idf = np.log1p((counts.shape[0] - frequency + 0.5) / (frequency + 0.5))
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        norm = k1 * (1 - b + b * lengths[rows] / lengths.mean())
        data = idf[counts.indices] * counts.data * (k1 + 1) / (counts.data + norm)
        return csr_matrix((data, counts.indices, counts.indptr), shape=counts.shape)

    def hardest(self, examples: Sequence[Example], depth: int = 6) -> list[list[int]]:
        """For each example the best-ranked other contexts that hold none of its answers.

        Half of them come from the example's own group where it has other contexts.
        """
        ranked = []
        for start in range(0, len(examples), 512):
            batch = examples[start : start + 512]
            queries = self._vectors.transform([example.question for example in batch])
            scores = (queries.astype(np.float32) @ self._weights).toarray()
            ranked += [self._pick(e, row, depth) for e, row in zip(batch, scores, strict=True)]
        return ranked

    def _pick(self, example: Example, scores: np.ndarray, depth: int) -> list[int]:
        own = np.flatnonzero(self._groups == example.group)
        near = own[np.argsort(-scores[own], kind="stable")][: depth * 2]
        top = np.argpartition(-scores, min(depth * 3, len(scores) - 1))[: depth * 3]
        far = top[np.argsort(-scores[top], kind="stable")]
        fits = [
            [int(i) for i in order if not holds_answer(self.contexts[i], example)][:size]
            for order, size in ((near, depth // 2), (far, depth - depth // 2))
        ]
        return list(dict.fromkeys(fits[0] + fits[1]))

    def is_specific(self, example: Example, rare: float = 0.02) -> bool:
        """Whether the question has a rare word of its own context, so that no other answers it."""
        for word in content_words(example.question) & content_words(example.context):
            column = self._vectors.vocabulary_.get(word)
            if column is not None and self._frequency[column] < rare * len(self.contexts):
                return True
        return False


def without_evidence(example: Example) -> Example | None:
    """The context without the answering sentence, if the answer stands nowhere else in it."""
    start, end = evidence(example)
    rest = f"{example.context[:start].rstrip()} {example.context[end:].lstrip()}".strip()
    if len(rest) < 80 or holds_answer(rest, example):
        return None
    return replace(example, context=rest, answers=())


def is_name(text: str) -> bool:
    """Whether capitalised words may be a name: not a stop word at the start of a sentence."""
    return text.split()[0].lower() not in STOP_WORDS


def names_of(context: str) -> list[str]:
    """The names inside the sentences of a context, in alphabetical order."""
    return sorted({name for name in _INNER_NAME.findall(context) if is_name(name)})


def harmless_swap(example: Example, stranger: str, rng: random.Random) -> Example | None:
    """A name replaced by one of another context such that the question stays answerable.

    The name is replaced in context and question alike, so that an odd name or an odd question does
    not give a false premise away.
    """
    answers = " ".join(example.context[a:b] for a, b in example.answers).lower()
    names = [name for name in names_of(example.context) if name.lower() not in answers]
    strangers = [name for name in names_of(stranger) if name.lower() not in example.context.lower()]
    if not names or not strangers:
        return None
    asked = [name for name in names if name.lower() in example.question.lower()]
    old = rng.choice(asked if asked and rng.random() < 0.7 else names)
    new = rng.choice(strangers)
    pattern = re.compile(rf"\b{re.escape(old)}\b", re.IGNORECASE)
    moved = replaced(example, pattern, new)
    return replace(moved, question=pattern.sub(lambda _: new, moved.question)) if moved else None


def replaced(example: Example, pattern: re.Pattern[str], new: str) -> Example | None:
    """The example with every match in its context replaced, its answers moved along."""
    context, answers = example.context, list(example.answers)
    for match in reversed(list(pattern.finditer(context))):
        start, end = match.span()
        if any(a < end and start < b for a, b in answers):
            return None
        context = context[:start] + new + context[end:]
        by = len(new) - (end - start)
        answers = [(a + by, b + by) if a >= end else (a, b) for a, b in answers]
    return replace(example, context=context, answers=tuple(answers))


@dataclass
class _Premise:
    """The input of the swapping rules: the question, its context and the answer's text."""

    example: Example
    rng: random.Random
    answer: str = field(init=False)

    def __post_init__(self) -> None:
        self.answer = " ".join(self.example.context[a:b] for a, b in self.example.answers).lower()

    def others(self, pattern: re.Pattern[str], taken: str) -> list[str]:
        """Matches of a pattern in the context that neither question nor answer mentions."""
        question = self.example.question.lower()
        found = {match.group() for match in pattern.finditer(self.example.context)}
        return sorted(
            text
            for text in found
            if text.lower() not in question
            and text.lower() not in self.answer
            and self.answer not in text.lower()
            and taken.lower() not in text.lower()
        )

    def shared(self, pattern: re.Pattern[str]) -> list[str]:
        """Matches of a pattern in the context that the question repeats and the answer does not."""
        found = {match.group() for match in pattern.finditer(self.example.context)}
        question = self.example.question.lower()
        return sorted(
            text
            for text in found
            if len(text) > 1
            and re.search(rf"\b{re.escape(text.lower())}\b", question)
            and text.lower() not in self.answer
            and text.lower() not in STOP_WORDS
        )


def _swap(example: Example, old: str, new: str, in_context: bool) -> Example:
    """The example with one phrase replaced, in the question or throughout the context."""
    pattern = re.compile(rf"\b{re.escape(old)}\b", re.IGNORECASE)
    if in_context:
        return replace(example, context=pattern.sub(lambda _: new, example.context), answers=())
    return replace(example, question=pattern.sub(lambda _: new, example.question), answers=())


def _swap_in_evidence(example: Example, old: str, new: str) -> Example | None:
    """The example with one phrase of the answering sentence replaced, outside the answer."""
    start, end = evidence(example)
    for match in re.finditer(rf"\b{re.escape(old)}\b", example.context[start:end], re.IGNORECASE):
        left, right = start + match.start(), start + match.end()
        if not any(a < right and left < b for a, b in example.answers):
            context = example.context[:left] + new + example.context[right:]
            return replace(example, context=context, answers=())
    return None


def swap_name(example: Example, rng: random.Random) -> Example | None:
    """Another name of the context in place of a name in the question."""
    premise = _Premise(example, rng)
    names = [name for name in premise.shared(_NAME) if is_name(name)]
    if not names:
        return None
    old = rng.choice(names)
    size = len(old.split()) > 1
    others = [
        name
        for name in premise.others(_INNER_NAME, old)
        if (len(name.split()) > 1) == size and is_name(name)
    ]
    return _swap(example, old, rng.choice(others), rng.random() < 0.4) if others else None


def swap_number(example: Example, rng: random.Random) -> Example | None:
    """Another year or number in place of one in the question."""
    premise = _Premise(example, rng)
    for pattern in (_YEAR, _NUMBER):
        found = pattern.findall(example.question)
        if not found:
            continue
        old = rng.choice(found)
        others = premise.others(pattern, old)
        digits = re.sub(r"\D", "", old)
        if rng.random() < 0.4 or not others:
            others = [str(max(2, int(digits) + rng.choice((-20, -10, -3, -1, 1, 2, 5, 10, 30))))]
        new = rng.choice(others)
        changed = _swap_in_evidence(example, old, new) if rng.random() < 0.5 else None
        return changed or _swap(example, old, new, False)
    return None


def swap_antonym(example: Example, rng: random.Random) -> Example | None:
    """An antonym in place of a word of the question."""
    found = [word for word in _WORD.findall(example.question) if word.lower() in ANTONYMS]
    if not found:
        return None
    old = rng.choice(found)
    new = rng.choice(ANTONYMS[old.lower()])
    changed = _swap_in_evidence(example, old, new) if rng.random() < 0.5 else None
    return changed or _swap(example, old, new, False)


def negated_evidence(example: Example) -> Example | None:
    """The answering sentence with its first auxiliary verb negated, where it has one."""
    sentence = example.context[slice(*evidence(example))]
    verb = re.search(rf"\b(?:{'|'.join(NEGATED)})\b", sentence)
    return _swap_in_evidence(example, verb.group(), f"{verb.group()} not") if verb else None


def swap_negation(example: Example, rng: random.Random) -> Example | None:
    """A negation put into the question, or the one it has taken out."""
    question = example.question
    if rng.random() < 0.4 and (changed := negated_evidence(example)):
        return changed
    for negated, plain in PLAIN.items():
        if re.search(rf"\b{negated}\b", question, re.IGNORECASE):
            return _swap(example, negated, plain, False)
    if re.search(r"\b(not|never)\s", question):
        return replace(example, question=re.sub(r"\b(not|never)\s", "", question), answers=())
    found = re.search(rf"\b({'|'.join(NEGATED)})\b", question, re.IGNORECASE)
    if not found:
        return None
    if rng.random() < 0.5:
        return _swap(example, found.group(), NEGATED[found.group().lower()], False)
    place = re.compile(r"\b(\w+ed|be|been|have|use|make|take)\b(?!.*\b\1\b)").search(question)
    if not place or place.start() < found.end():
        return _swap(example, found.group(), NEGATED[found.group().lower()], False)
    negation = rng.choice(("not ", "never "))
    changed = question[: place.start()] + negation + question[place.start() :]
    return replace(example, question=changed, answers=())


def _ending(word: str) -> str:
    return next((suffix for suffix in _SUFFIXES if word.endswith(suffix)), "")


def swap_word(example: Example, rng: random.Random) -> Example | None:
    """Another content word of the context, of like ending, in place of one in the question."""
    premise = _Premise(example, rng)
    lower = re.compile(r"\b[a-z]{4,}\b")
    shared = [word for word in premise.shared(lower) if _ending(word)]
    if not shared:
        return None
    old = rng.choice(shared)
    others = [
        word
        for word in premise.others(lower, old)
        if _ending(word) == _ending(old) and word not in STOP_WORDS and word[:4] != old[:4]
    ]
    return _swap(example, old, rng.choice(others), rng.random() < 0.3) if others else None


_RULES: tuple[tuple[Callable[[Example, random.Random], Example | None], float], ...] = (
    (swap_name, 3.0),
    (swap_number, 3.0),
    (swap_antonym, 2.0),
    (swap_word, 2.0),
    (swap_negation, 0.7),
)


def failed_premise(example: Example, rng: random.Random) -> Example | None:
    """The example with its premise made false by one of the rules, drawn by weight."""
    rules = list(_RULES)
    while rules:
        chosen = rng.choices(rules, [weight for _, weight in rules])[0]
        rules.remove(chosen)
        changed = chosen[0](example, rng)
        if changed and (changed.question, changed.context) != (example.question, example.context):
            return changed
    return None


def why_without_cause(item: WhyItem, distractors: list[str], place: int) -> Example:
    """A passage that states the effect of a why-question but not its cause."""
    sentences_ = [*distractors[:place], f"{item.effect}.", *distractors[place:]]
    return Example(item.question, " ".join(sentences_), (), "wikiwhy", "wikiwhy")


def sentence_texts(context: str) -> list[str]:
    """The sentences of a context as texts of their own."""
    return [context[start:end] for start, end in sentences(context)]
