"""Settings of Sphinx for the site; the pages are Markdown, and docstrings that of Python."""

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

project = "qa_bot"
html_title = "qa_bot"
extensions = ["myst_parser", "sphinx.ext.autodoc"]
# Headings to this depth can be linked to, by the names that a code host gives them.
myst_heading_anchors = 3
# Single backquotes in docstrings are code.
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_class_signature = "mixed"
python_use_unqualified_type_names = True
add_module_names = False
maximum_signature_line_length = 80

# A theme that asks nothing of a network: no fonts, no scripts but its own.
html_theme = "furo"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False


def setup(app: Any) -> None:
    """Show a default that a dataclass makes anew as "...", which Sphinx reads as Python."""

    def readable(*event: Any) -> tuple[str | None, str | None]:
        signature, returned = event[-2:]
        return signature and signature.replace("<factory>", "..."), returned

    app.connect("autodoc-process-signature", readable)
