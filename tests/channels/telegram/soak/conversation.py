"""The conversation of one chat in the soak: uploads, questions, and actions on the answers.

Knows one chat's plan. Does not know faults, nor other chats.
"""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import BotApi, Group, Person
from tests.channels.telegram.soak.actions import ActionRunner, Acts, answered
from tests.channels.telegram.soak.facts import SHARED, Fact, article

_BURST = 3
# Added to the id of a basic group for that of its supergroup.
_SUPERGROUPS = -1000000000000
_PICTURE = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
PER_UPLOAD = 8
# A person sends a file again that the bot says it could not take, or says nothing about.
_TRIES = 4
# How the bot begins to say that an article is in the library.
_TAKEN = (wording.ADDED, wording.UNCHANGED, wording.UPDATED)

Done = Callable[[], None]


@dataclass
class Record:
    """The outcome of one chat's plan; `moved_to` is its id since it became a supergroup."""

    chat: int
    acts: Acts
    moved_to: int | None = None
    asked: list[Fact] = field(default_factory=list)
    uploads: int = 0
    repeated: int = 0
    never_taken: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)


class ConversationRunner(threading.Thread):
    """Runs one chat's plan: uploads of its own facts among questions."""

    def __init__(
        self, api: BotApi, chat: Person | Group, plan: "Plan", seed: int, done: Done
    ) -> None:
        super().__init__(name=f"chat {chat.id}", daemon=True)
        self._world, self._chat, self._plan, self._done = api.world, chat, plan, done
        self._random = random.Random(f"{seed}/{chat.id}")
        self._actions = ActionRunner(api.world, chat, self._comes, self._random)
        self.record = Record(chat.id, self._actions.acts)
        self._answers: list[Fact] = []
        self._captioned: set[Fact] = set()
        shared = [Fact(SHARED, n) for n in range(plan.shared)]
        self._shared = self._random.sample(shared, plan.from_shared)
        self._others = [fact for fact in shared if fact not in self._shared]

    def run(self) -> None:
        """Run until the plan is done; what is not answered in time counts as unanswered."""
        for number in range(self._plan.uploads):
            facts = [Fact(self._chat.id, number * PER_UPLOAD + n) for n in range(PER_UPLOAD)]
            if self._upload(f"Masts of {self._chat.id}, part {number}", facts):
                self._ask(facts)
            self._done()
        if isinstance(self._chat, Group) and self._chat.is_basic:
            self._migrate(self._shared[:_BURST])
            self._ask(self._shared[_BURST:])
        else:
            self._ask(self._shared)

    def _migrate(self, facts: list[Fact]) -> None:
        """Ask in a basic group and let it become a supergroup before all is answered."""
        assert isinstance(self._chat, Group)
        old = self._chat.id
        for fact in facts:
            self._say(fact)
        self._chat = self._chat.migrates(_SUPERGROUPS + old)
        self.record.moved_to = self._chat.id
        self._answers.clear()
        self._actions.move(self._chat)
        self._comes(lambda: self._answered(facts))
        for _ in facts:
            self._done()

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
        lost = wording.FILE_LOST.format(name=f"{title}.txt")
        self._comes(lambda: self._is_told(title, before, (*_TAKEN, lost)))
        return self._is_told(title, before, _TAKEN)

    def _is_told(self, title: str, before: int, beginnings: tuple[str, ...]) -> bool:
        told = (seen for seen in self._chat.seen[before:] if seen.sender == "bot")
        return any(title in seen.text and seen.text.startswith(beginnings) for seen in told)

    def _ask(self, facts: list[Fact]) -> None:
        left = list(facts)
        while left:
            burst = [left.pop(0) for _ in range(min(len(left), self._random.randint(1, _BURST)))]
            for fact in burst:
                self._say(fact)
            if self._comes(lambda burst=burst: self._answered(burst)):
                self._answers += burst
                self._note_order(burst)
                self._act(burst[-1])
            for _ in burst:
                self._done()

    def _say(self, fact: Fact) -> None:
        """Ask for a fact: now and then under a picture, or in the name of the group."""
        self.record.asked.append(fact)
        is_odd = self._random.random() < self._plan.acts
        if not is_odd:
            self._chat.says(self._asked(fact))
        elif isinstance(self._chat, Group):
            self._chat.anonymous().says(self._asked(fact))
        else:
            self._captioned.add(fact)
            self._chat.sends("photo", _PICTURE, caption=fact.question)

    def _act(self, fact: Fact) -> None:
        """Now and then, do something with the latest answer or an older one."""
        if self._random.random() >= self._plan.acts:
            return
        acts = ["look around", "read on", "vote", "edit", "reply", "reply"]
        if isinstance(self._chat, Person):
            acts += ["ask from elsewhere", "forward"]
        match self._random.choice(acts):
            case "look around":
                self._actions.looks_around(fact)
            case "read on":
                self._actions.reads_on(self._random.choice(self._answers))
            case "vote":
                self._actions.votes(self._random.choice(self._answers))
            case "edit":
                self._edit(fact)
            case "reply":
                self._reply(self._random.choice(self._answers))
            case "forward":
                self._forward()
            case "ask from elsewhere":
                self._actions.asks_from_elsewhere(fact)

    def _reply(self, fact: Fact) -> None:
        self.record.asked.append(fact.detail)
        self._actions.replies_to(fact)

    def _forward(self) -> None:
        other = self._others.pop()
        self.record.asked.append(other)
        if self._actions.forwards(other):
            self._answers.append(other)

    def _edit(self, fact: Fact) -> None:
        if self._actions.has_voted(fact) or fact in self._captioned:
            return
        other = self._others.pop()
        for facts in (self._answers, self.record.asked):
            facts.remove(fact)
        self.record.asked.append(other)
        if self._actions.edits(fact, other, self._asked(other)):
            self._answers.append(other)

    def _asked(self, fact: Fact) -> str:
        return f"/ask {fact.question}" if isinstance(self._chat, Group) else fact.question

    def _answered(self, facts: list[Fact]) -> bool:
        chats = (self.record.chat, self._chat.id)
        posted = [seen for chat in chats for seen in self._world.posted[chat]]
        shown = {value for seen in posted for value in answered(seen)}
        return all(fact.value in shown for fact in facts)

    def _note_order(self, burst: list[Fact]) -> None:
        """Note where questions that were asked one after the other were not answered so."""
        posted = self._world.posted[self._chat.id]
        shown = [value for seen in posted for value in answered(seen)]
        # What was asked before the group became a supergroup is answered there.
        first = [shown.index(fact.value) for fact in burst if fact.value in shown]
        if first != sorted(first):
            self.record.out_of_order += [f"{self._chat.id}: {fact.question}" for fact in burst]

    def _comes(self, condition: Callable[[], bool]) -> bool:
        with self._world.changed:
            return self._world.changed.wait_for(condition, self._plan.patience_s)


@dataclass(frozen=True)
class Plan:
    """How much each chat does; `shared` is how many facts everyone may ask for.

    `acts` is the share of answers with which people do something. `patience_s`
    ends the wait for what never comes, and nothing else.
    """

    uploads: int
    from_shared: int
    shared: int
    acts: float
    patience_s: float = 300.0

    @property
    def steps(self) -> int:
        """Return the number of uploads and questions of one chat."""
        return self.uploads * (1 + PER_UPLOAD) + self.from_shared
