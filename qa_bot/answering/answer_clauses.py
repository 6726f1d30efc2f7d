"""The clause that gives a reason or a way whole, the whole place, and the whole name.

A reader that marks few words ends a reason after its noun and a place before what it
stands by. Knows English conjunctions and titles; a span is only moved within its
sentence.
"""

import re
from dataclasses import replace

from qa_bot.answering.enumerations import enumeration_at
from qa_bot.answering.lexical_features import content_stems, stem
from qa_bot.answering.question_intent import asks_why
from qa_bot.answering.readers.reader import ScoredSpan
from qa_bot.documents import Span
from qa_bot.text.sentences import split_sentences

# A way of doing something that the person means to do; of others a few words may be all.
_HOW = re.compile(
    r"\s*(?:and |so )?how (?:to\b|(?:do|can|could|should|would|must|did) (?:i|we|you|they|one)\b)",
    re.I,
)
# How something is or was done by others: one word, of their way of doing it, is a fragment.
_HOW_OF_OTHERS = re.compile(
    r"\s*(?:and |so )?how (?:do|does|did|can|could|should|would|will|must|is|are|was|were)\b", re.I
)
_TO_BE = re.compile(
    r"\s*(?:(?:is|are|was|were|be|been|being|it|them|him|her|himself|herself)\b\s*)*", re.I
)
# Words of a way that goes on from the verb: a longer one is left as the reader marked it.
_MAX_WAY_WORDS = 20
_WHERE = re.compile(r"\s*(?:and |so )?where(?:['’]s)?\b", re.IGNORECASE)
_WHO = re.compile(r"\s*(?:and |so )?who(?:['’]s|m)?\b|\s*(?:to|by|with|from) whom\b", re.IGNORECASE)
# What begins a reason: "as" only before a subject, as it compares too.
_REASON = re.compile(
    r"\b(?:because|so that|in order to|due to|owing to|thanks to|otherwise|for fear"
    r"|on account of|given that|lest|since (?=it|they|he|she|we|the)"
    r"|as (?=it|they|he|she|we|the|this|there|an?)(?!\w+ as\b))",
    re.IGNORECASE,
)
# "For this she was thanked": the reason is the sentence before.
_RESUMED = re.compile(
    r"(?:for (?:this|that)(?: reason)?|(?:that|this|which)(?: is|['’]s| was) why"
    r"|because of (?:this|that)|therefore|hence|consequently|as a (?:result|consequence))\b"
    r"(?! (?:of|year|time|purpose)\b)",
    re.IGNORECASE,
)
_SHORT_REASON = re.compile(r"(?:for|to|in|by|from|with|of|fear|lack)\b", re.IGNORECASE)
_MANNER = re.compile(r"\bby \w+ing\b", re.IGNORECASE)
# What tells someone to do something begins with a verb: no article, pronoun, preposition or name.
_IMPERATIVE = re.compile(
    r"(?!(?:the|an?|this|that|these|those|there|it|he|she|we|you|they|i|my|your|our|his|her|its|their"
    r"|all|any|some|each|every|both|no|in|on|at|by|with|from|for|of|to|into|until|through|via|using"
    r"|if|when|once|as|because|so|which|who|what|how)\b)(?:[a-z]+|[A-Z][a-z]+(?= [a-z\d]))\b"
    r"(?<![a-rt-z]s)(?! (?:is|are|was|were|has|have|had|can|could|will|would|may|must|should)\b)"
)
# "By card": how to pay is said by the means alone.
_MEANS = re.compile(r"(?:by|in|with|at|on|via|through|from|using|online)\b", re.IGNORECASE)
_MEANS_IN = re.compile(rf"(?<!\S){_MEANS.pattern}", re.IGNORECASE)
_MORE_MEANS = re.compile(rf"(?:, |,? (?:and|or) ){_MEANS.pattern}", re.IGNORECASE)
_ASIDE = re.compile(
    r"; |[:.!?] |,? (?:because|otherwise|so that|(?:since|as) (?:it|they|the)|or else)\b",
    re.IGNORECASE,
)
_CLAUSE_ENDS = re.compile(r"[;:]\s|,\s|\s[–—|]\s")
# What goes on with a subject of its own is no part of the reason before it.
_NEXT_CLAUSE = re.compile(
    r", (?:and|but|so) (?=(?:the|an?|it|they|he|she|we|i|you|there|this|his|her|their|our)\b)",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"[A-Z][\w’'-]*")
