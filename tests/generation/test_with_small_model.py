"""A real language model, a small one that is often wrong: what is shown of it is in the articles.

The checks of this test are its own: numbers, names and most words of a sentence stand
in the passages that it quotes.
"""

import re

import pytest

from qa_bot.answering.readers.onnx_reader import OnnxReader
from qa_bot.answers import Answer, Passage, WrittenAnswer, WrittenSentence
from qa_bot.documents import Article
from qa_bot.generation.openai_chat import OpenAIChat
from qa_bot.generation.source_passages import article_passages
from qa_bot.generation.support import SupportModel
from qa_bot.generation.verification import Verifier
from qa_bot.generation.writer import Writer, WriterLimits
from qa_bot.loading import LoadLimits, load_file
from tests.generation.hostile_articles import hostile_article
from tests.generation.real_server import RealServer
from tests.patience import PATIENCE_S
from tests.test_house import ROOT

pytestmark = pytest.mark.model
# A small model reads some hundred tokens a second on a busy core.
_SECONDS = 10 * PATIENCE_S
_SUMMIT = ROOT / "index" / "articles" / "samarkand-summit.md"
_ASKED = [
    ("", "What did Modi tell Putin?"),
    ("", "Who built the summit's conference centre on the moon?"),
    ("lemon-loaf-recipe.md", "How long does the loaf bake?"),
    ("shop-returns-page.txt", "How long may I bring things back?"),
]
_NUMBER = re.compile(r"\d+")
_NAME = re.compile(r"(?<!^)(?<![.!?] )\b[A-Z]\w+")
_WORD = re.compile(r"[a-z]{5,}")


def _article(name: str) -> Article:
    return hostile_article(name) if name else load_file(_SUMMIT, LoadLimits())


@pytest.fixture(scope="module")
def writer(real_server: RealServer) -> Writer:
    """Writes at most 40 tokens, of few passages."""
    model = OpenAIChat(
        real_server.url,
        real_server.model,
        first_token_seconds=_SECONDS,
        between_tokens_seconds=_SECONDS,
    )
    verifier = Verifier(SupportModel(OnnxReader.load()))
    return Writer(model, verifier, WriterLimits(1300, 40, _SECONDS))


def _written(writer: Writer, name: str, question: str) -> tuple[WrittenAnswer, list[Passage]]:
    passages = article_passages(_article(name))[:2]
    answer = Answer(question, True, 0.9, passages=tuple(passages))
    return writer.write(question, answer, passages), passages


@pytest.mark.parametrize(("name", "question"), _ASKED, ids=[asked for _, asked in _ASKED])
def test_what_is_shown_of_a_small_model_is_in_the_articles(
    writer: Writer, name: str, question: str
) -> None:
    """Whatever it writes, it is either dropped with a reason or stands in what it quotes."""
    written, passages = _written(writer, name, question)
    assert written.problem == "" or "written.answer_tokens" in written.problem
    assert written.first_ms > 0 and written.tokens > 0
    assert written.sentences or written.dropped or written.is_refusal or written.problem
    for sentence in written.sentences:
        _check(sentence, passages, _article(name))


def _check(sentence: WrittenSentence, passages: list[Passage], article: Article) -> None:
    assert sentence.citations
    for quote in sentence.citations:
        assert article.text[quote.start : quote.end] == quote.text
    quoted = [
        passage.text
        for passage in passages
        for quote in sentence.citations
        if passage.start <= quote.start and quote.end <= passage.end
    ]
    held = " ".join([article.title, *quoted])
    assert set(_NUMBER.findall(sentence.text)) <= set(_NUMBER.findall(held)), sentence
    for name in _NAME.findall(sentence.text):
        assert name.removesuffix("s") in held, (name, sentence)
    words = _WORD.findall(sentence.text.lower())
    missing = [word for word in words if word[:5] not in held.lower()]
    assert len(missing) <= len(words) / 2, (missing, sentence)
