"""What a check of the library came to."""

from dataclasses import dataclass, field

_EXAMPLES = 5


@dataclass(slots=True)
class Check:
    """One claim about the library: how much was looked at, and what disproves it.

    `examples` are the first few of `problems`; `derived` says that the thing
    checked can be made again from the record, so that `--repair` mends it.
    `former` says that a former release of the model made the vectors, so that
    they were compared with more tolerance.
    """

    name: str
    derived: bool
    looked_at: int = 0
    problems: int = 0
    examples: list[str] = field(default_factory=list)
    former: bool = False

    def wrong(self, what: str) -> None:
        """Count a problem."""
        self.problems += 1
        if len(self.examples) < _EXAMPLES:
            self.examples.append(what)

    @property
    def sound(self) -> bool:
        """Whether nothing disproves the claim."""
        return self.problems == 0


@dataclass(frozen=True, slots=True)
class Report:
    """All checks of one library, made at one moment.

    `unsound` are the ids of the articles whose chunks or embeddings are wrong.
    """

    record: Check
    chunks: Check
    full_text: Check
    embeddings: Check
    model: Check
    vectors: Check
    unsound: set[str] = field(default_factory=set)

    def all(self) -> tuple[Check, ...]:
        """The checks, from the record to what is derived from what is derived."""
        return (
            *(self.record, self.chunks, self.full_text),
            *(self.embeddings, self.model, self.vectors),
        )

    @property
    def sound(self) -> bool:
        """Whether everything agrees."""
        return all(check.sound for check in self.all())
