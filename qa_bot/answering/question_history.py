"""A question after those before it, as a reader that knows conversations reads it.

What was asked and answered before stands in front of the question, as in the baselines of
Choi et al., "QuAC" (2018), so that the reader itself finds what "he" or "and on Sundays?"
is about. training/ writes its chats the same way.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# Between two parts; the last one is the question.
_SEPARATOR = " | "
# Characters of the whole: some fifty tokens of English. Of more than 64 the last ones are read.
_MOST = 200
# Characters of the last question, of its answer, and of the question before it.
_LAST, _ANSWER, _EARLIER = 90, 60, 60


@dataclass(frozen=True, slots=True)
class PriorTurn:
    """A question that was asked before, and its short answer, "" where it had none."""

    question: str
    answer: str = ""


def with_history(question: str, history: Sequence[PriorTurn]) -> str:
    """Return the question on one line, after as much of the last two exchanges as has room.

    `history` is oldest first; the question alone is returned where there is none. Of the
    exchange before the last one the question is kept.
    """
    asked = " ".join(question.split())
    room = _MOST - len(asked)
    # What matters most takes its room first.
    parts = [part for t in history[-1:] for part in ((t.question, _LAST), (t.answer, _ANSWER))]
    parts += [(turn.question, _EARLIER) for turn in history[-2:-1]]
    kept: list[str] = []
    for text, limit in parts:
        kept.append(_shortened(text, min(limit, room - len(_SEPARATOR))))
        room -= len(kept[-1]) + len(_SEPARATOR)
    return _SEPARATOR.join([*filter(None, [*kept[2:], *kept[:2]]), asked])


def question_alone(question: str) -> str:
    """Return the question without its history."""
    return question.rpartition(_SEPARATOR)[2]


def _shortened(text: str, limit: int) -> str:
    """Return the text on one line, cut before the word that passes the limit."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[: max(0, limit) + 1].rpartition(" ")[0]
