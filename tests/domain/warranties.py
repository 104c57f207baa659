"""Terms and a sale that several stories of warranty have, and what their verdicts say."""

from graph_api.domain.periods import Period
from graph_api.domain.terms import CoverageKind, Layer, StartBasis
from graph_api.domain.verdicts import Fact
from graph_api.domain.warranty import WarrantyVerdict
from tests.domain.histories import cover, slip, term

YEAR = Period(years=1)
SOLD = slip("2026-03-10")


def statements(verdict: WarrantyVerdict, fact: Fact) -> list[tuple[str, bool]]:
    return [(reason.statement, reason.held) for reason in verdict.reasons if reason.fact is fact]


STATUTORY = term(
    cover(Period(years=2), CoverageKind.PARTS),
    cover(Period(years=2), CoverageKind.LABOUR),
    number="LAW",
    layer=Layer.STATUTORY,
    basis=StartBasis.PACKING_SLIP,
)
EXTENDED = term(
    cover(Period(years=5), CoverageKind.PARTS, 60),
    cover(YEAR, CoverageKind.TRANSPORT, 50),
    number="EXT",
    layer=Layer.EXTENDED,
)
