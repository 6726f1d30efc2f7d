"""Pronouns: which words of a message refer outside it, and how they refer.

Knows the words beside a pronoun. Does not know the earlier turns.
"""

import re
from collections.abc import Sequence

from qa_bot.conversation.rewriting.antecedents import PronounClass
from qa_bot.conversation.rewriting.lexicon import (
    AUXILIARIES,
    DEMONSTRATIVES,
    DETERMINERS,
    DO,
    PREPOSITIONS,
    VERBS,
)
from qa_bot.conversation.rewriting.tokens import Token

_CLASS_OF = {
    "he": PronounClass.HE, "him": PronounClass.HE, "his": PronounClass.HE,
    "she": PronounClass.SHE, "her": PronounClass.SHE, "hers": PronounClass.SHE,
    "it": PronounClass.IT, "its": PronounClass.IT,
    "they": PronounClass.THEY, "them": PronounClass.THEY,
    "their": PronounClass.THEY, "theirs": PronounClass.THEY, "one": PronounClass.ONE,
}  # fmt: skip
_TIME_PREPOSITIONS = {"before", "after", "during", "since", "until"}
# Verbs whose "that" is a statement.
_SAYING_VERBS = {"say", "says", "said", "claim", "claimed", "think", "know", "knew", "decide"}
_PARTICIPLES = {
    "born", "built", "done", "made", "held", "taken", "given", "said", "written", "won",
}  # fmt: skip
# What a thing that was spoken of does: "does that include breakfast".
_VERBS_OF_THINGS = {
    "apply", "close", "contain", "cost", "include", "last", "open", "start", "weigh",
}  # fmt: skip
# Verbs whose object "one" may be, with those of the lexicon.
_VERBS_OF_OBJECTS = {"borrow", "book", "hire", "order", "rent", "replace", "apply"}
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


def pronoun_class(message: str, tokens: Sequence[Token], at: int) -> PronounClass | None:
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
        return PronounClass.IT if end_of_pronoun(tokens, at) > token.end else _bare(tokens, at)
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
    if follows_adjective(tokens, at):
        return True
    is_object = before in VERBS | _VERBS_OF_OBJECTS | {"for", "with", "without"}
    return is_object and (not after or after in PREPOSITIONS - {"of"})


def follows_adjective(tokens: Sequence[Token], at: int) -> bool:
    """Return whether "one" is only the noun of its phrase: "a new one", "the blue one"."""
    return at > 1 and tokens[at - 2].lower in DETERMINERS and tokens[at - 1].is_content


def _is_locative(tokens: Sequence[Token], at: int) -> bool:
    """Return whether "there" is a place, not the subject of "there is"."""
    around = [tokens[i].lower for i in (at - 1, at + 1) if 0 <= i < len(tokens)]
    return at > 0 and not any(word in AUXILIARIES - {"been"} for word in around)


def end_of_pronoun(tokens: Sequence[Token], at: int) -> int:
    """Return the end of the pronoun at `at`, which in "that one" is two words."""
    after = at + 1 < len(tokens) and tokens[at + 1].lower == "one"
    return tokens[at + (after and tokens[at].lower in {"this", "that"})].end


def _bare(tokens: Sequence[Token], at: int) -> PronounClass | None:
    """Return the class of a bare this or that, at the end or after an auxiliary."""
    is_plural = tokens[at].lower in {"these", "those"}
    pronoun = PronounClass.THEY if is_plural else PronounClass.IT
    before = tokens[at - 1].lower if at else ""
    if at == len(tokens) - 1:
        # After an event, not after a thing, of which `ellipsis` writes the clause; so with "said".
        return None if before in _TIME_PREPOSITIONS | _SAYING_VERBS else pronoun
    if before in _SAYING_VERBS:
        return None
    following = tokens[at + 1]
    is_participle = following.lower in _PARTICIPLES or following.lower.endswith("ed")
    is_subject = before in DO and following.lower in _VERBS_OF_THINGS
    if (before in AUXILIARIES and is_participle) or is_subject:
        return pronoun
    is_opened = before in PREPOSITIONS | AUXILIARIES | {"of"}
    is_bare = is_opened and not following.is_content and following.lower not in AUXILIARIES
    return pronoun if is_bare else None
