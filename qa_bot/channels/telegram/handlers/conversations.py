"""Which conversation a question continues: that of the answer replied to, else the latest.

Knows replies, stored answers and the states of dialogues. Does not know how an
answer is found or shown.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock
from typing import Final

from telegram import Message
from telegram.constants import ChatID

from qa_bot.answer_serialization import answer_texts
from qa_bot.channels.telegram.handlers.context import HandlerContext
from qa_bot.channels.telegram.middleware.bot_mentions import is_own_card
from qa_bot.channels.telegram.storage.stored_answers import ChatQuestion, StoredAnswer
from qa_bot.channels.telegram.views.keyboards import ANSWER, id_under
from qa_bot.conversation.chat import Chat
from qa_bot.conversation.turns import MAX_TURNS, DialogueState, Turn
from qa_bot.documents import Scope

# Conversations whose state is kept: what was shown or asked back lately; a few hundred bytes each.
_DIALOGUES: Final = 1_000
# In whose name Telegram delivers what anonymous admins, channels and linked channels write.
_OF_TELEGRAM: Final = (ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL, ChatID.SERVICE_CHAT)


@dataclass(frozen=True, slots=True)
class ReplyTarget:
    """A message that a question replies to, or the bot's own that asks it.

    `message` is 0 for one of another chat. `is_bots` is whether the bot wrote what it
    says, as far as Telegram says; `quote` is the part of it that the person chose to
    quote, "" if none. `answer` is the id that the buttons of an answer under it hold, 0
    where there are none, and `text` what it says.
    """

    message: int
    is_bots: bool = False
    quote: str = ""
    answer: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Continued:
    """A conversation to ask in; `last` is the id of the answer that it goes on from, or 0."""

    chat: Chat
    last: int


class Conversations:
    """The conversations of all chats, each a chain of answers. Every method blocks."""

    def __init__(self, context: HandlerContext) -> None:
        self._context = context
        self._dialogues = _Dialogues()

    def open(self, asked: ChatQuestion, scope: Scope, target: ReplyTarget | None) -> Continued:
        """Return the conversation that a question continues."""
        return self.go_on(asked, scope, self._last(asked, target), target.quote if target else "")

    def go_on(self, asked: ChatQuestion, scope: Scope, last: int, quote: str = "") -> Continued:
        """Return the conversation that ends in the stored answer `last`."""
        earlier = self._context.answers.conversation(last, MAX_TURNS) if last else []
        last = earlier[-1].id if earlier else 0
        state = self._dialogues.find(asked, last)
        turns = [self._turn(each) for each in earlier]
        if earlier:
            state = replace(state, last=self._context.restore_answer(earlier[-1]))
        if quote and turns:
            turns[-1] = _about(turns[-1], quote)
        chat = self._context.library.chat(scope, turns, state, person=person_of(asked))
        return Continued(chat, last)

    def keep(self, asked: ChatQuestion, continued: Continued) -> None:
        """Remember what a reply that is no answer changed about a conversation."""
        self._dialogues.keep(asked, continued.last, continued.chat.state)

    def _last(self, asked: ChatQuestion, target: ReplyTarget | None) -> int:
        """Return the id of the answer that a question goes on from, 0 if it stands alone."""
        answers = self._context.answers
        earlier = answers.find_by_question(asked.chat, asked.message)
        if earlier is not None:
            return earlier.follows
        if target is None:
            return answers.latest(asked.chat, asked.thread)
        if not target.message:
            return 0
        if (shown := answers.after(asked.chat, target.message)) is not None:
            return shown
        if (question := answers.find_by_question(asked.chat, target.message)) is not None:
            return question.id
        if self._is_copy(asked, target):
            return target.answer
        # An answer that was deleted since, or no answer: nothing is known of what it says.
        return 0 if target.is_bots else answers.latest(asked.chat, asked.thread)

    def _is_copy(self, asked: ChatQuestion, target: ReplyTarget) -> bool:
        """Return whether a message shows an answer of the chat, as its buttons say.

        Of a message that Telegram took, and whose confirmation was lost or came after the end
        of the process, nothing else is known: the answer was sent again, in another message.
        """
        stored = self._context.answers.get(target.answer) if target.answer else None
        if stored is None or stored.asked.chat != asked.chat:
            return False
        # Where the question was edited since, the answer is another than what is replied to.
        answer = self._turn(stored).answer or ""
        return answer.partition("\n")[0] in target.text

    def _turn(self, stored: StoredAnswer) -> Turn:
        versions = partial(self._context.article_version, stored.asked.chat)
        texts = answer_texts(stored.answer, versions)
        return Turn(stored.asked.resolved, texts.answer, texts.quote, texts.article)


def person_of(asked: ChatQuestion) -> str:
    """Return for whom a model writes: a person, or a chat in whose name people write."""
    is_person = asked.asker is not None and asked.asker not in _OF_TELEGRAM
    return f"telegram:{asked.asker if is_person else asked.chat}"


class _Dialogues:
    """The states of the latest dialogues, in memory, each after a stored answer."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._states: OrderedDict[tuple[int, int, int], DialogueState] = OrderedDict()

    def keep(self, asked: ChatQuestion, answer: int, state: DialogueState) -> None:
        """Remember the state after the stored answer `answer`, without that answer's texts."""
        key = asked.chat, asked.thread, answer
        with self._lock:
            self._states[key] = replace(state, last=None)
            self._states.move_to_end(key)
            while len(self._states) > _DIALOGUES:
                self._states.popitem(last=False)

    def find(self, asked: ChatQuestion, answer: int) -> DialogueState:
        """Return what is remembered after the stored answer; a new state where nothing is."""
        with self._lock:
            new = DialogueState(shown=1 if answer else 0)
            return self._states.get((asked.chat, asked.thread, answer), new)


def reply_target(message: Message) -> ReplyTarget | None:
    """Return what a message replies to; None if it is no reply.

    A message in a topic that replies to nothing comes as a reply to the topic's
    beginning. A reply to another topic of the same chat comes as an external one, and so
    does one to another chat, of which nothing is known here.
    """
    quote = message.quote.text if message.quote is not None and message.quote.is_manual else ""
    replied, external = message.reply_to_message, message.external_reply
    if replied is not None and replied.forum_topic_created is None:
        author = replied.from_user
        is_sent = author is not None and author.id == message.get_bot().id
        # Only the bot's own buttons name one of its answers.
        answer = id_under(replied.reply_markup, ANSWER) if is_sent else 0
        text = replied.text or replied.caption or ""
        is_bots = is_sent or is_own_card(replied)
        return ReplyTarget(replied.message_id, is_bots, quote, answer, text)
    if external is None:
        return None
    is_here = external.chat is not None and external.chat.id == message.chat_id
    return ReplyTarget((external.message_id or 0) if is_here else 0, quote=quote)


def _about(turn: Turn, quote: str) -> Turn:
    """Return the turn as if the quoted part alone had been its answer."""
    is_within = turn.quote is not None and quote in turn.quote
    return replace(turn, answer=quote, quote=turn.quote if is_within else quote)
