"""What happened to units after their sale: voided, lifted, transferred, covered on top, registered and installed."""

from typing import Final

from graph_api.domain.documents import DocumentKind
from graph_api.domain.past_sales import PastLine
from graph_api.domain.terms import CoverageKind, Layer, StartBasis
from graph_api.seeding.clerk import Clerk, line_of
from graph_api.seeding.counter_stories import sells
from graph_api.services.covering import (
    GrantGoodwill,
    RecordBoughtCover,
    WithdrawCover,
    grant_goodwill,
    record_bought_cover,
    withdraw_cover,
)
from graph_api.services.point_of_sale import SoldLine
from graph_api.services.publishing import CoverageInput, PublishTerm, ScopeInput, publish_term
from graph_api.services.starting import (
    RecordStart,
    WithdrawStart,
    record_installation,
    record_owner_registration,
    withdraw_start,
)
from graph_api.services.transferring import TransferOwnership, transfer_ownership
from graph_api.services.voiding import LiftVoid, VoidWarranty, lift_void, void_warranty

_SLIP: Final = DocumentKind.PACKING_SLIP
_VOIDED, _TRANSFERRED, _EXTENDED, _GRANTED = "2413", "2383", "2394", "2427"
_PRINTER, _DRIVE = "1791", "2257"
_PARTS: Final = CoverageKind.PARTS


async def voided_and_lifted(clerk: Clerk) -> None:
    """Two units are voided; of one it turns out that we broke the seal ourselves (W6)."""
    opened, ours, *_ = _units(line_of(clerk.sold_before(_VOIDED, _SLIP), 2))
    clerk.on(30)
    await clerk.does(void_warranty, VoidWarranty(opened), "the seal is broken")
    wrong = await clerk.does(void_warranty, VoidWarranty(ours, Layer.COMMERCIAL), "the seal is broken")
    clerk.on(10)
    await clerk.does(lift_void, LiftVoid(wrong.record.id), "our own workshop opened it")


async def transferred(clerk: Clerk) -> None:
    """A unit goes to another owner, and on to a third (W9)."""
    unit, *_ = _units(line_of(clerk.sold_before(_TRANSFERRED, _SLIP), 1))
    clerk.on(28)
    await clerk.does(transfer_ownership, TransferOwnership(unit, "117"))
    clerk.on(9)
    await clerk.does(transfer_ownership, TransferOwnership(unit, "120"))


async def extended_by_what_was_bought(clerk: Clerk) -> None:
    """Two years more are bought for a unit; a contract that was recorded for the wrong unit is withdrawn (W5)."""
    unit, other, *_ = _units(line_of(clerk.sold_before(_EXTENDED, _SLIP), 2))
    first_day = clerk.today.replace(year=clerk.today.year + 1, day=1)
    contract = RecordBoughtCover(other, "EW-0001", (CoverageInput(_PARTS, "P2Y"),), first_day)
    clerk.on(16)
    wrong = await clerk.does(record_bought_cover, contract)
    await clerk.does(withdraw_cover, WithdrawCover(wrong.record.id), "it was bought for the unit beside it")
    right = RecordBoughtCover(unit, contract.number, contract.coverages, contract.first_day)
    await clerk.does(record_bought_cover, right)


async def covered_by_goodwill(clerk: Clerk) -> None:
    """A warranty of three months has ended; half of the parts is paid for half a year more (W5)."""
    unit, *_ = _units(line_of(clerk.sold_before(_GRANTED, _SLIP, 1), 13))
    clerk.on(9)
    granted = GrantGoodwill(unit, (CoverageInput(_PARTS, "P6M", 50),), "GW-0001")
    await clerk.does(grant_goodwill, granted, "the part was known to fail early")


async def installed_and_registered(clerk: Clerk) -> None:
    """
    Warranties that wait: one for the installation, one for the owner (W2).

    Of two printers one was installed, and of the other it was recorded wrongly; of two drives one has a known owner.
    """
    clerk.on(3)
    for product, basis in ((_PRINTER, StartBasis.INSTALLATION), (_DRIVE, StartBasis.OWNER_REGISTRATION)):
        await clerk.does(publish_term, _waiting(clerk, product, basis))
    printers, drives = clerk.next_serials(_PRINTER, 2), clerk.next_serials(_DRIVE, 2)
    await sells(clerk, "POS-0007", "116", SoldLine(_PRINTER, 2, printers), SoldLine(_DRIVE, 2, drives))
    clerk.on(2)
    first, second = [await clerk.unit(_PRINTER, serial) for serial in printers]
    await clerk.does(record_installation, RecordStart(first))
    wrong = await clerk.does(record_installation, RecordStart(second))
    await clerk.does(record_owner_registration, RecordStart(await clerk.unit(_DRIVE, drives[0])))
    clerk.on(1)
    await clerk.does(withdraw_start, WithdrawStart(wrong.record.id), "only one of the two is installed yet")


def _units(line: PastLine) -> list[str]:
    return [each.unit.id for each in line.registers if each.unit is not None]


def _waiting(clerk: Clerk, product: str, basis: StartBasis) -> PublishTerm:
    """Cover that lasts longer than the maker's own, from an event that somebody has to record."""
    return PublishTerm(
        number=f"WT-{product}-{basis.value}",
        scope=ScopeInput(product=product),
        layer=Layer.EXTENDED,
        start_basis=basis,
        coverages=(CoverageInput(_PARTS, "P7Y"),),
        valid_from=clerk.today,
    )


AFTER_SALES_STORIES: Final = (
    voided_and_lifted,
    transferred,
    extended_by_what_was_bought,
    covered_by_goodwill,
    installed_and_registered,
)
