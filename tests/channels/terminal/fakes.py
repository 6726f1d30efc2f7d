"""A session without models over two articles, and a user who types at its prompt."""

import io
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from qa_bot.answers import Answer, Passage, Quote, WrittenAnswer, WrittenSentence
from qa_bot.channels.terminal.repl import run_repl
from qa_bot.channels.terminal.transcript import Exchange
from qa_bot.conversation.chat import Chat
from qa_bot.documents import EVERYTHING, Article, ArticleRef, Scope, Span
from qa_bot.errors import ArticleNotFound, QuestionError, SourceUnreadable
from tests.patience import PATIENCE_S

CTRL_C, CTRL_D, ENTER = "\x03", "\x04", "\r"

TEXT = (
    "The mill on the Ash was built in 1804. It grinds rye.\n\n"
    "The miller was Anna Berg. She shouted [bold]Flour![/bold] at dawn.\n\n"
    "The wheel is nine metres wide. It broke twice.\n\n"
    "A school stands there now. It opened in 1990.\n\n"
    "The pond is full of carp."
)
MILL = ArticleRef("mill", "The Mill", "/elsewhere/mill.txt")
POND = ArticleRef("pond", "Ponds [red]of[/red] Ash", "https://example.org/pond")

# A word of the question, the short answer, and the sentence it stands in.
FACTS = {
    "built": ("1804", "The mill on the Ash was built in 1804."),
    "miller": ("Anna Berg", "The miller was Anna Berg."),
    "shout": ("[bold]Flour![/bold]", "She shouted [bold]Flour![/bold] at dawn."),
    "grind": ("It grinds rye", "It grinds rye."),
}


@dataclass
class FakeSession:
    """Answers a question with a word of FACTS in it, and declines any other.

    A question with "crash" in it raises an unexpected error, and one with "slow"
    in it waits until `released` is set.
    """

    library: list[ArticleRef] = field(default_factory=lambda: [MILL, POND])
    notices: Sequence[str] = ()
    asked: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    judged: tuple[Answer | None, bool] | None = None
    # What a language model writes beside each answer; none where there is no model.
    drafted: WrittenAnswer | None = None
    written_destination: str = ""
    written_model: str = "small-model"

    def __post_init__(self) -> None:
        self.chat = Chat(self)
        self.used: ArticleRef | None = None
        self.exchanges: deque[Exchange] = deque()
        self.written: WrittenAnswer | None = None

    @property
    def has_to_write(self) -> bool:
        """Whether a language model is set up and the latest message was answered."""
        return self.drafted is not None and self.exchanges[-1].reply.answer is not None

    def write(
        self, on_sentence: Callable[[WrittenSentence], None], is_stopped: Callable[[], bool]
    ) -> WrittenAnswer | None:
        """Write the sentences of `drafted`; a question with "wait" in it waits before the last."""
        assert self.drafted is not None
        for sentence in self.drafted.sentences:
            if "wait" in self.asked[-1] and sentence is self.drafted.sentences[-1]:
                self.released.wait(PATIENCE_S)
            if is_stopped():
                break
            on_sentence(sentence)
        self.written = self.drafted
        return self.written

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        """Answer or decline; raises QuestionError when there is no question."""
        self.asked.append(question)
        if "slow" in question:
            self.released.wait(PATIENCE_S)
        if "crash" in question:
            raise RuntimeError("a wheel came off")
        if not question:
            raise QuestionError("The question is empty. Ask one.")
        passages = tuple(paragraphs()) if self.library else ()
        fact = next((FACTS[word] for word in FACTS if word in question), None)
        if fact is None or not self.library:
            return Answer(question, answered=False, confidence=0.1, passages=passages)
        short, sentence = fact
        return Answer(question, True, 0.9, short, quote_of(sentence, short), passages)

    def count(self) -> int:
        """Return the number of articles."""
        return len(self.library)

    def articles(self, word: str, most: int) -> tuple[Sequence[ArticleRef], int]:
        """Return the first articles with a word in them, and how many there are."""
        found = [a for a in self.library if word.casefold() in f"{a.title}\n{a.source}".casefold()]
        return found[:most], len(found)

    def titles(self) -> Sequence[str]:
        """Return the titles of the articles."""
        return [ref.title for ref in self.library]

    def find(self, name: str) -> ArticleRef:
        """Return the article that has a text in its title; raises ArticleNotFound."""
        for ref in self.library:
            if name.casefold() in ref.title.casefold():
                return ref
        raise ArticleNotFound(f"No article called '{name}'.")

    def article(self, article_id: str) -> Article:
        """Return the mill's article, whichever was asked for."""
        return Article(MILL.id, MILL.title, MILL.source, TEXT, "")

    def use(self, article: ArticleRef | None) -> None:
        """Set the one article that is answered from."""
        self.used = article

    def add(self, sources: Sequence[str]) -> Iterator[str]:
        """Add each source; raises SourceUnreadable for a missing one."""
        for source in sources:
            if "missing" in source:
                raise SourceUnreadable(source, "no such file", "Check the path.")
            self.library.append(ArticleRef(source, Path(source).stem, source))
            yield f"added      {source}"

    def vote(self, good: bool) -> bool:
        """Judge the latest answer; the same again takes it back."""
        key, is_new = self.chat.last, self.judged != (self.chat.last, good)
        self.judged = (key, good) if is_new else None
        return is_new

    def surroundings(self, quote: Quote) -> str:
        """Return the quote with forty characters on either side."""
        return TEXT[max(0, quote.start - 40) : quote.end + 40]


