"""Anaphora: pronouns replaced by their antecedents, and pointing nouns tied to the topic.

Knows which words refer outside the message, and how a replacement is worded.
Does not know how antecedents are weighed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa_bot.conversation.rewriting.antecedents import (
    MAX_SHORT_ANSWER_WORDS,
    AntecedentCandidate,
    PronounClass,
    find_antecedents,
    find_topic,
)
from qa_bot.conversation.rewriting.intrasentential import has_antecedent_in_message
from qa_bot.conversation.rewriting.lexicon import (
    AUXILIARIES,
    BE,
    DEMONSTRATIVES,
    DETERMINERS,
    DO,
    PREPOSITIONS,
    VERBS,
)
from qa_bot.conversation.rewriting.mentions import Mention, proper_names
from qa_bot.conversation.rewriting.tokens import Token, tokenize
from qa_bot.conversation.turns import Turn

_CLASS_OF = {
    "he": PronounClass.HE, "him": PronounClass.HE, "his": PronounClass.HE,
    "she": PronounClass.SHE, "her": PronounClass.SHE, "hers": PronounClass.SHE,
    "it": PronounClass.IT, "its": PronounClass.IT,
    "they": PronounClass.THEY, "them": PronounClass.THEY,
    "their": PronounClass.THEY, "theirs": PronounClass.THEY, "one": PronounClass.ONE,
}  # fmt: skip
_POSSESSIVES = {"his", "hers", "its", "their", "theirs"}
# Nouns after "its" that only a state or the like has.
_OF_STATES = {"president", "capital", "population", "government", "prime", "king", "queen", "army"}
# The most content words of a message with a pronoun to replace: a longer one stands alone.
_MAX_CONTENT_WORDS = 10
# Answers to "when" that "then" may refer to: of the latest turns only.
_MAX_TURNS_SINCE_WHEN = 2
_TIME_PREPOSITIONS = {"before", "after", "during", "since", "until"}
_PARTICIPLES = {
    "born", "built", "done", "made", "held", "taken", "given", "said", "written", "won",
}  # fmt: skip
# What a thing that was spoken of does: "does that include breakfast".
_VERBS_OF_THINGS = {
    "apply", "close", "contain", "cost", "include", "last", "open", "start", "weigh",
}  # fmt: skip
# Verbs whose object "one" may be, with those of the lexicon.
_VERBS_OF_OBJECTS = {"borrow", "book", "hire", "order", "rent", "replace", "apply"}
_MOTION_VERBS = {"go", "went", "come", "came", "travel", "move", "get", "return", "gone", "moved"}
# An "it" that refers to nothing: "what time is it", "is it true that …".
_EXPLETIVE_IT = re.compile(
    r"\bwhat (?:time|day|date|year) is it\b|\b(?:how|why) (?:is|was) it that\b"
    r"|\bit (?:true|possible|likely|safe|legal|necessary|important|hard|easy|difficult|worth)\b"
    r"|\bit(?:['’]s| is| was| gets) (?:too |very )?(?:wet|cold|hot|dark|late|windy|icy)\b"
    r"|\b(?:is|was) it \w+ (?:\w+ )?(?:who|that|which)\b"
    r"|\bit (?:is|was) (?:\w+ )?(?:that|to)\b|\bit (?:is |was )?(?:rain|snow)\w*"
    r"|\b(?:does|did) it (?:matter|rain|snow|mean that)\b|\bit takes? to\b|\bit take (?:\w+ )?to\b",
    re.IGNORECASE,
)
# What "this" is where somebody wrote or published it: the text itself.
_OF_TEXT = re.compile(
    r"\bthis (?:last )?(?:posted|published|updated|issued|released|written)\b"
    r"|\b(?:wrote|published) this\b|\bwhose \w+ is this\b",
    re.IGNORECASE,
)
# Nouns that "this" makes a time, a figure of speech or the text itself of, no thing of the topic.
_UNTIED_NOUNS = frozenset(
    "time year day season period point sense case way right true article page document edition"
    " text website site post blog release press recipe guide manual leaflet notice terms agreement"
    " policy version".split()
)


@dataclass(frozen=True, slots=True)
class _Replacement:
    """What stands in place of `[start, end)` of a message, with the antecedent that it is of."""

    start: int
    end: int
    text: str
    antecedent: AntecedentCandidate | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """A message put into words, with the first mention that replaced a pronoun, if any did.

    `salience` is that mention's, fit included, 0 where there is none.
    """

    question: str
    referent: str = ""
    salience: float = 0.0


def resolve_pronouns(message: str, turns: Sequence[Turn]) -> list[Resolution]:
    """Replace the first pronoun of each class by its antecedent; none if none could be.

    Returns the message with the likeliest antecedents, and then with each of the
    next ones of the first pronoun.
    """
    found = _replacements(message, turns)
    if not found:
        return []
    first, *others = found
    resolved = []
    for choice in first:
        mention = "" if choice.antecedent is None else _with_article(choice.antecedent.mention)
        salience = 0.0 if choice.antecedent is None else choice.antecedent.salience
        question = _replaced(message, [choice, *(other[0] for other in others)])
        resolved.append(Resolution(question, mention, salience))
    return resolved


def _replacements(message: str, turns: Sequence[Turn]) -> list[list[_Replacement]]:
    """Return what may replace each pronoun of a message, in order, the likeliest first."""
    replacements: list[list[_Replacement]] = []
    seen: set[PronounClass] = set()
    tokens = tokenize(message)
    if sum(token.is_content for token in tokens) > _MAX_CONTENT_WORDS:
        return []
    for at in range(len(tokens)):
        pronoun = _pronoun_class(message, tokens, at)
        if pronoun is None or pronoun in seen:
            continue
        seen.add(pronoun)
        if has_antecedent_in_message(pronoun, message, tokens, at):
            continue
        if choices := _choices(pronoun, tokens, at, turns):
            replacements.append(choices)
    return replacements


def attach_topic(message: str, turns: Sequence[Turn]) -> str | None:
    """Tie a pointing noun to the topic: "this album" becomes "this album of Queen".

    None where the message has no such noun or names something itself.
    """
    tokens = tokenize(message)
    at = next((i for i in range(1, len(tokens)) if _is_pointed_at(tokens, i)), None)
    topic = find_topic(turns)
    if at is None or topic is None or proper_names(message):
        return None
    while at + 1 < len(tokens) and tokens[at + 1].is_content and not _ends_noun(tokens[at + 1]):
        at += 1
    end = tokens[at].end
    return f"{message[:end]} of {topic.text}{message[end:]}"


def _is_pointed_at(tokens: Sequence[Token], at: int) -> bool:
    """Return whether this is the noun of "… was this album", not of "… said that albums"."""
    noun, pointer = tokens[at], tokens[at - 1]
    before = tokens[at - 2].lower if at > 1 else ""
    is_opened = before in PREPOSITIONS | BE | DO | {"of", "and"}
    is_noun = noun.is_content and noun.lower not in _UNTIED_NOUNS and not _ends_noun(noun)
    return is_opened and is_noun and pointer.lower in DEMONSTRATIVES


def _ends_noun(token: Token) -> bool:
    """Return whether a word after a noun is a verb, adverb or adjective, by its ending."""
    return token.lower in VERBS or token.lower.endswith(("ed", "ly", "ful", "ar", "ing"))


def _pronoun_class(message: str, tokens: Sequence[Token], at: int) -> PronounClass | None:
    """Return the class of a token that refers outside its clause; None for any other."""
    token = tokens[at]
    if token.lower == "there":
        is_subject = message[token.end : token.end + 2] in ("'s", "’s")
        return PronounClass.THERE if _is_locative(tokens, at) and not is_subject else None
    if token.lower == "then":
        follows_preposition = at > 0 and tokens[at - 1].lower in PREPOSITIONS
        return PronounClass.THEN if follows_preposition else None
    if token.lower in DEMONSTRATIVES and _OF_TEXT.search(message):
        return None
    if token.lower in DEMONSTRATIVES:
        return _demonstrative_class(tokens, at)
    if token.lower == "it" and any(
        m.start() <= token.start < m.end() for m in _EXPLETIVE_IT.finditer(message)
    ):
        return None
    if token.lower == "one" and not _is_pro_noun(tokens, at):
        return None
    return _CLASS_OF.get(token.lower)


def _is_pro_noun(tokens: Sequence[Token], at: int) -> bool:
    """Return whether "one" stands for a noun with its article: "do I need one", "lose one in"."""
    before = tokens[at - 1].lower if at else ""
    after = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    # In "the last one" it is the noun of an adjective.
    has_article = at > 1 and tokens[at - 2].lower in DETERMINERS
    may_govern = before in VERBS | _VERBS_OF_OBJECTS | {"for", "with", "without"}
    is_object = may_govern and not has_article
    return is_object and (not after or after in PREPOSITIONS - {"of"})


def _is_locative(tokens: Sequence[Token], at: int) -> bool:
    """Return whether "there" is a place, not the subject of "there is"."""
    around = [tokens[i].lower for i in (at - 1, at + 1) if 0 <= i < len(tokens)]
    return at > 0 and not any(word in AUXILIARIES - {"been"} for word in around)


def _demonstrative_class(tokens: Sequence[Token], at: int) -> PronounClass | None:
    """Return the class of a bare this or that, at the end or after an auxiliary."""
    is_plural = tokens[at].lower in {"these", "those"}
    pronoun = PronounClass.THEY if is_plural else PronounClass.IT
    before = tokens[at - 1].lower if at else ""
    if at == len(tokens) - 1:
        has_name = any(token.is_capitalised for token in tokens[1:])
        return None if before in _TIME_PREPOSITIONS and has_name else pronoun
    following = tokens[at + 1]
    is_participle = following.lower in _PARTICIPLES or following.lower.endswith("ed")
    is_subject = before in DO and following.lower in _VERBS_OF_THINGS
    if (before in AUXILIARIES and is_participle) or is_subject:
        return pronoun
    is_opened = before in PREPOSITIONS | AUXILIARIES | {"of"}
    is_bare = is_opened and not following.is_content and following.lower not in AUXILIARIES
    return pronoun if is_bare else None


def _choices(
    pronoun: PronounClass, tokens: Sequence[Token], at: int, turns: Sequence[Turn]
) -> list[_Replacement]:
    """Return what may replace the pronoun at `at`, the likeliest first."""
    start, end = tokens[at].start, tokens[at].end
    if pronoun is PronounClass.THEN:
        time = _time_of(turns)
        return [] if time is None else [_Replacement(start, end, time)]
    following = tokens[at + 1].lower if at + 1 < len(tokens) else ""
    is_state = tokens[at].lower == "its" and following in _OF_STATES
    found = find_antecedents(PronounClass.STATE if is_state else pronoun, turns)
    return [
        _Replacement(start, end, _as_placed(each.mention, pronoun, tokens, at), each)
        for each in found
    ]


def _as_placed(antecedent: Mention, pronoun: PronounClass, tokens: Sequence[Token], at: int) -> str:
    """Return the words of an antecedent as they stand in place of the token at `at`."""
    text = _with_article(antecedent)
    if pronoun is PronounClass.ONE:
        return _one_of(text)
    if pronoun is PronounClass.THERE:
        return _with_preposition(text, tokens, at)
    return _possessive(text) if _is_possessive(tokens, at) else text


def _one_of(text: str) -> str:
    """Return "a permit" for "the permit" and "a book" for "the books"."""
    noun = re.sub(r"^the ", "", text, flags=re.IGNORECASE)
    singular = noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun
    return f"{'an' if singular[:1].lower() in 'aeiou' else 'a'} {singular}"


def _with_article(mention: Mention) -> str:
    return f"the {mention.text}" if mention.takes_article else mention.text


def _time_of(turns: Sequence[Turn]) -> str | None:
    """Return the short answer to the latest when-question, without its preposition."""
    for turn in reversed(turns[-_MAX_TURNS_SINCE_WHEN:]):
        answer = (turn.answer or "").strip(" .")
        asks_when = "when" in {t.lower for t in tokenize(turn.question)[:2]}
        if answer and asks_when and len(answer.split()) <= MAX_SHORT_ANSWER_WORDS:
            return re.sub(r"^(?:on|in|at) ", "", answer, flags=re.IGNORECASE)
    return None


def _with_preposition(place: str, tokens: Sequence[Token], at: int) -> str:
    before = tokens[at - 1].lower if at else ""
    if before in PREPOSITIONS:
        return place
    return f"to {place}" if before in _MOTION_VERBS else f"in {place}"


def _is_possessive(tokens: Sequence[Token], at: int) -> bool:
    lower = tokens[at].lower
    before_noun = at + 1 < len(tokens) and tokens[at + 1].is_content
    return (lower in _POSSESSIVES or lower == "her") and before_noun


def _possessive(text: str) -> str:
    return f"{text}’" if text.endswith("s") else f"{text}’s"


def _replaced(message: str, replacements: Sequence[_Replacement]) -> str:
    for each in reversed(replacements):
        message = message[: each.start] + each.text + message[each.end :]
    return message
