"""What is printed: a document with everything that stands and stood on it, a return, a claim (D6, I1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from graph_api.domain.claims import Claim
from graph_api.domain.documents import DocumentKind
from graph_api.domain.lineage import ProductFacts, Registration, UnitHistory
from graph_api.domain.outcomes import Refusal
from graph_api.domain.return_items import ReturnView
from graph_api.domain.views import DocumentView, PageOf, ProductView, RegistrationView
from graph_api.services.inputs import read_number

MOST_SERIALS: Final = 5_000
"""Registrations of a document that is printed: some two hundred pages."""
_PAGE: Final = 1_000


class Prints(Protocol):
    """What printing needs of the graph. Unknown keys are left out of a mapping."""

    async def documents_by_number(self, kind: DocumentKind, numbers: Sequence[str]) -> dict[str, DocumentView]: ...
    async def registrations(
        self, kind: DocumentKind, pages: Sequence[tuple[str, PageOf]]
    ) -> list[list[RegistrationView]]: ...
    async def returns_by_number(self, numbers: Sequence[str]) -> dict[str, ReturnView]: ...
    async def claims_by_number(self, numbers: Sequence[str]) -> dict[str, Claim]: ...
    async def products(self, numbers: Sequence[str]) -> dict[str, ProductView]: ...
    async def units_by_id(self, ids: Sequence[str]) -> list[UnitHistory | None]: ...
    async def registrations_by_id(self, ids: Sequence[str]) -> dict[str, RegistrationView]: ...


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """A packing slip or an invoice, with the registrations of each line by its id, ended ones too."""

    kind: DocumentKind
    view: DocumentView
    registrations: Mapping[str, tuple[RegistrationView, ...]]


@dataclass(frozen=True, slots=True)
class TooLong:
    """A document has more registrations than are printed at once."""

    most: int


@dataclass(frozen=True, slots=True)
class PrintedReturn:
    """A return, with its products by their numbers."""

    view: ReturnView
    products: Mapping[str, ProductFacts]


@dataclass(frozen=True, slots=True)
class PrintedClaim:
    """
    A claim with what was sold.

    Attributes:
        sale: The registration that it is on, with its documents and the customer.
        replacement: The number of the unit that came; None unless one did, or where it was filled by none.
    """

    claim: Claim
    product: ProductFacts
    sale: Registration
    replacement: str | None


async def document_to_print(graph: Prints, kind: DocumentKind, number: str) -> PrintedDocument | TooLong | None:
    """A document by its number; one statement for it, and one for every thousand registrations of its longest line."""
    key = _key(number)
    view = None if key is None else (await graph.documents_by_number(kind, [key])).get(key)
    if view is None:
        return None
    found: dict[str, tuple[RegistrationView, ...]] = {line.id: () for line in view.lines}
    wanted = [(line.id, PageOf(_PAGE)) for line in view.lines]
    while wanted:
        pages = await graph.registrations(kind, wanted)
        for (line_id, _), page in zip(wanted, pages, strict=True):
            found[line_id] += tuple(page)
        if sum(len(each) for each in found.values()) > MOST_SERIALS:
            return TooLong(MOST_SERIALS)
        more = [(line_id, page) for (line_id, _), page in zip(wanted, pages, strict=True) if len(page) == _PAGE]
        wanted = [(line_id, PageOf(_PAGE, page[-1].id)) for line_id, page in more]
    return PrintedDocument(kind, view, found)


async def return_to_print(graph: Prints, number: str) -> PrintedReturn | None:
    """A return by its number."""
    key = _key(number)
    view = None if key is None else (await graph.returns_by_number([key])).get(key)
    if view is None:
        return None
    products = await graph.products(sorted({item.product for item in view.items}))
    return PrintedReturn(view, {number: each.facts for number, each in products.items()})


async def claim_to_print(graph: Prints, number: str) -> PrintedClaim | None:
    """A claim by its number, with the unit that its sale is of now."""
    key = _key(number)
    claim = None if key is None else (await graph.claims_by_number([key])).get(key)
    if claim is None:
        return None
    (unit,) = await graph.units_by_id([claim.unit_id])
    sale = None if unit is None else next((r for r in unit.registrations if r.id == claim.registration_id), None)
    if unit is None or sale is None:
        return None
    came = None if claim.replacement_id is None else await graph.registrations_by_id([claim.replacement_id])
    replacement = None if not came else next(iter(came.values())).serial_number
    return PrintedClaim(claim, unit.product, sale, replacement)


def _key(number: str) -> str | None:
    """The number as it is kept; None where nothing can be kept under it."""
    refusals: list[Refusal] = []
    return read_number(number, (), refusals) or None
