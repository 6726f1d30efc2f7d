"""Retrieval and reading by qa_bot on the everyday articles that are for choosing.

Each article is a library of its own, as in `qa-bot eval --library group`. Weights are
fitted on these questions, so that figures of them say less than those of the other half.
"""

import random
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from qa_bot.answering.cascade import read_candidates
from qa_bot.answering.readers.reader import Reader
from qa_bot.components import Components
from qa_bot.evaluation.datasets import Question, read_dataset
from qa_bot.loading import load_file
from qa_bot.loading.discovery import iter_files
from training.heldout import ReadQuestion

_DATA = Path(__file__).parent.parent / "benchmarks/data/everyday"
# Questions as people ask them, and pairs of one that is answered and one that is a word off.
CHOOSING, PAIRS = _DATA / "choosing.jsonl", _DATA / "pairs.jsonl"
# What is answered by other means than the best sentence, so that its confidence says nothing.
_OTHER_MEANS = frozenset({"overview", "metadata", "compare"})
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
            count = components.config.retrieval.candidates
            candidates = library.retriever.retrieve(question.text, count)
            readings = read_candidates(reader, question.text, candidates)
            yield ReadQuestion(
                question.text, question.answers, candidates, readings, question.evidence
            )
        library.close()


def _group(question: Question) -> str:
    return question.group
