"""Replacing a unit that was claimed or came back: the one that came is registered in its place (K3, V5, W7)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Protocol

from graph_api.domain.audit import ChainHead, Change, Json
from graph_api.domain.correcting import NewNumber
from graph_api.domain.documents import DocumentKind
from graph_api.domain.line_facts import UnitFacts
from graph_api.domain.lineage import Registration
from graph_api.domain.locked import LockedBook, LockedUnit
from graph_api.domain.outcomes import Notice, Path, Refusal
from graph_api.domain.replacing import decide_replacement
from graph_api.domain.standing import Standing, find_standing
from graph_api.services.ids import new_id
from graph_api.services.performing import Ledger, Request
from graph_api.services.scans import Given, KnowsCodes, Scanned, other_products, pattern_of, read_given

_PATHS: Final = {"serialNumber": "replacementSerial", "scan": "replacementScan"}


class Replacing(Ledger, KnowsCodes, Protocol):
    """What replacing needs of a transaction."""

    async def chain_head(self, subject: str) -> ChainHead: ...
    async def lock_order_of_line(self, kind: DocumentKind, line_id: str) -> LockedBook | None: ...
    async def lock_unit(self, product: str, key: str, unit_id: str, text: str, now: datetime) -> UnitFacts: ...
    async def replace_unit(
        self, registration_ids: tuple[str, str], unit_id: str, shown: str, day: date, now: datetime
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Swap:
    """
    A unit under lock, and the number of the one that came for it on a day.

    Attributes:
        sale: The registration that the other one is registered for.
        action: What the audit calls it, and `about` what it names: the claim or the return.
        nothing: What is said where the sale has ended.
        path: Where the caller asked for a replacement.
    """

    sale: Registration
    unit: LockedUnit
    given: Given
    day: date
    action: str
    about: Mapping[str, Json]
    nothing: Refusal
    path: Path


@dataclass(frozen=True, slots=True)
class Arrived:
    """
    The unit that may come, under its lock.

    Attributes:
        number: As it is shown from now on (R6).
    """

    scanned: Scanned
    unit_id: str
    number: str
    locked: LockedBook
    standing: Standing


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a replacement did besides ending the case: the new registration, and what further chains keep."""

    registration_id: str
    number: str
    changes: tuple[tuple[str, ChainHead, Change], ...]
    notice: Notice


async def find_replacement(tx: Replacing, request: Request, swap: Swap) -> Arrived | tuple[Refusal, ...]:
    """Lock the unit that came, and decide whether it may step into the sale; nothing is written yet."""
    locked = await _book(tx, swap)
    standing = None if locked is None else find_standing(locked.book, swap.sale.id)
    if locked is None or standing is None:
        return (swap.nothing,)
    scanned = read_given(swap.given, request.frame)
    if not isinstance(scanned, Scanned):
        return (replace(scanned, path=_path(scanned.path)),)
    entry = replace(scanned.entry, path=_path(scanned.entry.path))
    scanned = replace(scanned, entry=entry)
    product = locked.book.line(standing.line.order_line_id).product
    others = await other_products(tx, [scanned], product)
    unit = await tx.lock_unit(product.number, entry.serial.key, new_id(), entry.serial.text, request.now)
    number = NewNumber(entry, unit, pattern_of(product))
    refusals = (*others, *decide_replacement(locked.book, standing, number, swap.day, swap.path))
    return refusals or Arrived(scanned, unit.unit_id, unit.shown_as(entry.serial), locked, standing)


async def replace_unit(tx: Replacing, swap: Swap, came: Arrived, now: datetime) -> Replaced:
    """Let the unit that came stand on the lines of the other one, whose sale goes on with it (W7)."""
    old, new, subject = swap.sale.id, new_id(), f"Unit:{came.unit_id}"
    head = await tx.chain_head(subject)
    await tx.replace_unit((old, new), came.unit_id, came.number, swap.day, now)
    about: dict[str, Json] = {**swap.about, "day": swap.day.isoformat(), **came.scanned.kept}
    before: dict[str, Json] = {"registration": old, "serialNumber": swap.unit.history.serial_number}
    after: dict[str, Json] = {"registration": new, "serialNumber": came.number, **about}
    documents = tuple(
        (
            document.id,
            came.locked.chains[document.id],
            Change(swap.action, {"line": line_id, **before}, {"line": line_id, **after}),
        )
        for document, line_id in came.standing.documents
    )
    return Replaced(
        registration_id=new,
        number=came.number,
        changes=(*documents, (subject, head, Change(swap.action, None, {**after, "replaces": old}))),
        notice=_stands_instead(swap, came),
    )


async def _book(tx: Replacing, swap: Swap) -> LockedBook | None:
    """The order of the sale, whose lock is held already; None where the sale has ended."""
    return None if swap.sale.end is not None else await tx.lock_order_of_line(*_line_of(swap.sale))


def _line_of(sale: Registration) -> tuple[DocumentKind, str]:
    if sale.slip is not None:
        return DocumentKind.PACKING_SLIP, sale.slip.line_id
    return DocumentKind.INVOICE, sale.invoices[-1].line_id


def _path(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_PATHS.get(part, part) for part in path)


def _stands_instead(swap: Swap, came: Arrived) -> Notice:
    names = " and ".join(document.name for document, _ in came.standing.documents)
    gone = swap.unit.history.serial_number
    message = f"{came.number} stands on {names} in the place of {gone} since {swap.day}: that sale's cover goes on."
    return Notice(code="STANDS_INSTEAD", rule="W7", message=message, path=swap.path)
