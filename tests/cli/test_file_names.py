"""Commands accept files of any name: none stops the others, and each is found again."""

import io
import json
import os
import sys
from pathlib import Path

import pytest

from qa_bot.components import Components
from qa_bot.config import load_config
from qa_bot.indexing import folder_scan
from qa_bot.paths import path_to_text
from tests.shell import Shell

ODD = [
    b"caf\xe9.txt", b"\xff\xfe.txt", b"sub\xfe/tea.txt", b"new\nline.txt", b"tab\there.txt",
    b"\x1b]0;x\x07.txt", b"\xc2\x9b2J.txt", "gpj.\u202egnp.txt".encode(), b"   .txt", b"-rf.txt",
    b"--json.txt", b"~nobody.txt", b"http:x.txt", b"feed:x.txt", b":x:[bold].txt",
    b"a" * 251 + b".txt", "\u00e9.txt".encode(), "e\u0301.txt".encode(), b"0123456789ab.txt",
    b"%FF.txt", b"*?.txt",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _without_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_scan, "SETTLED_SECONDS", -1.0)


def path_in(folder: Path, name: bytes) -> Path:
    """Return the path of a file with that name."""
    return folder / os.fsdecode(name)


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder with a file of each odd name and one of an ordinary one."""
    folder = tmp_path / "notes"
    for number, name in enumerate([b"plain.txt", *ODD]):
        path = path_in(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Field {number} grows tea.\n")
    return folder


def sources(shell: Shell) -> dict[str, str]:
    """Return the id of each listed article by its source."""
    return {each["source"]: each["id"] for each in shell.json("list")}


def test_every_file_of_a_folder_is_added(shell: Shell, notes: Path) -> None:
    """Each file of a folder is added, with its path as text for a source."""
    added = shell.json("add", str(notes))
    assert (shell.status, shell.errors) == (0, "")
    assert {each["outcome"] for each in added} == {"added"}
    expected = {path_to_text(path_in(notes, name)) for name in (b"plain.txt", *ODD)}
    assert {each["source"] for each in added} == set(sources(shell)) == expected
    assert str(notes / "plain.txt") in expected


def test_a_folder_added_from_within(
    shell: Shell, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Relative names that look like "~", options or feeds are files all the same."""
    monkeypatch.chdir(notes)
    assert {each["outcome"] for each in shell.json("add", ".")} == {"added"}
    names = ["feed:x.txt", "http:x.txt", "~nobody.txt", os.fsdecode(b"caf\xe9.txt")]
    assert {each["outcome"] for each in shell.json("add", *names)} == {"unchanged"}
    shell("add", "--json", "--", "-rf.txt", "--json.txt")
    assert shell.status == 0


def test_a_sync_recognises_every_file(shell: Shell, notes: Path) -> None:
    """A second sync finds all unchanged, and sees an edit, a move and a deletion."""
    assert {each["outcome"] for each in shell.json("sync", str(notes))} == {"added"}
    assert shell("sync", str(notes), "--json") == ""
    path_in(notes, b"caf\xe9.txt").write_text("Field 1 grows rice.\n")
    path_in(notes, b"\xff\xfe.txt").rename(path_in(notes, b"\xfe\xff.txt"))
    path_in(notes, b"sub\xfe/tea.txt").unlink()
    changes = {each["outcome"]: each for each in shell.json("sync", str(notes))}
    assert changes.keys() == {"updated", "moved", "removed"}
    assert changes["updated"]["source"] == path_to_text(path_in(notes, b"caf\xe9.txt"))
    assert changes["moved"]["was"] == path_to_text(path_in(notes, b"\xff\xfe.txt"))
    assert changes["removed"]["source"] == path_to_text(path_in(notes, b"sub\xfe/tea.txt"))
    assert shell("sync", str(notes), "--json") == ""


def test_a_sync_removes_what_add_has_added(shell: Shell, notes: Path) -> None:
    """A deleted file that was added by `add` is recognised by its source."""
    shell("add", str(notes))
    path_in(notes, b"caf\xe9.txt").unlink()
    path_in(notes, b"sub\xfe/tea.txt").unlink()
    gone = {each["source"] for each in shell.json("sync", str(notes))}
    names = (b"caf\xe9.txt", b"sub\xfe/tea.txt")
    assert gone == {path_to_text(path_in(notes, name)) for name in names}


