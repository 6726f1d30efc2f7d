"""A library in memory: articles that come and go, and answers found in them without a model."""

import hashlib
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from types import SimpleNamespace

from qa_bot.answers import Answer, Overview, Passage, Quote, WrittenAnswer, WrittenSentence
from qa_bot.conversation.chat import Chat, QuestionAnswerer
from qa_bot.conversation.turns import DialogueState, Turn
from qa_bot.documents import (
    EVERYTHING,
    AddResult,
    Article,
    ArticleRef,
    LibraryStatus,
    Listing,
    Outcome,
    Progress,
    Remarks,
    Scope,
    Span,
)
from qa_bot.errors import ArticleNotFound, SourceDamaged, SourceNotText, SourceUnreadable
from qa_bot.recognition.speech import Transcript
from qa_bot.storage.sqlite.feedback import SqliteFeedback
from tests.channels.telegram.fakes import LIGHTHOUSE
from tests.channels.telegram.writer import FakeWriter
from tests.patience import PATIENCE_S

_IDLE = set(
    "who whom what when where why how was were is are did does do the a an of in on it".split()
)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
PARTS = 4


class FakeLibrary:
    """Articles that are there from the start, and those that chats add.

    A question is answered by the first sentence that has all its words, and
    else by `answers`, as long as the lighthouse is in scope. `slowly` holds an
    addition until it is set; `place` is where all that is cited stands, and `unread`
    what of each addition is not read. With `writes` set, `writer` writes answers.
    """

    def __init__(
        self, answers: QuestionAnswerer, list_articles: Callable[[], Sequence[ArticleRef]] = list
    ) -> None:
        self._answers = answers
        self._from_the_start = list_articles
        self._lock = threading.Lock()
        self.added: dict[str, Article] = {}
        self.removed: set[str] = set()
        self.versions: dict[tuple[str, str], Article] = {}
        self.citations: dict[str, list[tuple[str, str]]] = {}
        self.pages: dict[str, str] = {}
        self.writes = False
        self.written_destination = ""
        self.writer = FakeWriter()
        self.reads_pictures = False
        self.hears = False
        self.described: dict[str, tuple[str, ...]] = {}
        self.overview_may_end = threading.Event()
        self.overview_may_end.set()
        self.originals: dict[str, bytes] = {}
        self.place = ""
        self.unread: tuple[str, ...] = ()
        self.components = SimpleNamespace(feedback=SqliteFeedback())
        self.slowly = threading.Event()
        self.slowly.set()

    def chat(
        self,
        scope: Scope,
        turns: Sequence[Turn] = (),
        state: DialogueState = DialogueState(),  # noqa: B008  # immutable
        *,
        is_counted: bool = True,
        person: str = "",
    ) -> Chat:
        return Chat(_Found(self), scope, turns, state)

    def status(self) -> LibraryStatus:
        held = self.seen(EVERYTHING)
        return LibraryStatus(len(held), 9 * len(held), "an-embedding-model", "a-reader")

    def list(self, scope: Scope) -> Sequence[Listing]:
        return [Listing(each.ref, len(each.text), 1, 0.0) for each in self.seen(scope)]

    def iter_list(self, scope: Scope) -> Iterator[Listing]:
        return iter(self.list(scope))

    def count(self, scope: Scope) -> int:
        return len(self.seen(scope))

    def refs_from(self, start: int, limit: int, scope: Scope) -> Sequence[ArticleRef]:
        return [each.ref for each in self.seen(scope)][start : start + limit]

    def titled(self, part: str, scope: Scope) -> Sequence[ArticleRef]:
        found = [each.ref for each in self.seen(scope)]
        return [ref for ref in found[::-1] if part and part.casefold() in ref.title.casefold()]

    def article(self, article_id: str, scope: Scope = EVERYTHING) -> Article:
        wide = Scope(scope.collections)
        for article in self.seen(wide):
            if article.id == article_id:
                return article
        raise ArticleNotFound(f"No article called '{article_id}'.")

    def version(self, article: ArticleRef) -> Article | None:
        if article.id in self.removed:
            return None
        now = next((each for each in self.seen(Scope()) if each.id == article.id), None)
        if now is not None and now.digest == article.digest:
            return now
        return self.versions.get((article.id, article.digest))

    def overview(self, topic: str, scope: Scope, sentences: int) -> Answer:
        """The first sentences and a question, of articles in `described`; else nothing."""
        (article,) = self.seen(scope)
        if article.title not in self.described:
            return Answer(topic, False, 0.0, overview=Overview(()))
        self.overview_may_end.wait(PATIENCE_S)
        found = [m for m in _SENTENCE.finditer(article.text) if m.group().strip()][:sentences]
        quotes = [Quote(article.ref, m.start(), m.end(), m.group().strip()) for m in found]
        overview = Overview(tuple(quotes), suggestions=self.described[article.title])
        return Answer(topic, True, 1.0, "…", quotes[0], overview=overview)

    def write(
        self,
        answer: Answer,
        scope: Scope,
        question: str,
        person: str,
        on_sentence: Callable[[WrittenSentence], None],
        is_stopped: Callable[[], bool],
    ) -> WrittenAnswer:
        return self.writer.write(question, person, on_sentence, is_stopped)

    def transcribe(self, data: bytes, source: str) -> Transcript:
        try:
            return Transcript(data.decode(), "en")
        except UnicodeDecodeError:
            raise SourceDamaged(source, "holds no sound", "Record it anew.") from None

    def original(self, article: ArticleRef) -> bytes | None:
        return self.originals.get(article.id)

    def add_text(
        self,
        text: str,
        source: str,
        collection: str,
        scope: Scope,
        progress: Progress,
        link: str = "",
    ) -> AddResult:
        title = text.strip().splitlines()[0][:60]
        return self._linked(
            self._add(title, text.strip(), source, collection, scope, progress), link
        )

    def add_bytes(
        self,
        data: bytes,
        source: str,
        name: str,
        collection: str,
        scope: Scope,
        progress: Progress,
        link: str = "",
    ) -> AddResult:
        try:
            text = data.decode()
        except UnicodeDecodeError:
            raise SourceNotText(name, "no text", "Send text.") from None
        title = name.rpartition(".")[0]
        return self._linked(self._add(title, text, source, collection, scope, progress), link)

    def add_link(self, link: str, collection: str, scope: Scope, progress: Progress) -> AddResult:
        if link not in self.pages:
            raise SourceUnreadable(link, "no such page", "Check the address.")
        text = self.pages[link]
        result = self._add(text.splitlines()[0], text, link, collection, scope, progress)
        return self._linked(result, link)

    def _linked(self, result: AddResult, link: str) -> AddResult:
        if not link or result.article is None or result.outcome is Outcome.UNCHANGED:
            return result
        article = self._keep(replace(self.added[result.article.id], link=link))
        return replace(result, article=article.ref)

    def add_shared(self, text: str) -> AddResult:
        """Add an article that everybody sees, as the operator does."""
        return self.add_text(text, f"/home/me/{text[:20]}", "", EVERYTHING, lambda *_: None)

    def _remarks(self, article: Article, scope: Scope) -> Remarks:
        words = {each.id: set(each.text.split()) for each in self.seen(scope)}
        own = words.pop(article.id, set(article.text.split()))
        duplicate = next(
            (each for each, all_ in words.items() if len(own & all_) > 0.8 * len(own | all_)), ""
        )
        ref = self.article(duplicate, scope).ref if duplicate else None
        unread_language = "" if article.language in ("", "en") else article.language
        return Remarks(ref, unread_language, self.unread)

    def remove(self, article_id: str) -> ArticleRef:
        gone = self.article(article_id, Scope())
        self.removed.add(article_id)
        return gone.ref

    def cite(self, by: str, versions: Sequence[tuple[str, str]]) -> None:
        self.citations[by] = list(versions)

    def uncite(self, by: str) -> None:
        self.citations.pop(by, None)

    def seen(self, scope: Scope) -> Sequence[Article]:
        """The articles in a scope, the first ones first."""
        texts = {LIGHTHOUSE.id: LIGHTHOUSE.text}
        first = [
            Article(r.id, r.title, r.source, texts.get(r.id, "…"), r.digest, link=r.link)
            for r in self._from_the_start()
        ]
        everything = [*first, *self.added.values()]
        return [each for each in everything if each.id not in self.removed and _in(each, scope)]

    def edit(self, article_id: str, text: str) -> None:
        """Change what an article says, as a synchronized folder would."""
        old = self.added[article_id]
        cited = {version for versions in self.citations.values() for version in versions}
        if (old.id, old.digest) in cited:
            self.versions[old.id, old.digest] = old
        self._keep(replace(old, text=text, digest=_digest(old.title, text)))

    def _add(
        self,
        title: str,
        text: str,
        source: str,
        collection: str,
        scope: Scope,
        progress: Progress,
    ) -> AddResult:
        for part in range(PARTS + 1):
            progress(title, part, PARTS)
            self.slowly.wait(PATIENCE_S)
        number, digest = _digest(collection, source)[:12], _digest(title, text)
        same = [a for a in self.seen(Scope(frozenset({collection}))) if a.digest == digest]
        if same:
            return AddResult(source, same[0].ref, Outcome.UNCHANGED)
        outcome = Outcome.UPDATED if number in self.added else Outcome.ADDED
        self.removed.discard(number)
        language = "ru" if re.search("[а-я]", text) else "en"
        article = Article(
            number, title, source, text, digest, language=language, collection=collection
        )
        ref = self._keep(article).ref
        return AddResult(source, ref, outcome, self._remarks(article, scope))

    def _keep(self, article: Article) -> Article:
        with self._lock:
            self.added[article.id] = article
        return article

    def answer(self, question: str, scope: Scope) -> Answer:
        """From what was added, else from the lighthouse."""
        asked = set(re.findall(r"\w+", question.lower())) - _IDLE
        for article in self.seen(scope):
            if asked and article.id in self.added:
                for sentence in _SENTENCE.finditer(article.text):
                    if asked <= set(re.findall(r"\w+", sentence.group().lower())):
                        return self._answered(question, article, sentence, scope)
        if LIGHTHOUSE.id not in self.removed and _in(LIGHTHOUSE, scope):
            return self._answers.answer(question, scope)
        passages = tuple(self._passages(scope))
        return Answer(question, answered=False, confidence=0.1, passages=passages)

    def _answered(
        self, question: str, article: Article, sentence: re.Match[str], scope: Scope
    ) -> Answer:
        start = sentence.start() + len(sentence.group()) - len(sentence.group().lstrip())
        last = list(re.finditer(r"\w+", sentence.group()))[-1]
        mark = Span(sentence.start() + last.start(), sentence.start() + last.end())
        text = article.text[start : sentence.end()]
        quote = Quote(article.ref, start, sentence.end(), text, (mark,), self.place)
        short = article.text[mark.start : mark.end]
        return Answer(question, True, 0.9, short, quote, tuple(self._passages(scope)))

    def _passages(self, scope: Scope) -> Iterator[Passage]:
        for article in self.seen(scope):
            at = 0
            for paragraph in article.text.split("\n\n"):
                start = article.text.index(paragraph, at)
                at = start + len(paragraph)
                yield Passage(article.ref, start, at, paragraph, 0.5, self.place)


class _Found:
    """The library's answers, as a chat asks for them."""

    def __init__(self, library: FakeLibrary) -> None:
        self.answer = library.answer


def _in(article: Article, scope: Scope) -> bool:
    by_collection = scope.collections is None or article.collection in scope.collections
    return by_collection and (scope.articles is None or article.id in scope.articles)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
