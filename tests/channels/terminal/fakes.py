"""A desk without models: two articles, the questions they answer, and a person who types."""

import io
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from qa_bot.channels.terminal.repl import run_repl
from qa_bot.conversation.dialogue import Dialogue
from qa_bot.documents import EVERYTHING, Answer, ArticleRef, Passage, Quote, Scope, Span
from qa_bot.errors import QuestionError, SourceUnreadable
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
class FakeDesk:
    """Answers a question with a word of FACTS in it, and declines any other.

    A question with "crash" in it meets a defect, and one with "slow" in it
    waits until `held` is set.
    """

    shelf: list[ArticleRef] = field(default_factory=lambda: [MILL, POND])
    notices: Sequence[str] = ()
    asked: list[str] = field(default_factory=list)
    held: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.dialogue = Dialogue(self)

    def answer(self, question: str, scope: Scope = EVERYTHING) -> Answer:
        """Answer or decline; raises QuestionError when there is no question."""
        self.asked.append(question)
        if "slow" in question:
            self.held.wait(PATIENCE_S)
        if "crash" in question:
            raise RuntimeError("a wheel came off")
        if not question:
            raise QuestionError("The question is empty. Ask one.")
        passages = tuple(paragraphs()) if self.shelf else ()
        fact = next((FACTS[word] for word in FACTS if word in question), None)
        if fact is None or not self.shelf:
            return Answer(question, answered=False, confidence=0.1, passages=passages)
        short, sentence = fact
        return Answer(question, True, 0.9, short, quote_of(sentence, short), passages)

    def articles(self) -> Sequence[ArticleRef]:
        """What is on the shelf."""
        return self.shelf

    def add(self, sources: Sequence[str]) -> Iterator[str]:
        """Put each source on the shelf; raises SourceUnreadable for a missing one."""
        for source in sources:
            if "missing" in source:
                raise SourceUnreadable(source, "no such file", "Check the path.")
            self.shelf.append(ArticleRef(source, Path(source).stem, source))
            yield f"added      {source}"

    def surroundings(self, quote: Quote) -> str:
        """Some forty characters on either side."""
        return TEXT[max(0, quote.start - 40) : quote.end + 40]


def paragraphs() -> Iterator[Passage]:
    """The paragraphs of the mill's article as passages."""
    for text in TEXT.split("\n\n"):
        start = TEXT.index(text)
        yield Passage(MILL, start, start + len(text), text, 0.5)


def quote_of(sentence: str, short: str) -> Quote:
    """A sentence of the mill's article, with the short answer marked in it."""
    start = TEXT.index(sentence)
    mark = TEXT.index(short, start)
    marks = (Span(mark, mark + len(short)),)
    return Quote(MILL, start, start + len(sentence), sentence, marks)


class Screen(io.StringIO):
    """What has been shown, for one who waits to see something."""

    def __init__(self) -> None:
        super().__init__()
        self.changed = threading.Condition()

    def write(self, text: str) -> int:
        """Show text and wake who waits for it."""
        with self.changed:
            written = super().write(text)
            self.changed.notify_all()
        return written


class Sitting:
    """A person at the prompt, in a thread of its own: what is typed, what is seen."""

    def __init__(
        self,
        open_desk: Callable[[], FakeDesk] = FakeDesk,
        history: Path | None = None,
        *,
        debug: bool = False,
    ) -> None:
        self._screen = Screen()
        self._open_desk, self._history, self._debug = open_desk, history, debug
        self.code: int | None = None
        self.died_of: BaseException | None = None

    def __enter__(self) -> "Sitting":
        self._pipe_input = create_pipe_input()
        self._keys = self._pipe_input.__enter__()
        self._thread = threading.Thread(target=self._converse, name="conversation")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread.is_alive():
            self.types(CTRL_D)
        self._thread.join(PATIENCE_S)
        self._pipe_input.__exit__(None, None, None)
        assert not self._thread.is_alive()
        assert self.died_of is None, self.died_of

    def types(self, *keys: str) -> None:
        """Press keys; those pressed early wait their turn. An escaped byte is sent as itself."""
        self._keys.send_bytes("".join(keys).encode("utf-8", "surrogateescape"))

    def asks(self, *lines: str) -> None:
        """Type whole lines."""
        self.types(*(f"{line}{ENTER}" for line in lines))

    def sees(self, text: str) -> str:
        """Wait until the text is shown; all that is shown by then."""
        with self._screen.changed:
            seen = self._screen.changed.wait_for(lambda: text in self.seen, PATIENCE_S)
        assert seen, f"{text!r} is not in {self.seen!r}"
        return self.seen

    @property
    def seen(self) -> str:
        """All that was shown so far."""
        return self._screen.getvalue()

    def leaves(self) -> str:
        """Press Ctrl-D; all that was shown."""
        self.types(CTRL_D)
        return self.ends()

    def ends(self) -> str:
        """Wait for the end of the conversation; all that was shown."""
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        return self.seen

    def _converse(self) -> None:
        console = console_on(self._screen)
        try:
            with create_app_session(input=self._keys, output=DummyOutput()):
                self.code = run_repl(
                    self._open_desk,
                    self._history,
                    debug=self._debug,
                    stdin=Keyboard(),
                    console=console,
                )
        except BaseException as error:
            self.died_of = error


class Keyboard(io.StringIO):
    """A standard input that says that it is a terminal."""

    def isatty(self) -> bool:
        """Always."""
        return True


def console_on(file: io.StringIO, width: int = 80) -> Console:
    """A console as the channel makes it, on something that can be read back."""
    return Console(file=file, width=width, highlight=False, markup=False, emoji=False)
