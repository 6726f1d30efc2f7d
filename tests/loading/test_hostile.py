"""A file made to do harm is refused with a reason, in bounded time, and harms nothing else."""

import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from qa_bot.errors import (
    SourceDamaged,
    SourceEmpty,
    SourceError,
    SourceLocked,
    SourceNotText,
    SourceTooLarge,
    SourceTooSlow,
)
from qa_bot.loading import LoadLimits, load_bytes
from qa_bot.loading.draft import Draft
from qa_bot.loading.raw_source import RawSource
from qa_bot.loading.sandbox import worker_process
from qa_bot.loading.sandbox.worker_process import WorkerProcess
from tests.loading import hostile
from tests.loading.printing import drawn, printed
from tests.patience import PATIENCE_S

MEGABYTE = 1_000_000
TIGHT = LoadLimits(max_unpacked_bytes=5 * MEGABYTE, max_seconds=60, max_memory_bytes=300 * MEGABYTE)
BODY = "<html><body><p>The bell rang at eight.</p></body></html>"
FILES = Path(__file__).parent.parent / "data" / "files"
STAND_INS = "tests.loading.stand_in_formats."


def load(data: bytes, limits: LoadLimits = TIGHT) -> str:
    """The text of the article that the bytes become."""
    return load_bytes(data, "trap", limits).text


def read_with(name: str) -> Draft:
    """Read with a stand-in for a format module, in a worker that no other test shares."""
    worker = WorkerProcess()
    try:
        return worker.read(STAND_INS + name, RawSource(b"x", "trap", TIGHT))
    finally:
        worker.close()


@pytest.mark.parametrize("make", [hostile.epub, hostile.docx])
def test_a_zip_bomb_is_stopped(make: Callable[[bytes], bytes]) -> None:
    """Bytes are counted while they unpack, and the cure names the setting."""
    data = make(hostile.bomb(30))
    assert len(data) < MEGABYTE
    with pytest.raises(SourceTooLarge, match=r"trap: .*unpack.*max_unpacked_megabytes"):
        load(data)


def test_a_document_is_read_without_the_parts_that_are_broken() -> None:
    """Parts beside the text may be damaged; the text itself may not."""
    source = zipfile.ZipFile(FILES / "bells.docx")
    parts = {name: source.read(name) for name in source.namelist()}
    whole = load(hostile.zipped(parts))
    for name in ("docProps/core.xml", "word/settings.xml", "word/webSettings.xml"):
        assert load(hostile.zipped(parts | {name: hostile.BILLION_LAUGHS})).endswith(whole[-2000:])
    with pytest.raises(SourceDamaged):
        load(hostile.zipped(parts | {"word/document.xml": b"<w"}))


def test_a_chapter_of_invalid_xhtml_is_read() -> None:
    """Invalid markup is parsed as HTML, and a book of empty chapters is empty."""
    assert load(hostile.epub("<p>The bell &nbsp; rang<br>at eight.")) == "The bell rang\nat eight."
    with pytest.raises(SourceEmpty):
        load(hostile.epub("<!-- -->"))


def test_a_small_archive_is_no_bomb() -> None:
    """A part within the limits is read."""
    assert load(hostile.epub(BODY)) == "The bell rang at eight."


@pytest.mark.parametrize("trap", [hostile.BILLION_LAUGHS, hostile.EXTERNAL_ENTITY])
def test_entities_are_never_followed(trap: str) -> None:
    """Neither expanded entities nor a file of this machine get into the text."""
    for data in (hostile.docx(trap), hostile.epub(trap)):
        try:
            text = load(data)
        except SourceError:
            continue
        assert "haha" not in text and "root:" not in text


@pytest.mark.parametrize(
    "data", [hostile.looping_pdf(), hostile.deep_form_pdf(), hostile.flate_bomb_pdf(300)]
)
def test_a_pdf_that_loops_or_expands_is_a_source_error(data: bytes) -> None:
    """Loops and bombs within a PDF end within the limits of time and memory."""
    with pytest.raises(SourceError, match="trap"):
        load(data)


