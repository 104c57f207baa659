"""Whether another unit may step into the sale of a claimed one (K3, W7)."""

from dataclasses import replace
from datetime import date

import pytest

from graph_api.domain.aftersales import AfterSales, ClaimState, Resolution, ReturnState, ReturnStay
from graph_api.domain.claims import Claim
from graph_api.domain.correcting import AlreadyOnTheLine, NewNumber
from graph_api.domain.documents import DocumentState
from graph_api.domain.line_facts import UnitFacts
from graph_api.domain.lineage import End, EndKind
from graph_api.domain.registration_refusals import DoesNotFit, NotASerial, StandsElsewhere
from graph_api.domain.replacing import (
    NothingToReplace,
    ReplacedByItself,
    days_of_coming,
    decide_given,
    decide_replacement,
    nothing_to_replace,
    notices_of_returns,
)
from graph_api.domain.serial_patterns import SerialPattern, parse_pattern
from graph_api.domain.shipping import SalesWouldOverlap
from graph_api.domain.taking_back import RegistrationsFrozen
from graph_api.domain.warranty import decide_warranty
from tests.domain.books import TODAY, book, direct, entries, invoice, numbered, slip, slip_line, spot
from tests.domain.corrections import SHIPPED, number, standing
from tests.domain.histories import noon, stay, unit

BOOK = book(SHIPPED)
SOLD = standing(BOOK, "a")


def test_a_number_that_is_free_steps_in() -> None:
    """K3, also on the day on which its last sale ended (R5)."""
    assert decide_replacement(BOOK, SOLD, number(), TODAY) == ()
    assert decide_replacement(BOOK, SOLD, number(free_from=TODAY), TODAY) == ()


def test_a_unit_does_not_come_for_itself() -> None:
    (entry,) = entries("SN a")
    same = NewNumber(entry, UnitFacts("unit a", "SN a", spot("a", "SN a", slip_line="SL-1")))

    (refusal,) = decide_replacement(BOOK, SOLD, same, TODAY)

    assert isinstance(refusal, ReplacedByItself)
    assert "SN a" in refusal.message


def test_a_unit_that_stands_somewhere_is_named_with_it() -> None:
    """R5: elsewhere, or on this line for another item."""
    (elsewhere,) = decide_replacement(BOOK, SOLD, number(at=spot(slip_line="SL-9")), TODAY)
    (here,) = decide_replacement(BOOK, SOLD, number(at=spot(slip_line="SL-1")), TODAY)

    assert isinstance(elsewhere, StandsElsewhere)
    assert isinstance(here, AlreadyOnTheLine)


def test_a_unit_whose_sale_ended_later_does_not_step_in_before() -> None:
    """R5: free for all days since."""
    (refusal,) = decide_replacement(BOOK, SOLD, number(free_from=date(2024, 5, 11)), TODAY)

    assert isinstance(refusal, SalesWouldOverlap)


def test_what_is_no_serial_number_of_the_product_does_not_step_in() -> None:
    """R6: the product's own number; a number that does not fit the pattern."""
    pattern = parse_pattern("NNN")
    assert isinstance(pattern, SerialPattern)

    (code,) = decide_replacement(BOOK, SOLD, number("PUMP"), TODAY)
    (unfit,) = decide_replacement(BOOK, SOLD, number("A1", pattern=pattern), TODAY)

    assert isinstance(code, NotASerial)
    assert isinstance(unfit, DoesNotFit)


def test_after_a_take_back_nothing_is_added_to_a_slip_any_more_but_to_an_invoice_without_one() -> None:
    """C2."""
    frozen = book(slip(slip_line(3, *numbered("a", "c"), taken_back=1)))
    shipped_itself = book(invoice(direct(1, *numbered("a")), state=DocumentState.POSTED))

    (refusal,) = decide_replacement(frozen, standing(frozen, "a"), number(), TODAY)

    assert isinstance(refusal, RegistrationsFrozen)
    assert refusal.path == ("resolution",)
    assert decide_replacement(shipped_itself, standing(shipped_itself, "a"), number(), TODAY) == ()


@pytest.mark.parametrize("resolution", [*Resolution, None])
@pytest.mark.parametrize("given", [True, False])
def test_a_replacement_is_given_a_number_and_nothing_else_is(resolution: Resolution | None, *, given: bool) -> None:
    """K3."""
    refusals = decide_given(resolution, given=given)

    assert (refusals == ()) is (given is (resolution is Resolution.REPLACEMENT))
    assert all(each.path == ("replacementSerial",) for each in refusals)


def test_a_unit_that_came_stands_in_the_sale_since_then() -> None:
    """W7, R5: what its number is corrected to must have been free since that day, not since the day of sale."""
    came = replace(SOLD.registration, came_on=TODAY)

    assert days_of_coming([SOLD.registration, came]) == (TODAY,)
    assert SOLD.first_day == SOLD.sold_on
    assert replace(SOLD, registration=came).first_day == TODAY


def test_a_sale_that_has_ended_is_named_with_its_end() -> None:
    """W7: nothing could step into it."""
    verdict = decide_warranty(unit(), TODAY)
    claim = Claim(
        "C", "CL-1", ClaimState.OPEN, TODAY, noon(TODAY), "It hums.", "r", "u", "u", "SN-1", "P-1", TODAY, verdict
    )
    ended = replace(claim, ended=End(EndKind.CREDITED, TODAY, noon(TODAY)))

    assert isinstance(nothing_to_replace(claim), NothingToReplace)
    assert "2024-05-10" in nothing_to_replace(ended).message
    assert nothing_to_replace(claim).ended_on is None


@pytest.mark.parametrize(
    ("state", "where"), [(ReturnState.AUTHORISED, "is on its way back"), (ReturnState.RECEIVED, "is here")]
)
def test_a_return_that_is_open_goes_on(state: ReturnState, where: str) -> None:
    """V5: and is named."""
    day = date(2024, 5, 10)
    stays = (
        ReturnStay("item-1", "RMA-1", ReturnState.DISPOSED, day, noon(day), day, noon(day)),
        ReturnStay("item-2", "RMA-2", state, day, noon(day)),
    )
    sale = replace(stay(), after=AfterSales(returns=stays))

    (notice,) = notices_of_returns(sale, "SN-1", ("resolution",))

    assert (notice.code, notice.path) == ("RETURN_GOES_ON", ("resolution",))
    assert notice.message.startswith(f"SN-1 {where} by return RMA-2")
