"""A saved conversation is Markdown that shows what was said, whatever its text has in it."""

from markdown_it import MarkdownIt

from qa_bot.answers import Answer, Quote
from qa_bot.channels.terminal.transcript import Exchange, as_markdown
from qa_bot.conversation.turns import reply_to
from qa_bot.documents import ArticleRef

ODD = [
    "# no heading", "- no item", "1. no item", "12) no item", "> no quote", "**not bold** _x_ `y`",
    "[no link](https://evil.example)", "![no picture](x)", "<script>alert(1)</script>", "a | b",
    "&amp; stays", "back\\slash", "***", "===", "~~~", "    four spaces", "+ plus",
]  # fmt: skip


def plain_text(markdown: str) -> list[str]:
    """Return the text of each paragraph and heading as a reader of Markdown sees it."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    inlines = [token for token in tokens if token.type == "inline"]
    assert all(c.type in ("text", "softbreak", "text_special") for t in inlines for c in t.children)
    return ["".join(child.content for child in token.children) for token in inlines]


def test_text_is_never_markup() -> None:
    """Questions, answers, quotes and titles are read as they are, escapes of controls included."""
    for odd in ODD:
        ref = ArticleRef("1", odd, "/x")
        quote = Quote(ref, 0, len(odd), odd)
        answer = Answer(odd, True, 0.9, odd, quote)
        heading, question, said, quoted, source = plain_text(
            as_markdown([Exchange(odd, reply_to(answer))])
        )
        shown = " ".join(odd.split())
        assert (heading, question, said) == ("Conversation", shown, shown)
        assert quoted == odd.strip() and source == f"— {shown} · /x"


def test_controls_are_escaped() -> None:
    """What a terminal would obey when the file is printed there is an escape."""
    answer = Answer("x", True, 0.9, "a\x1b[2Jb\u202ec")
    text = as_markdown([Exchange("x", reply_to(answer))])
    assert "\x1b" not in text and "\u202e" not in text
