"""A format module whose library imports parts of itself, codecs and data when first used."""

import importlib
import importlib.metadata
import time

from qa_bot.loading.draft import Draft
from qa_bot.loading.raw_source import RawSource

LATE = (
    "encodings.cp1251",
    "encodings.shift_jis",
    "sqlite3.dbapi2",
    "lxml.sax",
    "markdown_it.rules_core",
)


def read(raw: RawSource) -> Draft:
    for name in LATE:
        importlib.import_module(name)
    "ы".encode("cp1251")
    "あ".encode("shift_jis")
    return Draft((), tags=(importlib.metadata.version("lxml"), time.strftime("%z")))
