"""The documents are a site without dead links, searched offline, and can be read on a code host."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import qa_bot
from qa_bot.cli import commands

ROOT = Path(__file__).parent.parent
SITE = ROOT / "docs" / "site"
PAGES = [*sorted((ROOT / "docs").glob("*.md")), *sorted(ROOT.glob("*.md"))]
LINK = re.compile(r"\]\(([^()\s#]*)(?:#([^()\s]+))?\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
# Elements that a browser fetches by itself; what a person follows may lead anywhere.
FETCHED = re.compile(
    r"<(?:script|img|iframe|source)[^>]*\ssrc=\"([^\"]+)\"|<link[^>]*\shref=\"([^\"]+)\""
)
NEEDS_SPHINX = pytest.mark.skipif(
    importlib.util.find_spec("sphinx") is None or importlib.util.find_spec("furo") is None,
    reason="Sphinx builds the site: pip install --group docs",
)  # fmt: skip


def module(name: str) -> ModuleType:
    """Import a module of docs/site/, which is no package."""
    spec = importlib.util.spec_from_file_location(name, SITE / f"{name}.py")
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built without any warning."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, str(SITE / "build.py"), str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return folder


def search_index(site: Path) -> dict[str, list[str]]:
    """Return the pages that hold each stem in their text or title."""
    written = (site / "searchindex.js").read_text("utf-8")
    index = json.loads(written[written.index("{") : written.rindex("}") + 1])
    found: dict[str, list[str]] = {}
    for terms in (index["terms"], index["titleterms"]):
        for stem, pages in terms.items():
            numbers = [pages] if isinstance(pages, int) else pages
            found.setdefault(stem, []).extend(index["docnames"][number] for number in numbers)
    return found


def test_the_command_reference_is_what_the_commands_say() -> None:
    """docs/commands.md holds the help of every command: `make docs` writes it anew."""
    written = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert written == module("command_reference").command_reference(), "run: make docs"
    for name in commands.commands or commands.list_commands(None):  # type: ignore[arg-type]
        assert f"## `qa-bot {name}`" in written


def test_the_python_reference_names_every_public_name() -> None:
    """docs/python-reference.md has a mark for each name of `qa_bot.__all__`, and of `open`."""
    page = (ROOT / "docs" / "python-reference.md").read_text("utf-8")
    marked = re.findall(r"<!-- docstrings: \w+ ([\w.]+) -->", page)
    names = {name.rpartition(".")[2] for name in marked}
    assert {*qa_bot.__all__, "open"} - {"QaBotError"} == names
    assert "qa_bot.errors" in marked and "QaBotError" in page


def slugs(page: Path) -> set[str]:
    """Return the anchors that a code host gives the headings of a page."""
    headings = HEADING.findall(FENCE.sub("", page.read_text("utf-8")))
    plain = [re.sub(r"[`*]|\]\([^)]*\)|\[", "", heading).strip().lower() for heading in headings]
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_work_on_a_code_host(page: Path) -> None:
    """A link leads to a file of the repository, and to a heading that it has."""
    for target, anchor in LINK.findall(FENCE.sub("", page.read_text("utf-8"))):
        if "://" in target or target.startswith("mailto:"):
            continue
        file = (page.parent / target).resolve() if target else page
        assert file.exists(), target
        assert not anchor or anchor in slugs(file), f"{target}#{anchor}"


def test_every_page_is_in_the_contents_once() -> None:
    """A page that is added is in the contents without being named, in the first section."""
    pages = module("pages")
    listed = pages.contents(["stats.md", "a-new-page.md", "project/security.md", "README.md"], True)
    assert re.findall(r"^(?:[\w ]+ <)?([\w/-]+\.md)>?$", listed, re.MULTILINE) == [
        "stats.md",
        "a-new-page.md",
        "project/security.md",
    ]


def test_links_of_a_file_lead_to_pages() -> None:
    """Between docs/ and the root both ways; other files become their names, examples stay."""
    to_page = module("pages").to_page
    text = (
        "[a](../README.md#start) [b](web.md) [c](../config/qa_bot.toml) [d](none.md) [e](https://x)"
    )
    assert to_page(text, "docs/stats.md", "stats.md") == (
        "[a](project/readme.md#start) [b](web.md) c (`config/qa_bot.toml`) [d](none.md) "
        "[e](https://x)"
    )
    example = "[a](docs/web.md)\n```text\n[a](docs/web.md)\n```\n"
    assert to_page(example, "README.md", "project/readme.md") == (
        "[a](../web.md)\n```text\n[a](docs/web.md)\n```\n"
    )


@NEEDS_SPHINX
def test_the_site_asks_nothing_of_a_network(site: Path) -> None:
    """Every script, style and picture that a page fetches is a file of the site."""
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > len(PAGES)
    for page in pages:
        for source, link in FETCHED.findall(page.read_text("utf-8")):
            fetched = (source or link).partition("?")[0].partition("#")[0]
            assert (page.parent / fetched).exists(), fetched
    for style in site.rglob("*.css"):
        text = style.read_text("utf-8")
        assert "@import" not in text and not re.search(r"url\([\"']?(?:https?:)?//", text)


@NEEDS_SPHINX
def test_the_site_is_searched(site: Path) -> None:
    """What a newcomer looks for is found on the page that explains it."""
    found = search_index(site)
    for stem, page in (
        *(("declin", "answers"), ("token", "telegram"), ("pdf", "formats")),
        *(("week", "stats"), ("rebuild", "commands"), ("landlock", "security")),
    ):
        assert page in found[stem], stem


@NEEDS_SPHINX
def test_docstrings_are_on_the_site(site: Path) -> None:
    """The reference holds the docstrings of the public names, and none of its marks."""
    page = (site / "python-reference.html").read_text("utf-8")
    assert "Answer a stand-alone question, or decline." in page
    assert "docstrings:" not in page


@NEEDS_SPHINX
@pytest.mark.parametrize("link", ["[a](none.md)", "[a](other.md#none)", "![a](none.png)"])
def test_a_dead_link_fails_the_build(tmp_path: Path, link: str) -> None:
    """A page, an anchor or a picture that is not there is an error."""
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "index.md").write_text(f"# A\n\n{link}\n\n```{{toctree}}\nother.md\n```\n")
    (sources / "other.md").write_text("# B\n")
    code = f"from build import *\nsys.exit(build(Path({str(sources)!r}), Path({str(tmp_path)!r})))"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=SITE, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1 and "none" in ran.stderr
