"""markitdown as its README shows it: FOLDER OUT reads the files of a folder."""

import importlib.metadata
import json
import sys
from pathlib import Path

from markitdown import MarkItDown

reader = MarkItDown()
texts = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        texts[path.name] = [reader.convert(path).markdown]
    except Exception as error:
        print(path.name, repr(error), file=sys.stderr)
version = importlib.metadata.version("markitdown")
Path(sys.argv[2]).write_text(json.dumps({"version": version, "texts": texts}), "utf-8")
