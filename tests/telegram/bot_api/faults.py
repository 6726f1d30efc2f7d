"""Failures on command: which request fails next, and how."""

import threading
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Fault:
    """One way in which the next `times` requests of a method fail.

    `applied` carries the request out first, so that only its answer is lost;
    `held` delays the answer until the event is set; `cut` breaks the
    connection in place of an answer; otherwise `status` and `body` are it.
    """

    method: str
    status: int = 500
    body: dict[str, Any] | str = "Internal Server Error: restart"
    times: int = 1
    applied: bool = False
    cut: bool = False
    held: threading.Event | None = None

    @classmethod
    def error(cls, method: str, code: int, description: str, **more: Any) -> "Fault":
        """A well-formed refusal."""
        body = {"ok": False, "error_code": code, "description": description}
        parameters = more.pop("parameters", None)
        if parameters:
            body["parameters"] = parameters
        return cls(method, code, body, **more)

    @classmethod
    def flood(cls, method: str, retry_after: int, times: int = 1) -> "Fault":
        """Too many requests."""
        text = f"Too Many Requests: retry after {retry_after}"
        return cls.error(method, 429, text, times=times, parameters={"retry_after": retry_after})


@dataclass
class Faults:
    """The failures still to come; the first that fits a request is used."""

    changed: threading.Condition
    coming: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Let a request fail."""
        with self.changed:
            self.coming.append(fault)
            # An open long poll was begun before the fault: let it end, so that the next one fails.
            self.changed.notify_all()

    def take(self, method: str) -> Fault | None:
        """The failure meant for a request, if any."""
        with self.changed:
            fault = next((each for each in self.coming if each.method == method), None)
            if fault is not None:
                fault.times -= 1
                if fault.times == 0:
                    self.coming.remove(fault)
                self.changed.notify_all()
            return fault

    def wait_used(self, timeout: float = 30.0) -> None:
        """Wait until every failure has happened."""
        with self.changed:
            assert self.changed.wait_for(lambda: not self.coming, timeout), self.coming
