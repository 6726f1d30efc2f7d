"""Pictures beside the text of a PDF are named as not read."""

import pytest

from qa_bot.loading import LoadLimits, load_bytes
from tests.loading import hostile

IMAGE = (
    b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8"
    b"/Length 1>>stream\nx\nendstream"
)


def with_pictures(*sizes: tuple[int, int]) -> bytes:
    """A page of 600 by 800 points with a line of text and pictures of such sizes."""
    text = b"BT /F1 12 Tf 60 700 Td (The lock of Sund was dug in 1804 and has one gate.) Tj ET"
    drawn = b" ".join(b"q %d 0 0 %d 0 0 cm /X Do Q" % size for size in sizes)
    stream = text + b" " + drawn
    return hostile.pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1"
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>/XObject<</X 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(stream), stream),
        IMAGE,
    )


@pytest.mark.parametrize(
    ("sizes", "named"),
    [
        (((300, 200),), ("1 picture",)),
        (((300, 200), (200, 300), (20, 20)), ("2 pictures",)),
        (((20, 20), (90, 40)), ()),
        (((600, 800),), ()),
    ],
)
def test_pictures_beside_text_are_counted(
    sizes: tuple[tuple[int, int], ...], named: tuple[str, ...]
) -> None:
    """Logos are no loss, nor is the scan that a text layer was made from."""
    article = load_bytes(with_pictures(*sizes), "x", LoadLimits())
    assert article.text.startswith("The lock of Sund")
    assert article.unread == named
