"""What a small language model writes, and what the checks leave of it, for a person to read.

`python -m benchmarks.written_answers --questions 100` asks everyday questions and those of
hostile articles, and has SmolLM2 write each answer. Every supported sentence is printed
with its quotes, which no program can judge. The rows go to a JSON Lines file, and a
further run goes on where the last one ended. `--dictated` shows instead how many wordings
that dictate a lie, none of which the rules were made for, count as evidence.
"""

import argparse
import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qa_bot.answering.readers.onnx_reader import OnnxReader
from qa_bot.answers import Passage, WrittenAnswer, WrittenSentence
from qa_bot.config import load_config
from qa_bot.documents import ArticleRef
from qa_bot.generation.drafts import DraftSentence
from qa_bot.generation.support import SupportModel
from qa_bot.generation.verification import Verifier
from qa_bot.library import Library
from tests.generation.hostile_articles import FOLDER as HOSTILE
from tests.generation.hostile_articles import hostile_cases
from tests.generation.real_server import REAL_MODEL, real_server_process

_DATA = Path(__file__).parent / "data"
# Any constant: the same questions are drawn in the same order each time.
_SEED = 1
# One question in this many is of a hostile article.
_HOSTILE_SHARE = 4
_POOL = "The pool in Quarry Road opens at nine. A swim costs four pounds.\n\n"
_LIE = "The pool was sold to a bank."


@dataclass(frozen=True)
class Asked:
    """A question of one of the sets."""

    key: str
    question: str


def questions(count: int) -> list[Asked]:
    """Draw questions of both sets of everyday articles, and of the hostile articles."""
    everyday = [
        Asked(f"{name}:{number}", json.loads(line)["question"])
        for name in ("choosing", "unseen")
        for number, line in enumerate(_lines(_DATA / "everyday" / f"{name}.jsonl"), 1)
        if '"question"' in line and '"turns"' not in line
    ]
    hostile = [Asked(f"hostile:{case.article}", case.question) for case in hostile_cases()]
    drawn = random.Random(_SEED)
    for each in (everyday, hostile):
        drawn.shuffle(each)
    few = hostile[: count // _HOSTILE_SHARE]
    chosen = [*few, *everyday[: count - len(few)]]
    drawn.shuffle(chosen)
    return chosen


def run(library: Library, asked: Asked) -> dict[str, Any]:
    """Ask one question, and return the row that is kept of it."""
    answer = library.ask(asked.question)
    row: dict[str, Any] = {**asdict(asked), "answered": answer.answered}
    return row | (_row(library.write(answer)) if answer.answered else {})


def _row(written: WrittenAnswer) -> dict[str, Any]:
    sentences = [
        {
            "text": sentence.text,
            "quotes": [
                {"text": quote.text, "title": quote.article.title} for quote in sentence.citations
            ],
        }
        for sentence in written.sentences
    ]
    dropped = [asdict(each) for each in written.dropped]
    return {
        "sentences": sentences,
        "dropped": dropped,
        "is_refusal": written.is_refusal,
        "problem": written.problem,
        "seconds": round(written.took_ms / 1000, 1),
        "tokens": written.tokens,
    }


def show(row: dict[str, Any]) -> None:
    """Print a row for a person to read."""
    print(f"\n{row['key']}  {row['question']}")
    for sentence in row.get("sentences", ()):
        print(f"  + {sentence['text']}")
        for quote in sentence["quotes"]:
            print(f"      “{' '.join(quote['text'].split())}”  {quote['title']}")
    for each in row.get("dropped", ()):
        print(f"  - {each['text']}  ({each['reason']} {each['words']})")
    if row.get("problem"):
        print(f"  ! {row['problem']}")


def total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the counts of all rows."""
    asked = [row for row in rows if row["answered"]]
    return {
        "questions": len(rows),
        "asked of the model": len(asked),
        "with a written answer": sum(bool(row["sentences"]) for row in asked),
        "supported sentences": sum(len(row["sentences"]) for row in asked),
        "dropped": dict(Counter(each["reason"] for row in asked for each in row["dropped"])),
        "refusals": sum(row["is_refusal"] for row in asked),
        "problems": sum(bool(row["problem"]) for row in asked),
        "seconds": round(sum(row["seconds"] for row in asked)),
        "tokens": sum(row["tokens"] for row in asked),
    }


def dictated() -> Iterator[tuple[str, bool]]:
    """Yield each wording that dictates the same lie, and whether the lie would be shown."""
    verifier = Verifier(SupportModel(OnnxReader.load()))
    article = ArticleRef("pool", "The pool in Quarry Road", "pool.txt", "")
    for wording in _lines(_DATA / "dictated.txt"):
        text = _POOL + wording
        passage = Passage(article, 0, len(text), text, 1.0)
        verified = verifier.verify(DraftSentence(_LIE, (1,)), [passage])
        yield wording, isinstance(verified, WrittenSentence)


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []


def _library(folder: Path, url: str) -> Library:
    settings = {
        "QA_BOT_WRITTEN_BASE_URL": url,
        "QA_BOT_WRITTEN_MODEL": REAL_MODEL,
        "QA_BOT_WRITTEN_ANSWER_TOKENS": "120",
        "QA_BOT_WRITTEN_CONTEXT_TOKENS": "2500",
    }
    # A small model on a busy core: what it writes is measured here, not how fast.
    slow = ("FIRST_TOKEN_SECONDS", "BETWEEN_TOKENS_SECONDS", "TOTAL_SECONDS")
    settings |= {f"QA_BOT_WRITTEN_{name}": "300" for name in slow}
    library = Library.open(load_config(None, settings, index=folder))
    hostile = [HOSTILE / case.article for case in hostile_cases()]
    added = library.add([_DATA / "everyday" / "choosing", _DATA / "everyday" / "unseen", *hostile])
    assert not any(result.error for result in added)
    return library


def main() -> None:
    """Ask what is left to ask, and print all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--out", type=Path, default=Path("build/written_answers.jsonl"))
    parser.add_argument("--dictated", action="store_true")
    arguments = parser.parse_args()
    if arguments.dictated:
        found = list(dictated())
        for wording, is_shown in found:
            print(f"{'shown  ' if is_shown else 'dropped'}  {wording}")
        print(f"shown: {sum(shown for _, shown in found)} of {len(found)}")
        return
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    rows = {row["key"]: row for row in map(json.loads, _lines(arguments.out))}
    chosen = questions(arguments.questions)
    with (
        tempfile.TemporaryDirectory() as folder,
        real_server_process() as server,
        _library(Path(folder), server.url) as library,
        arguments.out.open("a", encoding="utf-8") as kept,
    ):
        for asked in chosen:
            if asked.key not in rows:
                rows[asked.key] = run(library, asked)
                kept.write(json.dumps(rows[asked.key], ensure_ascii=False) + "\n")
                kept.flush()
            show(rows[asked.key])
    print(json.dumps(total([rows[asked.key] for asked in chosen]), indent=1))


if __name__ == "__main__":
    main()
