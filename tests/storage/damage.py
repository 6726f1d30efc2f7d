"""Damages every file of a small library in every way, and judges what then becomes of questions.

By hand, every byte: python -m tests.storage.damage --every 1
"""

import argparse
import itertools
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from qa_bot.answers import Answer
from qa_bot.archive.export import export
from qa_bot.errors import QaBotError
from qa_bot.indexing.ingest import Ingester
from qa_bot.integrity.verify import verify
from qa_bot.retrieval.fingerprint import stored_dimension
from qa_bot.retrieval.passages import expand
from qa_bot.retrieval.retriever import Retriever
from qa_bot.retrieval.vector_index import VectorIndex, update_files
from qa_bot.storage.sqlite.store import SqliteStore
from tests.fakes import DIMENSION, FakeEmbedder, SentenceChunker, article, word_answerer
from tests.patience import PATIENCE_S

FIRST = {
    "tea.txt": "Tea grows in Assam. The harvest of tea begins in March. Rain helps it along.",
    "rice.txt": "Rice grows in Kerala. The harvest of rice begins in June. It needs much water.",
}
SECOND = {
    "hops.txt": "Hops grow in Kent. The harvest of hops begins in August. Poles hold them up.",
    "rice.txt": "Rice grows in Punjab. The harvest of rice begins in July. It needs much water.",
}
# What is asked, and the words of the answer, by whether the second state was reached.
QUESTIONS = {
    "When does the harvest of tea begin?": ("March", "March"),
    "When does the harvest of rice begin?": ("June", "July"),
    "When does the harvest of hops begin?": (None, "August"),
}
FILES = (
    *("library.sqlite", "library.sqlite-wal", "library.sqlite-shm"),
    *("vectors.faiss", "vectors.since"),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a library's questions: `kind`, and why it is not as it must be."""

    kind: str
    wrong: str = ""


def build(folder: Path, *states: dict[str, str]) -> list[Path]:
    """Copies of a library as it is on disk after each of the states, none of them closed."""
    copies, live = [], folder / "live"
    for number, texts in enumerate(states):
        # Each state is written by a program of its own, so that the log of the last is not empty.
        store = SqliteStore(live, lock_timeout=PATIENCE_S)
        adder = Ingester(store, SentenceChunker(), FakeEmbedder())
        for source, text in texts.items():
            adder.add(article(text, title=source, source=source))
            update_files(store, store.folder, DIMENSION)
        copies.append(folder / str(number))
        shutil.copytree(live, copies[-1])
        store.close()
    return copies


def closed(copy: Path, target: Path) -> Path:
    """The same library as it is once it was closed, its log taken into the record."""
    fresh(copy, target)
    SqliteStore(target).close()
    return target


def texts_of(*states: dict[str, str]) -> set[str]:
    """Everything that was ever said."""
    return {text for state in states for text in state.values()}


def judge(folder: Path, originals: set[str]) -> Outcome:
    """Ask everything of the library; what was told must be right, or said to be wrong."""
    store, kinds = None, []
    try:
        store = SqliteStore(folder, lock_timeout=PATIENCE_S)
        embedder = FakeEmbedder()
        index = VectorIndex(store, store.folder, DIMENSION)
        answerer = word_answerer(
            Retriever(store, index, embedder, 0.5),
            expand_chunks=partial(expand, store, limit=200),
        )
        noticed = index.notice is not None
        for question, right in QUESTIONS.items():
            outcome = _judged(answerer.answer(question), right, originals, noticed=noticed)
            if outcome.wrong:
                return outcome
            kinds.append(outcome.kind)
    except QaBotError as error:
        cured = any(word in str(error) for word in ("estore", "repair", "Try again", "Install"))
        return Outcome(type(error).__name__, "" if cured else f"no cure: {error}")
    except Exception as error:
        return Outcome("traceback", f"{type(error).__name__}: {error}")
    finally:
        if store is not None:
            store.close()
    return Outcome("+".join(sorted(set(kinds))))


def keep(folder: Path, scratch: Path) -> Outcome:
    """List, verify and export the library; what is wrong with it is an error of our own."""
    store = None
    try:
        store = SqliteStore(folder, lock_timeout=PATIENCE_S)
        list(store.listings())
        kept = stored_dimension(store)
        verify(
            store,
            lambda: VectorIndex(store, store.folder, kept) if kept else None,
            None,
        )
        export(store, scratch, with_vectors=True, overwrite=True)
    except QaBotError as error:
        return Outcome(type(error).__name__)
    except Exception as error:
        return Outcome("traceback", f"{type(error).__name__}: {error}")
    finally:
        if store is not None:
            store.close()
    return Outcome("kept")


def _judged(
    answer: Answer, right: tuple[str | None, ...], originals: set[str], *, noticed: bool
) -> Outcome:
    shown = [passage.text for passage in answer.passages]
    shown += [answer.quote.text] if answer.quote else []
    for text in shown:
        if not any(text in whole for whole in originals):
            return Outcome("quote", f"nobody said {text!r}")
    if answer.quote is not None and answer.answered:
        said = any(word is not None and word in answer.quote.text for word in right)
        return Outcome("answered" if said else "other", "" if said else f"{answer.quote.text!r}")
    if None in right or noticed:
        return Outcome("declined")
    return Outcome("silent", f"declined {answer.question!r} without a word")


def flips(folder: Path, every: int, first: int = 0) -> Iterator[tuple[str, int]]:
    """Each `every`th byte of each file."""
    for name in FILES:
        size = (folder / name).stat().st_size if (folder / name).exists() else 0
        yield from ((name, at) for at in range(first % every, size, every))


def flip(path: Path, at: int, bit: int) -> None:
    """Turn one bit over."""
    with path.open("r+b") as file:
        file.seek(at)
        (byte,) = file.read(1)
        file.seek(at)
        file.write(bytes([byte ^ (1 << bit)]))


def fresh(source: Path, target: Path) -> Path:
    """A copy of a library in place of an earlier one."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return target


def mixtures(old: Path, new: Path, target: Path) -> Iterator[tuple[str, Path]]:
    """Every choice of each file from an older and a newer copy."""
    names = sorted(name for name in FILES if (old / name).exists() or (new / name).exists())
    for chosen in itertools.product((old, new), repeat=len(names)):
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir()
        for name, folder in zip(names, chosen, strict=True):
            if (folder / name).exists():
                shutil.copy(folder / name, target / name)
        yield " ".join(f"{n}:{c.name}" for n, c in zip(names, chosen, strict=True)), target


def main() -> None:
    """Flip bits all over, and tell what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        *_, whole = build(folder, FIRST, SECOND)
        told: Counter[str] = Counter()
        for copy in (closed(whole, folder / "closed"), whole):
            for file, at in flips(copy, options.every):
                target = fresh(copy, folder / "flipped")
                flip(target / file, at, at % 8)
                kept = keep(target, folder / "export.zip")
                outcome = judge(target, texts_of(FIRST, SECOND))
                told[f"{copy.name} {file}: {outcome.kind}"] += 1
                for each in (outcome, kept):
                    if each.wrong:
                        print(f"{copy.name} {file} byte {at} bit {at % 8}: {each}", flush=True)
        for kind, count in sorted(told.items()):
            print(f"{count:7,} {kind}")


if __name__ == "__main__":
    main()
