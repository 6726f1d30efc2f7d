"""Mutations of a document by a seed: of its bytes, of the elements of its markup, of its streams.

Bytes broken at random mostly break the outermost shell: the parts of an archive, their
elements and the streams of a PDF are unpacked, so that what reads them is tried as well.
"""

import copy
import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable

from lxml import etree

ZIPPED = {".docx", ".epub", ".odt"}
_MARKUP = (".xml", ".xhtml", ".html", ".opf", ".ncx", ".rels")
# What of the tries is mutated inside, not as a whole file.
_INSIDE_SHARE = 0.85
_MAX_STREAMS = 3  # of a PDF, mutated together
_NUMBERS = [b"0", b"-1", b"255", b"65536", b"2147483648", b"99999999999999999999"]
_VALUES = ["", "0", "-1", "7", "1000000", "99999999999999999999", "9e99", "nan", "é", "٣", "²", "/"]
_ODD = [
    b"\x00",
    b"\xff\xfe",
    b"<",
    b">>",
    b"{\\",
    b"}}",
    b"&#0;",
    b"\r\n\r\n",
    b"--",
    b"\xed\xa0\x80",
    b"\xc2\xb2",
    b"\xd9\xa3",
    b"|",
    b"\t",
]
_STREAM = re.compile(rb"(stream\r?\n)(.*?)(\r?\nendstream)", re.S)


def mutate(suffix: str, data: bytes, rng: random.Random) -> bytes:
    """Return a mutated document of a kind; archives, markup and PDFs mostly inside."""
    is_inside = rng.random() < _INSIDE_SHARE
    if suffix in ZIPPED and is_inside:
        return _mutate_archive(data, rng)
    if suffix == ".pdf" and is_inside:
        return _mutate_streams(data, rng)
    return _mutate_part(suffix, data, rng)