_CAPITALS = re.compile(rf"{_CAPITAL.pattern}(?: {_CAPITAL.pattern}){{0,9}}")
# A name is another's than the reader's only where two words say so: "Chinese" and "President".
_MIN_ROLE_WORDS = 2
_SENTENCE_ENDS = " .!;,:"
_WORD = re.compile(r"[^\W_]+")
# A reason or way in so few words is a fragment of its clause.
_MAX_FRAGMENT_WORDS = 2
_ARTICLES = frozenset(("the", "a", "an"))
# A place that is no name goes on to what it stands by: "a village by the river Sajó".
_BESIDE = re.compile(
    r" (?:by(?! the (?:end|time))|in|at|on|near|next to|beside|behind|opposite|off|outside"
    r"|inside|under|below|above) "
    r"(?:(?:the|an?|his|her|its|their|our|my) )?[\w’'-]+(?: [A-Z][\w’'-]*){0,3}"
)
_TITLE = (
    r"(?:Dr|Mr|Mrs|Ms|Miss|Prof|Professor|Sir|Dame|Lord|Lady|Cllr|Councillor|Rev|Reverend|Captain|Capt"
    r"|Sgt|Sergeant|President|Mayor|Judge|Sister|Father|Head teacher|Managing Director|Director)\.?"
)
_TITLE_BEFORE = re.compile(rf"\b{_TITLE} \Z")
_NAME_BEFORE = re.compile(r"(?<!\S)[A-Z][\w’'-]*+(?: [A-Z][\w’'-]*+){1,3}, \Z")
# Characters before a span among which its title or name stands.
_MAX_NAME_CHARS = 60
# A path through menus, of which each step is written with a capital: "Help > Show log".
_MENU_STEP = re.compile(r" > [A-Z]\w*(?: [a-z]\w*){0,2}")


def states_reason(sentence: str) -> bool:
    """Return whether a sentence says why something is so, or that the one before it did."""
    return bool(_REASON.search(sentence) or _RESUMED.match(sentence))


def widen_to_clause(question: str, text: str, span: ScoredSpan) -> ScoredSpan:
    """Return the whole clause, place or name that the question asks for."""
    if asks_why(question):
        return _reason(text, span)
    if _HOW.match(question):
        return _manner(question, text, span)
    if _HOW_OF_OTHERS.match(question) and _is_fragment(text, span):
        return _way(question, text, span)
    if _WHERE.match(question):
        return _place(text, span)
    return _named(text, _holder(question, text, span)) if _WHO.match(question) else span


def _reason(text: str, span: ScoredSpan) -> ScoredSpan:
    """Return the clause of reason in the sentence, or without one more than a fragment."""
    first, last = span.sentence.start, span.sentence.end
    if _RESUMED.match(text, first, last) and (before := _sentence_before(text, first)) is not None:
        return _trimmed(text, replace(span, sentence=Span(before.start, last)), before)
    is_fragment = _is_fragment(text, span)
    for cue in _REASON.finditer(text, first, last):
        is_before = cue.end() <= span.start
        if is_before and not is_fragment:
            # The reader found the reason: only the word that says so is missing.
            if text[cue.end() : span.start].strip():
                return span
            own = _NEXT_CLAUSE.search(text, span.start, span.end)
            return replace(span, start=cue.start(), end=span.end if own is None else own.start())
        if is_fragment or cue.start() <= span.start:
            end = _NEXT_CLAUSE.search(text, cue.end(), span.end)
            end = end or _CLAUSE_ENDS.search(text, max(cue.end(), span.end), last)
            whole = Span(cue.start(), last if end is None else end.start())
            return _trimmed(text, span, whole)
    says_so = _SHORT_REASON.match(text, span.start, span.end)
    return span if says_so else _unless_fragment(text, span, span.sentence)


def _sentence_before(text: str, end: int) -> Span | None:
    """Return the sentence before an offset in its paragraph, None at the start of one."""
    line = text.rfind("\n", 0, end) + 1
    before = split_sentences(text[line:end])
    return Span(line + before[-1].start, line + before[-1].end) if before else None


def _manner(question: str, text: str, span: ScoredSpan) -> ScoredSpan:
    """Return the clause of a way of doing something, from "by doing" on where it says so.

    The means alone answer where the question has the verb: "Pay by card" for how to pay.
    """
    if (means := _all_means(text, span)) is not None:
        return replace(span, start=means.start, end=means.end)
    clause = _clause_at(text, span)
    verb = _IMPERATIVE.match(text, clause.start)
    is_asked = verb is not None and stem(verb.group().lower()) in content_stems(question)
    if verb and not (is_asked and _MEANS.match(text, span.start, span.end)):
        return _trimmed(text, span, Span(clause.start, _end_of_instruction(text, span)))
    for by in _MANNER.finditer(text, clause.start, clause.end):
        if by.start() <= span.end:
            return _trimmed(text, span, Span(min(by.start(), span.start), clause.end))
    return _unless_fragment(text, span, clause)


