"""A refusal, as the Bot API words it."""

from typing import Any


class ApiError(Exception):
    """An answer that is not ok; the HTTP status is its code."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(f"{code} {description}")
        self.code, self.description, self.parameters = code, description, parameters

    def envelope(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        return body | ({"parameters": self.parameters} if self.parameters else {})


def bad(description: str) -> ApiError:
    """A request that cannot be carried out as it is."""
    return ApiError(400, f"Bad Request: {description}")
