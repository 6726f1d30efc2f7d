"""In a group only admins may change its articles."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from telegram import Chat, ChatMemberAdministrator, ChatMemberMember, Message, User
from telegram.error import BadRequest, TimedOut

from qa_bot.channels.telegram.middleware.chat_admins import ChatAdmins

ADA, BEN = User(1, "Ada", False), User(2, "Ben", False)


@dataclass
class Telegram:
    """A bot with the two requests that show who is an admin."""

    admin: int = 1
    refusal: Exception | None = None
    asked: list[str] = field(default_factory=list)

    async def get_chat_member(self, chat: int, user: int) -> Any:
        self.asked.append(f"member {user}")
        if self.refusal is not None:
            raise self.refusal
        return self._member(user)

    async def get_chat_administrators(self, chat: int) -> Any:
        self.asked.append("administrators")
        return [self._member(self.admin)]

    def _member(self, user: int) -> Any:
        person = User(user, "Somebody", False)
        if user != self.admin:
            return ChatMemberMember(person)
        return ChatMemberAdministrator(person, *[False] * 14)


def asks(
    telegram: Telegram, user: User | None, message: Message | None = None, **chat: Any
) -> bool:
    return asyncio.run(_asks(ChatAdmins(), telegram, user, message, **chat))


async def _asks(
    admins: ChatAdmins,
    telegram: Any,
    user: User | None,
    message: Message | None = None,
    **chat: Any,
) -> bool:
    group = Chat(**({"id": -5, "type": Chat.SUPERGROUP} | chat))
    group.set_bot(telegram)
    return await admins.is_editor(group, user, message)


def test_group() -> None:
    """An admin may, another member may not, and nobody at all may not."""
    assert asks(Telegram(), ADA)
    assert not asks(Telegram(), BEN)
    assert not asks(Telegram(), None)


def test_private_chat() -> None:
    """In a private chat the person may, and Telegram is not asked."""
    telegram = Telegram()
    assert asks(telegram, BEN, id=2, type=Chat.PRIVATE)
    assert telegram.asked == []


@pytest.mark.parametrize(("sender", "is_admin"), [(-5, True), (-6, False)])
def test_anonymous_admin(sender: int, is_admin: bool) -> None:
    """A message in the name of the group is from an admin, one in another channel's name is not."""
    chat = Chat(-5, Chat.SUPERGROUP)
    message = Message(1, None, chat, sender_chat=Chat(sender, Chat.SUPERGROUP))  # type: ignore[arg-type]
    assert asks(Telegram(), User(1087968824, "Group", True), message) is is_admin


def test_hidden_members() -> None:
    """Where members are hidden, the list of admins decides."""
    telegram = Telegram(refusal=BadRequest("CHAT_ADMIN_REQUIRED"))
    assert asks(telegram, ADA)
    assert not asks(telegram, BEN)


def test_unanswered_request_denies(monkeypatch: pytest.MonkeyPatch) -> None:
    """When Telegram gives no answer after all retries, nobody may."""
    monkeypatch.setattr("qa_bot.channels.telegram.transport.delivery._RETRY_PAUSES_S", (0.0,))
    assert not asks(Telegram(refusal=TimedOut()), ADA)


def test_answer_is_cached_for_a_minute() -> None:
    """Telegram is asked once a minute for each person, so that a demoted admin loses the right."""
    now = [0.0]
    admins, telegram = ChatAdmins(lambda: now[0]), Telegram()

    async def story() -> None:
        for _ in range(3):
            assert await _asks(admins, telegram, ADA)
        assert telegram.asked == ["member 1"]
        telegram.admin = 2
        now[0] = 61.0
        assert not await _asks(admins, telegram, ADA)

    asyncio.run(story())
