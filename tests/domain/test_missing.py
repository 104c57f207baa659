"""Rule R1: what a slip lacks is registered on its invoice, and on the slip; within R2, R5 to R7, C2, T2 and T4."""

from dataclasses import replace
from datetime import date

import pytest

from graph_api.domain.documents import DocumentKind
from graph_api.domain.line_facts import BilledFacts, LineFacts, Spot, UnitFacts
from graph_api.domain.outcomes import Notice, Path, Refusal
from graph_api.domain.registration import Plan, decide_addition
from graph_api.domain.registration_refusals import (
    ChosenElsewhere,
    DoesNotFit,
    NotASerial,
    NotOnTheSlip,
    QuantityExceeded,
    StandsElsewhere,
    TakesNoSerials,
)
from graph_api.domain.serial_patterns import SerialPattern, parse_pattern
from graph_api.domain.shipping import SalesWouldOverlap
from graph_api.domain.taking_back import RegistrationsFrozen
from graph_api.domain.tracking import CatchWeightExcluded
from tests.domain.books import BLANKS_ALLOWED, NOT_TRACKED, PUMP, TODAY, choosing, entries, spot, units
from tests.domain.calls import HERE, add, already, exceeded

SLIP, INVOICE = DocumentKind.PACKING_SLIP, DocumentKind.INVOICE


def lacking(
    items: int = 3, registrations: int = 1, quantity: int = 3, registered: int = 0, *, frozen: bool = False
) -> LineFacts:
    """An invoice's line of a slip line whose un-invoiced items have so many registrations."""
    billed = BilledFacts("id of PS-1", "PS-1", TODAY, "SL-1", 1, "OL-1", items, registrations, frozen)
    return replace(choosing(quantity, registered), settings=BLANKS_ALLOWED, billed=billed)


def too(name: str, path: Path = HERE) -> Notice:
    return Notice(code="REGISTERED_ON_SLIP", rule="R1", message=f"{name} is registered on PS-1 too.", path=path)


def refusals(plan: Plan) -> tuple[Refusal, ...]:
    assert plan == Plan(refusals=plan.refusals)
    return plan.refusals


def test_a_number_that_the_slip_lacks_is_registered_on_both() -> None:
    """R1: and what stands on the slip is chosen by the same call."""
    first, _ = entries("A1", "A2")
    plan = add(lacking(), "A1", "A2", at={"A2": spot("R-2", "A2", slip_line="SL-1")})
    assert plan == Plan(register=(("unit A1", first),), choose=("R-2",), notices=(too("A1"),))


def test_blanks_that_the_slip_lacks_are_registered_on_both() -> None:
    """R1, R4."""
    assert add(lacking(), blanks=2) == Plan(blanks=2, notices=(too("Not readable", ("count",)),))


def test_a_number_that_the_call_repeats_or_the_line_has_changes_nothing() -> None:
    """R7."""
    here = {"A1": spot("R-1", "A1", slip_line="SL-1", invoice_line="L-1")}
    assert add(lacking(), "A1", at=here) == Plan(notices=(already("A1", HERE),))


@pytest.mark.parametrize("of", [lacking(1, 1), lacking(2, 3), choosing()])
def test_a_slip_that_lacks_nothing_gets_nothing(of: LineFacts) -> None:
    """R3: a number on none of them is refused, wherever it stands; so is a blank."""
    elsewhere = {"A2": spot("R-9", "A2", slip_line="SL-9")}
    assert refusals(add(of, "A1", "A2", at=elsewhere)) == (
        NotOnTheSlip(serial_number="A1", path=HERE),
        NotOnTheSlip(serial_number="A2", path=("serials", "1")),
    )
    assert refusals(add(of, blanks=1)) == (NotOnTheSlip(serial_number="Not readable", path=("count",)),)


def test_what_would_take_the_slip_over_its_items_is_refused_whole() -> None:
    """R1: what is un-invoiced of it never has more registrations than items; nothing is said to be registered."""
    beyond = QuantityExceeded(line_id="SL-1", document_kind=SLIP, quantity=3, registered=1, attempted=3)
    assert refusals(add(lacking(), "A1", "A2", "A3")) == (beyond,)
    assert refusals(add(lacking(), "A1", blanks=2)) == (beyond,)


