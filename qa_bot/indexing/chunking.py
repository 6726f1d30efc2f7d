"""Chunking: articles cut into chunks of whole sentences that fit the embedding model."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qa_bot.documents import Article, Chunk, Span
from qa_bot.text.sentences import ENGLISH, split_sentences

# The share of the most tokens from which on a chunk ends at the end of a paragraph.
_FULL = 0.7
# Where a sentence that is too long is cut, if it can be.
_CLAUSE_ENDS = ";:,—–)"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or part of one that is too long, with its tokens."""

    start: int
    end: int
    tokens: int
    ends_paragraph: bool


class Chunker:
    """Packs sentences into chunks; deterministic and linear in the text's length."""

    def __init__(
        self,
        count_tokens: Callable[[Sequence[str]], list[int]],
        max_tokens: int,
        max_characters: int = 1200,
        overlap_tokens: int = 50,
        is_multilingual: bool = False,
    ) -> None:
        """`count_tokens` counts the tokens of each text, excluding special tokens.

        Of a library in any language an article is cut by its language's abbreviations.
        """
        self._is_multilingual = is_multilingual
        self._count_tokens = count_tokens
        self._max_tokens = max_tokens
        self._max_characters = max_characters
        self._overlap_tokens = min(overlap_tokens, max_tokens // 2)

    def chunk(self, article: Article) -> list[Chunk]:
        """Return the chunks of an article, in order; each text is `article.text[start:end]`."""
        language = article.language if self._is_multilingual else ENGLISH
        pieces = self._pieces(article.text, language)
        return [
            Chunk(article.id, ordinal, span.start, span.end, article.text[span.start : span.end])
            for ordinal, span in enumerate(self._pack(pieces))
        ]

    def _pieces(self, text: str, language: str) -> list[_Piece]:
        spans = split_sentences(text, language)
        counts = self._count_tokens([text[s.start : s.end] for s in spans])
        pieces: list[_Piece] = []
        for i, (span, count) in enumerate(zip(spans, counts, strict=True)):
            after = spans[i + 1].start if i + 1 < len(spans) else len(text)
            ends = "\n" in text[span.end : after] or i + 1 == len(spans)
            if count <= self._max_tokens and span.end - span.start <= self._max_characters:
                pieces.append(_Piece(span.start, span.end, count, ends))
            else:
                pieces.extend(self._cut(text, span))
        return pieces

    def _cut(self, text: str, span: Span) -> Iterator[_Piece]:
        """Yield the parts of a sentence that is too long, each as long as fits."""
        start = span.start
        while start < span.end:
            end, tokens = self._fitting(text, start, span.end)
            yield _Piece(start, end, tokens, end == span.end)
            start = end
            while start < span.end and text[start].isspace():
                start += 1

    def _fitting(self, text: str, start: int, stop: int) -> tuple[int, int]:
        """Return the end of the longest part that starts at `start`, and its tokens."""
        size = min(stop - start, self._max_characters)
        while True:
            end = start + size if start + size >= stop else _good_end(text, start, start + size)
            (tokens,) = self._count_tokens([text[start:end]])
            if tokens <= self._max_tokens or end - start <= 1:
                return end, tokens
            size = max(1, min(end - start - 1, (end - start) * self._max_tokens // tokens))

    def _pack(self, pieces: Sequence[_Piece]) -> Iterator[Span]:
        first = 0
        while first < len(pieces):
            after = self._end_of_chunk(pieces, first)
            yield Span(pieces[first].start, pieces[after - 1].end)
            if after == len(pieces):
                return
            first = self._overlap(pieces, first, after)

    def _end_of_chunk(self, pieces: Sequence[_Piece], first: int) -> int:
        """Return the index after the last piece of the chunk that starts with piece `first`."""
        tokens, after, paragraph = 0, first, None
        for i in range(first, len(pieces)):
            tokens += pieces[i].tokens
            characters = pieces[i].end - pieces[first].start
            if i > first and (tokens > self._max_tokens or characters > self._max_characters):
                break
            after = i + 1
            if pieces[i].ends_paragraph and tokens >= _FULL * self._max_tokens:
                paragraph = after
        return after if after == len(pieces) or paragraph is None else paragraph

    def _overlap(self, pieces: Sequence[_Piece], first: int, after: int) -> int:
        """Return the first piece of the next chunk: some pieces back, but after `first`."""
        start, tokens = after, pieces[after].tokens
        overlap = 0
        while start - 1 > first:
            overlap += pieces[start - 1].tokens
            if overlap > self._overlap_tokens or overlap + tokens > self._max_tokens:
                break
            if pieces[after].end - pieces[start - 1].start > self._max_characters:
                break
            start -= 1
        return start


def _good_end(text: str, start: int, end: int) -> int:
    """Return the last cut up to `end`: after a clause, else at a space, else `end`."""
    middle = start + (end - start) // 2
    clauses = [i for i in range(middle, end) if text[i] in _CLAUSE_ENDS and text[i + 1].isspace()]
    if clauses:
        return clauses[-1] + 1
    space = text.rfind(" ", start + 1, end)
    return space if space > start else end
