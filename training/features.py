"""From examples to padded batches: tokens, whole-sentence windows, batches sized by tokens."""

import random
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from training.sources import Example, Span
from training.text import sentences
from training.tokens import PairTokenizer

QUESTION_TOKENS = 64
PASSAGE_TOKENS = 256
_PAD = 0  # any token does, since the attention mask leaves padding out


@dataclass(frozen=True, slots=True)
class Feature:
    """One tokenised example; `start` and `end` are 0 where there is no answer."""

    ids: list[int]
    passage_start: int  # the tokens of the question and of the special ones round it
    start: int
    end: int
    answerable: int

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded arrays of shape (examples, tokens), and the targets.

    `token_type_ids` is 1 from the first token of the passage on, whether or not the base
    model has segments.
    """

    input_ids: np.ndarray
    attention_mask: np.ndarray
    token_type_ids: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    answerable: np.ndarray


def token_span(offsets: list[Span], span: Span) -> Span | None:
    """First and last token that overlap a character span."""
    inside = [i for i, (a, b) in enumerate(offsets) if a < span[1] and b > span[0]]
    return (inside[0], inside[-1]) if inside else None


def _bounds(context: str, offsets: list[Span]) -> list[int]:
    """Token positions at which sentences start, closed by the number of tokens."""
    firsts = [start for start, _ in sentences(context)]
    owner = [bisect_right(firsts, start) for start, _ in offsets]
    starts = [i for i in range(len(owner)) if i == 0 or owner[i] != owner[i - 1]]
    return [*starts, len(offsets)]


def window(bounds: list[int], answer: Span | None, size: int, rng: random.Random) -> Span:
    """A run of whole sentences around the answer, grown at random up to `size` tokens."""
    count = len(bounds) - 1
    if answer:
        first = bisect_right(bounds, answer[0]) - 1
        last = min(count - 1, bisect_right(bounds, answer[1]) - 1)
    else:
        first = last = rng.randrange(count)
    while True:
        room = size - (bounds[last + 1] - bounds[first])
        left = first > 0 and bounds[first] - bounds[first - 1] <= room
        right = last + 1 < count and bounds[last + 2] - bounds[last + 1] <= room
        if not (left or right):
            return bounds[first], bounds[last + 1]
        if left and (not right or rng.random() < 0.5):
            first -= 1
        else:
            last += 1


def _choose(example: Example, rng: random.Random) -> Span | None:
    """One gold answer: among several, one of the shorter half."""
    if not example.answers:
        return None
    return example.answers[rng.randrange((len(example.answers) + 1) // 2)]


def encode(
    example: Example, tokenizer: PairTokenizer, rng: random.Random, size: int
) -> Feature | None:
    """The example as tokens, its passage a window of at most about `size` tokens."""
    question = tokenizer.encode(example.question).ids[:QUESTION_TOKENS]
    passage = tokenizer.encode(example.context)
    chosen = _choose(example, rng)
    answer = token_span(passage.offsets, chosen) if chosen else None
    if not passage.ids or not question or (chosen and not answer):
        return None
    first, last = window(_bounds(example.context, passage.offsets), answer, size, rng)
    last = min(last, first + PASSAGE_TOKENS)
    if answer and answer[1] >= last:
        return None
    ids = tokenizer.join(question, passage.ids[first:last])
    passage_start = tokenizer.passage_start(question)
    shift = passage_start - first
    start, end = (answer[0] + shift, answer[1] + shift) if answer else (0, 0)
    return Feature(ids, passage_start, start, end, int(answer is not None))


def collate(features: list[Feature]) -> Batch:
    """Features padded to the longest of them, rounded up to a multiple of 8."""
    length = -(-max(map(len, features)) // 8) * 8
    ids = np.full((len(features), length), _PAD, np.int64)
    mask = np.zeros_like(ids)
    types = np.zeros_like(ids)
    for row, feature in enumerate(features):
        ids[row, : len(feature)] = feature.ids
        mask[row, : len(feature)] = 1
        types[row, feature.passage_start : len(feature)] = 1
    starts = np.array([feature.start for feature in features])
    ends = np.array([feature.end for feature in features])
    answerable = np.array([feature.answerable for feature in features], np.float32)
    return Batch(ids, mask, types, starts, ends, answerable)


def batches(
    features: Iterator[Feature], tokens: int, rng: random.Random, pool: int = 24
) -> Iterator[Batch]:
    """Batches of like lengths, each of about `tokens` tokens, from an endless stream."""
    while True:
        chunk: list[Feature] = []
        held = 0
        while held < tokens * pool:
            feature = next(features)
            chunk.append(feature)
            held += len(feature)
        chunk.sort(key=lambda feature: len(feature) + rng.random() * 12)
        groups = _grouped(chunk, tokens)
        rng.shuffle(groups)
        yield from map(collate, groups)


def _grouped(features: list[Feature], tokens: int) -> list[list[Feature]]:
    """The features in order, parted wherever a padded batch would outgrow its tokens."""
    groups: list[list[Feature]] = [[]]
    longest = 0
    for feature in features:
        longest = max(longest, len(feature))
        if groups[-1] and longest * (len(groups[-1]) + 1) > tokens:
            groups.append([])
            longest = len(feature)
        groups[-1].append(feature)
    return groups
