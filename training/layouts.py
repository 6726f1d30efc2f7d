"""Passages of the training sets laid out as people write them: dialogues, steps, lists, FAQs.

Each layout keeps the words of the passage and moves the answers along. It serves answerable and
unanswerable examples alike, so that no layout gives away which of them it is.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from training.augment import reworded
from training.everyday_values import person
from training.sources import Example, Span, evidence
from training.text import Composer, sentences

Layout = Callable[[Example, Sequence[Example], random.Random], Example | None]
# A sentence and the answers in it, by their places in the sentence.
Piece = tuple[str, list[Span]]

_MOST_SPEAKERS = 4
_ROLES = ("Chair", "Interviewer", "Q", "A", "Host", "Guest", "Clerk", "Moderator")
_SAID = ("said", "says", "added", "told us", "explained", "wrote")
_ITEM_BOUND = re.compile(r",? (?:and|or) |, ")
_LONGEST_ITEM = 8  # words; longer parts of an answer are clauses
_PAIRS = (2, 5)  # pairs of a FAQ besides the one that answers, from and to


def _pieces(example: Example) -> list[Piece] | None:
    """The sentences of the context; none where an answer does not lie in one sentence."""
    found: list[Piece] = []
    for start, end in sentences(example.context):
        inside = [(a - start, b - start) for a, b in example.answers if start <= a and b <= end]
        found.append((example.context[start:end], inside))
    held = sum(len(spans) for _, spans in found)
    return found if held == len(example.answers) and len(found) > 1 else None


def _laid(example: Example, text: Composer) -> Example:
    return replace(example, context=text.text, answers=tuple(text.spans))


def speakers(rng: random.Random) -> list[str]:
    """Two to four names or roles."""
    count = rng.randint(2, _MOST_SPEAKERS)
    if rng.random() < 0.25:
        return rng.sample(_ROLES, count)
    return list(dict.fromkeys(person(rng) for _ in range(count)))


def as_dialogue(example: Example, others: Sequence[Example], rng: random.Random) -> Example | None:
    """Each sentence or two as the turn of a speaker, "Cllr Dunmore: …"."""
    pieces = _pieces(example)
    if not pieces:
        return None
    names, text, last = speakers(rng), Composer(), ""
    for sentence, spans in pieces:
        if last and rng.random() < 0.4:
            text.add(" ")
        else:
            last = rng.choice([name for name in names if name != last] or names)
            text.add(f"\n{last}: " if text.text else f"{last}: ")
        text.add(sentence, spans)
    return _laid(example, text)


def as_steps(example: Example, others: Sequence[Example], rng: random.Random) -> Example | None:
    """Each sentence as a numbered step or an item."""
    pieces = _pieces(example)
    if not pieces:
        return None
    form = rng.choice(("{}. ", "{}. ", "{}) ", "Step {}: ", "- ", "• "))
    text = Composer()
    for number, (sentence, spans) in enumerate(pieces, 1):
        text.add(form.format(number))
        text.add(sentence, spans)
        text.add("\n")
    return _laid(example, text)


def as_quotes(example: Example, others: Sequence[Example], rng: random.Random) -> Example | None:
    """Some sentences as the words of somebody."""
    pieces = _pieces(example)
    if not pieces:
        return None
    names, text = speakers(rng), Composer()
    for sentence, spans in pieces:
        bare = sentence.rstrip(" .")
        is_plain = not set("\"“”'").intersection(sentence) and all(b <= len(bare) for _, b in spans)
        if is_plain and rng.random() < 0.5:
            text.add("“")
            text.add(bare, spans)
            text.add(f",” {rng.choice(_SAID)} {rng.choice(names)}. ")
        else:
            text.add(sentence, spans)
            text.add(" ")
    return _laid(example, text)


def items_of(answer: str) -> list[Span]:
    """The items of an answer that lists at least three, or none."""
    ends = [match.span() for match in _ITEM_BOUND.finditer(answer)]
    starts = [0, *(end for _, end in ends)]
    spans = list(zip(starts, [*(start for start, _ in ends), len(answer)], strict=True))
    sizes = [len(answer[a:b].split()) for a, b in spans]
    return spans if len(spans) >= 3 and all(0 < size <= _LONGEST_ITEM for size in sizes) else []


def as_list(example: Example, others: Sequence[Example], rng: random.Random) -> Example | None:
    """An answer that lists several things as items under their lead; the answer is the items."""
    answer = next((span for span in example.answers if items_of(example.context[slice(*span)])), ())
    if not answer:
        return None
    start, end = evidence(example)
    if not start <= answer[0] <= answer[1] <= end:
        return None
    before, text = example.context[:start], Composer()
    lead = example.context[start : answer[0]].strip(" ,:")
    rest = example.context[answer[1] : end].strip(" .,;")
    text.add(f"{before.rstrip()}\n{lead or example.question.rstrip(' ?')}:\n")
    mark = rng.choice(("- ", "• ", "* ", ""))
    words = example.context[slice(*answer)]
    first = len(text.text) + len(mark)
    for a, b in items_of(words):
        text.add(f"{mark}{words[a:b]}\n")
    spans = [(first, len(text.text) - 1)]
    text.add(f"({rest})\n" if rest and rng.random() < 0.5 else "")
    text.add(example.context[end:].lstrip())
    return replace(example, context=text.text.lstrip("\n"), answers=tuple(
        (a - (text.text[:1] == "\n"), b - (text.text[:1] == "\n")) for a, b in spans
    ))  # fmt: skip


def _pair(example: Example) -> Piece:
    """The sentence that answers, with the answers in it."""
    start, end = evidence(example)
    inside = [(a - start, b - start) for a, b in example.answers if start <= a and b <= end]
    return example.context[start:end], inside


def as_faq(example: Example, others: Sequence[Example], rng: random.Random) -> Example | None:
    """Questions with their answering sentences; the heading that answers is in other words.

    Without an answer of its own, the example gets the pairs of others alone.
    """
    count = min(len(others), rng.randint(*_PAIRS))
    pairs: list[tuple[str, Piece]] = []
    for other in rng.sample(list(others), count):
        sentence, _ = _pair(other)
        if other.question != example.question and not _holds_any(sentence, example):
            pairs.append((other.question, (sentence, [])))
    if example.answers:
        own = example.question if rng.random() < 0.3 else reworded(example.question, rng)
        pairs.insert(rng.randint(0, len(pairs)), (own, _pair(example)))
    if len(pairs) < 2:
        return None
    ask, tell = rng.choice((("", ""), ("", ""), ("Q: ", "A: "), ("Q. ", "A. ")))
    text = Composer()
    for question, (sentence, spans) in pairs:
        shown = question.strip(" ?")
        text.add(f"{ask}{shown[:1].upper()}{shown[1:]}?\n{tell}")
        text.add(sentence, spans)
        text.add("\n\n")
    return _laid(example, text) if bool(text.spans) == bool(example.answers) else None


def _holds_any(text: str, example: Example) -> bool:
    lowered = text.lower()
    return any(example.context[a:b].lower() in lowered for a, b in example.answers)


# Each with how often it is drawn; lists are tried first, since few answers are lists.
LAYOUTS: dict[Layout, float] = {as_dialogue: 1.0, as_steps: 1.0, as_quotes: 0.7, as_faq: 1.6}


def lay_out(
    example: Example, others: Sequence[Example], rng: random.Random
) -> tuple[Layout, Example] | None:
    """The example in a layout drawn by weight, with that layout."""
    if example.answers and (laid := as_list(example, others, rng)):
        return as_list, laid
    layout = rng.choices(list(LAYOUTS), list(LAYOUTS.values()))[0]
    laid = layout(example, others, rng)
    return (layout, laid) if laid else None


def of_speaker(example: Example, rng: random.Random) -> tuple[Example, Example] | None:
    """The question as to what one speaker of a dialogue said, and as to what another said."""
    if not example.answers:
        return None
    answer = example.answers[0][0]
    line = example.context.rfind("\n", 0, answer) + 1
    names = [each.partition(": ")[0] for each in example.context.split("\n") if ": " in each]
    name, mark, _ = example.context[line:answer].partition(": ")
    strangers = sorted(set(names) - {name})
    if not mark or name not in names or not strangers:
        return None
    asked = example.question.rstrip(" ?")
    form = rng.choice(("{0}, according to {1}?", "According to {1}, {0}?", "{1}: {0}"))
    right = replace(example, question=form.format(asked, name))
    wrong = replace(example, question=form.format(asked, rng.choice(strangers)), answers=())
    return right, wrong
