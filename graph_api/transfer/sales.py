"""A batch of orders on its way into the graph: judged, looked up, and written down, or rejected order by order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from graph_api.domain.documents import DocumentKind, InvoiceFacts, SlipFacts, place_in_sequence
from graph_api.domain.drafts import NumberTaken
from graph_api.domain.outcomes import Path, Refusal, UnknownRecord
from graph_api.domain.past_audit import Chain, Sealer
from graph_api.domain.past_imports import FoundBefore
from graph_api.domain.past_sales import PastDocument, PastOrder
from graph_api.domain.registration_refusals import StandsElsewhere
from graph_api.domain.shipping import SalesWouldOverlap
from graph_api.domain.terms import Buyers
from graph_api.transfer.assembling import FoundOrder
from graph_api.transfer.customers import buyer
from graph_api.transfer.judging import Judge, Judged
from graph_api.transfer.problems import Problem, refused, where
from graph_api.transfer.recording import Recorder
from graph_api.transfer.staging import Staging

_SLIP, _INVOICE = DocumentKind.PACKING_SLIP, DocumentKind.INVOICE


@dataclass(slots=True)
class Loadable:
    """What one transaction writes, and how much of it there is."""

    orders: list[PastOrder] = field(default_factory=list)
    documents: list[PastDocument] = field(default_factory=list)
    chains: list[Chain] = field(default_factory=list)
    registrations: int = 0
    rows: int = 0

    def last_places(self) -> Iterator[tuple[DocumentKind, int]]:
        """For each kind the last place of its sequence among the numbers, where any is one of the sequence (D12)."""
        for kind in (_SLIP, _INVOICE):
            numbers = (each.number or "" for each in self.documents if each.kind is kind)
            last = max((place_in_sequence(kind, number) or 0 for number in numbers), default=0)
            if last:
                yield kind, last


@dataclass
class Desk:
    """
    Where orders are judged one after the other.

    Attributes:
        shared: Keys of serial numbers that are in the files more than once.
        taken: Which order has such a number of a product, and on which document.
    """

    staging: Staging
    judge: Judge
    recorder: Recorder
    sealer: Sealer
    shared: frozenset[str]
    taken: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    rejected: int = 0

    def judged(self, batch: Iterable[FoundOrder]) -> list[Judged]:
        """The orders that the rules have nothing against; the others are rejected."""
        kept = []
        for found in batch:
            outcome = self.judge.judge(found) if found.whole else ()
            if isinstance(outcome, Judged):
                kept.append(outcome)
            else:
                self._reject(found, outcome)
        return kept

    def _reject(self, found: FoundOrder, problems: Sequence[Problem]) -> None:
        self.rejected += 1
        self.staging.add(problems)
        self.staging.reject(found.spots())

    def write(self, judged: Iterable[Judged], before: FoundBefore) -> Loadable:
        """What is written of a batch; orders that collide with what is there are rejected."""
        written = Loadable()
        for each in judged:
            who = buyer(self.staging, each.book.customer) or before.customers.get(each.book.customer)
            problems = [refused(refusal) for refusal in self._collisions(each, who, before)]
            if problems or who is None:
                self._reject(each.found, problems)
                continue
            self._take(each)
            order, documents = self.recorder.record(each, who, before.units)
            written.orders.append(order)
            written.documents += documents
            written.chains += self.sealer.chains(order, documents)
            written.registrations += len(each.found.serials)
            written.rows += each.found.size
        return written

    def _collisions(self, judged: Judged, who: Buyers | None, before: FoundBefore) -> Iterator[Refusal]:
        book, found = judged.book, judged.found
        at = str(found.orders[0][0])
        if who is None:
            yield UnknownRecord(kind="customer", key=book.customer, path=("orders", at, "customer"))
        if book.number in before.orders:
            yield _taken(DocumentKind.SALES_ORDER, book.number, ("orders", at, "number"))
        for slip in found.slips:
            if slip[2] in before.slips:
                yield _taken(_SLIP, slip[2], ("slips", str(slip[0]), "number"))
        for invoice in found.invoices:
            if invoice[2] in before.invoices:
                yield _taken(_INVOICE, invoice[2], ("invoices", str(invoice[0]), "number"))
        if before.units or self.shared:
            yield from self._sold_elsewhere(judged, before)

    def _sold_elsewhere(self, judged: Judged, before: FoundBefore) -> Iterator[Refusal]:
        """R5: in the graph, and in another order of the files."""
        for key, fact in judged.numbers.items():
            if key not in before.units and key[1] not in self.shared:
                continue
            file, row = where(fact.id)
            path = (file, str(row), "serial_number")
            standing = before.units.get(key)
            order, document = self.taken.get(key, (judged.book.number, None))
            if standing is not None and standing.document is not None:
                document = standing.document
            elif order == judged.book.number:
                document = None
            if document is not None:
                yield StandsElsewhere(
                    serial_number=fact.serial_number or "",
                    document=document,
                    line_id="",
                    document_kind=_SLIP,
                    path=path,
                )
            elif standing is not None and standing.free_from is not None:
                yield from _overlap(judged, fact.id, standing.serial_number, standing.free_from, path)

    def _take(self, judged: Judged) -> None:
        if self.shared:
            for key, fact in judged.numbers.items():
                if key[1] in self.shared:
                    self.taken[key] = judged.book.number, _document_of(judged, fact.id)[0]


def _taken(kind: DocumentKind, number: str, path: Path) -> NumberTaken:
    return NumberTaken(document_kind=kind, number=number, path=path)


def _document_of(judged: Judged, spot: str) -> tuple[str, date | None]:
    """The number and the day of the document that ships a registration."""
    documents: tuple[SlipFacts | InvoiceFacts, ...] = (*judged.book.slips, *judged.book.invoices)
    ships = (each for each in documents if any(fact.id == spot for line in each.lines for fact in line.registrations))
    document = next(ships)
    return document.name, document.day


def _overlap(judged: Judged, spot: str, serial_number: str, free_from: date, path: Path) -> Iterator[Refusal]:
    _, day = _document_of(judged, spot)
    if day is not None and day < free_from:
        yield SalesWouldOverlap(
            serial_number=serial_number, line_id="", document_kind=_SLIP, position=0, free_from=free_from, path=path
        )
