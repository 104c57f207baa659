"""
What a decision may say besides its effect: refusals, which stop it, and notices, which do not.

Both are values that carry typed facts, so that a client can translate them. Every refusal names its rule and the
input that it is about; a decision returns all of them at once.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Annotated, ClassVar

Path = tuple[str, ...]
"""The way into the input: `("lines", "2", "quantity")`, places in lists counted from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(ABC):
    """Why nothing was changed."""

    rule: ClassVar[str]
    path: Path = ()

    @property
    @abstractmethod
    def message(self) -> str:
        """One sentence that says what is wrong, and where it helps, what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownRecord(Refusal):
    """An id or a number that nothing carries."""

    rule = "D12"
    kind: Annotated[str, "What was looked for: product, customer, sales order, slip line …"]
    key: Annotated[str, "The id or number that was given."]

    @property
    def message(self) -> str:
        return f"There is no {self.kind} {self.key}."


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidValue(Refusal):
    """A value that cannot be taken as it is."""

    rule = "D12"
    value: Annotated[str, "What was given, shortened to 40 characters and with control characters escaped."]
    expected: Annotated[str, "What would be taken."]

    @property
    def message(self) -> str:
        return f"{self.value!r} cannot be taken: expected {self.expected}."


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPermitted(Refusal):
    """The caller's roles do not carry the duty that the operation asks for (S1 to S4)."""

    rule = "S1"
    duty: Annotated[str, "The duty that is missing."]

    @property
    def message(self) -> str:
        return f"This needs the duty “{self.duty}”. Ask an administrator for a role that carries it."


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyReused(Refusal):
    """An idempotency key that already stands for another request."""

    rule = "D7"
    idempotency_key: Annotated[str, "The key that was sent."]

    @property
    def message(self) -> str:
        return f"The idempotency key {self.idempotency_key} was used for another request: send a new key."


CommonRefusal = UnknownRecord | InvalidValue | NotPermitted | KeyReused


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that the caller should hear although it stopped nothing (R3, R7)."""

    code: str
    rule: str
    message: str
    path: Path = ()
