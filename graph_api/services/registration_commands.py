"""What can be asked of a line's registrations: the commands of registering, as values."""

from dataclasses import dataclass
from enum import StrEnum

from graph_api.domain.documents import DocumentKind


class ScanMode(StrEnum):
    """What a scan does with the number (R3)."""

    ADD = "ADD"
    REMOVE = "REMOVE"


class ListMode(StrEnum):
    """Whether a list is taken whole, or each entry for itself."""

    ALL_OR_NOTHING = "ALL_OR_NOTHING"
    EACH = "EACH"


@dataclass(frozen=True, slots=True)
class LineRef:
    """A line of a slip or of an invoice, by its kind of document and id."""

    kind: DocumentKind
    id: str


@dataclass(frozen=True, slots=True)
class RegisterSerials:
    """Numbers as a list, typed in one text with ranges in it, or in a file that was uploaded: exactly one of them."""

    line: LineRef
    serials: tuple[str, ...] | None = None
    mode: ListMode = ListMode.ALL_OR_NOTHING
    typed: str | None = None
    uploaded: str | None = None


@dataclass(frozen=True, slots=True)
class ScanSerial:
    """What a scanner sent, raw."""

    line: LineRef
    scan: str
    mode: ScanMode


@dataclass(frozen=True, slots=True)
class RegisterNotReadable:
    """Items whose numbers cannot be read (R4)."""

    line: LineRef
    count: int


@dataclass(frozen=True, slots=True)
class ChangeChoice:
    """Registrations by id: chosen and given back on an invoice of slips, or taken off a draft."""

    line: LineRef
    add: tuple[str, ...]
    remove: tuple[str, ...]
