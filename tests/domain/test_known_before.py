"""Two clocks: asked as known before an event, every history gives the answer that it gave then (W11)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_api.domain.aftersales import ReturnState, ReturnStay
from graph_api.domain.lineage import Registration, UnitHistory, as_known
from graph_api.domain.periods import Period
from graph_api.domain.returns import decide_return
from graph_api.domain.terms import Layer
from graph_api.domain.warranty import decide_warranty
from tests.domain.histories import corrected_away, cover, noon, on
from tests.domain.records import MOMENT, recorded, repair, start, transfer, void
from tests.domain.records import given as bought
from tests.domain.stories import ASKED, FIRST, histories

EARLY = FIRST.isoformat()
YEAR = cover(Period(months=12))
EVENTS = st.dates(FIRST + timedelta(1), date(2021, 6, 30)).map(date.isoformat)


def back(authorised: str, closed: str | None = None) -> ReturnStay:
    """A return that was authorised on a day, and refused on another one or open still."""
    stay = ReturnStay("item-1", "RMA-1", ReturnState.AUTHORISED, on(authorised), noon(on(authorised)))
    if closed is None:
        return stay
    return replace(stay, state=ReturnState.REFUSED, closed_on=on(closed), closed_at=noon(on(closed)))


RECORDS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "a void": ("voids", void),
    "a void of one layer": ("voids", lambda day: void(day, Layer.COMMERCIAL)),
    "an owner's registration": ("starts", start),
    "bought cover": ("covers", lambda day: bought(day, YEAR)),
    "goodwill dated back": ("covers", lambda day: bought(EARLY, YEAR, layer=Layer.GOODWILL, recorded_on=day)),
    "a transfer": ("transfers", transfer),
    "a repair": ("claims", lambda day: repair(day, day)),
    "a return": ("returns", back),
}
ENDINGS: dict[str, tuple[str, Any, Callable[[str], Any]]] = {
    "a void that is lifted": ("voids", void(EARLY), lambda day: void(EARLY, lifted=day)),
    "a start that is withdrawn": ("starts", start(EARLY), lambda day: start(EARLY, withdrawn=day)),
    "cover that is withdrawn": ("covers", bought(EARLY, YEAR), lambda day: bought(EARLY, YEAR, withdrawn=day)),
    "a repair that ends": ("claims", repair(EARLY, None), lambda day: repair(EARLY, day)),
    "a return that ends": ("returns", back(EARLY), lambda day: back(EARLY, day)),
}


def with_each(history: UnitHistory, change: Callable[[Registration], Registration]) -> UnitHistory:
    return replace(history, registrations=tuple(change(each) for each in history.registrations))


def having(history: UnitHistory, kind: str, record: Any) -> UnitHistory:
    """The history with this on record of each of its sales."""
    return with_each(history, lambda each: recorded(each, **{kind: (*getattr(each.after, kind), record)}))


def agree(then: UnitHistory, since: UnitHistory, day: date, event: str) -> None:
    """What happened on a day is known from its moment on, and before that nothing of it."""
    moment = noon(on(event))
    before = moment - MOMENT
    assert (as_known(since, moment) == as_known(then, moment)) is (not then.registrations)
    assert decide_warranty(since, day, before) == decide_warranty(then, day, before)
    assert decide_return(since, day, "C-7", before) == decide_return(then, day, "C-7", before)


@pytest.mark.parametrize("what", RECORDS)
@given(history=histories, event=EVENTS, day=ASKED)
def test_what_is_recorded_is_not_known_before(what: str, history: UnitHistory, event: str, day: date) -> None:
    """W5 to W7, W9, K2, V2: also where it counts from an earlier day."""
    kind, make = RECORDS[what]

    agree(history, having(history, kind, make(event)), day, event)


@pytest.mark.parametrize("what", ENDINGS)
@given(history=histories, event=EVENTS, day=ASKED)
def test_what_is_undone_or_ended_stood_before(what: str, history: UnitHistory, event: str, day: date) -> None:
    """W6: lifted or withdrawn it was never made, in what is known from then on."""
    kind, record, end = ENDINGS[what]

    agree(having(history, kind, record), having(history, kind, end(event)), day, event)


@given(histories, EVENTS, ASKED)
def test_a_number_that_is_corrected_was_believed_before(history: UnitHistory, event: str, day: date) -> None:
    """C1."""
    agree(history, with_each(history, lambda each: corrected_away(each, event)), day, event)
