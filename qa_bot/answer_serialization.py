"""Convert an answer to JSON and back, storing citations instead of the cited text.

Passages and quotes are stored as article, version and character offsets, and their
text is read from the article's version again; so the text of an article that is
removed does not survive in old answers. The sentences that a language model wrote are
stored themselves, and restored only with the articles that support them. Does not know
where versions are stored.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

from qa_bot.answering.answer_parts import join_parts
from qa_bot.answers import (
    Answer,
    DroppedSentence,
    NearMiss,
    Overview,
    Passage,
    Quote,
    WrittenAnswer,
    WrittenSentence,
)
from qa_bot.documents import Article, ArticleRef, Span
from qa_bot.escape import replace_surrogates

# Returns the cited version of an article; None when it is gone.
VersionLookup = Callable[[ArticleRef], Article | None]


@dataclass(frozen=True, slots=True)
class AnswerTexts:
    """The short answer and the quote of a stored answer; None where it has none.

    `article` is the id of the article that is quoted, "" if none or several are.
    """

    answer: str | None = None
    quote: str | None = None
    article: str = ""


def serialize_answer(answer: Answer) -> str:
    """Return the answer as JSON, excluding the texts that it cites."""
    return json.dumps(_answer_fields(answer), ensure_ascii=False)


def deserialize_answer(stored: str, versions: VersionLookup) -> Answer | None:
    """Return the answer with its texts; None when the article that it quotes is gone.

    Omits passages, further quotes and written sentences whose articles are gone. A
    declined answer is None when all its passages are gone.
    """
    return _answer(json.loads(stored), cache(versions))


def answer_texts(stored: str, versions: VersionLookup) -> AnswerTexts:
    """Return the short answer and the quote; both None when the quoted article is gone."""
    fields = json.loads(stored)
    answer = _answer({**fields, "passages": []}, cache(versions))
    if answer is not None and answer.metadata_of is not None:
        return AnswerTexts(answer.text, None, answer.metadata_of.id)
    if answer is None or answer.quote is None:
        return AnswerTexts()
    sentences = answer.overview.sentences if answer.overview else ()
    ids = {part.article.id for part in (answer.quote, *sentences)}
    article = answer.quote.article.id if len(ids) == 1 else ""
    text = answer.text if fields["text"] else answer.quote.text
    return AnswerTexts(text, answer.quote.text, article)


def cited_versions(stored: str) -> set[tuple[str, str]]:
    """Return the id and digest of each article version that a stored answer cites."""
    return _cited_versions(json.loads(stored))


def _cited_versions(fields: dict[str, Any]) -> set[tuple[str, str]]:
    quote = [fields["quote"]] if fields["quote"] else []
    overview = fields.get("overview") or {}
    sentences = [*overview.get("sentences", ()), *overview.get("more", ())]
    near_miss = [fields["near_miss"]["quote"]] if fields.get("near_miss") else []
    written = (fields.get("written") or {}).get("sentences", [])
    support = [quote for sentence in written for quote in sentence["citations"]]
    cited = [*fields["passages"], *fields["others"], *quote, *sentences, *near_miss, *support]
    articles = [each["article"] for each in cited]
    articles += [fields["metadata_of"]] if fields.get("metadata_of") else []
    versions = {(article["id"], article["digest"]) for article in articles}
    return versions.union(*(_cited_versions(part) for part in fields.get("parts", ())))


def _answer(fields: dict[str, Any], versions: VersionLookup) -> Answer | None:
    quote = _quote(fields["quote"], versions) if fields["quote"] else None
    passages = tuple(_available(_passage, fields["passages"], versions))
    if quote is None if fields["quote"] else not passages and fields["passages"]:
        return None
    # Answers that were stored by a former release have none of what is got with a default.
    about = ArticleRef(**fields["metadata_of"]) if fields.get("metadata_of") else None
    if about is not None and versions(about) is None:
        return None
    others = tuple(_available(_quote, fields["others"], versions))
    has_all = len(passages) == len(fields["passages"])
    written = _written(fields.get("written"), versions, has_all)
    if stored_parts := fields.get("parts"):
        parts = list(_available(_answer, stored_parts, versions))
        joined = join_parts(fields["question"], parts) if parts else None
        return replace(joined, written=written) if joined is not None else None
    overview = _overview(fields.get("overview"), versions)
    text = fields["text"]
    if overview is not None and overview.sentences and text is None:
        text = "\n".join(sentence.text for sentence in overview.sentences)
    head = (fields["question"], fields["answered"], fields["confidence"])
    near_miss = _near_miss(fields.get("near_miss"), versions)
    return Answer(
        *head,
        text,
        quote,
        passages,
        others,
        overview=overview,
        near_miss=near_miss,
        metadata_of=about,
        written=written,
    )


def _answer_fields(answer: Answer) -> dict[str, Any]:
    return {
        "question": answer.question,
        "answered": answer.answered,
        "confidence": answer.confidence,
        # That of an overview is its sentences, unless it stands beside an answer.
        "text": None if _is_of_sentences(answer) else answer.text,
        "quote": _quote_fields(answer.quote) if answer.quote else None,
        "passages": [_passage_fields(passage) for passage in answer.passages],
        "others": [_quote_fields(other) for other in answer.others],
        "near_miss": _near_miss_fields(answer.near_miss) if answer.near_miss else None,
        "overview": _overview_fields(answer.overview) if answer.overview else None,
        "parts": [_answer_fields(part) for part in answer.parts],
        "metadata_of": asdict(answer.metadata_of) if answer.metadata_of else None,
        "written": _written_fields(answer.written) if answer.written else None,
    }


def _is_of_sentences(answer: Answer) -> bool:
    sentences = answer.overview.sentences if answer.overview else ()
    return bool(sentences) and answer.text == "\n".join(quote.text for quote in sentences)


def _overview_fields(overview: Overview) -> dict[str, Any]:
    return {
        "sentences": [_quote_fields(sentence) for sentence in overview.sentences],
        "topic": overview.topic,
        "suggestions": overview.suggestions,
        "left_out": overview.left_out,
        "more": [_quote_fields(sentence) for sentence in overview.more],
    }


def _overview(fields: dict[str, Any] | None, versions: VersionLookup) -> Overview | None:
    if fields is None:
        return None
    sentences = tuple(_available(_quote, fields["sentences"], versions))
    suggestions = tuple(fields["suggestions"])
    more = tuple(_available(_quote, fields.get("more", ()), versions))
    return Overview(sentences, fields["topic"], suggestions, fields["left_out"], more)


def _written_fields(written: WrittenAnswer) -> dict[str, Any]:
    sentences = [
        {
            "text": replace_surrogates(sentence.text),
            "citations": [_quote_fields(quote) for quote in sentence.citations],
        }
        for sentence in written.sentences
    ]
    dropped = [
        {name: replace_surrogates(text) for name, text in asdict(sentence).items()}
        for sentence in written.dropped
    ]
    head = {"model": written.model, "is_refusal": written.is_refusal}
    return {**head, "sentences": sentences, "dropped": dropped}


def _written(
    fields: dict[str, Any] | None, versions: VersionLookup, has_all_passages: bool
) -> WrittenAnswer | None:
    if fields is None:
        return None
    sentences = tuple(_available(_written_sentence, fields["sentences"], versions))
    # Nothing says of which article the words of a dropped sentence are.
    kept = fields["dropped"] if has_all_passages else ()
    dropped = tuple(DroppedSentence(**sentence) for sentence in kept)
    return WrittenAnswer(fields["model"], sentences, dropped, fields["is_refusal"])


def _written_sentence(fields: dict[str, Any], versions: VersionLookup) -> WrittenSentence | None:
    citations = tuple(_available(_quote, fields["citations"], versions))
    is_whole = len(citations) == len(fields["citations"])
    return WrittenSentence(fields["text"], citations) if is_whole else None


def _quote_fields(quote: Quote) -> dict[str, Any]:
    marks = [(mark.start, mark.end) for mark in quote.marks]
    return {**_citation_fields(quote), "marks": marks}


def _near_miss_fields(near_miss: NearMiss) -> dict[str, Any]:
    return {"quote": _quote_fields(near_miss.quote), "missing": near_miss.missing}


def _near_miss(fields: dict[str, Any] | None, versions: VersionLookup) -> NearMiss | None:
    quote = _quote(fields["quote"], versions) if fields else None
    return NearMiss(quote, tuple(fields["missing"])) if fields and quote else None


def _passage_fields(passage: Passage) -> dict[str, Any]:
    return {**_citation_fields(passage), "score": passage.score}


def _citation_fields(part: Quote | Passage) -> dict[str, Any]:
    article = asdict(part.article)
    return {"article": article, "start": part.start, "end": part.end, "place": part.place}


def _quote(fields: dict[str, Any], versions: VersionLookup) -> Quote | None:
    article = ArticleRef(**fields["article"])
    version = versions(article)
    if version is None:
        return None
    start, end = fields["start"], fields["end"]
    marks = tuple(Span(*mark) for mark in fields["marks"])
    return Quote(article, start, end, version.text[start:end], marks, fields["place"])


def _passage(fields: dict[str, Any], versions: VersionLookup) -> Passage | None:
    article = ArticleRef(**fields["article"])
    version = versions(article)
    if version is None:
        return None
    start, end = fields["start"], fields["end"]
    return Passage(article, start, end, version.text[start:end], fields["score"], fields["place"])


def _available(
    restore: Callable[[dict[str, Any], VersionLookup], Any],
    stored: Iterable[dict[str, Any]],
    versions: VersionLookup,
) -> Iterator[Any]:
    restored = (restore(fields, versions) for fields in stored)
    return (part for part in restored if part is not None)