def _mutate_archive(data: bytes, rng: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        names = source.namelist()
        markup = [name for name in names if name.endswith(_MARKUP)]
        longest = max(markup, key=lambda name: source.getinfo(name).file_size)
        # The longest part has the text; a few of the others are mutated as often together.
        others = markup if rng.random() < 0.8 else names
        some = rng.sample(others, k=min(3, len(others)))
        chosen = {longest} if rng.random() < 0.5 else set(some)
        for name in names:
            part = source.read(name)
            if name in chosen and name != longest and rng.random() < 0.05:
                continue
            suffix = "." + name.rpartition(".")[2]
            target.writestr(name, _mutate_part(suffix, part, rng) if name in chosen else part)
    return out.getvalue()


def _mutate_part(suffix: str, data: bytes, rng: random.Random) -> bytes:
    if suffix in _MARKUP and rng.random() < 0.75:
        return _mutate_elements(suffix, data, rng)
    return _mutate_bytes(data, rng)


def _mutate_streams(data: bytes, rng: random.Random) -> bytes:
    """Mutate streams of a PDF, unpacked; PDFium finds the objects that moved by itself."""
    streams = list(_STREAM.finditer(data))
    if not streams:
        return _mutate_bytes(data, rng)
    for match in sorted(
        rng.sample(streams, k=min(_MAX_STREAMS, len(streams))), key=lambda m: -m.start()
    ):
        try:
            body = zlib.compress(_mutate_bytes(zlib.decompress(match[2]), rng))
        except zlib.error:
            body = _mutate_bytes(match[2], rng)
        data = data[: match.start(2)] + body + data[match.end(2) :]
    return _mutate_bytes(data, rng) if rng.random() < 0.2 else data


def _mutate_elements(suffix: str, data: bytes, rng: random.Random) -> bytes:
    """Mutate the elements of a page or an XML part, which stays well-formed."""
    is_page = suffix == ".html"
    parser: etree.XMLParser | etree.HTMLParser = (
        etree.HTMLParser() if is_page else etree.XMLParser(recover=True, resolve_entities=False)
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        return _mutate_bytes(data, rng)
    for _ in range(rng.choice([1, 2, 4, 16])):
        elements = [e for e in root.iter() if isinstance(e.tag, str)]
        rng.choice(_ELEMENT_MUTATIONS)(rng.choice(elements), elements, rng)
    return etree.tostring(root, method="html" if is_page else "xml", encoding="utf-8")


_Elements = list[etree._Element]


def _drop(element: etree._Element, elements: _Elements, rng: random.Random) -> None:
    if (parent := element.getparent()) is not None:
        parent.remove(element)


def _unwrap(element: etree._Element, elements: _Elements, rng: random.Random) -> None:
    parent = element.getparent()
    if parent is not None:
        at = parent.index(element)
        parent[at : at + 1] = list(element)


def _copy_into(element: etree._Element, elements: _Elements, rng: random.Random) -> None:
    """Put a copy of an element anywhere, once or often, also into itself."""
    spare = copy.deepcopy(element)
    if len(etree.tostring(spare)) > 20_000:
        return
    target = rng.choice([element, *rng.choices(elements, k=3)])
    for _ in range(rng.choice([1, 1, 3, 60])):
        target.insert(rng.randrange(len(target) + 1), copy.deepcopy(spare))


def _nest(element: etree._Element, elements: _Elements, rng: random.Random) -> None:
    """Wrap an element in many of its own kind."""
    parent = element.getparent()
    if parent is None:
        return
    at, inner = parent.index(element), element
    for _ in range(rng.choice([1, 5, 80])):
        outer = etree.Element(element.tag, dict(element.attrib))
        outer.append(inner)
        inner = outer
    parent.insert(at, inner)


def _rename(element: etree._Element, elements: _Elements, rng: random.Random) -> None:
    element.tag = rng.choice(elements).tag


def _set_attribute(element: etree._Element, elements: _Elements, rng: random.Random) -> None:
    attributed = [e for e in elements if e.attrib]
    if not attributed:
        return
    other = rng.choice(attributed)
    name = rng.choice(list(map(str, other.attrib)))
    values = [*_VALUES, str(other.attrib[name])]
    target = rng.choice([other, element])
    target.set(name, rng.choice(values))


def _drop_attribute(element: etree._Element, elements: _Elements, rng: random.Random) -> None:
    attributed = [e for e in elements if e.attrib]
    if attributed:
        chosen = rng.choice(attributed)
        del chosen.attrib[rng.choice(list(map(str, chosen.attrib)))]


def _set_text(element: etree._Element, elements: _Elements, rng: random.Random) -> None:
    texts = [*_VALUES, "x" * 3000, "a | b", "\n\n", " ", "- ", "#", "1."]
    if rng.random() < 0.5:
        element.text = rng.choice(texts)
    elif element.getparent() is not None:
        element.tail = rng.choice(texts)


_ELEMENT_MUTATIONS: list[Callable[[etree._Element, _Elements, random.Random], None]] = [
    _drop,
    _unwrap,
    _copy_into,
    _nest,
    _rename,
    _set_attribute,
    _drop_attribute,
    _set_text,
]


def _mutate_bytes(data: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.choice([1, 1, 2, 4, 16])):
        data = rng.choice(_MUTATIONS)(data, rng)
    return data


def _span(data: bytes, rng: random.Random) -> tuple[int, int]:
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + int(rng.expovariate(1 / 60)))


def _flip(data: bytes, rng: random.Random) -> bytes:
    if not data:
        return data
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]


def _cut(data: bytes, rng: random.Random) -> bytes:
    start, end = _span(data, rng)
    return data[:start] + data[end:]


def _truncate(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _repeat(data: bytes, rng: random.Random) -> bytes:
    start, end = _span(data, rng)
    times = rng.choice([1, 2, 50, 2000])
    return data[:end] + data[start:end] * times + data[end:]


def _move(data: bytes, rng: random.Random) -> bytes:
    start, end = _span(data, rng)
    at = rng.randrange(len(data) + 1)
    return data[:at] + data[start:end] + data[at:]


def _insert(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(_ODD) + data[at:]


def _renumber(data: bytes, rng: random.Random) -> bytes:
    numbers = list(re.finditer(rb"\d+", data))
    if not numbers:
        return data
    number = rng.choice(numbers)
    return data[: number.start()] + rng.choice(_NUMBERS) + data[number.end() :]


_MUTATIONS: list[Callable[[bytes, random.Random], bytes]] = [
    _flip,
    _cut,
    _truncate,
    _repeat,
    _move,
    _insert,
    _renumber,
]