def _all_means(text: str, span: ScoredSpan) -> Span | None:
    """Return the enumeration of means that a span is of: "by card, by phone or in cash"."""
    means = list(_MEANS_IN.finditer(text, span.sentence.start, span.end))
    if not means:
        return None
    own = Span(max(means[-1].start(), span.start), span.end)
    found = enumeration_at(text, span.sentence, own)
    if found is None or not _MEANS.match(text, found.start):
        return None
    return found if _MORE_MEANS.search(text, found.start, found.end) else None


def _way(question: str, text: str, span: ScoredSpan) -> ScoredSpan:
    """Return what a clause says after the last word of the question before a span, to its end.

    All of it, where it has none: then its verb is part of the way.
    """
    asked, clause = content_stems(question), _clause_at(text, span)
    before = list(_WORD.finditer(text, clause.start, span.start))
    if asked & content_stems(text[span.start : span.end]):
        return span
    said = (w.end() for w in reversed(before) if stem(w.group().lower()) in asked)
    at = next(said, clause.start)
    link = _TO_BE.match(text, at, span.start)
    start = at if link is None else link.end()
    if len(text[start : clause.end].split()) > _MAX_WAY_WORDS:
        return span
    return _trimmed(text, span, Span(start, clause.end))


def _end_of_instruction(text: str, span: ScoredSpan) -> int:
    """Return where the instruction that a span begins ends, before what it is for."""
    aside = _ASIDE.search(text, span.end, span.sentence.end)
    return span.sentence.end if aside is None else aside.start()


def _place(text: str, span: ScoredSpan) -> ScoredSpan:
    end = span.end
    while step := _MENU_STEP.match(text, end, span.sentence.end):
        end = step.end()
    is_name = any(word[0].isupper() for word in text[span.start : end].split())
    if not is_name and (beside := _BESIDE.match(text, end, span.sentence.end)):
        end = beside.end()
    return replace(span, end=end)


def _holder(question: str, text: str, span: ScoredSpan) -> ScoredSpan:
    """Return the name after the role that the question names, the span where there is none.

    "Chinese President Xi Jinping" is asked for by both words that come before the name.
    """
    asked = content_stems(question)
    runs = list(_CAPITALS.finditer(text, span.sentence.start, span.sentence.end))
    roles = [_role_words(run.group(), asked) for run in runs]
    own = [role for run, role in zip(runs, roles, strict=True) if run.end() > span.start]
    best = max(roles, default=0)
    if best >= _MIN_ROLE_WORDS and own and best > own[0]:
        run = runs[roles.index(best)]
        words = list(_CAPITAL.finditer(run.group()))
        first = max(i for i, word in enumerate(words) if stem(word.group().lower()) in asked) + 1
        return replace(span, start=run.start() + words[first].start(), end=run.end())
    return span


def _role_words(run: str, asked: set[str]) -> int:
    """Return how many words of a question a run of capitals has before a name, 0 without one."""
    is_asked = [stem(word.lower()) in asked for word in run.split()]
    return 0 if is_asked[-1] else sum(is_asked)


def _named(text: str, span: ScoredSpan) -> ScoredSpan:
    """Return a name with its title, or an office with the name that it is the office of."""
    first = max(span.sentence.start, span.start - _MAX_NAME_CHARS)
    before = text[first : span.start]
    has_name = any(word[0].isupper() for word in text[span.start : span.end].split())
    found = (_TITLE_BEFORE if has_name else _NAME_BEFORE).search(before)
    return span if found is None else replace(span, start=first + found.start())


def _clause_at(text: str, span: ScoredSpan) -> Span:
    """Return what stands between the punctuation around a span, within its sentence."""
    first, last = span.sentence.start, span.sentence.end
    start = max(
        (end.end() for end in _CLAUSE_ENDS.finditer(text, first, span.start)), default=first
    )
    after = _CLAUSE_ENDS.search(text, span.end, last)
    return Span(start, last if after is None else after.start())


def _is_fragment(text: str, span: ScoredSpan) -> bool:
    words = text[span.start : span.end].lower().split()
    return sum(word not in _ARTICLES for word in words) <= _MAX_FRAGMENT_WORDS


def _unless_fragment(text: str, span: ScoredSpan, whole: Span) -> ScoredSpan:
    return _trimmed(text, span, whole) if _is_fragment(text, span) else span


def _trimmed(text: str, span: ScoredSpan, whole: Span) -> ScoredSpan:
    """Move a span to a range without the marks at its end."""
    kept = text[whole.start : whole.end].rstrip(_SENTENCE_ENDS)
    return replace(span, start=whole.start, end=whole.start + len(kept))
