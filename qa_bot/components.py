"""The components of a library, wired from the settings and made when they are first needed.

Opening a library is cheap; the models are loaded once, on first use, and may be
loaded from another thread while the person is still typing.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from qa_bot import __version__
from qa_bot.config import AUTO, Config
from qa_bot.engines import SearchEngines, open_feedback, open_store
from qa_bot.errors import ConfigError, ModelMismatch
from qa_bot.i18n import terminal_wording
from qa_bot.privacy import cache_folder
from qa_bot.server_url import ServerUrl

if TYPE_CHECKING:
    from qa_bot.answering.answerer import CorrectSpelling, FirstStage, LanguageReaders
    from qa_bot.answering.comparison_answerer import ComparisonAnswerer
    from qa_bot.answering.overview.overview_answerer import OverviewAnswerer
    from qa_bot.answering.readers.reader import Reader
    from qa_bot.answers import Answer
    from qa_bot.documents import Article, Progress
    from qa_bot.fetching.crawler import Crawler
    from qa_bot.fetching.fetcher import Fetcher
    from qa_bot.generation.chat_model import ChatModel
    from qa_bot.generation.limited_chat import CompletionFigures
    from qa_bot.generation.openai_chat import OpenAIChat
    from qa_bot.indexing.bulk_embedding import BulkEmbedding
    from qa_bot.indexing.chunking import Chunker
    from qa_bot.indexing.ingest import Ingester
    from qa_bot.indexing.pipeline import Pipeline
    from qa_bot.indexing.ray_process import RayProcess
    from qa_bot.loading.limits import LoadLimits
    from qa_bot.recognition.speech import SpeechRecognizer
    from qa_bot.retrieval.embedder import Embedder
    from qa_bot.retrieval.library_languages import LibraryLanguages
    from qa_bot.retrieval.model_choice import ModelChoice
    from qa_bot.retrieval.retriever import Retriever
    from qa_bot.retrieval.similarity import Similarity
    from qa_bot.storage.feedback import FeedbackStore
    from qa_bot.storage.store import Store, Vectors

T = TypeVar("T")

# What searching and answering import, beside loading the models.
_MODULES_OF_SEARCH = (
    "qa_bot.retrieval.retriever",
    "qa_bot.retrieval.spelling",
    "qa_bot.answering.overview.overview_answerer",
)
_FAISS = "qa_bot.retrieval.vector_index"


class _Lazy(Generic[T]):
    """A component that is made once, when it is first needed, by whichever thread needs it."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.RLock()
        self._made: list[T] = []

    def __call__(self) -> T:
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]

    @property
    def is_made(self) -> bool:
        return bool(self._made)


@dataclass(frozen=True, slots=True)
class _Models:
    """An embedding model, the reader beside it, and those that read again and in chats."""

    embedder: "_Lazy[Embedder]"
    reader: "_Lazy[Reader]"
    second: "_Lazy[Reader]"
    of_conversations: "_Lazy[Reader]"


def _load_second_reader() -> "Reader":
    from qa_bot.answering.readers.reader import load_second_reader

    return load_second_reader()


def _load_conversation_reader() -> "Reader":
    from qa_bot.answering.readers.reader import load_conversation_reader

    return load_conversation_reader()


