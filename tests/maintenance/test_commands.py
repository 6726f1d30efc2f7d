"""What `sync`, `verify`, `rebuild`, `export` and `import` print, and their exit status."""

from pathlib import Path

import pytest

from qa_bot.components import Components
from tests.fakes import FakeEmbedder, WordReader
from tests.shell import Shell


@pytest.fixture
def shell(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Shell:
    """A shell with a library of its own; the settings say which fake model."""
    monkeypatch.setattr(
        Components,
        "_load_embedder",
        lambda components: FakeEmbedder(components.config.embedding.model),
    )
    monkeypatch.setattr(Components, "_load_reader", lambda components: WordReader())
    return Shell(folder, capsys)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder with one good file and one that cannot be an article."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "tea.txt").write_text("Tea grows in Assam.")
    return folder


def test_sync_says_what_it_did_and_counts(shell: Shell, notes: Path) -> None:
    """A line for each change, a sum of all, and status 0."""
    assert "added" in shell("sync", str(notes))
    assert "1 added" in shell.errors and shell.status == 0
    assert shell("sync", str(notes)) == "" and "1 unchanged" in shell.errors
    (notes / "tea.txt").rename(notes / "assam.txt")
    told = shell.json("sync", str(notes), "--dry-run")
    assert (told["outcome"], told["was"]) == ("moved", str(notes / "tea.txt"))
    shell("sync", str(notes))
    (notes / "rice.txt").write_text("Rice grows in Bengal.")
    (notes / "assam.txt").unlink()
    assert {each["outcome"] for each in shell.json("sync", str(notes))} == {"added", "removed"}
    assert "do not answer" in shell("ask", "Where does tea grow?")


def test_sync_has_status_1_when_a_file_failed(shell: Shell, notes: Path) -> None:
    """So that cron reports it; the others are in."""
    (notes / "broken.txt").write_bytes(bytes(range(256)) * 40)
    shell("sync", str(notes))
    assert shell.status == 1 and "broken.txt" in shell.errors
    assert "Tea grows" in shell("list")
    shell("sync", str(notes / "nowhere"))
    assert shell.status == 1 and "nowhere" in shell.errors and "Traceback" not in shell.errors


def test_verify_proves_and_repairs(shell: Shell, notes: Path) -> None:
    """Status 0 when all agrees, else 1 with what is wrong and how to repair it."""
    shell("sync", str(notes))
    assert shell("verify").count("✓") == 6 and shell.status == 0
    Components(_settings(shell)).store._database._connection.execute("DELETE FROM chunk_text")
    wrong = shell("verify")
    assert shell.status == 1 and "✗ full text" in wrong and "verify --repair" in wrong
    assert shell("verify", "--repair").count("✗") == 1 and shell.status == 0
    assert all(check["sound"] for check in shell.json("verify").values())


def test_rebuild_moves_the_library_to_another_model(
    shell: Shell, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then the other model is refused, with the command that helps."""
    shell("sync", str(notes))
    assert "--force" in shell("rebuild") and shell.status == 0
    monkeypatch.setenv("QA_BOT_EMBEDDING_MODEL", "another")
    shell("ask", "Where does tea grow?")
    assert shell.status == 1 and "qa-bot rebuild" in shell.errors
    assert "1 article" in shell("rebuild")
    assert "Assam" in shell("ask", "Tea grows where?")
    assert shell("verify").count("✓") == 6


def test_a_library_moves_house(shell: Shell, notes: Path, tmp_path: Path) -> None:
    """Exported here, imported there, and it answers there."""
    shell("sync", str(notes))
    file = tmp_path / "library.zip"
    assert "library.zip" in shell("export", str(file), "--with-vectors")
    shell("export", str(file))
    assert shell.status == 1 and "--force" in shell.errors
    shell.index = tmp_path / "there"
    assert "added" in shell("import", str(file)) and shell.status == 0
    assert "Assam" in shell("ask", "Tea grows where?")
    assert shell.json("import", str(file))["outcome"] == "unchanged"
    file.write_bytes(file.read_bytes()[:-40])
    shell("import", str(file))
    assert shell.status == 1 and "cannot be opened" in shell.errors


def _settings(shell: Shell):  # type: ignore[no-untyped-def]
    from qa_bot.config import load_config

    return load_config(index=shell.index)
