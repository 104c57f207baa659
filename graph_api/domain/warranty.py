"""
Whether one unit is covered on a day: by which layer, for what, how long, and what proves it. Source: W1 to W5, W8, W10.

A verdict is found in one pass over the terms of the sale asked. What would change it is found by asking again on the
days on which a document or a period begins or ends, so that no change can lie before the one that is named.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from graph_api.domain.lineage import Sale, UnitHistory, as_known, sales
from graph_api.domain.proof import (
    ONE_DAY,
    document_days,
    draft_turn,
    evidence_of,
    first_turn,
    invoice_turn,
    last_day,
    sale_asked,
    sale_reasons,
    sale_turn,
    start_day,
    starter,
    starts_on,
)
from graph_api.domain.terms import Coverage, CoverageKind, Layer, StartBasis, WarrantyTerm
from graph_api.domain.verdicts import Evidence, EvidenceKind, Fact, NearestChange, Reason, TermUsed, term_used


class WarrantyStatus(StrEnum):
    """The status of a verdict (W10). One kind of cover has one of the first four alone."""

    COVERED = "COVERED"
    NOT_STARTED = "NOT_STARTED"
    VOID = "VOID"
    EXPIRED = "EXPIRED"
    NO_TERM = "NO_TERM"
    REPLACED_BY = "REPLACED_BY"
    NO_LONGER_SOLD = "NO_LONGER_SOLD"
    POSSIBLY_OURS = "POSSIBLY_OURS"
    NOT_SOLD_BY_US = "NOT_SOLD_BY_US"


_BEST_FIRST = (WarrantyStatus.COVERED, WarrantyStatus.NOT_STARTED, WarrantyStatus.VOID, WarrantyStatus.EXPIRED)


@dataclass(frozen=True, slots=True)
class KindVerdict:
    """
    The layer that answers for one kind of cover on the day asked (W4, W5).

    `percentage` is the term's, also where it does not cover now. Both days are None while the cover has not started;
    `days_left` is None unless the status is covered.
    """

    kind: CoverageKind
    status: WarrantyStatus
    layer: Layer
    percentage: int
    term: TermUsed
    start_basis: StartBasis
    first_day: date | None
    last_day: date | None
    days_left: int | None


@dataclass(frozen=True, slots=True)
class WarrantyVerdict:
    """
    The answer for one unit on one day, with its proof (W10).

    The overall layer, term and days are those of the kind that answers overall: the best status, then the latest last
    day. They are None where no term applies. `known_at` is None where it was answered by all that is known (W11).
    """

    status: WarrantyStatus
    valid_at: date
    known_at: datetime | None
    reasons: tuple[Reason, ...]
    evidence: tuple[Evidence, ...]
    kinds: tuple[KindVerdict, ...]
    layer: Layer | None
    term: TermUsed | None
    first_day: date | None
    last_day: date | None
    days_left: int | None
    would_change: NearestChange | None


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a verdict says, before its proof and the days left: equal on two days that are answered alike."""

    status: WarrantyStatus
    kinds: tuple[KindVerdict, ...] = ()
    sale: Sale | None = field(default=None, compare=False)


def decide_warranty(history: UnitHistory, valid_at: date, known_at: datetime | None = None) -> WarrantyVerdict:
    """
    Decide whether a unit is covered.

    Args:
        history: All that is on record of it.
        valid_at: The business day asked about. Any day may be asked; the last covered day counts as covered.
        known_at: The moment by whose knowledge it is answered (W11); None for all that is known.
    """
    history = as_known(history, known_at)
    answer = _answer(history, valid_at)
    best = min((_counted(kind, valid_at) for kind in answer.kinds), key=_overall_rank, default=None)
    return WarrantyVerdict(
        status=answer.status,
        valid_at=valid_at,
        known_at=known_at,
        reasons=(*sale_reasons(history, valid_at), *_term_reasons(answer, valid_at)),
        evidence=(*evidence_of(history, valid_at), *_term_evidence(answer)),
        kinds=tuple(_counted(kind, valid_at) for kind in answer.kinds),
        layer=best.layer if best else None,
        term=best.term if best else None,
        first_day=best.first_day if best else None,
        last_day=best.last_day if best else None,
        days_left=best.days_left if best else None,
        would_change=_would_change(history, answer, valid_at),
    )


