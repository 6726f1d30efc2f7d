"""The quality of rewritten follow-up questions, on CANARD.

Run as `python -m benchmarks.followups canard-dev.json`. Compares words with CANARD's
own rewrites (Elgohary et al., EMNLP 2019), so no model is needed.
"""

import argparse
import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from qa_bot.conversation.rewriting.lexicon import FUNCTION_WORDS
from qa_bot.conversation.rewriting.query_rewriter import rewrite_query
from qa_bot.conversation.rewriting.tokens import lowercase_words
from qa_bot.conversation.turns import Turn

# The answer of a question that QuAC leaves unanswered.
UNKNOWN = "I don't know."


@dataclass(frozen=True, slots=True)
class Case:
    """A question of a dialogue, CANARD's rewrite of it, and ours (None if left unchanged)."""

    dialogue: str
    question: str
    gold: str
    ours: str | None
    turns: tuple[Turn, ...]

    @property
    def is_standalone(self) -> bool:
        """Whether CANARD leaves the question as it is."""
        return lowercase_words(self.question) == lowercase_words(self.gold)


def cases(path: Path) -> Iterator[Case]:
    """Yield each question with our rewrite, made from our own rewrites of the turns before."""
    rows = json.loads(path.read_text("utf-8"))
    for name, group in groupby(rows, key=lambda row: row["QuAC_dialog_id"]):
        yield from _dialogue(name, list(group))


def _dialogue(name: str, rows: list[dict[str, object]]) -> Iterator[Case]:
    resolved: list[str] = []
    for row in rows:
        history, question = list(row["History"]), str(row["Question"])  # type: ignore[call-overload]
        title = re.sub(r"\s*\(.*\)", "", history[0])
        turns = [Turn(f"Tell me about {title}.")]
        answers = history[3::2]
        pairs = zip(resolved, answers, strict=True)
        turns += [Turn(asked, None if answer == UNKNOWN else answer) for asked, answer in pairs]
        ours = rewrite_query(question, turns)
        resolved.append(ours or question)
        yield Case(name, question, str(row["Rewrite"]), ours, tuple(turns))


def content_words(text: str) -> set[str]:
    """Return the words of a text without function words and possessive endings."""
    return {word.removesuffix("'s") for word in lowercase_words(text)} - FUNCTION_WORDS


def report(title: str, chosen: list[Case]) -> None:
    """Print how many questions are rewritten, with recall and precision of the added words."""
    standalone = [case for case in chosen if case.is_standalone]
    unchanged = sum(case.ours is None for case in standalone)
    share = unchanged / len(standalone)
    recalls, precisions, changed, needing = [], [], 0, 0
    for case in (case for case in chosen if not case.is_standalone):
        missing = content_words(case.gold) - content_words(case.question)
        added = content_words(case.ours or "") - content_words(case.question)
        needing += 1
        changed += case.ours is not None
        if missing:
            recalls.append(len(missing & added) / len(missing))
        if added:
            precisions.append(len(missing & added) / len(added))
    print(f"{title}: {len(chosen)} questions")
    print(f"  stand-alone, left unchanged: {unchanged}/{len(standalone)} = {share:.1%}")
    print(f"  needing a rewrite, rewritten: {changed}/{needing} = {changed / needing:.1%}")
    print(f"  recall of the words to add: {sum(recalls) / len(recalls):.1%}")
    print(f"  precision of the words added: {sum(precisions) / len(precisions):.1%}")


def main() -> None:
    """Print the figures of each half of the dialogues, and the time of a question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="a file of CANARD")
    arguments = parser.parse_args()
    started = time.perf_counter()
    found = list(cases(arguments.file))
    each = 1000 * (time.perf_counter() - started) / len(found)
    order = {name: i for i, name in enumerate(dict.fromkeys(case.dialogue for case in found))}
    report("half the rules were chosen on", [c for c in found if order[c.dialogue] % 2 == 0])
    report("other half", [c for c in found if order[c.dialogue] % 2 == 1])
    print(f"{each:.2f} ms a message")


if __name__ == "__main__":
    main()
