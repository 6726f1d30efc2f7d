"""How people word messages about the conversation itself, in a module for each language.

One wording a line, under the value of its dialogue act in `conversation.dialogue_acts`.
A slash separates alternatives, whose words are joined by "_", and a question mark
follows what may be missing. In lower case, without apostrophes and end marks. Chinese
is written without "_": what a line holds is read one character after the other.
"""

from types import ModuleType
from typing import Final

from qa_bot.i18n.dialogue_phrases import chinese, english, german, russian, spanish

_LANGUAGES: Final[tuple[ModuleType, ...]] = (english, russian, german, spanish, chinese)
# The lines of each act, those of the languages one after the other.
PHRASES: Final[dict[str, str]] = {
    act: "\n".join(language.PHRASES[act].strip() for language in _LANGUAGES)
    for act in english.PHRASES
}
# Words that change nothing wherever they stand, within a wording too.
PARTICLES: Final[tuple[str, ...]] = tuple(german.PARTICLES)
# Short spellings, with the words that they stand for.
ABBREVIATIONS: Final[dict[str, str]] = dict(english.ABBREVIATIONS)
# Words that change nothing before a wording and after it.
FILLERS: Final[tuple[str, ...]] = tuple(
    filler for language in _LANGUAGES for filler in language.FILLERS
)
# Words that a question begins with which follows a greeting without a comma.
QUESTION_OPENINGS: Final[tuple[str, ...]] = tuple(
    word for language in _LANGUAGES for word in language.QUESTION_OPENINGS
)
# Words that a Chinese question has anywhere.
QUESTION_WORDS: Final[tuple[str, ...]] = tuple(chinese.QUESTION_WORDS)
# The dialogue act that a message of this emoji alone performs; any other is an acknowledgement.
EMOJI: Final = {"👋": "greeting", "🙏": "thanks", "👎": "rejection", "🤔": "check"}
