"""
Whether one unit is covered on a day: by which layer, for what, how long, and what proves it. Source: W1 to W11.

The covers of each sale are found once (`layers`). Of each kind one of them answers on the day asked; what would change
the answer is found by asking again on the days on which something on record begins or ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import chain

from graph_api.domain.aftersales import Replacement
from graph_api.domain.layers import Cover, covers_of
from graph_api.domain.lineage import Sale, UnitHistory, as_known, sales
from graph_api.domain.proof import draft_turn, evidence_of, first_turn, sale_asked, sale_reasons
from graph_api.domain.terms import CoverageKind, Layer, StartBasis, WarrantyTerm
from graph_api.domain.verdicts import Evidence, NearestChange, Reason, TermUsed, term_used
from graph_api.domain.warranty_reasons import warranty_evidence, warranty_reasons
from graph_api.domain.warranty_turns import turning_days, what_turns, would_restore, would_start


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


@dataclass(frozen=True, slots=True)
class KindVerdict:
    """
    The layer that answers for one kind of cover on the day asked (W4, W5).

    `percentage` is the term's, also where it does not cover now. Both days are None while the cover has not started,
    and stay as they are where it is void (W6); `days_left` is None unless the status is covered. What was bought or
    granted for this sale alone has a `contract` and neither term nor start basis.
    """

    kind: CoverageKind
    status: WarrantyStatus
    layer: Layer
    percentage: int
    term: TermUsed | None
    start_basis: StartBasis | None
    first_day: date | None
    last_day: date | None
    days_left: int | None
    contract: str | None = None


@dataclass(frozen=True, slots=True)
class WarrantyVerdict:
    """
    The answer for one unit on one day, with its proof (W10).

    The overall layer, term or contract, and days are those of the kind that answers overall: the best status, then the
    latest last day. They are None where nothing covers. `known_at` is None where it was answered by all that is known
    (W11); `replaced_by` is the unit that came for this one, where that is the answer (W7).
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
    contract: str | None = None
    replaced_by: Replacement | None = None


@dataclass(frozen=True, slots=True)
class _Standing:
    """A cover on one day. What waits for a day yet, or for an invoice, shows no days."""

    cover: Cover
    status: WarrantyStatus
    started: bool


@dataclass(frozen=True, slots=True)
class _Answer:
    """
    What a verdict says, before its proof and the days left: equal on two days that are answered alike.

    `best` is the kind that answers overall.
    """

    status: WarrantyStatus
    kinds: tuple[_Standing, ...] = ()
    best: _Standing | None = None
    sale: Sale | None = field(default=None, compare=False)
    covers: tuple[Cover, ...] = field(default=(), compare=False)

    @property
    def winners(self) -> tuple[Cover, ...]:
        """The cover that answers for each kind."""
        return tuple(each.cover for each in self.kinds)

    @property
    def standing(self) -> Sale | None:
        """The sale that stood on the day, whose covers were looked at."""
        return self.sale if self.kinds or self.status is WarrantyStatus.NO_TERM else None


class WarrantyQuestion:
    """
    Whether a unit is covered on a day, answered as far as somebody asks on.

    It has the attributes of a verdict. The status and the days are known at once; the proof, which costs several times
    as much, is made when it is read: a list of a thousand units asks for none.
    """

    def __init__(self, history: UnitHistory, valid_at: date, known_at: datetime | None = None) -> None:
        """
        Ask about a unit.

        Args:
            history: All that is on record of it.
            valid_at: The business day asked about. Any day may be asked; the last covered day counts as covered.
            known_at: The moment by whose knowledge it is answered (W11); None for all that is known.
        """
        self.valid_at = valid_at
        self.known_at = known_at
        self._history = as_known(history, known_at)
        self._covers = {sale.registration.id: covers_of(sale) for sale in sales(self._history)}
        self._answer = _answer(self._history, self._covers, valid_at)
        self.status = self._answer.status
        self.kinds = tuple(_kind(each, valid_at) for each in self._answer.kinds)
        self._best = self.kinds[self._answer.kinds.index(self._answer.best)] if self._answer.best else None

    @property
    def layer(self) -> Layer | None:
        """The warranty that answers overall."""
        return self._best.layer if self._best else None

    @property
    def term(self) -> TermUsed | None:
        """Its term."""
        return self._best.term if self._best else None

    @property
    def contract(self) -> str | None:
        """Its contract, where it was given for this sale alone."""
        return self._best.contract if self._best else None

    @property
    def first_day(self) -> date | None:
        """Its first covered day."""
        return self._best.first_day if self._best else None

    @property
    def last_day(self) -> date | None:
        """Its last covered day."""
        return self._best.last_day if self._best else None

    @property
    def days_left(self) -> int | None:
        """How many days of it are left."""
        return self._best.days_left if self._best else None

    @property
    def replaced_by(self) -> Replacement | None:
        """The unit that came for this one, where that is the answer (W7)."""
        return _replaced_by(self._answer)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every condition that was looked at."""
        told, answer = sale_reasons(self._history, self.valid_at), self._answer
        if answer.standing is None:
            return told
        return (*told, *warranty_reasons(answer.standing, answer.covers, answer.winners, self.valid_at))

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Every record that was walked."""
        walked, answer = evidence_of(self._history, self.valid_at), self._answer
        if answer.standing is None:
            return walked
        return (*walked, *warranty_evidence(answer.standing, answer.covers, self.valid_at))

    @property
    def would_change(self) -> NearestChange | None:
        """What would change this answer next."""
        return _would_change(self._history, self._covers, self._answer, self.valid_at)

    def verdict(self) -> WarrantyVerdict:
        """All of it, as a value."""
        return WarrantyVerdict(**{name: getattr(self, name) for name in WarrantyVerdict.__slots__})


