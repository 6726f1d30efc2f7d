"""txtai's Textractor with docling, PDFs without models: FOLDER OUT reads the files.

Textractor prefers Apache Tika, which it fetches from the network when it is first used.
"""

import importlib.metadata
import json
import sys
from pathlib import Path

from docling.datamodel.base_models import InputFormat
from docling.datamodel.pipeline_options import NativePdfPipelineOptions
from docling.document_converter import DocumentConverter, PdfFormatOption
from docling.pipeline.native_pdf_pipeline import NativePdfPipeline
from txtai.pipeline import Textractor

pdf = PdfFormatOption(pipeline_cls=NativePdfPipeline, pipeline_options=NativePdfPipelineOptions())
reader = Textractor(backend="docling")
reader.html.backend.converter = DocumentConverter(format_options={InputFormat.PDF: pdf})
texts = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        texts[path.name] = [reader(str(path))]
    except Exception as error:
        print(path.name, repr(error), file=sys.stderr)
version = importlib.metadata.version("txtai")
Path(sys.argv[2]).write_text(json.dumps({"version": version, "texts": texts}), "utf-8")
