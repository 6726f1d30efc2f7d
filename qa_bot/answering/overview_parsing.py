"""The parts of a request for an overview: its kind, its topic, and how many sentences it asks for.

A message is freed of words of politeness, of its count and of mistakes, phrases for a
text are read as one, and what is left must match one wording to its last word.
"""

import re
from difflib import get_close_matches

from qa_bot.answering import overview_topic_wording as topic_wording
from qa_bot.answering import overview_translations as translations
from qa_bot.answering import overview_wording as wording
from qa_bot.answering.overview_intent import OverviewKind, OverviewRequest
from qa_bot.text.english_words import english_among
from qa_bot.text.normalisation import UNACCENTED
from qa_bot.text.shorthand import SHORTHAND

# The similarity of difflib at which a word counts as a misspelt one of the vocabulary: one
# letter that is wrong or missing in a word of six.
_MIN_SIMILARITY = 0.8
_MIN_MISSPELT_CHARS = 4  # a shorter word resembles too many others
_KINDS = (
    (wording.FOR_QUESTIONS, OverviewKind.QUESTIONS),
    (wording.FOR_LIBRARY, OverviewKind.LIBRARY),
    (wording.FOR_STEPS, OverviewKind.STEPS),
    (wording.FOR_TEXT, OverviewKind.TEXT),
    (wording.RU_FOR_QUESTIONS, OverviewKind.QUESTIONS),
    (wording.RU_FOR_LIBRARY, OverviewKind.LIBRARY),
    (wording.RU_FOR_TEXT, OverviewKind.TEXT),
)
_TRANSLATED_KINDS = (
    (translations.DE_FOR_QUESTIONS, OverviewKind.QUESTIONS),
    (translations.DE_FOR_LIBRARY, OverviewKind.LIBRARY),
    (translations.DE_FOR_TEXT, OverviewKind.TEXT),
    (translations.ES_FOR_QUESTIONS, OverviewKind.QUESTIONS),
    (translations.ES_FOR_LIBRARY, OverviewKind.LIBRARY),
    (translations.ES_FOR_TEXT, OverviewKind.TEXT),
    (translations.ZH_FOR_QUESTIONS, OverviewKind.QUESTIONS),
    (translations.ZH_FOR_LIBRARY, OverviewKind.LIBRARY),
    (translations.ZH_FOR_TEXT, OverviewKind.TEXT),
)
# Words by which misspelt messages are read.
_VOCABULARY = (
    "what about summary summarise summarize overview article text document main points takeaways "
    "gist this does cover say important ideas topics questions library question anything something "
    "mention mentioned information letter interview meeting story brief briefly short recap "
    "outline conclusion highlights describe explain discussed happened".split()
)
_WORD = re.compile(r"[^\W_]+")
_COUNTS = {
    **{word: n for n, word in enumerate("one two three four five six seven eight".split(), 1)},
    **{str(n): n for n in range(1, 9)},
    "a": 1,
}
_COUNT = "(" + "|".join(_COUNTS) + ")"
_IN_SENTENCES = re.compile(
    rf"(?:^|,? )(?:in|using|with) {_COUNT} (?:short |simple |bullet )?(?:sentence|line|point)s?$"
)
_SO_MANY_POINTS = re.compile(
    rf"\b(?!a ){_COUNT} (?=(?:{wording.MAIN} )?(?:points|take-?aways|sentences))"
)


def parse_request(message: str) -> OverviewRequest | None:
    """Return the overview that a message asks for; None for a question of another kind."""
    typed = " ".join(message.split()).strip(' ?!.,;:…¿¡"“”«»？！。，')
    plain, sentences = _without_count(_without_politeness(typed.lower().replace("ё", "е")))
    may_follow_up = wording.MAY_FOLLOW_UP.fullmatch(plain) is not None
    respelt = _respelt(plain)
    for reading in dict.fromkeys(map(_with_short_nouns, (plain, respelt))):
        kind = _kind(reading, sentences)
        if kind is not None:
            asks_subject = wording.ASKS_SUBJECT.fullmatch(reading) is not None
            return OverviewRequest(kind, "", sentences, may_follow_up, asks_subject)
    unaccented = plain.translate(UNACCENTED)
    for pattern, kind in _TRANSLATED_KINDS:
        if pattern.fullmatch(unaccented):
            return OverviewRequest(kind)
    topic = _topic(plain, respelt, typed)
    is_elliptic = topic_wording.ELLIPSIS.match(plain) is not None
    may_follow_up = may_follow_up or is_elliptic
    if topic:
        return OverviewRequest(
            OverviewKind.TOPIC, topic, sentences, may_follow_up, is_elliptic=is_elliptic
        )
    if topic := _topic_of_section(plain, respelt, typed):
        return OverviewRequest(OverviewKind.TOPIC, topic, sentences, True, needs_heading=True)
    return None