def decide_warranty(history: UnitHistory, valid_at: date, known_at: datetime | None = None) -> WarrantyVerdict:
    """Decide whether a unit is covered, with the whole proof; what is asked is told by `WarrantyQuestion`."""
    return WarrantyQuestion(history, valid_at, known_at).verdict()


def _answer(history: UnitHistory, covers: Mapping[str, tuple[Cover, ...]], day: date) -> _Answer:
    sale = sale_asked(history, day)
    if sale is None:
        return _Answer(WarrantyStatus.NOT_SOLD_BY_US)
    if not sale.stands_on(day):
        ended = WarrantyStatus.REPLACED_BY if sale.was_replaced else WarrantyStatus.NO_LONGER_SOLD
        return _Answer(ended, sale=sale)
    found = covers[sale.registration.id]
    standing = [_standing(each, day) for each in found]
    kinds = tuple(
        min((each for each in standing if each.cover.part.kind is kind), key=_kind_rank)
        for kind in CoverageKind
        if any(each.part.kind is kind for each in found)
    )
    best = min(kinds, key=_overall_rank, default=None)
    return _Answer(WarrantyStatus.NO_TERM if best is None else best.status, kinds, best, sale, found)


def _standing(cover: Cover, day: date) -> _Standing:
    started = cover.started_by(day)
    if cover.lost_by(day):
        status = WarrantyStatus.VOID
    elif not started or cover.last is None:
        status = WarrantyStatus.NOT_STARTED
    else:
        status = WarrantyStatus.COVERED if day <= cover.last else WarrantyStatus.EXPIRED
    return _Standing(cover, status, started)


def _kind(standing: _Standing, day: date) -> KindVerdict:
    cover, source = standing.cover, standing.cover.source
    first, last = (cover.first, cover.last) if standing.started else (None, None)
    return KindVerdict(
        kind=cover.part.kind,
        status=standing.status,
        layer=source.layer,
        percentage=cover.part.percentage,
        term=term_used(source) if isinstance(source, WarrantyTerm) else None,
        start_basis=cover.basis,
        first_day=first,
        last_day=last,
        days_left=(last - day).days if last is not None and standing.status is WarrantyStatus.COVERED else None,
        contract=None if isinstance(source, WarrantyTerm) else source.number,
    )


_BEST_FIRST = (WarrantyStatus.COVERED, WarrantyStatus.NOT_STARTED, WarrantyStatus.VOID, WarrantyStatus.EXPIRED)
_PAYS_NOTHING = (WarrantyStatus.VOID, WarrantyStatus.EXPIRED)
_LAYERS = tuple(Layer)


def _kind_rank(standing: _Standing) -> tuple[int, int, int, int, str]:
    """W5. What no longer covers pays nothing on the day asked, so of such layers the last to end answers."""
    cover = standing.cover
    percentage = 0 if standing.status in _PAYS_NOTHING else -cover.part.percentage
    order = _LAYERS.index(cover.layer)
    return _BEST_FIRST.index(standing.status), percentage, _latest(standing), order, cover.source.number


def _overall_rank(standing: _Standing) -> tuple[int, int, int]:
    """W10. The kinds that last longest answer overall, so that the last day is the last one with this status."""
    return _BEST_FIRST.index(standing.status), _latest(standing), -standing.cover.part.percentage


def _latest(standing: _Standing) -> int:
    last = standing.cover.last
    return 0 if last is None or not standing.started else -last.toordinal()


def _replaced_by(answer: _Answer) -> Replacement | None:
    if answer.sale is None or answer.status is not WarrantyStatus.REPLACED_BY:
        return None
    return answer.sale.registration.after.replaced_by


def _would_change(
    history: UnitHistory, covers: Mapping[str, tuple[Cover, ...]], answer: _Answer, valid_at: date
) -> NearestChange | None:
    days = turning_days(history, chain.from_iterable(covers.values()))
    turn = first_turn(days, valid_at, lambda day: _answer(history, covers, day) != answer)
    if turn is not None:
        return NearestChange(what_turns(history, answer.covers, answer.winners, turn), turn)
    if answer.best is not None and answer.status is WarrantyStatus.NOT_STARTED:
        return would_start(answer.best.cover)
    if answer.best is not None and answer.status is WarrantyStatus.VOID:
        return would_restore(answer.best.cover, valid_at)
    return draft_turn(history) if answer.status is WarrantyStatus.NOT_SOLD_BY_US else None
