"""The report of a verification."""

from collections.abc import Iterable
from dataclasses import dataclass, field

# As many as a person reads.
_EXAMPLES = 5


@dataclass(slots=True)
class Check:
    """One claim about the library: how much was checked, and what disproves it.

    `examples` are the first of `problems`; `is_derived` says that the thing
    checked can be rebuilt from the record, so that `--repair` restores it.
    `former_release` says that a former release of the model made the vectors,
    so that they were compared with more tolerance.
    """

    name: str
    is_derived: bool
    checked: int = 0
    problems: int = 0
    examples: list[str] = field(default_factory=list)
    former_release: bool = False

    def add_problem(self, problem: str) -> None:
        """Count a problem."""
        self.problems += 1
        if len(self.examples) < _EXAMPLES:
            self.examples.append(problem)

    def add_problems(self, problems: Iterable[str]) -> None:
        """Count each of the problems."""
        for problem in problems:
            self.add_problem(problem)

    @property
    def is_sound(self) -> bool:
        """Whether nothing disproves the claim."""
        return self.problems == 0


@dataclass(frozen=True, slots=True)
class Report:
    """All checks of one library, made at one moment.

    `wrong_articles` are the ids of the articles whose chunks or embeddings are wrong.
    """

    record: Check
    chunks: Check
    full_text: Check
    embeddings: Check
    model: Check
    vectors: Check
    wrong_articles: set[str] = field(default_factory=set)

    def all(self) -> tuple[Check, ...]:
        """Return the checks, each after those of what it is derived from."""
        return (
            *(self.record, self.chunks, self.full_text),
            *(self.embeddings, self.model, self.vectors),
        )

    @property
    def is_sound(self) -> bool:
        """Whether everything agrees."""
        return all(check.is_sound for check in self.all())
