"""An order that was judged, as it is written: with ids, with the terms that its sales are held to, known from now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from graph_api.domain.documents import (
    DocumentKind,
    InvoiceFacts,
    InvoiceLineFacts,
    RegistrationFact,
    SlipFacts,
    SlipLineFacts,
)
from graph_api.domain.past_imports import StandingUnit, TradedProduct
from graph_api.domain.past_sales import (
    PastDocument,
    PastLine,
    PastOrder,
    PastOrderLine,
    PastRegistration,
    PastUnit,
)
from graph_api.domain.terms import Buyers
from graph_api.domain.versions import HeldTo
from graph_api.services.ids import new_ids
from graph_api.transfer.judging import Goods, Judged
from graph_api.transfer.terms import Published


@dataclass(frozen=True, slots=True)
class Recorder:
    """Writes orders down as of one moment: that is from when the graph knows them (W11)."""

    goods: Mapping[str, Goods]
    published: Published
    at: datetime

    def record(
        self, judged: Judged, buyer: Buyers, units: Mapping[tuple[str, str], StandingUnit]
    ) -> tuple[PastOrder, list[PastDocument]]:
        """
        An order with its slips and invoices.

        Args:
            units: Those of its numbers that the graph has, and that are free.
        """
        return _Record(self, judged, buyer, units).write()


class _Record:
    """One order on its way: what each spot is called from now on."""

    def __init__(
        self, recorder: Recorder, judged: Judged, buyer: Buyers, units: Mapping[tuple[str, str], StandingUnit]
    ) -> None:
        self._recorder, self._judged, self._buyer = recorder, judged, buyer
        self._known = {fact.id: units[key].id for key, fact in judged.numbers.items() if key in units} if units else {}
        # Every row has an id at most, and a registration one more for its unit.
        self._free = iter(new_ids(judged.found.size + len(judged.numbers)))
        self._ids: dict[str, str] = {}
        self._registrations: dict[str, PastRegistration] = {}

    def write(self) -> tuple[PastOrder, list[PastDocument]]:
        judged, book = self._judged, self._judged.book
        self._lines = {
            line.id: PastOrderLine(self._id(line.id), line.position, line.product.number, line.quantity)
            for line in book.lines
        }
        order = PastOrder(
            number=book.number,
            customer=book.customer,
            ordered_on=book.ordered_on,
            known_at=self._recorder.at,
            lines=tuple(self._lines.values()),
            external_reference=judged.references.get(f"orders {judged.found.orders[0][0]}"),
        )
        slips = [self._document(DocumentKind.PACKING_SLIP, slip) for slip in book.slips]
        return order, [*slips, *(self._document(DocumentKind.INVOICE, invoice) for invoice in book.invoices)]

    def _id(self, spot: str) -> str:
        if spot not in self._ids:
            self._ids[spot] = next(self._free)
        return self._ids[spot]

    def _document(self, kind: DocumentKind, document: SlipFacts | InvoiceFacts) -> PastDocument:
        at = self._recorder.at
        return PastDocument(
            kind=kind,
            id=self._id(document.id),
            order=self._judged.book.number,
            number=document.number,
            day=document.day,
            created_at=at,
            registered_at=at,
            posted_at=at,
            lines=tuple(self._line(document, line) for line in document.lines),
            external_reference=self._judged.references.get(document.id),
        )

    def _line(self, document: SlipFacts | InvoiceFacts, line: SlipLineFacts | InvoiceLineFacts) -> PastLine:
        ordered = self._lines[line.order_line_id]
        if isinstance(line, InvoiceLineFacts) and line.slip_line_id is not None:
            chosen = tuple(self._registration(each).id for each in line.registrations)
            return PastLine(
                self._id(line.id), line.position, line.quantity, ordered, self._id(line.slip_line_id), chooses=chosen
            )
        registered = tuple(self._registration(each) for each in line.registrations)
        held = self._held(document, ordered.product)
        return PastLine(self._id(line.id), line.position, line.quantity, ordered, registers=registered, held=held)

    def _registration(self, fact: RegistrationFact) -> PastRegistration:
        made = self._registrations.get(fact.id)
        if made is None:
            made = self._registrations[fact.id] = PastRegistration(next(self._free), self._unit(fact))
        return made

    def _unit(self, fact: RegistrationFact) -> PastUnit | None:
        if fact.serial_number is None:
            return None
        known = self._known.get(fact.id)
        if known is not None:
            return PastUnit(known, fact.serial_number, known=True)
        return PastUnit(next(self._free), fact.serial_number)

    def _held(self, document: SlipFacts | InvoiceFacts, product: str) -> HeldTo:
        if document.day is None:
            return HeldTo()
        traded: TradedProduct = self._recorder.goods[product].product
        return self._recorder.published.held(traded, self._judged.book.customer, self._buyer, document.day)
