"""unstructured, with tables as HTML and PDFs without models: FOLDER OUT reads the files."""

import importlib.metadata
import json
import sys
from pathlib import Path

from unstructured.partition.auto import partition

# Pictures in PDFs and mails would need models and a text recogniser.
WAYS = {".pdf": [{"strategy": "fast"}], ".eml": [{}, {"process_attachments": False}]}

texts = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    for way in WAYS.get(path.suffix, [{}]):
        try:
            found = partition(filename=str(path), **way)
        except Exception as error:
            print(path.name, repr(error), file=sys.stderr)
        else:
            parts = [part.metadata.text_as_html or part.text for part in found]
            texts[path.name] = ["\n\n".join(parts)]
            break
version = importlib.metadata.version("unstructured")
Path(sys.argv[2]).write_text(json.dumps({"version": version, "texts": texts}), "utf-8")
