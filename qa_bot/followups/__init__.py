"""Follow-ups: what a message means, given the turns before it."""

from qa_bot.followups.completing import complete
from qa_bot.followups.turns import Turn

__all__ = ["Turn", "complete"]
