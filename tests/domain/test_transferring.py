"""Rule W9: who owns a unit, and from whom it goes to whom."""

from dataclasses import replace

import pytest

from graph_api.domain.aftersales import AfterSales, Transfer
from graph_api.domain.lineage import Registration, Sale
from graph_api.domain.outcomes import Refusal
from graph_api.domain.sold_unit import DayOutsideSale
from graph_api.domain.transferring import OwnsAlready, TransferredLater, decide_transfer, owner_of
from tests.domain.histories import noon, on, slip, stay, unit

TODAY = on("2026-03-02")
SOLD = stay(slip=slip("2026-02-10"))


def moved(customer: str, day: str, recorded: str = "2026-03-02") -> Transfer:
    return Transfer(f"t-{customer}", customer, on(day), noon(on(recorded)))


def after(*transfers: Transfer) -> Registration:
    return replace(SOLD, after=AfterSales(transfers=transfers))


def asked(registration: Registration, customer: str, day: str = "2026-03-02") -> str | tuple[Refusal, ...]:
    decided = decide_transfer(unit(registration), customer, on(day), TODAY)
    return owner_of(decided) if isinstance(decided, Sale) else decided


def test_a_unit_goes_from_the_buyer_to_another_and_on() -> None:
    """W9: and back to the buyer."""
    assert asked(SOLD, "C-8", "2026-02-10") == "C-7"
    assert asked(after(moved("C-8", "2026-02-15")), "C-9", "2026-02-15") == "C-8"
    assert asked(after(moved("C-8", "2026-02-15")), "C-7") == "C-8"


def test_of_two_transfers_on_one_day_the_later_record_counts() -> None:
    """W9: a wrong one is put right by the next."""
    wrong, right = moved("C-8", "2026-02-15", "2026-02-16"), moved("C-9", "2026-02-15", "2026-02-17")
    assert asked(after(wrong, right), "C-8") == "C-9"


@pytest.mark.parametrize(("registration", "customer"), [(SOLD, "C-7"), (after(moved("C-8", "2026-02-15")), "C-8")])
def test_nobody_is_given_what_is_theirs(registration: Registration, customer: str) -> None:
    refusal = OwnsAlready(serial_number="SN-1", customer=customer, path=("customer",))
    assert asked(registration, customer) == (refusal,)
    assert refusal.message == f"SN-1 belongs to {customer} already: name who owns it now."


def test_no_transfer_is_put_before_one_that_is_on_record() -> None:
    """W9: with whatever else is wrong."""
    refusal = TransferredLater(serial_number="SN-1", customer="C-8", since=on("2026-02-15"), path=("day",))
    found = asked(after(moved("C-8", "2026-02-15")), "C-8", "2026-02-14")
    assert found == (refusal, OwnsAlready(serial_number="SN-1", customer="C-8", path=("customer",)))
    assert refusal.message == "SN-1 belongs to C-8 since 2026-02-15: give that day or a later one."


def test_a_transfer_has_a_day_of_its_sale() -> None:
    """W8, W11."""
    for day in ("2026-02-09", "2026-03-03"):
        found = asked(SOLD, "C-8", day)
        assert isinstance(found[0], DayOutsideSale)
