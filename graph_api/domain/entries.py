"""Refusals of what was scanned or typed, before anything is looked up. Source: rules R3 and R6."""

from dataclasses import dataclass
from typing import Annotated

from graph_api.domain.outcomes import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidSerial(Refusal):
    """A text that is no serial number (R6)."""

    rule = "R6"
    value: Annotated[str, "What was given, shortened to 40 characters and escaped."]
    problem: Annotated[str, "What is wrong with it."]

    @property
    def message(self) -> str:
        return f"“{self.value}” is no serial number: {self.problem}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanNotUnderstood(Refusal):
    """A scan that claims to be GS1 data and cannot be read as such (R3)."""

    rule = "R3"
    scan: Annotated[str, "What was scanned, shortened to 40 characters and escaped."]
    problem: Annotated[str, "What is wrong with it."]

    @property
    def message(self) -> str:
        return f"The scan “{self.scan}” cannot be read ({self.problem}): scan again, or type the serial number."


@dataclass(frozen=True, slots=True, kw_only=True)
class AnotherProduct(Refusal):
    """A scan whose GTIN is of another product than the line's (R6)."""

    rule = "R6"
    gtin: Annotated[str, "The GTIN that was scanned, as 14 digits."]
    scanned_product: Annotated[str | None, "The product that carries it; null where none does."] = None
    product: Annotated[str, "The line's product."]

    @property
    def message(self) -> str:
        scanned = "a product that is not set up" if self.scanned_product is None else self.scanned_product
        return f"The scan is of {scanned} (GTIN {self.gtin}); this line is for {self.product}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTooLong(Refusal):
    """More entries than one call takes, or none (R2)."""

    rule = "R2"
    length: Annotated[int, "How many were given."]
    longest: Annotated[int, "How many one call takes."]

    @property
    def message(self) -> str:
        return f"One call takes 1 to {self.longest} entries, not {self.length}: send several calls for more."


EntryRefusal = InvalidSerial | ScanNotUnderstood | AnotherProduct | ListTooLong
