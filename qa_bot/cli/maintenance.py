"""Commands sync, watch, verify, doctor, rebuild, export and import."""

import signal
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from qa_bot.cli.common import (
    PATH,
    Options,
    err,
    json_option,
    open_library,
    out,
    print_notice,
    quiet_option,
    settings,
)
from qa_bot.cli.progress_display import progress_display
from qa_bot.console import print_json
from qa_bot.files import files_open_to_others
from qa_bot.i18n import terminal_wording

if TYPE_CHECKING:
    from qa_bot.archive.import_ import ImportResult
    from qa_bot.errors import QaBotError
    from qa_bot.indexing.folder_sync import FileChange
    from qa_bot.integrity.report import Check

# Chunks that `verify` embeds again by default: bounds its time, not chosen by measurement.
_SAMPLED_CHUNKS: Final = 64


@click.command()
@click.argument("folder", type=PATH, metavar="FOLDER")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--all", "everything", is_flag=True, help="Read also files that seem unchanged.")
@click.option("--emptied", is_flag=True, help="The folder is meant to be empty now.")
@json_option
@quiet_option
@click.pass_obj
def sync(
    options: Options,
    folder: Path,
    dry_run: bool,
    everything: bool,
    emptied: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Bring the library into step with a folder.

    What was added, edited, moved or removed there is then so here.
    """
    from qa_bot.indexing.folder_sync import SyncOptions

    counts: Counter[str] = Counter()
    with progress_display(quiet or as_json) as progress:
        how = SyncOptions(dry_run, everything, emptied)
        for change in open_library(options).iter_sync(folder, how, progress):
            counts[change.outcome.value] += 1
            _print_change(change, as_json)
    if not as_json:
        err.print(terminal_wording.tally(counts, is_dry_run=dry_run), style="dim")
    if counts["failed"]:
        sys.exit(1)


@click.command()
@click.argument("folder", type=PATH, metavar="FOLDER")
@json_option
@quiet_option
@click.pass_obj
def watch(options: Options, folder: Path, as_json: bool, quiet: bool) -> None:
    """Keep the library in step with a folder until stopped."""
    stop = _stop_on_signals()
    library = open_library(options)
    with progress_display(quiet or as_json, rests=True) as progress:
        err.print(terminal_wording.watching(str(folder)), style="dim")
        library.watch(
            folder, lambda change: _print_change(change, as_json), _print_error, stop, progress
        )
    err.print(terminal_wording.STOPPED, style="yellow")


def _stop_on_signals() -> threading.Event:
    """Return an event that the first SIGINT or SIGTERM sets, so that a write is finished."""
    stop = threading.Event()

    def on_signal(number: int, frame: Any) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    return stop


def _print_error(error: "QaBotError") -> None:
    err.print(str(error), style="red")


def _print_change(change: "FileChange", as_json: bool) -> None:
    if change.outcome.value == "unchanged":
        return
    if as_json:
        print_json(_change_json(change))
    elif change.problem:
        err.print(change.problem, style="red" if change.outcome.value == "failed" else "dim")
    else:
        moved_from = f" (was {change.moved_from})" if change.moved_from else ""
        out.print(terminal_wording.outcome(change.outcome.value, change.title + moved_from))
        if note := terminal_wording.places_unread(change.unread):
            err.print(note, style="yellow")


def _change_json(change: "FileChange") -> dict[str, Any]:
    return {
        "source": change.source,
        "outcome": change.outcome.value,
        "title": change.title or None,
        "was": change.moved_from or None,
        "error": change.problem or None,
        "unread": list(change.unread),
    }


@click.command()
@click.option("--repair", is_flag=True, help="Make again what is derived and found wrong.")
@click.option(
    "--sample",
    type=click.IntRange(min=0),
    default=_SAMPLED_CHUNKS,
    help="How many chunks to embed again and compare; 0 for none.",
)
@json_option
@quiet_option
@click.pass_obj
def verify(options: Options, repair: bool, sample: int, as_json: bool, quiet: bool) -> None:
    """Prove that articles, full text, embeddings and vectors agree."""
    from qa_bot import maintenance

    library = open_library(options)
    with progress_display(quiet or as_json) as progress:
        report = maintenance.verify(library, sample, progress)
        if repair and not report.is_sound:
            _print_report(report.all(), as_json, is_repaired=False)
            maintenance.repair(library, report, progress)
            report = maintenance.verify(library, sample, progress)
    _print_report(report.all(), as_json, is_repaired=repair)
    folder = library.components.folder
    if folder and (names := files_open_to_others(folder)):
        err.print(terminal_wording.open_to_others(str(folder), names), style="yellow", markup=False)
    if not report.is_sound:
        sys.exit(1)


def _print_report(checks: "tuple[Check, ...]", as_json: bool, is_repaired: bool) -> None:
    if as_json:
        print_json({check.name: _check_json(check) for check in checks})
        return
    for check in checks:
        result = terminal_wording.check_result(check.name, check.checked, check.problems)
        _print_check(result, check.is_sound)
        for example in check.examples:
            out.print(f"  {example}", style="dim")
        if check.former_release:
            out.print(f"  {terminal_wording.FORMER_RELEASE}", style="dim")
    unsound = [check for check in checks if not check.is_sound]
    if unsound and not is_repaired and all(check.is_derived for check in unsound):
        out.print(terminal_wording.HOW_TO_REPAIR)


def _check_json(check: "Check") -> dict[str, Any]:
    return {
        "sound": check.is_sound,
        "looked_at": check.checked,
        "problems": check.problems,
        "examples": check.examples,
        "former_release": check.former_release,
    }


@click.command()
@click.pass_obj
def doctor(options: Options) -> None:
    """Check settings, models, library and token; say what to do."""
    from qa_bot.doctor import examine

    is_healthy = True
    for diagnosis in examine(settings(options)):
        is_healthy &= diagnosis.is_healthy
        _print_check(diagnosis.summary, diagnosis.is_healthy)
        if diagnosis.cure:
            out.print(f"  {diagnosis.cure}", style="dim")
    if not is_healthy:
        sys.exit(1)


def _print_check(result: str, is_passed: bool) -> None:
    mark, style = ("✓", "green") if is_passed else ("✗", "red")
    out.print(f"{mark} {result}", style=style)


@click.command()
@click.option("--force", is_flag=True, help="Rebuild though nothing would differ.")
@click.option("--model", metavar="NAME", help="The embedding model to move the library to.")
@quiet_option
@click.pass_obj
def rebuild(options: Options, force: bool, model: str | None, quiet: bool) -> None:
    """Chunk and embed all anew, after a change of model or chunking."""
    from qa_bot import maintenance
    from qa_bot.library import Library

    config = settings(options)
    if model:
        config = config.replace(embedding=config.embedding.replace(model=model))
    with progress_display(quiet) as progress:
        count = maintenance.rebuild(Library.open(config, print_notice), force, progress)
    out.print(terminal_wording.rebuild_result(count))


@click.command()
@click.argument("file", type=PATH, metavar="FILE")
@click.option("--with-vectors", is_flag=True, help="So that importing need not embed again.")
@click.option("--force", is_flag=True, help="Overwrite the file.")
@quiet_option
@click.pass_obj
def export(options: Options, file: Path, with_vectors: bool, force: bool, quiet: bool) -> None:
    """Write the whole library into FILE, a zip of open formats."""
    from qa_bot import maintenance

    with progress_display(quiet) as progress:
        count = maintenance.export(open_library(options), file, with_vectors, force, progress)
    out.print(terminal_wording.export_result(count, str(file)))


@click.command("import")
@click.argument("file", type=PATH, metavar="FILE")
@click.option("--replace", is_flag=True, help="Take the file's text where the library has another.")
@json_option
@quiet_option
@click.pass_obj
def import_(options: Options, file: Path, replace: bool, as_json: bool, quiet: bool) -> None:
    """Add the articles of FILE, an exported library.

    What the library has already stays.
    """
    from qa_bot import maintenance

    counts: Counter[str] = Counter()
    with progress_display(quiet or as_json) as progress:
        for imported in maintenance.iter_import(open_library(options), file, replace, progress):
            counts[imported.outcome] += 1
            if as_json:
                print_json(_imported_json(imported))
            elif imported.outcome != "unchanged":
                out.print(terminal_wording.outcome(imported.outcome, imported.article.title))
    if not as_json:
        err.print(terminal_wording.tally(counts), style="dim")


def _imported_json(imported: "ImportResult") -> dict[str, Any]:
    article = imported.article
    return {
        "source": article.source,
        "outcome": imported.outcome,
        "id": article.id,
        "title": article.title,
    }
