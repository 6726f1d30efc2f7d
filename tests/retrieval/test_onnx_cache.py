"""A model is exported once, and again only when something changed."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa_bot.errors import ModelError
from qa_bot.retrieval import onnx_cache
from qa_bot.retrieval.onnx_cache import CannotExport, exported_model, origin
from qa_bot.retrieval.onnx_model import Card, digest


class Exporter:
    """Prepares a model by copying its weights, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, name: str, draft: Path) -> None:
        self.times += 1
        source = Path(name)
        shutil.copyfile(source / "weights.bin", draft / "model.onnx")
        files = {"model.onnx": digest(draft / "model.onnx")}
        Card(name, 8, 30, 2, ("input_ids",), "", files, origin(source)).write(draft)


@pytest.fixture
def exporter(monkeypatch: pytest.MonkeyPatch) -> Exporter:
    made = Exporter()
    monkeypatch.setattr(onnx_cache, "_export", made)
    return made


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model's folder."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "weights.bin").write_bytes(b"first weights")
    (folder / "config.json").write_text("{}")
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def prepare(model: Path, cache: Path) -> bytes:
    """What the exported model holds."""
    return (exported_model(str(model), cache, lambda line: None) / "model.onnx").read_bytes()


def test_a_model_is_prepared_once_and_said_so_once(
    model: Path, cache: Path, exporter: Exporter
) -> None:
    """The second use finds what the first one made."""
    told: list[str] = []
    first = exported_model(str(model), cache, told.append)
    assert exported_model(str(model), cache, told.append) == first
    assert exporter.times == 1
    (line,) = told
    assert "Preparing" in line and str(model) in line


def test_changed_weights_are_prepared_anew(model: Path, cache: Path, exporter: Exporter) -> None:
    """New weights under the same name are never answered for by old ones."""
    prepare(model, cache)
    (model / "weights.bin").write_bytes(b"other weights")
    assert prepare(model, cache) == b"other weights"
    assert exporter.times == 2


def test_weights_that_were_only_touched_are_not(
    model: Path, cache: Path, exporter: Exporter
) -> None:
    """A copy with another time of change holds the same weights."""
    prepare(model, cache)
    (model / "weights.bin").write_bytes(b"first weights")
    assert prepare(model, cache) == b"first weights"
    assert exporter.times == 1


@pytest.mark.parametrize("content", [b"", b"first weightz", None])
def test_damage_is_mended(
    model: Path, cache: Path, exporter: Exporter, content: bytes | None
) -> None:
    """An exported file that lost or changed a byte is made again."""
    path = exported_model(str(model), cache, lambda line: None) / "model.onnx"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    assert prepare(model, cache) == b"first weights"
    assert exporter.times == 2


def test_another_version_of_a_library_prepares_anew(
    model: Path, cache: Path, exporter: Exporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an older library made is not trusted to be what the new one makes."""
    prepare(model, cache)
    monkeypatch.setattr("importlib.metadata.version", lambda name: "99")
    prepare(model, cache)
    assert exporter.times == 2


def test_a_killed_preparation_leaves_nothing_to_stumble_over(
    model: Path, cache: Path, exporter: Exporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a draft is never used, and the next try clears it away."""

    def killed(name: str, draft: Path) -> None:
        (draft / "model.onnx").write_bytes(b"half")
        monkeypatch.setattr(shutil, "rmtree", lambda *arguments, **options: None)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(onnx_cache, "_export", killed)
        with pytest.raises(KeyboardInterrupt):
            prepare(model, cache)
    monkeypatch.undo()
    assert list(cache.glob("draft-*"))
    monkeypatch.setattr(onnx_cache, "_export", exporter)
    assert prepare(model, cache) == b"first weights"
    assert not list(cache.glob("draft-*"))


def test_of_many_at_once_one_prepares(model: Path, cache: Path, exporter: Exporter) -> None:
    """Processes that start together wait for the one that is at it."""
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: prepare(model, cache), range(6)))
    assert set(made) == {b"first weights"}
    assert exporter.times == 1


def test_a_model_that_is_gone_from_the_hub_cache_still_runs(
    model: Path, cache: Path, exporter: Exporter
) -> None:
    """An exported model needs its source no more."""
    folder = exported_model(str(model), cache, lambda line: None)
    shutil.rmtree(model)
    assert onnx_cache._is_usable(folder)


def test_a_cache_that_cannot_be_written_is_no_reason_to_stop(
    model: Path, tmp_path: Path, exporter: Exporter
) -> None:
    """The caller hears why, to run the model as it is."""
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotExport, match="cannot be written"):
        prepare(model, tmp_path / "file" / "cache")


@pytest.mark.model
def test_a_model_that_does_not_exist_is_named_with_the_cure(cache: Path, tmp_path: Path) -> None:
    """The child process says what the library said, in one line."""
    with pytest.raises(ModelError, match=r"cannot be loaded.*Set embedding\.model"):
        exported_model(str(tmp_path / "nothing"), cache, lambda line: None)
