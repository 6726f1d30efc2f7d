"""The workers that are one bot, as its operators see them."""

from collections.abc import Sequence

from qa_bot.channels.telegram.storage.worker_claims import WorkerReport
from qa_bot.i18n import wording
from qa_bot.i18n.translation import Language


def worker_lines(workers: Sequence[WorkerReport], language: Language) -> list[str]:
    """Return a line for each worker, and one more where their versions differ."""
    lines = [language(wording.WORKERS, number=len(workers))]
    for each in workers:
        wording_of = wording.RECEIVING_WORKER if each.is_receiving else wording.WORKER
        lines.append(
            language(
                wording_of,
                name=each.name,
                version=each.version,
                handled=each.handled,
                minutes=int(each.up_s // 60),
                seconds=int(each.silent_s),
            )
        )
    if len({each.version for each in workers}) > 1:
        lines.append(language(wording.VERSIONS_DIFFER))
    return lines
