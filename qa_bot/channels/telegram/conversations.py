"""One dialogue per chat, the least recently used let go.

Knows chat ids and how to make a dialogue. Does not know what is said in it.
"""

from collections import OrderedDict
from collections.abc import Callable

from qa_bot.dialogue import Dialogue


class Conversations:
    """The dialogues of the chats that wrote last."""

    def __init__(self, new_dialogue: Callable[[], Dialogue], max_chats: int) -> None:
        self._new = new_dialogue
        self._max = max_chats
        self._by_chat: OrderedDict[int, Dialogue] = OrderedDict()

    def of(self, chat_id: int) -> Dialogue:
        """The chat's dialogue, made on first use."""
        dialogue = self._by_chat.get(chat_id)
        if dialogue is None:
            dialogue = self._by_chat[chat_id] = self._new()
        self._by_chat.move_to_end(chat_id)
        if len(self._by_chat) > self._max:
            self._by_chat.popitem(last=False)
        return dialogue

    def __len__(self) -> int:
        return len(self._by_chat)
