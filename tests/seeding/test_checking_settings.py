"""What doctor does not take for a broken rule: settings that ask for nothing (T2)."""

from typing import LiteralString

import pytest

from graph_api.store.bolt import Bolt, Transaction
from graph_api.store.checking import CHECKS
from graph_api.store.statement import Mode, Statement, nothing
from tests.seeding.test_checking import PLANTED

pytestmark = pytest.mark.anyio

INACTIVE: LiteralString = "MATCH (g:TrackingDimensionGroup {number: 'SERIAL'}) SET g.activeInSalesProcess = false"


@pytest.mark.parametrize("name", ["short_slip_lines", "short_invoice_lines"])
async def test_a_group_that_is_not_active_asks_for_no_registration(seeded_bolt: Bolt, name: str) -> None:
    """T2: its serial number control may still be on."""
    check = next(each for each in CHECKS if each.find.name == f"check_{name}")

    async def work(tx: Transaction) -> int:
        await tx.run(Statement("plant", Mode.WRITE, PLANTED[name], nothing))
        await tx.run(Statement("plant", Mode.WRITE, INACTIVE, nothing))
        found: tuple[int, tuple[str, ...]] = await tx.run(check.find)
        tx.roll_back(found[0])

    assert await seeded_bolt.write(work, Transaction, timeout_seconds=60) == 0