def _answer(history: UnitHistory, day: date) -> _Answer:
    sale = sale_asked(history, day)
    if sale is None:
        return _Answer(WarrantyStatus.NOT_SOLD_BY_US)
    if not sale.stands_on(day):
        return _Answer(WarrantyStatus.NO_LONGER_SOLD)
    covers = [_cover(sale, term, part, day) for term in sale.registration.terms for part in term.coverages]
    if not covers:
        return _Answer(WarrantyStatus.NO_TERM, (), sale)
    kinds = tuple(
        min((cover for cover in covers if cover.kind is kind), key=_kind_rank)
        for kind in CoverageKind
        if any(cover.kind is kind for cover in covers)
    )
    return _Answer(min(kinds, key=_overall_rank).status, kinds, sale)


def _cover(sale: Sale, term: WarrantyTerm, part: Coverage, day: date) -> KindVerdict:
    first = start_day(sale, term.start_basis, day)
    last = None if first is None else last_day(part.period, first)
    if last is None:
        status = WarrantyStatus.NOT_STARTED
    else:
        status = WarrantyStatus.COVERED if day <= last else WarrantyStatus.EXPIRED
    used = term_used(term)
    return KindVerdict(part.kind, status, term.layer, part.percentage, used, term.start_basis, first, last, None)


def _counted(kind: KindVerdict, day: date) -> KindVerdict:
    if kind.status is not WarrantyStatus.COVERED or kind.last_day is None:
        return kind
    return replace(kind, days_left=(kind.last_day - day).days)


_LAYERS = tuple(Layer)


def _kind_rank(cover: KindVerdict) -> tuple[int, int, int, int, str]:
    """W5. What no longer covers pays nothing on the day asked, so of expired layers the last to end answers."""
    percentage = 0 if cover.status is WarrantyStatus.EXPIRED else -cover.percentage
    return _BEST_FIRST.index(cover.status), percentage, _latest(cover), _LAYERS.index(cover.layer), cover.term.number


def _overall_rank(cover: KindVerdict) -> tuple[int, int, int]:
    """W10. The kinds that last longest answer overall, so that the last day is the last one with this status."""
    return _BEST_FIRST.index(cover.status), _latest(cover), -cover.percentage


def _latest(cover: KindVerdict) -> int:
    return 0 if cover.last_day is None else -cover.last_day.toordinal()


def _term_reasons(answer: _Answer, day: date) -> tuple[Reason, ...]:
    sale = answer.sale
    if sale is None:
        return ()
    if not answer.kinds:
        statement = f"No warranty term was in force on {sale.day}, the day of sale."
        return (Reason("W1", Fact.TERM_IN_FORCE, statement, sale.day, held=False),)
    each_term = (r for term in sale.registration.terms for r in (_in_force(sale, term), _started(sale, term, day)))
    return (*each_term, *(r for kind in answer.kinds for r in _kind_reasons(sale, kind, day)))


def _in_force(sale: Sale, term: WarrantyTerm) -> Reason:
    name = f"{term.layer.lower()} warranty term {term.number} version {term.version}"
    statement = f"The {name} was in force on {sale.day}, the day of sale."
    return Reason("W1", Fact.TERM_IN_FORCE, statement, sale.day, held=True)


def _started(sale: Sale, term: WarrantyTerm, day: date) -> Reason:
    cover = f"the {term.layer.lower()} cover"
    first = start_day(sale, term.start_basis, day)
    if first is None:
        waiting = f"{_NOT_YET[term.start_basis]}, so {cover} has not started: neither covered nor expired."
        return Reason("W2", Fact.STARTED, waiting, None, held=False)
    return Reason("W2", Fact.STARTED, f"{starter(sale, term.start_basis)} started {cover}.", first, held=True)


