"""Retrieval and reading by qa_bot on everyday articles, and on the written passages held out.

Each everyday article that is for choosing is a library of its own, as in `qa-bot eval --library
group`; the written passages of a kind are one. Weights are fitted on these questions, so that
figures of them say less than those of the other half.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from qa_bot.answering.cascade import read_candidates
from qa_bot.answering.readers.reader import Reader
from qa_bot.components import Components
from qa_bot.evaluation.datasets import Question, read_dataset
from qa_bot.loading import load_file
from qa_bot.loading.discovery import iter_files
from training.heldout import ReadQuestion, article_of
from training.sources import Example, evidence

_DATA = Path(__file__).parent.parent / "benchmarks/data/everyday"
# Questions as people ask them, and pairs of one that is answered and one that is a word off.
CHOOSING, PAIRS = _DATA / "choosing.jsonl", _DATA / "pairs.jsonl"
# What is answered by other means than the best sentence, so that its confidence says nothing.
_OTHER_MEANS = frozenset({"overview", "metadata", "compare"})
# How many questions one asked without its passage counts for, so that somewhat more than half of
# those on written passages have an answer. With none of them, a third of the everyday questions on
# other topics are answered; with more, too few of the answerable ones are.
_WITHOUT_PASSAGE = 0.15
# Any constant: it draws the same questions each time.
_SEED = 1


def everyday_questions(
    components: Components, reader: Reader, folder: Path, limit: int, file: Path = CHOOSING
) -> Iterator[ReadQuestion]:
    """Yield up to `limit` questions of a file, each asked of a library of its article in `folder`.

    Messages that are no questions, follow-ups, and what is answered by other means are left out.
    """
    texts = [load_file(text, components.load_limits) for text in iter_files(file.with_suffix(""))]
    dataset = read_dataset(file, texts)
    asked = [
        question
        for question in dataset.questions
        if not (question.expected_reply or question.previous_turns)
        and question.kind not in _OTHER_MEANS
    ]
    chosen = random.Random(_SEED).sample(asked, min(limit, len(asked)))
    articles = {article.id: article for article in dataset.articles}
    for group, questions in groupby(sorted(chosen, key=_group), key=_group):
        library = components.with_library(folder / group)
        library.ingester.add(articles[group])
        for question in questions:
            yield _read(library, reader, question.text, question.answers, question.evidence)
        library.close()


def written_questions(
    components: Components, reader: Reader, folder: Path, examples: Sequence[Example]
) -> Iterator[ReadQuestion]:
    """Yield written questions, each asked of a library in `folder` of the passages of its kind.

    Every answerable one is asked once more of the passages that are not its own.
    """
    for kind, asked in groupby(examples, key=lambda example: example.group.rpartition("-")[0]):
        library = components.with_library(folder / kind)
        questions = list(asked)
        own: dict[str, str] = {}
        for passage in dict.fromkeys(example.context for example in questions):
            article = article_of(passage, passage.splitlines()[0])
            library.ingester.add(article)
            own[passage] = article.id
        for example in questions:
            golds = (example.answer_text(),) if example.answers else ()
            read = _read(library, reader, example.question, golds, _evidence(example))
            yield read
            if example.answers:
                yield _without(read, own[example.context])
        library.close()


def _without(read: ReadQuestion, article: str) -> ReadQuestion:
    """Return a question read on all but the passages of one article, so without an answer."""
    others = [
        (candidate, reading)
        for candidate, reading in zip(read.candidates, read.readings, strict=True)
        if candidate.chunk.article.id != article
    ]
    candidates = [candidate for candidate, _ in others]
    readings = [reading for _, reading in others]
    return ReadQuestion(read.question, (), candidates, readings, weight=_WITHOUT_PASSAGE)


def _evidence(example: Example) -> tuple[str, ...]:
    """Return the sentence, item or row of the passage that holds the answer, if there is one."""
    if not example.answers:
        return ()
    start, end = example.answers[0]
    before = example.context.rfind("\n", 0, start) + 1
    line = example.context[before : (example.context + "\n").index("\n", end)]
    within = replace(example, context=line, answers=((start - before, end - before),))
    return (line[slice(*evidence(within))],)


def _read(
    library: Components,
    reader: Reader,
    question: str,
    golds: tuple[str, ...],
    evidence: tuple[str, ...],
) -> ReadQuestion:
    candidates = library.retriever.retrieve(question, library.config.retrieval.candidates)
    readings = read_candidates(reader, question, candidates)
    return ReadQuestion(question, golds, candidates, readings, evidence)


def _group(question: Question) -> str:
    return question.group
