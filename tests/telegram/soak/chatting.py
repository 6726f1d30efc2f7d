"""What the people of one chat do in the soak: upload, ask, wait for the answers.

Knows one chat's plan. Does not know faults, nor what the others do.
"""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.telegram.bot_api import BotApi, Group, Person, Seen
from tests.telegram.soak.facts import SHARED, Fact, article, values

_BURST = 3
PER_UPLOAD = 8
# A person sends a file again that the bot says it could not take, or says nothing about.
_TRIES = 4

Done = Callable[[], None]


@dataclass
class Record:
    """What became of what one chat did."""

    chat: int
    asked: list[Fact] = field(default_factory=list)
    uploads: int = 0
    repeated: int = 0
    never_taken: list[str] = field(default_factory=list)


class Chatting(threading.Thread):
    """A chat that goes through its plan: uploads of its own facts among questions."""

    def __init__(
        self, api: BotApi, chat: Person | Group, plan: "Plan", seed: int, done: Done
    ) -> None:
        super().__init__(name=f"chat {chat.id}", daemon=True)
        self.record = Record(chat.id)
        self._world, self._chat, self._plan, self._done = api.world, chat, plan, done
        self._random = random.Random(f"{seed}/{chat.id}")

    def run(self) -> None:
        """Until the plan is done; what does not come in time is left unanswered."""
        for number in range(self._plan.uploads):
            facts = [Fact(self._chat.id, number * PER_UPLOAD + n) for n in range(PER_UPLOAD)]
            if self._upload(f"Masts of {self._chat.id}, part {number}", facts):
                self._ask(facts)
            self._done()
        shared = [Fact(SHARED, n) for n in range(self._plan.shared)]
        self._ask(self._random.sample(shared, self._plan.from_shared))

    def _upload(self, title: str, facts: list[Fact]) -> bool:
        self.record.uploads += 1
        for _ in range(_TRIES):
            if self._try_upload(title, article(title, facts).encode()):
                return True
            self.record.repeated += 1
        self.record.never_taken.append(title)
        return False

    def _try_upload(self, title: str, content: bytes) -> bool:
        before = len(self._chat.seen)
        self._chat.uploads(f"{title}.txt", content, mime="text/plain")
        if isinstance(self._chat, Group):
            own = [seen for seen in self._chat.seen if seen.file is not None]
            self._chat.replies("/add", own[-1])
        return self._comes(lambda: self._taken(title, before), self._plan.patience_s)

    def _taken(self, title: str, before: int) -> bool:
        told = (seen for seen in self._chat.seen[before:] if seen.sender == "bot")
        return any(title in seen.text and "%" not in seen.text for seen in told)

    def _ask(self, facts: list[Fact]) -> None:
        left = list(facts)
        while left:
            burst = [left.pop(0) for _ in range(min(len(left), self._random.randint(1, _BURST)))]
            for fact in burst:
                self._says(fact.question)
                self.record.asked.append(fact)
            self._comes(lambda burst=burst: self._answered(burst), self._plan.patience_s)
            for _ in burst:
                self._done()

    def _says(self, question: str) -> None:
        self._chat.says(f"/ask {question}" if isinstance(self._chat, Group) else question)

    def _answered(self, facts: list[Fact]) -> bool:
        shown = {value for seen in self._world.posted[self._chat.id] for value in answered(seen)}
        return all(fact.value in shown for fact in facts)

    def _comes(self, condition: Callable[[], bool], timeout: float) -> bool:
        with self._world.changed:
            return self._world.changed.wait_for(condition, timeout)


@dataclass(frozen=True)
class Plan:
    """How much each chat does; `shared` is how many facts everyone may ask for."""

    uploads: int
    from_shared: int
    shared: int
    patience_s: float = 120.0

    @property
    def steps(self) -> int:
        """How many uploads and questions that is, for one chat."""
        return self.uploads * (1 + PER_UPLOAD) + self.from_shared


def answered(seen: Seen) -> list[str]:
    """The values that a message gives as its answer: those in its first bold words.

    What other articles say stands below, with bold words too.
    """
    bold = [each for each in seen.entities if each["type"] == "bold"][:1]
    return [value for each in bold for value in values(seen.part(each))]
