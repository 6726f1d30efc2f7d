"""JSON Lines for programs: one turn a line in, one JSON object a line out.

The caller gives the JSON form of an answer, for a question as resolved; this module adds
`understood_as` where a follow-up was resolved from earlier turns, and what is said in a
turn that is no answer.
"""

import io
from collections.abc import Callable, Iterable, Mapping

from qa_bot.answer_json import quote_as_json
from qa_bot.answers import Answer
from qa_bot.console import print_error
from qa_bot.conversation.chat import Chat
from qa_bot.errors import QaBotError
from qa_bot.escape import json_text


def run_json_turns(
    chat: Chat,
    lines: Iterable[str],
    write: Callable[[str], None],
    as_json: Callable[[Answer, str | None], Mapping[str, object]],
) -> None:
    """Take each line as a turn and write its object, always one for one.

    `write` gets the object without a newline. Small talk and an invalid question
    count as not answered; the error of the latter goes to standard error.
    """
    if isinstance(lines, io.TextIOWrapper):
        # A byte that cannot be decoded neither ends the run nor becomes a lone surrogate.
        lines.reconfigure(errors="replace")
    for line in lines:
        message = line.lstrip("\ufeff").strip()
        write(json_text(_turn(chat, message, as_json)))


def _turn(
    chat: Chat, message: str, as_json: Callable[[Answer, str | None], Mapping[str, object]]
) -> dict[str, object]:
    unanswered = Answer(message, answered=False, confidence=0.0)
    try:
        reply = chat.ask(message)
    except QaBotError as error:
        print_error(str(error))
        return dict(as_json(unanswered, None))
    answer = unanswered if reply.answer is None else reply.answer
    result = dict(as_json(answer, reply.understood_as))
    if reply.answer is None:
        result["remark"] = reply.text
        result["evidence"] = [quote_as_json(quote) for quote in reply.quotes]
        result["options"] = [option.question for option in reply.options]
    if reply.understood_as is not None:
        result["understood_as"] = reply.understood_as
    return result
