"""What is a question at all: it has a word, and is not too long to be read."""

import unicodedata

from qa_bot.errors import QuestionError


def check_question(question: str, max_characters: int) -> str:
    """Return the question with single spaces.

    Raises QuestionError for one without a word or longer than `max_characters`.
    """
    if len(question) > max_characters:
        raise QuestionError(
            f"The question has {len(question):,} characters; at most "
            f"{max_characters:,} are read. Ask it in fewer words."
        )
    plain = " ".join("".join(c if c.isprintable() else " " for c in question).split())
    if not any(unicodedata.category(c)[0] in "LN" for c in plain):
        raise QuestionError("There is no word in that question. Ask it in words.")
    return plain
