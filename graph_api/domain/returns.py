"""Whether one unit may come back on a day, with every condition that it meets or fails. Source: V1 and V2."""

from dataclasses import dataclass
from datetime import date, datetime

from graph_api.domain.aftersales import ReturnStay
from graph_api.domain.lineage import EndKind, Registration, Sale, UnitHistory, as_known, sales
from graph_api.domain.periods import Period
from graph_api.domain.proof import (
    ONE_DAY,
    document_days,
    evidence_of,
    first_turn,
    invoice_on,
    invoice_turn,
    last_day,
    sale_asked,
    sale_reasons,
    sale_turn,
    start_day,
    starter,
    starts_on,
)
from graph_api.domain.terms import ReturnPolicy, StartBasis
from graph_api.domain.verdicts import Evidence, EvidenceKind, Fact, NearestChange, Reason, VersionUsed, version_used


@dataclass(frozen=True, slots=True)
class ReturnEligibility:
    """
    The answer for one unit on one day, with every condition of V2, met or not.

    `last_day` is the window's, open or not, and also where another condition fails; it is None where no window is
    counted. `days_left` is None unless the window is open. Conditions about a sale are listed where there was one.
    """

    may_return: bool
    valid_at: date
    known_at: datetime | None
    reasons: tuple[Reason, ...]
    evidence: tuple[Evidence, ...]
    policy: VersionUsed | None
    last_day: date | None
    days_left: int | None
    would_change: NearestChange | None


@dataclass(frozen=True, slots=True)
class _Window:
    """The days on which a policy lets one sale be returned."""

    first: date
    last: date

    def is_open(self, day: date) -> bool:
        return self.first <= day <= self.last