def test_a_pdf_that_takes_all_memory_says_so() -> None:
    """PDFium aborts without memory: the message names the limit and the setting."""
    limits = LoadLimits(max_memory_bytes=100 * MEGABYTE)
    with pytest.raises(SourceTooLarge, match=r"within 100 MB of memory.*max_memory_megabytes"):
        load(hostile.wordy_pdf(1_000_000), limits)


def test_a_worker_that_hangs_is_replaced() -> None:
    """The message names the time and the setting, and another worker reads the next file."""
    worker = WorkerProcess()
    limits = LoadLimits(max_seconds=1.5)
    with pytest.raises(SourceTooSlow, match=r"within 1\.5 seconds\. .*articles\.max_seconds"):
        worker.read(STAND_INS + "hangs", RawSource(b"x", "trap", limits))
    raw = RawSource(hostile.epub(BODY), "book", limits=LoadLimits())
    assert worker.read("qa_bot.loading.formats.epub", raw).title == "Bells"
    worker.close()


def test_a_format_module_that_takes_all_memory_says_so() -> None:
    """The message names the limit and the setting."""
    with pytest.raises(SourceTooLarge, match=r"within 300 MB of memory\. .*max_memory_megabytes"):
        read_with("exhausts_memory")


def test_a_crash_is_an_error_of_that_file_only() -> None:
    """The bot survives a crash of the worker."""
    with pytest.raises(SourceDamaged, match="broke down"):
        read_with("crashes")


def test_an_exception_is_an_error_of_that_file_only() -> None:
    """Any exception of a library becomes a SourceDamaged."""
    with pytest.raises(SourceDamaged, match=r"malformed \(ZeroDivisionError\)"):
        read_with("fails")


def test_a_worker_that_died_between_files_fails_none() -> None:
    """Another worker reads the next file."""
    worker = WorkerProcess()
    raw = RawSource(hostile.epub(BODY), "book")
    worker.read("qa_bot.loading.formats.epub", raw)
    assert worker._process is not None
    os.kill(worker._process.pid, signal.SIGKILL)
    assert worker.read("qa_bot.loading.formats.epub", raw).title == "Bells"
    worker.close()


def test_threads_share_the_worker() -> None:
    """Each thread gets the draft of its own file."""
    titles: dict[int, str] = {}

    def read(number: int) -> None:
        page = f"<title>Bell {number}</title><p>It rang {number} times.</p>"
        titles[number] = load_bytes(page.encode(), "page", TIGHT, content_type="text/html").title

    threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert titles == {number: f"Bell {number}" for number in range(8)}