class Components:
    """The store, the models and what is built of them. Safe to share between threads.

    Each property may raise LibraryError, and those that need a model ModelError.
    """

    def __init__(
        self,
        config: Config,
        notify: Callable[[str], None] | None = None,
        embedder: "Embedder | None" = None,
        reader: "Reader | None" = None,
    ) -> None:
        """`notify` is called at once when something takes long; else that is a notice.

        `embedder` and `reader` take the place of those that the settings name.
        """
        self.config = config
        self.notices: list[str] = []
        self._notify = notify or self.notices.append
        # A component takes the locks of those that it is made of, and never the other way round.
        self._store = _Lazy(lambda: open_store(config))
        self._feedback = _Lazy(lambda: open_feedback(config))
        self.search = SearchEngines(config, self._store, self._notify)
        self._crawler = _Lazy(self._make_crawler)
        self._speech = _Lazy(self._make_speech)
        self._languages = _Lazy(self._make_languages)
        self._chat_server = _Lazy(self._make_chat_server)
        self._chat_model = _Lazy(self._make_chat_model)
        # Called at the end of each completion of the language model, for metrics.
        self.on_completion: Callable[[CompletionFigures], None] | None = None
        self._given = (embedder, reader)
        self._choice = _Lazy(self._make_choice)
        self._models: dict[str, _Models] = {}
        self._forget_what_models_made()

    def _forget_what_models_made(self) -> None:
        """Have all that is made of the models made again when next needed, of those of then."""
        self._readers = _Lazy(self._load_readers)
        self._chunker = _Lazy(self._make_chunker)
        self._ingester = _Lazy(self._make_ingester)
        self._retriever = _Lazy(self._make_retriever)
        self._answerer = _Lazy(self._make_answerer)

    def with_library(self, folder: Path, confidence: float | None = None) -> "Components":
        """Return components over the library in another folder, with the same models.

        `confidence` is another threshold below which questions are declined.
        """
        library = self.config.library.replace(folder=folder, url=ServerUrl())
        search = self.config.search.replace(url=ServerUrl())
        config = self.config.replace(library=library, search=search)
        if confidence is not None:
            config = config.replace(answering=config.answering.replace(confidence=confidence))
        other = Components(config)
        other._given, other._models = self._given, self._models
        # With its budgets, which are those of this library.
        other._chat_server, other._chat_model = self._chat_server, self._chat_model
        return other

    def empty_library(self) -> str:
        """Return the message that the library is empty, with where it is and was looked for."""
        others = self.config.discovery.without_library
        return terminal_wording.empty_library(self.location, [str(each) for each in others])

    @property
    def location(self) -> str:
        """Where the library is, as messages name it: its folder, or its database."""
        return str(self.config.library.url or self.config.library.folder)

    @property
    def folder(self) -> Path | None:
        """The folder that the library's files are in; None for one in a database."""
        return None if self.config.library.url else self.config.library.folder

    def close(self) -> None:
        """Close the store and the feedback, if they were opened."""
        if self._feedback.is_made:
            self.feedback.close()
        if self._store.is_made:
            self.store.close()

    @property
    def store(self) -> "Store":
        """The store of the library."""
        return self._store()

    @property
    def feedback(self) -> "FeedbackStore":
        """The votes on answers, and the counts of questions."""
        return self._feedback()

    @property
    def model(self) -> str:
        """The name of the embedding model: that of the settings, else the library's own."""
        setting, (embedder, _) = self.config.embedding.model, self._given
        if embedder is not None:
            return embedder.name
        return self._choice().name if setting == AUTO else setting

    @property
    def is_multilingual(self) -> bool:
        """Whether the embedding model is the one for any language."""
        from qa_bot.retrieval.embedder import MULTILINGUAL_MODEL

        return self.model == MULTILINGUAL_MODEL

    @property
    def embedder(self) -> "Embedder":
        """The embedding model, with a cache of vectors."""
        return self._models_in_use().embedder()

    @property
    def reader(self) -> "Reader":
        """The reader that answering.reader names."""
        return self._models_in_use().reader()

    def all_readers(self) -> "list[Reader]":
        """Load the readers of English or of any language that answers come from; return them."""
        beside = self._readers_beside_english()
        others = (beside.second_english, beside.conversations_in_english)
        return [self.reader, *(load() for load in others if load is not None)]

    @property
    def chunker(self) -> "Chunker":
        """The chunker, as the settings under [chunking] say."""
        return self._chunker()

    @property
    def ingester(self) -> "Ingester":
        """What adds articles to the library."""
        return self._ingester()

    def ingester_for(self, articles: "Sequence[Article]") -> "Ingester":
        """Return what adds articles, of which the first chooses the model of a new library."""
        if articles and self._choice().choose_for(articles[0].text):
            self._forget_what_models_made()
        return self.ingester

    def ingester_like(self, model: str) -> "Ingester":
        """Return what adds articles of a library with some model, which a new library gets too."""
        if self._choice().choose(model):
            self._forget_what_models_made()
        return self.ingester

    @property
    def pipeline(self) -> "Pipeline":
        """What pending articles take into the library; loads the model when there are some."""
        from qa_bot.indexing.pipeline import Pipeline

        return Pipeline(self.store, self.ingester_for)

    @contextmanager
    def bulk_embedding(self, ray_address: str, progress: "Progress") -> "Iterator[BulkEmbedding]":
        """Connect to a Ray cluster; yield what embeds pending articles there.

        Raises ClusterError.
        """
        from qa_bot.indexing.bulk_embedding import BulkEmbedding, characters_together
        from qa_bot.indexing.ray_process import RayProcess

        with RayProcess(ray_address) as cluster:
            try:
                yield BulkEmbedding(
                    self.store,
                    self.ingester_for,
                    partial(self._embed_on, cluster),
                    characters_together(cluster.cores),
                    progress,
                )
            finally:
                if self._ingester.is_made:
                    self.ingester.forget_ahead()

    def _embed_on(
        self, cluster: "RayProcess", texts: Sequence[str]
    ) -> "Iterator[tuple[list[int], Vectors]]":
        from qa_bot.indexing.ray_messages import AnyText, NodeModel, any_texts
        from qa_bot.retrieval.fingerprint import fingerprint_of

        embedder = self.embedder
        fingerprint = fingerprint_of(embedder).tobytes()
        loader, arguments = self._embedder_loader()
        name = AnyText(embedder.name)
        model = NodeModel(loader, tuple(any_texts(arguments)), name, fingerprint)
        return cluster.embed(model, embedder.dimension, texts)

    @property
    def retriever(self) -> "Retriever":
        """What finds candidates for a question."""
        return self._retriever()

    @property
    def answerer(self) -> "OverviewAnswerer":
        """What answers questions and gives overviews."""
        if self._choice().follow_library():
            self._forget_what_models_made()
        return self._answerer()

    def answer(self, ask: "Callable[[OverviewAnswerer], Answer]") -> "Answer":
        """Return what `ask` gets from the answerer, of the models that the library has by now.

        Another program may have changed them, which a search finds out without a look before.
        """
        if not self._answerer.is_made:
            return ask(self.answerer)
        try:
            return ask(self._answerer())
        except ModelMismatch:
            if not self._choice().follow_library():
                raise
            self._forget_what_models_made()
            return ask(self._answerer())

    @property
    def crawler(self) -> "Crawler":
        """What fetches pages and feeds."""
        return self._crawler()

    @property
    def speech(self) -> "SpeechRecognizer":
        """What recognises speech; its model is loaded when it is first needed."""
        return self._speech()

    @property
    def chat_model(self) -> "ChatModel | None":
        """The language model that writes answers, within its limits; None where none is set.

        Raises WritingError, and ConfigError for settings that name no model.
        """
        return self._chat_model() if self.config.written.base_url else None

    @property
    def chat_server(self) -> "OpenAIChat | None":
        """The server of the language model, without limits; for `qa-bot doctor`."""
        return self._chat_server() if self.config.written.base_url else None

    @property
    def load_limits(self) -> "LoadLimits":
        """How much one source may cost, as the settings under [articles] say."""
        from qa_bot.loading.limits import MEGABYTE, LoadLimits

        settings = self.config.articles
        return LoadLimits(
            max_bytes=int(settings.max_megabytes * MEGABYTE),
            max_unpacked_bytes=int(settings.max_unpacked_megabytes * MEGABYTE),
            max_seconds=settings.max_seconds,
            max_memory_bytes=int(settings.max_memory_megabytes * MEGABYTE),
        )

    def _make_choice(self) -> "ModelChoice":
        from qa_bot.retrieval.model_choice import ModelChoice

        setting, (embedder, _) = self.config.embedding.model, self._given
        is_chosen = setting == AUTO and embedder is None
        return ModelChoice(self._store, None if is_chosen else setting)

    def _models_in_use(self) -> "_Models":
        """Return the models for the embedding model's name, loaded once for all libraries."""
        embedder, reader = self._given
        made = _Models(
            _Lazy(lambda: _cached(embedder or self._load_embedder())),
            _Lazy(lambda: reader or self._load_reader()),
            _Lazy(_load_second_reader),
            _Lazy(_load_conversation_reader),
        )
        return self._models.setdefault(self.model, made)

    def _load_embedder(self) -> "Embedder":
        from qa_bot.retrieval.embedder import load_embedder

        settings = self.config.embedding
        return load_embedder(self.model, settings.cache_folder or _model_cache, self._notify)

    def _embedder_loader(self) -> tuple[str, Sequence[str]]:
        """Return the name and arguments of what loads the embedding model on another machine."""
        cache = self.config.embedding.cache_folder
        return f"{__name__}:load_on_node", (self.model, str(cache or ""))

    def _load_reader(self) -> "Reader":
        from qa_bot.answering.readers.reader import load_reader

        return load_reader(self.config.answering.reader, self.is_multilingual)

    def _make_chunker(self) -> "Chunker":
        from qa_bot.indexing.chunking import Chunker

        settings = self.config.chunking
        return Chunker(
            self.embedder.count_tokens,
            max_tokens=min(settings.max_tokens, self.embedder.max_tokens),
            max_characters=settings.max_characters,
            overlap_tokens=settings.overlap_tokens,
            is_multilingual=self.is_multilingual,
        )

    def _make_ingester(self) -> "Ingester":
        from qa_bot.indexing.ingest import Ingester
        from qa_bot.text.language import language_of

        chunking = self.config.chunking.as_line
        return Ingester(self.store, self.chunker, self.embedder, chunking, language_of)

    def _make_retriever(self) -> "Retriever":
        from qa_bot.retrieval.embedder import languages_of
        from qa_bot.retrieval.fingerprint import check_model, is_of_former_release
        from qa_bot.retrieval.retriever import Retriever

        check_model(self.store, self.embedder)
        vectors, full_text = self.search.open_search(self.embedder.dimension)
        self.notices += [vectors.notice] if vectors.notice else []
        if not len(vectors):
            self.notices.append(self.empty_library())
        if is_of_former_release(self.store, self.embedder):
            self.notices.append(terminal_wording.FORMER_RELEASE)
        read = languages_of(self.embedder.name)
        if read is not None and (unread := self.store.languages() - read):
            self.notices.append(terminal_wording.languages_not_read(unread, self.embedder.name))
        weight = self.config.retrieval.dense_weight
        return Retriever(
            *(self.store, vectors, self.embedder, weight),
            is_multilingual=self.is_multilingual,
            languages=self._languages(),
            full_text=full_text,
        )

    def _make_languages(self) -> "LibraryLanguages":
        from qa_bot.retrieval.library_languages import LibraryLanguages

        return LibraryLanguages(self.store)

    def _make_answerer(self) -> "OverviewAnswerer":
        # The models load in parallel, and beside importing what searches and answers.
        models, pool = self._models_in_use(), ThreadPoolExecutor(3)
        try:
            loading: list[Future[object]] = [
                pool.submit(models.embedder),
                pool.submit(models.reader),
            ]
            if self._is_on(self.config.answering.second_reader):
                # Nothing waits for it here, and what is wrong with it is said when it is needed.
                pool.submit(models.second)
            self.store  # noqa: B018  # opened now, as its errors come first
            for module in (*_MODULES_OF_SEARCH, *([] if self.folder is None else [_FAISS])):
                import_module(module)
            # Waited for before either is used, as one that cannot load would be loaded again.
            for model in loading:
                model.result()
        finally:
            pool.shutdown(wait=False)
        return self.answerer_over(self.retriever)

    def answerer_over(self, retriever: "FirstStage") -> "OverviewAnswerer":
        """Return what answers from the candidates of `retriever`."""
        from qa_bot.answering.answer_parts import PartsAnswerer
        from qa_bot.answering.overview.overview_answerer import OverviewAnswerer
        from qa_bot.answering.request_classifier import (
            RequestClassifier,
            default_classifier,
            multilingual_classifier,
        )
        from qa_bot.answering.shared_sentences import SharedSentence
        from qa_bot.retrieval.embedder import DEFAULT_MODEL, MULTILINGUAL_MODEL
        from qa_bot.retrieval.similarity import Similarity

        _, readers = self._readers()
        shared = None if readers.english is None else SharedSentence(readers.english)
        similarity = Similarity(self.embedder)
        classifiers: dict[str, Callable[[], RequestClassifier | None]] = {
            DEFAULT_MODEL: default_classifier,
            MULTILINGUAL_MODEL: multilingual_classifier,
        }
        threshold = self.config.answering.confidence
        sure, unsure = (
            self._passage_answerer(retriever, similarity, least) for least in (threshold, 0.0)
        )
        return OverviewAnswerer(
            PartsAnswerer(sure, unsure, threshold, shared),
            self.store,
            retriever,
            similarity,
            self.config.answering.max_question_characters,
            classifiers.get(self.embedder.name),
        )

    def _passage_answerer(
        self, retriever: "FirstStage", similarity: "Similarity", threshold: float
    ) -> "ComparisonAnswerer":
        """Return what answers a question in one part with some confidence at least."""
        from qa_bot.answering.answerer import Answerer
        from qa_bot.answering.comparison_answerer import ComparisonAnswerer
        from qa_bot.answering.metadata_answerer import MetadataAnswerer
        from qa_bot.retrieval.passages import expand
        from qa_bot.retrieval.table_heads import table_heads

        config = self.config
        reader, other_readers = self._readers()
        answerer = Answerer(
            retriever,
            reader,
            similarity,
            candidates=config.retrieval.candidates,
            confidence_threshold=threshold,
            max_question_characters=config.answering.max_question_characters,
            expand_chunks=partial(expand, self.store, limit=config.chunking.max_characters),
            correct_spelling=self._spelling(),
            table_heads=partial(table_heads, self.store),
            other_readers=other_readers,
            has_other_languages=self._languages().had_others,
        )
        of_articles = MetadataAnswerer(answerer, self.store, config.answering.confidence)
        return ComparisonAnswerer(of_articles)

    def _is_on(self, setting: bool) -> bool:
        """Return whether a reader reads beside the built-in one, which a setting asks for."""
        from qa_bot.answering.readers.reader import BUILT_IN

        _, given = self._given
        return setting and self.config.answering.reader == BUILT_IN and given is None

    def _readers_beside_english(self) -> "LanguageReaders":
        """Return the readers beside the built-in one of English that the settings ask for."""
        from qa_bot.answering.answerer import LanguageReaders

        models, settings = self._models_in_use(), self.config.answering
        second = models.second if self._is_on(settings.second_reader) else None
        is_on = self._is_on(settings.conversation_reader)
        return LanguageReaders(
            second_english=second,
            conversations_in_english=models.of_conversations if is_on else None,
        )

    def _load_readers(self) -> "tuple[Reader, LanguageReaders]":
        """Return the reader, and those that take its place in some languages."""
        from qa_bot.answering.answerer import NO_OTHER_READERS
        from qa_bot.answering.readers.baselines import cross_lingual_reader, lexical_reader
        from qa_bot.answering.readers.onnx_reader import OnnxReader
        from qa_bot.answering.readers.reader import BUILT_IN, SENTENCES, load_reader

        reader, setting, (_, given) = self.reader, self.config.answering.reader, self._given
        is_built_in = setting == BUILT_IN
        if given is not None or setting not in (BUILT_IN, SENTENCES):
            return reader, NO_OTHER_READERS
        beside = self._readers_beside_english()
        if self.is_multilingual:
            english = load_reader(BUILT_IN) if is_built_in else None
            across = reader.across_languages() if isinstance(reader, OnnxReader) else None
            of_languages = replace(beside, english=english)
            return reader, replace(of_languages, cross_lingual=across or cross_lingual_reader())
        if is_built_in:
            # The built-in reader reads English alone.
            return lexical_reader(), replace(beside, english=reader)
        return reader, NO_OTHER_READERS

    def _spelling(self) -> "CorrectSpelling":
        from qa_bot.answering.answerer import as_typed
        from qa_bot.retrieval.spelling import SpellingCorrector

        if self.is_multilingual:
            # Inflected words look misspelt, and character grams find what is misspelt.
            return as_typed
        return SpellingCorrector(self.store, self.embedder.count_tokens).correct

    def _make_crawler(self) -> "Crawler":
        from qa_bot.fetching.crawler import Crawler

        entries = self.config.web.feed_entries
        return Crawler(self.store.feeds, self._make_fetcher(), self.load_limits, entries)

    def _make_speech(self) -> "SpeechRecognizer":
        from qa_bot.recognition.speech import SpeechRecognizer

        return SpeechRecognizer(self.config.voice.model)

    def _make_chat_server(self) -> "OpenAIChat":
        from qa_bot.generation.openai_chat import OpenAIChat
        from qa_bot.generation.server_key import load_key

        settings = self.config.written
        if not settings.model:
            raise ConfigError(
                "written.base_url is set, and written.model is not. Set it to the name of a model "
                "there, or leave written.base_url empty."
            )
        return OpenAIChat(
            settings.base_url,
            settings.model,
            load_key(settings.key, settings.key_file),
            first_token_seconds=settings.first_token_seconds,
            between_tokens_seconds=settings.between_tokens_seconds,
        )

    def _make_chat_model(self) -> "ChatModel":
        from qa_bot.generation.limited_chat import LimitedChat
        from qa_bot.generation.token_budget import TokenBudget

        settings = self.config.written
        budget = TokenBudget(self.feedback, settings.tokens_per_day, settings.tokens_per_person)
        return LimitedChat(self._chat_server(), budget, self._completed)

    def _completed(self, figures: "CompletionFigures") -> None:
        if self.on_completion is not None:
            self.on_completion(figures)

    def _make_fetcher(self) -> "Fetcher":
        from qa_bot.fetching.address_policy import AddressPolicy
        from qa_bot.fetching.client import FetchLimits
        from qa_bot.fetching.fetcher import Fetcher

        settings = self.config.web
        limits = FetchLimits(
            max_bytes=self.load_limits.max_bytes,
            timeout=settings.seconds,
            max_wait=settings.patience,
        )
        policy = AddressPolicy.of(settings.ports, settings.allow_private_hosts)
        return Fetcher(policy, limits, user_agent=f"qa-bot/{__version__}", delay=settings.delay)


def load_on_node(name: str, cache: str) -> "Embedder":
    """Load the embedding model called `name`; raises ModelError.

    `cache` is the folder of exported models, or empty for that of the machine it runs on.
    """
    from qa_bot.retrieval.embedder import load_embedder

    return load_embedder(name, Path(cache) if cache else _model_cache)


def _model_cache() -> Path:
    """Return the folder of exported models; raises ConfigError without a home folder."""
    try:
        return cache_folder() / "models"
    except OSError as error:
        raise ConfigError(
            f"Another embedding model needs a cache folder ({error.strerror}). "
            "Set HOME or embedding.cache_folder."
        ) from error


def _cached(embedder: "Embedder") -> "Embedder":
    from qa_bot.retrieval.embedder import CachingEmbedder

    return CachingEmbedder(embedder)
