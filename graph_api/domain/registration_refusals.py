"""What may be said against registering a serial number, or choosing it. Source: rules R2, R3, R5, R6, T2, D11."""

from dataclasses import dataclass
from typing import Annotated

from graph_api.domain.documents import DocumentKind
from graph_api.domain.drafts import NotADraft
from graph_api.domain.outcomes import Refusal
from graph_api.domain.tracking import CatchWeightExcluded


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityExceeded(Refusal):
    """A call that would take a line over its quantity is refused whole (R2)."""

    rule = "R2"
    line_id: Annotated[str, "The line."]
    document_kind: Annotated[DocumentKind, "The kind of document that the line is on."]
    quantity: Annotated[int, "The line's quantity in pieces."]
    registered: Annotated[int, "Registrations on it now, blanks included."]
    attempted: Annotated[int, "Registrations that the call would have added."]

    @property
    def message(self) -> str:
        free = max(self.quantity - self.registered, 0)
        return (
            f"The line has {self.registered} of {self.quantity} registered: {free} more fit, not {self.attempted}. "
            "Nothing was registered."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TakesNoSerials(Refusal):
    """A product whose group is not active in the sales process takes no registration (T2)."""

    rule = "T2"
    product: Annotated[str, "The product's number."]
    line_id: Annotated[str, "The line."]
    document_kind: Annotated[DocumentKind, "The kind of document that the line is on."]
    position: Annotated[int, "Its position on the document, counted from 1."]

    @property
    def message(self) -> str:
        return (
            f"{self.product} has no tracking dimension group that is active in the sales process: nothing to register."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StandsElsewhere(Refusal):
    """A unit is sold at most once at a time (R5)."""

    rule = "R5"
    serial_number: Annotated[str, "The number, as first entered."]
    document: Annotated[str, "The document that it stands on."]
    line_id: Annotated[str, "The line that it stands on."]
    document_kind: Annotated[DocumentKind, "The kind of document that the line is on."]

    @property
    def message(self) -> str:
        return f"{self.serial_number} already stands on {self.document}: take it off there, or check the label."


@dataclass(frozen=True, slots=True, kw_only=True)
class DoesNotFit(Refusal):
    """A number that does not fit the product's pattern (R6)."""

    rule = "R6"
    serial_number: Annotated[str, "The number that was given."]
    pattern: Annotated[str, "The pattern that the product's serial numbers have."]

    @property
    def message(self) -> str:
        return f"{self.serial_number} does not look like a serial number of this product ({self.pattern})."


@dataclass(frozen=True, slots=True, kw_only=True)
class NotASerial(Refusal):
    """A code that is something else: the product's own, a document's number, a package code (R6)."""

    rule = "R6"
    serial_number: Annotated[str, "What was scanned or typed."]
    what: Annotated[str, "What it is."]

    @property
    def message(self) -> str:
        return f"{self.serial_number} is {self.what}, not a serial number: scan the serial number's own code."


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOnTheSlip(Refusal):
    """An invoice of slips chooses among the slips' registrations (R3)."""

    rule = "R3"
    serial_number: Annotated[str, "The number that is on none of them."]

    @property
    def message(self) -> str:
        return f"{self.serial_number} does not stand on the packing slip line that this invoice line bills."


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenElsewhere(Refusal):
    """A registration is chosen by one invoice at a time (D11)."""

    rule = "D11"
    serial_number: Annotated[str, "The number, or “Not readable”."]
    invoice: Annotated[str, "The invoice that has it."]

    @property
    def message(self) -> str:
        return f"{self.serial_number} is already on invoice {self.invoice}."


RegistrationRefusal = (
    QuantityExceeded
    | TakesNoSerials
    | StandsElsewhere
    | DoesNotFit
    | NotASerial
    | NotOnTheSlip
    | ChosenElsewhere
    | NotADraft
    | CatchWeightExcluded
)
