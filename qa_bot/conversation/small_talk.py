"""Greetings, thanks and farewells, which are no questions."""

from qa_bot.i18n import wording


def small_talk_reply(message: str) -> str | None:
    """Return the reply to a greeting, thanks or farewell; None for any other message."""
    plain = " ".join(message.lower().strip(" .!?,…").split())
    replies = wording.SMALL_TALK.items()
    return next((reply for reply, messages in replies if plain in messages), None)
