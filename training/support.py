"""Fit the weights of the support of written sentences, and say how well they judge.

Statements that a passage supports are its own sentences, shortened or with synonyms, and
questions with their answers put as statements. Those that it does not support are the
same with a name, number or word swapped, an antonym or negation put in or another answer,
and, to measure, questions that people wrote so that a paragraph does not answer them, with
what the reader finds instead: what a model that is misled would write.
"""

import json
import logging
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from qa_bot.answering.readers.reader import Reader
from qa_bot.generation.alignment import align
from qa_bot.generation.details import missing_details
from qa_bot.generation.support import MOST_NOVEL, SupportFeatures, SupportModel
from qa_bot.text.sentences import split_sentences
from training.augment import reworded
from training.measuring import Measured
from training.negatives import (
    failed_premise,
    names_of,
    swap_antonym,
    swap_name,
    swap_negation,
    swap_number,
    swap_word,
)
from training.sources import READERS, Example
from training.statements import as_statement

log = logging.getLogger(__name__)

PASSED = 0.05  # the share of unsupported statements that the threshold lets pass
_SWAPS = (swap_name, swap_number, swap_antonym, swap_word)
_NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_SUBORDINATE = re.compile(r", (?:which|who|and|but|while|although|as|with|including|where)\b")
_BRACKETS = re.compile(r" \([^()]*\)")
_LINKING = re.compile(
    r"^(?:However|In addition|Moreover|Furthermore|Also|For example|Therefore|Thus), (\w)"
)


@dataclass(frozen=True)
class Statement:
    """A statement about a passage, of a kind, and whether the passage supports it."""

    text: str
    passage: str
    kind: str
    is_supported: bool


@dataclass(frozen=True)
class Judged:
    """A statement with its features; None where its words alone decide, as `decided` says."""

    statement: Statement
    features: SupportFeatures | None
    decided: float


def fit(data: Path, count: int) -> None:
    """Fit on `count` statements of each sort, choose the threshold, and print figures of others."""
    model, reader = _model()
    training = [_judged(model, each) for each in _training(data, count)]
    measured = [_judged(model, each) for each in _measured(data, reader, count)]
    undecided = [each for each in training if each.features is not None]
    x = np.array([astuple(each.features) for each in undecided if each.features])
    y = np.array([each.statement.is_supported for each in undecided])
    mean, scale = x.mean(0), x.std(0) + 1e-9
    found = LogisticRegression(C=0.3, max_iter=1000).fit((x - mean) / scale, y)
    weights = found.coef_[0] / scale
    intercept = float(found.intercept_[0] - weights @ mean)
    named = dict(zip((f.name for f in fields(SupportFeatures)), weights.round(3), strict=True))
    log.info("intercept %.3f, weights %s", intercept, named)

    def probability(each: Judged) -> float:
        if each.features is None:
            return each.decided
        return float(1 / (1 + np.exp(-intercept - weights @ np.array(astuple(each.features)))))

    half = len(measured) // 2
    unsupported = [each for each in measured[:half] if not each.statement.is_supported]
    threshold = _threshold([probability(each) for each in unsupported])
    log.info("threshold %.3f", threshold)
    shares: dict[tuple[bool, str], list[bool]] = defaultdict(list)
    for each in measured[half:]:
        kind = (each.statement.is_supported, each.statement.kind)
        shares[kind].append(probability(each) >= threshold)
    for (is_supported, kind), passed in sorted(shares.items()):
        log.info("%s %-16s %3d passed %.2f", "+-"[not is_supported], kind, len(passed),
                 sum(passed) / len(passed))  # fmt: skip


def _threshold(unsupported: list[float]) -> float:
    ranked = sorted(unsupported, reverse=True)
    return ranked[int(PASSED * len(ranked))] + 1e-6


def _model() -> tuple[SupportModel, Reader]:
    from qa_bot.answering.readers.onnx_reader import OnnxReader

    reader = OnnxReader.load()
    return SupportModel(reader), reader


def _judged(model: SupportModel, statement: Statement) -> Judged:
    alignment = align(statement.text, statement.passage)
    is_excluded = alignment.is_opposite or alignment.is_distortion or alignment.novel > MOST_NOVEL
    if is_excluded or any(missing_details(statement.text, statement.passage)):
        return Judged(statement, None, 0.0)
    if alignment.is_compression:
        return Judged(statement, None, 1.0)
    return Judged(statement, model.features(statement.text, statement.passage, alignment), 0.5)


def _training(data: Path, count: int) -> Iterator[Statement]:
    rng = random.Random(5)
    examples = Measured.read(data).without(list(READERS["new_wiki"](data)))
    rng.shuffle(examples)
    yield from _from_questions(examples, count, rng)
    passages = list(dict.fromkeys(example.context for example in examples))
    rng.shuffle(passages)
    yield from _from_sentences(passages, count, rng)


