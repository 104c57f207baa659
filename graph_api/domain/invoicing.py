"""
Invoices: of slips, choosing among their registrations, and without a slip. Source: rules R1, D1, D2, D7, D8, D11.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from graph_api.domain.documents import (
    DocumentKind,
    DocumentState,
    InvoiceFacts,
    InvoiceLineFacts,
    OrderBook,
    SlipFacts,
    SlipLineFacts,
)
from graph_api.domain.drafts import (
    THE_DOCUMENT,
    LineOfAnotherKind,
    MoreThanShipped,
    NothingOnIt,
    decide_draft,
    decide_quantity,
)
from graph_api.domain.outcomes import Path, Refusal, UnknownRecord
from graph_api.domain.registration_refusals import ChosenElsewhere, NotOnTheSlip, QuantityExceeded
from graph_api.domain.serials import NOT_READABLE
from graph_api.domain.shipping import (
    HeldLine,
    WantedLine,
    decide_held,
    decide_quantities,
    decide_surplus_or_missing,
    named_twice,
)


@dataclass(frozen=True, slots=True)
class WantedBilling:
    """
    Items of a slip line that an invoice takes.

    Attributes:
        quantity: None takes all that is not invoiced.
        registrations: Ids; None takes all that are free, as long as they fit the quantity (R1).
    """

    slip_line_id: str
    quantity: int | None
    registrations: tuple[str, ...] | None
    path: Path


@dataclass(frozen=True, slots=True)
class Billing:
    """A line of an invoice of slips as decided."""

    slip_line_id: str
    order_line_id: str
    quantity: int
    registrations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyPartialSlips(Refusal):
    """At most one slip that an invoice takes registrations from may be left with some un-invoiced (D2)."""

    rule = "D2"
    slips: Annotated[tuple[str, ...], "The slips that would be left with registrations on no posted invoice."]

    @property
    def message(self) -> str:
        return f"Only one packing slip may be invoiced in part, not {', '.join(self.slips)}: complete all but one."


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavesTooFewItems(Refusal):
    """What an invoice leaves un-invoiced never has more registrations than items (R1)."""

    rule = "R1"
    slip_line_id: Annotated[str, "The slip's line."]
    items: Annotated[int, "Items that would stay un-invoiced."]
    registrations: Annotated[int, "Registrations that would stay un-invoiced."]

    @property
    def message(self) -> str:
        return (
            f"{self.registrations} registrations would be left for {self.items} un-invoiced items of the slip line: "
            "choose more of them, or invoice fewer items."
        )


InvoicingRefusal = TooManyPartialSlips | LeavesTooFewItems


def decide_billing(
    book: OrderBook, wanted: Sequence[WantedBilling] | None
) -> tuple[tuple[Billing, ...], tuple[Refusal, ...]]:
    """The slip lines that a new invoice bills: as wanted, or all that is posted and not invoiced; or refusals."""
    if wanted is None:
        wanted = tuple(
            WantedBilling(line.id, None, None, ("billings",))
            for _, line in _posted_lines(book)
            if book.billable(line.id) > 0
        )
    decided = [_decide_one(book, each) for each in wanted]
    refusals = [refusal for _, found in decided for refusal in found]
    if not wanted:
        refusals.append(NothingOnIt(document=book.number, path=("billings",)))
    twice = [each for place, each in enumerate(wanted) if each.slip_line_id in {w.slip_line_id for w in wanted[:place]}]
    refusals.extend(_not_taken(each.slip_line_id, "it is named twice", each.path) for each in twice)
    return tuple(billing for billing, _ in decided if billing is not None), tuple(refusals)


def _posted_lines(book: OrderBook) -> Iterable[tuple[SlipFacts, SlipLineFacts]]:
    for slip in book.slips:
        if slip.state is DocumentState.POSTED:
            yield from ((slip, line) for line in slip.lines if not line.reversed)


def _decide_one(book: OrderBook, wanted: WantedBilling) -> tuple[Billing | None, tuple[Refusal, ...]]:
    found = book.slip_line(wanted.slip_line_id)
    if found is None:
        return None, (UnknownRecord(kind="slip line of this order", key=wanted.slip_line_id, path=wanted.path),)
    slip, line = found
    if slip.state is not DocumentState.POSTED or line.reversed:
        why = "it was reversed" if line.reversed else f"{slip.name} is {slip.state.value.lower()}, not posted"
        return None, (_not_taken(line.id, why, wanted.path),)
    left = book.billable(line.id)
    if wanted.quantity is None and left == 0:
        return None, (_not_taken(line.id, "all of it is invoiced", wanted.path),)
    quantity = left if wanted.quantity is None else wanted.quantity
    refusal = decide_quantity(quantity, wanted.path)
    if refusal is not None:
        return None, (refusal,)
    if quantity > left:
        return None, (_more_than_shipped(book, line, quantity, wanted.path),)
    return _choose(book, line, quantity, wanted)


def _choose(
    book: OrderBook, line: SlipLineFacts, quantity: int, wanted: WantedBilling
) -> tuple[Billing | None, tuple[Refusal, ...]]:
    chosen = book.chosen()
    names = {each.id: each.serial_number or NOT_READABLE for each in line.registrations}
    if wanted.registrations is None:
        free = tuple(each.id for each in line.registrations if each.id not in chosen)
        picked = free if len(free) <= quantity else ()
        return Billing(line.id, line.order_line_id, quantity, picked), ()
    picked = tuple(dict.fromkeys(wanted.registrations))
    refusals: list[Refusal] = [
        NotOnTheSlip(serial_number=each, path=wanted.path) for each in picked if each not in names
    ]
    refusals.extend(
        ChosenElsewhere(serial_number=names[each], invoice=chosen[each].name, path=wanted.path)
        for each in picked
        if each in names and each in chosen
    )
    if len(picked) > quantity:
        refusals.append(
            QuantityExceeded(
                line_id=line.id,
                document_kind=DocumentKind.PACKING_SLIP,
                quantity=quantity,
                registered=0,
                attempted=len(picked),
                path=wanted.path,
            )
        )
    return (None, tuple(refusals)) if refusals else (Billing(line.id, line.order_line_id, quantity, picked), ())


def _not_taken(slip_line_id: str, why: str, path: Path) -> LineOfAnotherKind:
    return LineOfAnotherKind(line_id=slip_line_id, document_kind=DocumentKind.PACKING_SLIP, why=why, path=path)


def _more_than_shipped(book: OrderBook, line: SlipLineFacts, attempted: int, path: Path) -> MoreThanShipped:
    return MoreThanShipped(
        slip_line_id=line.id, shipped=line.standing, invoiced=book.invoiced(line.id), attempted=attempted, path=path
    )


def decide_draft_invoice_lines(
    book: OrderBook, invoice: InvoiceFacts, edited: Sequence[tuple[str, int]]
) -> tuple[Refusal, ...]:
    """
    Whether a draft invoice may have these quantities (D1, D11); 0 removes a line.

    A quantity may fall below what is chosen: the draft keeps its registrations and cannot be posted (R2).
    """
    known = {line.id: line for line in invoice.lines}
    quantities = {line.id: line.quantity for line in invoice.lines} | dict(edited)
    refusals: list[Refusal] = [*named_twice(DocumentKind.INVOICE, edited)]
    for place, (line_id, quantity) in enumerate(edited):
        path = ("lines", str(place))
        line = known.get(line_id)
        if line is None:
            refusals.append(UnknownRecord(kind="line of this draft", key=line_id, path=path))
        elif quantity != 0 and (refusal := decide_quantity(quantity, path)) is not None:
            refusals.append(refusal)
        elif quantity and line.slip_line_id is not None:
            refusals.extend(_beyond_slip(book, line.slip_line_id, quantity, path))
    if not any(quantities[id_] for id_ in known):
        refusals.append(NothingOnIt(document=invoice.name, path=("lines",)))
    direct = [line for line in invoice.lines if line.slip_line_id is None and quantities[line.id] > 0]
    wanted = [WantedLine(line.order_line_id, quantities[line.id], ("lines",)) for line in direct]
    return (*refusals, *decide_quantities(book, wanted))


def _beyond_slip(book: OrderBook, slip_line_id: str, quantity: int, path: Path) -> tuple[Refusal, ...]:
    found = book.slip_line(slip_line_id)
    if found is None or quantity <= book.billable(slip_line_id):
        return ()
    return (_more_than_shipped(book, found[1], quantity, path),)


def decide_invoice_posting(book: OrderBook, invoice: InvoiceFacts, day: date) -> tuple[Refusal, ...]:
    """Every reason why an invoice cannot be posted on a day; none posts it whole (D7)."""
    refusals: list[Refusal] = [r for r in (decide_draft(invoice),) if r is not None]
    if not invoice.lines:
        refusals.append(NothingOnIt(document=invoice.name, path=THE_DOCUMENT))
    direct = [line for line in invoice.lines if line.slip_line_id is None]
    refusals.extend(decide_quantities(book, [_as_wanted(line) for line in direct]))
    for line in direct:
        refusals.extend(decide_held(_held(book, line), book.line(line.order_line_id).settings, day))
    billed = [line for line in invoice.lines if line.slip_line_id is not None]
    refusals.extend(_decide_billed(book, billed))
    refusals.extend(_decide_partial_slips(book, invoice))
    return tuple(refusals)


def _as_wanted(line: InvoiceLineFacts) -> WantedLine:
    return WantedLine(line.order_line_id, line.quantity, THE_DOCUMENT)


def _held(book: OrderBook, line: InvoiceLineFacts) -> HeldLine:
    product = book.line(line.order_line_id).product.number
    return HeldLine(
        kind=DocumentKind.INVOICE,
        line_id=line.id,
        position=line.position,
        quantity=line.quantity,
        product=product,
        registrations=line.registrations,
    )


def _decide_billed(book: OrderBook, lines: Sequence[InvoiceLineFacts]) -> Iterable[Refusal]:
    """D1 and R1, slip line by slip line, and T2 or R2 on each line of the invoice."""
    chosen = book.chosen(posted_only=True)
    attempted: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    for line in lines:
        attempted[line.slip_line_id or ""] += line.quantity
        taken[line.slip_line_id or ""] += len(line.registrations)
    billed = ((slip, line) for slip in book.slips for line in slip.lines if line.id in attempted)
    for slip, slip_line in billed:
        if slip.state is not DocumentState.POSTED or slip_line.reversed:
            yield _not_taken(slip_line.id, "it was reversed", THE_DOCUMENT)
            continue
        left = book.billable(slip_line.id) - attempted[slip_line.id]
        free = sum(1 for each in slip_line.registrations if each.id not in chosen) - taken[slip_line.id]
        if left < 0:
            yield _more_than_shipped(book, slip_line, attempted[slip_line.id], THE_DOCUMENT)
        elif free > left:
            yield LeavesTooFewItems(slip_line_id=slip_line.id, items=left, registrations=free, path=THE_DOCUMENT)
    for line in lines:
        yield from decide_surplus_or_missing(_held(book, line), book.line(line.order_line_id).settings)


def _decide_partial_slips(book: OrderBook, invoice: InvoiceFacts) -> tuple[Refusal, ...]:
    """D2, over every line of each slip that the invoice takes registrations from."""
    here = {each.id for line in invoice.lines if line.slip_line_id for each in line.registrations}
    done = here | set(book.chosen(besides=invoice.id, posted_only=True))
    partial = []
    for slip in book.slips:
        standing = {each.id for line in slip.lines if not line.reversed for each in line.registrations}
        if standing & here and standing - done:
            partial.append(slip.name)
    return (TooManyPartialSlips(slips=tuple(partial), path=THE_DOCUMENT),) if len(partial) > 1 else ()
