"""What the stories leave on record of units after their sale."""

from datetime import date, timedelta

import pytest

from graph_api.domain.aftersales import AfterSales
from graph_api.domain.documents import DocumentKind
from graph_api.domain.lineage import sales
from graph_api.domain.terms import Layer, StartBasis
from graph_api.seeding.clerk import Clerk, line_of
from graph_api.seeding.plan import SeedPlan
from graph_api.store.bolt import Bolt
from graph_api.store.patience import PatientGraph
from tests.seeding.conftest import AUDIT_KEY
from tests.seeding.test_stories import history

pytestmark = pytest.mark.anyio
SLIP = DocumentKind.PACKING_SLIP


@pytest.fixture
def clerk(seeded_bolt: Bolt, plan: SeedPlan) -> Clerk:
    return Clerk(PatientGraph(seeded_bolt), AUDIT_KEY, plan)


def before(plan: SeedPlan, days: int) -> date:
    return plan.newest_day - timedelta(days=days)


async def planned(clerk: Clerk, bolt: Bolt, order: str, nth: int, position: int) -> list[AfterSales]:
    """What is on record of the first two units of a planned slip's line."""
    line = line_of(clerk.sold_before(order, SLIP, nth), position)
    serials = [each.unit.serial_number for each in line.registers if each.unit is not None][:2]
    return [await on_record(bolt, line.order_line.product, serial) for serial in serials]


async def on_record(bolt: Bolt, product: str, serial: str) -> AfterSales:
    (sale,) = sales(await history(bolt, product, serial))
    return sale.registration.after


async def test_one_unit_is_void_and_of_another_that_was_lifted(seeded_bolt: Bolt, clerk: Clerk, plan: SeedPlan) -> None:
    """W6."""
    opened, ours = await planned(clerk, seeded_bolt, "2413", 0, 2)
    (stands,), (lifted,) = opened.voids, ours.voids
    assert (stands.on, stands.layer, stands.lifted_at) == (before(plan, 30), None, None)
    assert lifted.layer is Layer.COMMERCIAL
    assert lifted.lifted_at is not None
    assert lifted.lifted_at.date() == before(plan, 10)


async def test_a_unit_was_transferred_twice(seeded_bolt: Bolt, clerk: Clerk, plan: SeedPlan) -> None:
    """W9."""
    moved, _ = await planned(clerk, seeded_bolt, "2383", 0, 1)
    assert [(each.customer, each.on) for each in moved.transfers] == [
        ("117", before(plan, 28)),
        ("120", before(plan, 9)),
    ]


async def test_cover_was_bought_for_one_unit_and_withdrawn_from_the_one_beside_it(
    seeded_bolt: Bolt, clerk: Clerk
) -> None:
    """W5."""
    right, wrong = await planned(clerk, seeded_bolt, "2394", 0, 2)
    assert [(each.number, each.layer, each.withdrawn_at) for each in right.covers] == [
        ("EW-0001", Layer.EXTENDED, None)
    ]
    assert [each.withdrawn_at is None for each in wrong.covers] == [False]


async def test_goodwill_was_granted_for_half_of_the_parts(seeded_bolt: Bolt, clerk: Clerk, plan: SeedPlan) -> None:
    """W5: with its reason."""
    granted, _ = await planned(clerk, seeded_bolt, "2427", 1, 13)
    (cover,) = granted.covers
    assert (cover.number, cover.layer, cover.on) == ("GW-0001", Layer.GOODWILL, before(plan, 9))
    assert [each.percentage for each in cover.coverages] == [50]
    assert cover.reason


async def test_of_two_that_wait_one_was_installed_and_one_has_a_known_owner(
    seeded_bolt: Bolt, clerk: Clerk, plan: SeedPlan
) -> None:
    """W2: the other two wait on."""
    installed, wrong = [await on_record(seeded_bolt, "1791", each) for each in clerk.next_serials("1791", 2)]
    owned, nobodys = [await on_record(seeded_bolt, "2257", each) for each in clerk.next_serials("2257", 2)]
    assert [(each.basis, each.on) for each in installed.starts] == [(StartBasis.INSTALLATION, before(plan, 2))]
    assert [each.withdrawn_at is None for each in wrong.starts] == [False]
    assert [each.basis for each in owned.starts] == [StartBasis.OWNER_REGISTRATION]
    assert nobodys.starts == ()
