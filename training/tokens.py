"""The tokenizer of a base model, and how that model lays out a question with its passage.

The layout is read from the tokenizer's own template for pairs: BERT's is
`[CLS] question [SEP] passage [SEP]` with token type 1 for the passage, XLM-R's
`<s> question </s></s> passage </s>` with token type 0 throughout.
"""

from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

from qa_bot.tokenization import Tokens, pair_layout


class PairTokenizer:
    """A tokenizer without its own padding and truncation, and the layout of its pairs.

    Raises:
        ValueError: the tokenizer has no template for pairs.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        try:
            self.layout = pair_layout(tokenizer)
        except ValueError as error:
            cure = "take the tokenizer.json of a BERT or XLM-R model"
            raise ValueError(f"{error}: {cure}") from error

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
        return [*self.layout.lead(question), *passage, *self.layout.closing]

    def passage_start(self, question: Sequence[int]) -> int:
        """Where the passage starts in the ids of a pair."""
        return len(self.layout.lead(question))
