"""
The covers of one sale: each kind of each layer, from its first day to its last. Source: W2 to W6 and W9.

What is on record decides the days, once for a sale; whether a cover holds on one of them is a comparison. A cover that
was voided, or that did not follow the unit to a new owner, keeps its days and is lost from a day on: no date is faked.
"""

from dataclasses import dataclass, field
from datetime import date

from graph_api.domain.aftersales import NOTHING_AFTER, AfterSales, ClaimState, ClaimStay, Resolution, UnitCover, Void
from graph_api.domain.lineage import Sale
from graph_api.domain.periods import Period
from graph_api.domain.proof import invoice_on, last_day, starts_on
from graph_api.domain.terms import Coverage, Layer, StartBasis, WarrantyTerm


@dataclass(frozen=True, slots=True)
class Cover:
    """
    One kind of cover of one layer of a sale (W4, W5).

    Attributes:
        source: The term that the sale is held to, or what was bought or granted for this sale alone.
        first: The first day, and `last` the last one; None where nothing on record starts it (W2).
        repair: The claim whose repair lengthened it (W5).
        lost_on: The first day on which it no longer covers though its period lasts (W6, W9).
    """

    sale: Sale = field(compare=False, repr=False)
    source: WarrantyTerm | UnitCover
    part: Coverage
    first: date | None
    last: date | None
    repair: ClaimStay | None = None
    lost_on: date | None = None

    @property
    def layer(self) -> Layer:
        """The warranty that it is of."""
        return self.source.layer

    @property
    def basis(self) -> StartBasis | None:
        """What starts it; None for cover of this sale alone, which has a first day of its own."""
        return self.source.start_basis if isinstance(self.source, WarrantyTerm) else None

    def started_by(self, day: date) -> bool:
        """Whether it has started: while no invoice stands, nothing that waits for one has (W2)."""
        if self.first is None or day < self.first:
            return False
        return self.basis is not StartBasis.INVOICE or invoice_on(self.sale.registration, day) is not None

    def lost_by(self, day: date) -> bool:
        """Whether it was voided, or left behind at a transfer."""
        return self.lost_on is not None and self.lost_on <= day

    def covers(self, day: date) -> bool:
        """Whether it pays on a day."""
        return self.last is not None and day <= self.last and self.started_by(day) and not self.lost_by(day)


def covers_of(sale: Sale) -> tuple[Cover, ...]:
    """Every cover of a sale: those of its terms, then what was bought or granted for it alone (W5)."""
    terms = sale.registration.terms
    if sale.registration.after is NOTHING_AFTER:
        return tuple(_plain(sale, term, part) for term in terms for part in term.coverages)
    given = (each for each in sale.registration.after.covers if each.withdrawn_at is None)
    return (
        *(_of_term(sale, term, part) for term in terms for part in term.coverages),
        *(_of_unit(sale, cover, part) for cover in given for part in cover.coverages),
    )


def _plain(sale: Sale, term: WarrantyTerm, part: Coverage) -> Cover:
    first = starts_on(sale, term.start_basis)
    return Cover(sale, term, part, first, None if first is None else last_day(part.period, first))


def _of_term(sale: Sale, term: WarrantyTerm, part: Coverage) -> Cover:
    after, plain = sale.registration.after, _plain(sale, term, part)
    first, last = plain.first, plain.last
    repair = None if first is None or last is None else _repair(after, term, first, last)
    if first is not None and repair is not None and term.repair_extension is not None:
        last = last_day(_together(part.period, term.repair_extension), first)
    return Cover(sale, term, part, first, last, repair, _lost_on(after, term, last))


def _of_unit(sale: Sale, cover: UnitCover, part: Coverage) -> Cover:
    last = last_day(part.period, cover.on)
    return Cover(sale, cover, part, cover.on, last, None, _lost_on(sale.registration.after, cover, last))


def _repair(after: AfterSales, term: WarrantyTerm, first: date, last: date) -> ClaimStay | None:
    """The first repair under a layer that was claimed while it lasted, where the term says that one lengthens it."""
    if term.repair_extension is None:
        return None
    repairs = (
        (each.closed_on, each.opened_at, each.id, each)
        for each in after.claims
        if each.state is ClaimState.RESOLVED and each.resolution is Resolution.REPAIR
        if each.layer is term.layer and each.closed_on is not None and first <= each.opened_on <= last
    )
    earliest = min(repairs, key=lambda entry: entry[:3], default=None)
    return None if earliest is None else earliest[3]


def _together(period: Period, more: Period) -> Period:
    """Both periods as one, which is added once and never chained (W3)."""
    return Period(period.years + more.years, period.months + more.months, period.days + more.days)


def _lost_on(after: AfterSales, source: WarrantyTerm | UnitCover, last: date | None) -> date | None:
    """The first day since which it is void or left behind; None where its period was over by then."""
    voided = (each.on for each in after.voids if takes_away(each, source))
    left = () if follows(source) else (each.on for each in after.transfers)
    lost = min((*voided, *left), default=None)
    return None if lost is None or (last is not None and last < lost) else lost


def takes_away(void: Void, source: WarrantyTerm | UnitCover) -> bool:
    """
    Whether a void is about a warranty (W6).

    What was bought or granted after it was recorded is not: whoever gave it knew of the void.
    """
    if void.lifted_at is not None or void.layer not in {None, source.layer}:
        return False
    return isinstance(source, WarrantyTerm) or source.recorded_at <= void.recorded_at


def follows(source: WarrantyTerm | UnitCover) -> bool:
    """Whether cover follows the unit to a new owner (W9): what is given to this unit always does."""
    return isinstance(source, UnitCover) or source.transferable
