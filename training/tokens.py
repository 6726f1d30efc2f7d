"""The tokenizer of a base model, and how that model lays out a question with its passage.

The layout is read from the tokenizer's own template for pairs: BERT's is
`[CLS] question [SEP] passage [SEP]` with token type 1 for the passage, XLM-R's
`<s> question </s></s> passage </s>` with token type 0 throughout.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tokenizers import Tokenizer

Offsets = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one text without special ones: ids, and the characters that each stands for."""

    ids: list[int]
    offsets: list[Offsets]


@dataclass(frozen=True, slots=True)
class Layout:
    """The special tokens before, between and after the two texts of a pair.

    `has_segments` says whether the second text has a token type of its own.
    """

    opening: tuple[int, ...]
    between: tuple[int, ...]
    closing: tuple[int, ...]
    has_segments: bool


class PairTokenizer:
    """A tokenizer without its own padding and truncation, and the layout of its pairs.

    Raises:
        ValueError: the tokenizer has no template for pairs.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self.layout = _layout(tokenizer)

    @classmethod
    def load(cls, path: Path) -> "PairTokenizer":
        """Load a `tokenizer.json`."""
        return cls(Tokenizer.from_file(str(path)))

    def encode(self, text: str) -> Tokens:
        """Tokenise one text, without special tokens and without the space before a word.

        SentencePiece counts that space to the word, so that an answer would begin with it.
        """
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        offsets = [
            (start + 1, end) if start < end and text[start].isspace() else (start, end)
            for start, end in encoding.offsets
        ]
        return Tokens(encoding.ids, offsets)

    def decode(self, ids: Sequence[int]) -> str:
        """The text of tokens."""
        return str(self._tokenizer.decode(list(ids)))

    def join(self, question: Sequence[int], passage: Sequence[int]) -> list[int]:
        """The ids of a pair as the base model reads it."""
        layout = self.layout
        return [*layout.opening, *question, *layout.between, *passage, *layout.closing]

    def passage_start(self, question: Sequence[int]) -> int:
        """Where the passage starts in the ids of a pair."""
        return len(self.layout.opening) + len(question) + len(self.layout.between)


def _layout(tokenizer: Tokenizer) -> Layout:
    pair = tokenizer.encode("a", "a")
    places = zip(pair.sequence_ids, pair.ids, strict=True)
    runs = [(text, [i for _, i in run]) for text, run in groupby(places, key=lambda p: p[0])]
    if [text for text, _ in runs] != [None, 0, None, 1, None]:
        raise ValueError(
            "the tokenizer has no template for pairs of texts: "
            "take the tokenizer.json of a BERT or XLM-R model"
        )
    opening, between, closing = (tuple(ids) for text, ids in runs if text is None)
    return Layout(opening, between, closing, has_segments=any(pair.type_ids))