class ReturnQuestion:
    """
    Whether a unit may come back on a day, answered as far as somebody asks on.

    It has the attributes of the answer. What would change it costs several times as much as the rest, and is found when
    it is read. Where no return policy was in force on the day of sale the answer is no: nobody promised a return, and
    it can only be authorised against the answer (V3).
    """

    def __init__(
        self, history: UnitHistory, valid_at: date, asker: str | None = None, known_at: datetime | None = None
    ) -> None:
        """
        Ask about a unit.

        Args:
            history: All that is on record of it.
            valid_at: The business day asked about. Any day may be asked; the last day of the window counts as open.
            asker: The number of the customer who asks, or None where nobody is named.
            known_at: The moment by whose knowledge it is answered (W11); None for all that is known.
        """
        self.valid_at = valid_at
        self.known_at = known_at
        self._asker = asker
        self._history = as_known(history, known_at)
        self._sale = sale_asked(self._history, valid_at)
        self._policy = _policy(self._sale)
        self._window = _window(self._sale, valid_at)
        self.reasons = _reasons(self._history, valid_at, asker)
        self.may_return = _all_held(self.reasons)

    @property
    def policy(self) -> VersionUsed | None:
        """The policy that the sale is held to."""
        return None if self._policy is None else version_used(self._policy)

    @property
    def last_day(self) -> date | None:
        """The last day of the window."""
        return None if self._window is None else self._window.last

    @property
    def days_left(self) -> int | None:
        """How many days of it are left."""
        window = self._window
        return (window.last - self.valid_at).days if window and window.is_open(self.valid_at) else None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Every record that was walked."""
        return (*evidence_of(self._history, self.valid_at), *_policy_evidence(self._policy))

    @property
    def would_change(self) -> NearestChange | None:
        """What would change this answer next."""
        return _would_change(self._history, self.valid_at, self._asker, self.reasons)

    def answer(self) -> ReturnEligibility:
        """All of it, as a value."""
        return ReturnEligibility(**{name: getattr(self, name) for name in ReturnEligibility.__slots__})


def decide_return(
    history: UnitHistory, valid_at: date, asker: str | None = None, known_at: datetime | None = None
) -> ReturnEligibility:
    """Decide whether a unit may come back, with the whole proof; what is asked is told by `ReturnQuestion`."""
    return ReturnQuestion(history, valid_at, asker, known_at).answer()


def _all_held(reasons: tuple[Reason, ...]) -> bool:
    return all(reason.held for reason in reasons)


def _policy(sale: Sale | None) -> ReturnPolicy | None:
    return next(iter(sale.registration.policies), None) if sale is not None else None


def _basis(policy: ReturnPolicy) -> StartBasis:
    return StartBasis(policy.basis.value)


def _window(sale: Sale | None, day: date) -> _Window | None:
    policy = _policy(sale)
    if sale is None or policy is None or policy.window_days is None:
        return None
    first = start_day(sale, _basis(policy), day)
    return None if first is None else _Window(first, last_day(Period(days=policy.window_days), first))


def _reasons(history: UnitHistory, day: date, asker: str | None) -> tuple[Reason, ...]:
    sale = sale_asked(history, day)
    if sale is None:
        return sale_reasons(history, day)
    return (
        *sale_reasons(history, day),
        _invoiced(sale.registration, day),
        _not_come_back(sale.registration, day),
        _not_on_its_way(sale.registration, day),
        *_policy_reasons(sale, day),
        *_asker_reasons(sale.registration, asker),
    )


def _invoiced(registration: Registration, day: date) -> Reason:
    invoice = invoice_on(registration, day)
    if invoice is not None:
        return Reason("V2", Fact.INVOICED, f"Invoice {invoice.number} of {invoice.day} stands.", invoice.day, held=True)
    undo = "reverse its packing slip line, or take it back on the sales order, instead"
    statement = f"No invoice stands for it on {day}: {undo}."
    return Reason("V2", Fact.INVOICED, statement, None, held=False)


def _not_come_back(registration: Registration, day: date) -> Reason:
    end = registration.end
    if end is not None and end.kind is EndKind.RETURNED and end.on <= day:
        return Reason("V2", Fact.NOT_COME_BACK, f"It came back for good on {end.on}.", end.on, held=False)
    if end is not None and end.kind is EndKind.REPLACED and end.on <= day:
        return Reason("V2", Fact.NOT_COME_BACK, f"It was replaced on {end.on}.", end.on, held=False)
    return Reason("V2", Fact.NOT_COME_BACK, "It has not come back for good.", None, held=True)


def _not_on_its_way(registration: Registration, day: date) -> Reason:
    stay = _on_its_way(registration, day)
    if stay is None:
        return Reason("V2", Fact.NOT_ON_ITS_WAY, "It is on no return.", None, held=True)
    statement = f"It is on its way back: return {stay.number} of {stay.authorised_on} is open."
    return Reason("V2", Fact.NOT_ON_ITS_WAY, statement, stay.authorised_on, held=False)


def _on_its_way(registration: Registration, day: date) -> ReturnStay | None:
    """The return that was open for it on a day. The day on which one is closed is outside."""
    open_then = (
        stay
        for stay in registration.after.returns
        if stay.authorised_on <= day and (stay.closed_on is None or day < stay.closed_on)
    )
    return next(open_then, None)


def _policy_reasons(sale: Sale, day: date) -> tuple[Reason, ...]:
    policy = _policy(sale)
    if policy is None:
        statement = (
            f"No return policy was in force on {sale.day}, the day of sale: "
            "ask someone who may authorise a return against this answer."
        )
        return (Reason("V1", Fact.POLICY_IN_FORCE, statement, sale.day, held=False),)
    name = f"Return policy {policy.number} version {policy.version}"
    known = f"{name} was in force on {sale.day}, the day of sale."
    in_force = Reason("V1", Fact.POLICY_IN_FORCE, known, sale.day, held=True)
    if policy.window_days is None:
        return (in_force, Reason("V1", Fact.RETURNABLE, f"{name} allows no return.", None, held=False))
    returnable = Reason("V1", Fact.RETURNABLE, f"{name} allows returns.", None, held=True)
    return (in_force, returnable, _window_open(sale, policy, day))


def _window_open(sale: Sale, policy: ReturnPolicy, day: date) -> Reason:
    window = _window(sale, day)
    if window is None:
        statement = f"The {policy.window_days} days of the return window count from an invoice, and none stands."
        return Reason("V1", Fact.WINDOW_OPEN, statement, None, held=False)
    opened = f"{starter(sale, _basis(policy))} opened the return window of {policy.window_days} days"
    held = window.is_open(day)
    statement = f"{opened}; its last day {'is' if held else 'was'} {window.last}."
    return Reason("V1", Fact.WINDOW_OPEN, statement, window.last, held)


def _asker_reasons(registration: Registration, asker: str | None) -> tuple[Reason, ...]:
    """Whether the asker bought it. Neither number is said aloud: one of them is somebody else's."""
    if asker is None:
        return ()
    held = asker == registration.order.customer.number
    statement = f"The asker is {'' if held else 'not '}who bought it."
    return (Reason("V2", Fact.ASKER_BOUGHT_IT, statement, None, held),)


