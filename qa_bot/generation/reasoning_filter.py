"""Remove the reasoning that some models write, within <think> tags, before or in an answer.

The text comes in pieces, and a tag may be split over several of them.
"""

_OPEN, _CLOSE = "<think>", "</think>"


class ReasoningFilter:
    """Passes a text on without its reasoning; a tag that is never closed hides the rest."""

    def __init__(self) -> None:
        self._pending = ""
        self._is_inside = False
        self._has_written = False

    def feed(self, piece: str) -> str:
        """Return what of the text so far is surely to be shown, and was not returned before."""
        text, shown = self._pending + piece, ""
        while True:
            before, tag, after = text.partition(_CLOSE if self._is_inside else _OPEN)
            if not tag:
                break
            shown += "" if self._is_inside else before
            self._is_inside = not self._is_inside
            text = after
        kept = _beginning_of_tag(text, _CLOSE if self._is_inside else _OPEN)
        shown += "" if self._is_inside else text[: len(text) - kept]
        self._pending = text[len(text) - kept :] if kept else ""
        return self._without_leading_blanks(shown)

    def finish(self) -> str:
        """Return the rest, at the end of the text."""
        rest, self._pending = self._pending, ""
        return "" if self._is_inside else self._without_leading_blanks(rest)

    def _without_leading_blanks(self, shown: str) -> str:
        # What separates the reasoning from the answer belongs to neither.
        if not self._has_written:
            shown = shown.lstrip()
            self._has_written = bool(shown)
        return shown


def _beginning_of_tag(text: str, tag: str) -> int:
    """Return how many characters at the end of a text may be the beginning of a tag."""
    most = min(len(tag) - 1, len(text))
    return next((size for size in range(most, 0, -1) if text.endswith(tag[:size])), 0)
