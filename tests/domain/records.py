"""What is on record of a sale after it, in tests: each fact is recorded at noon of its day unless it is said when."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from graph_api.domain.aftersales import (
    AfterSales,
    ClaimState,
    ClaimStay,
    Replacement,
    Resolution,
    Start,
    Transfer,
    UnitCover,
    Void,
)
from graph_api.domain.lineage import End, EndKind, Registration, UnitHistory
from graph_api.domain.terms import Coverage, Layer, StartBasis
from tests.domain.histories import noon, on


def recorded(registration: Registration, **after: Any) -> Registration:
    """The same sale with this on record."""
    return replace(registration, after=replace(registration.after or AfterSales(), **after))


def void(day: str, layer: Layer | None = None, *, lifted: str | None = None, id: str = "void-1") -> Void:  # noqa: A002
    return Void(id, layer, on(day), noon(on(day)), None if lifted is None else noon(on(lifted)))


def start(day: str, basis: StartBasis = StartBasis.OWNER_REGISTRATION, *, withdrawn: str | None = None) -> Start:
    gone = None if withdrawn is None else noon(on(withdrawn))
    return Start(f"start-{day}", basis, on(day), noon(on(day)), gone)


def given(
    day: str,
    *coverages: Coverage,
    layer: Layer = Layer.EXTENDED,
    number: str = "EW-1",
    recorded_on: str | None = None,
    withdrawn: str | None = None,
) -> UnitCover:
    gone = None if withdrawn is None else noon(on(withdrawn))
    return UnitCover(f"cover-{number}", number, layer, on(day), coverages, noon(on(recorded_on or day)), gone)


def transfer(day: str) -> Transfer:
    return Transfer(f"transfer-{day}", "THE-NEW-OWNER", on(day), noon(on(day)))


def repair(opened: str, closed: str | None, layer: Layer = Layer.COMMERCIAL, number: str = "CL-1") -> ClaimStay:
    """A claim that was resolved by a repair, or that is open still."""
    ended = None if closed is None else on(closed)
    return ClaimStay(
        id=f"claim-{number}",
        number=number,
        state=ClaimState.IN_PROGRESS if ended is None else ClaimState.RESOLVED,
        opened_on=on(opened),
        opened_at=noon(on(opened)),
        closed_on=ended,
        closed_at=None if ended is None else noon(ended),
        resolution=None if ended is None else Resolution.REPAIR,
        layer=layer,
    )


def swapped(history: UnitHistory, sold: Registration, day: date) -> tuple[UnitHistory, UnitHistory]:
    """The unit and the one that came for it on a day: the new one's registration stands on the same lines (W7)."""
    came = Replacement("reg-new", "unit-2", "SN-2", day, noon(day))
    went = Replacement(sold.id, history.id, history.serial_number, day, noon(day))
    ended = recorded(replace(sold, end=End(EndKind.REPLACED, day, noon(day))), replaced_by=came)
    new = recorded(replace(sold, id="reg-new", named_at=noon(day)), replaces=went)
    return (
        replace(history, registrations=tuple(ended if each.id == sold.id else each for each in history.registrations)),
        replace(history, id="unit-2", serial_number="SN-2", registrations=(new,)),
    )


MOMENT = timedelta(microseconds=1)
