"""Whether a supplier owes for a claim."""

from dataclasses import replace
from datetime import date

import pytest

from graph_api.domain.aftersales import ClaimState, Resolution
from graph_api.domain.claims import Claim
from graph_api.domain.periods import Period
from graph_api.domain.recovery import SupplierCover, decide_recovery
from graph_api.domain.warranty import decide_warranty
from tests.domain.histories import noon, unit

SOLD_ON, DAY = date(2024, 2, 29), date(2025, 2, 28)
COVER = SupplierCover(Period(years=1), "RMA desk")
VERDICT = decide_warranty(unit(), DAY)
CLAIM = Claim(
    "C", "CL-1", ClaimState.APPROVED, DAY, noon(DAY), "It hums.", "r", "u", "u", "SN-1", "P-1", SOLD_ON, VERDICT
)


@pytest.mark.parametrize("state", ClaimState)
def test_an_accepted_claim_is_answered_and_no_other(state: ClaimState) -> None:
    """K1: approved, in progress, resolved."""
    accepted = state in (ClaimState.APPROVED, ClaimState.IN_PROGRESS, ClaimState.RESOLVED)

    assert (decide_recovery(replace(CLAIM, state=state), "S-1", COVER) is not None) is accepted


def test_without_a_supplier_there_is_no_answer_and_without_a_cover_it_is_no() -> None:
    assert decide_recovery(CLAIM, None, COVER) is None

    answer = decide_recovery(CLAIM, "S-1", None)

    assert answer is not None
    assert (answer.owes, answer.until, answer.reason) == (False, None, "No cover of S-1 is on record for P-1.")


@pytest.mark.parametrize(("opened_on", "owes"), [(DAY, True), (date(2025, 3, 1), False)])
def test_the_day_of_the_claim_decides_up_to_the_last_day(opened_on: date, owes: bool) -> None:  # noqa: FBT001 -- a case
    """W3: from a leap day, a year ends on the last of February."""
    answer = decide_recovery(replace(CLAIM, opened_on=opened_on), "S-1", COVER)

    assert answer is not None
    assert (answer.owes, answer.until, answer.send_to) == (owes, date(2025, 2, 28), "RMA desk")
    assert str(opened_on) in answer.reason


def test_goodwill_is_not_the_suppliers() -> None:
    """K3."""
    granted = replace(CLAIM, state=ClaimState.RESOLVED, resolution=Resolution.GOODWILL)

    answer = decide_recovery(granted, "S-1", COVER)

    assert answer is not None
    assert not answer.owes
    assert "goodwill" in answer.reason
