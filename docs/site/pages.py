"""The pages of the site: which there are, in which order, and where their links lead.

The same files are read on a code host, where links lead to files of the repository.
On the site a link to a page leads to that page, and one to any other file becomes
its name. Knows nothing of the program that builds the site.
"""

import posixpath
import re
import shutil
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
DOCS: Final = ROOT / "docs"
# Pages of the repository's root, by where they are on the site.
_ROOT_PAGES: Final = {
    "README.md": "project/readme.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "CHANGELOG.md": "project/changelog.md",
    "SECURITY.md": "project/security.md",
}
# The pages by section in the order of reading. Pages that are not named end the first section.
_SECTIONS: Final = {
    "Use it": (
        *("project/readme.md", "installing.md", "formats.md", "library.md", "web.md"),
        *("languages.md", "terminal.md", "commands.md", "telegram.md", "written.md"),
        *("stats.md", "json.md", "python.md", "python-reference.md"),
    ),
    "How good it is": (
        *("answers.md", "evaluation.md", "performance.md", "processors.md", "security.md"),
    ),
    "Change it": (
        *("design.md", "project/contributing.md", "project/security.md", "project/changelog.md"),
    ),
}
# Pages whose own heading does not tell them from others in the contents.
_TITLES: Final = {
    "project/readme.md": "Overview",
    "project/security.md": "Report a vulnerability",
}
_HOMES: Final = ("index.md", "README.md")
_LINK: Final = re.compile(r"\[([^][\n]{1,200})\]\(([^()#\s]{1,200})(#[^()\s]{1,200})?\)")
_CODE: Final = re.compile(r"^(```.*?^```)", re.MULTILINE | re.DOTALL)
_DOCSTRINGS: Final = re.compile(r"^<!-- docstrings: (\w+) ([\w.]+) -->$", re.MULTILINE)
# The directive of autodoc for a kind of thing, and its options.
_KINDS: Final = {
    "function": ("function", ""),
    "class": ("class", "   :members:\n"),
    "enum": ("class", "   :members:\n   :undoc-members:\n"),
    "module": ("module", "   :members:\n"),
}
_DIRECTIVE: Final = "```{{eval-rst}}\n.. auto{kind}:: {name}\n{options}```"
_CONTENTS: Final = "```{{toctree}}\n:maxdepth: 1\n{hidden}:caption: {title}\n\n{pages}\n```\n"


def write_sources(folder: Path) -> None:
    """Write the sources of the site into an empty folder: pages, pictures and the contents."""
    shutil.copytree(DOCS, folder, ignore=shutil.ignore_patterns("site"), dirs_exist_ok=True)
    (folder / "project").mkdir()
    files = {page: f"docs/{page}" for page in _pages_of_docs()}
    files |= {page: source for source, page in _ROOT_PAGES.items()}
    for page, file in files.items():
        text = to_page((ROOT / file).read_text("utf-8"), file, page)
        (folder / page).write_text(text, "utf-8")
    home = next((name for name in _HOMES if name in files), None)
    # A first page of docs/ lists the others itself; without one, the contents are shown.
    first = "# Documentation\n" if home is None else (folder / home).read_text("utf-8")
    for name in _HOMES:
        (folder / name).unlink(missing_ok=True)
    listed = contents(list(files), is_hidden=home is not None)
    (folder / "index.md").write_text(f"{first}\n{listed}", "utf-8")


def contents(pages: list[str], is_hidden: bool) -> str:
    """Return the table of contents: the sections with their pages, every page in one."""
    named = {page for section in _SECTIONS.values() for page in section}
    others = sorted(page for page in pages if page not in named and page not in _HOMES)
    hidden = ":hidden:\n" if is_hidden else ""
    parts = []
    for title, section in _SECTIONS.items():
        shown = [page for page in section if page in pages]
        shown += others if title == "Use it" else []
        entries = [f"{_TITLES[page]} <{page}>" if page in _TITLES else page for page in shown]
        parts.append(_CONTENTS.format(hidden=hidden, title=title, pages="\n".join(entries)))
    return "\n".join(parts)


def to_page(text: str, file: str, page: str) -> str:
    """Return a file's Markdown for its page: links between pages, docstrings for their marks."""
    folder, here = posixpath.dirname(file), posixpath.dirname(page) or "."

    def to_link(link: re.Match[str]) -> str:
        words, target, anchor = link.groups("")
        if "://" in target or target.startswith("mailto:"):
            return link[0]
        meant = posixpath.normpath(posixpath.join(folder, target))
        if (found := _page_of(meant)) is not None:
            return f"[{words}]({posixpath.relpath(found, here)}{anchor})"
        if not (ROOT / meant).exists():
            return link[0]
        return words if words.strip("`") == meant else f"{words} (`{meant}`)"

    # What is between the marks of a code block is an example.
    parts = [
        part if number % 2 else _LINK.sub(to_link, part)
        for number, part in enumerate(_CODE.split(text))
    ]
    return _DOCSTRINGS.sub(_docstrings, "".join(parts))


def _docstrings(mark: re.Match[str]) -> str:
    """Return the directive of autodoc for a mark such as <!-- docstrings: class a.B -->."""
    kind, options = _KINDS[mark[1]]
    return _DIRECTIVE.format(kind=kind, name=mark[2], options=options)


def _pages_of_docs() -> list[str]:
    return sorted(path.name for path in DOCS.glob("*.md"))


def _page_of(file: str) -> str | None:
    """Return the page that is made of a file, or the path of a picture; None for other files."""
    if file in _ROOT_PAGES:
        return _ROOT_PAGES[file]
    if not file.startswith("docs/") or not (ROOT / file).is_file():
        return None
    page = file.removeprefix("docs/")
    return "index.md" if page in _HOMES else page
