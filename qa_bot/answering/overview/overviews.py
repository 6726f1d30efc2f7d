"""Overviews: which articles each kind is of, and how much of each it shows.

Does not know how sentences are ranked, nor how an ordinary question is answered.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Protocol

from qa_bot.answering.answerer import FirstStage
from qa_bot.answering.exact_names import holds_names
from qa_bot.answering.overview.sentence_kinds import TextSentence, sentences_of
from qa_bot.answering.overview.suggestions import (
    ASKED_BESIDE,
    ASKED_FOR,
    SUGGESTIONS,
    suggest_questions,
)
from qa_bot.answering.overview.summary import (
    MOST_SENTENCES,
    steps,
    summarise,
    summary_and_more,
    with_lead_paragraph,
)
from qa_bot.answering.overview.topic_words import are_named, asked_stems
from qa_bot.answering.overview.topics import (
    NearSentence,
    in_typed_case,
    nearest,
    nearness,
    next_nearest,
)
from qa_bot.answering.overview_intent import OverviewKind, OverviewRequest, is_name_in
from qa_bot.answers import Answer, Overview, Quote
from qa_bot.documents import EVERYTHING, Article, ArticleRef, Scope, StoredChunk, place_at
from qa_bot.errors import ArticleNotFound
from qa_bot.retrieval.similarity import Similarity

# Articles in a survey of a library, each with its lead: about a screenful.
_SURVEYED = 8
# Characters in which the lead of an article is looked for: a page or two.
_OPENING_CHARS = 4000
# Articles that say something about a topic, and the sentences of each where there are several.
_TOPIC_ARTICLES, _SENTENCES_PER_ARTICLE = 5, 2
# Chunks whose sentences are compared with a topic: some sixty sentences, half a second to embed.
_TOPIC_CHUNKS = 10
# The least confidence of an ordinary answer where no sentence is near a topic.
_ANSWER_INSTEAD = 0.5


class _Answers(Protocol):
    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer: ...


class _Articles(Protocol):
    def article(self, article_id: str) -> Article: ...

    def newest(self, limit: int, scope: Scope = EVERYTHING) -> list[ArticleRef]: ...

    def count_articles(self, scope: Scope = EVERYTHING) -> int: ...


class Overviews:
    """Gives overviews of the articles of a library. Safe to share between threads."""

    def __init__(
        self,
        answerer: _Answers,
        articles: _Articles,
        first_stage: FirstStage,
        similarity: Similarity,
    ) -> None:
        """`answerer` tries suggested questions; `first_stage` finds the chunks near a topic."""
        self._answerer = answerer
        self._articles = articles
        self._first_stage = first_stage
        self._similarity = similarity

    def reply(self, question: str, request: OverviewRequest, scope: Scope = EVERYTHING) -> Answer:
        """Return what a request asks for, in the name of `question`."""
        if request.kind is OverviewKind.TOPIC:
            return self._about_topic(question, request, scope)
        newest = self._articles.newest(_SURVEYED, scope)
        if not newest:
            return self._answerer.answer(question, scope)
        if request.kind is OverviewKind.STEPS:
            return self._steps(question, newest, scope)
        if len(newest) > 1:
            overview = self._survey(request, newest, scope)
        else:
            overview = self._summary(request, newest[0], scope)
        if _asks_for_questions(request):
            if not overview.suggestions:
                return Answer(question, False, 0.0, overview=Overview(()))
            overview = replace(overview, sentences=(), left_out=0)
        return _answer(question, overview)

    def _summary(self, request: OverviewRequest, ref: ArticleRef, scope: Scope) -> Overview:
        """Show the sentences of one article that carry most."""
        article = self._articles.article(ref.id)
        sentences = sentences_of(article)
        if request.asks_subject and request.sentences is None:
            chosen, more = self._with_lead(article, sentences)
        else:
            chosen, more = summary_and_more(sentences, self._similarity, request.sentences)
        ask = partial(self._answerer.answer, scope=scope)
        most = ASKED_FOR if _asks_for_questions(request) else ASKED_BESIDE
        suggestions = suggest_questions(
            article, sentences, chosen, ask, most, with_topics=_asks_for_questions(request)
        )
        shown = tuple(_quote(article, sentence) for sentence in chosen)
        rest = tuple(_quote(article, s) for s in more)
        return Overview(shown, suggestions=tuple(suggestions), more=rest)

    def _steps(self, question: str, refs: Sequence[ArticleRef], scope: Scope) -> Answer:
        """Show the steps of the one article; answer as any other question where it has none."""
        article = self._articles.article(refs[0].id)
        found = steps(sentences_of(article)) if len(refs) == 1 else []
        if not found:
            return self._answerer.answer(question, scope)
        return _answer(question, Overview(tuple(_quote(article, step) for step in found)))

    def with_summary(self, answer: Answer) -> Answer:
        """Return an answer with the summary of the article that it quotes, if it quotes one."""
        if (quote := answer.quote) is None:
            return answer
        article = self._articles.article(quote.article.id)
        sentences = sentences_of(article)
        summary, more = self._with_lead(article, sentences)
        quotes = {s.span.start: _quote(article, s) for s in summary} | {quote.start: quote}
        shown = tuple(quotes[at] for at in sorted(quotes))
        rest = tuple(_quote(article, s) for s in more if s.span.start not in quotes)
        return replace(answer, overview=Overview(shown, more=rest))

    def _with_lead(
        self, article: Article, sentences: Sequence[TextSentence]
    ) -> tuple[list[TextSentence], list[TextSentence]]:
        """Return a summary with the lead paragraph, and what carries most of the rest."""
        shortest, more = summary_and_more(sentences, self._similarity, MOST_SENTENCES)
        summary = with_lead_paragraph(sentences, shortest, article.title)
        return summary, [sentence for sentence in more if sentence not in summary]

    def _survey(
        self, request: OverviewRequest, newest: Sequence[ArticleRef], scope: Scope
    ) -> Overview:
        """Show the leads of the newest articles, those without a date last."""
        shown = [self._articles.article(each.id) for each in newest]
        quotes = []
        for article in shown:
            opening = replace(article, text=article.text[:_OPENING_CHARS])
            quotes += [
                _quote(article, s) for s in summarise(sentences_of(opening), self._similarity, 1)
            ]
        ask = partial(self._answerer.answer, scope=scope)
        suggestions: list[str] = []
        for article in shown[:SUGGESTIONS]:
            suggestions += suggest_questions(
                article,
                sentences_of(article),
                (),
                ask,
                2,
                1,
                with_topics=_asks_for_questions(request),
            )
        left_out = max(self._articles.count_articles(scope) - len(shown), 0)
        return Overview(tuple(quotes), suggestions=tuple(suggestions), left_out=left_out)

    def _about_topic(self, question: str, request: OverviewRequest, scope: Scope) -> Answer:
        near = self._near_topic(request.topic, scope)
        if request.needs_heading:
            near = [(a, _below_name(request.topic, a, some)) for a, some in near]
            near = [(article, some) for article, some in near if some]
            if not near:
                return self._answerer.answer(question, scope)
        best = max((each.nearness for _, some in near for each in some), default=0.0)
        count = request.sentences or MOST_SENTENCES
        if len(near) > 1:
            count = min(count, _SENTENCES_PER_ARTICLE)
        shown: list[Quote] = []
        more: list[Quote] = []
        for article, some in near:
            chosen, rest = self._chosen(request, article, some, best, count)
            shown += [_quote(article, s) for s in chosen]
            more += [_quote(article, s) for s in rest]
        if shown:
            return _answer(
                question, Overview(tuple(shown), request.topic, more=tuple(more)), min(1.0, best)
            )
        ordinary = self._answerer.answer(question, scope)
        if ordinary.answered and ordinary.confidence >= _ANSWER_INSTEAD:
            return ordinary
        nothing = Overview((), request.topic)
        return Answer(question, False, 0.0, passages=ordinary.passages, overview=nothing)

    def _chosen(
        self,
        request: OverviewRequest,
        article: Article,
        near: Sequence[NearSentence],
        best: float,
        count: int,
    ) -> tuple[list[TextSentence], list[TextSentence]]:
        """Return the `count` sentences to show of an article on a topic, and as many more.

        Of an article that is called so, or of a longer section, those that carry most of it.
        """
        if request.sentences is None and is_name_in(request.topic, article.title):
            return self._with_lead(article, sentences_of(article))
        section = [each.sentence for each in near if each.is_named]
        if len(section) > count:
            return summary_and_more(section, self._similarity, count)
        shown, more = nearest(near, count, best), next_nearest(near, count, best)
        return [each.sentence for each in shown], [each.sentence for each in more]

    def _near_topic(self, topic: str, scope: Scope) -> list[tuple[Article, list[NearSentence]]]:
        """Return the sentences that are near a topic, by article, the nearest article first."""
        chunks: dict[str, list[StoredChunk]] = {}
        for candidate in self._first_stage.retrieve(topic, _TOPIC_CHUNKS, scope):
            chunks.setdefault(candidate.chunk.article.id, []).append(candidate.chunk)
        near = []
        for article_id, found in list(chunks.items())[:_TOPIC_ARTICLES]:
            # An article that is removed meanwhile says nothing.
            with suppress(ArticleNotFound):
                article = self._articles.article(article_id)
                if not holds_names(topic, f"{article.title}\n{article.text}"):
                    continue
                asked = asked_stems(topic, article.title)
                inside = [
                    s
                    for s in sentences_of(article)
                    if _is_within(s, found) or are_named(asked, s.above)
                ]
                near.append((article, nearness(topic, inside, self._similarity, asked)))
        cased = in_typed_case(topic, [some for _, some in near])
        return [(article, some) for (article, _), some in zip(near, cased, strict=True) if some]


def _asks_for_questions(request: OverviewRequest) -> bool:
    return request.kind is OverviewKind.QUESTIONS


def _below_name(topic: str, article: Article, near: Sequence[NearSentence]) -> list[NearSentence]:
    """Return the sentences of the sections that a topic names, or of the article called so."""
    is_name = is_name_in(topic, article.title)
    return [each for each in near if each.is_named or is_name]


def _is_within(sentence: TextSentence, chunks: Sequence[StoredChunk]) -> bool:
    span = sentence.span
    return any(chunk.start <= span.start and span.end <= chunk.end for chunk in chunks)


def _quote(article: Article, sentence: TextSentence) -> Quote:
    span = sentence.span
    place = place_at(article.places, span.start)
    return Quote(article.ref, span.start, span.end, sentence.text, place=place)


def _answer(question: str, overview: Overview, confidence: float = 1.0) -> Answer:
    """Return an overview as an answer; its text is its sentences, or what can be asked."""
    lines = [quote.text for quote in overview.sentences] or overview.suggestions
    text = "\n".join(lines)
    first = next(iter(overview.sentences), None)
    return Answer(question, True, confidence, text=text, quote=first, overview=overview)