def test_a_folder_of_an_odd_name_is_synced(shell: Shell, tmp_path: Path) -> None:
    """A folder with such a name is synced, and its deleted files are removed."""
    folder = path_in(tmp_path, b"notes\xff")
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.txt").write_text(f"Tea is {name}.")
    assert len(shell.json("sync", str(folder))) == 2
    (folder / "one.txt").unlink()
    assert shell.json("sync", str(folder))["outcome"] == "removed"
    (folder / "two.txt").unlink()
    shell("sync", str(folder))
    assert "it holds nothing at all" in shell.errors
    assert r"notes%FF" in shell.errors


@pytest.mark.parametrize("name", ODD)
def test_each_is_found_by_its_path_its_source_and_its_id(
    shell: Shell, notes: Path, name: bytes
) -> None:
    """The path, the listed source and the id each name the article."""
    path = path_in(notes, name)
    for kind in ("path", "source", "id"):
        shell("add", "--", str(path))
        ((source, number),) = sources_of(shell)
        argument = {"path": str(path), "source": source, "id": number}[kind]
        shell("ask", "--article", argument, "Which field grows tea?")
        assert shell.status == 0
        shell("remove", "--", argument)
        assert (shell.status, shell.errors) == (0, "")


def sources_of(shell: Shell) -> list[tuple[str, str]]:
    """Return pairs of source and id."""
    return list(sources(shell).items())


def test_a_listed_source_can_be_added_again(shell: Shell, notes: Path) -> None:
    """A listed file URI names the file; any other file URI is refused."""
    path = path_in(notes, b"caf\xe9.txt")
    assert shell.json("add", path_to_text(path))["outcome"] == "added"
    shell("add", (notes / "plain.txt").as_uri())
    assert shell.status == 1 and "not a web address" in shell.errors


def test_an_export_carries_every_name(shell: Shell, notes: Path, tmp_path: Path) -> None:
    """After export and import the sources are the same, verify passes and sync does nothing."""
    shell("sync", str(notes))
    before = sources(shell)
    shell("export", str(tmp_path / "all.zip"))
    shell.index = tmp_path / "other"
    assert {each["outcome"] for each in shell.json("import", str(tmp_path / "all.zip"))} == {
        "added"
    }
    assert sources(shell) == before
    assert "sound" in json.dumps(shell.json("verify")) and shell.status == 0
    assert shell("sync", str(notes), "--json") == ""


def test_a_library_in_a_folder_of_an_odd_name(shell: Shell, notes: Path, tmp_path: Path) -> None:
    """`--index` may be any folder, for rebuild, verify and export too."""
    shell.index = path_in(tmp_path, b"lib\xff")
    shell("add", str(notes / "plain.txt"))
    for command in (["rebuild", "--force"], ["verify"], ["export", f"{shell.index}.zip"], ["list"]):
        shell(*command)
        assert (shell.status, shell.errors) == (0, ""), command
    printed = shell("export", f"{shell.index}.zip")
    assert shell.status == 1 and r"lib\xff.zip" in shell.errors and not printed


def test_bad_names_are_named(shell: Shell, tmp_path: Path) -> None:
    """Each impossible name is an error of one line, and the good file beside them is added."""
    good = tmp_path / "good.txt"
    good.write_text("Tea grows in Assam.")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    empty = path_in(tmp_path, b"empty\xff.txt")
    empty.touch()
    bad = ["x" * 5000, str(tmp_path / "loop.txt"), "~nobody/x", str(empty), "gone\udcff", "a\ud800"]
    added = shell.json("add", *bad, str(good))
    assert [each["outcome"] for each in added] == ["failed"] * len(bad) + ["added"]
    assert all(each["error"] for each in added[:-1])
    for arguments in (["remove", bad[0]], ["remove", bad[1]], ["ask", "--article", bad[4], "Tea?"],
                      ["export", bad[0]], ["import", bad[0]], ["sync", bad[1]], ["eval", bad[4]],
                      ["add", "--title", "t", bad[0]], ["export", "--force", "."],
                      ["ask", "--questions", bad[0]], ["--config", bad[4], "list"]):  # fmt: skip
        shell(*arguments)
        assert shell.status in (1, 2) and shell.errors.count("\n") == 1, (arguments, shell.errors)
        assert "Traceback" not in shell.errors