# What is sold was shipped, so no term waits for the packing slip.
_NOT_YET = {
    StartBasis.INVOICE: "No invoice stands for it",
    StartBasis.OWNER_REGISTRATION: "No registration by its owner is on record",
    StartBasis.INSTALLATION: "No installation is on record",
}
_WOULD_START = {
    StartBasis.INVOICE: "Posting an invoice for it would start the cover.",
    StartBasis.OWNER_REGISTRATION: "Its owner's registration would start the cover.",
    StartBasis.INSTALLATION: "Its installation would start the cover.",
}


def _kind_reasons(sale: Sale, kind: KindVerdict, day: date) -> tuple[Reason, ...]:
    if kind.last_day is None:
        return ()
    held = kind.status is WarrantyStatus.COVERED
    name, pays = f"{kind.layer.lower()} cover for {kind.kind.lower()}", f"{kind.percentage} percent"
    lasts = "lasts" if held else "lasted"
    within = f"The {name}, {pays}, {lasts} from {kind.first_day} to {kind.last_day}."
    reasons = (Reason("W3", Fact.WITHIN_PERIOD, within, kind.last_day, held),)
    rivals = [term for term in sale.registration.terms for part in term.coverages if part.kind is kind.kind]
    if len(rivals) == 1:
        return reasons
    wins = f"Of {len(rivals)} layers with cover for {kind.kind.lower()}, the {kind.layer.lower()} one counts on {day}."
    return (*reasons, Reason("W5", Fact.LAYER_WINS, wins, None, held=True))


def _term_evidence(answer: _Answer) -> tuple[Evidence, ...]:
    terms = answer.sale.registration.terms if answer.sale else ()
    return tuple(Evidence(EvidenceKind.WARRANTY_TERM, term.id, term.number, term.valid_from) for term in terms)


def _would_change(history: UnitHistory, answer: _Answer, valid_at: date) -> NearestChange | None:
    days = document_days(history) | _days_after_periods(history)
    turn = first_turn(days, valid_at, lambda day: _answer(history, day) != answer)
    if turn is not None:
        return NearestChange(_what_turns(history, answer, turn), turn)
    if answer.status is WarrantyStatus.NOT_SOLD_BY_US:
        return draft_turn(history)
    if answer.status is WarrantyStatus.NOT_STARTED:
        return NearestChange(_would_start(answer), None)
    return None


def _would_start(answer: _Answer) -> str:
    basis = min(answer.kinds, key=_overall_rank).start_basis
    first = None if answer.sale is None else starts_on(answer.sale, basis)
    return _WOULD_START[basis] if first is None else f"Posting an invoice for it would start the cover as of {first}."


def _days_after_periods(history: UnitHistory) -> frozenset[date]:
    """The first day without it, for every cover of every sale."""
    lasts = (
        last_day(part.period, first)
        for sale in sales(history)
        for term in sale.registration.terms
        if (first := starts_on(sale, term.start_basis)) is not None
        for part in term.coverages
    )
    return frozenset(last + ONE_DAY for last in lasts if last != date.max)


def _what_turns(history: UnitHistory, answer: _Answer, day: date) -> str:
    """The fact of the day on which an answer turned, which was the same on each day before."""
    eve = day - ONE_DAY
    ended = [kind for kind in answer.kinds if kind.last_day == eve]
    return sale_turn(history, day) or _last_day_of(ended, eve) or invoice_turn(history, day)


def _last_day_of(ended: list[KindVerdict], day: date) -> str | None:
    covers = [
        f"the {layer.lower()} cover for {' and '.join(kinds)}"
        for layer in Layer
        if (kinds := [each.kind.lower() for each in ended if each.layer is layer])
    ]
    return f"{day} is the last day of {' and of '.join(covers)}." if covers else None
