"""What an article is called when it is listed and cited."""

from qa_bot.text.sentences import split_sentences

_LONGEST = 90
_HEADLINE = 120
_SENTENCE_ENDS = (".", "!", "…", ".”", '."', ":", ";", ",")


def choose_title(named: str, text: str, name: str) -> str:
    """The title that the file names, else its headline, else its first sentence, clipped.

    `name` is what the file itself is called, for a text that begins with none
    of these.
    """
    if named.strip():
        return clip(" ".join(named.split()), 200)
    first = text.partition("\n")[0].strip()
    if _is_headline(first, text):
        return first
    sentence = split_sentences(text[:4000])
    opening = text[sentence[0].start : sentence[0].end] if sentence else ""
    words = " ".join(opening.split())
    if any(c.isalpha() for c in words):
        return clip(words, _LONGEST)
    return name if name.strip() else clip(words or " ".join(text.split()), _LONGEST)


def _is_headline(line: str, text: str) -> bool:
    alone = len(line) < len(text)
    ends_open = not line.endswith(_SENTENCE_ENDS)
    return alone and ends_open and 3 <= len(line) <= _HEADLINE and line[0].isalnum()


def clip(words: str, longest: int) -> str:
    """At most `longest` characters, cut at a word, with an ellipsis where cut."""
    if len(words) <= longest:
        return words
    cut = words[: longest - 1]
    return cut[: cut.rfind(" ")].rstrip(" ,;:–—-") + "…" if " " in cut else cut + "…"
