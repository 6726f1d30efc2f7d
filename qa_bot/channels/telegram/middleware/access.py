"""Who may talk to the bot.

Knows settings and the operators' decisions. Does not know updates, nor what
becomes of those who are kept out.
"""

from dataclasses import dataclass, field

from qa_bot.channels.telegram.storage.admissions import Admissions


@dataclass(frozen=True)
class AccessSettings:
    """What the settings say about access.

    `open` lets everyone in. `allowed` holds ids of people (positive) and of
    groups and channels (negative), `operators` ids of people.
    """

    open: bool = False
    allowed: frozenset[int] = field(default_factory=frozenset)
    operators: frozenset[int] = field(default_factory=frozenset)


class Access:
    """Settings and decisions as one: closed unless something opens it."""

    def __init__(self, settings: AccessSettings, admissions: Admissions) -> None:
        self.settings = settings
        self.admissions = admissions

    def operators(self) -> frozenset[int]:
        """Those who may admit others."""
        return self.settings.operators | {each.id for each in self.admissions.operators()}

    def is_operator(self, person: int | None) -> bool:
        """Whether a person may admit others."""
        if person is None:
            return False
        return person in self.settings.operators or self.admissions.is_operator(person)

    def admits(self, person: int | None, chat: int | None) -> bool:
        """Whether a person may use the bot in a chat; None where an update has none.

        Someone denied stays out everywhere. A group or channel is admitted as
        a whole, and an admitted person does not bring the bot's answers into
        one that is not; operators may.
        """
        if self.is_operator(person):
            return True
        if person is not None and self.admissions.decision(person) is False:
            return False
        place = person if chat is None else chat
        return place is not None and self._is_let_in(place)

    def _is_let_in(self, place: int) -> bool:
        decision = self.admissions.decision(place)
        if decision is not None:
            return decision
        named = {place, self.admissions.home(place)} & self.settings.allowed
        return self.settings.open or bool(named)
