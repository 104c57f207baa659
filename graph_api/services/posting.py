"""What posting a slip and posting an invoice have in common: the number, the day, and what its sales are held to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from graph_api.domain.documents import DocumentKind, DocumentState, OrderBook, sequence_number
from graph_api.domain.drafts import THE_DOCUMENT, NotADraft, NumberTaken, decide_day
from graph_api.domain.locked import LockedBook
from graph_api.domain.outcomes import Refusal, UnknownRecord
from graph_api.domain.versions import Candidates, HeldTo, held_to
from graph_api.services.inputs import read_optional_number, shown
from graph_api.services.performing import Ledger, Request


@dataclass(frozen=True, slots=True)
class PostDocument:
    """A draft to be posted: on which day (today where None), and under which number (its own, or the next)."""

    id: str
    day: date | None = None
    number: str | None = None


class Posting(Ledger, Protocol):
    """What posting needs of a transaction, whatever the document."""

    async def number_owner(self, kind: DocumentKind, number: str) -> str | None: ...
    async def next_of_sequence(self, kind: DocumentKind) -> int: ...
    async def find_versions(self, customer: str, products: Sequence[str]) -> Mapping[str, Candidates]: ...
    async def post(
        self,
        kind: DocumentKind,
        document_id: str,
        number: str,
        day: date,
        held: Mapping[str, HeldTo],
        now: datetime,
    ) -> None: ...


def not_in_its_book(locked: LockedBook | None, kind: DocumentKind, document_id: str) -> Refusal:
    """Why a document cannot be worked on: nobody knows its id, or it was discarded and left its order's book (D11)."""
    if locked is None:
        return UnknownRecord(kind=kind.words, key=shown(document_id), path=("id",))
    return NotADraft(document=f"draft {document_id}", state=DocumentState.DISCARDED.value, path=THE_DOCUMENT)


async def read_document_number(
    tx: Posting, kind: DocumentKind, document_id: str | None, number: str | None
) -> tuple[str | None, tuple[Refusal, ...]]:
    """A caller's number for a document: None where none was given; refused where it is another one's (D12)."""
    refusals: list[Refusal] = []
    read = read_optional_number(number, ("number",), refusals)
    if read is not None and not refusals:
        owner = await tx.number_owner(kind, read)
        if owner is not None and owner != document_id:
            refusals.append(NumberTaken(document_kind=kind, number=read, path=("number",)))
    return read, tuple(refusals)


async def next_number(tx: Posting, kind: DocumentKind) -> str:
    """The next free number of the kind's sequence; numbers that callers gave are stepped over (D12)."""
    while True:
        number = sequence_number(kind, await tx.next_of_sequence(kind))
        if await tx.number_owner(kind, number) is None:
            return number


def decide_document_day(
    book: OrderBook, request: Request, day: date, earliest: Iterable[date | None]
) -> Refusal | None:
    """A document's day: today or earlier, and not before what it builds on (W11)."""
    bounds = [each for each in earliest if each is not None]
    return decide_day(day, earliest=max([book.ordered_on, *bounds]), today=request.today)


async def sales_held_to(
    tx: Posting, book: OrderBook, lines: Mapping[str, str], day: date, now: datetime
) -> dict[str, HeldTo]:
    """
    What the sales that begin with a document are held to for good (W1, V1).

    Args:
        lines: The lines that start sales, each with its product.
    """
    if not lines:
        return {}
    found = await tx.find_versions(book.customer, sorted(set(lines.values())))
    return {
        line: held_to(product, book.customer, found.get(product, Candidates()), day, now)
        for line, product in lines.items()
    }
