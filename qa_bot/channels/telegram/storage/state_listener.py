"""What a worker waits with for what other workers announce in the state's database."""

from qa_bot.channels.telegram.storage.postgres_state import SCHEMA, SETTING, state_error
from qa_bot.postgres.listener import PostgresListener
from qa_bot.server_url import ServerUrl


def state_listener(url: ServerUrl, channel: str) -> PostgresListener:
    """Return a listener on a channel; it connects when it is first used, and raises StateError."""
    return PostgresListener(url.reveal(), SCHEMA, channel, state_error, setting=SETTING)