def paragraphs() -> Iterator[Passage]:
    """Yield the paragraphs of the mill's article as passages."""
    for text in TEXT.split("\n\n"):
        start = TEXT.index(text)
        yield Passage(MILL, start, start + len(text), text, 0.5)


def quote_of(sentence: str, short: str) -> Quote:
    """Return a sentence of the mill's article, with the short answer marked in it."""
    start = TEXT.index(sentence)
    mark = TEXT.index(short, start)
    marks = (Span(mark, mark + len(short)),)
    return Quote(MILL, start, start + len(sentence), sentence, marks)


class Screen(io.StringIO):
    """The text shown so far, with a condition for those who wait for some of it."""

    def __init__(self) -> None:
        super().__init__()
        self.changed = threading.Condition()

    def write(self, text: str) -> int:
        """Append text and notify the waiting."""
        with self.changed:
            written = super().write(text)
            self.changed.notify_all()
        return written


class TerminalUser:
    """A person at the prompt of a chat that runs in a thread: types keys and sees the screen."""

    def __init__(
        self,
        open_session: Callable[[], FakeSession] = FakeSession,
        history: Path | None = None,
        *,
        debug: bool = False,
    ) -> None:
        self._screen = Screen()
        self._open_session, self._history, self._debug = open_session, history, debug
        self.code: int | None = None
        self.error: BaseException | None = None

    def __enter__(self) -> "TerminalUser":
        self._pipe_input = create_pipe_input()
        self._keys = self._pipe_input.__enter__()
        self._thread = threading.Thread(target=self._run, name="chat")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread.is_alive():
            self.types(CTRL_D)
        self._thread.join(PATIENCE_S)
        self._pipe_input.__exit__(None, None, None)
        assert not self._thread.is_alive()
        assert self.error is None, self.error

    def types(self, *keys: str) -> None:
        """Press keys, which are buffered. A surrogate of a byte is sent as that byte."""
        self._keys.send_bytes("".join(keys).encode("utf-8", "surrogateescape"))

    def asks(self, *lines: str) -> None:
        """Type lines and press Enter after each."""
        self.types(*(f"{line}{ENTER}" for line in lines))

    def sees(self, text: str) -> str:
        """Wait until the text is shown; return all that is shown by then."""
        with self._screen.changed:
            seen = self._screen.changed.wait_for(lambda: text in self.seen, PATIENCE_S)
        assert seen, f"{text!r} is not in {self.seen!r}"
        return self.seen

    @property
    def seen(self) -> str:
        """All that has been shown."""
        return self._screen.getvalue()

    def leaves(self) -> str:
        """Press Ctrl-D and return all that was shown."""
        self.types(CTRL_D)
        return self.ends()

    def ends(self) -> str:
        """Wait for the end of the chat and return all that was shown."""
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        return self.seen

    def _run(self) -> None:
        console = console_on(self._screen)
        try:
            with create_app_session(input=self._keys, output=DummyOutput()):
                self.code = run_repl(
                    self._open_session,
                    self._history,
                    debug=self._debug,
                    stdin=Keyboard(),
                    console=console,
                )
        except BaseException as error:
            self.error = error


class Keyboard(io.StringIO):
    """A standard input that is a terminal."""

    def isatty(self) -> bool:
        """Return True."""
        return True


def console_on(file: io.StringIO, width: int = 80) -> Console:
    """Return a console like the channel's that writes into `file`."""
    return Console(file=file, width=width, highlight=False, markup=False, emoji=False)