def test_what_would_take_the_invoices_line_over_its_quantity_is_refused_whole() -> None:
    """R2."""
    assert refusals(add(lacking(quantity=2, registered=1), "A1", "A2")) == (exceeded(2, 1, 2, INVOICE),)


def test_a_number_that_stands_elsewhere_is_not_what_the_slip_lacks() -> None:
    """R5, naming where; D11: what another invoice chose of this slip is its choice."""
    elsewhere = {"A1": spot("R-9", "A1", slip_line="SL-9")}
    chosen = {"A1": spot("R-1", "A1", slip_line="SL-1", invoice_line="IL-9")}
    assert refusals(add(lacking(), "A1", at=elsewhere)) == (
        StandsElsewhere(serial_number="A1", document="PS-9", line_id="SL-9", document_kind=SLIP, path=HERE),
    )
    assert refusals(add(lacking(), "A1", at=chosen)) == (
        ChosenElsewhere(serial_number="A1", invoice="INV-9", path=HERE),
    )


def test_a_number_that_was_sold_after_the_slips_day_is_refused() -> None:
    """R5: the sale began when the slip was posted; the day on which another ended is free."""

    def of(free_from: date) -> Plan:
        facts = {"a1": UnitFacts("unit A1", "A1", free_from=free_from)}
        return decide_addition(lacking(), entries("A1"), facts, None)

    later = date(2024, 5, 11)
    overlap = SalesWouldOverlap(
        serial_number="A1", line_id="SL-1", document_kind=SLIP, position=1, free_from=later, path=HERE
    )
    assert refusals(of(later)) == (overlap,)
    assert of(TODAY).refusals == ()


def test_what_is_no_serial_number_of_the_product_is_refused() -> None:
    """R6."""
    pattern = parse_pattern(r"\d{4}")
    assert isinstance(pattern, SerialPattern)
    plan = decide_addition(lacking(), entries("PUMP", "A1"), units("PUMP", "A1"), pattern)
    assert refusals(plan) == (
        NotASerial(serial_number="PUMP", what="the product number PUMP", path=HERE),
        DoesNotFit(serial_number="A1", pattern=r"\d{4}", path=("serials", "1")),
    )


@pytest.mark.parametrize("at", [None, spot("R-9", "A1", slip_line="SL-9")])
def test_after_items_were_taken_back_the_slip_gets_no_registration(at: Spot | None) -> None:
    """C2: neither a number nor a blank; what stands on it is chosen as usual."""
    frozen = lacking(frozen=True)
    refused = RegistrationsFrozen(order_line_id="OL-1", path=HERE)
    assert refusals(add(frozen, "A1", at={"A1": at} if at else None)) == (refused,)
    assert refusals(add(frozen, blanks=1)) == (replace(refused, path=("count",)),)
    assert add(frozen, "A1", at={"A1": spot("R-1", "A1", slip_line="SL-1")}) == Plan(choose=("R-1",))


def test_a_product_that_takes_no_serials_now_gets_no_new_ones() -> None:
    """T2, T4: what its slips have is chosen all the same (T5)."""
    untracked = replace(lacking(), settings=NOT_TRACKED)
    ham = replace(lacking(), product=replace(PUMP, catch_weight=True))
    none = TakesNoSerials(product="PUMP", line_id="L-1", document_kind=INVOICE, position=1, path=HERE)
    assert refusals(add(untracked, "A1")) == (none,)
    assert refusals(add(ham, "A1")) == (CatchWeightExcluded(product="PUMP", group="SN", path=HERE),)
    assert add(untracked, "A1", at={"A1": spot("R-1", "A1", slip_line="SL-1")}) == Plan(choose=("R-1",))


def test_the_number_of_any_document_is_none_of_a_unit_that_was_never_registered() -> None:
    """R6: of another order too, where it was scanned; a unit that carries it already goes on being one."""
    scanned = replace(lacking(), names=(SLIP, "PS-7"))
    known = {"ps-7": UnitFacts("unit PS-7", "PS-7", in_use=True)}
    assert refusals(add(scanned, "PS-7")) == (
        NotASerial(serial_number="PS-7", what="the number of packing slip PS-7", path=HERE),
    )
    assert decide_addition(scanned, entries("PS-7"), known, None).refusals == ()
