"""Stored answers cite what they quote, and come back as they were, or without what is gone."""

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from qa_bot.answer_serialization import cited_versions, deserialize_answer, serialize_answer
from qa_bot.answers import (
    DROP_REASONS,
    Answer,
    DroppedSentence,
    Overview,
    Passage,
    Quote,
    WrittenAnswer,
    WrittenSentence,
)
from qa_bot.documents import Article, ArticleRef
from tests.fakes import article

ARTICLES = [article(f"Text {name}. " * 20, name, f"{name}.txt") for name in ("one", "two", "three")]
VERSIONS = {each.ref: each for each in ARTICLES}
# What a model writes may be any Unicode, but for lone surrogates, which no encoding can write.
written_texts = st.text(max_size=30)


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    cited = draw(st.sampled_from(ARTICLES))
    start = draw(st.integers(0, 100))
    end = start + draw(st.integers(1, 100))
    return Quote(cited.ref, start, end, cited.text[start:end], place="page 3")


sentences = st.builds(
    WrittenSentence, written_texts, st.lists(quotes(), min_size=1, max_size=3).map(tuple)
)
dropped = st.builds(DroppedSentence, written_texts, st.sampled_from(DROP_REASONS), written_texts)
written_answers = st.builds(
    WrittenAnswer,
    written_texts,
    st.lists(sentences, max_size=4).map(tuple),
    st.lists(dropped, max_size=3).map(tuple),
    st.booleans(),
)


def an_answer(written: WrittenAnswer | None) -> Answer:
    """An answer of the first article, whose passages are of the first two."""
    first, second, _ = ARTICLES
    quote = Quote(first.ref, 0, 9, first.text[:9])
    passages = tuple(Passage(each.ref, 0, 20, each.text[:20], 0.5) for each in (first, second))
    return Answer("q", True, 0.9, "one", quote, passages, written=written)


def lookup(gone: ArticleRef | None = None) -> "dict[ArticleRef, Article]":
    return {ref: each for ref, each in VERSIONS.items() if ref != gone}


@given(written_answers)
@settings(max_examples=60)
def test_a_written_answer_comes_back(written: WrittenAnswer) -> None:
    """A written answer is restored whole, also within an answer of several parts."""
    answer = an_answer(written)
    assert deserialize_answer(serialize_answer(answer), lookup().get) == answer
    parts = replace(an_answer(None), parts=(an_answer(None), an_answer(written)), written=written)
    restored = deserialize_answer(serialize_answer(parts), lookup().get)
    assert restored is not None
    assert restored.written == written and restored.parts[1].written == written


@given(written_answers)
@settings(max_examples=60)
def test_what_supports_a_sentence_is_cited(written: WrittenAnswer) -> None:
    """The versions of all quotes are cited, and no text of theirs is stored."""
    stored = serialize_answer(an_answer(written))
    supports = {q.article for each in written.sentences for q in each.citations}
    cited = cited_versions(stored)
    assert {(ref.id, ref.digest) for ref in supports} <= cited
    assert cited <= {(each.id, each.digest) for each in ARTICLES}
    bare = replace(written, sentences=tuple(replace(s, text="") for s in written.sentences))
    assert "Text one" not in serialize_answer(an_answer(bare))


@given(written_answers)
@settings(max_examples=60)
def test_a_sentence_goes_with_its_article(written: WrittenAnswer) -> None:
    """Once an article is removed, no sentence comes back that cites it, and every other does."""
    gone = ARTICLES[2].ref
    restored = deserialize_answer(serialize_answer(an_answer(written)), lookup(gone).get)
    assert restored is not None and restored.written is not None
    kept = [s for s in written.sentences if all(q.article != gone for q in s.citations)]
    assert list(restored.written.sentences) == kept
    assert restored.written.dropped == written.dropped


def test_dropped_sentences_go_with_any_article_of_the_passages() -> None:
    """Nothing says which article a dropped sentence is about, so it needs all of them."""
    written = WrittenAnswer("m", dropped=(DroppedSentence("It is 7.", "number", "7"),))
    stored = serialize_answer(an_answer(written))
    restored = deserialize_answer(stored, lookup(ARTICLES[1].ref).get)
    assert restored is not None and restored.written is not None
    assert restored.written.dropped == ()


def test_lone_surrogates_are_replaced() -> None:
    """What no encoding can write is stored as U+FFFD."""
    quote = an_answer(None).quote
    assert quote is not None
    dropped = DroppedSentence("b\udfff", "number", "\udc00")
    written = WrittenAnswer("m", (WrittenSentence("a\ud800", (quote,)),), (dropped,))
    stored = serialize_answer(an_answer(written))
    stored.encode()
    assert "a\ufffd" in stored and "b\ufffd" in stored


def test_answers_of_former_releases() -> None:
    """An answer that was stored without a written one is restored without."""
    fields = json.loads(serialize_answer(an_answer(None)))
    del fields["written"]
    assert deserialize_answer(json.dumps(fields), lookup().get) == an_answer(None)


def test_what_more_an_overview_has_is_stored() -> None:
    """Each of its quotes is of a cited version; a former release stored none."""
    first, _, third = ARTICLES
    shown, more = (Quote(each.ref, 0, 9, each.text[:9]) for each in (first, third))
    overview = Overview((shown,), more=(more,))
    answer = replace(an_answer(None), text=shown.text, overview=overview)
    stored = serialize_answer(answer)
    assert deserialize_answer(stored, lookup().get) == answer
    assert (third.ref.id, third.ref.digest) in cited_versions(stored)
    fields = json.loads(stored)
    del fields["overview"]["more"]
    restored = deserialize_answer(json.dumps(fields), lookup().get)
    assert restored is not None and restored.overview == Overview((shown,))
