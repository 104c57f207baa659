"""What a supplier promises for a product, and whether it owes for a claim, through the front door."""

from typing import Any

import pytest

from tests.api.claiming import claimed, take, unit_id
from tests.api.conftest import Sell
from tests.api.desk import Desk

pytestmark = pytest.mark.anyio

RECOVERY = """
query ($id: ID!) {
  node(id: $id) {
    ... on Claim {
      supplierRecovery { owes until supplier sendTo reason }
      unit { product { supplier supplierCover { period sendTo } } }
    }
  }
}
"""


async def recovery(desk: Desk, claim: dict[str, Any]) -> Any:
    return (await desk.ask(RECOVERY, id=claim["id"]))["node"]


async def test_an_accepted_claim_says_whether_the_supplier_owes(desk: Desk, sell: Sell) -> None:
    """Until when, and where to send it; before it is accepted there is no answer."""
    sale = await sell(1, supplier="S-17", supplierCover={"period": "P24M", "sendTo": "RMA desk, Basel"})
    await sale.posted([["SN-1"]])
    claim = await claimed(desk, await unit_id(sale, "SN-1"), "IN_REVIEW")

    before = await recovery(desk, claim)
    claim = await take(desk, claim, "approveClaim")
    after = await recovery(desk, claim)

    assert before["supplierRecovery"] is None
    assert before["unit"]["product"] == {
        "supplier": "S-17",
        "supplierCover": {"period": "P24M", "sendTo": "RMA desk, Basel"},
    }
    assert after["supplierRecovery"] == {
        "owes": True,
        "until": "2028-03-02",
        "supplier": "S-17",
        "sendTo": "RMA desk, Basel",
        "reason": f"S-17 covers {sale.products[0]} until 2028-03-02, P24M from the sale of 2026-03-02; "
        "the claim was opened on 2026-03-02.",
    }


async def test_a_product_without_a_supplier_or_without_a_cover(desk: Desk, sell: Sell) -> None:
    nobody, silent = await sell(1), await sell(1, supplier="S-18")
    await nobody.posted([["SN-1"]])
    await silent.posted([["SN-1"]])

    of_nobody = await claimed(desk, await unit_id(nobody, "SN-1"), "APPROVED")
    of_silent = await claimed(desk, await unit_id(silent, "SN-1"), "APPROVED")

    assert (await recovery(desk, of_nobody))["supplierRecovery"] is None
    assert (await recovery(desk, of_silent))["supplierRecovery"]["owes"] is False


async def test_a_cover_that_cannot_be_taken_is_refused(desk: Desk) -> None:
    """W3, D12: a period that is none; a place that cannot be printed; a cover of nobody."""
    answer = await desk.refused(
        "saveProduct", number="X", name="Pump", supplierCover={"period": "two years", "sendTo": "a\nb"}
    )

    assert answer.facts("path") == [
        ("INVALID_VALUE", ["supplierCover", "period"]),
        ("INVALID_VALUE", ["supplierCover", "sendTo"]),
        ("INVALID_VALUE", ["supplier"]),
    ]
