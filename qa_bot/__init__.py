"""qa_bot: ask questions of your own articles and trust the answer."""

from qa_bot.privacy import switch_off_telemetry

__version__ = "0.1.0"

switch_off_telemetry()
