"""Rule W6: what may be voided, and what is said of what is void already."""

from dataclasses import replace

import pytest

from graph_api.domain.aftersales import AfterSales, UnitCover, Void
from graph_api.domain.lineage import Registration, Sale
from graph_api.domain.outcomes import Refusal
from graph_api.domain.periods import Period
from graph_api.domain.sold_unit import DayOutsideSale
from graph_api.domain.terms import Layer
from graph_api.domain.voiding import AlreadyVoid, NothingToVoid, decide_void, lifted_before
from tests.domain.histories import cover, noon, on, slip, stay, term, unit

TODAY = on("2026-03-02")
SOLD = stay(
    slip=slip("2026-02-10"),
    terms=(term(cover(Period(months=24)), layer=Layer.STATUTORY), term(cover(Period(months=12)))),
)
STATUTORY, COMMERCIAL, GOODWILL = Layer.STATUTORY, Layer.COMMERCIAL, Layer.GOODWILL


def void(layer: Layer | None, day: str = "2026-02-20", *, lifted: bool = False) -> Void:
    return Void("v", layer, on(day), noon(TODAY), noon(TODAY) if lifted else None)


def with_voids(*voids: Void, registration: Registration = SOLD) -> Registration:
    return replace(registration, after=AfterSales(voids=voids))


def asked(registration: Registration, layer: Layer | None, day: str = "2026-03-02") -> bool | tuple[Refusal, ...]:
    decided = decide_void(unit(registration), layer, on(day), TODAY)
    return True if isinstance(decided, Sale) else decided


@pytest.mark.parametrize("layer", [None, STATUTORY, COMMERCIAL])
def test_a_warranty_is_voided_whole_or_by_a_layer_that_the_sale_has(layer: Layer | None) -> None:
    assert asked(SOLD, layer) is True
    assert asked(SOLD, layer, "2026-02-10") is True


def test_a_layer_that_the_sale_does_not_have_is_not_voided() -> None:
    """W5: cover that was bought or granted counts, while it stands."""
    refusal = NothingToVoid(serial_number="SN-1", layer=GOODWILL, layers=(STATUTORY, COMMERCIAL), path=("layer",))
    granted = UnitCover("c", "GW-1", GOODWILL, TODAY, (cover(Period(months=3)),), noon(TODAY))
    assert asked(SOLD, GOODWILL) == (refusal,)
    assert refusal.message == "The sale of SN-1 has no goodwill warranty: it has statutory, commercial."
    assert asked(replace(SOLD, after=AfterSales(covers=(granted,))), GOODWILL) is True
    withdrawn = replace(granted, withdrawn_at=noon(TODAY))
    assert asked(replace(SOLD, after=AfterSales(covers=(withdrawn,))), GOODWILL) == (refusal,)


def test_a_sale_without_any_warranty_says_so() -> None:
    """W6: neither a layer nor all of them can be lost."""
    messages = []
    for layer in (STATUTORY, None):
        decided = asked(stay(slip=slip("2026-02-10")), layer)
        assert isinstance(decided, tuple)
        messages.append(decided[0].message)
    assert messages == ["The sale of SN-1 has no warranty: there is nothing to void."] * 2


@pytest.mark.parametrize(("stands", "layer"), [(None, None), (None, COMMERCIAL), (COMMERCIAL, COMMERCIAL)], ids=str)
def test_what_is_void_is_not_voided_again(stands: Layer | None, layer: Layer | None) -> None:
    """W6: whichever day is asked; the refusal names what stands."""
    refusal = AlreadyVoid(
        serial_number="SN-1", void_id="v", void_layer=stands, void_since=on("2026-02-20"), path=("layer",)
    )
    assert asked(with_voids(void(stands)), layer) == (refusal,)
    assert asked(with_voids(void(stands)), layer, "2026-02-11") == (refusal,)


def test_the_refusal_says_what_to_do() -> None:
    texts = [
        AlreadyVoid(serial_number="SN-1", void_id="v", void_layer=layer, void_since=on("2026-02-20")).message
        for layer in (None, COMMERCIAL)
    ]
    what_to_do = "is void since 2026-02-20 already: lift that void first to void it from another day."
    assert texts == [f"The warranty of SN-1 {what_to_do}", f"The commercial warranty of SN-1 {what_to_do}"]


def test_another_layer_and_what_was_lifted_hold_nothing_up() -> None:
    """W6: a lifted void was never made; the rest may be lost later than one layer."""
    assert asked(with_voids(void(STATUTORY)), COMMERCIAL) is True
    assert asked(with_voids(void(STATUTORY)), None) is True
    assert asked(with_voids(void(None, lifted=True)), None) is True


def test_a_day_to_come_is_not_taken() -> None:
    """W6: a void is a finding."""
    decided = asked(SOLD, None, "2026-03-03")
    assert isinstance(decided, tuple)
    assert isinstance(decided[0], DayOutsideSale)


def test_what_was_lifted_before_is_said() -> None:
    """As R7: it changes nothing."""
    notice = lifted_before("SN-1", void(None, lifted=True))
    assert lifted_before("SN-1", void(None)) is None
    assert notice is not None
    assert (notice.code, notice.rule, notice.path) == ("ALREADY_LIFTED", "W6", ("id",))
    assert notice.message == "The void of SN-1 since 2026-02-20 was lifted before: nothing changes."
