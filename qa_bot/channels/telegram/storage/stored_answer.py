"""An answer as it is kept: what it cites by article, version and place, not by text.

Knows how an answer becomes JSON and is read back from the article versions that
it cites. Does not know where those are kept, nor chats. So the text of an
article that is removed does not live on in old answers.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from functools import cache
from typing import Any

from qa_bot.documents import Answer, Article, ArticleRef, Passage, Quote, Span

# Finds the version of an article that is cited; None when it is gone.
Versions = Callable[[ArticleRef], Article | None]


def packed(answer: Answer) -> str:
    """The answer as JSON without the texts that it cites."""
    return json.dumps(
        {
            "question": answer.question,
            "answered": answer.answered,
            "confidence": answer.confidence,
            "text": answer.text,
            "quote": _quote(answer.quote) if answer.quote else None,
            "passages": [_passage(passage) for passage in answer.passages],
            "others": [_quote(other) for other in answer.others],
        },
        ensure_ascii=False,
    )


def unpacked(kept: str, versions: Versions) -> Answer | None:
    """The answer with its texts; None when the article that it quotes is gone.

    Passages and further quotes from articles that are gone are left out; a
    declined answer is None once none of its passages is left.
    """
    found, versions = json.loads(kept), cache(versions)
    quote = _quote_again(found["quote"], versions) if found["quote"] else None
    passages = tuple(_each(_passage_again, found["passages"], versions))
    if quote is None if found["quote"] else not passages and found["passages"]:
        return None
    others = tuple(_each(_quote_again, found["others"], versions))
    text = found["text"]
    head = (found["question"], found["answered"], found["confidence"])
    return Answer(*head, text, quote, passages, others)


def said(kept: str, versions: Versions) -> tuple[str | None, str | None]:
    """The short answer and the quote of a kept answer; None for what it lacks, or what is gone."""
    found = json.loads(kept)
    quote = _quote_again(found["quote"], versions) if found["quote"] else None
    return (found["text"], quote.text) if quote is not None else (None, None)


def cited(kept: str) -> set[tuple[str, str]]:
    """The id and digest of each article version that a kept answer cites."""
    found = json.loads(kept)
    parts = [*found["passages"], *found["others"], *([found["quote"]] if found["quote"] else [])]
    return {(part["article"]["id"], part["article"]["digest"]) for part in parts}


def _quote(quote: Quote) -> dict[str, Any]:
    marks = [(mark.start, mark.end) for mark in quote.marks]
    return {**_range(quote), "marks": marks}


def _passage(passage: Passage) -> dict[str, Any]:
    return {**_range(passage), "score": passage.score}


def _range(part: Quote | Passage) -> dict[str, Any]:
    article = asdict(part.article)
    return {"article": article, "start": part.start, "end": part.end, "place": part.place}


def _quote_again(kept: dict[str, Any], versions: Versions) -> Quote | None:
    article = ArticleRef(**kept["article"])
    version = versions(article)
    if version is None:
        return None
    start, end = kept["start"], kept["end"]
    marks = tuple(Span(*mark) for mark in kept["marks"])
    return Quote(article, start, end, version.text[start:end], marks, kept["place"])


def _passage_again(kept: dict[str, Any], versions: Versions) -> Passage | None:
    article = ArticleRef(**kept["article"])
    version = versions(article)
    if version is None:
        return None
    start, end = kept["start"], kept["end"]
    return Passage(article, start, end, version.text[start:end], kept["score"], kept["place"])


def _each(
    again: Callable[[dict[str, Any], Versions], Any],
    kept: Iterable[dict[str, Any]],
    versions: Versions,
) -> Iterator[Any]:
    found = (again(each, versions) for each in kept)
    return (each for each in found if each is not None)
