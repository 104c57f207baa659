"""Sold units to record something of, and what is read of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import pytest

from graph_api.api.ids import make_id
from graph_api.domain.duties import Role
from tests.api.conftest import Sell
from tests.api.desk import Desk, Sale

WHY = {"reason": "the seal was broken"}
DAY_OF_SALE = "2026-02-10"
RECORDS = """
query ($id: ID!) { node(id: $id) { ... on Unit { version serialNumber sales { ended { kind }
  voids { id on layer reason recordedAt liftedAt }
  starts { id on basis recordedAt withdrawnAt }
  covers { id on number layer reason recordedAt withdrawnAt coverages { kind period percentage } }
  transfers { id on recordedAt customer { number name } } } } } }
"""
AUDIT = """
query ($id: ID!) { auditEntries(subject: $id) { nodes { sequence actor action reason before after } } }
"""

_NOTHING: Final = "01NOTHING"
_OF_A_UNIT: Final = {"unitId": make_id("Unit", _NOTHING)}
ASKED: Final[dict[str, dict[str, Any]]] = {
    "voidWarranty": _OF_A_UNIT,
    "liftVoid": {"id": make_id("WarrantyVoid", _NOTHING)},
    "recordOwnerRegistration": _OF_A_UNIT,
    "recordInstallation": _OF_A_UNIT,
    "withdrawStart": {"id": make_id("WarrantyStart", _NOTHING)},
    "recordBoughtCover": {**_OF_A_UNIT, "number": "EW-1", "coverages": [], "firstDay": "2026-03-02"},
    "grantGoodwill": {**_OF_A_UNIT, "coverages": []},
    "withdrawCover": {"id": make_id("UnitCover", _NOTHING)},
    "transferOwnership": {**_OF_A_UNIT, "customer": "C-1"},
}
"""The least that each mutation after a sale is asked."""


@dataclass
class SoldUnit:
    """A unit on a posted slip, and invoiced, under a statutory and a commercial term."""

    desk: Desk
    sale: Sale
    slip: dict[str, Any]
    invoice: dict[str, Any] | None
    id: str
    serial: str

    @property
    def lead(self) -> Desk:
        """Who may do all of it."""
        return self.desk.as_role(Role.SERVICE_LEAD, "lead-1")

    @property
    def agent(self) -> Desk:
        """Who records what customers tell."""
        return self.desk.as_role(Role.SERVICE_DESK, "agent-1")

    async def read(self) -> dict[str, Any]:
        """The unit with what is on record of its sales."""
        found: dict[str, Any] = (await self.desk.ask(RECORDS, id=self.id))["node"]
        return found

    async def audit(self) -> list[dict[str, Any]]:
        """Its own chain."""
        found: list[dict[str, Any]] = (await self.lead.ask(AUDIT, id=self.id))["auditEntries"]["nodes"]
        return found

    async def reversal(self, **asked: Any) -> dict[str, Any]:
        """What reverses the whole slip."""
        version = "query ($id: ID!) { node(id: $id) { ... on PackingSlip { version } } }"
        found = (await self.desk.ask(version, id=self.slip["id"]))["node"]["version"]
        return {"id": self.slip["id"], "version": found, "reason": "it never arrived", **asked}


SellUnit = Callable[..., Awaitable[SoldUnit]]


@pytest.fixture
def sell_unit(desk: Desk, sell: Sell, unique: Callable[[str], str]) -> SellUnit:
    """Sells one unit on the tenth of February."""

    async def make(*, invoiced: bool = True) -> SoldUnit:
        sale, serial = await sell(1), unique("RD")
        for layer, period in (("STATUTORY", "P2Y"), ("COMMERCIAL", "P1Y")):
            await desk.done(
                "publishWarrantyTerm",
                number=unique("WT"),
                scope={"product": sale.products[0]},
                layer=layer,
                startBasis="PACKING_SLIP",
                coverages=[{"kind": "PARTS", "period": period}],
                validFrom="2020-01-01",
            )
        slip = await sale.slip()
        added = (await desk.send("registerSerials", lineId=slip["lines"][0]["id"], serials=[serial])).added
        await desk.done("postPackingSlip", id=slip["id"], day=DAY_OF_SALE)
        invoice = None
        if invoiced:
            invoice = await desk.done("postInvoice", id=(await sale.invoice())["id"], day=DAY_OF_SALE)
        asked = "query ($id: ID!) { node(id: $id) { ... on Registration { unit { id } } } }"
        unit = (await desk.ask(asked, id=added[0]))["node"]["unit"]["id"]
        return SoldUnit(desk, sale, slip, invoice, unit, serial)

    return make
