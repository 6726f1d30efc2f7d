"""Who may use the bot, by the settings and the operators' decisions.

Does not know updates, nor what happens to those who are kept out.
"""

from dataclasses import dataclass, field

from qa_bot.channels.telegram.storage.admissions import Admissions


@dataclass(frozen=True)
class AccessSettings:
    """The settings on access.

    `open` admits everyone. `allowed` holds ids of people (positive) and of groups
    and channels (negative), `operators` ids of people.
    """

    open: bool = False
    allowed: frozenset[int] = field(default_factory=frozenset)
    operators: frozenset[int] = field(default_factory=frozenset)


class AccessPolicy:
    """Settings and decisions combined; denies unless something allows.

    Every method reads the state database, so it blocks.
    """

    def __init__(self, settings: AccessSettings, admissions: Admissions) -> None:
        self.settings = settings
        self.admissions = admissions

    def operators(self) -> frozenset[int]:
        """Return the ids of the people who may admit others."""
        return self.settings.operators | {each.id for each in self.admissions.operators()}

    def is_operator(self, person: int | None) -> bool:
        """Return whether a person may admit others."""
        if person is None:
            return False
        return person in self.settings.operators or self.admissions.is_operator(person)

    def is_allowed(self, person: int | None, chat: int | None) -> bool:
        """Return whether a person may use the bot in a chat; None where an update has none.

        A denied person is kept out everywhere. A group or channel is admitted as a
        whole: in one that is not, only operators may use the bot.
        """
        if self.is_operator(person):
            return True
        if person is not None and self.admissions.decision(person) is False:
            return False
        peer = person if chat is None else chat
        return peer is not None and self._is_admitted(peer)

    def _is_admitted(self, peer: int) -> bool:
        decision = self.admissions.decision(peer)
        if decision is not None:
            return decision
        ids = {peer, self.admissions.original_id(peer)}
        return self.settings.open or bool(ids & self.settings.allowed)
