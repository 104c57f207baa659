"""Filling blanks (R4, C3), and changing numbers of slips on an invoice in preparation (C1): both documents follow."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol, TypeAlias

from graph_api.domain.audit import ChainHead, Change
from graph_api.domain.correcting import Correction, NewNumber, decide_change, decide_fill, duty_of
from graph_api.domain.documents import DocumentKind, DocumentState, InvoiceFacts, SlipFacts
from graph_api.domain.drafts import NotADraft
from graph_api.domain.duties import Duty
from graph_api.domain.line_facts import UnitFacts
from graph_api.domain.locked import LockedBook
from graph_api.domain.outcomes import NotPermitted, Refusal, UnknownRecord
from graph_api.domain.staleness import decide_reason, decide_version
from graph_api.domain.standing import Standing, find_invoice_line, find_standing
from graph_api.domain.views import LineView
from graph_api.services.ids import new_id
from graph_api.services.inputs import shown
from graph_api.services.performing import Done, Ledger, Operation, Performed, Request, Writes, perform
from graph_api.services.registration_commands import LineRef
from graph_api.services.scans import Given, KnowsCodes, Scanned, other_products, pattern_of, read_given

_DUTIES_OF_FILLING = (Duty.MAINTAIN_DOCUMENTS, Duty.CORRECT_SERIALS)


@dataclass(frozen=True, slots=True)
class Correct:
    """The number that a registration is to have, and the version of the line's document that its caller saw."""

    line: LineRef
    registration_id: str
    number: Given
    version: int


class Correcting(Ledger, KnowsCodes, Protocol):
    """What correcting needs of a transaction."""

    async def lock_order_of_line(self, kind: DocumentKind, line_id: str) -> LockedBook | None: ...
    async def lock_unit(self, product: str, key: str, unit_id: str, text: str, now: datetime) -> UnitFacts: ...
    async def number_registration(self, registration_id: str, unit_id: str, shown: str, now: datetime) -> None: ...
    async def line(self, kind: DocumentKind, line_id: str) -> LineView | None: ...


Graph = Writes[Correcting]
_Documents: TypeAlias = tuple[tuple[SlipFacts | InvoiceFacts, str], ...]


async def change_serial_number(
    graph: Graph, audit_key: bytes, request: Request, command: Correct
) -> Performed[LineView]:
    """Change a number of a slip on an invoice in preparation; the slip changes with it at once (C1)."""

    async def story(tx: Correcting) -> Done | tuple[Refusal, ...]:
        locked = await tx.lock_order_of_line(command.line.kind, command.line.id)
        if locked is None:
            return (_unknown_line(command, "invoiceLineId"),)
        found = find_invoice_line(locked.book, command.line.id)
        if found is None:
            return (NotADraft(document=f"draft {locked.subject}", state=DocumentState.DISCARDED.value),)
        invoice, line = found
        standing = find_standing(locked.book, command.registration_id)
        if standing is None or standing.line.id not in (line.slip_line_id, line.id):
            return (_unknown_registration(command),)
        mine = (invoice, line.id)
        documents = standing.documents if mine in standing.documents else (*standing.documents, mine)
        case = _Case("changeSerialNumber", request, locked, standing, documents)
        return await _correct(tx, command, case, partial(decide_change, locked.book, invoice, line, standing))

    operation = Operation("changeSerialNumber", (Duty.CORRECT_SERIALS,), command, story, partial(_load, command))
    return await perform(graph, audit_key, request, operation)


async def fill_not_readable(graph: Graph, audit_key: bytes, request: Request, command: Correct) -> Performed[LineView]:
    """Fill a blank on a draft or a posted document; whatever else shows it follows (R4, C3)."""

    async def story(tx: Correcting) -> Done | tuple[Refusal, ...]:
        locked = await tx.lock_order_of_line(command.line.kind, command.line.id)
        if locked is None:
            return (_unknown_line(command, "lineId"),)
        standing = find_standing(locked.book, command.registration_id)
        if standing is None or command.line.id not in [line_id for _, line_id in standing.documents]:
            return (_unknown_registration(command),)
        if not request.actor.may(duty := duty_of(standing)):
            return (NotPermitted(duty=duty.value),)
        case = _Case("fillNotReadable", request, locked, standing, standing.documents)
        return await _correct(tx, command, case, partial(decide_fill, locked.book, standing))

    # Which of the two duties it takes shows under the lock; who has neither is told at once (S2).
    has_one = any(request.actor.may(duty) for duty in _DUTIES_OF_FILLING)
    duties = () if has_one else _DUTIES_OF_FILLING[:1]
    operation = Operation("fillNotReadable", duties, command, story, partial(_load, command))
    return await perform(graph, audit_key, request, operation)


@dataclass(frozen=True, slots=True)
class _Case:
    """
    One correction under the lock.

    Attributes:
        documents: Those whose audit chains keep it, each with the line there.
    """

    action: str
    request: Request
    locked: LockedBook
    standing: Standing
    documents: _Documents

    def refusals(self, command: Correct) -> tuple[Refusal, ...]:
        """What is said against a caller who saw something older, or does not say why (C4)."""
        document = next(document for document, line_id in self.documents if line_id == command.line.id)
        found: list[Refusal | None] = [
            decide_version(command.version, self.locked.chain, self.locked.last, command.line.kind, document.name),
            decide_reason(self.request.reason, document.name) if self.standing.posted else None,
        ]
        return tuple(refusal for refusal in found if refusal is not None)

    def changes(self, scanned: Scanned, number: str) -> tuple[tuple[str, ChainHead, Change], ...]:
        """What is recorded on every document: the number before and after, and how it was scanned."""
        before = self.standing.registration
        return tuple(
            (
                document.id,
                self.locked.chains[document.id],
                Change(
                    self.action,
                    {"line": line_id, "registration": before.id, "serialNumber": before.serial_number},
                    {"line": line_id, "registration": before.id, "serialNumber": number, **scanned.kept},
                ),
            )
            for document, line_id in self.documents
        )


async def _correct(
    tx: Correcting, command: Correct, case: _Case, decide: Callable[[NewNumber], Correction]
) -> Done | tuple[Refusal, ...]:
    refusals = case.refusals(command)
    scanned = read_given(command.number, case.request.frame)
    if not isinstance(scanned, Scanned):
        return (*refusals, scanned)
    product = case.locked.book.line(case.standing.line.order_line_id).product
    others = await other_products(tx, [scanned], product)
    serial, now = scanned.entry.serial, case.request.now
    unit = await tx.lock_unit(product.number, serial.key, new_id(), serial.text, now)
    decided = decide(NewNumber(scanned.entry, unit, pattern_of(product)))
    refusals = (*refusals, *others, *decided.refusals)
    if refusals:
        return refusals
    if decided.unchanged:
        return Done(key=command.line.id, notices=decided.notices)
    number = unit.shown_as(serial)
    await tx.number_registration(command.registration_id, unit.unit_id, number, now)
    return Done(key=command.line.id, changes=case.changes(scanned, number), notices=decided.notices)


def _unknown_line(command: Correct, field: str) -> UnknownRecord:
    return UnknownRecord(kind=f"{command.line.kind.words} line", key=shown(command.line.id), path=(field,))


def _unknown_registration(command: Correct) -> UnknownRecord:
    return UnknownRecord(
        kind="live registration of this line", key=shown(command.registration_id), path=("registrationId",)
    )


async def _load(command: Correct, tx: Correcting, line_id: str) -> LineView | None:
    return await tx.line(command.line.kind, line_id)