def _kind(reading: str, sentences: int | None) -> OverviewKind | None:
    """Return the kind of overview that a message asks for without a topic, None for no such."""
    for pattern, kind in _KINDS:
        if pattern.fullmatch(reading):
            return kind
    others, summaries = wording.SUMMARY_WORD.subn(" ", reading)
    is_bare = wording.FILLERS.issuperset(_WORD.findall(others))
    if (summaries and is_bare and not _asks_for_thing(reading)) or (
        not reading and sentences is not None
    ):
        several = wording.THE_TEXTS in reading
        return OverviewKind.LIBRARY if several else OverviewKind.TEXT
    return None


def _asks_for_thing(reading: str) -> bool:
    """Return whether a word for a summary means another thing: "is there a takeaway?"."""
    texts = (wording.THIS_TEXT, wording.THE_ARTICLE, wording.THE_TEXT, wording.THE_TEXTS)
    is_of_text = any(each in reading for each in texts)
    asks = wording.ALSO_THING.search(reading) and wording.HAS_OR_NEEDS.search(reading)
    return bool(asks) and not is_of_text


def _without_politeness(plain: str) -> str:
    """Return a message without the words around what it asks for."""
    before = ""
    while plain != before:
        before = plain
        found = wording.POLITE_START.match(plain)
        plain = plain[found.end() :] if found else plain
        plain = wording.POLITE_END.sub("", plain).strip(" ,:-")
    return plain


def _without_count(plain: str) -> tuple[str, int | None]:
    """Return a message without the number of sentences that it asks for, and that number."""
    for pattern in (_IN_SENTENCES, _SO_MANY_POINTS):
        if found := pattern.search(plain):
            rest = plain[: found.start()] + plain[found.end() :]
            return _without_politeness(rest), _COUNTS[found[1]]
    return plain, None


def _with_short_nouns(plain: str) -> str:
    """Return a message with one phrase in place of each that stands for a text or several."""
    plain = wording.SEVERAL_TEXTS.sub(wording.THE_TEXTS, plain)
    return wording.ONE_TEXT.sub(_short_noun, plain)


def _short_noun(found: re.Match[str]) -> str:
    if found["this"]:
        return wording.THIS_TEXT
    return wording.THE_ARTICLE if found["article"] else wording.THE_TEXT


def _respelt(plain: str) -> str:
    """Return a message with its misspelt words of the vocabulary put right, word by word."""
    words = plain.split()
    doubtful = {w for w in words if len(w) >= _MIN_MISSPELT_CHARS and w not in _VOCABULARY}
    misspelt = doubtful - english_among(doubtful)
    return " ".join(SHORTHAND.get(w) or (_known(w) if w in misspelt else w) for w in words)


def _known(word: str) -> str:
    """Return the word of the vocabulary that is meant, or the word itself where none is like it."""
    letters = sorted(word)
    swapped = next((known for known in _VOCABULARY if sorted(known) == letters), None)
    close = get_close_matches(word, _VOCABULARY, 1, _MIN_SIMILARITY)
    return swapped or next(iter(close), word)


def _topic(plain: str, respelt: str, typed: str) -> str:
    """Return what a message asks to be told about, as it was typed; "" if it does not."""
    if topic_wording.DECISIONS.fullmatch(_with_short_nouns(plain)):
        return "decisions"
    return _as_typed(_rest(plain, respelt), typed)


def _topic_of_section(plain: str, respelt: str, typed: str) -> str:
    """Return what a message asks about if the text has a section on it; "" if it does not."""
    if topic_wording.PROBLEMS.fullmatch(plain):
        return "problems"
    return _as_typed(_after(topic_wording.BEFORE_HEADING, plain, respelt), typed)


def _as_typed(rest: str, typed: str) -> str:
    """Return the topic in what stands for one, as it was typed; "" where it names none."""
    topic = topic_wording.AFTER_TOPIC.sub("", rest).strip(" \"'“”‘’«»")
    if around := topic_wording.AROUND_TOPIC.fullmatch(topic):
        topic = around[1]
    if not topic or topic_wording.STANDS_FOR_TOPIC.fullmatch(topic):
        return ""
    at = typed.lower().rfind(topic)
    return typed[at : at + len(topic)] if at >= 0 else topic


def _rest(plain: str, respelt: str) -> str:
    """Return what a message has for a topic, with what may follow it, "" without one."""
    if mentioned := topic_wording.MENTIONED.fullmatch(plain):
        return mentioned["topic"]
    return _after(topic_wording.BEFORE_TOPIC, plain, respelt)


def _after(wording_before: re.Pattern[str], plain: str, respelt: str) -> str:
    """Return what follows a wording, "" where a message does not begin with it."""
    for reading in (plain, respelt):
        if found := wording_before.match(reading):
            # What is respelt has the same words: the topic is as many of them as were typed.
            return " ".join(plain.split()[-len(reading[found.end() :].split()) :])
    return ""
