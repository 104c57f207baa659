"""Histories of one unit, as the graph hands them to a verdict: each document is posted at noon of its day."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from graph_api.domain.lineage import (
    CustomerFacts,
    End,
    EndKind,
    InvoiceStay,
    OrderFacts,
    ProductFacts,
    Registration,
    SlipStay,
    UnitHistory,
)
from graph_api.domain.periods import Period
from graph_api.domain.terms import (
    Coverage,
    CoverageKind,
    Layer,
    ReturnBasis,
    ReturnPolicy,
    Scope,
    StartBasis,
    WarrantyTerm,
)

LONG_AGO = date(2001, 1, 1)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def on(text: str) -> date:
    return date.fromisoformat(text)


def cover(period: Period, kind: CoverageKind = CoverageKind.PARTS, percentage: int = 100) -> Coverage:
    return Coverage(kind, period, percentage)


def term(
    *coverages: Coverage,
    number: str = "WT-1",
    layer: Layer = Layer.COMMERCIAL,
    basis: StartBasis = StartBasis.INVOICE,
    version: int = 1,
) -> WarrantyTerm:
    return WarrantyTerm(
        f"{number}.{version}", number, version, Scope(), layer, basis, coverages, LONG_AGO, None, noon(LONG_AGO)
    )


def policy(window_days: int | None = 30, basis: ReturnBasis = ReturnBasis.INVOICE) -> ReturnPolicy:
    return ReturnPolicy("RP-1.1", "RP-1", 1, Scope(), basis, window_days, LONG_AGO, None, noon(LONG_AGO))


def slip(day: str | None, number: str | None = "PS-1") -> SlipStay:
    if day is None:
        return SlipStay("slip-1", "line-1", number, None, None)
    return SlipStay("slip-1", "line-1", number, on(day), noon(on(day)))


def invoice(day: str | None, number: str | None = "INV-1", credited: str | None = None) -> InvoiceStay:
    if day is None:
        return InvoiceStay(f"invoice-{number}", "line-1", number, None, None, noon(LONG_AGO))
    posted = noon(on(day))
    gone = None if credited is None else on(credited)
    ended = None if gone is None else noon(gone)
    return InvoiceStay(f"invoice-{number}", "line-1", number, on(day), posted, posted, ended, gone)


def stay(
    *invoices: InvoiceStay,
    slip: SlipStay | None = None,
    terms: tuple[WarrantyTerm, ...] = (),
    policies: tuple[ReturnPolicy, ...] = (),
    end: tuple[EndKind, str] | None = None,
    id: str = "reg-1",  # noqa: A002 -- the field's own name
) -> Registration:
    order = OrderFacts("SO-1", LONG_AGO, CustomerFacts("C-7", name="THE-NAME", email="THE-EMAIL"))
    ended = None if end is None else End(end[0], on(end[1]), noon(on(end[1])))
    return Registration(id, noon(LONG_AGO), None, order, slip, invoices, ended, terms, policies)


def corrected_away(registration: Registration, day: str) -> Registration:
    return replace(registration, unnamed_at=noon(on(day)))


def unit(*registrations: Registration) -> UnitHistory:
    return UnitHistory("unit-1", "SN-1", ProductFacts("P-1", "Pump"), registrations)
