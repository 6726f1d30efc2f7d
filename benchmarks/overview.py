"""How well ways to choose five sentences find what the lead of an article says, by ROUGE.

Run as `python -m benchmarks.overview DATA`, a folder with SQuAD files of whole articles.
The lead, which says what the article is about, is left out of the text and taken as the
reference (Lin, "ROUGE: A package for automatic evaluation of summaries", 2004). The last
column is the share of the sentences that answer a question which people asked.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import report
from qa_bot.answering.overview.sentence_kinds import TextSentence, sentences_of
from qa_bot.answering.overview.sentence_ranking import by_marginal_relevance, lexrank, prior
from qa_bot.answering.overview.summary import MOST_SENTENCES, summarise
from qa_bot.documents import Article
from qa_bot.retrieval.embedder import DEFAULT_MODEL, CachingEmbedder, load_embedder
from qa_bot.retrieval.similarity import Similarity

_FILES = (
    "squadshifts/new_wiki_v1.0.json",
    "squad11-extra/squad11-extra.json",
    "squad2/squad2-dev.json",
)
_WORD = re.compile(r"\w+")
_MIN_WORDS = 5

Choose = Callable[[Sequence[TextSentence], Similarity], Sequence[TextSentence]]


@dataclass(frozen=True)
class LedArticle:
    """An article without its lead, the lead, and where the answers to its questions begin."""

    article: Article
    lead: str
    answers: tuple[int, ...]


def led_articles(data: Path) -> Iterator[LedArticle]:
    """Yield the articles of which a paragraph begins with their title and defines it."""
    for name in _FILES:
        for entry in json.loads((data / name).read_text("utf-8"))["data"]:
            title = re.sub(r" \(.*\)", "", entry["title"].replace("_", " "))
            defines = re.compile(
                rf"(?:the |an? )?{re.escape(title.rstrip('s'))}s?\b.{{0,150}}?"
                r"\b(?:is|are|was|were) (?:an?|the|one|any)\b",
                re.IGNORECASE | re.DOTALL,
            )
            paragraphs = entry["paragraphs"]
            lead = next((p for p in paragraphs if defines.match(p["context"])), None)
            if lead is not None:
                rest = [p for p in paragraphs if p is not lead]
                yield _without_lead(title, lead["context"], rest)


def _without_lead(title: str, lead: str, paragraphs: Sequence[dict[str, Any]]) -> LedArticle:
    text, starts = "", []
    for paragraph in paragraphs:
        golds = [qa["answers"][0]["answer_start"] for qa in paragraph["qas"] if qa["answers"]]
        starts += [len(text) + gold for gold in golds]
        text += paragraph["context"] + "\n\n"
    return LedArticle(Article(title, title, title, text, ""), lead, tuple(starts))


def rouge_n(candidate: str, reference: str, n: int) -> float:
    """Return the F1 of the n-grams of two texts."""
    ours, theirs = (_n_grams(text, n) for text in (candidate, reference))
    return _f1((ours & theirs).total(), ours.total(), theirs.total())


def rouge_l(candidate: str, reference: str) -> float:
    """Return the F1 of the longest common subsequence of the words of two texts."""
    ours, theirs = (_WORD.findall(text.lower()) for text in (candidate, reference))
    row = [0] * (len(theirs) + 1)
    for word in ours:
        above = row.copy()
        for j, other in enumerate(theirs, 1):
            row[j] = above[j - 1] + 1 if word == other else max(above[j], row[j - 1])
    return _f1(row[-1], len(ours), len(theirs))


def _n_grams(text: str, n: int) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return Counter(zip(*(words[i:] for i in range(n)), strict=False))


def _f1(shared: int, ours: int, theirs: int) -> float:
    return 2 * shared / (ours + theirs) if ours + theirs else 0.0


def _first(sentences: Sequence[TextSentence], similarity: Similarity) -> Sequence[TextSentence]:
    return sentences[:MOST_SENTENCES]


def _centroid(sentences: Sequence[TextSentence], similarity: Similarity) -> Sequence[TextSentence]:
    cosines = similarity.among([s.text for s in sentences])
    best = np.argsort(-cosines.mean(axis=0))[:MOST_SENTENCES]
    return [sentences[i] for i in sorted(best)]


def _lexrank(sentences: Sequence[TextSentence], similarity: Similarity) -> Sequence[TextSentence]:
    cosines = similarity.among([s.text for s in sentences])
    scores = lexrank(cosines.copy(), np.ones(len(sentences), np.float32))
    return [sentences[i] for i in sorted(np.argsort(-scores)[:MOST_SENTENCES])]


def _lexrank_diverse(
    sentences: Sequence[TextSentence], similarity: Similarity
) -> Sequence[TextSentence]:
    cosines = similarity.among([s.text for s in sentences])
    scores = lexrank(cosines.copy(), prior([s.rank for s in sentences]))
    taken = by_marginal_relevance(scores, cosines, MOST_SENTENCES)
    return [sentences[i] for i in sorted(taken)]


def _qa_bot(sentences: Sequence[TextSentence], similarity: Similarity) -> Sequence[TextSentence]:
    return summarise(sentences, similarity, MOST_SENTENCES)


WAYS: dict[str, Choose] = {
    "first five": _first,
    "centroid of embeddings": _centroid,
    "LexRank of embeddings": _lexrank,
    "LexRank with position and MMR": _lexrank_diverse,
    "qa-bot: that, of 48 nearest the tf-idf centroid": _qa_bot,
}


def figures(led: LedArticle, chosen: Sequence[TextSentence]) -> tuple[float, ...]:
    """Return ROUGE-1, ROUGE-2 and ROUGE-L with the lead, and the share that answers."""
    text = " ".join(sentence.text for sentence in chosen)
    spans = [sentence.span for sentence in chosen]
    answering = sum(any(s.start <= at < s.end for at in led.answers) for s in spans)
    rouge = (rouge_n(text, led.lead, 1), rouge_n(text, led.lead, 2), rouge_l(text, led.lead))
    return (*rouge, answering / max(1, len(spans)))


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    embedder = load_embedder(DEFAULT_MODEL, Path())
    rows: dict[str, list[tuple[float, ...]]] = {way: [] for way in WAYS}
    for led in led_articles(arguments.data):
        sentences = [s for s in sentences_of(led.article) if len(s.text.split()) >= _MIN_WORDS]
        similarity = Similarity(CachingEmbedder(embedder))
        for way, choose in WAYS.items():
            rows[way].append(figures(led, choose(sentences, similarity)))
    columns = ("ROUGE-1", "ROUGE-2", "ROUGE-L", "answer a question")
    means = {way: np.mean(found, axis=0).round(3).tolist() for way, found in rows.items()}
    table = [{"sentences": way, **dict(zip(columns, means[way], strict=True))} for way in WAYS]
    report("overview", table, arguments.out, columns)


if __name__ == "__main__":
    main()