def test_the_worker_has_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither our settings, such as the token, nor other keys are in its environment."""
    for name in ("QA_BOT_TELEGRAM_TOKEN", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "HOME"):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("LC_TIME", "C")
    names = read_with("inspects").author.split()
    assert "LC_TIME" in names
    assert not [name for name in names if "TOKEN" in name or "KEY" in name or name == "HOME"]


def test_files_are_read_where_the_worker_does_not_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    """Except on Linux one worker reads all files, and is replaced when a file broke it."""
    monkeypatch.setattr(worker_process, "_WORKER_MODULE", "tests.loading.worker_without_fork")
    worker = WorkerProcess()
    book = RawSource(hostile.epub(BODY), "book", TIGHT)
    try:
        assert worker.read("qa_bot.loading.formats.epub", book).title == "Bells"
        server = worker._process
        assert "times 1" in worker.read(STAND_INS + "inspects", RawSource(b"x", "a", TIGHT)).tags
        assert "times 2" in worker.read(STAND_INS + "inspects", RawSource(b"x", "a", TIGHT)).tags
        assert worker._process is server
        for name, error in (("crashes", SourceDamaged), ("exhausts_memory", SourceTooLarge)):
            with pytest.raises(error):
                worker.read(STAND_INS + name, RawSource(b"x", "trap", TIGHT))
            assert worker.read("qa_bot.loading.formats.epub", book).title == "Bells"
        assert worker._process is not server
    finally:
        worker.close()


@pytest.mark.skipif(not Path("/proc").exists(), reason="/proc is missing: run the tests on Linux")
def test_the_worker_ends_with_the_program() -> None:
    """No worker is left running when the program is killed."""
    script = (
        "import sys, time; from tests.loading import hostile\n"
        "from qa_bot.loading import LoadLimits, load_bytes\n"
        "from qa_bot.loading.sandbox import worker_process\n"
        f"load_bytes(hostile.epub({BODY!r}), 'book', LoadLimits())\n"
        "print(worker_process._shared._process.pid, flush=True); time.sleep(60)"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=root, text=True
    ) as program:
        assert program.stdout is not None
        reader = int(program.stdout.readline())
        program.kill()
    deadline = time.monotonic() + PATIENCE_S
    while _runs(reader):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _runs(process: int) -> bool:
    """Whether the process is alive: a zombie has no command line."""
    try:
        return bool(Path(f"/proc/{process}/cmdline").read_bytes())
    except OSError:
        return False


@pytest.mark.parametrize(
    ("content_type", "data"),
    [
        ("text/html; charset=latin-1", "<p>The café closed.</p>".encode("latin-1")),
        ("text/html", b"<p>The caf&eacute; closed.</p>"),
        ("text/markdown", "The *café* closed.".encode()),
        ("", "The café closed.".encode("utf-16")),
        ("application/pdf", "The café closed.".encode()),
    ],
)
def test_fetched_bytes_are_read_by_content_and_header(content_type: str, data: bytes) -> None:
    """The header decides where the content is ambiguous, and only there."""
    article = load_bytes(data, "https://example.org/a", TIGHT, content_type=content_type)
    assert article.text == "The café closed." and article.source == "https://example.org/a"


def test_the_name_decides_where_the_header_is_generic() -> None:
    """Servers send raw files as plain text, whatever they are."""
    data = b"The *bell* rang."
    for content_type in ("text/plain", "application/octet-stream", ""):
        named = load_bytes(data, "x", TIGHT, name="/docs/bell.md", content_type=content_type)
        assert named.text == "The bell rang."


def test_text_about_a_format_is_text() -> None:
    """Magic numbers and tags within prose do not change its kind."""
    text = "A PDF begins with %PDF-1.7, a zip file with PK, and a page with <html>."
    assert load(text.encode()) == text


def test_detection_of_html_is_linear() -> None:
    """A thousand comments before no page are matched without backtracking."""
    assert "a" in load(b"<!--a-->" * 1000 + b" The bell rang.")


@pytest.mark.parametrize(
    ("data", "error", "problem"),
    [
        (hostile.zipped({"xl/workbook.xml": "<a/>"}), SourceNotText, "kind that cannot be read"),
        (hostile.OLD_OFFICE + bytes(600), SourceNotText, "old binary format"),
        (hostile.OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), SourceLocked, "password"),
        (hostile.protected_epub(), SourceLocked, "protected against copying"),
        (hostile.epub(BODY)[:-40], SourceDamaged, "does not open"),
        (hostile.docx("<w/>")[:-30], SourceDamaged, "does not open"),
        (hostile.mail_of_attachments(), SourceEmpty, "only attachments"),
        (b"\x7fELF" + bytes(range(256)), SourceNotText, r"not a file that can be read.*\.epub"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    data: bytes, error: type[SourceError], problem: str
) -> None:
    """Each kind of error has its own message, which ends in a cure."""
    with pytest.raises(error, match=rf"trap: .*(?:{problem}).*\.$"):
        load(data)


def test_metadata_of_a_pdf_that_are_no_text_are_left_out() -> None:
    """Half a surrogate pair in the author's name costs the author, not the document."""
    data = printed([drawn(60, 700, "The lock of Sund was dug in 1804 and has one gate.")])
    info = b"99 0 obj <</Title(The lock)/Author<FEFFD83D0041>>> endobj\ntrailer <</Info 99 0 R"
    article = load_bytes(data.replace(b"trailer <<", info), "x", LoadLimits())
    assert (article.title, article.author) == ("The lock", "")
    assert article.text.startswith("The lock of Sund")