def _policy_evidence(policy: ReturnPolicy | None) -> tuple[Evidence, ...]:
    if policy is None:
        return ()
    return (Evidence(EvidenceKind.RETURN_POLICY, policy.id, policy.number, policy.valid_from),)


def _would_change(
    history: UnitHistory, valid_at: date, asker: str | None, reasons: tuple[Reason, ...]
) -> NearestChange | None:
    may_return = _all_held(reasons)
    days = document_days(history) | _days_after_windows(history) | _days_of_returns(history)
    turn = first_turn(days, valid_at, lambda day: _all_held(_reasons(history, day, asker)) != may_return)
    if turn is not None:
        return NearestChange(_what_turns(history, turn), turn)
    failing = {reason.fact for reason in reasons if not reason.held}
    if failing == {Fact.INVOICED} or (failing == {Fact.INVOICED, Fact.WINDOW_OPEN} and _would_open(history, valid_at)):
        return NearestChange("Posting an invoice for it would allow its return.", None)
    return None


def _would_open(history: UnitHistory, day: date) -> bool:
    """Whether an invoice posted now would open the window: a second one counts from the day of the first (W2)."""
    return all(last >= day for last in _window_ends(sale_asked(history, day)))


def _days_after_windows(history: UnitHistory) -> frozenset[date]:
    ends = (last for sale in sales(history) for last in _window_ends(sale))
    return frozenset(last + ONE_DAY for last in ends if last != date.max)


def _days_of_returns(history: UnitHistory) -> frozenset[date]:
    stays = [stay for sale in sales(history) for stay in sale.registration.after.returns]
    return frozenset(day for stay in stays for day in (stay.authorised_on, stay.closed_on) if day is not None)


def _window_ends(sale: Sale | None) -> tuple[date, ...]:
    """The last day of the window, whether or not an invoice stands; empty where nothing opened one."""
    policy = _policy(sale)
    if sale is None or policy is None or policy.window_days is None:
        return ()
    first = starts_on(sale, _basis(policy))
    return () if first is None else (last_day(Period(days=policy.window_days), first),)


def _what_turns(history: UnitHistory, day: date) -> str:
    eve = day - ONE_DAY
    window = _window(sale_asked(history, eve), eve)
    closed = f"{eve} is the last day of the return window." if window is not None and window.last == eve else None
    return sale_turn(history, day) or closed or _return_turn(history, eve, day) or invoice_turn(history, day)


def _return_turn(history: UnitHistory, eve: date, day: date) -> str | None:
    """What a day did to its return, where the same sale stood on the eve."""
    sale = sale_asked(history, day)
    before, now = (None if sale is None else _on_its_way(sale.registration, each) for each in (eve, day))
    if now is not None and before is None:
        return f"On {day} return {now.number} lets it come back."
    return f"On {day} return {before.number} is closed." if before is not None and now is None else None
