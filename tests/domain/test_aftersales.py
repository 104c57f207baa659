"""W11: what is on record of a sale, as it was recorded at a moment; and W6: what a void and its lifting do."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_api.domain.aftersales import (
    NOTHING_AFTER,
    AfterSales,
    ClaimState,
    Replacement,
    ReturnState,
    ReturnStay,
    after_as_known,
)
from graph_api.domain.lineage import UnitHistory
from graph_api.domain.terms import CoverageKind, Layer
from graph_api.domain.warranty import WarrantyStatus, decide_warranty
from tests.domain.histories import cover, noon, on
from tests.domain.records import MOMENT, recorded, repair, start, transfer, void
from tests.domain.records import given as bought
from tests.domain.stories import ASKED, histories
from tests.domain.warranties import YEAR

SENT_BACK = ReturnStay(
    "return-1",
    "RET-1",
    ReturnState.DISPOSED,
    on("2026-05-01"),
    noon(on("2026-05-01")),
    on("2026-06-01"),
    noon(on("2026-06-01")),
)
SWAP = Replacement("reg-2", "unit-2", "SN-2", on("2026-06-01"), noon(on("2026-06-01")))
FULL = AfterSales(
    voids=(void("2026-05-01", lifted="2026-06-01"),),
    starts=(start("2026-05-01", withdrawn="2026-06-01"),),
    covers=(bought("2026-05-01", cover(YEAR), withdrawn="2026-06-01"),),
    transfers=(transfer("2026-06-01"),),
    claims=(repair("2026-05-01", "2026-06-01"),),
    returns=(SENT_BACK,),
    replaced_by=SWAP,
    replaces=SWAP,
)
BEFORE_THEIR_ENDS = AfterSales(
    voids=(void("2026-05-01"),),
    starts=(start("2026-05-01"),),
    covers=(bought("2026-05-01", cover(YEAR)),),
    claims=(replace(repair("2026-05-01", None), state=ClaimState.OPEN),),
    returns=(replace(SENT_BACK, state=ReturnState.AUTHORISED, closed_on=None, closed_at=None),),
)


@pytest.mark.parametrize(
    ("moment", "known"),
    [
        (noon(on("2026-05-01")) - MOMENT, NOTHING_AFTER),
        (noon(on("2026-05-01")), BEFORE_THEIR_ENDS),
        (noon(on("2026-06-01")) - MOMENT, BEFORE_THEIR_ENDS),
        (noon(on("2026-06-01")), FULL),
    ],
)
def test_each_fact_is_known_from_its_moment_and_what_ended_since_stands(moment: datetime, known: AfterSales) -> None:
    assert after_as_known(FULL, moment) == known


def test_what_has_not_ended_is_known_as_it_is() -> None:
    assert after_as_known(BEFORE_THEIR_ENDS, noon(on("2030-01-01"))) == BEFORE_THEIR_ENDS
    assert after_as_known(NOTHING_AFTER, noon(on("2030-01-01"))) is NOTHING_AFTER


DAYS = st.dates(date(2020, 1, 1), date(2021, 6, 1)).map(date.isoformat)
RECORDS = st.one_of(
    st.builds(lambda day, layer: {"voids": (void(day, layer),)}, DAYS, st.sampled_from([None, *Layer])),
    DAYS.map(lambda day: {"starts": (start(day),)}),
    DAYS.map(lambda day: {"covers": (bought(day, cover(YEAR)),)}),
    DAYS.map(lambda day: {"transfers": (transfer(day),)}),
    st.builds(lambda day, layer: {"claims": (repair(day, day, layer),)}, DAYS, st.sampled_from(Layer)),
)


def with_record(history: UnitHistory, record) -> UnitHistory:
    return replace(history, registrations=tuple(recorded(each, **record) for each in history.registrations))


@given(histories, RECORDS, ASKED)
def test_known_before_a_record_the_answer_is_the_one_without_it(history: UnitHistory, record, day: date) -> None:
    """W11: and from its moment on it is the one with it."""
    with_it = with_record(history, record)
    ((fact,),) = record.values()
    moment = fact.opened_at if "claims" in record else fact.recorded_at
    assert decide_warranty(with_it, day, moment - MOMENT) == decide_warranty(history, day, moment - MOMENT)
    at_once = replace(decide_warranty(with_it, day, noon(date(2030, 1, 1))), known_at=None)
    assert at_once == decide_warranty(with_it, day)


def covered(history: UnitHistory, day: date) -> dict[CoverageKind, int]:
    kinds = decide_warranty(history, day).kinds
    return {each.kind: each.percentage for each in kinds if each.status is WarrantyStatus.COVERED}


@given(histories, DAYS, st.sampled_from([None, *Layer]), ASKED)
def test_voiding_never_makes_cover_grow_and_takes_nothing_before_its_day(
    history: UnitHistory, since: str, layer: Layer | None, day: date
) -> None:
    """W6."""
    voided = with_record(history, {"voids": (void(since, layer),)})
    before, after = covered(history, day), covered(voided, day)
    assert after.keys() <= before.keys()
    assert all(percentage <= before[kind] for kind, percentage in after.items())
    if day < on(since):
        assert after == before
    elif layer is None:
        assert after == {}


@given(histories, DAYS, st.sampled_from([None, *Layer]), ASKED)
def test_lifting_a_void_restores_the_answer_exactly(
    history: UnitHistory, since: str, layer: Layer | None, day: date
) -> None:
    """W6: it counts as never made; and what was answered while it stood is answered again as known then (W11)."""
    lifted_on = on(since) + timedelta(days=3)
    standing = with_record(history, {"voids": (void(since, layer),)})
    lifted = with_record(history, {"voids": (void(since, layer, lifted=lifted_on.isoformat()),)})
    assert decide_warranty(lifted, day) == decide_warranty(history, day)
    moment = noon(lifted_on) - MOMENT
    assert decide_warranty(lifted, day, moment) == decide_warranty(standing, day, moment)


@settings(max_examples=40)
@given(histories, st.lists(RECORDS, min_size=1, max_size=3), ASKED)
def test_with_anything_on_record_the_answer_turns_on_the_day_that_is_named_and_not_before(
    history: UnitHistory, records, day: date
) -> None:
    """W10."""
    for record in records:
        history = with_record(history, record)
    verdict = decide_warranty(history, day)
    said = (verdict.status, [replace(each, days_left=None) for each in verdict.kinds])
    turn = None if verdict.would_change is None else verdict.would_change.on
    until = min(turn or date.max, day + timedelta(days=150))
    unchanged = day
    while unchanged < until:
        then = decide_warranty(history, unchanged)
        assert (then.status, [replace(each, days_left=None) for each in then.kinds]) == said
        unchanged += timedelta(days=1)
    if turn is not None:
        then = decide_warranty(history, turn)
        assert (then.status, [replace(each, days_left=None) for each in then.kinds]) != said
