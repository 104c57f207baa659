"""Rules V4 and V5: whether what arrived is what was awaited, and what becomes of it."""

from datetime import date, timedelta

import pytest

from graph_api.domain.aftersales import ReturnState
from graph_api.domain.correcting import AlreadyOnTheLine
from graph_api.domain.drafts import DayOutOfRange
from graph_api.domain.lineage import EndKind
from graph_api.domain.registration_refusals import NotASerial
from graph_api.domain.return_items import Disposition, ReturnDecision
from graph_api.domain.return_states import ReturnStep, ReturnStepNotPossible
from graph_api.domain.returning import (
    Disposal,
    DispositionRefused,
    NeedsDecision,
    NothingToDecide,
    SaleOfItem,
    decide_as_authorised,
    decide_decidable,
    decide_disposition,
    decide_given,
    decide_step,
    decide_step_day,
    differs,
    sale_of,
    stays_on_the_return,
)
from graph_api.domain.shipping import NEVER_AGAIN
from graph_api.domain.taking_back import RegistrationsFrozen
from tests.domain.books import serial
from tests.domain.histories import invoice, slip, stay
from tests.domain.returned import DAY, authorised, item

STANDS, ENDED, UNINVOICED = SaleOfItem(True, True), SaleOfItem(False, False), SaleOfItem(True, False)  # noqa: FBT003
REPLACED = SaleOfItem(stands=False, invoiced=True, replaced=True)
RESTOCK, REPAIR, REPLACE = Disposition.RESTOCK, Disposition.REPAIR, Disposition.REPLACE
SCRAP, SEND_BACK = Disposition.SCRAP, Disposition.SEND_BACK


@pytest.mark.parametrize(
    ("disposition", "sale", "credited", "decided"),
    [
        (RESTOCK, STANDS, True, Disposal(comes_back=True, free_from=DAY)),
        (SCRAP, STANDS, True, Disposal(comes_back=True, free_from=NEVER_AGAIN)),
        (SCRAP, STANDS, False, Disposal(comes_back=False)),
        (REPAIR, STANDS, False, Disposal(comes_back=False)),
        (SEND_BACK, STANDS, False, Disposal(comes_back=False)),
        (SEND_BACK, ENDED, False, Disposal(comes_back=False)),
        (RESTOCK, ENDED, False, Disposal(comes_back=False)),
        (SCRAP, ENDED, False, Disposal(comes_back=False)),
        (REPLACE, STANDS, False, Disposal(comes_back=False)),
        (REPLACE, UNINVOICED, False, Disposal(comes_back=False)),
        (RESTOCK, REPLACED, False, Disposal(comes_back=False)),
    ],
)
def test_credited_it_has_come_back_for_good(
    disposition: Disposition, sale: SaleOfItem, decided: Disposal, *, credited: bool
) -> None:
    """V5: and only what is put to stock is sold again."""
    assert decide_disposition(item(), disposition, sale, DAY, credited=credited) == decided


@pytest.mark.parametrize(
    ("disposition", "sale", "credited", "why"),
    [
        (REPLACE, STANDS, True, "its sale goes on with the unit"),
        (REPLACE, ENDED, False, "its sale has ended already, so there is none"),
        (SEND_BACK, REPLACED, False, "another unit came for it"),
        (REPAIR, REPLACED, False, "another unit came for it"),
        (RESTOCK, REPLACED, True, "its sale has ended"),
        (REPAIR, STANDS, True, "it goes home"),
        (SEND_BACK, STANDS, True, "it goes home"),
        (RESTOCK, ENDED, True, "its sale has ended"),
        (RESTOCK, UNINVOICED, True, "no invoice stands"),
        (RESTOCK, STANDS, False, "its sale stands"),
        (RESTOCK, UNINVOICED, False, "its sale stands"),
    ],
)
def test_what_does_not_fit_together_is_refused(
    disposition: Disposition, sale: SaleOfItem, why: str, *, credited: bool
) -> None:
    """V4, V5: credit is decided beside the disposition, and both make sense together."""
    (refused,) = decide_disposition(item(), disposition, sale, DAY, credited=credited)  # type: ignore[misc]
    assert isinstance(refused, DispositionRefused)
    assert (refused.disposition, refused.credited, refused.path) == (disposition, credited, ("disposition",))
    assert refused.why.startswith(why)
    assert refused.message.startswith(f"SN-1 cannot be disposed to {disposition.value.lower().replace('_', ' ')}: ")


def test_what_differs_is_decided_on_before_it_is_disposed() -> None:
    """V4: nothing is guessed."""
    apart = item(differs=True, received_serial="SN-9")
    refused = decide_disposition(apart, RESTOCK, STANDS, DAY, credited=True)
    assert refused == (NeedsDecision(item="SN-1", received_serial="SN-9", path=("itemId",)),)
    assert refused[0].message == "SN-9 was received for SN-1: decide first what it is taken for."
    decided = item(differs=True, received_serial="SN-9", decision=ReturnDecision.AS_AUTHORISED)
    assert isinstance(decide_disposition(decided, RESTOCK, STANDS, DAY, credited=True), Disposal)


