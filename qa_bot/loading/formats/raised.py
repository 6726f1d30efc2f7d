"""Runs of characters on, above and below the line of a paragraph, composed to its text.

Knows which runs are raised or lowered; how each is written is in `raised_text`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa_bot.loading.raised_text import CONTEXT_CHARS, fraction_text, lowered_text, raised_text

RAISED, LOWERED = 1, -1  # directions, beside 0 for what stands on the line
_SLASHES = "/⁄∕"
_DIGITS = re.compile(r"\s?(\d{1,4})")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters on one baseline; `shift` is RAISED, LOWERED or 0."""

    text: str
    shift: int = 0


def compose(runs: Iterable[Run]) -> str:
    """Return the text of a paragraph's runs, with exponents and indices written as such."""
    merged = _merge(runs)
    # What is raised as a whole is raised over nothing.
    if len({run.shift for run in merged if run.text.strip()}) < 2:
        return "".join(run.text for run in merged)
    parts: list[str] = []
    before = ""
    index = 0
    while index < len(merged):
        text, count = _fraction(merged[index : index + 3], before)
        if not count:
            after = merged[index + 1].text[:CONTEXT_CHARS] if index + 1 < len(merged) else ""
            text, count = _written(merged[index], before, after), 1
        parts.append(text)
        before = (before + text)[-CONTEXT_CHARS:]
        index += count
    return "".join(parts)


def _merge(runs: Iterable[Run]) -> list[Run]:
    """Join neighbours on one baseline; a space belongs to whatever is before it."""
    groups: list[tuple[int, list[str]]] = []
    for run in runs:
        if groups and (run.shift == groups[-1][0] or not run.text.strip()):
            groups[-1][1].append(run.text)
        elif run.text:
            groups.append((run.shift, [run.text]))
    return [Run("".join(texts), shift) for shift, texts in groups]


def _written(run: Run, before: str, after: str) -> str:
    core = run.text.strip()
    if not run.shift or not core:
        return run.text
    start = run.text.index(core)
    lead, trail = run.text[:start], run.text[start + len(core) :]
    if run.shift == LOWERED:
        return lead + lowered_text(before + lead, core) + trail
    return lead + raised_text(before + lead, core, trail + after) + trail


def _fraction(runs: Sequence[Run], before: str) -> tuple[str, int]:
    """Return a fraction that begins a list of runs, and of how many; "" and 0 for none.

    Its lower number may be lowered, or stand on the line.
    """
    if len(runs) < 2 or runs[0].shift != RAISED or not runs[0].text.strip().isdecimal():
        return "", 0
    above, line = runs[0].text.strip(), runs[1].text.lstrip()
    if runs[1].shift or line[:1] not in _SLASHES or not line:
        return "", 0
    below = line[1:].strip() or (runs[2].text.strip() if len(runs) > 2 else "")
    if line[1:].strip():
        found = _DIGITS.match(line[1:])
        return (
            (fraction_text(before, above, found[1]) + line[1 + found.end() :], 2)
            if found
            else ("", 0)
        )
    if not below.isdecimal() or runs[2].shift != LOWERED:
        return "", 0
    trail = runs[2].text[len(runs[2].text.rstrip()) :]
    return fraction_text(before, above, below) + trail, 3
