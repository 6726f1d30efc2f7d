"""The public JSON form of an answer, which the README documents and scripts rely on."""

from typing import Any

from qa_bot.answers import Answer, NearMiss, Overview, Passage, Quote, WrittenAnswer
from qa_bot.documents import ArticleRef


def answer_as_json(answer: Answer) -> dict[str, Any]:
    """Return the JSON object of an answer; offsets count code points of the stored article."""
    quote = answer.quote
    cited = quote.article if quote else answer.metadata_of
    result: dict[str, Any] = {
        "question": answer.question,
        "answered": answer.answered,
        "answer": answer.text,
        "confidence": round(answer.confidence, 4),
        "quote": quote.text if quote else None,
        "article": _article(cited) if cited else None,
        "also": [_article(article) for article in quote.also] if quote else [],
        "place": (quote.place or None) if quote else None,
        "start": quote.start if quote else None,
        "end": quote.end if quote else None,
        "passages": [_passage(passage) for passage in answer.passages],
        "took_ms": round(answer.took_ms, 1),
        "kind": answer.kind,
    }
    if answer.parts:
        result["parts"] = [answer_as_json(part) for part in answer.parts]
    if answer.overview is not None:
        result |= _overview(answer.overview)
    if answer.read_as is not None:
        result["understood_as"] = answer.read_as
    if answer.near_miss is not None:
        result["near_miss"] = _near_miss(answer.near_miss)
    if answer.written is not None:
        result["written"] = _written(answer.written)
    return result


def _written(written: WrittenAnswer) -> dict[str, Any]:
    return {
        "text": written.text or None,
        "sentences": [
            {
                "text": sentence.text,
                "citations": [quote_as_json(quote) for quote in sentence.citations],
                "supported": True,
            }
            for sentence in written.sentences
        ],
        "model": written.model,
        "dropped": len(written.dropped),
        "dropped_sentences": [
            {"text": each.text, "reason": each.reason, "words": each.words or None}
            for each in written.dropped
        ],
        "refused": written.is_refusal,
        "problem": written.problem or None,
        "first_ms": round(written.first_ms, 1),
        "took_ms": round(written.took_ms, 1),
        "tokens": written.tokens,
    }


def _near_miss(near_miss: NearMiss) -> dict[str, Any]:
    quote = near_miss.quote
    return {
        "quote": quote.text,
        "missing": list(near_miss.missing),
        "article": _article(quote.article),
        "place": quote.place or None,
        "start": quote.start,
        "end": quote.end,
    }


def _overview(overview: Overview) -> dict[str, Any]:
    return {
        "topic": overview.topic or None,
        "sentences": [quote_as_json(quote) for quote in overview.sentences],
        "suggestions": list(overview.suggestions),
        "articles_left_out": overview.left_out,
    }


def quote_as_json(quote: Quote) -> dict[str, Any]:
    """Return words of an article with their place in it."""
    return {
        "article_id": quote.article.id,
        "title": quote.article.title,
        "text": quote.text,
        "place": quote.place or None,
        "start": quote.start,
        "end": quote.end,
    }


def _article(article: ArticleRef) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "published": article.published or None,
        "link": article.link or None,
    }


def _passage(passage: Passage) -> dict[str, Any]:
    return {
        "article_id": passage.article.id,
        "title": passage.article.title,
        "text": passage.text,
        "place": passage.place or None,
        "start": passage.start,
        "end": passage.end,
        "score": round(passage.score, 6),
    }
