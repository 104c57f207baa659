"""Made-up histories for properties: sales that follow one another, each invoiced, credited and ended or not."""

from datetime import date, timedelta

from hypothesis import strategies as st

from graph_api.domain.lineage import EndKind, InvoiceStay, Registration, UnitHistory
from graph_api.domain.periods import Period
from graph_api.domain.terms import Coverage, CoverageKind, Layer, ReturnBasis, ReturnPolicy, StartBasis, WarrantyTerm
from tests.domain.histories import invoice, policy, slip, stay, term, unit

FIRST = date(2020, 1, 1)
ASKED = st.dates(FIRST, date(2021, 6, 30))

periods = st.builds(Period, months=st.integers(0, 3), days=st.integers(0, 40)).filter(lambda each: each != Period())
coverages = st.builds(Coverage, st.sampled_from(CoverageKind), periods, st.sampled_from([50, 100]))


def _term(parts: list[Coverage], layer: Layer, basis: StartBasis) -> WarrantyTerm:
    return term(*parts, number=layer.title(), layer=layer, basis=basis)


terms = st.builds(
    _term,
    st.lists(coverages, min_size=1, max_size=3, unique_by=lambda each: each.kind),
    st.sampled_from(Layer),
    st.sampled_from(StartBasis),
)
policies = st.builds(policy, st.one_of(st.none(), st.integers(0, 60)), st.sampled_from(ReturnBasis))


def _day(days: int) -> str:
    return (FIRST + timedelta(days=days)).isoformat()


@st.composite
def _invoices(draw: st.DrawFn, start: int) -> list[InvoiceStay]:
    """None, one, or one credited and perhaps issued anew."""
    count = draw(st.integers(0, 3))
    issued = []
    for place in range(count):
        begun = start + draw(st.integers(0, 20))
        start = begun + draw(st.integers(0, 20))
        standing = place == count - 1 and draw(st.booleans())
        issued.append(invoice(_day(begun), f"INV-{begun}-{place}", credited=None if standing else _day(start)))
    return issued


@st.composite
def _sale(draw: st.DrawFn, start: int, end: int | None, place: int) -> Registration:
    held = draw(st.lists(terms, max_size=3, unique_by=lambda each: each.layer))
    published: list[ReturnPolicy] = draw(st.lists(policies, max_size=1))
    ended = None if end is None else (draw(st.sampled_from(EndKind)), _day(end))
    if draw(st.booleans()):
        return stay(invoice(_day(start)), terms=tuple(held), policies=tuple(published), end=ended, id=f"reg-{place}")
    shipped = slip(_day(start), f"PS-{place}")
    issued = draw(_invoices(start))
    return stay(*issued, slip=shipped, terms=tuple(held), policies=tuple(published), end=ended, id=f"reg-{place}")


@st.composite
def _history(draw: st.DrawFn) -> UnitHistory:
    count = draw(st.integers(0, 3))
    start = draw(st.integers(0, 30))
    registrations = []
    for place in range(count):
        end = start + draw(st.integers(0, 150))
        ends = place < count - 1 or draw(st.booleans())
        registrations.append(draw(_sale(start, end if ends else None, place)))
        start = end + draw(st.integers(0, 30))
    return unit(*draw(st.permutations(registrations)))


histories = _history()