def test_arguments_need_not_be_utf_8(shell: Shell, notes: Path) -> None:
    """A byte that is not UTF-8 becomes U+FFFD in titles, tags and questions."""
    stray = "caf\udce9"
    shell("add", str(notes / "plain.txt"), "--title", stray, "--tag", stray, "--author", stray)
    listed = shell.json("list", "--tag", stray)
    assert (listed[0]["title"], listed[0]["tags"]) == ("caf\ufffd", ["caf\ufffd"])
    assert shell.json("ask", f"Which field grows {stray} tea?")["question"].endswith("\ufffd tea?")
    assert "removed" in shell("remove", stray)


def test_a_title_that_begins_like_a_feed(shell: Shell, tmp_path: Path) -> None:
    """An article whose title begins with "feed:" is removed by its title."""
    (tmp_path / "a.md").write_text("# Feed: the film\n\nIt was shot in Assam.")
    shell("add", str(tmp_path / "a.md"))
    assert "removed" in shell("remove", "Feed: the film")
    shell("remove", "feed:example.org")
    assert shell.status == 1 and "No feed is followed" in shell.errors


def test_a_file_takes_precedence_over_a_title(shell: Shell, tmp_path: Path) -> None:
    """The path of an existing file means that file, not an article with that title."""
    (tmp_path / "x.md").write_text(f"# {tmp_path / 'y.txt'}\n\nThe mill is old.")
    (tmp_path / "y.txt").write_text("The weir is new.")
    shell("add", str(tmp_path / "x.md"), str(tmp_path / "y.txt"))
    shell("remove", str(tmp_path / "sub" / ".." / "y.txt"))
    assert list(sources(shell)) == [str(tmp_path / "x.md")]


@pytest.mark.parametrize("piped", [False, True])
def test_a_list_of_questions_of_any_bytes(
    shell: Shell, notes: Path, monkeypatch: pytest.MonkeyPatch, piped: bool
) -> None:
    """A line that is not UTF-8 or holds a NUL is asked, and the next ones too."""
    shell("add", str(notes / "plain.txt"))
    lines = b"Which field grows caf\xe9?\nWhich\0field grows tea?\n\x1b[2J\nWhich field?\n"
    (notes / "asked").write_bytes(lines)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines), encoding="utf-8"))
    answers = shell.json("ask", "--questions", "-" if piped else str(notes / "asked"))
    assert [each["question"] for each in answers] == [
        "Which field grows caf\ufffd?", "Which\0field grows tea?", "\x1b[2J", "Which field?"
    ]  # fmt: skip


def test_titles_of_names(tmp_path: Path, shell: Shell) -> None:
    """A title made of a file name has no control characters and single spaces."""
    names = {b"1  2.txt": "1 2", b"caf\xe9.txt": "caf\ufffd", b"a\n\x1b[2Jb.txt": "a [2Jb",
             b"   .txt": "7 7 7", "a\u202eb.txt".encode(): "ab", b":x:.txt": ":x:"}  # fmt: skip
    for name, title in names.items():
        path = path_in(tmp_path, name)
        path.write_text("7 7 7")
        assert shell.json("add", str(path))["title"] == title
        path.unlink()


def test_an_ordinary_source_is_the_path(shell: Shell, notes: Path) -> None:
    """The source of a file with an ordinary name is its path, as in earlier versions."""
    shell("add", str(notes / "plain.txt"))
    store = Components(load_config(environment={}, index=shell.index)).store
    ref = store.find(str(notes / "plain.txt"))
    assert ref.source == str(notes / "plain.txt")
    store.close()
