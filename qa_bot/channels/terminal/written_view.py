"""Layout of a written answer on a terminal, sentence by sentence as it is verified."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from qa_bot.answers import DroppedSentence, Quote, WrittenAnswer, WrittenSentence
from qa_bot.channels.terminal import views
from qa_bot.escape import escape_block, escape_line
from qa_bot.i18n import terminal_wording


class WrittenView:
    """One written answer: its lead, its sentences with the numbers of their sources, and these."""

    def __init__(self, model: str, destination: str) -> None:
        """`destination` is the host that the passages go to, "" for this machine."""
        self._model = escape_line(model)
        self._lead = terminal_wording.written_by(self._model, escape_line(destination))
        self._cited: list[Quote] = []
        self._shown: set[str] = set()
        self._has_begun = False

    def sentence(self, sentence: WrittenSentence) -> RenderableType:
        """Lay out the next sentence, after the lead if it is the first."""
        self._shown.add(_plain(sentence.text))
        numbers = dict.fromkeys(map(self._number, sentence.citations))
        cited = "".join(f"[{number}]" for number in numbers)
        shown = views.indented(Text.assemble(escape_block(sentence.text), (f" {cited}", "dim")))
        if self._has_begun:
            return shown
        self._has_begun = True
        return Group(Text(), views.notice(self._lead), shown)

    def end(self, written: WrittenAnswer, how_to_see: str) -> RenderableType | None:
        """Lay out the sources, and what was left out; None where there is neither.

        The quote of a source that a sentence repeats is not shown again.

        `how_to_see` says how a person sees what was left out.
        """
        parts: list[RenderableType] = []
        for number, quote in enumerate(self._cited, 1):
            is_shown = _plain(quote.text) in self._shown
            parts.append(views.numbered_quote(number, quote, is_shown))
        if not self._has_begun and (written.dropped or written.is_refusal):
            parts += [Text(), views.notice(self._nothing(written))]
        if written.dropped:
            count = len(written.dropped)
            parts.append(views.notice(terminal_wording.sentences_dropped(count, how_to_see)))
        if written.problem:
            parts += [] if parts else [Text()]
            parts.append(views.notice(terminal_wording.not_written(written.problem)))
        return Group(*parts) if parts else None

    def _nothing(self, written: WrittenAnswer) -> str:
        if written.is_refusal:
            return terminal_wording.no_answer_found(self._model)
        return terminal_wording.nothing_supported(self._model)

    def _number(self, quote: Quote) -> int:
        """Return the number of a source, from 1 in the order in which they are cited."""
        if quote not in self._cited:
            self._cited.append(quote)
        return self._cited.index(quote) + 1


def _plain(text: str) -> str:
    """Return a sentence as it is compared: without quotation marks, which models leave out."""
    return "".join(char for char in text.casefold() if char.isalnum())


def dropped(sentences: Sequence[DroppedSentence]) -> RenderableType:
    """Lay out sentences that were left out, each with the reason."""
    parts: list[RenderableType] = []
    for each in sentences:
        because = terminal_wording.dropped_because(each.reason, escape_line(each.words))
        parts += [views.indented(Text(escape_block(each.text))), views.notice(f"  {because}")]
    return Group(*parts)
