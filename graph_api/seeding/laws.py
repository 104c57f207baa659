"""What the law gives: the periods of `seeds/statutory` as warranty terms, and who customers are to it (W1)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from graph_api.domain.periods import Period, parse_period
from graph_api.domain.terms import BuyerKind, Buyers, Coverage, CoverageKind, Layer, Scope, StartBasis, WarrantyTerm
from graph_api.seeding.chance import draw, seeded_id
from graph_api.seeding.days import at_minute
from graph_api.seeding.source import CustomerRow, LawRow

_ORDINAL: Final = 2**15
"""Behind every product's term, where both are published at one moment."""
_KINDS: Final = (*(BuyerKind.CONSUMER,) * 6, *(BuyerKind.BUSINESS,) * 3, None)


def plan_laws(rows: Iterable[LawRow], set_up_at: datetime) -> tuple[WarrantyTerm, ...]:
    """One version a row. What was law before the seller began is published then, and what came later on its day."""
    return tuple(_term(row, place, set_up_at) for place, row in enumerate(rows))


def _term(row: LawRow, place: int, set_up_at: datetime) -> WarrantyTerm:
    published_at = max(set_up_at, at_minute(row.source_date, 0))
    period = _period(row.period)
    return WarrantyTerm(
        id=seeded_id(published_at, _ORDINAL + place, "law", row.number, row.version),
        number=row.number,
        version=row.version,
        scope=Scope(),
        layer=Layer.STATUTORY,
        start_basis=StartBasis.PACKING_SLIP,
        coverages=tuple(Coverage(kind, period) for kind in CoverageKind),
        valid_from=row.valid_from,
        valid_to=None,
        published_at=published_at,
        repair_extension=None if row.repair_extension is None else _period(row.repair_extension),
        country=row.country,
        buyer=BuyerKind(row.buyer),
        source=f"{row.source}; of {row.source_date}, checked on {row.checked_on}",
    )


def _period(text: str) -> Period:
    period = parse_period(text)
    if not isinstance(period, Period):
        raise ValueError(f"seeds/statutory has a period that is none: {text}")  # noqa: TRY004 -- the text is
    return period


def buyer_kind(customer: CustomerRow) -> BuyerKind | None:
    """Of ten customers six are consumers and three businesses; of one it is not known."""
    return _KINDS[draw("buyer", customer.number, below=len(_KINDS))]


def buyers(customer: CustomerRow) -> Buyers:
    """What is known of a seeded customer where a sale begins."""
    return Buyers(customer.country, buyer_kind(customer))