def _from_questions(examples: list[Example], count: int, rng: random.Random) -> Iterator[Statement]:
    made = 0
    for example in examples:
        answer = example.context[slice(*example.answers[0])]
        if not (statement := as_statement(example.question, answer)):
            continue
        yield Statement(statement, example.context, "question", True)
        yield from _other_answer(example.question, answer, example.context, rng)
        false = failed_premise(example, rng)
        changed = as_statement(false.question, answer) if false else ""
        if false and changed and (changed, false.context) != (statement, example.context):
            yield Statement(changed, false.context, "premise", False)
        made += 1
        if made == count:
            return


def _other_answer(
    question: str, answer: str, passage: str, rng: random.Random
) -> Iterator[Statement]:
    """Yield the statement with another number or name of the passage in the answer's place."""
    known = f"{question} {answer}".lower()
    others: list[str] = []
    if any(map(str.isdigit, answer)):
        others = [number for number in _NUMBER.findall(passage) if number not in known]
    elif answer[:1].isupper():
        others = [name for name in names_of(passage) if name.lower() not in known]
    if others and (false := as_statement(question, rng.choice(others))):
        yield Statement(false, passage, "other answer", False)


def _from_sentences(passages: list[str], count: int, rng: random.Random) -> Iterator[Statement]:
    for passage in passages[:count]:
        found = [passage[s.start : s.end] for s in split_sentences(passage)]
        plain = [s for s in found if 7 <= len(s.split()) <= 32 and s.endswith(".")]
        if not plain:
            continue
        short = _shortened(rng.choice(plain))
        if rng.random() < 0.5:
            yield Statement(reworded(short, rng), passage, "synonyms", True)
        else:
            yield Statement(short, passage, "shortened", True)
        yield from _swapped(short, passage, rng)
        yield from _invented(short, passage, rng.choice(passages), rng)


def _invented(sentence: str, passage: str, other: str, rng: random.Random) -> Iterator[Statement]:
    """Yield a sentence that goes on with what another passage says, or ends with its words."""
    found = [other[s.start : s.end] for s in split_sentences(other)]
    strangers = [s for s in found if 5 <= len(s.split()) <= 25 and s.endswith(".")]
    if not strangers or other == passage:
        return
    stranger = rng.choice(strangers)
    words = sentence.rstrip(".").split()
    if rng.random() < 0.5:
        end = " ".join(stranger.split()[-3:])
        yield Statement(f"{' '.join(words[:-3])} {end}", passage, "invented end", False)
    else:
        clause = " ".join(stranger.split()[-8:])
        yield Statement(f"{' '.join(words)} and {clause}", passage, "invented clause", False)


def _swapped(sentence: str, passage: str, rng: random.Random) -> Iterator[Statement]:
    """Yield a sentence that one rule has made false, if one can."""
    as_question = Example(f"{sentence.rstrip('.')}?", passage, ((0, 1),), "", "")
    rules: list[Callable[[Example, random.Random], Example | None]] = [
        *rng.sample(_SWAPS, len(_SWAPS)),
        swap_negation,
    ]
    for rule in rules:
        changed = rule(as_question, rng)
        is_changed = changed is not None and changed.question != as_question.question
        if changed is not None and is_changed and changed.context == passage:
            name = getattr(rule, "__name__", "").replace("_", " ")
            yield Statement(f"{changed.question.rstrip('?')}.", passage, name, False)
            return


def _shortened(sentence: str) -> str:
    """Return a sentence without brackets, what links it, and its last clauses."""
    plain = _LINKING.sub(lambda m: m[1].upper(), _BRACKETS.sub("", sentence))
    first = _SUBORDINATE.split(plain)[0]
    return f"{first.rstrip('.')}." if len(first.split()) > 5 else plain


def _measured(data: Path, reader: Reader, count: int) -> list[Statement]:
    """Return statements on SQuAD 2.0's development articles, in random order."""
    rng = random.Random(6)
    loaded = json.loads((data / "squad2" / "squad2-dev.json").read_text("utf-8"))
    paragraphs = [p for article in loaded["data"] for p in article["paragraphs"]]
    asked = [(qa, p["context"]) for p in paragraphs for qa in p["qas"]]
    rng.shuffle(asked)
    passages = [p["context"] for p in rng.sample(paragraphs, len(paragraphs))]
    statements = list(_from_sentences(passages, count, rng))
    answerable = [each for each in asked if not each[0].get("is_impossible")][: 2 * count]
    for qa, passage in answerable:
        answer = qa["answers"][0]["text"]
        if statement := as_statement(qa["question"], answer):
            statements.append(Statement(statement, passage, "question", True))
            statements += _other_answer(qa["question"], answer, passage, rng)
    for qa, passage in [each for each in asked if each[0].get("is_impossible")][: 2 * count]:
        best = reader.read(qa["question"], [passage])[0].best
        if statement := as_statement(qa["question"], passage[best.start : best.end]):
            statements.append(Statement(statement, passage, "unanswerable", False))
    rng.shuffle(statements)
    return statements
