"""docling, with PDFs read by its pipeline that needs no models: FOLDER OUT reads the files.

Its HTML and its Markdown are given, since each tells of a document what the other
does not, such as raised characters and the numbers of items.
"""

import importlib.metadata
import json
import sys
from pathlib import Path

from docling.datamodel.base_models import InputFormat
from docling.datamodel.pipeline_options import NativePdfPipelineOptions
from docling.document_converter import DocumentConverter, PdfFormatOption
from docling.pipeline.native_pdf_pipeline import NativePdfPipeline

pdf = PdfFormatOption(pipeline_cls=NativePdfPipeline, pipeline_options=NativePdfPipelineOptions())
reader = DocumentConverter(format_options={InputFormat.PDF: pdf})
texts = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        document = reader.convert(path).document
    except Exception as error:
        print(path.name, repr(error), file=sys.stderr)
        continue
    texts[path.name] = [
        document.export_to_html(html_head="<head/>"),
        document.export_to_markdown(escape_html=False),
    ]
version = importlib.metadata.version("docling")
Path(sys.argv[2]).write_text(json.dumps({"version": version, "texts": texts}), "utf-8")
