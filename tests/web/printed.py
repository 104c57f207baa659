"""Documents to print, as the graph would answer: everything that a page must show, hostile texts among it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from graph_api.domain.aftersales import ClaimState, ReturnState
from graph_api.domain.claims import Claim
from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.lineage import CustomerFacts, EndKind, OrderFacts, ProductFacts, UnitHistory
from graph_api.domain.return_items import Disposition, ReturnItemView, ReturnView
from graph_api.domain.tracking import SerialSettings
from graph_api.domain.views import DocumentView, LineView, PageOf, ProductView, RegistrationView
from graph_api.domain.warranty import decide_warranty
from tests.domain.histories import cover, invoice, noon, slip, stay, term, unit
from tests.domain.warranties import YEAR

DAY = date(2026, 3, 2)
GTIN = "04012345678901"
SETTINGS = SerialSettings(active_in_sales_process=True, serial_number_control=True)
HOSTILE = "<script>alert(1)</script> \u202eevil\x07 & sons"
PUMP = ProductFacts("P-100", "Circulating pump 25-60", gtins=(GTIN,))
VALVE = ProductFacts("P-200", HOSTILE)
CUSTOMER = CustomerFacts(
    number="C-77",
    name="محمد <b>Heating</b> & Sons",
    street="12 Mill Lane",
    postal_code="49080",
    city="Osnabrück",
    country="DE",
)
ORDER = OrderFacts("SO-2026-0815", date(2026, 2, 20), CUSTOMER)
MIXED: tuple[tuple[str | None, EndKind | None], ...] = (
    ("SN-1001", None),
    ("SN-1002", EndKind.REPLACED),
    ("SN-1003", None),
    (None, None),
    ("a serial of more than twenty characters", None),
    ("Größe 5/Ω", None),
)
ENDED: tuple[tuple[str | None, EndKind | None], ...] = (
    ("2112345", None),
    ("V-2", EndKind.RETURNED),
    (None, EndKind.TAKEN_BACK),
)


def registered(line: str, entries: Sequence[tuple[str | None, EndKind | None]]) -> list[RegistrationView]:
    return [
        RegistrationView(
            id=f"{line}-{place:05}",
            unit_id=serial,
            serial_number=serial,
            product="",
            recorded_at=noon(DAY),
            ended=ended,
            ended_on=None if ended is None else DAY,
        )
        for place, (serial, ended) in enumerate(entries)
    ]


def line_of(line: str, product: ProductFacts, quantity: int, registered: int, **more: object) -> LineView:
    made = LineView(
        line, "D-1", DocumentState.POSTED, int(line[-1]), quantity, product, SETTINGS, f"OL-{line}", registered, 0
    )
    return replace(made, **more)  # type: ignore[arg-type]  # of any field


def document(number: str, *lines: LineView, state: DocumentState = DocumentState.POSTED) -> DocumentView:
    return DocumentView(f"D {number}", number, state, DAY, noon(DAY), noon(DAY), "REF 9/1", ORDER, lines, 1)


@dataclass
class Paper:
    """Stands for the graph."""

    documents: dict[str, DocumentView] = field(default_factory=dict)
    listed: dict[str, list[RegistrationView]] = field(default_factory=dict)
    pages: int = 0

    async def documents_by_number(self, _kind: DocumentKind, numbers: Sequence[str]) -> dict[str, DocumentView]:
        return {number: self.documents[number] for number in numbers if number in self.documents}

    async def registrations(
        self, _kind: DocumentKind, pages: Sequence[tuple[str, PageOf]]
    ) -> list[list[RegistrationView]]:
        self.pages += 1
        return [
            [each for each in self.listed.get(line, []) if each.id > page.after][: page.first] for line, page in pages
        ]

    async def returns_by_number(self, numbers: Sequence[str]) -> dict[str, ReturnView]:
        return {"RMA-1": RETURN} if "RMA-1" in numbers else {}

    async def claims_by_number(self, numbers: Sequence[str]) -> dict[str, Claim]:
        return {"CL-1": CLAIM} if "CL-1" in numbers else {}

    async def products(self, numbers: Sequence[str]) -> dict[str, ProductView]:
        return {each: ProductView(PUMP, SETTINGS, None, None, (), ()) for each in numbers if each == PUMP.number}

    async def units_by_id(self, ids: Sequence[str]) -> list[UnitHistory | None]:
        return [SOLD for _ in ids]

    async def registrations_by_id(self, ids: Sequence[str]) -> dict[str, RegistrationView]:
        return {each: registered("new", [("SN-9", None)])[0] for each in ids}


SALE = replace(stay(invoice("2026-02-25"), slip=slip("2026-02-24", "PS-1"), terms=(term(cover(YEAR)),)), order=ORDER)
SOLD = replace(unit(SALE), product=PUMP)
CLAIM = Claim(
    "C",
    "CL-1",
    ClaimState.RESOLVED,
    DAY,
    noon(DAY),
    f"It hums.\nThen it stops. {HOSTILE}",
    SALE.id,
    SOLD.id,
    SOLD.id,
    "SN-1",
    PUMP.number,
    date(2026, 2, 24),
    decide_warranty(SOLD, DAY),
    replacement_id="new",
)


def _item(position: int, **more: object) -> ReturnItemView:
    made = ReturnItemView(
        id=f"item {position}",
        position=position,
        state=ReturnState.AUTHORISED,
        quantity=1,
        product=PUMP.number,
        order=ORDER.number,
        home="L1",
        authorised_on=DAY,
        authorised_at=noon(DAY),
        answer="{}",
    )
    return replace(made, **more)  # type: ignore[arg-type]  # of any field


RETURN = ReturnView(
    "R",
    "RMA-1",
    DAY,
    noon(DAY),
    "Too loud.",
    None,
    CUSTOMER,
    (
        _item(1, registration_id="r1", serial_number="SN-1001"),
        _item(2, registration_id="r2"),
        _item(3, quantity=4, received_serials=("X-1", "X-2"), received_on=DAY, state=ReturnState.RECEIVED),
        _item(
            4,
            registration_id="r4",
            serial_number="SN-1004",
            state=ReturnState.DISPOSED,
            disposition=Disposition.RESTOCK,
            credited=True,
        ),
    ),
    1,
)


def paper() -> Paper:
    """A slip of two lines, an invoice of it, and a slip of a thousand."""
    first = line_of("L1", PUMP, 7, 5, taken_back=1)
    second = line_of("L2", VALVE, 3, 1, returned=1)
    many: list[tuple[str | None, EndKind | None]] = [(f"N-{place:04}", None) for place in range(1_000)]
    return Paper(
        documents={
            "PS/2026-0042": document("PS/2026-0042", first, second),
            "INV-7": document("INV-7", replace(first, slip_number="PS/2026-0042", taken_back=0), second),
            "INV-8": document("INV-8", replace(first, ended_on=DAY, registered=0), state=DocumentState.CREDITED),
            "PS-1000": document("PS-1000", line_of("M1", PUMP, 1_000, 1_000), line_of("M2", VALVE, 1, 0)),
            "PS-LONG": document("PS-LONG", line_of("X1", PUMP, 9_000, 9_000)),
        },
        listed={
            "L1": registered("L1", MIXED),
            "L2": registered("L2", ENDED),
            "M1": registered("M1", many),
            "X1": registered("X1", [(f"X-{place}", None) for place in range(9_000)]),
        },
    )
