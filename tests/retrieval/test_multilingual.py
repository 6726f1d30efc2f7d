"""The multilingual embedding model: prompts, shared word embeddings, files that are checked."""

from pathlib import Path

import numpy as np
import pytest

from qa_bot.errors import ModelError
from qa_bot.retrieval import multilingual
from qa_bot.retrieval.embedder import CachingEmbedder, languages_of, load_embedder
from qa_bot.retrieval.onnx_model import SENTENCEPIECE, WORDS
from qa_bot.retrieval.similarity import Similarity
from qa_bot.retrieval.word_embeddings import TablePlace, WordEmbeddings
from tests.tiny_models import WIDTH, WORDS_OFFSET, change_card, write_embedder, write_words


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The folders of the two packages, with a tiny model."""
    folders = (tmp_path / multilingual.PACKAGE, tmp_path / multilingual.WORDS_PACKAGE)
    write_embedder(*folders, scale=(2.0, -1.0))
    for folder in folders:
        (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    return folders


def test_rows_are_those_of_the_file(tmp_path: Path) -> None:
    """Each row is dequantized as it was written, in the shape of the ids."""
    expected = write_words(tmp_path / WORDS, 20)
    words = WordEmbeddings(tmp_path / WORDS, WIDTH, TablePlace(WORDS_OFFSET, 20))
    assert len(words) == 20
    ids = np.array([[3, 0, 19], [7, 7, 1]])
    assert np.array_equal(words.rows(ids), expected[ids])
    with pytest.raises(IndexError):
        words.rows([[20]])


@pytest.mark.parametrize(
    ("width", "place"), [(32, (1, 7)), (64, (0, 4)), (33, (0, 1)), (32, (-18, 1)), (32, (0, -1))]
)
def test_a_table_that_the_file_does_not_have_is_refused(
    tmp_path: Path, width: int, place: tuple[int, int]
) -> None:
    """Rows that end or begin beyond the file, or have no whole blocks, are another model's."""
    (tmp_path / WORDS).write_bytes(bytes(18 * 7))
    assert len(WordEmbeddings(tmp_path / WORDS, 32, TablePlace(0, 7))) == 7
    with pytest.raises(ValueError, match=f"rows of {width} numbers"):
        WordEmbeddings(tmp_path / WORDS, width, TablePlace(*place))


def test_questions_and_passages_have_their_own_prompts(installed: tuple[Path, Path]) -> None:
    """The same words are embedded after "query: " or "passage: "."""
    model = load_embedder("multilingual-e5-small", Path())
    assert isinstance(model, multilingual.OnnxEmbedder)
    (passage,), (question,) = model.embed(["river"]), model.embed_questions(["river"])
    assert not np.allclose(passage, question)
    caching = CachingEmbedder(model)
    assert np.array_equal(caching.embed(["river"])[0], passage)
    assert np.array_equal(caching.embed_questions(["river"])[0], question)


def test_a_text_alone_has_the_vector_it_has_among_others(installed: tuple[Path, Path]) -> None:
    """Texts of any script and length are embedded without padding."""
    model = load_embedder("multilingual-e5-small", Path())
    texts = ["Wer schrieb?", "河", "cafe\u0301 ２０２６", "من كتب الرسالة؟", "the mill " * 90, ""]
    together = model.embed(texts)
    assert together.shape == (6, WIDTH)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(together, [model.embed([text])[0] for text in texts])


def test_cosines_are_put_on_the_common_scale(installed: tuple[Path, Path]) -> None:
    """What is compared with a question is twice the cosine less one, as the card says."""
    model = CachingEmbedder(load_embedder("multilingual-e5-small", Path()))
    similarity = Similarity(model)
    texts = ["The old mill.", "Кто написал письмо?"]
    cosines = model.embed(texts) @ model.embed_questions(["the mill"])[0]
    assert similarity.to_question("the mill", texts) == pytest.approx(2 * cosines - 1)
    assert similarity.scaled(0.75) == pytest.approx(0.5)
    assert similarity.among(texts)[0, 0] == pytest.approx(1)
    assert similarity.to_question("the mill", []) == []


@pytest.mark.parametrize("name", [SENTENCEPIECE, WORDS, "embedder/model.onnx"])
def test_a_damaged_file_is_refused(installed: tuple[Path, Path], name: str) -> None:
    """Whichever file differs by a byte, the message names it and says what to do."""
    path = installed[0] / name if name != WORDS else installed[1] / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelError, match=r"damaged.*Install qa-bot-multilingual again"):
        load_embedder("multilingual-e5-small", Path())


def test_a_missing_file_is_refused(installed: tuple[Path, Path]) -> None:
    """A package without the word embeddings says which file it lacks."""
    (installed[1] / WORDS).unlink()
    with pytest.raises(ModelError, match=rf"{WORDS}: cannot be read"):
        load_embedder("multilingual-e5-small", Path())


def test_a_card_that_forgets_the_word_embeddings_is_refused(installed: tuple[Path, Path]) -> None:
    """A graph is not run without an input that it takes."""
    change_card(installed[0] / "embedder", files={})
    with pytest.raises(ModelError):
        load_embedder("multilingual-e5-small", Path())


def test_without_the_package_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One of the two packages is not enough."""
    monkeypatch.setattr(multilingual, "find_spec", lambda name: None)
    assert multilingual.package_folders() == ()
    with pytest.raises(ModelError, match="Install the package qa-bot-multilingual"):
        load_embedder("multilingual-e5-small", Path())


def test_it_says_which_languages_it_reads() -> None:
    """Those of XLM-R, by the codes that texts are identified by."""
    read = languages_of("multilingual-e5-small")
    assert read is not None and {"en", "de", "ru", "zh", "ar", "tr", "es"} <= read
    assert "la" in read and "tlh" not in read