def test_only_what_was_received_is_disposed() -> None:
    """V4."""
    awaited = item(ReturnState.AUTHORISED)
    step = ReturnStepNotPossible(item="SN-1", state="AUTHORISED", step="DISPOSE", path=("itemId",))
    assert decide_disposition(awaited, SCRAP, STANDS, DAY, credited=False) == (step,)
    assert decide_step(awaited, ReturnStep.CANCEL) is ReturnState.CANCELLED


@pytest.mark.parametrize(
    ("found", "apart"), [(None, False), ("SN-1", False), (" sn-1 ", False), ("SN-01", True), ("SN-2", True)]
)
def test_numbers_are_compared_as_everywhere(found: str | None, *, apart: bool) -> None:
    """R6: what nobody could read cannot be told apart."""
    assert differs(item(), None if found is None else serial(found)) is apart
    assert not differs(item(serial=None), None if found is None else serial(found))


def test_a_decision_is_made_once_and_only_where_something_differs() -> None:
    """V4."""
    assert decide_decidable(item(differs=True)) is None
    for of, why in [
        (item(), "it is what was authorised"),
        (item(differs=True, decision=ReturnDecision.AS_AUTHORISED), "it was decided on before"),
    ]:
        refused = decide_decidable(of)
        assert refused == NothingToDecide(item="SN-1", why=why, path=("itemId",))
        assert refused.message == f"On SN-1 this is not decided: {why}."
    assert isinstance(decide_decidable(item(ReturnState.REFUSED, differs=True)), ReturnStepNotPossible)


@pytest.mark.parametrize(
    ("received", "asked", "taken"),
    [
        (None, DAY, True),
        (None, DAY - timedelta(1), False),
        (DAY + timedelta(2), DAY + timedelta(1), False),
        (DAY + timedelta(2), DAY + timedelta(5), True),
        (None, DAY + timedelta(6), False),
    ],
)
def test_a_step_is_not_dated_before_the_one_that_it_follows(received: date | None, asked: date, *, taken: bool) -> None:
    """W11."""
    refused = decide_step_day(item(received_on=received), asked, DAY + timedelta(5))
    assert (refused is None) is taken
    assert taken or isinstance(refused, DayOutOfRange)


def test_what_stands_of_a_sale_is_read_from_its_registration() -> None:
    sold = stay(invoice("2026-03-14"), slip=slip("2026-03-10"))
    assert sale_of(sold) == STANDS
    assert sale_of(stay(invoice("2026-03-14"), end=(EndKind.REPLACED, "2026-03-20"))) == REPLACED
    assert sale_of(stay(slip=slip("2026-03-10"))) == UNINVOICED
    assert not sale_of(stay(invoice("2026-03-14"), end=(EndKind.CREDITED, "2026-03-20"))).stands


def test_an_item_has_a_name_also_where_nobody_knows_its_number() -> None:
    assert item().name == "SN-1"
    pieces = item(serial=None, quantity=4, registration_id=None)
    assert (pieces.name, pieces.by_quantity) == ("item 1 (4 without a number)", True)
    assert not item(serial=None).by_quantity
    assert authorised(item(id="a"), item(id="b")).item("b").id == "b"


def test_only_what_had_no_number_is_taken_for_what_was_authorised() -> None:
    """V6, C3: one number is never taken for another."""
    assert decide_as_authorised(item(serial=None, differs=True, received_serial="SN-9")) is None
    refused = decide_as_authorised(item(differs=True, received_serial="SN-9"))
    why = "SN-9 is another unit: take it for what it is, or refuse it"
    assert refused == NothingToDecide(item="SN-1", why=why, path=("decision",))
    assert isinstance(decide_as_authorised(item(serial=None)), NothingToDecide)


def test_a_number_stays_on_the_return_where_the_register_forbids_it_and_not_where_it_is_none() -> None:
    """V6: R5, R4 and C2 keep it there; what is no serial number is refused (R6)."""
    frozen = RegistrationsFrozen(order_line_id="OL-1")
    twice = AlreadyOnTheLine(serial_number="SN-1", document="PS-1")
    assert stays_on_the_return([frozen, twice])
    assert not stays_on_the_return([frozen, NotASerial(serial_number="P-1", what="the product number P-1")])


def test_what_has_no_number_is_not_replaced() -> None:
    """V6, W7: nobody knows for which unit another one would come."""
    (refused,) = decide_disposition(item(serial=None), REPLACE, STANDS, DAY, credited=False)  # type: ignore[misc]
    assert isinstance(refused, DispositionRefused)
    assert refused.why.startswith("its number is not known")


def test_a_replacement_is_given_the_unit_that_came_and_nothing_else_is() -> None:
    assert decide_given(REPLACE, given=True) == decide_given(SCRAP, given=False) == ()
    for disposition, given in ((REPLACE, False), (SCRAP, True)):
        (refused,) = decide_given(disposition, given=given)
        assert refused.path == ("replacementSerial",)
