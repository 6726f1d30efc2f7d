"""Replies to dialogue acts: what is said about the latest answer, or about the bot.

Nothing is searched for: a request for more, for the source or for the confidence is
met from the latest answer and its passages.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from qa_bot.answers import Answer, Quote
from qa_bot.conversation.dialogue_acts import DialogueAct
from qa_bot.conversation.evidence import continuation, next_passage, quote_in_passage
from qa_bot.conversation.turns import DialogueState, Reply, ReplyKind, reply_to
from qa_bot.i18n import wording

_REMARKS = {
    DialogueAct.GREETING: wording.GREETING,
    DialogueAct.THANKS: wording.THANKS,
    DialogueAct.FAREWELL: wording.FAREWELL,
    DialogueAct.APOLOGY: wording.NO_MATTER,
    DialogueAct.ACKNOWLEDGEMENT: wording.ACKNOWLEDGED,
    DialogueAct.CAPABILITIES: wording.CAPABILITIES,
    DialogueAct.IDENTITY: wording.IDENTITY,
}
# Percent from which a declined answer was near enough to be spoken of: chosen to be read.
_LEAST_PERCENT = 5


@dataclass(frozen=True, slots=True)
class ActReply:
    """The reply to a dialogue act, and the state of the dialogue after it."""

    reply: Reply
    state: DialogueState


def reply_to_act(act: DialogueAct, state: DialogueState) -> ActReply:
    """Return the reply to an act in a dialogue."""
    if (remark := _REMARKS.get(act)) is not None:
        return ActReply(_remark(remark), state)
    if state.last is None:
        return ActReply(_remark(wording.NOTHING_ASKED), state)
    if act is DialogueAct.MORE:
        return _more(state.last, state)
    if act is DialogueAct.REJECTION:
        nothing = _evidence(ReplyKind.NEXT_BEST, wording.NOTHING_BETTER)
        return _next_passage(state.last, state, wording.NEXT_BEST, nothing)
    return ActReply(_ABOUT_LAST[act](state.last), state)


def _more(last: Answer, state: DialogueState) -> ActReply:
    """Show what the passage says after the quote, or then the next passage.

    Of an overview, what its articles say beside what was shown.
    """
    if last.overview is not None and last.overview.more and not state.is_continued:
        went_on = _evidence(ReplyKind.MORE, wording.GOES_ON, *last.overview.more)
        return ActReply(went_on, replace(state, is_continued=True))
    following = None if state.is_continued else continuation(last)
    if following is None:
        nothing = _evidence(ReplyKind.MORE, wording.NOTHING_MORE)
        return _next_passage(last, state, wording.ANOTHER_PASSAGE, nothing)
    return ActReply(
        _evidence(ReplyKind.MORE, wording.GOES_ON, following), replace(state, is_continued=True)
    )


def _next_passage(last: Answer, state: DialogueState, lead: str, nothing: Reply) -> ActReply:
    """Show the next passage under a lead; reply `nothing` where there is none."""
    found = next_passage(last, state.shown)
    if found is None:
        return ActReply(nothing, state)
    passage, shown = found
    return ActReply(_evidence(nothing.kind, lead, passage), replace(state, shown=shown))


def _check(last: Answer) -> Reply:
    """Return how sure the answer is, in words and percent, with its passage."""
    percent = wording.percentage(last.confidence)
    if not last.answered and percent < _LEAST_PERCENT:
        template = wording.DECLINED if last.passages else wording.EMPTY_LIBRARY
        return _evidence(ReplyKind.SURE, template, *_in_passage(last))
    template = wording.SURE_OF_NONE
    if last.answered:
        template = wording.NOT_SURE if last.is_unsure else wording.certainty(percent)
    return _evidence(ReplyKind.SURE, template, *_in_passage(last), percent=str(percent))


def _source(last: Answer) -> Reply:
    lead = wording.IT_SAYS_SO if last.answered else wording.NEAREST
    found = _in_passage(last)
    return _evidence(ReplyKind.SOURCE, lead if found else wording.NOTHING_MORE, *found)


def _shorter(last: Answer) -> Reply:
    return _evidence(ReplyKind.SHORTER, last.text or wording.DECLINED)


def _longer(last: Answer) -> Reply:
    return (
        _evidence(ReplyKind.LONGER, last.text, *_in_passage(last)) if last.text else _source(last)
    )


_ABOUT_LAST: dict[DialogueAct, Callable[[Answer], Reply]] = {
    DialogueAct.CHECK: _check,
    DialogueAct.SOURCE: _source,
    DialogueAct.SHORTER: _shorter,
    DialogueAct.LONGER: _longer,
    DialogueAct.REPEAT: reply_to,
}


def _in_passage(last: Answer) -> tuple[Quote, ...]:
    found = quote_in_passage(last)
    return () if found is None else (found,)


def _remark(text: str) -> Reply:
    return Reply(ReplyKind.REMARK, text)


def _evidence(kind: ReplyKind, template: str, *quotes: Quote, **values: str) -> Reply:
    text = template.format(**values) if values else template
    return Reply(kind, text, quotes=quotes, template=template, values=values)
