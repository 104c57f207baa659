"""What a change would do, from what stands before it and after it: sales, warranties and returns by unit."""

from dataclasses import replace
from datetime import date

from graph_api.domain.documents import DocumentKind, DocumentState
from graph_api.domain.earlier_answers import Situation
from graph_api.domain.effects import DocumentEffect, Effects, Touched, TouchedDocument, compare
from graph_api.domain.lineage import EndKind, SaleStatus, UnitHistory
from graph_api.domain.periods import Period
from graph_api.domain.warranty import WarrantyStatus
from tests.domain.histories import cover, invoice, policy, slip, stay, term, unit

DAY = date(2024, 5, 10)
TERMS = (term(cover(Period(months=24))),)
SOLD = stay(invoice("2024-05-02"), slip=slip("2024-05-01"), terms=TERMS, policies=(policy(30),))
SLIP = TouchedDocument(DocumentKind.PACKING_SLIP, "PS", "PS-1", DocumentState.CANCELLED)


def named(history: UnitHistory, name: str) -> UnitHistory:
    return replace(history, id=name, serial_number=f"SN of {name}")


def situation(*units: UnitHistory) -> Situation:
    return Situation(units={unit.id: unit for unit in units})


NOTHING = situation()


def test_a_document_has_the_state_that_it_leaves_and_the_one_that_it_gets() -> None:
    """D4: cancelled; and what the change makes has no state before."""
    credit = TouchedDocument(DocumentKind.INVOICE, "INV", None, DocumentState.DRAFT)

    effects = compare(Touched((SLIP, credit)), {"PS": DocumentState.POSTED}, NOTHING, NOTHING, DAY)

    assert effects == Effects(
        documents=(
            DocumentEffect(DocumentKind.PACKING_SLIP, "PS", "PS-1", DocumentState.POSTED, DocumentState.CANCELLED),
            DocumentEffect(DocumentKind.INVOICE, None, None, None, DocumentState.DRAFT),
        )
    )


def test_a_unit_is_answered_as_it_is_and_as_it_would_be() -> None:
    """D3: a reversal ends the sale, the cover and the way back."""
    before = unit(SOLD)
    after = unit(replace(SOLD, end=stay(end=(EndKind.REVERSED, "2024-05-10")).end))

    (effect,) = compare(Touched(), {}, situation(before), situation(after), DAY).units

    assert (effect.unit_id, effect.serial_number, effect.product) == ("unit-1", "SN-1", "P-1")
    assert (effect.sale_before, effect.sale_after) == (SaleStatus.SOLD, SaleStatus.NO_LONGER_SOLD)
    assert effect.warranty_before.status is WarrantyStatus.COVERED
    assert effect.warranty_after.status is WarrantyStatus.NO_LONGER_SOLD
    assert (effect.return_before.may_return, effect.return_after.may_return) == (True, False)


def test_a_unit_that_the_change_registers_first_was_not_sold_before() -> None:
    """P1: before it nothing is known of the number."""
    (effect,) = compare(Touched(), {}, NOTHING, situation(unit(SOLD)), DAY).units

    assert effect.unit_id is None
    assert (effect.sale_before, effect.sale_after) == (SaleStatus.NOT_SOLD_BY_US, SaleStatus.SOLD)
    assert effect.warranty_before.status is WarrantyStatus.NOT_SOLD_BY_US
    assert not effect.return_before.may_return


def test_a_unit_whose_history_stays_is_left_out() -> None:
    """And what is touched beyond the bound is said to be there."""
    same, freed = named(unit(SOLD), "same"), named(unit(SOLD), "freed")

    effects = compare(
        Touched(units=("same", "freed", "further")),
        {},
        situation(same, freed),
        situation(same, replace(freed, registrations=())),
        DAY,
    )

    assert [each.unit_id for each in effects.units] == ["freed"]
    assert effects.truncated
