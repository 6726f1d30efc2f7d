"""What people do with their answers: press buttons, edit questions, ask inline.

Knows the expected outcome of each action, and records the wrong ones. Does not know
faults, nor other chats.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from qa_bot.channels.telegram.views.keyboards import BAD, GOOD
from qa_bot.i18n import wording
from tests.channels.telegram.bot_api import Group, Person, Seen, World
from tests.channels.telegram.soak.facts import FOLLOW_UP, SHARED, Fact, values

Comes = Callable[[Callable[[], bool]], bool]
Here = Person | Group


@dataclass
class Acts:
    """The actions of a chat; `wrong` lists those without the expected outcome."""

    presses: int = 0
    edits: int = 0
    queries: int = 0
    replies: int = 0
    forwards: int = 0
    votes: list[tuple[str, bool]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class ActionRunner:
    """Acts for one chat's people; `comes` waits for a condition and returns whether it held."""

    def __init__(self, world: World, chat: Here, comes: Comes, chance: random.Random) -> None:
        self.acts = Acts()
        self._world, self._chat, self._comes, self._random = world, chat, comes, chance
        self._voted: set[Fact] = set()

    def move(self, chat: Here) -> None:
        """Act in a chat that the former one has become."""
        self._chat = chat

    def looks_around(self, fact: Fact) -> None:
        """Turn to the passages of an answer and back."""
        shown = self._answer(fact)
        before = shown.text
        self._press(wording.MORE_PASSAGES, shown)
        self._expect(shown.text != before, f"no passages of {fact.question}")
        self._back(shown, before)

    def reads_on(self, fact: Fact) -> None:
        """Read the paragraph around an answer, however old, by a button that is gone too."""
        shown = self._answer(fact)
        before = shown.text
        for press in (self._press, self._press_stale):
            press(wording.FULL_PARAGRAPH, shown)
            self._expect(fact.sentence in shown.text, f"not the paragraph of {fact.question}")
        self._back(shown, before)

    def has_voted(self, fact: Fact) -> bool:
        """Return whether there is a vote on the answer to a fact."""
        return fact in self._voted

    def votes(self, fact: Fact) -> None:
        """Vote on an answer, once."""
        if fact in self._voted:
            return
        self._voted.add(fact)
        good = self._random.random() < 0.5
        said = self._press(GOOD if good else BAD, self._answer(fact))
        self._expect(said == wording.THANKS_FOR_FEEDBACK, f"a vote on {fact.question}: {said}")
        self.acts.votes.append((fact.question, good))

    def edits(self, fact: Fact, other: Fact, text: str) -> bool:
        """Ask for another fact in the same message; its answer belongs in the same place.

        Whether it was answered at all.
        """
        mine = [seen for seen in self._chat.seen if seen.sender != "bot"]
        asking = next(seen for seen in mine if seen.text.endswith(fact.question))
        self.acts.edits += 1
        self._chat.edits(text, asking)
        came = self._comes(lambda: bool(self._answers(other)))
        again = came and any("edit_date" in seen.raw for seen in self._answers(other))
        self._expect(again, f"{fact.question} edited was not answered in its place")
        return came

    def replies_to(self, fact: Fact) -> bool:
        """Ask a follow-up in reply to the answer of a fact, however old; whether it was answered.

        Only the detail of the same fact is an answer to it.
        """
        self.acts.replies += 1
        before = len(self._answers(fact.detail))
        self._chat.replies(FOLLOW_UP, self._answer(fact))
        came = self._comes(lambda: len(self._answers(fact.detail)) > before)
        self._expect(came, f"a reply to {fact.question} was not answered from there")
        return came

    def forwards(self, fact: Fact) -> bool:
        """Forward a question, and tell the bot that it is one; whether it was answered."""
        self.acts.forwards += 1
        before = len(self._offers())
        self._chat.forwards(fact.question)
        if not self._comes(lambda: len(self._offers()) > before):
            self.acts.wrong.append(f"{self._chat.id}: {fact.question} forwarded was not offered")
            return False
        self._press(wording.IS_QUESTION, self._offers()[-1])
        return self._comes(lambda: bool(self._answers(fact)))

    def _offers(self) -> list[Seen]:
        posted = self._world.posted[self._chat.id]
        return [seen for seen in posted if wording.IS_QUESTION in seen.labels]

    def asks_from_elsewhere(self, fact: Fact) -> None:
        """Ask by the bot's name in another chat: the first card answers, none tells too much."""
        assert isinstance(self._chat, Person)
        self.acts.queries += 1
        query = self._chat.queries(fact.question)
        if not self._comes(lambda: query in self._world.inline_answers):
            self.acts.wrong.append(f"{self._chat.id}: no cards for {fact.question}")
            return
        cards = [str(card) for card in self._world.inline_answers[query]["results"]]
        own = known(self._chat.id)
        self._expect(bool(cards) and fact.value in cards[0], f"another card: {fact.question}")
        self._expect(set(values(" ".join(cards))) <= own, f"cards of others: {fact.question}")

    def _answer(self, fact: Fact) -> Seen:
        return self._random.choice(self._answers(fact))

    def _answers(self, fact: Fact) -> list[Seen]:
        return [seen for seen in self._world.posted[self._chat.id] if fact.value in answered(seen)]

    def _back(self, shown: Seen, before: str) -> None:
        self._press(wording.TO_THE_ANSWER, shown)
        self._expect(shown.text == before, f"another answer than before: {shown.text!r}")

    def _press(self, label: str, shown: Seen) -> str | None:
        if label not in shown.labels:
            self.acts.wrong.append(f"{self._chat.id}: no button {label!r} under {shown.text!r}")
            return None
        return self._acknowledged(self._chat.taps(label, shown), label)

    def _press_stale(self, label: str, shown: Seen) -> str | None:
        return self._acknowledged(self._chat.taps_stale(label, shown), label)

    def _acknowledged(self, press: str, label: str) -> str | None:
        self.acts.presses += 1
        if not self._comes(lambda: press in self._world.toasts):
            self.acts.wrong.append(f"{self._chat.id}: {label!r} was not acknowledged")
            return None
        said: str | None = self._world.toasts[press].get("text")
        return said

    def _expect(self, held: bool, otherwise: str) -> None:
        if not held:
            self.acts.wrong.append(f"{self._chat.id}: {otherwise}")


def answered(seen: Seen) -> list[str]:
    """The values that a message gives as its answer: those in its first bold words.

    What other articles say stands below, with bold words too.
    """
    bold = [each for each in seen.entities if each["type"] == "bold"][:1]
    return [value for each in bold for value in values(seen.part(each))]


def known(chat: int) -> set[str]:
    """Return the values that a chat may be shown."""
    return {Fact(owner, number).value for owner in (chat, SHARED) for number in range(1000)}
