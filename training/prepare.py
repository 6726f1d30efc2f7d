"""The training data: read once, split, and stored with its indexes.

The held-out articles, stories and paragraphs, which `heldout.json` names, serve to fit
qa_bot's weights on questions that the reader has not seen.
"""

import json
import logging
import pickle
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.chats import read_chats
from training.measuring import Measured
from training.mixture import Source, WhySource, build_source
from training.negatives import sentence_texts
from training.sources import READERS, Example, read_fairytale, read_why_items
from training.thesaurus import lemmas
from training.written import ENGLISH, is_held_out, read_written

log = logging.getLogger(__name__)

FILES = {
    "new_wiki": "squadshifts/new_wiki_v1.0.json",
    "reddit": "squadshifts/reddit_v1.0.json",
    "amazon": "squadshifts/amazon_reviews_v1.0.json",
}
NEW_WIKI_SHARE = 0.1
PARAGRAPH_SHARE = 0.05
SEED = 20


@dataclass
class Prepared:
    """The sources of the training stream."""

    sources: list[Source]
    why: WhySource
    written: list[Example]
    chats: list[Example]

    def texts(self) -> Iterator[str]:
        """Yield each passage and question, and the words of WordNet."""
        examples = [e for source in self.sources for e in source.examples]
        examples += [*self.written, *self.chats]
        yield from (example.question for example in examples)
        yield from {example.context for example in examples}
        for item in self.why.items:
            yield from (item.question, item.cause, item.effect)
        yield from lemmas()


def held_articles(name: str, examples: Iterable[Example]) -> set[str]:
    """The titles of the articles of a source that are held out."""
    if name == "new_wiki":
        titles = sorted({example.group for example in examples})
        return set(random.Random(SEED).sample(titles, round(len(titles) * NEW_WIKI_SHARE)))
    return set()


def held_paragraphs(name: str, examples: Iterable[Example]) -> set[int]:
    """The paragraphs of a source that are held out, by their place in its file."""
    if name not in ("reddit", "amazon"):
        return set()
    places = sorted({example.paragraph for example in examples})
    return set(random.Random(SEED).sample(places, round(len(places) * PARAGRAPH_SHARE)))


def _usable(name: str, examples: list[Example]) -> list[Example]:
    """The examples without overlong answers, which a quarter of PolicyQA's are."""
    limit = 700 if name == "selqa" else 350
    return [e for e in examples if e.answers[0][1] - e.answers[0][0] <= limit]


@dataclass
class Split:
    """The examples to train on by source, those held out, and the names of what is held out."""

    training: dict[str, list[Example]] = field(default_factory=dict)
    held: list[Example] = field(default_factory=list)
    names: dict[str, dict[str, Any]] = field(default_factory=dict)
    written: list[Example] = field(default_factory=list)
    chats: list[Example] = field(default_factory=list)


def read_split(data: Path, languages: str = ENGLISH) -> Split:
    """Read every source and hold out articles, paragraphs and the stories of the `val` folder.

    What is measured on is left out of both. `languages` is a pattern of those whose written
    passages are read.
    """
    measured = Measured.read(data)
    held = measured.without(list(read_fairytale(data, "val")))
    split = Split(names={"fairytaleqa": {"split": "val"}}, held=held)
    for name, reader in READERS.items():
        examples = measured.without(_usable(name, list(reader(data))))
        articles, paragraphs = held_articles(name, examples), held_paragraphs(name, examples)
        if articles:
            split.names[FILES[name]] = {"titles": sorted(articles)}
        if paragraphs:
            split.names[FILES[name]] = {"paragraphs": sorted(paragraphs)}
        is_held = [e.group in articles or e.paragraph in paragraphs for e in examples]
        split.training[name] = [e for e, out in zip(examples, is_held, strict=True) if not out]
        split.held += [e for e, out in zip(examples, is_held, strict=True) if out]
        log.info("%s: %d questions, %d to train on", name, len(examples), len(split.training[name]))
    written = measured.without(list(read_written(pattern=languages)))
    split.written = [example for example in written if not is_held_out(example)]
    chats = measured.without(read_chats(languages))
    split.chats = [example for example in chats if not is_held_out(example)]
    split.held += [example for example in (*written, *chats) if is_held_out(example)]
    log.info("written: %d questions, %d to train on", len(written), len(split.written))
    log.info("chats: %d turns, %d to train on", len(chats), len(split.chats))
    return split


def write_held(split: Split, out: Path) -> None:
    """Write what is held out: its names as JSON, its examples as a pickle."""
    (out / "heldout.json").write_text(json.dumps(split.names, indent=1), "utf-8")
    (out / "heldout.pickle").write_bytes(pickle.dumps(split.held))


def prepare(data: Path, out: Path, languages: str = ENGLISH) -> Prepared:
    """Read, hold out, index, and write `prepared.pickle` and the held-out questions to `out`.

    `languages` is a pattern of the languages whose written passages are read.
    """
    out.mkdir(parents=True, exist_ok=True)
    split = read_split(data, languages)
    write_held(split, out)
    sources = [build_source(name, examples) for name, examples in split.training.items()]
    filler = [s for source in sources if source.name == "new_wiki"
              for context in source.index.contexts for s in sentence_texts(context)]  # fmt: skip
    why = WhySource(read_why_items(data), filler)
    prepared = Prepared(sources, why, split.written, split.chats)
    (out / "prepared.pickle").write_bytes(pickle.dumps(prepared))
    return prepared


def load_prepared(out: Path) -> Prepared:
    """Load what `prepare` wrote; a pickle, so never load one of another origin."""
    loaded = pickle.loads((out / "prepared.pickle").read_bytes())
    if not isinstance(loaded, Prepared):
        raise TypeError(f"{out / 'prepared.pickle'} does not hold prepared data")
    return loaded
