"""Questions and passages that differ in one unit, one time or one number, and their harmless twins.

The rules of `negatives.py` make a premise fail. Those here change what is asked for: another unit
of the same measure, or another time. The harmless rules put the same change into question and
passage, so that the question stays answerable and an odd word does not give a failed premise away.
"""

import random
import re
from dataclasses import replace

from training.negatives import ANTONYMS, harmless_swap, replaced
from training.sources import Example

_MEASURES = (
    "kilometres miles metres feet yards",
    "kilograms pounds tons ounces grams",
    "seconds minutes hours days weeks months years decades",
    "dollars euros pounds yen",
    "litres gallons pints",
    "acres hectares",
    "celsius fahrenheit",
    "people men women children",
    "percent thousand million billion",
)
_UNITS = {
    unit: [other for other in measure.split() if other != unit]
    for measure in _MEASURES
    for unit in measure.split()
}
_ASKED_UNIT = re.compile(
    rf"\b(how many|how much|what|which|in) ({'|'.join(_UNITS)})\b", re.IGNORECASE
)
_OFFICES = "president king queen leader head director captain chair coach manager mayor minister"
_STATES = "capital population price name title owner cost rate value size location record"
_TENSES = (
    (re.compile(rf"^(who) (?:is|was) the (?=(?:{_OFFICES.replace(' ', '|')})\b)", re.IGNORECASE),
     ("{} was the former ", "{} will be the next ", "{} was the previous ", "{} is the deputy ")),
    (re.compile(rf"^(what) (?:is|was) the (?=(?:{_STATES.replace(' ', '|')})\b)", re.IGNORECASE),
     ("{} was the former ", "{} will be the next ", "{} was the previous ")),
    (re.compile(r"^(when|where) did (?=\w)", re.IGNORECASE), ("{} will ",)),
    (re.compile(r"^(who|what) (?:won|built|founded|wrote|made) (?=\w)", re.IGNORECASE),
     ("{} lost ", "{} destroyed ", "{} sold ", "{} will replace ")),
)  # fmt: skip
_WORD = re.compile(r"[a-z][a-z'’-]+")
_NUMBER = re.compile(r"\b\d{1,4}\b")


def swap_unit(example: Example, rng: random.Random) -> Example | None:
    """The question for the same measure in another unit, which the passage does not give."""
    found = _ASKED_UNIT.search(example.question)
    if not found:
        return None
    others = [u for u in _UNITS[found.group(2).lower()] if u not in example.context.lower()]
    if not others:
        return None
    start, end = found.span(2)
    question = example.question[:start] + rng.choice(others) + example.question[end:]
    return replace(example, question=question, answers=())


def swap_tense(example: Example, rng: random.Random) -> Example | None:
    """The question for what was before or will be, where the passage says what is."""
    for pattern, forms in _TENSES:
        if found := pattern.match(example.question):
            changed = rng.choice(forms).format(found.group(1))
            if changed.split()[-1] in example.context.lower():
                return None
            return replace(example, question=changed + example.question[found.end() :], answers=())
    return None


def near_miss(example: Example, rng: random.Random) -> Example | None:
    """The example with another unit or another time asked for."""
    rules = [swap_unit, swap_tense]
    rng.shuffle(rules)
    return next((changed for rule in rules if (changed := rule(example, rng))), None)


def harmless_number(example: Example, rng: random.Random) -> Example | None:
    """A number of the question changed there and throughout the passage."""
    found = sorted({n for n in _NUMBER.findall(example.question) if n in example.context})
    if not found:
        return None
    old = rng.choice(found)
    return _in_both(example, old, str(max(2, int(old) + rng.choice((-20, -3, -1, 1, 2, 7, 30)))))


def harmless_word(example: Example, rng: random.Random) -> Example | None:
    """A word of the question turned into its antonym there and throughout the passage."""
    words = set(_WORD.findall(example.question)) & set(_WORD.findall(example.context))
    found = sorted(word for word in words if word in ANTONYMS)
    if not found:
        return None
    old = rng.choice(found)
    return _in_both(example, old, rng.choice(ANTONYMS[old]))


def _in_both(example: Example, old: str, new: str) -> Example | None:
    """A word replaced in question and passage; none where an answer holds it."""
    if re.search(rf"\b{re.escape(new)}\b", example.context):
        return None
    pattern = re.compile(rf"\b{re.escape(old)}\b")
    changed = replaced(example, pattern, new)
    return replace(changed, question=pattern.sub(new, changed.question)) if changed else None


def harmless_change(example: Example, stranger: str, rng: random.Random) -> Example | None:
    """A name, number or word changed in question and passage such that the answer stays."""
    kind = rng.random()
    if kind < 0.25 and (changed := harmless_number(example, rng)):
        return changed
    if kind < 0.5 and (changed := harmless_word(example, rng)):
        return changed
    return harmless_swap(example, stranger, rng)
