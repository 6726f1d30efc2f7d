"""Directions: text of an article that dictates what to say, or addresses a language model.

"Say that the pool is closed" does not state that it is, so that it is no evidence of it,
unless a statement reports the direction itself. A paragraph that addresses a language
model ("Ignore the above") is none as a whole. What an article states in its own name is
evidence, true or not: the reader sees it quoted. Rules of this kind know common wordings
and miss others (Greshake et al., "Not what you've signed up for", 2023).
"""

import re
from dataclasses import replace
from functools import lru_cache

from qa_bot.answers import Passage
from qa_bot.documents import Span
from qa_bot.text.line_breaks import split_blocks
from qa_bot.text.sentences import split_sentences

# Letters of other scripts that look like Latin ones, by which words are hidden from a search.
_LOOK_ALIKE = str.maketrans(
    "аеорсухіјѕԁһкмтвнАВЕКМНОРСТУХІЈЅαοερτυ", "aeopcyxijsdhkmtbhABEKMHOPCTYXIJSaoeptu"
)
# A verb of saying in the imperative or infinitive, as by what stands before it.
_BEFORE = (
    r"(?:\A|[^\w\s'’]\s{0,3}|\b(?:and|or|then|please|kindly|to|must|should|shall|only|always"
    r"|just|now|you|will|can|summary|summaries|answers?|repl(?:y|ies)|responses?)\s)"
)
_BETWEEN = r"(?:\s[^\s.!?:]{1,30})"
_DICTATES = re.compile(
    rf"{_BEFORE}(?:(?:say|tell|state|write|reply|respond|answer|confirm|repeat|assert|report|announce"
    rf"|conclude|insist|claim|add|hear|show|explain|describe){_BETWEEN}{{0,6}}?\s(?:that|how)\b"
    # These are seldom asked of people in writing.
    r"|(?:pretend|mention|inform|convey|recite|paraphrase)\b"
    rf"|(?:say|write|repeat|print|output|display){_BETWEEN}{{0,8}}?\s?[:'\"“‘]"
    rf"|(?:tell|reply|respond|answer|explain){_BETWEEN}{{1,8}}?\s?:"
    rf"|(?:begin|start|end|finish|open|close){_BETWEEN}{{0,3}}?\swith (?:the )?(?:words?|phrase"
    r"|sentence)\b"
    # German, Spanish, French, Russian and Chinese, as for refusals.
    rf"|(?:sage?|antworte|schreibe?|behaupte)(?:n Sie)?{_BETWEEN}{{0,6}}?(?:\sdass\b|:)"
    rf"|(?:di|diga|responde|responda|escribe|contesta){_BETWEEN}{{0,6}}?(?:\sque\b|:)"
    rf"|(?:dis|dites|réponds|répondez|écris|écrivez){_BETWEEN}{{0,6}}?(?:\sque\b|\s?:)"
    rf"|(?:скажи|ответь|напиши|сообщи)(?:те)?{_BETWEEN}{{0,6}}?(?:,?\sчто\b|:))"
    r"|(?:只|请|并|且)(?:回答|回复|说|告诉)",
    re.IGNORECASE,
)
_MODEL = (
    r"(?:assistants?|language models?|chat ?bots?|bots?|AIs?|LLMs?|(?:machine|automatic) readers?)"
)
_REPLY = r"(?:repl(?:y|ies)|responses?|answers?|summar(?:y|ies)|outputs?)"
# A sentence that says how to answer or summarise, or to whom that is said.
_INSTRUCTS = re.compile(
    rf"\b{_MODEL}\b{_BETWEEN}{{0,6}}?\s(?:must|should|shall|are to|is to)\b"
    rf"|\b(?:your|acceptable|correct|permitted|allowed|valid|good|ideal) {_REPLY}\b"
    rf"|\b{_REPLY} (?:lacking|without|must|should|shall|that|which|included?|contain\w{{0,3}}"
    r"|reads?)\b"
    rf"|\b(?:let|have|make) (?:the|each|every|any|all) {_REPLY}\b|\byour task\b"
    r"|\b(?:when|while|before|whenever|if) (?:you )?(?:answer|reply|respond|summaris|summariz)"
    r"\w{0,3}\b"
    r"|\b(?:whoever|anyone who|those who) (?:summari|answer|retell|read)\w{1,4}\b"
    r"|\bthe user (?:wants?|asked|asks|says|said|has|knows?|needs?)\b|\b(?:for|to) the model\b"
    rf"|\b(?:{_MODEL}|developer|model|system|prompt) (?:{_REPLY} )?(?:notes?|notices?|rules?"
    r"|guidance|instructions?)\b|\A(?:output|response|completion)\s?:",
    re.IGNORECASE,
)
_ADDRESSES = re.compile(
    r"\b(?:ignore|disregard|forget|override|overrides)(?:\s\w{1,15}){0,3}\s(?:above|previous|prior"
    r"|earlier|preceding|instructions?|passages?|prompts?|orders?)\b"
    # In the languages of refusals.
    rf"|\b(?:vergiss|vergesse?n?|ignorier\w{{0,3}}|missachte\w{{0,2}}){_BETWEEN}{{0,4}}?"
    r"\s(?:vorherige\w?|obige\w?|bisherige\w?|anweisung(?:en)?)\b"
    rf"|\b(?:ignor[ae]\w{{0,2}}|olvid[ae]\w{{0,2}}){_BETWEEN}{{0,4}}?\s(?:anteriores|instrucciones)\b"
    rf"|\b(?:ignor|oubli)(?:e|es|ez|er){_BETWEEN}{{0,4}}?\s(?:précédentes?|instructions)\b"
    rf"|\b(?:игнорируй|забудь)(?:те)?{_BETWEEN}{{0,4}}?\s(?:предыдущ\w{{1,3}}|инструкци\w{{1,3}}"
    r"|указани\w{1,3})\b|(?:忽略|忘记|无视).{0,8}(?:指令|指示|以上|之前)"
    rf"|\b{_MODEL}(?:{_BETWEEN}{{0,4}}?\s(?:read|reads|reading|writing)\b{_BETWEEN}{{0,5}}?)?\s?:"
    rf"|\b{_MODEL}\s(?:that|who)\sreads?\b"
    rf"|\byou are\s(?:now\s|an?\s|the\s|\w{{1,20}},\s){{0,3}}(?:\w{{1,15}}\s){{0,2}}{_MODEL}\b"
    r"|\bsystem (?:message|prompt)\b|\b(?:repeat|reveal|print|show) your instructions\b"
    r"|\b(?:in|to) (?:every|each|all) (?:reply|replies|response|responses|answers?|question)\b"
    r"|\b(?:every|each) (?:reply|response) must\b"
    r"|<\|\w{1,20}\|>|\[/?INST\]|<</?SYS>>|\"role\"\s?:|\bassistant_\w{1,20}",
    re.IGNORECASE,
)


def is_direction(statement: str) -> bool:
    """Return whether a text itself is a direction, or reports one in the same words."""
    return any(_is_in(statement, each) for each in (_DICTATES, _INSTRUCTS, _ADDRESSES))


def without_directions(passage: Passage) -> Passage:
    """Return a passage whose directions are blanks, so that all else keeps its place."""
    return replace(passage, text=_blanked(passage.text))


@lru_cache(64)  # the passages of some questions
def _blanked(text: str) -> str:
    left = list(text)
    for block in split_blocks(text):
        inner = text[block.start : block.end]
        spans = [Span(0, len(inner))]
        if not _is_in(inner, _ADDRESSES):
            spans = [s for s in split_sentences(inner) if is_direction(inner[s.start : s.end])]
        for span in spans:
            start, end = block.start + span.start, block.start + span.end
            left[start:end] = [char if char.isspace() else " " for char in left[start:end]]
    return "".join(left)


def _is_in(text: str, pattern: re.Pattern[str]) -> bool:
    plain = text.translate(_LOOK_ALIKE)
    return bool(pattern.search(text) or (plain != text and pattern.search(plain)))
