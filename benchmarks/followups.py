"""How well follow-ups are rewritten, on CANARD's rewrites: `python -m benchmarks.followups FILE`.

Knows CANARD's layout. Needs no model: only words are compared.
"""

import json
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from qa_bot.conversation.rewriting.lexicon import FUNCTION_WORDS
from qa_bot.conversation.rewriting.query_rewriter import rewrite_query
from qa_bot.conversation.rewriting.tokens import lowercase_words
from qa_bot.conversation.turns import Turn

UNKNOWN = "I don't know."


@dataclass(frozen=True, slots=True)
class Case:
    """A question of a dialogue, what it should become and what it became."""

    dialogue: str
    question: str
    gold: str
    ours: str | None
    turns: tuple[Turn, ...]

    @property
    def alone(self) -> bool:
        return lowercase_words(self.question) == lowercase_words(self.gold)


def cases(path: Path) -> Iterator[Case]:
    """Every question with our rewrite, each made from our own earlier rewrites."""
    rows = json.loads(path.read_text("utf-8"))
    for name, group in groupby(rows, key=lambda row: row["QuAC_dialog_id"]):
        yield from _dialogue(name, list(group))


def _dialogue(name: str, rows: list[dict[str, object]]) -> Iterator[Case]:
    understood: list[str] = []
    for row in rows:
        history, question = list(row["History"]), str(row["Question"])  # type: ignore[call-overload]
        title = re.sub(r"\s*\(.*\)", "", history[0])
        turns = [Turn(f"Tell me about {title}.")]
        answers = history[3::2]
        pairs = zip(understood, answers, strict=True)
        turns += [Turn(asked, None if said == UNKNOWN else said) for asked, said in pairs]
        ours = rewrite_query(question, turns)
        understood.append(ours or question)
        yield Case(name, question, str(row["Rewrite"]), ours, tuple(turns))


def content(text: str) -> set[str]:
    return {word.removesuffix("'s") for word in lowercase_words(text)} - FUNCTION_WORDS


def report(title: str, chosen: list[Case]) -> None:
    """The share of stand-alone questions left alone; recall and precision of added words."""
    alone = [case for case in chosen if case.alone]
    kept = sum(case.ours is None for case in alone)
    recalls, precisions, changed, needing = [], [], 0, 0
    for case in (case for case in chosen if not case.alone):
        missing = content(case.gold) - content(case.question)
        added = content(case.ours or "") - content(case.question)
        needing += 1
        changed += case.ours is not None
        if missing:
            recalls.append(len(missing & added) / len(missing))
        if added:
            precisions.append(len(missing & added) / len(added))
    print(f"{title}: {len(chosen)} questions")
    print(f"  stand-alone, left unchanged: {kept}/{len(alone)} = {kept / len(alone):.1%}")
    print(f"  needing a rewrite, rewritten: {changed}/{needing} = {changed / needing:.1%}")
    print(f"  recall of the words to add: {sum(recalls) / len(recalls):.1%}")
    print(f"  precision of the words added: {sum(precisions) / len(precisions):.1%}")


def main() -> None:
    started = time.perf_counter()
    found = list(cases(Path(sys.argv[1])))
    each = 1000 * (time.perf_counter() - started) / len(found)
    order = {name: i for i, name in enumerate(dict.fromkeys(case.dialogue for case in found))}
    report("half the rules were chosen on", [c for c in found if order[c.dialogue] % 2 == 0])
    report("other half", [c for c in found if order[c.dialogue] % 2 == 1])
    print(f"{each:.2f} ms a message")


if __name__ == "__main__":
    main()
