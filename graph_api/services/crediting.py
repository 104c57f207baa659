"""Credit notes: a posted invoice is undone, whole or by whole lines (D10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from graph_api.domain.audit import ChainHead, Change, Json
from graph_api.domain.crediting import Credit, NotCreditable, decide_credit
from graph_api.domain.documents import DocumentKind, DocumentState, InvoiceFacts
from graph_api.domain.duties import Duty
from graph_api.domain.locked import LockedBook
from graph_api.domain.outcomes import Refusal, UnknownRecord
from graph_api.domain.replacing import days_of_coming
from graph_api.domain.views import CreditNoteView, DocumentView
from graph_api.services.ids import new_id
from graph_api.services.inputs import read_name, shown
from graph_api.services.performing import Done, Operation, Performed, Request, Writes, perform
from graph_api.services.posting import Posting, next_number, read_document_number
from graph_api.services.undoing import said_against
from graph_api.services.waiting import units_in_order

_INVOICE, _NOTE = DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE
_ACTION = "creditInvoice"


@dataclass(frozen=True, slots=True)
class CreditInvoice:
    """
    Lines of a posted invoice that are credited on a day (today where None), as they were at a version of the invoice.

    Attributes:
        lines: None for all that are not credited yet.
    """

    id: str
    version: int
    lines: tuple[str, ...] | None = None
    day: date | None = None
    number: str | None = None
    external_reference: str | None = None


@dataclass(frozen=True, slots=True)
class Credited:
    """A credit note with its invoice as it is since."""

    note: CreditNoteView
    invoice: DocumentView


class Crediting(Posting, Protocol):
    """What crediting needs of a transaction."""

    async def lock_order_of_invoice(self, invoice_id: str) -> LockedBook | None: ...
    async def credit_lines(self, credit: Credit, units: Sequence[str], day: date, now: datetime) -> None: ...
    async def create_credit_note(self, facts: Mapping[str, Any], credit: Credit, now: datetime) -> None: ...
    async def credit_notes(self, ids: Sequence[str]) -> dict[str, CreditNoteView]: ...
    async def documents_by_id(self, kind: DocumentKind, ids: Sequence[str]) -> dict[str, DocumentView]: ...


async def credit_invoice(
    graph: Writes[Crediting], audit_key: bytes, request: Request, command: CreditInvoice
) -> Performed[Credited]:
    """
    Credit a posted invoice, or lines of it.

    Units of a slip stand un-invoiced on it again. Without a slip their sale ends, and they wait for their order line's
    next document (D4).
    """

    async def story(tx: Crediting) -> Done | tuple[Refusal, ...]:
        locked = await tx.lock_order_of_invoice(command.id)
        invoice = None if locked is None else locked.book.invoice(command.id)
        if locked is None or invoice is None:
            return (_not_in_its_book(locked, command.id),)
        day = command.day or request.today
        number, taken = await read_document_number(tx, _NOTE, None, command.number)
        refusals = [*taken]
        reference = read_name(command.external_reference, ("externalReference",), refusals)
        credit, against = _decide(locked, invoice, request, command, day)
        if credit is None or against or refusals:
            return (*against, *refusals)
        ending = [(line.order_line_id, each) for line in credit.direct for each in line.registrations]
        await tx.credit_lines(credit, units_in_order(locked.book, ending), day, request.now)
        number = number or await next_number(tx, _NOTE)
        note_id = new_id()
        facts = {"id": note_id, "invoice": invoice.id, "number": number, "day": day, "reason": request.reason}
        await tx.create_credit_note({**facts, "externalReference": reference}, credit, request.now)
        after: Json = {"number": number, "day": day.isoformat(), "invoice": invoice.id, "lines": _lines(credit)}
        return Done(
            key=note_id,
            changes=(
                (note_id, ChainHead(), Change(_ACTION, None, after)),
                (invoice.id, locked.chain, _of_invoice(invoice, credit, number, day)),
            ),
        )

    operation = Operation(_ACTION, (Duty.MAINTAIN_DOCUMENTS,), command, story, _load)
    return await perform(graph, audit_key, request, operation)


async def _load(tx: Crediting, note_id: str) -> Credited | None:
    note = (await tx.credit_notes([note_id])).get(note_id)
    if note is None:
        return None
    return Credited(note, (await tx.documents_by_id(_INVOICE, [note.invoice_id]))[note.invoice_id])


def _not_in_its_book(locked: LockedBook | None, invoice_id: str) -> Refusal:
    """Why there is nothing to credit: nobody knows the id, or it is that of a discarded draft (D11)."""
    if locked is None:
        return UnknownRecord(kind=_INVOICE.words, key=shown(invoice_id), path=("id",))
    return NotCreditable(document=f"draft {invoice_id}", state=DocumentState.DISCARDED.value, path=("id",))


def _decide(
    locked: LockedBook, invoice: InvoiceFacts, request: Request, command: CreditInvoice, day: date
) -> tuple[Credit | None, tuple[Refusal, ...]]:
    """
    The credit, or everything that is said against it; the day lies between the invoice's and today (W11).

    Without a slip it ends sales: not before a unit came that stands in one of them for another (W7).
    """
    decided = decide_credit(invoice, command.lines)
    ending = [line for line in invoice.lines if line.slip_line_id is None]
    going = [line for line in ending if command.lines is None or line.id in command.lines]
    earliest = [invoice.day, *days_of_coming(each for line in going for each in line.registrations)]
    refusals = said_against(locked, request, (_INVOICE, invoice.name), command.version, day, earliest)
    return (decided, refusals) if isinstance(decided, Credit) else (None, (*refusals, *decided))


def _of_invoice(invoice: InvoiceFacts, credit: Credit, number: str, day: date) -> Change:
    after: Json = {"state": credit.state.value, "creditNote": number, "day": day.isoformat(), "lines": _lines(credit)}
    return Change(_ACTION, {"state": invoice.state.value}, after)


def _lines(credit: Credit) -> Json:
    return {
        line.id: {
            "quantity": line.quantity - line.returned,
            "credited": {each.id: each.serial_number for each in line.registrations},
        }
        for line in credit.lines
    }
